"""Our own ceilings, measured in the same run: the bare edge, and the edge with dispatch and signature."""

from __future__ import annotations

from benchmarks import edge
from benchmarks.comparison import Effort
from benchmarks.progress import Progress


def measure_ceilings(effort: Effort, progress: Progress) -> dict[str, float]:
    """What each part reaches by itself, in answers a second."""
    ceilings = {}
    for rung in ("constant", "signed, at once"):
        for connections in (1, 16):
            name = f"edge, {rung}, {connections} connections"
            progress.show(name)
            ceilings[name], _ = edge._measure(rung, connections, effort.seconds)
    return ceilings
