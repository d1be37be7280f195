"""What a write costs that does more than a put: beside a plain put on the same server in the same run."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.comparison import Effort, measure, medians, preload
from benchmarks.load import Measurement
from benchmarks.progress import Progress
from benchmarks.servers import ServerUnderTest
from benchmarks.workloads import WORKLOADS

PLAIN = "put"
#: As many times a plain put may each of them cost.
LIMITS = {"index-put": 2.5, "stream-put": 2.5, "transaction": 3.0}


@dataclass(frozen=True, slots=True)
class CostRow:
    """One workload at one number of connections: its medians, and those of the plain put."""

    workload: str
    connections: int
    plain: Measurement
    result: Measurement

    @property
    def limit(self) -> float:
        return LIMITS[self.workload]

    @property
    def times(self) -> float | None:
        """How many times a plain put it costs, or None when either was answered wrongly."""
        if self.plain.errors or self.result.errors or not self.result.rate:
            return None
        return self.plain.rate / self.result.rate


def measure_costs(
    server: ServerUnderTest, connections: list[int], items: int, effort: Effort, progress: Progress
) -> list[CostRow]:
    """All workloads in turn on one server."""
    for table in dict.fromkeys(WORKLOADS[workload].table for workload in (PLAIN, *LIMITS)):
        server.create_table(table)
        preload(server, table, items, progress)
    measured: dict[tuple[str, int], list[Measurement]] = {}
    for number in range(1, effort.rounds + 1):
        for width in connections:
            for workload in (PLAIN, *LIMITS):
                progress.show(f"round {number} of {effort.rounds}: {workload}, {width} connections")
                runs = measured.setdefault((workload, width), [])
                runs.append(measure(server, workload, width, effort, items=items))
    return [
        CostRow(workload, width, medians(measured[PLAIN, width]), medians(measured[workload, width]))
        for workload in LIMITS
        for width in connections
    ]
