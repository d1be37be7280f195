"""The check of a log on disk, for ``strongroom audit verify``; the server may be writing it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from strongroom.services.cloudtrail.files import audit_files, lines
from strongroom.services.cloudtrail.head import HEAD_FILE, HeadBroken, HeadFile, Seal
from strongroom.services.cloudtrail.verify import Finding, Flaw, Verdict, verify


def inspect(directory: Path, seal: Seal, archives: Sequence[Path] = ()) -> Verdict:
    """Whether the log in ``directory`` is whole, its sealed head included. Older files may lie in ``archives``.

    Raises OSError.
    """
    problem, head = "", None
    try:
        # The head first: events that are written meanwhile lie behind it.
        head = HeadFile(directory, seal).read()
    except HeadBroken:
        problem = "the sealed head does not open: it was altered, or sealed under another root key"
    files = {file.first: file for place in (*archives, directory) for file in audit_files(place)}
    verdict = verify([(file.name, lines(file)) for _, file in sorted(files.items())], head)
    if head is None and not problem and verdict.events:
        problem = "the sealed head is missing"
    if not problem:
        return verdict
    last = verdict.link.sequence
    finding = Finding(Flaw.HEAD, HEAD_FILE, last, last, problem)
    return replace(verdict, findings=(*verdict.findings, finding))
