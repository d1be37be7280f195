"""The orderly end of a listener."""

import asyncio

import pytest

from .listening import answer, ends, post, served


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
