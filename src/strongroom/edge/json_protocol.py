"""The AWS JSON protocols on the wire: content types, response headers, error documents.

Sources: the AWS JSON 1.0 and 1.1 protocols of the Smithy specification; for what is not in them (namespaces,
``message`` or ``Message``, status codes, headers) answers of the real services.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from strongroom.randomness import Randomness
from strongroom.services.operations import Answer, RawJson

_CORAL_SERVICE = "com.amazon.coral.service#"
_CORAL_SERVICE_CODES = (
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
)


@dataclass(frozen=True, slots=True)
class JsonProtocol:
    """How one service speaks JSON.

    ``content_types`` maps the content types that the service takes to the one that it answers with.
    ``namespaces`` holds the namespaces of error codes, ``default_namespace`` those of all others.
    ``capital_message`` names the errors whose text is called ``Message`` instead of ``message``.
    ``skew_minutes`` is how far the signing time may be from the service's.
    ``only_aws4`` tells that an Authorization header of another scheme counts as none at all;
    ``body_before_signature`` that an empty body is refused before the signature is looked at.
    ``silent`` names the operations that answer without a body: those whose model has no output.
    ``codes_bodies`` tells that bodies may be compressed, both ways.
    ``body_limit`` is in bytes. KMS publishes none; its largest valid request is a key policy of 32 KB.
    """

    scope_name: str
    content_types: Mapping[bytes, bytes]
    default_namespace: str
    namespaces: Mapping[str, str]
    capital_message: frozenset[str]
    new_request_id: Callable[[Randomness], str]
    checksum: bool
    headers: bytes
    internal_error: tuple[str, str]
    unsigned_message: str
    only_aws4: bool
    body_before_signature: bool
    skew_minutes: int
    body_limit: int
    silent: frozenset[str] = frozenset()
    codes_bodies: bool = False
    home_region: str | None = None

    def answered_type(self, content_type: bytes) -> bytes | None:
        """The content type of the answer to a request of this content type; None when it is not taken."""
        exact = self.content_types.get(content_type)
        return exact or self.content_types.get(content_type.partition(b";")[0].strip())

    def answer_headers(self, content_type: bytes, request_id: str, body: bytes) -> bytes:
        """The header lines of an answer."""
        if self.checksum:
            return b"Content-Type: %b\r\nx-amzn-RequestId: %b\r\nx-amz-crc32: %d\r\n%b" % (
                content_type,
                request_id.encode("ascii"),
                zlib.crc32(body),
                self.headers,
            )
        return b"Content-Type: %b\r\nx-amzn-RequestId: %b\r\n%b" % (
            content_type,
            request_id.encode("ascii"),
            self.headers,
        )

    def answer(self, operation: str, answer: Answer, request_id: str) -> bytes:  # noqa: ARG002
        return b"" if operation in self.silent else encode(answer)

    def error(
        self,
        code: str,
        message: str,
        status: int,  # noqa: ARG002 - it stands in the answer's first line
        fields: Mapping[str, Any],
        request_id: str,  # noqa: ARG002 - it stands in the headers
    ) -> bytes:
        """The error document. An empty message is left out."""
        document = {"__type": self.namespaces.get(code, self.default_namespace) + code, **fields}
        if message:
            document["Message" if code in self.capital_message else "message"] = message
        return encode(document)


def encode(answer: Answer) -> bytes:
    """An answer as JSON; binary values become base64 text."""
    if isinstance(answer, RawJson):
        return answer.body
    return orjson.dumps(answer, default=_binary)


def _binary(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"an answer cannot hold a {type(value).__name__}")


DYNAMODB = JsonProtocol(
    scope_name="dynamodb",
    content_types={
        b"application/x-amz-json-1.0": b"application/x-amz-json-1.0",
        b"application/json": b"application/json",
        b"": b"application/json",
    },
    default_namespace="com.amazonaws.dynamodb.v20120810#",
    namespaces={
        **dict.fromkeys(_CORAL_SERVICE_CODES, _CORAL_SERVICE),
        "ValidationException": "com.amazon.coral.validate#",
        "ThrottlingException": "com.amazon.coral.availability#",
    },
    capital_message=frozenset(
        {
            "AccessDeniedException",
            "SerializationException",
            "IdempotentParameterMismatchException",
            "TransactionCanceledException",
            "TransactionInProgressException",
        }
    ),
    new_request_id=lambda randomness: randomness.request_id(),
    checksum=True,
    headers=b"",
    internal_error=("InternalServerError", "Internal server error"),
    unsigned_message="Request is missing Authentication Token",
    only_aws4=True,
    body_before_signature=False,
    skew_minutes=15,
    body_limit=16 * 1024 * 1024,
    silent=frozenset({"TagResource", "UntagResource"}),
    codes_bodies=True,
)

KMS = JsonProtocol(
    scope_name="kms",
    content_types={b"application/x-amz-json-1.1": b"application/x-amz-json-1.1"},
    default_namespace="",
    namespaces={},
    capital_message=frozenset({"AccessDeniedException", "SerializationException"}),
    new_request_id=lambda randomness: randomness.uuid(),
    checksum=False,
    headers=(
        b"Cache-Control: no-cache, no-store, must-revalidate, private\r\nExpires: 0\r\nPragma: no-cache\r\n"
    ),
    internal_error=(
        "KMSInternalException",
        "The request was rejected because an internal exception occurred. The request can be retried.",
    ),
    unsigned_message="Missing Authentication Token",
    only_aws4=False,
    body_before_signature=True,
    skew_minutes=5,
    body_limit=1024 * 1024,
    silent=frozenset(
        {
            "CreateAlias",
            "DeleteAlias",
            "DisableKey",
            "DisableKeyRotation",
            "EnableKey",
            "EnableKeyRotation",
            "PutKeyPolicy",
            "RetireGrant",
            "RevokeGrant",
            "TagResource",
            "UntagResource",
            "UpdateAlias",
            "UpdateKeyDescription",
            "UpdatePrimaryRegion",
        }
    ),
)

STRONGROOM = replace(
    KMS,
    scope_name="strongroom",
    internal_error=("InternalFailure", "An internal error occurred."),
    skew_minutes=15,
    silent=frozenset(),
)

CLOUDTRAIL = replace(
    KMS,
    scope_name="cloudtrail",
    headers=b"",
    internal_error=("InternalFailure", "An internal error occurred."),
    skew_minutes=15,
    silent=frozenset(),
)
