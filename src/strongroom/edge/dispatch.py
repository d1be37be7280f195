"""From a request to the operation that answers it, and back.

The order of the checks is DynamoDB's: method and content type, JSON, target, signature, body, request. KMS
looks for the body before the signature. Forms, with neither a target nor JSON, are the query protocol's: there
the signature comes before the operation.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

import orjson

from strongroom.calls import Call
from strongroom.edge import content_codings, origins
from strongroom.edge.authentication import Authentication
from strongroom.edge.http import Exchange
from strongroom.edge.invocation import Invocation
from strongroom.edge.metrics import Metrics
from strongroom.edge.pages import Page
from strongroom.edge.protocol import WireProtocol
from strongroom.edge.query_protocol import CONTENT_TYPE, Form, read_form
from strongroom.edge.service import QueryService, Service
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.operations import Answer, RawJson

_NO_OPERATION = "-"
_UNKNOWN_OPERATION = b"<UnknownOperationException/>\n"
_UNSIGNED = (
    b"<MissingAuthenticationTokenException>\n  <Message>Missing Authentication Token</Message>\n"
    b"</MissingAuthenticationTokenException>\n"
)
_TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
_ELSEWHERE = (
    b"In open mode any signature is taken, so pages of other origins are refused: they could read every table. "
    b"Start the server with --auth iam.\n"
)
Target: TypeAlias = tuple[Service, str]


class Dispatcher:
    """Handles requests: the services' by their target, the pages by their path, forms by what signs them.

    ``query_services`` are those of the query protocol. The first service is the one that requests without a
    recognizable service get their errors from. ``guards_origins`` refuses pages that were not loaded from this
    machine. ``logs_requests`` writes a log line for each request. ``secure_transport`` tells that all requests
    come over TLS.
    """

    def __init__(
        self,
        services: Sequence[Service],
        pages: Mapping[bytes, Page],
        authentication: Authentication,
        randomness: Randomness,
        metrics: Metrics,
        *,
        region: str,
        guards_origins: bool,
        logs_requests: bool,
        secure_transport: bool = False,
        query_services: Sequence[QueryService] = (),
    ) -> None:
        self._targets: dict[bytes, Target] = {
            f"{service.target_prefix}.{operation}".encode("ascii"): (service, operation)
            for service in services
            for operation in service.operations
        }
        self._services = services
        self._query_services = query_services
        self._pages = pages
        self._authentication = authentication
        self._randomness = randomness
        self._metrics = metrics
        self._healthy = f"healthy: {services[0].protocol.scope_name}.{region}.amazonaws.com ".encode("ascii")
        self._guards_origins = guards_origins
        self._logs_requests = logs_requests
        self._secure_transport = secure_transport
        self._tasks: set[asyncio.Future[Answer]] = set()

    def __call__(self, exchange: Exchange) -> None:
        """Answer the request, now or later."""
        origin = exchange.headers.get(b"origin")
        if origin is not None:
            self._for_a_browser(exchange, origin)
        elif exchange.method == b"POST" and exchange.target == b"/":
            self._serve(exchange, b"")
        else:
            self._by_path(exchange, b"")

    async def drain(self, grace_seconds: float) -> None:
        """Wait for the coroutines under way: their clients may have gone, their effects shall be whole."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)

    def _for_a_browser(self, exchange: Exchange, origin: bytes) -> None:
        is_page = exchange.target.partition(b"?")[0] in self._pages
        if (self._guards_origins or is_page) and origins.is_elsewhere(origin):
            exchange.respond(403, _TEXT, _ELSEWHERE)
        elif exchange.method == b"OPTIONS":
            request_id = self._service_named_in(exchange).protocol.new_request_id(self._randomness)
            headers = origins.preflight(exchange.headers)
            exchange.respond(200, b"x-amzn-RequestId: %b\r\n" % request_id.encode("ascii") + headers, b"")
        else:
            self._by_path(exchange, origins.ANSWER)

    def _by_path(self, exchange: Exchange, headers: bytes) -> None:
        page = self._pages.get(exchange.target.partition(b"?")[0])
        if page is not None:
            page(exchange)
        elif exchange.method == b"POST":
            self._serve(exchange, headers)
        elif exchange.method == b"GET" and (asked := self._asked_by_form(exchange)):
            self._serve_form(exchange, headers, *asked)
        elif exchange.method in (b"GET", b"HEAD") and exchange.target == b"/":
            self._answer_plainly(exchange, 200, self._healthy, headers)
        else:
            self._answer_plainly(exchange, 404, _UNKNOWN_OPERATION, headers)

    def _answer_plainly(self, exchange: Exchange, status: int, body: bytes, headers: bytes) -> None:
        """What DynamoDB answers to a request that is no call of an operation."""
        protocol = self._service_named_in(exchange).protocol
        request_id = protocol.new_request_id(self._randomness).encode("ascii")
        exchange.respond(
            status,
            b"x-amzn-RequestId: %b\r\nx-amz-crc32: %d\r\n%b" % (request_id, zlib.crc32(body), headers),
            body,
        )

    def _serve(self, exchange: Exchange, headers: bytes) -> None:
        target = self._targets.get(exchange.headers.get(b"x-amz-target", b""))
        if target is None and (asked := self._asked_by_form(exchange)):
            self._serve_form(exchange, headers, *asked)
            return
        service, operation = target or (self._service_named_in(exchange), _NO_OPERATION)
        protocol = service.protocol
        content_type = exchange.headers.get(b"content-type", b"")
        answered_type = protocol.answered_type(content_type)
        if answered_type is None or (exchange.body and not content_type):
            self._refuse_content_type(exchange, service, headers)
            return
        if len(exchange.body) > protocol.body_limit:
            exchange.respond(413, headers, b"")
            return
        request_id = protocol.new_request_id(self._randomness)
        invocation = Invocation(
            exchange, service, operation, request_id, answered_type, headers, self._metrics, self._logs_requests
        )
        self._run(invocation, lambda: self._call(exchange, service, operation, request_id))

    def _serve_form(self, exchange: Exchange, headers: bytes, service: QueryService, form: Form) -> None:
        """Answer a request of the query protocol."""
        if len(exchange.body) > service.protocol.body_limit:
            exchange.respond(413, headers, b"")
            return
        request_id = service.protocol.new_request_id(self._randomness)
        is_known = form.version == service.protocol.version and form.action in service.operations
        operation = form.action if is_known else _NO_OPERATION
        invocation = Invocation(
            exchange, service, operation, request_id, CONTENT_TYPE, headers, self._metrics, self._logs_requests
        )
        self._run(invocation, lambda: self._call_with_form(exchange, service, operation, form, request_id))

    def _run(self, invocation: Invocation, call: Callable[[], Answer | Awaitable[Answer]]) -> None:
        try:
            answer = call()
        except ServiceError as error:
            invocation.refuse(error)
        except Exception as error:  # noqa: BLE001 - the invocation logs it and answers an internal error
            invocation.fail(error)
        else:
            if isinstance(answer, (dict, RawJson)):
                invocation.answer(answer)
            else:
                self._await(answer, invocation)

    def _call_with_form(
        self, exchange: Exchange, service: QueryService, operation: str, form: Form, request_id: str
    ) -> Answer | Awaitable[Answer]:
        protocol = service.protocol
        try:
            call = self._identified(exchange, protocol, operation, request_id)
        except ServiceError as error:
            raise protocol.signature_error(error) from error
        if operation is _NO_OPERATION:
            raise protocol.no_operation(form)
        return service.call(call, form.fields)

    def _call(
        self, exchange: Exchange, service: Service, operation: str, request_id: str
    ) -> Answer | Awaitable[Answer]:
        protocol = service.protocol
        body = _decoded_body(exchange, protocol)
        document: Any = None
        if body:
            try:
                document = orjson.loads(body)
            except orjson.JSONDecodeError:
                raise ServiceError("SerializationException", "") from None
        if operation is _NO_OPERATION:
            raise ServiceError("UnknownOperationException", "")
        if not body and protocol.body_before_signature:
            raise ServiceError("SerializationException", "")
        call = self._identified(exchange, protocol, operation, request_id)
        if not body:
            raise ServiceError("SerializationException", "")
        return service.call(call, document)

    def _identified(self, exchange: Exchange, protocol: WireProtocol, operation: str, request_id: str) -> Call:
        """The call that the request is. Raises ServiceError when its signature is not good."""
        identity = self._authentication.identify(exchange, protocol)
        return Call(
            operation,
            identity.principal,
            identity.account,
            protocol.home_region or identity.region,
            request_id,
            exchange.peer,
            exchange.headers.get(b"user-agent", b"").decode("latin-1"),
            secure_transport=self._secure_transport,
        )

    def _await(self, answer: Awaitable[Answer], invocation: Invocation) -> None:
        future = asyncio.ensure_future(answer)
        if future is not answer:
            self._tasks.add(future)
            future.add_done_callback(self._tasks.discard)
        future.add_done_callback(invocation.finish)

    def _refuse_content_type(self, exchange: Exchange, service: Service, headers: bytes) -> None:
        signed = b"authorization" in exchange.headers or b"X-Amz-Algorithm" in exchange.target
        if signed or service is self._services[0]:
            self._answer_plainly(exchange, 404, _UNKNOWN_OPERATION, headers)
        else:
            self._answer_plainly(exchange, 403, _UNSIGNED, headers)

    def _service_named_in(self, exchange: Exchange) -> Service:
        """The service that a request means whose target names no operation: the one that the target's prefix or
        else the credential's scope names, otherwise the first."""
        prefix = exchange.headers.get(b"x-amz-target", b"").partition(b".")[0].decode("latin-1")
        for service in self._services:
            if service.target_prefix == prefix:
                return service
        scope_name = _scope_name(exchange)
        for service in self._services:
            if service.protocol.scope_name == scope_name:
                return service
        return self._services[0]

    def _asked_by_form(self, exchange: Exchange) -> tuple[QueryService, Form] | None:
        """The form that a request of the query protocol brings, and the service that it is for: the one that
        the credential's scope names, or else the one whose API version the form names."""
        form = read_form(exchange)
        if form is None:
            return None
        scope_name = _scope_name(exchange)
        for service in self._query_services:
            if service.protocol.scope_name == scope_name:
                return service, form
        for service in self._query_services:
            if service.protocol.version == form.version:
                return service, form
        return None


def _decoded_body(exchange: Exchange, protocol: WireProtocol) -> bytes:
    """The body without its coding. Raises ServiceError, as for a failure of the server's own, where it has none
    such: so does the service."""
    content_encoding = exchange.headers.get(b"content-encoding")
    if content_encoding is None or not protocol.codes_bodies:
        return exchange.body
    try:
        return content_codings.decoded(exchange.body, content_encoding, protocol.body_limit)
    except content_codings.BadCoding:
        raise ServiceError(*protocol.internal_error, 500) from None


def _scope_name(exchange: Exchange) -> str:
    """The service in the scope of the header's credential; empty where there is none."""
    credential = exchange.headers.get(b"authorization", b"").partition(b"Credential=")[2]
    elements = credential.partition(b",")[0].decode("latin-1").split("/")
    return elements[3] if len(elements) > 3 else ""
