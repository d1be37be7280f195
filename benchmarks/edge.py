"""The HTTP edge by itself: what a request costs before an operation does anything.

``python -m benchmarks.edge`` prints for each rung answers a second at 1 and 16 connections, and the processor
time that the server spent on a request; the last is what a noisy machine disturbs least. The rungs:

- constant: parse HTTP, answer a constant;
- dispatch: find the operation, decode the JSON, an unknown access key in open mode, a trivial operation,
  encode its answer, checksum, count; answered at once, by a future, or by a coroutine;
- signed: the same with a verified Signature Version 4.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.signature import Credentials as BenchmarkKey
from strongroom.calls import Call, Principal
from strongroom.clock import SystemClock
from strongroom.edge.authentication import Authentication
from strongroom.edge.dispatch import Dispatcher
from strongroom.edge.http import Exchange, Handler, Limits
from strongroom.edge.json_protocol import DYNAMODB
from strongroom.edge.listener import Listener
from strongroom.edge.metrics import Metrics
from strongroom.edge.service import Service
from strongroom.randomness import SystemRandomness
from strongroom.services.iam.credentials import Credential, Credentials, NoCredentials
from strongroom.services.operations import Answer, RawJson

ANSWER = b'{"Item":{"pk":{"S":"' + b"x" * 1000 + b'"}}}'
ACCOUNT = "123456789012"


class OneKey:
    """Knows the access key that the load generator signs with."""

    def __init__(self) -> None:
        key = BenchmarkKey()
        principal = Principal.root(ACCOUNT, key.access_key_id)
        self._credential = Credential(key.access_key_id, key.secret_access_key, principal)

    def find(self, access_key_id: str) -> Credential | None:
        return self._credential if access_key_id == self._credential.access_key_id else None


def _constant(exchange: Exchange) -> None:
    exchange.respond(200, b"Content-Type: application/x-amz-json-1.0\r\n", ANSWER)


def _at_once(_call: Call, _document: Any) -> Answer:
    return RawJson(ANSWER)


def _by_future(_call: Call, _document: Any) -> Awaitable[Answer]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Answer] = loop.create_future()
    loop.call_soon(future.set_result, RawJson(ANSWER))
    return future


async def _by_coroutine(_call: Call, _document: Any) -> Answer:
    await asyncio.sleep(0)
    return RawJson(ANSWER)


def _dispatcher(
    operation: Callable[[Call, Any], Answer | Awaitable[Answer]], credentials: Credentials
) -> Dispatcher:
    clock = SystemClock()
    return Dispatcher(
        [Service("dynamodb", "DynamoDB_20120810", DYNAMODB, ["GetItem"], operation)],
        {},
        Authentication("open", credentials, clock, account=ACCOUNT, region="us-east-1"),
        SystemRandomness(),
        Metrics(dict),
        region="us-east-1",
        guards_origins=True,
        logs_requests=False,
    )


RUNGS: dict[str, Callable[[], Handler]] = {
    "constant": lambda: _constant,
    "dispatch, at once": lambda: _dispatcher(_at_once, NoCredentials()),
    "dispatch, by a future": lambda: _dispatcher(_by_future, NoCredentials()),
    "dispatch, by a coroutine": lambda: _dispatcher(_by_coroutine, NoCredentials()),
    "signed, at once": lambda: _dispatcher(_at_once, OneKey()),
}


async def _serve(rung: str) -> None:
    listener = Listener(SystemClock(), Limits())
    print(listener.bind("127.0.0.1", 0)[1], flush=True)
    await listener.start(RUNGS[rung]())
    await asyncio.Event().wait()


def _processor_seconds(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _measure(rung: str, connections: int, seconds: float) -> tuple[float, float]:
    """Answers a second, and microseconds of the server's processor time for each."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.edge", "--serve", rung], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        before = _processor_seconds(server.pid)
        load = [sys.executable, "-m", "benchmarks.load", "--port", str(port), "--any-answer", "--warm-up", "0"]
        load += ["--connections", str(connections), "--seconds", str(seconds)]
        measured = json.loads(subprocess.run(load, capture_output=True, check=True, timeout=120).stdout)
        assert measured["errors"] == 0, measured["first_error"]
        spent = _processor_seconds(server.pid) - before
        return measured["rate"], 1e6 * spent / measured["answers"]
    finally:
        server.kill()
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edge", description=__doc__)
    parser.add_argument("--serve", choices=list(RUNGS), help=argparse.SUPPRESS)
    parser.add_argument("--rung", choices=list(RUNGS), action="append", help="measure only this rung")
    parser.add_argument("--seconds", type=float, default=3.0)
    arguments = parser.parse_args()
    if arguments.serve:
        uvloop.run(_serve(arguments.serve))
        return
    print(f"{'':26}{'1 connection':>14}{'16 connections':>16}{'processor, us':>16}")
    for rung in arguments.rung or RUNGS:
        one, _ = _measure(rung, 1, arguments.seconds)
        sixteen, spent = _measure(rung, 16, arguments.seconds)
        print(f"{rung:26}{one:14,.0f}{sixteen:16,.0f}{spent:16.1f}", flush=True)


if __name__ == "__main__":
    main()
