"""Searching files for what must not be in them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def forms(secret: bytes) -> Iterator[bytes]:
    """The ways in which a secret may be written: as it is, UTF-16, hex, base64 at each of its alignments."""
    yield secret
    yield secret[::-1]
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for skipped in range(3):
        inner = secret[skipped : skipped + (len(secret) - skipped) // 3 * 3]
        yield base64.b64encode(inner)
        yield base64.urlsafe_b64encode(inner)
    try:
        text = secret.decode("utf-8")
    except UnicodeDecodeError:
        return
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield text.encode("unicode_escape")


def found_in(directories: Iterable[Path], secrets: Mapping[str, bytes]) -> list[str]:
    """Where any form of any secret lies below the directories: 'name in path' for each."""
    needles = [(name, form) for name, secret in secrets.items() for form in set(forms(secret))]
    return [
        f"{name} in {file}"
        for directory in directories
        for file in sorted(directory.rglob("*"))
        if file.is_file()
        for content in [file.read_bytes()]
        for name, needle in needles
        if needle in content
    ]
