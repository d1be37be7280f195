"""Do point reads and writes cost the same on a large table as on a small one?

The tables are loaded first, so their pages are in the page cache as far as it goes. What it costs when they
are not is seen with a small one: ``--serve "--page-cache 64"``.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.comparison import Effort, measure, medians, preload
from benchmarks.load import Measurement
from benchmarks.progress import Progress
from benchmarks.servers import ServerUnderTest

DISTINCT = 100_000  # different items in turn: more than a run touches, so none of the large table is met twice


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One workload on both tables."""

    workload: str
    connections: int
    small: Measurement
    large: Measurement

    @property
    def ratio(self) -> float:
        """How much slower the large table is; 1 is no slower."""
        return self.small.rate / self.large.rate if self.large.rate else float("inf")


def measure_scale(
    server: ServerUnderTest, small: int, large: int, effort: Effort, progress: Progress
) -> list[ScaleRow]:
    """Load a table of each size, then read and write random items of both in turn."""
    sizes = {f"Items{count}": count for count in (small, large)}
    for table, items in sizes.items():
        server.create_table(table)
        preload(server, table, items, progress)
    measured: dict[tuple[str, int], dict[str, list[Measurement]]] = {}
    for number in range(1, effort.rounds + 1):
        for workload in ("get", "put"):
            for connections in (1, 16):
                series = measured.setdefault((workload, connections), {table: [] for table in sizes})
                for table, items in sizes.items():
                    progress.show(f"round {number} of {effort.rounds}: {workload}, {items:,} items")
                    options = ("--distinct", str(DISTINCT))
                    series[table].append(
                        measure(
                            server, workload, connections, effort, table=table, items=items, options=options
                        )
                    )
    return [
        ScaleRow(workload, connections, *(medians(runs) for runs in series.values()))
        for (workload, connections), series in measured.items()
    ]
