"""Calls over a connection of one's own: no retries, no parsing beyond JSON, and little time in the client."""

from __future__ import annotations

import http.client
import json
from types import TracebackType
from typing import Any

_AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=raw/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)


class RawDynamoDB:
    """One connection to a server that takes any credential."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> RawDynamoDB:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def send(self, operation: str, **document: Any) -> None:
        """Send a request and leave it at that."""
        headers = {
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Date": "20260101T000000Z",
            "Authorization": _AUTHORIZATION,
        }
        self._connection.request("POST", "/", json.dumps(document), headers)

    def call(self, operation: str, **document: Any) -> tuple[int, dict[str, Any]]:
        """HTTP status and answer. Raises OSError and http.client.HTTPException."""
        self.send(operation, **document)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())
