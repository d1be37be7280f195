"""Compressed bodies: what a client may send, and is sent when it asks (RFC 9110, sections 8.4 and 12.5.3).

How the service reads Accept-Encoding, and from which size on it compresses, is known from public observations:
the first ``q`` of an element counts, one that is no number counts as 1, ``identity`` is passed over, and among
codings that are liked equally the first one named wins.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

COMPRESSED_BYTES = 4096
"""Answers of this size or more are compressed for clients that accept it."""

_GZIP, _DEFLATE = b"gzip", b"deflate"
_WINDOW_BITS: Mapping[bytes, int] = {_GZIP: 16 + zlib.MAX_WBITS, _DEFLATE: zlib.MAX_WBITS}
_IDENTITY = b"identity"
_GZIP_MAGIC = b"\x1f\x8b"
# The fastest: an answer is compressed while other requests wait.
_LEVEL = 1
# Each costs a copy of what follows it.
_MOST_MEMBERS = 16


class BadCoding(Exception):
    """A body that is not what its Content-Encoding says."""


def accepted(accept_encoding: bytes) -> bytes | None:
    """The coding that an Accept-Encoding header asks for: ``gzip``, ``deflate``, or None for none of them."""
    best, best_quality = None, 0.0
    any_quality = 0.0
    named = set()
    for element in accept_encoding.lower().split(b","):
        name, _, parameters = element.partition(b";")
        name, quality = name.strip(), _quality(parameters)
        if name == b"*":
            any_quality = quality
        elif name in _WINDOW_BITS:
            named.add(name)
            if quality > best_quality:
                best, best_quality = name, quality
    if any_quality > best_quality:
        return next((coding for coding in _WINDOW_BITS if coding not in named), best)
    return best


def compressed(body: bytes, coding: bytes) -> bytes:
    """``body`` in the coding ``gzip`` or ``deflate``."""
    compressor = zlib.compressobj(_LEVEL, wbits=_WINDOW_BITS[coding])
    return compressor.compress(body) + compressor.flush()


def decoded(body: bytes, content_encoding: bytes, limit: int) -> bytes:
    """The bytes that ``body`` encodes, at most ``limit`` of them.

    Raises BadCoding for a coding that is not known, a body that is not in it, and one that holds more. A gzip
    body may consist of several members (RFC 1952); like the service, this drops what follows them and is none.
    """
    coding = content_encoding.strip().lower()
    if coding == _IDENTITY:
        return body
    if coding not in _WINDOW_BITS:
        raise BadCoding
    whole, rest = b"", body
    for _ in range(_MOST_MEMBERS if coding == _GZIP else 1):
        member, rest = _member(rest, _WINDOW_BITS[coding], limit - len(whole))
        whole += member
        if not rest or (coding == _GZIP and not rest.startswith(_GZIP_MAGIC)):
            return whole
    raise BadCoding


def _member(body: bytes, window_bits: int, limit: int) -> tuple[bytes, bytes]:
    """The first compressed stream of ``body``, and what follows it."""
    decompressor = zlib.decompressobj(window_bits)
    try:
        member = decompressor.decompress(body, limit + 1)
    except zlib.error:
        raise BadCoding from None
    if not decompressor.eof or len(member) > limit:
        raise BadCoding
    return member, decompressor.unused_data


def _quality(parameters: bytes) -> float:
    """How much a coding is liked, at most 1."""
    _, is_given, rest = parameters.partition(b"q=")
    if not is_given:
        return 1.0
    try:
        return min(float(rest.partition(b";")[0]), 1.0)
    except ValueError:
        return 1.0
