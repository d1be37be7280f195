"""A listener on a real socket, and a client for it."""

from __future__ import annotations

import asyncio
import contextlib

import uvloop

from strongroom.clock import SystemClock
from strongroom.edge.http import Exchange, Limits
from strongroom.edge.listener import Listener

QUICK = Limits(
    head_bytes=2000,
    body_bytes=1000,
    head_seconds=0.2,
    body_seconds=0.2,
    idle_seconds=0.2,
    write_seconds=0.3,
    linger_seconds=0.2,
)
PATIENT = Limits()


async def until(holds):
    """Wait until the condition holds."""
    while not holds():  # noqa: ASYNC110 - what changes it has no event
        await asyncio.sleep(0.005)


class House:
    """A listener whose handler echoes, or waits where the target says so."""

    def __init__(self, limits: Limits) -> None:
        self.listener = Listener(SystemClock(), limits, look_seconds=0.02)
        self.seen: list[Exchange] = []
        self.held: list[Exchange] = []

    def handle(self, exchange: Exchange) -> None:
        self.seen.append(exchange)
        if exchange.target.startswith(b"/hold"):
            self.held.append(exchange)
        elif exchange.target == b"/fail":
            raise RuntimeError("the secret in the message")
        elif exchange.target == b"/large":
            exchange.respond(200, b"", b"x" * 12_000_000)
        else:
            self.echo(exchange)

    def echo(self, exchange: Exchange) -> None:
        exchange.respond(200, b"X-Target: " + exchange.target + b"\r\n", exchange.body)

    async def held_back(self, count: int) -> None:
        await until(lambda: len(self.held) >= count)


def served(scenario, limits=PATIENT):
    """Run ``scenario(house, connect)`` against a listener of its own."""

    async def run():
        house = House(limits)
        _, port = house.listener.bind("127.0.0.1", 0)
        await house.listener.start(house.handle)
        writers = []

        async def connect():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writers.append(writer)
            return reader, writer

        try:
            async with asyncio.timeout(20):
                return await scenario(house, connect)
        finally:
            for writer in writers:
                writer.close()
            await house.listener.close(0.1)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


async def answer(reader):
    """Status, headers in lower case and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        assert await reader.readexactly(5) == b"0\r\n\r\n"
        return int(first.split()[1]), headers, b""
    return int(first.split()[1]), headers, await reader.readexactly(int(headers["content-length"]))


async def ends(reader):
    """Whether the connection is closed, nothing more having come."""
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    return True


def post(body=b"hello", *headers, target=b"/"):
    lines = [b"POST " + target + b" HTTP/1.1", b"Host: x", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
