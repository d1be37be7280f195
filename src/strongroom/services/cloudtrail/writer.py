"""The end of the audit log, where it is written: lines linked to the chain, file after file, and the head."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from strongroom.services.cloudtrail.chain import START, Link, digest_of
from strongroom.services.cloudtrail.files import AuditFile, new_file, open_for_appending, sync_directory
from strongroom.services.cloudtrail.head import HeadFile
from strongroom.services.cloudtrail.recovery import Opened, recover


class ChainWriter:
    """Writes events to the files in ``directory``; one that has reached ``file_bytes`` is followed by another.

    Everything here may raise OSError. What a failed write was to write stays pending: ``write`` with no further
    events tries it again.
    """

    def __init__(self, directory: Path, head_file: HeadFile, file_bytes: int) -> None:
        self._directory = directory
        self._head_file = head_file
        self._file_bytes = file_bytes
        self._link = START
        self._sealed = START
        self._pending: list[bytes] = []
        self._descriptor: int | None = None
        self._size = 0

    @property
    def has_pending(self) -> bool:
        """Whether a failed write left lines or a head that are not durable."""
        return bool(self._pending) or self._sealed != self._link

    def open(self) -> Opened:
        """Make the directory if need be, heal the log's end and go on behind it."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = recover(self._directory, self._head_file)
        self._link = found.link
        if found.file is not None:
            self._open(found.file)
        self._seal_head()
        sync_directory(self._directory)
        return found

    def write(self, events: Sequence[bytes]) -> None:
        """Append events, each a JSON object; they and the head of the last are durable when this returns."""
        for event in events:
            line = self._link.line(event)
            self._link = Link(self._link.sequence + 1, digest_of(line))
            self._pending.append(line + b"\n")
        if self._pending:
            self._write_pending()
        if self._sealed != self._link:
            self._seal_head()

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _write_pending(self) -> None:
        descriptor = self._current()
        content = b"".join(self._pending)
        try:
            _write_all(descriptor, content)
            os.fdatasync(descriptor)
        except OSError:
            os.ftruncate(descriptor, self._size)
            raise
        self._size += len(content)
        self._pending.clear()

    def _current(self) -> int:
        """The descriptor of the file that takes the pending lines."""
        if self._descriptor is None or self._size >= self._file_bytes:
            self.close()
            return self._open(new_file(self._directory, self._link.sequence - len(self._pending) + 1))
        return self._descriptor

    def _open(self, file: AuditFile) -> int:
        self._descriptor = open_for_appending(file)
        self._size = os.fstat(self._descriptor).st_size
        return self._descriptor

    def _seal_head(self) -> None:
        self._head_file.write(self._link)
        self._sealed = self._link


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
