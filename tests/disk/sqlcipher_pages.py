"""SQLCipher's page format, read with nothing but AES and HMAC: a third implementation, for tests.

A page of 4,096 bytes ends in a 16-byte initialization vector and an HMAC-SHA-512 of the ciphertext, the vector
and the page's number; before them lies AES-256-CBC ciphertext. The first page begins with a 16-byte salt, under
which the HMAC's key is derived. Source: "SQLCipher Design" of its vendor.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
SALT = 16
VECTOR = 16
MAC = 64
RESERVED = VECTOR + MAC
WAL_HEADER = 32
FRAME_HEADER = 24


class NotAuthentic(Exception):
    """A page's HMAC is not its own."""


class Pages:
    """The pages of one database file under its data key."""

    def __init__(self, file: Path, data_key: bytes) -> None:
        self._file = file
        self._data_key = data_key
        salt = file.read_bytes()[:SALT]
        mac_salt = bytes(byte ^ 0x3A for byte in salt)
        self._mac_key = hashlib.pbkdf2_hmac("sha512", data_key, mac_salt, 2, 32)

    def decrypted(self, number: int, page: bytes) -> bytes:
        """The plaintext of a page. Raises NotAuthentic."""
        body = page[SALT:-RESERVED] if number == 1 else page[:-RESERVED]
        vector = page[-RESERVED:-MAC]
        mac = hmac.digest(self._mac_key, body + vector + struct.pack("<I", number), "sha512")
        if mac != page[-MAC:]:
            raise NotAuthentic(f"page {number}")
        decryptor = Cipher(algorithms.AES(self._data_key), modes.CBC(vector)).decryptor()
        return decryptor.update(body) + decryptor.finalize()

    def in_file(self) -> Iterator[bytes]:
        """Every page of the database file, free ones included."""
        content = self._file.read_bytes()
        for number in range(1, len(content) // PAGE + 1):
            page = content[(number - 1) * PAGE : number * PAGE]
            if any(page):
                yield self.decrypted(number, page)

    def in_log(self) -> Iterator[bytes]:
        """Every page in the write-ahead log, those of earlier rounds behind its end included."""
        log = self._file.with_name(f"{self._file.name}-wal")
        content = log.read_bytes() if log.exists() else b""
        for start in range(WAL_HEADER, len(content) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
            (number,) = struct.unpack_from(">I", content, start)
            page = content[start + FRAME_HEADER : start + FRAME_HEADER + PAGE]
            if number and any(page):
                yield self.decrypted(number, page)
