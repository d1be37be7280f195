"""HTTP/1.1 on real sockets: what a connection takes, and what it refuses."""

import asyncio
import socket
import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .listening import QUICK, answer, ends, post, served, until


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
        status, _, body = await answer(reader)
        assert (status, body) == (200, b"last")
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
