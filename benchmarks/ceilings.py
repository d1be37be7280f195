"""Our own ceilings, measured in the same run: the bare edge, and the encrypted engine used directly."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from benchmarks import edge
from benchmarks.comparison import Effort
from benchmarks.progress import Progress
from benchmarks.servers import ROOT, BenchmarkError

_ENGINE_LINE = re.compile(r"^ {2}(put|update|get|range)(.*?) +([\d,]+)/s", re.MULTILINE)


def measure_ceilings(effort: Effort, items: int, directory: Path, progress: Progress) -> dict[str, float]:
    """What each part reaches by itself a second; ``directory`` is on the disk that the servers write to."""
    ceilings = {}
    for rung in ("constant", "signed, at once"):
        for connections in (1, 16):
            name = f"edge, {rung}, {connections} connections"
            progress.show(name)
            ceilings[name], _ = edge._measure(rung, connections, effort.seconds)
    progress.show("engine")
    return {**ceilings, **_engine(effort, items, directory)}


def _engine(effort: Effort, items: int, directory: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.engine", "--rows", str(items)]
    command += ["--seconds", str(effort.seconds), "--directory", str(directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = _ENGINE_LINE.findall(done.stdout)
    if done.returncode != 0 or not found:
        raise BenchmarkError(f"the engine's benchmark failed:\n{done.stderr[-2000:]}")
    return {f"engine, {kind}{how.rstrip()}": float(rate.replace(",", "")) for kind, how, rate in found}
