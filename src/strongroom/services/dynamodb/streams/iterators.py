"""Shard iterators: where in a shard the next GetRecords begins, sealed, so that only this server makes them.

The text is the stream's ARN, as the service has it too, a version, and the sealed rest. They need no memory and
so outlive a restart. Source: DynamoDB Streams API reference, GetShardIterator (they expire after 15 minutes).
"""

from __future__ import annotations

import binascii
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass

from strongroom.clock import Clock
from strongroom.encryption.sealing import SealBroken, Sealer
from strongroom.services.dynamodb.streams import errors

_VALID_SECONDS = 15 * 60
_VERSION = "1"
_SHARD_ID_SIZE = 37
_FORM = struct.Struct(f">dQ?{_SHARD_ID_SIZE}s")


@dataclass(frozen=True, slots=True)
class Position:
    """The record of a shard to read next, by its number.

    ``from_horizon`` goes on with the oldest record that is kept when that one has been trimmed.
    """

    shard_id: str
    counter: int
    from_horizon: bool = False


class ShardIterators:
    """Makes and reads shard iterators; ``key`` (32 bytes) seals them."""

    def __init__(self, sealer: Sealer, key: bytes, clock: Clock) -> None:
        self._sealer = sealer
        self._key = key
        self._clock = clock

    def make(self, stream_arn: str, position: Position) -> str:
        """The text of an iterator that is valid from now on."""
        content = _FORM.pack(
            self._clock.now(), position.counter, position.from_horizon, position.shard_id.encode("ascii")
        )
        sealed = self._sealer.seal(self._key, content, associated=stream_arn.encode())
        return f"{stream_arn}|{_VERSION}|{b64encode(sealed).decode('ascii')}"

    def read(self, text: str) -> tuple[str, Position]:
        """The ARN of the stream, and the position.

        Raises ServiceError: ValidationException for what this server did not make, ExpiredIteratorException.
        """
        stream_arn, _, rest = text.partition("|")
        try:
            version, encoded = rest.split("|")
            sealed = b64decode(encoded, validate=True)
            content = self._sealer.open(self._key, sealed, associated=stream_arn.encode())
        except (ValueError, binascii.Error, SealBroken):
            raise errors.validation("Invalid ShardIterator") from None
        if version != _VERSION:
            raise errors.validation("Invalid ShardIterator")
        made, counter, from_horizon, shard_id = _FORM.unpack(content)
        if self._clock.now() - made > _VALID_SECONDS:
            raise errors.iterator_expired()
        return stream_arn, Position(shard_id.decode("ascii"), counter, from_horizon)
