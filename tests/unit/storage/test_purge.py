"""Purging: what was deleted leaves the store's file and its log while the store is used."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

from disk.sqlcipher_pages import Pages
from strongroom.storage.engine import Reader, Transaction
from strongroom.storage.sqlite import SqliteEngine

from .conftest import key_of

SECRETS = [b"secret %04d " % number * 20 for number in range(200)]


def write_all(transaction: Transaction) -> None:
    for number, secret in enumerate(SECRETS):
        transaction.put("items", (b"p", b"%d" % number), secret)


def delete_all(transaction: Transaction) -> None:
    for number in range(len(SECRETS)):
        transaction.delete("items", (b"p", b"%d" % number))


def log_of(engine: SqliteEngine) -> Path:
    path = engine.path("t")
    return path.with_name(f"{path.name}-wal")


def found(engine: SqliteEngine) -> int:
    """How many secrets lie in any page of the file or the log."""
    pages = Pages(engine.path("t"), key_of("t"))
    plaintext = b"\n".join([*pages.in_file(), *pages.in_log()])
    return sum(secret in plaintext for secret in SECRETS)


async def fill_and_delete(engine: SqliteEngine) -> Any:
    store = engine.create("t", key_of("t"))
    await store.write(write_all)
    await store.write(delete_all)
    return store


def test_what_was_deleted_is_gone_from_file_and_log(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = await fill_and_delete(engine)
        await store.purge()
        assert found(engine) == 0
        assert log_of(engine).stat().st_size == 0
        await store.write(lambda transaction: transaction.put("items", (b"p", b"s"), b"v"))
        assert store.get("items", (b"p", b"s")) == b"v"

    run(scenario)


def test_before_that_the_log_holds_it(run: Any) -> None:
    """What is deleted is overwritten in the pages, but the log keeps the pages as they were."""

    async def scenario(engine: SqliteEngine) -> None:
        await fill_and_delete(engine)
        assert found(engine) == len(SECRETS)

    run(scenario)


def test_a_long_read_delays_it_and_commits_go_on(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        await store.write(write_all)
        reading, go_on = threading.Event(), threading.Event()

        def read(reader: Reader) -> int:
            count = len(list(reader.in_space("items")))
            reading.set()
            go_on.wait(10)
            return count

        read_all = store.read_in_background(read)
        await asyncio.to_thread(reading.wait, 10)
        await store.write(delete_all)
        purge = store.purge()
        for number in range(5):
            await store.write(lambda tx, number=number: tx.put("items", (b"q", b"%d" % number), b"v"))
        assert not purge.done()
        go_on.set()
        assert await read_all == len(SECRETS)
        await purge
        assert found(engine) == 0

    run(scenario)


def test_closing_the_store_ends_it(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = await fill_and_delete(engine)
        purge = store.purge()
        await store.close()
        await purge
        assert not log_of(engine).exists()
        assert found(engine) == 0

    run(scenario)
