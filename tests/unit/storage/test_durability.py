"""What is acknowledged stays: after kill -9, and when the disk is full."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from strongroom.storage.engine import Reader, StorageError, Transaction
from strongroom.storage.sqlite import SqliteEngine

from . import crashing_writer
from .conftest import key_of


def test_acknowledged_writes_survive_kill_9(data_dir: Path, tmp_path: Path) -> None:
    """Ten times: nothing acknowledged is missing, no function is half there, in one store or over both."""
    chance = random.Random(7)
    seen = dict.fromkeys(range(crashing_writer.TASKS), 0)
    first = 0
    for turn in range(10):
        said = tmp_path / f"acknowledged-{turn}"
        write_until_killed(data_dir, first, said, chance.uniform(0.05, 0.4))
        acknowledged = dict(seen)
        for line in said.read_text().splitlines():
            task, number = map(int, line.split())
            acknowledged[task] = number
        seen = check(data_dir, acknowledged, order=chance.sample(["a", "b"], 2))
        first = max(seen.values())
    assert first > 20


def write_until_killed(data_dir: Path, first: int, said: Path, seconds: float) -> None:
    with (
        said.open("wb") as output,
        subprocess.Popen(
            [sys.executable, crashing_writer.__file__, str(data_dir), str(first)], stdout=output
        ) as process,
    ):
        deadline = time.monotonic() + 20
        while said.stat().st_size == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(seconds)
        process.kill()
    content = said.read_bytes()
    assert content
    said.write_bytes(content[: content.rindex(b"\n") + 1])


def check(data_dir: Path, acknowledged: dict[int, int], order: list[str]) -> dict[int, int]:
    """The newest number of each task that is stored."""

    async def scenario() -> dict[int, int]:
        engine = SqliteEngine(data_dir)
        stores = {name: engine.open(name, crashing_writer.KEYS[name]) for name in order}
        found: dict[int, int] = {}
        for task, number in acknowledged.items():
            values = {
                (name, half): stores[name].get("numbers", (b"task %d" % task, half))
                for name in (order if task % 2 else ["a"])
                for half in (b"one", b"other")
            }
            assert len(set(values.values())) == 1, values
            found[task] = int(next(iter(values.values())) or b"0")
            assert found[task] >= number
            for name in order if task % 2 else ["a"]:
                history = stores[name].read(history_of(task))
                assert history[-1:] == [found[task]] or found[task] == 0
        await engine.close()
        assert not any((data_dir / "redo").iterdir())
        return found

    return asyncio.run(scenario())


def history_of(task: int) -> Callable[[Reader], list[int]]:
    def read(reader: Reader) -> list[int]:
        keys = [key for key, _ in reader.in_space("history") if key[0] == b"task %d" % task]
        return [int(sort) for _, sort in keys]

    return read


@contextlib.contextmanager
def limited_file_size(directory: Path) -> Iterator[Callable[[], None]]:
    """Files cannot grow beyond 1 MB, until the function that is handed out is called."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))

    def give_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    try:
        yield give_room
    finally:
        give_room()


@contextlib.contextmanager
def small_file_system(directory: Path) -> Iterator[Callable[[], None]]:
    """A file system of 4 MB on ``directory``, half of it taken until the function handed out is called."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system; the file size limit is tested anyway")
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(directory)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here; the file size limit is tested anyway")
    ballast = directory / "ballast"
    try:
        ballast.write_bytes(bytes(2 << 20))
        yield ballast.unlink
    finally:
        subprocess.run(["umount", "-l", str(directory)], check=True)


@pytest.mark.parametrize("lack_room", [limited_file_size, small_file_system])
def test_a_full_disk_loses_nothing_acknowledged(data_dir: Path, lack_room: Any) -> None:
    """Writes fail with StorageError and leave nothing; once there is room the store works again."""

    async def fill_up(store: Any, acknowledged: dict[int, bytes], numbers: Iterator[int]) -> None:
        for number in numbers:
            value = os.urandom(1000)

            def write(transaction: Transaction, number: int = number, value: bytes = value) -> None:
                transaction.put("items", (b"%d" % number, b""), value)

            await store.write(write)
            acknowledged[number] = value

    def stored(store: Any) -> dict[int, bytes]:
        return store.read(lambda reader: {int(key[0]): value for key, value in reader.in_space("items")})

    async def scenario(give_room: Callable[[], None]) -> None:
        engine = SqliteEngine(data_dir)
        store, other = (engine.create(name, key_of(name)) for name in ("t", "u"))
        acknowledged: dict[int, bytes] = {}
        numbers = iter(range(10_000))
        tasks = [fill_up(store, acknowledged, numbers) for _ in range(8)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(outcome, StorageError) for outcome in outcomes)
        assert len(acknowledged) > 100
        assert stored(store) == acknowledged
        with pytest.raises(StorageError):
            await fill_up(store, {}, iter(range(20_000, 30_000)))
        with pytest.raises(StorageError):
            await engine.write([store, other], lambda both: both["t"].put("items", (b"x", b""), bytes(4 << 20)))
        before = stored(store)
        give_room()
        await fill_up(store, acknowledged, iter(range(50_000, 50_100)))
        assert stored(store).items() >= acknowledged.items()
        assert stored(store).items() >= before.items()
        await engine.close()
        engine = SqliteEngine(data_dir)
        assert stored(engine.open("t", key_of("t"))).items() >= acknowledged.items()
        await engine.close()

    with lack_room(data_dir) as give_room:
        asyncio.run(scenario(give_room))
