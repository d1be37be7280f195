"""How long a server takes to its first answer, and what memory it holds when idle."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.progress import Progress
from benchmarks.servers import ServerUnderTest

SETTLING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class StartRow:
    """The median over the starts: seconds from the program's start to its first answer, resident megabytes."""

    server: str
    seconds: float
    idle_megabytes: float


def measure_starts(
    servers: Sequence[Callable[[], ServerUnderTest]], starts: int, data: Path, progress: Progress
) -> list[StartRow]:
    """Start each server so many times on empty data."""
    rows = []
    for make in servers:
        seconds, memory = [], []
        for number in range(1, starts + 1):
            server = make()
            progress.show(f"start {number} of {starts}: {server.name}")
            server.start(data / f"{server.name}-start-{number}")
            try:
                seconds.append(server.seconds_to_first_answer)
                time.sleep(SETTLING_SECONDS)
                memory.append(server.resident_bytes() / 1e6)
            finally:
                server.stop()
        rows.append(StartRow(server.name, median(seconds), median(memory)))
    return rows
