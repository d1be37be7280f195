"""The listening socket and the connections it accepted: their clock, their deadlines, their orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from email.utils import formatdate

from strongroom.clock import Clock
from strongroom.edge.http import Connection, Handler, Limits

_LOOK_SECONDS = 1.0
_BACKLOG = 1024
_TLS_HANDSHAKE_SECONDS = 20.0
_TLS_CLOSE_SECONDS = 1.0


class Listener:
    """Accepts connections.

    Looks at the clock once a second for all connections: a timer for each request would cost more than
    parsing it. Deadlines are therefore kept to a second.
    """

    def __init__(self, clock: Clock, limits: Limits, *, look_seconds: float = _LOOK_SECONDS) -> None:
        self._clock = clock
        self._look_seconds = look_seconds
        self._connections: set[Connection] = set()
        self._all_closed = asyncio.Event()
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._looking: asyncio.TimerHandle | None = None
        self.limits = limits
        self.closing = False
        self.now = 0.0
        self.date = b""

    def bind(self, host: str, port: int) -> tuple[str, int]:
        """Take the address, without accepting connections yet: the address and port that were taken (the
        system chooses the port when ``port`` is 0). Raises OSError when the address cannot be used."""
        family, kind, protocol, _, address = min(
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE),
            key=lambda info: info[0] != socket.AF_INET,
        )
        self._socket = socket.socket(family, kind, protocol)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(address)
        self._socket.listen(_BACKLOG)
        bound = self._socket.getsockname()
        return str(bound[0]), int(bound[1])

    async def start(self, handle: Handler, tls: ssl.SSLContext | None = None) -> None:
        """Accept connections on the bound address, over TLS where a context for it is given, and have
        ``handle`` answer their requests."""
        if self._socket is None:
            raise RuntimeError("bind comes first")
        loop = asyncio.get_running_loop()
        self._look(loop)
        self._server = await loop.create_server(
            lambda: Connection(handle, self),
            sock=self._socket,
            backlog=_BACKLOG,
            ssl=tls,
            ssl_handshake_timeout=_TLS_HANDSHAKE_SECONDS if tls else None,
            ssl_shutdown_timeout=_TLS_CLOSE_SECONDS if tls else None,
        )

    def unbind(self) -> None:
        """Give the address back, if connections were never accepted on it."""
        if self._socket is not None and self._server is None:
            self._socket.close()

    async def close(self, grace_seconds: float) -> None:
        """Accept nothing more, let the requests that have begun be answered, then close every connection.

        Those not finished after ``grace_seconds`` are cut off.
        """
        self.closing = True
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.finish()
        if self._connections:
            self._all_closed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_closed.wait(), grace_seconds)
        for connection in list(self._connections):
            connection.abort()
        if self._looking is not None:
            self._looking.cancel()

    def opened(self, connection: Connection) -> None:
        self._connections.add(connection)

    def closed(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if not self._connections:
            self._all_closed.set()

    @property
    def connection_count(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.now = loop.time()
        self.date = formatdate(self._clock.now(), usegmt=True).encode("ascii")
        for connection in list(self._connections):
            connection.check_deadline()
        self._looking = loop.call_later(self._look_seconds, self._look, loop)
