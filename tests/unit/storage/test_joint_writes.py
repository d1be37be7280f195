"""Writes over several stores: serializable, all or nothing, also across a restart at any moment."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.storage.engine import Reader, StorageError, StoreCorrupted, Transaction
from strongroom.storage.sqlite import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.writer import Writer

from .conftest import key_of

NAMES = ("a", "b", "c")
KEY = (b"counter", b"")


def add(amount: int) -> Callable[[Mapping[str, Transaction]], int]:
    """Add to the counter of each store; the answer is the sum of what was there."""

    def function(transactions: Mapping[str, Transaction]) -> int:
        before = {name: number(transaction) for name, transaction in transactions.items()}
        for name, transaction in transactions.items():
            transaction.put("items", KEY, str(before[name] + amount).encode())
        return sum(before.values())

    return function


def number(reader: Reader) -> int:
    return int(reader.get("items", KEY) or b"0")


def numbers(readers: Mapping[str, Reader]) -> dict[str, int]:
    return {name: number(reader) for name, reader in readers.items()}


WRITES = st.lists(st.tuples(st.sets(st.sampled_from(NAMES), min_size=1), st.integers(1, 9)), max_size=12)


@settings(max_examples=40, deadline=None)
@given(rounds=st.lists(WRITES, max_size=4))
def test_functions_over_overlapping_stores_are_serializable(rounds: list[Any]) -> None:
    """Whatever runs at the same time, each function sees the effect of all before it, in every store."""

    async def scenario(directory: Path) -> None:
        engine = SqliteEngine(directory, SqliteSettings(recent_writes_bytes=2000, log_pages=30))
        stores = {name: engine.create(name, key_of(name)) for name in NAMES}
        model = dict.fromkeys(NAMES, 0)
        for writes in rounds:
            waiting, expected = [], []
            for names, amount in writes:
                expected.append(sum(model[name] for name in names))
                for name in names:
                    model[name] += amount
                waiting.append(engine.write([stores[name] for name in sorted(names)], add(amount)))
            assert await asyncio.gather(*waiting) == expected
            assert engine.read(list(stores.values()), numbers) == model
            for name, store in stores.items():
                assert await store.read_in_background(number) == model[name]
        await engine.close()
        assert not any((directory / "redo").iterdir())
        engine = SqliteEngine(directory)
        for name in NAMES:
            assert engine.open(name, key_of(name)).read(number) == model[name]
        await engine.close()

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(scenario(Path(directory)))


def test_a_function_that_raises_leaves_nothing_in_any_store(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        stores = [engine.create(name, key_of(name)) for name in NAMES]

        def refuse(transactions: Mapping[str, Transaction]) -> None:
            add(1)(transactions)
            raise LookupError("no")

        refused = engine.write(stores, refuse)
        added = engine.write(stores[:2], add(5))
        with pytest.raises(LookupError):
            await refused
        assert await added == 0
        assert engine.read(stores, numbers) == {"a": 5, "b": 5, "c": 0}

    run(scenario)


def test_a_reader_sees_a_write_in_all_stores_or_in_none(run: Any) -> None:
    """While single writes and background work go on in the same stores."""

    async def scenario(engine: SqliteEngine) -> None:
        stores = [engine.create(name, key_of(name)) for name in ("a", "b")]
        done = False

        async def write_both() -> None:
            for _ in range(150):
                await engine.write(stores, add(1))

        async def write_one(store: Any) -> None:
            turn = 0
            while not done:
                turn += 1
                await store.write(lambda t, n=turn: t.put("items", (b"other", b""), b"%d" % n))

        async def look() -> int:
            seen = set()
            while not done:
                values = set(engine.read(stores, numbers).values())
                assert len(values) == 1
                seen |= values
                await asyncio.sleep(0)
            return len(seen)

        others = [asyncio.ensure_future(each) for each in (look(), *map(write_one, stores))]
        await write_both()
        done = True
        assert (await asyncio.gather(*others))[0] > 100

    run(scenario, settings=SqliteSettings(recent_writes_bytes=20_000, log_pages=100))


def test_what_is_owed_survives_until_each_store_is_opened(data_dir: Path, run: Any) -> None:
    """A process ends after the redo record: each store applies its part when it is opened, and only once."""
    leave_owed(data_dir, {"a": 3, "b": 3, "c": 3})

    async def open_a_and_overwrite(engine: SqliteEngine) -> None:
        a = engine.open("a", key_of("a"))
        assert a.read(number) == 3
        await a.write(lambda t: t.put("items", KEY, b"100"))

    async def open_again(engine: SqliteEngine) -> None:
        assert engine.open("a", key_of("a")).read(number) == 100
        engine.delete("c")
        engine.create("c", b"another key, the same name......")

    async def open_b(engine: SqliteEngine) -> None:
        assert len(list((data_dir / "redo").iterdir())) == 1
        assert engine.open("c", b"another key, the same name......").read(number) == 0
        assert engine.open("b", key_of("b")).read(number) == 3
        assert engine.open("a", key_of("a")).read(number) == 100
        assert not any((data_dir / "redo").iterdir())

    run(open_a_and_overwrite)
    run(open_again)
    run(open_b)


def test_a_part_that_was_applied_before_the_crash_is_not_applied_again(
    data_dir: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record stays for a store that could not apply its part; the other store has moved on."""
    apply = Writer.apply

    def apply_unless_b(self: Writer, *arguments: Any, **named: Any) -> None:
        if self._file.name == "b":
            raise StorageError("the disk is gone")
        apply(self, *arguments, **named)

    async def write_and_go_on(engine: SqliteEngine) -> None:
        a, b = (engine.create(name, key_of(name)) for name in ("a", "b"))
        await engine.write([a, b], add(7))
        await a.write(lambda transaction: transaction.put("items", KEY, b"100"))

    async def look(engine: SqliteEngine) -> None:
        assert len(list((data_dir / "redo").iterdir())) == 1
        assert engine.open("a", key_of("a")).read(number) == 100
        assert engine.open("b", key_of("b")).read(number) == 7

    with monkeypatch.context() as broken:
        broken.setattr(Writer, "apply", apply_unless_b)
        run(write_and_go_on)
    run(look)


def test_a_damaged_part_is_reported_and_not_applied(data_dir: Path, run: Any) -> None:
    leave_owed(data_dir, {"a": 3, "b": 3})
    (record,) = (data_dir / "redo").iterdir()
    content = bytearray(record.read_bytes())
    content[-1] ^= 1
    record.write_bytes(content)

    async def scenario(engine: SqliteEngine) -> None:
        assert engine.open("a", key_of("a")).read(number) == 3
        with pytest.raises(StoreCorrupted, match="store 'b'"):
            engine.open("b", key_of("b"))

    run(scenario)


def test_no_plaintext_in_a_redo_record(data_dir: Path) -> None:
    leave_owed(data_dir, {"a": 3, "b": 3})
    (record,) = (data_dir / "redo").iterdir()
    content = record.read_bytes()
    assert b"counter" not in content
    assert b"items" not in content


def test_a_store_that_cannot_apply_goes_on_serving_what_it_owes(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write is durable and acknowledged; later writes fail until the store's file can be written again."""

    async def scenario(engine: SqliteEngine) -> None:
        a, b = (engine.create(name, key_of(name)) for name in ("a", "b"))
        await a.write(lambda t: t.put("items", (b"x", b""), b"1"))
        with monkeypatch.context() as broken:
            broken.setattr(Writer, "apply", fail_to_apply)
            assert await engine.write([a, b], add(7)) == 0
            assert engine.read([a, b], numbers) == {"a": 7, "b": 7}
            with pytest.raises(StorageError):
                await a.write(lambda t: t.put("items", (b"x", b""), b"2"))
            with pytest.raises(StorageError):
                await a.read_in_background(number)
            with pytest.raises(StorageError):
                await engine.write([a, b], add(1))
            assert engine.read([a, b], numbers) == {"a": 7, "b": 7}
        assert await engine.write([a, b], add(1)) == 14
        assert await a.read_in_background(number) == 8
        assert a.get("items", (b"x", b"")) == b"1"

    run(scenario)


def test_a_redo_record_that_cannot_be_written_stores_nothing(data_dir: Path, run: Any) -> None:
    """Everything that rests on the failed write fails with it; afterwards the stores work again."""

    async def scenario(engine: SqliteEngine) -> None:
        stores = [engine.create(name, key_of(name)) for name in NAMES]
        away = data_dir / "redo-away"
        (data_dir / "redo").rename(away)
        waiting = [engine.write(stores[:2], add(1)), stores[0].write(lambda t: number(t))]
        await asyncio.sleep(0)
        waiting += [engine.write(stores[1:], add(1)), stores[2].write(lambda t: number(t))]
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(outcome, StorageError) for outcome in outcomes[:3])
        assert engine.read(stores, numbers) == dict.fromkeys(NAMES, 0)
        away.rename(data_dir / "redo")
        assert await engine.write(stores, add(2)) == 0
        assert engine.read(stores, numbers) == dict.fromkeys(NAMES, 2)

    run(scenario)


def leave_owed(data_dir: Path, amounts: dict[str, int]) -> None:
    """Make stores, and leave the redo record of one write as a process does that ends before applying it."""

    async def scenario() -> None:
        engine = SqliteEngine(data_dir)
        stores = [engine.create(name, key_of(name)) for name in amounts]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Writer, "apply", fail_to_apply)

            def write(transactions: Mapping[str, Transaction]) -> None:
                for name, transaction in transactions.items():
                    transaction.put("items", KEY, str(amounts[name]).encode())

            await engine.write(stores, write)
            await engine.close()

    asyncio.run(scenario())


def fail_to_apply(*_: Any, **__: Any) -> None:
    raise StorageError("the disk is gone")
