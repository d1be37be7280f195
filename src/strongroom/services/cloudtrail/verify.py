"""Whether the audit log is whole: a pure check of its lines and its sealed head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from strongroom.services.cloudtrail.chain import (
    START,
    ChainedLine,
    Link,
    MalformedLine,
    digest_of,
    read_line,
)
from strongroom.services.cloudtrail.files import FoundLine


class Flaw(StrEnum):
    """What can be wrong."""

    MISSING = "missing"
    ALTERED = "altered"
    REORDERED = "reordered"
    MALFORMED = "malformed"
    TORN = "torn"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw: in which file it shows, in which events (``first`` to ``last``), and in words."""

    flaw: Flaw
    file: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check: how many events were read, the newest link, and the findings in order."""

    events: int
    link: Link
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(files: Iterable[tuple[str, Iterable[FoundLine]]], head: Link | None) -> Verdict:
    """Follow the chain through the files, given by name with their lines, oldest first.

    ``head`` is the sealed head, or None where there is none to compare with: then an end that was cut off or
    written anew goes unnoticed. Events behind the head are those that a running server, or a crash, has not
    sealed yet; they are checked like all others.
    """
    check = _Check(head)
    for name, lines in files:
        for line in lines:
            check.look_at(name, line)
    return check.verdict()


@dataclass(slots=True)
class _Gap:
    """Numbers that were jumped over, with the digests that their neighbours stand for, where known."""

    file: str
    first: int
    last: int
    before: bytes | None
    wanted: bytes | None


class _Check:
    """The chain as far as it has been followed: ``_link`` is the highest number seen."""

    def __init__(self, head: Link | None) -> None:
        self._head = head
        self._link = START
        self._events = 0
        self._file = ""
        self._gaps: list[_Gap] = []
        self._suspect: set[int] = set()
        self._findings: list[Finding] = []

    def look_at(self, file: str, found: FoundLine) -> None:
        """The next line of the log."""
        self._file = file
        if found.torn:
            self._add(Flaw.TORN, self._link.sequence + 1, "a write was interrupted; the next start removes it")
            return
        try:
            line = read_line(found.text)
        except MalformedLine:
            self._take_malformed(found.text)
            return
        self._events += 1
        if line.sequence > self._link.sequence:
            self._follow(line)
        else:
            self._take_stray(line)

    def verdict(self) -> Verdict:
        """What was found, once every line has been looked at."""
        for gap in self._gaps:
            text = f"{_events(gap.first, gap.last)} missing"
            self._findings.append(Finding(Flaw.MISSING, gap.file, gap.first, gap.last, text))
        head = self._head
        if head is not None and head.sequence > self._link.sequence:
            first = self._link.sequence + 1
            text = f"{_events(first, head.sequence)} missing from the end"
            self._findings.append(Finding(Flaw.MISSING, self._file, first, head.sequence, text))
        findings = sorted(self._findings, key=lambda finding: finding.first)
        return Verdict(self._events, self._link, tuple(findings))

    def _follow(self, line: ChainedLine) -> None:
        expected = self._link.sequence + 1
        if line.sequence > expected:
            self._gaps.append(_Gap(self._file, expected, line.sequence - 1, self._link.digest, line.previous))
        elif line.previous != self._link.digest:
            self._suspect_altered(max(self._link.sequence, 1))
        self._compare_with_head(line)
        self._link = line.link

    def _take_malformed(self, text: bytes) -> None:
        sequence = self._link.sequence + 1
        self._suspect.add(sequence)
        self._add(Flaw.MALFORMED, sequence, "a line is no event")
        self._link = Link(sequence, digest_of(text))

    def _take_stray(self, line: ChainedLine) -> None:
        sequence = line.sequence
        gap = next((gap for gap in self._gaps if gap.first <= sequence <= gap.last), None)
        if gap is None:
            self._add(Flaw.REORDERED, sequence, f"event {sequence} appears again")
            return
        self._add(Flaw.REORDERED, sequence, f"event {sequence} is not in its place")
        if gap.wanted is not None and sequence == gap.last and line.digest != gap.wanted:
            self._suspect_altered(sequence)
        if gap.before is not None and sequence == gap.first and line.previous != gap.before:
            self._suspect_altered(max(sequence - 1, 1))
        self._compare_with_head(line)
        self._gaps.remove(gap)
        if gap.first < sequence:
            self._gaps.append(_Gap(gap.file, gap.first, sequence - 1, gap.before, line.previous))
        if sequence < gap.last:
            self._gaps.append(_Gap(gap.file, sequence + 1, gap.last, line.digest, gap.wanted))

    def _compare_with_head(self, line: ChainedLine) -> None:
        head = self._head
        if head is not None and line.sequence == head.sequence and line.digest != head.digest:
            self._suspect_altered(line.sequence, "is not the one that the sealed head names")

    def _suspect_altered(self, sequence: int, how: str = "was altered: the next does not follow it") -> None:
        if sequence not in self._suspect:
            self._suspect.add(sequence)
            self._add(Flaw.ALTERED, sequence, f"event {sequence} {how}")

    def _add(self, flaw: Flaw, sequence: int, text: str) -> None:
        self._findings.append(Finding(flaw, self._file, sequence, sequence, text))


def _events(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"
