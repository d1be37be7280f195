"""Files that only the server's user may read: new ones appear whole, on disk, and replace nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from strongroom.randomness import Randomness


def write_new(path: Path, content: bytes, randomness: Randomness) -> None:
    """Write a new file of mode 0600. It appears under its name when its content is on disk: a link, unlike a
    rename, refuses to replace a file. Raises OSError, FileExistsError when there is one."""
    with _unfinished(path, content, randomness) as unfinished:
        os.link(unfinished, path)


def replace(path: Path, content: bytes, randomness: Randomness) -> None:
    """Write a file of mode 0600 in the place of another, if there is one. Whenever one looks, the path holds
    the old content or the new. Raises OSError."""
    with _unfinished(path, content, randomness) as unfinished:
        unfinished.rename(path)


@contextlib.contextmanager
def _unfinished(path: Path, content: bytes, randomness: Randomness) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.{randomness.bytes(8).hex()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield unfinished
    finally:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Return when a directory's names are on disk. Raises OSError."""
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
