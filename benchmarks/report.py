"""The results, for people and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.authorization import OPEN, VERIFIED, AuthorizationRow
from benchmarks.comparison import Row
from benchmarks.costs import CostRow
from benchmarks.first_view import FirstView
from benchmarks.scale import ScaleRow
from benchmarks.startup import StartRow

OURS = "strongroom"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A text table: the first column to the left, the others to the right."""
    widths = [max(len(line[column]) for line in (heads, *rows)) for column in range(len(heads))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (heads, ["-" * width for width in widths], *rows)
    ]
    return "\n".join(lines)


def ratio(row: Row, peer: str) -> float | None:
    """How many times the rate of ``peer`` ours is, or None when either did not answer rightly."""
    ours, theirs = row.results.get(OURS), row.results.get(peer)
    if ours is None or theirs is None or ours.errors or theirs.errors or not theirs.rate:
        return None
    return ours.rate / theirs.rate


def comparison_text(rows: Sequence[Row]) -> str:
    """One line for each workload and number of connections: our figures, then the others' and the ratios."""
    if not rows:
        return ""
    names = list(rows[0].results)
    others = [name for name in names if name != OURS]
    heads = ["operation", "connections"]
    heads += [f"{OURS} ops/s", "p50 ms", "p99 ms"] if OURS in names else []
    for name in others:
        heads += [f"{name} ops/s", "p99 ms"] + ([f"ratio to {name}"] if OURS in names else [])
    lines = []
    for row in rows:
        line = [row.workload, str(row.connections)]
        if ours := row.results.get(OURS):
            line += [f"{ours.rate:,.0f}", f"{ours.p50:.2f}", f"{ours.p99:.2f}"]
        for name in others:
            theirs = row.results[name]
            line += [f"{theirs.rate:,.0f}" if theirs.rate >= 100 else f"{theirs.rate:.1f}", f"{theirs.p99:.1f}"]
            if OURS in names:
                times = ratio(row, name)
                line.append("-" if times is None else f"{times:.2f}")
        lines.append(line)
    wrong = [
        f"{row.workload}, {row.connections} connections: {name} gave {result.errors} wrong answers, "
        f"the first: {result.first_error}"
        for row in rows
        for name, result in row.results.items()
        if result.errors
    ]
    return "\n".join([table(heads, lines), *wrong])


def scale_text(rows: Sequence[ScaleRow], small: int, large: int) -> str:
    heads = ["operation", "connections", f"{small:,} items ops/s", f"{large:,} items ops/s", "ratio", "p99 ms"]
    lines = [
        [
            row.workload,
            str(row.connections),
            f"{row.small.rate:,.0f}",
            f"{row.large.rate:,.0f}",
            f"{row.ratio:.2f}",
            f"{row.small.p99:.2f} / {row.large.p99:.2f}",
        ]
        for row in rows
    ]
    return table(heads, lines)


def start_text(rows: Sequence[StartRow]) -> str:
    heads = ["server", "start to first answer, s", "idle memory, MB"]
    return table(heads, [[row.server, f"{row.seconds:.2f}", f"{row.idle_megabytes:.0f}"] for row in rows])


def authorization_text(rows: Sequence[AuthorizationRow]) -> str:
    heads = ["operation, access key", "ops/s", "p99 ms", "processor us", "to open", "to verified"]
    lines = []
    for row in rows:
        for caller, cost in row.costs.items():
            ratios = [row.ratio(caller, to) for to in (OPEN, VERIFIED)]
            told = ["-" if each is None else f"{each:.2f}" for each in ratios]
            rate, p99 = f"{cost.measured.rate:,.0f}", f"{cost.measured.p99:.2f}"
            lines.append([f"{row.workload}, {caller}", rate, p99, f"{cost.processor:.0f}", *told])
    return table(heads, lines)


def costs_text(rows: Sequence[CostRow]) -> str:
    heads = ["operation", "connections", "ops/s", "p99 ms", "plain put ops/s", "times", "at most"]
    lines = [
        [
            row.workload,
            str(row.connections),
            f"{row.result.rate:,.0f}",
            f"{row.result.p99:.2f}",
            f"{row.plain.rate:,.0f}",
            "-" if row.times is None else f"{row.times:.2f}",
            f"{row.limit}",
        ]
        for row in rows
    ]
    return table(heads, lines)


def first_view_text(view: FirstView) -> str:
    heads = [
        "web console, cold browser",
        "median ms",
        "fastest",
        "slowest",
        "first paint",
        "answers",
        "KB as sent",
    ]
    figures = (
        view.median,
        min(view.milliseconds),
        max(view.milliseconds),
        view.first_paint,
        view.answers,
        view.kilobytes,
    )
    return table(heads, [[f"first view, {len(view.milliseconds)} runs", *(f"{each:,.0f}" for each in figures)]])


def ceilings_text(ceilings: Mapping[str, float]) -> str:
    return table(["ceiling", "per second"], [[name, f"{rate:,.0f}"] for name, rate in ceilings.items()])


def document(
    rows: Sequence[Row],
    ceilings: Mapping[str, float],
    scale: Sequence[ScaleRow],
    starts: Sequence[StartRow],
    authorization: Sequence[AuthorizationRow],
    costs: Sequence[CostRow],
    first_view: FirstView | None,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything that was measured, for programs."""
    return {
        "machine": {
            "processors": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
        },
        "options": dict(options),
        "comparison": [
            {
                **asdict(row),
                "ratios": {name: ratio(row, name) for name in row.results if name != OURS},
            }
            for row in rows
        ],
        "ceilings": dict(ceilings),
        "scale": [{**asdict(row), "ratio": row.ratio} for row in scale],
        "start": [asdict(row) for row in starts],
        "authorization": [asdict(row) for row in authorization],
        "costs": [{**asdict(row), "times": row.times} for row in costs],
        "first_view": first_view and {**asdict(first_view), "median": first_view.median},
    }
