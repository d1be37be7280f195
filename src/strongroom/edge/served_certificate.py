"""The certificate that connections get: when its files change they are read anew, without a restart."""

from __future__ import annotations

import asyncio
import ssl

import structlog

from strongroom.edge.tls import TlsError, TlsFiles, server_context

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0


class ServedCertificate:
    """Serve with ``context``: a connection gets the newest certificate that could be read when it is made.

    Connections that exist go on with theirs. Raises TlsError when the files cannot be used at the start.
    """

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._seen = self._state()
        self.context = self._newest = server_context(files)
        self.context.sni_callback = self._choose

    def renew(self) -> bool:
        """Read the files if they have changed since they were looked at: whether that made a new certificate.

        Raises TlsError, once for each change, for files that cannot be used; then the former certificate stays.
        """
        state = self._state()
        if state == self._seen:
            return False
        self._seen = state
        self._newest = server_context(self._files)
        return True

    async def watch(self) -> None:
        """Renew once a second, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                if self.renew():
                    log.info("read a new certificate", file=str(self._files.certificate))
            except TlsError as error:
                log.warning("the former certificate stays", reason=str(error))

    def _choose(self, connection: ssl.SSLSocket | ssl.SSLObject, _name: str | None, _context: object) -> None:
        """OpenSSL asks at the beginning of each handshake, also when the client names no server."""
        connection.context = self._newest

    def _state(self) -> list[tuple[int, int, int] | None]:
        """What tells that a file was written or replaced; None for one that is not there."""
        found: list[tuple[int, int, int] | None] = []
        for path in (self._files.certificate, self._files.key):
            try:
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_ino, status.st_size))
            except OSError:
                found.append(None)
        return found
