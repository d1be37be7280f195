"""The embedded engine by itself: durable writes, point reads and ranges of encrypted 1 KB entries.

``python -m benchmarks.engine`` loads a table and prints, for each size of ``--rows``, what the event loop of a
server would get: writes awaited by 1, 16 and 64 tasks at a time (every write changes the value and is on disk
when it is told), reads on the event loop, and both at once. A busy machine disturbs it much: compare a run only
with its neighbours.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvloop

from strongroom.storage.engine import Key, SortRange, Transaction
from strongroom.storage.sqlite import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.store import SqliteStore

NOISE = os.urandom(1 << 16)
DATA_KEY = bytes(range(32))


def key_at(number: int) -> Key:
    """A key as a table has it: 8 bytes of hash and the partition key; a sort key, ten to a partition."""
    partition = b"Suser-%08d" % (number // 10)
    return hashlib.blake2b(partition, digest_size=8).digest() + partition, b"entry-%02d" % (number % 10)


def value() -> bytes:
    """1 KB that was never there before."""
    start = random.randrange(len(NOISE) - 1000)
    return NOISE[start : start + 1000] + random.randbytes(24)


def put(key: Key, new: bytes) -> Callable[[Transaction], None]:
    return lambda transaction: transaction.put("items", key, new)


def read_modify_write(key: Key, new: bytes) -> Callable[[Transaction], None]:
    def function(transaction: Transaction) -> None:
        old = transaction.get("items", key) or b""
        transaction.put("items", key, old[:24] + new[24:])

    return function


class Latencies:
    """Durations in seconds, and how long it took to gather them."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._all: list[float] = []

    def __enter__(self) -> Latencies:
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self._elapsed = time.perf_counter() - self._start
        self._all.sort()

    def add(self, duration: float) -> None:
        self._all.append(duration)

    def __str__(self) -> str:
        rate = len(self._all) / self._elapsed
        middle, late = (self._all[int(len(self._all) * share)] * 1e6 for share in (0.5, 0.99))
        return f"{rate:9,.0f}/s   median {middle:7,.0f} µs   p99 {late:7,.0f} µs"


class EngineBenchmark:
    """One store with ``rows`` entries."""

    def __init__(self, store: SqliteStore, rows: int, seconds: float) -> None:
        self._store = store
        self._rows = rows
        self._seconds = seconds

    async def run(self) -> None:
        await self._load()
        for tasks in (1, 16, 64):
            print(f"  put, {tasks:2} at a time      {await self._write(put, tasks)}")
        print(f"  update, 16 at a time   {await self._write(read_modify_write, 16)}")
        print(f"  get                    {self._get()}")
        print(f"  range of 10            {self._range()}")
        writes, reads = await self._both()
        print(f"  at once: put, 16       {writes}\n           get           {reads}")

    async def _load(self) -> None:
        order = list(range(self._rows))
        random.shuffle(order)
        started = time.perf_counter()
        for start in range(0, self._rows, 500):
            await asyncio.gather(
                *(self._store.write(put(key_at(number), value())) for number in order[start : start + 500])
            )
        print(f"{self._rows:,} entries, loaded at {self._rows / (time.perf_counter() - started):,.0f}/s")

    async def _write(self, function: Callable[[Key, bytes], Any], tasks: int) -> Latencies:
        until = time.perf_counter() + self._seconds

        async def write(latencies: Latencies) -> None:
            while (before := time.perf_counter()) < until:
                await self._store.write(function(self._any_key(), value()))
                latencies.add(time.perf_counter() - before)

        with Latencies() as latencies:
            await asyncio.gather(*(write(latencies) for _ in range(tasks)))
        return latencies

    def _get(self) -> Latencies:
        keys = [self._any_key() for _ in range(20_000)]
        for key in keys:
            self._store.get("items", key)
        with Latencies() as latencies:
            for key in keys:
                before = time.perf_counter()
                self._store.get("items", key)
                latencies.add(time.perf_counter() - before)
        return latencies

    def _range(self) -> Latencies:
        with Latencies() as latencies:
            for _ in range(5_000):
                partition = self._any_key()[0]
                before = time.perf_counter()
                self._store.read(lambda reader, p=partition: list(reader.in_partition("items", p, SortRange())))
                latencies.add(time.perf_counter() - before)
        return latencies

    async def _both(self) -> tuple[Latencies, Latencies]:
        writing = asyncio.ensure_future(self._write(put, 16))
        with Latencies() as reads:
            while not writing.done():
                for _ in range(3):
                    before = time.perf_counter()
                    self._store.get("items", self._any_key())
                    reads.add(time.perf_counter() - before)
                await asyncio.sleep(0)
        return writing.result(), reads

    def _any_key(self) -> Key:
        return key_at(random.randrange(self._rows))


async def main(rows: list[int], seconds: float, settings: SqliteSettings, directory: Path) -> None:
    for count in rows:
        data_dir = directory / str(count)
        engine = SqliteEngine(data_dir, settings)
        await EngineBenchmark(engine.create("benchmark", DATA_KEY), count, seconds).run()
        size = sum(path.stat().st_size for path in data_dir.rglob("*"))
        log = (data_dir / "stores" / "benchmark.db-wal").stat().st_size
        print(f"  on disk {size >> 20} MB, of it the log {log >> 20} MB; resident {resident_bytes() >> 20} MB")
        await engine.close()
        shutil.rmtree(data_dir)


def resident_bytes() -> int:
    """The memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.engine", description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[10_000], help="entries; more for several tables"
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each kind of write is measured")
    parser.add_argument(
        "--cache", type=int, default=SqliteSettings().page_cache_bytes, help="page cache, bytes"
    )
    parser.add_argument("--log-pages", type=int, default=SqliteSettings().log_pages)
    parser.add_argument("--directory", type=Path, help="where the table is made; a temporary one by default")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = arguments()
    with tempfile.TemporaryDirectory(dir=chosen.directory) as made:
        uvloop.run(
            main(
                chosen.rows,
                chosen.seconds,
                SqliteSettings(page_cache_bytes=chosen.cache, log_pages=chosen.log_pages),
                Path(made),
            )
        )
