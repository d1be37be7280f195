"""The chain: each line of the audit log carries the SHA-256 of the line before.

A line is an event as JSON with one member more, ``chain``: the event's ``sequence`` number, from 1, and
``previous``, the SHA-256 (hex) of the line before without its line feed; 64 zeros in the first. Anybody can
follow it with ``sha256sum``. The *head* is the newest link; it is kept sealed beside the log, so that a log
whose end was cut off, or that was written anew, does not fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

_NO_DIGEST = bytes(32)


class MalformedLine(ValueError):
    """A line is no chained event."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain stands: the sequence number of its last line, and that line's SHA-256."""

    sequence: int = 0
    digest: bytes = _NO_DIGEST

    def line(self, event: bytes) -> bytes:
        """The next line, without line feed, for an event that is a JSON object on one line, not empty."""
        chain = b'"chain":{"sequence":%d,"previous":"%b"}}'
        return event[:-1] + b"," + chain % (self.sequence + 1, self.digest.hex().encode("ascii"))

    def to_bytes(self) -> bytes:
        """40 bytes: sequence number (big-endian), digest."""
        return self.sequence.to_bytes(8, "big") + self.digest

    @classmethod
    def from_bytes(cls, data: bytes) -> Link:
        """The inverse of ``to_bytes``."""
        return cls(int.from_bytes(data[:8], "big"), data[8:40])


START = Link()


@dataclass(frozen=True, slots=True)
class ChainedLine:
    """A line that was read: its event with everything in it, its place, and the digest of the line before."""

    event: Mapping[str, Any]
    sequence: int
    previous: bytes
    digest: bytes

    @property
    def link(self) -> Link:
        """Where the chain stands behind this line."""
        return Link(self.sequence, self.digest)


def read_line(line: bytes) -> ChainedLine:
    """A line without its line feed. Raises MalformedLine."""
    try:
        event = orjson.loads(line)
        chain = event["chain"]
        sequence, previous = chain["sequence"], bytes.fromhex(chain["previous"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as problem:
        raise MalformedLine(str(problem)) from problem
    if type(sequence) is not int or sequence < 1 or len(previous) != len(_NO_DIGEST):
        raise MalformedLine("chain")
    return ChainedLine(event, sequence, previous, digest_of(line))


def digest_of(line: bytes) -> bytes:
    """The SHA-256 of a line without its line feed."""
    return hashlib.sha256(line).digest()
