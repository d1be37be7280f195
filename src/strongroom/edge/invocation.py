"""One call of an operation on its way to its answer."""

from __future__ import annotations

import asyncio
from time import perf_counter

import structlog

from strongroom.edge import content_codings
from strongroom.edge.http import Exchange
from strongroom.edge.metrics import Metrics
from strongroom.edge.service import QueryService, Service
from strongroom.errors import ServiceError
from strongroom.logs import failure
from strongroom.services.operations import Answer

log = structlog.get_logger(__name__)


class Invocation:
    """Turns what an operation returns or raises into the answer of one request, once."""

    __slots__ = (
        "_content_type",
        "_exchange",
        "_headers",
        "_logs",
        "_metrics",
        "_operation",
        "_request_id",
        "_service",
        "_started",
    )

    def __init__(
        self,
        exchange: Exchange,
        service: Service | QueryService,
        operation: str,
        request_id: str,
        content_type: bytes,
        headers: bytes,
        metrics: Metrics,
        logs: bool,
    ) -> None:
        self._started = perf_counter()
        self._exchange = exchange
        self._service = service
        self._operation = operation
        self._request_id = request_id
        self._content_type = content_type
        self._headers = headers
        self._metrics = metrics
        self._logs = logs

    def answer(self, answer: Answer) -> None:
        """The operation has succeeded."""
        try:
            body = self._service.protocol.answer(self._operation, answer, self._request_id)
        except TypeError as error:
            self.fail(error)
        else:
            self._respond(200, "OK", body)

    def refuse(self, error: ServiceError) -> None:
        """The operation has refused."""
        try:
            body = self._service.protocol.error(
                error.code, error.message, error.status, error.fields, self._request_id
            )
        except TypeError as bad_field:
            self.fail(bad_field)
        else:
            self._respond(error.status, error.code, body)

    def fail(self, error: BaseException) -> None:
        """The operation has failed in a way that only the log is told."""
        log.error(
            "internal error",
            service=self._service.name,
            operation=self._operation,
            request_id=self._request_id,
            **failure(error),
        )
        code, message = self._service.protocol.internal_error
        self._respond(500, code, self._service.protocol.error(code, message, 500, {}, self._request_id))

    def finish(self, future: asyncio.Future[Answer]) -> None:
        """The operation's future is done."""
        if future.cancelled():
            self.fail(asyncio.CancelledError())
            return
        error = future.exception()
        if error is None:
            self.answer(future.result())
        elif isinstance(error, ServiceError):
            self.refuse(error)
        else:
            self.fail(error)

    def _respond(self, status: int, code: str, body: bytes) -> None:
        seconds = perf_counter() - self._started
        protocol = self._service.protocol
        encoding, body = self._coded(body)
        headers = protocol.answer_headers(self._content_type, self._request_id, body) + encoding + self._headers
        self._exchange.respond(status, headers, body)
        self._metrics.request(self._service.name, self._operation, code, seconds)
        if self._logs:
            log.debug(
                "request",
                service=self._service.name,
                operation=self._operation,
                code=code,
                status=status,
                milliseconds=round(seconds * 1000, 3),
                request_bytes=len(self._exchange.body),
                answer_bytes=len(body),
                request_id=self._request_id,
                peer=self._exchange.peer,
            )

    def _coded(self, body: bytes) -> tuple[bytes, bytes]:
        """The body as the client accepts it, and the header line that says so."""
        if len(body) < content_codings.COMPRESSED_BYTES or not self._service.protocol.codes_bodies:
            return b"", body
        coding = content_codings.accepted(self._exchange.headers.get(b"accept-encoding", b""))
        if coding is None:
            return b"", body
        return b"Content-Encoding: %b\r\n" % coding, content_codings.compressed(body, coding)
