"""Opening the audit log: healing a torn end, and finding where the chain goes on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from strongroom.services.cloudtrail.chain import START, Link, MalformedLine, read_line
from strongroom.services.cloudtrail.files import AuditFile, audit_files, lines_backwards
from strongroom.services.cloudtrail.head import HeadBroken, HeadFile


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found: where the chain goes on, the file to append to (None: none yet), and what is wrong.

    ``torn_bytes`` were cut off the end: a write that a crash interrupted, never acknowledged as durable.
    """

    link: Link
    file: AuditFile | None
    torn_bytes: int
    problems: Sequence[str]


def recover(directory: Path, head_file: HeadFile) -> Opened:
    """Heal the log's end and compare it with the sealed head.

    When events are missing or do not fit the head, the chain goes on from the head: the gap stays visible to
    every later check.
    """
    files = audit_files(directory)
    torn_bytes = _cut_torn_line(files[-1]) if files else 0
    problems: list[str] = []
    last: Link | None = START
    if files:
        try:
            last = _last_link(files)
        except MalformedLine as problem:
            last = None
            problems.append(f"the last line of {files[-1].name} is damaged: {problem}")
    try:
        head = head_file.read()
    except HeadBroken:
        head = None
        problems.append("the sealed head does not open: it was altered, or sealed under another root key")
    else:
        problems += _mismatch(last, head)
    return Opened(_go_on(last, head), files[-1] if files else None, torn_bytes, problems)


def _mismatch(last: Link | None, head: Link | None) -> list[str]:
    if last is None:
        return []
    if head is None:
        return ["the sealed head is missing"] if last.sequence else []
    if head.sequence > last.sequence:
        return [f"events {last.sequence + 1} to {head.sequence} are missing from the end of the log"]
    if head.sequence == last.sequence and head.digest != last.digest:
        return [f"event {last.sequence} is not the one that the sealed head names"]
    return []


def _go_on(last: Link | None, head: Link | None) -> Link:
    if last is None:
        return head or START
    return head if head is not None and head.sequence >= last.sequence else last


def _cut_torn_line(file: AuditFile) -> int:
    last = next(lines_backwards(file), None)
    if last is None or not last.torn:
        return 0
    os.truncate(file.path, last.offset)
    return len(last.text)


def _last_link(files: Sequence[AuditFile]) -> Link:
    """Behind the last line of the newest file that has one: a crash may have left a new file empty."""
    for file in reversed(files):
        for line in lines_backwards(file):
            return read_line(line.text).link
    return START
