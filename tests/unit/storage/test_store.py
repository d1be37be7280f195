"""How one store behaves while it is used: grouping, answers, reads beside writers, the log."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from strongroom.storage.engine import Reader, SortRange, StorageError, Transaction
from strongroom.storage.sqlite import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.writer import Writer

from .conftest import fill, key_of

KEY = (b"p", b"s")


def put(value: bytes) -> Any:
    return lambda transaction: transaction.put("items", KEY, value)


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Commits wait until the event is set."""
    go = threading.Event()
    apply = Writer.apply

    def waiting(self: Writer, *arguments: Any, **named: Any) -> None:
        go.wait(10)
        apply(self, *arguments, **named)

    monkeypatch.setattr(Writer, "apply", waiting)
    yield go
    go.set()


def test_functions_that_wait_together_are_one_commit(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        commits = []
        apply = Writer.apply
        monkeypatch.setattr(Writer, "apply", lambda self, writes: (commits.append(1), apply(self, writes)))

        def increment(transaction: Transaction) -> int:
            number = int(transaction.get("items", KEY) or b"0") + 1
            transaction.put("items", KEY, b"%d" % number)
            return number

        answers = await asyncio.gather(*(store.write(increment) for _ in range(50)))
        assert answers == list(range(1, 51))
        assert len(commits) == 1

    run(scenario)


def test_reads_do_not_wait_and_see_only_what_is_durable(run: Any, held_back: threading.Event) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        held_back.set()
        await store.write(put(b"old"))
        held_back.clear()
        waiting = store.write(put(b"new"))
        sees_it = store.write(lambda transaction: transaction.get("items", KEY))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert not sees_it.done()  # its answer rests on what is not durable yet
        assert store.get("items", KEY) == b"old"
        assert await store.read_in_background(lambda reader: reader.get("items", KEY)) == b"old"
        held_back.set()
        assert await sees_it == b"new"
        assert store.get("items", KEY) == b"new"
        assert await store.read_in_background(lambda reader: reader.get("items", KEY)) == b"new"

    run(scenario)


def test_a_failed_commit_fails_all_that_rests_on_it(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the reason; the next write finds the store as it was."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        await store.write(put(b"old"))

        def fail(*_: Any) -> None:
            raise SystemExit("unheard of")

        with monkeypatch.context() as broken:
            broken.setattr(Writer, "apply", fail)
            first = store.write(put(b"new"))
            await asyncio.sleep(0)
            second = store.write(lambda transaction: transaction.get("items", KEY))
            for waiting in (first, second):
                with pytest.raises(StorageError):
                    await waiting
        assert store.get("items", KEY) == b"old"
        assert await store.write(lambda transaction: transaction.get("items", KEY)) == b"old"

    run(scenario)


def test_nobody_waiting_any_more_does_not_matter(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        cancelled = store.write(put(b"value"))
        cancelled.cancel()
        await store.write(lambda transaction: None)
        assert store.get("items", KEY) == b"value"

    run(scenario)


def test_closing_finishes_what_is_waiting(run: Any, held_back: threading.Event) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        started = threading.Event()

        def long_read(reader: Reader) -> bytes | None:
            started.set()
            held_back.wait(10)
            return reader.get("items", KEY)

        reading = store.read_in_background(long_read)
        await asyncio.to_thread(started.wait)
        writing = [store.write(put(b"%d" % number)) for number in range(3)]
        closing = asyncio.ensure_future(store.close())
        await asyncio.sleep(0)
        with pytest.raises(StorageError, match="closed"):
            await store.write(put(b"late"))
        held_back.set()
        await closing
        assert all(each.done() for each in [reading, *writing])
        assert engine.open("t", key_of("t")).get("items", KEY) == b"2"

    run(scenario)


def test_a_range_that_is_not_read_to_its_end_holds_nothing(run: Any, data_dir: Path) -> None:
    """Neither one left half read in a read nor one in a function keeps the log from starting anew."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        await fill(store, 100)
        ranges: list[Any] = []

        def half_read(reader: Reader) -> None:
            within = reader.in_space("items")
            next(within)
            ranges.append(within)

        for turn in range(40):
            store.read(half_read)
            await store.write(half_read)
            await fill(store, 100, turn=turn)
        assert (data_dir / "stores" / "t.db-wal").stat().st_size < 4_000_000

    run(scenario, settings=SqliteSettings(log_pages=300))


def test_the_log_stays_short_under_load(run: Any, data_dir: Path) -> None:
    """While writers never pause and readers read all the time."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        written = 0

        async def write(task: int) -> None:
            nonlocal written
            for turn in range(800):
                value = (b"%d %d " % (task, turn)) * 100
                await store.write(lambda t, turn=turn, v=value: t.put("items", (b"%d" % (turn % 50), b""), v))
                assert store.get("items", (b"%d" % (turn % 50), b"")) is not None
                written += len(value)

        await asyncio.gather(*map(write, range(8)))
        assert (data_dir / "stores" / "t.db-wal").stat().st_size < 3_000_000 < written

    run(scenario, settings=SqliteSettings(log_pages=300))


def test_reads_see_their_snapshot(run: Any) -> None:
    """A long read sees nothing of what is committed while it runs."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        await fill(store, 50)
        go_on, started = threading.Event(), threading.Event()

        def count_twice(reader: Reader) -> tuple[int, int]:
            first = len(list(reader.in_space("items")))
            started.set()
            go_on.wait(10)
            return first, len(list(reader.in_space("items")))

        reading = store.read_in_background(count_twice)
        await asyncio.to_thread(started.wait)
        await store.write(put(b"one more"))
        go_on.set()
        assert await reading == (50, 50)
        assert await store.read_in_background(lambda reader: len(list(reader.in_space("items")))) == 51

    run(scenario)


def test_a_large_space_is_counted_in_the_background(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))

        def write(transaction: Transaction) -> None:
            for number in range(10_100):
                transaction.put("items", (b"%d" % number, b""), b"")

        await store.write(write)
        await store.write(lambda transaction: transaction.delete("items", (b"7", b"")))
        assert store.approximate_count("items") == 10_100
        for _ in range(1000):
            if (count := store.approximate_count("items")) != 10_100:
                break
            await asyncio.sleep(0.005)
        assert count == 10_099

    run(scenario)


def test_a_reader_is_not_disturbed_by_a_new_space(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        assert store.get("stream", KEY) is None
        assert store.read(lambda reader: list(reader.in_partition("stream", b"p", SortRange()))) == []
        await store.write(lambda transaction: transaction.put("stream", KEY, b"record"))
        assert store.get("stream", KEY) == b"record"
        with pytest.raises(ValueError, match="no name for a space"):
            await store.write(lambda transaction: transaction.put("strongroom_applied_redo", KEY, b""))

    run(scenario)
