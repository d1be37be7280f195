"""The files of the audit log: JSON lines, named by the sequence number of the first event in each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"events-([0-9]{12})\.jsonl")
_BLOCK = 64 * 1024
_MODE = 0o600


@dataclass(frozen=True, slots=True)
class AuditFile:
    """One file. ``first`` is the sequence number in its name."""

    path: Path
    first: int

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of a file, without line feed. ``torn`` says that it has none: its writing was interrupted."""

    offset: int
    text: bytes
    torn: bool = False

    @property
    def end(self) -> int:
        """Where the next line begins."""
        return self.offset + len(self.text) + (not self.torn)


def audit_files(directory: Path) -> list[AuditFile]:
    """The files of the log, oldest first."""
    if not directory.is_dir():
        return []
    found = ((path, _NAME.fullmatch(path.name)) for path in directory.iterdir())
    files = [AuditFile(path, int(match[1])) for path, match in found if match is not None]
    return sorted(files, key=lambda file: file.first)


def new_file(directory: Path, first: int) -> AuditFile:
    """Where the event with the sequence number ``first`` begins a file; the file is not made yet."""
    return AuditFile(directory / f"events-{first:012d}.jsonl", first)


def open_for_appending(file: AuditFile) -> int:
    """A descriptor at the file's end; a new file's name is durable when this returns."""
    is_new = not file.path.exists()
    descriptor = os.open(file.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _MODE)
    if is_new:
        sync_directory(file.path.parent)
    return descriptor


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lines(file: AuditFile) -> Iterator[FoundLine]:
    """The lines of a file in order."""
    offset = 0
    with file.path.open("rb") as stream:
        for line in stream:
            yield FoundLine(offset, line.removesuffix(b"\n"), torn=not line.endswith(b"\n"))
            offset += len(line)


def lines_backwards(file: AuditFile, end: int | None = None) -> Iterator[FoundLine]:
    """The lines of a file from the last to the first; with ``end`` only those before that offset."""
    with file.path.open("rb") as stream:
        upper = stream.seek(0, os.SEEK_END) if end is None else end
        position, buffer, at_end = upper, b"", True
        while position > 0:
            start = max(0, position - _BLOCK)
            stream.seek(start)
            buffer, *others = (stream.read(position - start) + buffer).split(b"\n")
            position = start
            for text in reversed(others):
                upper -= len(text)
                if text or not at_end:
                    yield FoundLine(upper, text, torn=at_end)
                at_end = False
                upper -= 1
        if buffer or not at_end:
            yield FoundLine(0, buffer, torn=at_end)
