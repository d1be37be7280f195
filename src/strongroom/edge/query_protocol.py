"""The AWS query protocol on the wire: forms in, XML out.

Sources: the AWS query protocol of the Smithy specification; IAM and STS API references, "Common Errors", for
the codes; answers of the real services for the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from strongroom.edge.http import Exchange
from strongroom.errors import ServiceError
from strongroom.model.service_model import ServiceModel
from strongroom.model.xml import XmlWriter
from strongroom.randomness import Randomness
from strongroom.services.operations import Answer, RawJson

CONTENT_TYPE = b"text/xml"
_FORM = b"application/x-www-form-urlencoded"
_MOST_FIELDS = 10_000
#: A signature's errors by the names that these services have for them.
_SIGNATURE_ERRORS: Mapping[str, tuple[str, int]] = {
    "ExpiredTokenException": ("ExpiredToken", 403),
    "IncompleteSignatureException": ("IncompleteSignature", 400),
    "InvalidSignatureException": ("SignatureDoesNotMatch", 403),
    "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
    "UnrecognizedClientException": ("InvalidClientTokenId", 403),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A request of the query protocol: the operation that it names, and all its fields.

    ``action`` and ``version`` are empty where the form does not have them.
    """

    action: str
    version: str
    fields: list[tuple[str, str]]


def read_form(exchange: Exchange) -> Form | None:
    """The request's form, of its body or query string; None when it is no request of this protocol."""
    if exchange.method == b"GET":
        text = exchange.target.partition(b"?")[2]
        if b"Action=" not in text:
            return None
    else:
        content_type = exchange.headers.get(b"content-type", b"")
        if content_type.partition(b";")[0].strip().lower() != _FORM:
            return None
        text = exchange.body
    try:
        fields = parse_qsl(
            text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        fields = []
    first = dict(reversed(fields))
    return Form(first.get("Action", ""), first.get("Version", ""), fields)


@dataclass(frozen=True, slots=True)
class QueryProtocol:
    """How one service speaks the query protocol. ``model`` is asked for when something is written."""

    scope_name: str
    version: str
    model: Callable[[], ServiceModel]
    home_region: str | None = None
    internal_error: tuple[str, str] = ("ServiceFailure", "Internal failure.")
    unsigned_message: str = "Request is missing Authentication Token"
    only_aws4: bool = False
    skew_minutes: int = 15
    body_limit: int = 1024 * 1024
    codes_bodies: bool = False

    def new_request_id(self, randomness: Randomness) -> str:
        return randomness.uuid()

    def answer(self, operation: str, answer: Answer, request_id: str) -> bytes:
        if isinstance(answer, RawJson):
            raise TypeError("an answer of the query protocol is no JSON")
        model = self.model()
        return self._writer(model).answer(operation, model.output_shape(operation), answer, request_id)

    def error(
        self,
        code: str,
        message: str,
        status: int,
        fields: Mapping[str, Any],  # noqa: ARG002 - these services have none
        request_id: str,
    ) -> bytes:
        return self._writer(self.model()).error(code, message, status, request_id)

    def answer_headers(self, content_type: bytes, request_id: str, body: bytes) -> bytes:  # noqa: ARG002
        return b"Content-Type: %b\r\nx-amzn-RequestId: %b\r\n" % (content_type, request_id.encode("ascii"))

    def signature_error(self, error: ServiceError) -> ServiceError:
        """What is wrong with a signature, in the words of these services."""
        code, status = _SIGNATURE_ERRORS.get(error.code, (error.code, error.status))
        return ServiceError(code, error.message, status)

    def no_operation(self, form: Form) -> ServiceError:
        """The form names no operation of the service."""
        if not form.action:
            return ServiceError("MissingAction", "The request is missing an action.")
        return ServiceError(
            "InvalidAction",
            f"Could not find operation {form.action} for version {form.version or 'NO_VERSION_SPECIFIED'}",
        )

    def _writer(self, model: ServiceModel) -> XmlWriter:
        return XmlWriter(model.shapes, model.xml_namespace)
