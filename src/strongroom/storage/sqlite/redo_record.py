"""A redo record: what one write over several stores changes in each, sealed under each store's own key.

A record is a line of JSON, ``{"id": "<hex>", "parts": [["<store>", <length>], ...]}``, and then the parts, one
after the other: nonce and AES-256-GCM ciphertext, bound to the record's id and the store's name.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.randomness import Randomness
from strongroom.storage.sqlite.writes import Writes

_LENGTH = struct.Struct(">I")
_NONCE_LENGTH = 12
_DELETED, _PUT = b"\0", b"\1"


class DamagedRedo(Exception):
    """A record makes no sense, or a part of it fails authentication."""


@dataclass(frozen=True, slots=True)
class RedoRecord:
    """A record: its id (16 random bytes), and the sealed part of each store by the store's name."""

    id: bytes
    parts: dict[str, bytes]

    def encoded(self) -> bytes:
        """The record's bytes on disk."""
        lengths = [(store, len(part)) for store, part in self.parts.items()]
        head = json.dumps({"id": self.id.hex(), "parts": lengths})
        return b"".join((head.encode(), b"\n", *self.parts.values()))

    @classmethod
    def decoded(cls, encoded: bytes) -> RedoRecord:
        """The record of its bytes. Raises DamagedRedo."""
        try:
            end = encoded.index(b"\n") + 1
            head = json.loads(encoded[:end])
            parts: dict[str, bytes] = {}
            for store, length in head["parts"]:
                parts[store] = encoded[end : end + length]
                end += length
            if end != len(encoded):
                raise DamagedRedo("the record's length is wrong")
            return cls(bytes.fromhex(head["id"]), parts)
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedRedo("the record's head makes no sense") from error


class RedoSeal:
    """Seals and opens one store's parts under a key derived (HKDF-SHA-256) from its data key."""

    def __init__(self, store: str, data_key: bytes) -> None:
        self._store = store
        key = HKDF(SHA256(), 32, salt=None, info=b"strongroom redo record").derive(data_key)
        self._cipher = AESGCM(key)

    def seal(self, record_id: bytes, writes: Writes, randomness: Randomness) -> bytes:
        """The part of the record that makes ``writes`` in this store."""
        nonce = randomness.bytes(_NONCE_LENGTH)
        return nonce + self._cipher.encrypt(nonce, b"".join(_encoded(writes)), self._bound_to(record_id))

    def open(self, record_id: bytes, part: bytes) -> Writes:
        """The writes that were sealed. Raises DamagedRedo."""
        nonce, ciphertext = part[:_NONCE_LENGTH], part[_NONCE_LENGTH:]
        try:
            return _decoded(self._cipher.decrypt(nonce, ciphertext, self._bound_to(record_id)))
        except (InvalidTag, ValueError) as error:
            raise DamagedRedo(f"the part of store {self._store!r} fails authentication") from error

    def _bound_to(self, record_id: bytes) -> bytes:
        return record_id + self._store.encode()


def _encoded(writes: Writes) -> Iterator[bytes]:
    for space, partitions in writes.spaces.items():
        for partition, positions in partitions.items():
            for sort, value in positions.items():
                marked = _DELETED if value is None else _PUT + value
                for field in (space.encode(), partition, sort, marked):
                    yield _LENGTH.pack(len(field))
                    yield field


def _decoded(encoded: bytes) -> Writes:
    writes = Writes()
    fields = _fields(encoded)
    for space, partition, sort, marked in zip(fields, fields, fields, fields, strict=True):
        value = None if marked == _DELETED else marked[1:]
        writes.set(space.decode(), (partition, sort), value)
    return writes


def _fields(encoded: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(encoded):
        (length,) = _LENGTH.unpack_from(encoded, position)
        position += _LENGTH.size
        yield encoded[position : position + length]
        position += length
