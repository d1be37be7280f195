"""Clients that do not send, do not read or do not go on."""

import asyncio
import contextlib
from dataclasses import replace

import pytest

from .listening import QUICK, answer, ends, post, served, until


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
