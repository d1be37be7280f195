"""HTTP/1.1 on one connection: requests in, answers out, in order (RFC 9110, RFC 9112).

A connection hands each complete request to the handler as an ``Exchange``. The handler calls
``Exchange.respond`` once, at once or later from the event loop; until then the connection's further requests
wait, so pipelined requests are answered in the order in which they came.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, TypeAlias, cast

import httptools
import structlog

from strongroom.logs import failure

log = structlog.get_logger(__name__)

_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii") for status in HTTPStatus
}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_UPGRADE_HEADERS = (b"upgrade", b"connection", b"http2-settings")
_UNSENT_BYTES = 1024 * 1024


Headers: TypeAlias = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection may take: sizes in bytes, times in seconds."""

    head_bytes: int = 64 * 1024
    body_bytes: int = 16 * 1024 * 1024
    head_seconds: float = 20.0
    body_seconds: float = 60.0
    idle_seconds: float = 120.0
    write_seconds: float = 60.0
    linger_seconds: float = 5.0
    pipelined_requests: int = 32


class Surroundings(Protocol):
    """What a connection needs of the listener that accepted it.

    ``now`` is a monotonic time in seconds as of the listener's last look at the clock, ``date`` the value of
    the Date header; ``closing`` tells that no further request shall be served.
    """

    limits: Limits
    now: float
    date: bytes
    closing: bool

    def opened(self, connection: Connection) -> None: ...

    def closed(self, connection: Connection) -> None: ...


class Exchange:
    """One request, and the way back for its answer.

    ``target`` is the request target as sent; header names are in lower case, repeated headers are joined by
    commas; ``peer`` is the client's address.
    """

    __slots__ = ("_connection", "body", "headers", "keep_alive", "method", "peer", "target")

    def __init__(self, connection: Connection, peer: str) -> None:
        self._connection = connection
        self.peer = peer
        self.method = b""
        self.target = b""
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.keep_alive = True

    def respond(self, status: int, headers: bytes, body: bytes) -> None:
        """Answer the request. ``headers`` are whole header lines; the connection adds those of HTTP itself."""
        self._connection.answer(self, status, headers, body)


Handler: TypeAlias = Callable[[Exchange], None]


class Connection(asyncio.Protocol):
    """The server's end of one connection."""

    def __init__(self, handle: Handler, surroundings: Surroundings) -> None:
        self._handle = handle
        self._surroundings = surroundings
        self._limits = surroundings.limits
        self._parser = httptools.HttpRequestParser(self)
        self._transport = cast(asyncio.Transport, None)
        self._peer = ""
        self._arriving = Exchange(self, "")
        self._is_arriving = False
        self._head_complete = False
        self._head_bytes = 0
        self._incomplete_head_bytes = 0
        self._chunks: list[bytes] = []
        self._body_bytes = 0
        self._offers_upgrade = False
        self._running: Exchange | None = None
        self._waiting: deque[Exchange] = deque()
        self._starting = False
        self._refusal = 0
        self._refused = False
        self._half_closed = False
        self._reading = True
        self._writable = True
        self._deadline = 0.0

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=_UNSENT_BYTES)
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if isinstance(peer, tuple) else ""
        self._expect_request()
        self._surroundings.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - a lost client needs no reason
        self._running = None
        self._waiting.clear()
        self._surroundings.closed(self)

    def eof_received(self) -> bool:
        """The client sends nothing more, but may still read the answers that are due; not over TLS, where
        asyncio ends both directions together."""
        self._half_closed = True
        return self._transport.can_write_eof() and (self._running is not None or bool(self._waiting))

    def data_received(self, data: bytes) -> None:
        while data and not self._refusal:
            if self._is_arriving and not self._head_complete:
                self._incomplete_head_bytes += len(data)
            try:
                self._parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = self._without_upgrade() + data[upgrade.args[0] :]
                continue
            except httptools.HttpParserError:
                self._refuse(400)
            if not self._head_complete and self._incomplete_head_bytes > self._limits.head_bytes:
                self._refuse(431)
            return

    def pause_writing(self) -> None:
        self._writable = False
        self._deadline = self._surroundings.now + self._limits.write_seconds

    def resume_writing(self) -> None:
        self._writable = True
        self._deadline = 0.0
        self._go_on()

    # httptools callbacks

    def on_message_begin(self) -> None:
        self._arriving = Exchange(self, self._peer)
        self._is_arriving = True
        self._head_complete = False
        self._head_bytes = self._incomplete_head_bytes = self._body_bytes = 0
        if self._running is None:
            self._deadline = self._surroundings.now + self._limits.head_seconds

    def on_url(self, url: bytes) -> None:
        self._arriving.target += url
        self._head_bytes += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._head_complete:
            return  # a trailer; RFC 9110, section 6.5.1, lets a recipient drop it
        headers = self._arriving.headers
        name = name.lower()
        headers[name] = headers[name] + b"," + value if name in headers else value
        self._head_bytes += len(name) + len(value)

    def on_headers_complete(self) -> None:
        exchange = self._arriving
        headers = exchange.headers
        self._head_complete = True
        exchange.method = self._parser.get_method()
        exchange.keep_alive = self._parser.should_keep_alive()
        self._offers_upgrade = self._parser.should_upgrade()
        if self._head_bytes > self._limits.head_bytes:
            self._refuse(431)
        elif b"host" not in headers and self._parser.get_http_version() == "1.1":
            self._refuse(400)
        elif int(headers.get(b"content-length", 0)) > self._limits.body_bytes:
            self._refuse(413)
        elif b"expect" in headers:
            self._confirm_expectation(headers[b"expect"])
        if self._running is None:
            self._deadline = self._surroundings.now + self._limits.body_seconds

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes > self._limits.body_bytes:
            self._refuse(413)
        else:
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        if self._offers_upgrade or self._refusal or self._transport.is_closing():
            return
        exchange = self._arriving
        self._is_arriving = False
        if self._chunks:
            exchange.body = b"".join(self._chunks)
            self._chunks.clear()
        if self._running is None and not self._waiting and self._writable:
            self._start(exchange)
            return
        self._waiting.append(exchange)
        if len(self._waiting) >= self._limits.pipelined_requests and self._reading:
            self._reading = False
            self._transport.pause_reading()

    # requests and answers

    def answer(self, exchange: Exchange, status: int, headers: bytes, body: bytes) -> None:
        """Write the answer to the running request; on a lost connection, nothing."""
        if exchange is not self._running:
            return
        self._running = None
        if self._transport.is_closing():
            return
        last = not exchange.keep_alive or (self._ends and not self._waiting and not self._is_arriving)
        if last:
            headers += b"Connection: close\r\n"
        self._transport.write(
            b"%bServer: Server\r\nDate: %b\r\n%bContent-Length: %d\r\n\r\n%b"
            % (
                _STATUS_LINES[status],
                self._surroundings.date,
                headers,
                len(body),
                b"" if exchange.method == b"HEAD" else body,
            )
        )
        if last:
            self._close()
        elif not self._starting:
            self._go_on()

    def finish(self) -> None:
        """Close once the requests that have begun to arrive are answered."""
        if self._running is None and not self._is_arriving and not self._waiting:
            self._close()

    def abort(self) -> None:
        """Close now."""
        self._transport.abort()

    def check_deadline(self) -> None:
        """Close the connection when its client has been too slow."""
        if not self._deadline or self._surroundings.now < self._deadline:
            return
        if self._refused or not self._writable or self._transport.is_closing():
            self._transport.abort()
        elif self._is_arriving:
            self._refuse(408)
        else:
            self._close()

    @property
    def _ends(self) -> bool:
        """Whether no further request shall be read."""
        return self._half_closed or self._surroundings.closing

    def _start(self, exchange: Exchange) -> None:
        self._running = exchange
        self._deadline = 0.0
        self._starting = True
        try:
            self._handle(exchange)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            log.error("the handler failed", **failure(error))
            self.answer(exchange, 500, b"", b"")
        self._starting = False
        if self._running is None and not self._waiting:
            self._expect_request()

    def _go_on(self) -> None:
        """Start the next waiting request; when there is none, end the connection or expect another."""
        while self._waiting and self._running is None and self._writable:
            self._start(self._waiting.popleft())
        if not self._reading and len(self._waiting) < self._limits.pipelined_requests:
            self._reading = True
            self._transport.resume_reading()
        if self._running is not None or self._waiting or not self._writable:
            return
        if self._refusal:
            self._send_refusal()
        elif self._ends and not self._is_arriving:
            self._close()
        else:
            self._expect_request()

    def _expect_request(self) -> None:
        if self._writable and not self._refusal and not self._transport.is_closing():
            limits = self._limits
            self._deadline = self._surroundings.now + (
                limits.body_seconds if self._is_arriving else limits.idle_seconds
            )

    def _close(self) -> None:
        self._deadline = self._surroundings.now + self._limits.write_seconds
        self._transport.close()

    # requests that are not served

    def _confirm_expectation(self, expectation: bytes) -> None:
        if expectation.lower() != b"100-continue":
            self._refuse(417)
        elif self._running is None and self._writable:
            self._transport.write(_CONTINUE)

    def _refuse(self, status: int) -> None:
        """Read no further request; answer ``status`` behind the answers that are due, and close."""
        if self._refusal or self._transport.is_closing():
            return
        self._refusal = status
        self._is_arriving = False
        self._chunks.clear()
        if self._running is None and not self._waiting:
            self._send_refusal()

    def _send_refusal(self) -> None:
        """Answer and close the sending side. What the client still sends is read and dropped for a while,
        because closing on unread data would reset the connection and take the answer with it.

        DynamoDB ends a refused oversize request with an empty chunked body; so do the other refusals here.
        """
        if self._refused:
            return
        self._refused = True
        self._deadline = self._surroundings.now + self._limits.linger_seconds
        self._transport.write(
            b"%bServer: Server\r\nDate: %b\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
            % (_STATUS_LINES[self._refusal], self._surroundings.date)
        )
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _without_upgrade(self) -> bytes:
        """The head of the arriving request without its offer of another protocol, for a new parser to read as
        HTTP/1.1: the old one took what follows the head for the other protocol."""
        exchange = self._arriving
        self._offers_upgrade = False
        if exchange.method == b"CONNECT":
            self._refuse(400)
        self._is_arriving = False
        self._parser = httptools.HttpRequestParser(self)
        headers = [line for line in exchange.headers.items() if line[0] not in _UPGRADE_HEADERS]
        headers.append((b"connection", b"keep-alive" if exchange.keep_alive else b"close"))
        return b"%b %b HTTP/1.1\r\n%b\r\n" % (
            exchange.method,
            exchange.target,
            b"".join(b"%b: %b\r\n" % line for line in headers),
        )
