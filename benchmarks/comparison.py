"""The same load on every server in one run.

All servers stand ready; a round goes through the workloads and within each through the servers, so that noise
of the machine falls on all of them. What is reported is the median over the rounds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Measurement
from benchmarks.progress import Progress
from benchmarks.servers import ROOT, BenchmarkError, ServerUnderTest
from benchmarks.workloads import WORKLOADS

Series = dict[str, list[Measurement]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a run measures."""

    rounds: int
    seconds: float
    warm_up: float


@dataclass(frozen=True, slots=True)
class Row:
    """One workload at one number of connections: the medians of each server, by its name."""

    workload: str
    connections: int
    results: Mapping[str, Measurement]


def generate_load(port: int, *options: str) -> Measurement:
    """Run the load generator; raises BenchmarkError when it fails."""
    command = [sys.executable, "-m", "benchmarks.load", "--port", str(port), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchmarkError(f"the load generator failed:\n{done.stderr[-2000:]}")
    return Measurement(**json.loads(done.stdout))


def preload(server: ServerUnderTest, table: str, items: int, progress: Progress) -> None:
    """Store the items through BatchWriteItem."""
    options = ("--table", table, "--items", str(items), "--preload", "--connections", "4")
    command = [sys.executable, "-m", "benchmarks.load", "--port", str(server.port), *options]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as generator:
        assert generator.stderr is not None
        assert generator.stdout is not None
        said = ""
        for said in generator.stderr:
            progress.show(f"{server.name}: loading {items:,} items, {said.strip()} %")
        printed = generator.stdout.read()
    if generator.returncode != 0:
        raise BenchmarkError(f"{server.name}: loading failed: {said}")
    loaded = Measurement(**json.loads(printed))
    if loaded.errors:
        raise BenchmarkError(f"{server.name}: loading failed: {loaded.first_error}")


def measure(
    server: ServerUnderTest,
    workload: str,
    connections: int,
    effort: Effort,
    *,
    table: str | None = None,
    items: int,
    options: Sequence[str] = (),
) -> Measurement:
    """One run of one workload on one server, with the workload's own table if no other is named."""
    table = table or WORKLOADS[workload].table
    return generate_load(
        server.port,
        *("--table", table, "--items", str(items), "--workload", workload, "--connections", str(connections)),
        *("--seconds", str(effort.seconds), "--warm-up", str(effort.warm_up)),
        *options,
    )


def medians(measurements: Iterable[Measurement]) -> Measurement:
    """The median of each figure; errors are added up."""
    runs = list(measurements)
    return Measurement(
        rate=median(run.rate for run in runs),
        p50=median(run.p50 for run in runs),
        p99=median(run.p99 for run in runs),
        answers=sum(run.answers for run in runs),
        errors=sum(run.errors for run in runs),
        first_error=next((run.first_error for run in runs if run.first_error), ""),
    )


def compare(
    servers: Sequence[ServerUnderTest],
    workloads: Sequence[str],
    connections: Sequence[int],
    effort: Effort,
    items: int,
    progress: Progress,
) -> list[Row]:
    """All workloads on all servers, which run already and hold the items."""
    measured: dict[tuple[str, int], Series] = {}
    for number in range(1, effort.rounds + 1):
        for workload in workloads:
            for width in connections:
                series = measured.setdefault((workload, width), {})
                for server in servers:
                    at = f"round {number} of {effort.rounds}: {workload}, {width} connections, {server.name}"
                    progress.show(at)
                    run = measure(server, workload, width, effort, items=items)
                    series.setdefault(server.name, []).append(run)
    return [
        Row(workload, width, {name: medians(runs) for name, runs in series.items()})
        for (workload, width), series in measured.items()
    ]
