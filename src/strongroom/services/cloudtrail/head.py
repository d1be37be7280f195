"""The sealed head: where the audit log's chain stands, under the root key.

The file has two slots of fixed size that are written in turn, so that a write that is interrupted spoils only
the older one. Someone without the root key can neither forge a head nor read one; someone who puts an old copy
of the whole log back, head and all, goes unnoticed: against that, keep copies elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from strongroom.encryption.sealing import SealBroken
from strongroom.services.cloudtrail.chain import Link

HEAD_FILE = "head"
_ASSOCIATED = b"audit-log-head"
_SLOT = 128
_MODE = 0o600


class Seal(Protocol):
    """Seals under a key that the root key gives; ``encryption.sealing.Seal`` is one."""

    def seal(self, plaintext: bytes, associated: bytes) -> bytes: ...

    def open(self, sealed: bytes, associated: bytes) -> bytes:
        """Raises SealBroken."""
        ...


class HeadBroken(Exception):
    """The head file is there but neither slot opens: altered, or sealed under another root key."""


class HeadFile:
    """The head of the log in one directory."""

    def __init__(self, directory: Path, seal: Seal) -> None:
        self._path = directory / HEAD_FILE
        self._seal = seal
        self._writes = 0

    def read(self) -> Link | None:
        """The newest head; None when there is no file. Raises HeadBroken."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        links = [link for slot in (0, 1) if (link := self._open(content, slot)) is not None]
        if not links:
            raise HeadBroken(str(self._path))
        return max(links, key=lambda link: link.sequence)

    def write(self, link: Link) -> None:
        """Replace the older slot; durable when this returns."""
        sealed = self._seal.seal(link.to_bytes(), _ASSOCIATED)
        slot = self._older_slot() if self._writes == 0 else self._writes
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, _MODE)
        try:
            os.pwrite(descriptor, bytes([len(sealed)]) + sealed.ljust(_SLOT - 1, b"\0"), slot % 2 * _SLOT)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        self._writes = slot + 1

    def _older_slot(self) -> int:
        """The slot that the first write of this process may spoil."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return 0
        first, second = self._open(content, 0), self._open(content, 1)
        if first is None:
            return 0
        return 1 if second is None or second.sequence <= first.sequence else 0

    def _open(self, content: bytes, slot: int) -> Link | None:
        written = content[slot * _SLOT : (slot + 1) * _SLOT]
        if not written:
            return None
        try:
            return Link.from_bytes(self._seal.open(written[1 : 1 + written[0]], _ASSOCIATED))
        except SealBroken:
            return None
