"""Runs this server and its peers on the same load in one run, and prints ratios.

Without a choice it compares; --scale, --start, --authorization, --costs and --console measure instead this
server's scaling, the servers' starts, what signatures and policies, or indexes, streams and transactions cost,
and how long the web console takes to its first view.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks import report
from benchmarks.authorization import AuthorizationRow, measure_authorization
from benchmarks.ceilings import measure_ceilings
from benchmarks.comparison import Effort, Row, compare, preload
from benchmarks.costs import CostRow, measure_costs
from benchmarks.first_view import FirstView, measure_first_view
from benchmarks.progress import Progress
from benchmarks.scale import ScaleRow, measure_scale
from benchmarks.servers import PEERS, SERVERS, BenchmarkError, ServerUnderTest, install_peers
from benchmarks.startup import StartRow, measure_starts
from benchmarks.workloads import WORKLOADS

SMALL = 10_000


def _names(known: list[str]) -> Callable[[str], list[str]]:
    def chosen(text: str) -> list[str]:
        names = text.split(",")
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(known)}")
        return names

    return chosen


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: a glance, not a measurement")
    compared = [name for name, workload in WORKLOADS.items() if workload.compared]
    parser.add_argument(
        "--only", type=_names(sorted(WORKLOADS)), default=compared, help="workloads, comma-separated"
    )
    parser.add_argument(
        "--servers", type=_names(list(SERVERS)), default=list(SERVERS), help="servers, comma-separated"
    )
    parser.add_argument("--connections", default="1,16", help="numbers of connections, comma-separated")
    parser.add_argument("--rounds", type=int, help="rounds, of which the median is taken (default 5)")
    parser.add_argument("--seconds", type=float, help="how long each run measures (default 3)")
    parser.add_argument(
        "--items", type=int, default=20_000, help="items that are stored before (default 20000)"
    )
    parser.add_argument(
        "--serve", type=shlex.split, default=[], metavar="FLAGS", help="further flags of `strongroom serve`"
    )
    parser.add_argument("--scale", action="store_true", help="compare a table of 10,000 items with a large one")
    parser.add_argument("--scale-items", type=int, default=1_000_000, help="items of the large table")
    parser.add_argument("--start", action="store_true", help="measure start to first answer and idle memory")
    parser.add_argument(
        "--authorization", action="store_true", help="compare access keys with and without policies"
    )
    parser.add_argument("--costs", action="store_true", help="compare what writes cost with a plain put")
    parser.add_argument(
        "--console", action="store_true", help="measure the console's first view in cold browsers"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    return parser.parse_args()


def _server(name: str, arguments: argparse.Namespace) -> ServerUnderTest:
    return SERVERS[name](*(arguments.serve if name == "strongroom" else ()))


def _compare(arguments: argparse.Namespace, effort: Effort, data: Path, progress: Progress) -> list[Row]:
    with ExitStack() as running:
        servers = [_server(name, arguments) for name in arguments.servers]
        for server in servers:
            progress.show(f"starting {server.name}")
            server.start(data / server.name)
            running.callback(server.stop)
            for table in {WORKLOADS[workload].table: None for workload in arguments.only}:
                server.create_table(table)
                preload(server, table, arguments.items, progress)
        widths = [int(width) for width in arguments.connections.split(",")]
        return compare(servers, arguments.only, widths, effort, arguments.items, progress)


def _scale(arguments: argparse.Namespace, effort: Effort, data: Path, progress: Progress) -> list[ScaleRow]:
    server = _server("strongroom", arguments)
    server.start(data / "scale")
    try:
        return measure_scale(server, SMALL, arguments.scale_items, effort, progress)
    finally:
        server.stop()


def _authorization(
    arguments: argparse.Namespace, effort: Effort, data: Path, progress: Progress
) -> list[AuthorizationRow]:
    server = _server("strongroom", arguments)
    server.start(data / "authorization")
    try:
        return measure_authorization(server, arguments.items, effort, progress)
    finally:
        server.stop()


def _costs(arguments: argparse.Namespace, effort: Effort, data: Path, progress: Progress) -> list[CostRow]:
    server = _server("strongroom", arguments)
    server.start(data / "costs")
    try:
        widths = [int(width) for width in arguments.connections.split(",")]
        return measure_costs(server, widths, arguments.items, effort, progress)
    finally:
        server.stop()


def _first_view(arguments: argparse.Namespace, effort: Effort, data: Path, progress: Progress) -> FirstView:
    server = _server("strongroom", arguments)
    server.start(data / "console")
    try:
        return measure_first_view(server, effort.rounds, progress)
    finally:
        server.stop()


def _run(arguments: argparse.Namespace, data: Path, progress: Progress) -> None:
    effort = Effort(
        rounds=arguments.rounds or (1 if arguments.quick else 5),
        seconds=arguments.seconds or (1.0 if arguments.quick else 3.0),
        warm_up=0.2 if arguments.quick else 0.5,
    )
    rows: list[Row] = []
    scale: list[ScaleRow] = []
    starts: list[StartRow] = []
    authorization: list[AuthorizationRow] = []
    costs: list[CostRow] = []
    first_view: FirstView | None = None
    ceilings: dict[str, float] = {}
    sections: list[str] = []
    if arguments.start:
        servers = [partial(_server, name, arguments) for name in arguments.servers]
        starts = measure_starts(servers, effort.rounds, data, progress)
        sections.append(report.start_text(starts))
    if arguments.scale:
        scale = _scale(arguments, effort, data, progress)
        sections.append(report.scale_text(scale, SMALL, arguments.scale_items))
    if arguments.authorization:
        authorization = _authorization(arguments, effort, data, progress)
        sections.append(report.authorization_text(authorization))
    if arguments.costs:
        costs = _costs(arguments, effort, data, progress)
        sections.append(report.costs_text(costs))
    if arguments.console:
        first_view = _first_view(arguments, effort, data, progress)
        sections.append(report.first_view_text(first_view))
    if not sections:
        rows = _compare(arguments, effort, data, progress)
        ceilings = measure_ceilings(effort, arguments.items, data, progress)
        sections += [report.comparison_text(rows), report.ceilings_text(ceilings)]
    progress.done()
    print("\n\n".join(sections))
    if arguments.json:
        options = {name: str(value) for name, value in vars(arguments).items()}
        document = report.document(rows, ceilings, scale, starts, authorization, costs, first_view, options)
        arguments.json.write_text(json.dumps(document, indent=1) + "\n")


def main() -> int:
    arguments = _arguments()
    progress = Progress()
    data = None
    try:
        if (arguments.start or not arguments.console) and set(arguments.servers) - {"strongroom"}:
            install_peers()
        PEERS.mkdir(exist_ok=True)
        data = Path(tempfile.mkdtemp(prefix="data-", dir=PEERS))
        _run(arguments, data, progress)
    except BenchmarkError as error:
        progress.done()
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        progress.done()
        return 130
    finally:
        if data is not None:
            shutil.rmtree(data, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
