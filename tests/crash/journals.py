"""Starts writers, and holds their journals against what a table holds."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crash.writer import Change, checksum
from server import Server

WRITER = Path(__file__).with_name("writer.py")


@dataclass(slots=True)
class Writers:
    """Some client processes on one table, and the journals of all that ever wrote to it."""

    server: Server
    table: str
    directory: Path
    journals: dict[str, Path] = field(default_factory=dict)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, count: int) -> None:
        for _ in range(count):
            writer = f"writer {len(self.journals)}"
            journal = self.directory / f"{writer}.journal"
            self.journals[writer] = journal
            command = [sys.executable, str(WRITER), str(self.server.port), self.table, writer, str(journal)]
            self.running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))

    def wait(self) -> None:
        """Wait until every writer has noticed that its server is gone, or was refused."""
        while self.running:
            assert self.running.pop().wait(timeout=90) == 0

    def acknowledged(self) -> int:
        """How many writes were acknowledged so far."""
        return sum(
            journal.read_text().count('"acknowledged"')
            for journal in self.journals.values()
            if journal.exists()
        )

    def refusals(self) -> list[str]:
        """What the server answered instead of an acknowledgement."""
        return [
            entry["refused"] for entries in self._entries().values() for entry in entries if "refused" in entry
        ]

    def check(self) -> int:
        """Every acknowledged write is there, nothing is half there, nothing else is there: how many items."""
        stored: dict[str, dict[str, dict[str, Any]]] = {writer: {} for writer in self.journals}
        pages = self.server.client("dynamodb").get_paginator("scan").paginate(TableName=self.table)
        for item in (item for page in pages for item in page["Items"]):
            assert item["checksum"]["S"] == checksum(item), f"half a write: {item}"
            stored[item["pk"]["S"]][item["sk"]["S"]] = item
        for writer, entries in self._entries().items():
            versions = {name: int(item["version"]["N"]) for name, item in stored[writer].items()}
            _check_writer(writer, entries, versions)
        return sum(len(items) for items in stored.values())

    def _entries(self) -> dict[str, list[dict[str, Any]]]:
        return {
            writer: [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
            for writer, journal in self.journals.items()
        }


def _check_writer(writer: str, entries: list[dict[str, Any]], versions: dict[str, int]) -> None:
    expected: dict[str, int | None] = {}
    open_changes: list[Change] = []
    for entry in entries:
        if "begun" in entry:
            open_changes = [(name, version) for name, version in entry["begun"]]
        elif "acknowledged" in entry:
            expected.update(dict(entry["acknowledged"]))
            open_changes = []
    undecided = dict(open_changes)
    for name in expected.keys() | versions.keys() | undecided.keys():
        allowed = {expected.get(name)} | ({undecided[name]} if name in undecided else set())
        assert versions.get(name) in allowed, f"{writer}, {name}: {versions.get(name)} is not one of {allowed}"
