"""Requests for tests of what stands behind the connection, signed by botocore."""

from __future__ import annotations

from typing import Any

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Key

from strongroom.edge.http import Exchange

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
TARGET = "DynamoDB_20120810.ListTables"


class Answers:
    """Stands where a connection stands, and keeps what is answered."""

    def __init__(self) -> None:
        self.given: list[tuple[int, bytes, bytes]] = []

    def answer(self, _exchange: Exchange, status: int, headers: bytes, body: bytes) -> None:
        self.given.append((status, headers, body))


def exchange(
    *,
    method: str = "POST",
    target: str = "/",
    headers: dict[str, str] | None = None,
    body: bytes = b"{}",
    answers: Answers | None = None,
) -> Exchange:
    """A request as a connection would hand it on."""
    made = Exchange(answers or Answers(), "127.0.0.1")  # type: ignore[arg-type]
    made.method = method.encode()
    made.target = target.encode("latin-1")
    made.headers = {
        name.lower().encode("latin-1"): value.encode("latin-1") for name, value in (headers or {}).items()
    }
    made.body = body
    return made


def signed(
    *,
    method: str = "POST",
    target: str = "/",
    headers: dict[str, str] | None = None,
    body: bytes = b"{}",
    key_id: str = KEY_ID,
    secret: str = SECRET,
    token: str | None = None,
    service: str = "dynamodb",
    region: str = "us-east-1",
    in_query: bool = False,
    answers: Answers | None = None,
) -> Exchange:
    """A request signed by botocore now."""
    given = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": TARGET, **(headers or {})}
    request = AWSRequest(method, f"http://localhost:8000{target}", headers=given, data=body)
    signer: Any = (SigV4QueryAuth if in_query else SigV4Auth)(Key(key_id, secret, token), service, region)
    signer.add_auth(request)
    sent = request.prepare()
    return exchange(
        method=method,
        target=sent.url.removeprefix("http://localhost:8000"),
        headers={"Host": "localhost:8000", **{name: str(value) for name, value in sent.headers.items()}},
        body=body,
        answers=answers,
    )
