"""HTTP/1.1 on real sockets: what a connection takes, refuses and survives."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import replace

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

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
        self.listener = Listener(self.handle, SystemClock(), limits, look_seconds=0.02)
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
        await house.listener.start()
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


def test_a_connection_serves_one_request_after_another():
    async def scenario(house, connect):
        reader, writer = await connect()
        for number in range(3):
            writer.write(post(b"%d" % number))
            status, headers, body = await answer(reader)
            assert (status, body) == (200, b"%d" % number)
            assert headers["date"].endswith("GMT")
            assert "connection" not in headers

    served(scenario)


def test_header_names_are_folded_and_repeated_headers_joined():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(b"", b"X-Amz-Target: a", b"x-amz-target: b"))
        await answer(reader)
        assert house.seen[0].headers[b"x-amz-target"] == b"a,b"
        assert house.seen[0].peer == "127.0.0.1"

    served(scenario)


def test_chunked_bodies_are_joined_and_trailers_dropped():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n"
            b"3\r\nabc\r\n2\r\nde\r\n0\r\nAuthorization: sneaked in\r\n\r\n"
        )
        assert (await answer(reader))[2] == b"abcde"
        assert b"authorization" not in house.seen[0].headers

    served(scenario)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 40), max_size=12))
def test_requests_may_arrive_in_any_pieces(cuts):
    whole = post(b"first") + post(b"second", b"X-Long: " + b"y" * 60)

    async def scenario(house, connect):
        reader, writer = await connect()
        rest = whole
        for cut in cuts:
            writer.write(rest[:cut])
            rest = rest[cut:]
            await writer.drain()
            await asyncio.sleep(0)
        writer.write(rest)
        assert [(await answer(reader))[2] for _ in range(2)] == [b"first", b"second"]

    served(scenario)


def test_pipelined_requests_are_answered_in_order_even_when_the_first_waits():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(b"1", target=b"/hold") + post(b"2") + post(b"3"))
        await house.held_back(1)
        assert len(house.seen) == 1, "a request runs only when the one before it is answered"
        house.echo(house.held[0])
        assert [(await answer(reader))[2] for _ in range(3)] == [b"1", b"2", b"3"]

    served(scenario)


def test_many_pipelined_requests_do_not_pile_up():
    async def scenario(house, connect):
        reader, writer = await connect()
        count = 5000
        writer.write(post(b"0", target=b"/hold"))
        await house.held_back(1)
        writer.write(b"".join(post(b"%d" % number) for number in range(1, count)))
        await asyncio.sleep(0.05)
        house.echo(house.held[0])
        for number in range(count):
            assert (await answer(reader))[2] == b"%d" % number

    served(scenario)


def test_a_client_that_stops_sending_still_gets_its_answer():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(b"last", target=b"/hold"))
        writer.write_eof()
        await house.held_back(1)
        house.echo(house.held[0])
        status, headers, body = await answer(reader)
        assert (status, headers["connection"], body) == (200, "close", b"last")
        assert await ends(reader)

    served(scenario)


@pytest.mark.parametrize(
    ("request_bytes", "closes"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", True),
        (b"GET / HTTP/1.0\r\n\r\n", True),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", False),
    ],
)
def test_the_connection_stays_open_as_the_client_asks(request_bytes, closes):
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(request_bytes)
        status, headers, _ = await answer(reader)
        assert status == 200
        assert (headers.get("connection") == "close") is closes
        if closes:
            assert await ends(reader)

    served(scenario)


def test_head_is_answered_without_a_body():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(b"HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + post(b"next"))
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Content-Length: 3" in head
        assert (await answer(reader))[2] == b"next"

    served(scenario)


def test_a_client_that_asks_whether_to_continue_is_told_so():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"ok")
        assert (await answer(reader))[2] == b"ok"

    served(scenario)


@pytest.mark.parametrize("target", [b"/", b"/hold"])
def test_an_offer_of_another_protocol_is_declined_and_the_request_served(target):
    """Java's HttpClient offers h2c with its first request."""

    async def scenario(house, connect):
        reader, writer = await connect()
        offer = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQ")
        writer.write(post(b"one", *offer, target=target) + post(b"two", *offer))
        if target == b"/hold":
            await house.held_back(1)
            house.echo(house.held[0])
        assert [(await answer(reader))[2] for _ in range(2)] == [b"one", b"two"]

    served(scenario)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nName\x00: value\r\n\r\n", 400),
        (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001, 413),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: the-moon\r\n\r\n", 417),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 2000 + b"\r\n\r\n", 431),
        (b"GET /" + b"y" * 2000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    ],
)
def test_what_is_not_served_is_refused_and_the_connection_closed(request_bytes, status):
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(request_bytes)
        got, headers, _ = await answer(reader)
        assert (got, headers["connection"]) == (status, "close")
        assert await ends(reader)
        assert house.seen == []

    served(scenario, replace(QUICK, head_seconds=10, body_seconds=10))


def test_a_refusal_comes_after_the_answers_that_are_due():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(b"good", target=b"/hold") + b"nonsense\r\n\r\n")
        await house.held_back(1)
        await asyncio.sleep(0.05)
        house.echo(house.held[0])
        assert (await answer(reader))[2] == b"good"
        assert (await answer(reader))[0] == 400
        assert await ends(reader)

    served(scenario)


def test_a_refused_client_that_is_still_sending_reads_the_answer():
    """Closing at once would reset the connection and take the answer with it."""

    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n")
        for _ in range(20):
            writer.write(b"x" * 1_000_000)
            await writer.drain()
        assert (await answer(reader))[0] == 413

    served(scenario)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HTTP/1.1\r\nHo", id="head"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab", id="body"),
    ],
)
def test_a_client_that_does_not_finish_its_request_is_timed_out(sent):
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(sent)
        assert (await answer(reader))[0] == 408
        assert await ends(reader)

    served(scenario, QUICK)


def test_a_head_sent_drop_by_drop_is_timed_out_all_the_same():
    async def scenario(house, connect):
        reader, writer = await connect()

        async def drip():
            with contextlib.suppress(OSError):
                for letter in b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 1000:
                    writer.write(bytes([letter]))
                    await asyncio.sleep(0.01)

        dripping = asyncio.create_task(drip())
        assert (await answer(reader))[0] == 408
        dripping.cancel()

    served(scenario, QUICK)


def test_a_head_that_never_ends_is_refused():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        for _ in range(30):
            writer.write(b"y" * 100)
            await asyncio.sleep(0.001)
        assert (await answer(reader))[0] == 431

    served(scenario, replace(QUICK, head_seconds=10))


@pytest.mark.parametrize("sent", [b"", post(b"x")], ids=["never used", "used once"])
def test_an_idle_connection_is_closed_without_a_word(sent):
    async def scenario(house, connect):
        reader, writer = await connect()
        if sent:
            writer.write(sent)
            await answer(reader)
        assert await ends(reader)

    served(scenario, QUICK)


def test_a_running_request_is_not_timed_out():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(b"slow", target=b"/hold"))
        await house.held_back(1)
        await asyncio.sleep(0.6)
        house.echo(house.held[0])
        assert (await answer(reader))[2] == b"slow"

    served(scenario, QUICK)


def test_a_client_that_does_not_read_its_answer_is_cut_off():
    async def scenario(house, connect):
        _, writer = await connect()
        writer.transport.pause_reading()
        writer.write(post(target=b"/large"))
        await until(lambda: house.seen)
        await until(lambda: not house.listener.connection_count)

    served(scenario, QUICK)


def test_no_further_request_runs_while_an_answer_cannot_be_written():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.transport.pause_reading()
        writer.write(post(target=b"/large") + post(b"after"))
        await until(lambda: house.seen)
        await asyncio.sleep(0.1)
        assert len(house.seen) == 1
        writer.transport.resume_reading()
        assert len((await answer(reader))[2]) == 12_000_000
        assert (await answer(reader))[2] == b"after"

    served(scenario)


def test_a_handler_that_fails_answers_500_and_nothing_else():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(target=b"/fail") + post(b"after"))
        assert (await answer(reader))[::2] == (500, b"")
        assert (await answer(reader))[2] == b"after"

    served(scenario)


def test_the_answer_of_a_client_that_has_gone_goes_nowhere():
    async def scenario(house, connect):
        _, writer = await connect()
        writer.write(post(target=b"/hold"))
        await house.held_back(1)
        reset = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        writer.transport.abort()
        await until(lambda: not house.listener.connection_count)
        house.echo(house.held[0])

    served(scenario)


def test_closing_finishes_what_has_begun_and_accepts_nothing_more():
    async def scenario(house, connect):
        reader, writer = await connect()
        idle_reader, _ = await connect()
        writer.write(post(b"1", target=b"/hold") + post(b"2"))
        await house.held_back(1)
        closing = asyncio.create_task(house.listener.close(5))
        assert await ends(idle_reader)
        with pytest.raises(OSError, match=r"."):
            await connect()
        house.echo(house.held[0])
        first, second = await answer(reader), await answer(reader)
        assert (first[2], second[2], second[1]["connection"]) == (b"1", b"2", "close")
        assert await ends(reader)
        await closing

    served(scenario)


def test_closing_waits_for_a_request_that_is_arriving():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(b"hello")[:-2])
        await asyncio.sleep(0.05)
        closing = asyncio.create_task(house.listener.close(5))
        await asyncio.sleep(0.05)
        writer.write(b"lo")
        assert (await answer(reader))[2] == b"hello"
        assert await ends(reader)
        await closing

    served(scenario)


def test_closing_cuts_off_what_does_not_end_in_time():
    async def scenario(house, connect):
        reader, writer = await connect()
        writer.write(post(target=b"/hold"))
        await house.held_back(1)
        await house.listener.close(0.1)
        assert await ends(reader)

    served(scenario)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_server(noise):
    async def scenario(house, connect):
        _, writer = await connect()
        writer.write(noise)
        writer.write_eof()
        await asyncio.sleep(0)
        reader, writer = await connect()
        writer.write(post(b"fine"))
        assert (await answer(reader))[2] == b"fine"

    served(scenario)
