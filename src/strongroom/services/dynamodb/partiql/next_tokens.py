"""NextToken: where a SELECT goes on, in a form that tells a client nothing and that nobody else can make.

A token is sealed, because it holds the key of an item; it belongs to one statement with its parameters.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import blake2b
from typing import Final, NamedTuple

import orjson

from strongroom.calls import Call
from strongroom.encryption.sealing import SealBroken, Sealer
from strongroom.services.dynamodb import errors
from strongroom.services.operations import Request
from strongroom.storage.engine import Key

_FINGERPRINT_SIZE: Final = 16
_HEAD = struct.Struct(f">{_FINGERPRINT_SIZE}sBH?")
_PURPOSE: Final = b"partiql next token"


class Place(NamedTuple):
    """Where a statement goes on: the number of its read, and the entry behind which."""

    read: int
    after: Key | None


class NextTokens:
    """Makes and opens tokens, sealed under ``key`` (32 bytes)."""

    def __init__(self, sealer: Sealer, key: bytes) -> None:
        self._sealer = sealer
        self._key = key

    def token(self, place: Place, fingerprint: bytes) -> str:
        """The token of a place in what the request with this fingerprint reads."""
        partition, position = place.after or (b"", b"")
        head = _HEAD.pack(fingerprint, place.read, len(partition), place.after is not None)
        sealed = self._sealer.seal(self._key, head + partition + position, associated=_PURPOSE)
        return b64encode(sealed).decode("ascii")

    def place(self, token: str, fingerprint: bytes) -> Place:
        """What ``token`` made of a request with the same fingerprint.

        Raises ServiceError (ValidationException) for a token of another request and for what is no token.
        """
        try:
            opened = self._sealer.open(self._key, b64decode(token, validate=True), associated=_PURPOSE)
        except (NotBase64, ValueError, SealBroken):
            raise errors.validation("Invalid NextToken") from None
        of_request, read, partition_size, has_after = _HEAD.unpack_from(opened)
        if of_request != fingerprint:
            raise errors.validation("NextToken does not match request")
        key = opened[_HEAD.size :]
        return Place(read, (key[:partition_size], key[partition_size:]) if has_after else None)


def fingerprint_of(call: Call, request: Request, table_id: str) -> bytes:
    """What tells one statement with its parameters on one table from all others."""
    parts = [call.account, call.region, table_id, request["Statement"], request.get("Parameters")]
    return blake2b(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS), digest_size=_FINGERPRINT_SIZE).digest()
