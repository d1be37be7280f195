"""The load generator: a process of its own that keeps some connections busy and tells what it measured.

It is cheap, so that what is measured is the server: requests are made and signed before the clock starts, a
connection is an asyncio protocol on uvloop, answers are parsed by httptools. Each connection has one request
under way. The result is one line of JSON on standard output.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import cast

import httptools
import uvloop

from benchmarks.signature import Credentials
from benchmarks.workloads import TABLE, WORKLOADS, RequestBuilder

PATIENCE = 60.0  # seconds that an answer may take before the run is given up


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run measured: answers a second, latencies in milliseconds, and what went wrong."""

    rate: float
    p50: float
    p99: float
    answers: int
    errors: int = 0
    first_error: str = ""


class Recorder:
    """Collects the latencies of right answers, and the first wrong one."""

    def __init__(self, least_answer: int) -> None:
        self._least_answer = least_answer
        self._latencies: list[float] = []
        self._started = time.perf_counter()
        self._last = self._started
        self.errors = 0
        self.first_error = ""

    def start(self) -> None:
        """Forget what was recorded: the warm-up is over."""
        self._latencies = []
        self._started = time.perf_counter()

    def record(self, sent: float, status: int, body: bytes) -> None:
        self._last = time.perf_counter()
        if status == 200 and len(body) >= self._least_answer and b'"UnprocessedItems":{"' not in body:
            self._latencies.append(self._last - sent)
        else:
            self.errors += 1
            self.first_error = self.first_error or f"{status} {body[:200].decode(errors='replace')}"

    def measurement(self) -> Measurement:
        latencies = sorted(self._latencies)
        if not latencies:
            return Measurement(0.0, 0.0, 0.0, 0, self.errors, self.first_error)
        return Measurement(
            rate=len(latencies) / (self._last - self._started),
            p50=1000 * latencies[len(latencies) // 2],
            p99=1000 * latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)],
            answers=len(latencies),
            errors=self.errors,
            first_error=self.first_error,
        )


class Connection(asyncio.Protocol):
    """One keep-alive connection: sends the next request when the answer to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], recorder: Recorder, deadline: float) -> None:
        self._requests = requests
        self._recorder = recorder
        self._deadline = deadline
        self._body: list[bytes] = []
        self._sent = 0.0
        self._keep_alive = True
        self._busy = False
        self.lost: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._parser = httptools.HttpResponseParser(self)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._busy = False
        self._recorder.record(self._sent, self._parser.get_status_code(), b"".join(self._body))
        self._body.clear()
        if self._parser.should_keep_alive():
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        if self._busy:
            self._recorder.record(0.0, 0, b"the server closed the connection")
        if not self.lost.done():
            self.lost.set_result(time.perf_counter() >= self._deadline)

    def _send(self) -> None:
        self._sent = time.perf_counter()
        request = next(self._requests, None) if self._sent < self._deadline else None
        if request is None:
            self._deadline = self._sent
            self._transport.close()
        else:
            self._busy = True
            self._transport.write(request)


async def _keep_busy(port: int, requests: Iterator[bytes], recorder: Recorder, deadline: float) -> None:
    """One connection after the other, for servers that close them, until the deadline or the last request."""
    finished = False
    while not finished:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(requests, recorder, deadline), "127.0.0.1", port
        )
        finished = await asyncio.wait_for(connection.lost, max(0.0, deadline - time.perf_counter()) + PATIENCE)


async def drive(
    port: int,
    requests: Iterator[bytes],
    recorder: Recorder,
    *,
    connections: int,
    warm_up: float,
    seconds: float,
) -> None:
    """Send the requests over so many connections, and record what comes after the warm-up."""
    deadline = time.perf_counter() + warm_up + seconds
    asyncio.get_running_loop().call_later(warm_up, recorder.start)
    await asyncio.gather(*(_keep_busy(port, requests, recorder, deadline) for _ in range(connections)))


async def preload(port: int, table: str, items: int, connections: int) -> Measurement:
    """Store the items; a line on standard error for every part done, for whoever shows progress."""
    recorder = Recorder(2)
    builder = RequestBuilder(port)

    def reporting() -> Iterator[bytes]:
        batches = -(-items // 25)
        for number, request in enumerate(builder.preload(table, items)):
            if number % max(1, batches // 100) == 0:
                print(f"{100 * number // batches}", file=sys.stderr, flush=True)
            yield request

    await drive(port, reporting(), recorder, connections=connections, warm_up=0.0, seconds=7200.0)
    return recorder.measurement()


def _key(text: str) -> Credentials:
    return Credentials(*text.split(":"))


async def _measure(arguments: argparse.Namespace) -> Measurement:
    if arguments.preload:
        return await preload(arguments.port, arguments.table, arguments.items, arguments.connections)
    workload = WORKLOADS[arguments.workload]
    requests = RequestBuilder(arguments.port, credentials=arguments.key).requests(
        workload,
        arguments.table,
        items=arguments.items,
        distinct=arguments.distinct,
        seed=arguments.seed if arguments.seed is not None else random.getrandbits(32),
    )
    gc.collect()
    gc.freeze()
    gc.disable()
    recorder = Recorder(0 if arguments.any_answer else workload.least_answer)
    await drive(
        arguments.port,
        itertools.cycle(requests),
        recorder,
        connections=arguments.connections,
        warm_up=arguments.warm_up,
        seconds=arguments.seconds,
    )
    return recorder.measurement()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--table", default=TABLE)
    parser.add_argument("--workload", choices=sorted(WORKLOADS), default="get")
    parser.add_argument("--preload", action="store_true", help="store the items instead of measuring")
    parser.add_argument("--any-answer", action="store_true", help="accept any answer with status 200")
    parser.add_argument("--items", type=int, default=20_000, help="how many items the table has")
    parser.add_argument("--distinct", type=int, default=6_000, help="how many of them are touched")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--warm-up", type=float, default=0.5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--key", type=_key, metavar="ID:SECRET[:TOKEN]", help="the access key that signs")
    parser.add_argument("--seed", type=int, help="chooses the items and the values; default: by chance")
    print(json.dumps(asdict(uvloop.run(_measure(parser.parse_args())))))


if __name__ == "__main__":
    main()
