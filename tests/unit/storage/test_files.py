"""What lies on disk: files that appear and disappear whole, under one process, readable with the key alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import apsw
import pytest

from strongroom.storage.engine import StorageError, StoreCorrupted, StoreNotFound, WrongStoreKey
from strongroom.storage.sqlite import SqliteEngine
from strongroom.storage.sqlite.connection import StoreFile

from .conftest import fill, key_of


def test_a_second_process_is_refused(data_dir: Path) -> None:
    """And let in once the first has ended, without anybody cleaning up."""
    hold = (
        "import pathlib, sys; from strongroom.storage.sqlite import SqliteEngine;"
        f"engine = SqliteEngine(pathlib.Path({str(data_dir)!r})); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(StorageError, match="in use by another process"):
            SqliteEngine(data_dir)
        first.kill()
    SqliteEngine(data_dir)._directory.unlock()


def test_the_wrong_key_is_told_from_a_damaged_file(run: Any, data_dir: Path) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        await fill(engine.create("t", key_of("t")), 100)
        await engine._open["t"].close()
        path = data_dir / "stores" / "t.db"
        with pytest.raises(WrongStoreKey):
            engine.open("t", key_of("another"))
        whole = path.read_bytes()
        for offset in (0, 15, 16, 100, 4000, 4095):
            flip(path, offset)
            with pytest.raises(StoreCorrupted, match=r"store 't'.*t\.db"):
                engine.open("t", key_of("t"))
            path.write_bytes(whole)
        for length in (0, 10, 2000):
            path.write_bytes(whole[:length])
            with pytest.raises(StoreCorrupted):
                engine.open("t", key_of("t"))
        path.write_bytes(whole)
        assert engine.open("t", key_of("t")).approximate_count("items") == 100

    run(scenario)


def test_a_flipped_byte_is_reported_and_never_served(run: Any, data_dir: Path) -> None:
    """In every page of the file: a read meets the damage or answers what was stored."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        entries = await fill(store, 60)
        await store.close()
        path = data_dir / "stores" / "t.db"
        met = 0
        for page in range(1, path.stat().st_size // 4096):
            flip(path, page * 4096 + 1000)
            try:
                store = engine.open("t", key_of("t"))
                for key, value in entries.items():
                    try:
                        assert store.get("items", key) == value
                    except StoreCorrupted as error:
                        met += (error.store, error.path) == ("t", str(path))
                with pytest.raises(StoreCorrupted):
                    await store.read_in_background(lambda reader: list(reader.in_space("items")))
                with pytest.raises(StoreCorrupted):
                    store.read(lambda reader: list(reader.in_space("items")))
                await store.close()
            except StoreCorrupted:
                met += 1
            flip(path, page * 4096 + 1000)
        assert met >= 60

    run(scenario)


def test_a_page_damaged_in_the_log_is_reported(run: Any, data_dir: Path) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        entries = await fill(store, 100)
        log = data_dir / "stores" / "t.db-wal"
        for frame in range(log.stat().st_size // 4120):
            flip(log, 32 + frame * 4120 + 24 + 1000)
        store._latest.release()
        store._writing.failed()
        for key in entries:
            with pytest.raises(StoreCorrupted):
                store.get("items", key)
        for frame in range(log.stat().st_size // 4120):
            flip(log, 32 + frame * 4120 + 24 + 1000)
        assert all(store.get("items", key) == value for key, value in entries.items())

    run(scenario)


def test_another_implementation_of_sqlcipher_opens_the_file(run: Any, data_dir: Path) -> None:
    """With the data key and SQLCipher 4's defaults alone it finds the rows; with another key it does not."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        entries = await fill(store, 100)
        await store.close()
        path = data_dir / "stores" / "t.db"
        rows = open_elsewhere(path, key_of("t")).execute("SELECT partition, sort, value FROM items")
        assert {(partition, sort): value for partition, sort, value in rows} == entries
        with pytest.raises(apsw.NotADBError):
            open_elsewhere(path, key_of("another")).execute("SELECT count(*) FROM items").fetchall()

    run(scenario)


def test_nothing_is_readable_on_disk(run: Any, data_dir: Path) -> None:
    """Neither in the files nor in a log kept long by a reader: no keys, values, space names, data key."""

    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        store._move_on()
        for turn in range(3):
            await fill(store, 200, space="canary-space", turn=turn)
        assert store._snapshot.held
        assert (data_dir / "stores" / "t.db-wal").stat().st_size > 500_000
        search(data_dir)
        await store.close()
        search(data_dir)

    def search(directory: Path) -> None:
        hexadecimal = key_of("t").hex().encode()
        canaries = [b"canary", key_of("t"), hexadecimal, hexadecimal.upper()]
        for path in directory.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            assert not [canary for canary in canaries if canary in content], path

    run(scenario)


def test_stores_are_private_to_the_owner(run: Any, data_dir: Path) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        await fill(engine.create("t", key_of("t")), 10)
        for path in (data_dir / "stores").iterdir():
            assert path.stat().st_mode & 0o077 == 0, path

    run(scenario)


def test_creating_and_deleting(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("b", key_of("b"))
        engine.create("a.b-c_1", key_of("a"))
        assert engine.names() == ["a.b-c_1", "b"]
        with pytest.raises(StorageError, match="already"):
            engine.create("b", key_of("other"))
        with pytest.raises(StorageError, match="open"):
            engine.open("b", key_of("b"))
        with pytest.raises(StorageError, match="open"):
            engine.delete("b")
        await store.close()
        await store.close()
        with pytest.raises(StorageError, match="closed"):
            store.get("items", (b"", b""))
        with pytest.raises(StorageError, match="closed"):
            await store.write(lambda transaction: None)
        engine.delete("b")
        for refused in (lambda: engine.open("b", key_of("b")), lambda: engine.delete("b")):
            with pytest.raises(StoreNotFound):
                refused()
        assert engine.names() == ["a.b-c_1"]
        for name in ("", ".b", "../b", "a/b", "a\0"):
            with pytest.raises(ValueError):
                engine.create(name, key_of("b"))

    run(scenario)


@pytest.mark.parametrize("call", ["rename", "fsync"])
def test_a_store_whose_creation_fails_is_not_there(
    run: Any, data_dir: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        def fail(*_: Any) -> None:
            raise OSError("no space left")

        with monkeypatch.context() as broken:
            broken.setattr(Path if call == "rename" else os, call, fail)
            with pytest.raises(StorageError, match="'t' cannot be created"):
                engine.create("t", key_of("t"))
        assert engine.names() == []
        assert await fill(engine.create("t", key_of("t")), 10)

    run(scenario)


def test_what_a_crash_left_half_made_or_half_deleted_is_removed(run: Any, data_dir: Path) -> None:
    """Also the log of a store that is gone: a new store of the same name must not find it."""
    stores = data_dir / "stores"
    stores.mkdir(parents=True)
    for name in (".creating-t.db", ".creating-t.db-wal", ".deleted-u.db", "u.db-wal", "u.db-shm"):
        (stores / name).write_bytes(b"left")

    async def scenario(engine: SqliteEngine) -> None:
        assert list(stores.iterdir()) == []
        engine.create("u", key_of("u"))

    run(scenario)


def test_the_key_is_forgotten_when_a_store_is_closed(run: Any) -> None:
    async def scenario(engine: SqliteEngine) -> None:
        store = engine.create("t", key_of("t"))
        file: StoreFile = store._file
        await store.close()
        with pytest.raises(StorageError, match="closed"):
            file.connect(0)

    run(scenario)


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1]))


def open_elsewhere(path: Path, data_key: bytes) -> apsw.Connection:
    """SQLite3 Multiple Ciphers, reading SQLCipher 4's format with a raw key."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
    return connection
