"""A process that writes to two stores and says on standard output what has been acknowledged, until killed.

    python crashing_writer.py <data-dir> <first number>

Each number is written by one function under two keys: by even tasks to store ``a`` alone, by odd tasks to both
stores. A task that has been told that its number is durable prints ``<task> <number>``.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from strongroom.storage.engine import StoreNotFound, Transaction
from strongroom.storage.sqlite import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings
from strongroom.storage.sqlite.store import SqliteStore

TASKS = 12
KEYS = {"a": b"a" * 32, "b": b"b" * 32}


def opened(engine: SqliteEngine, name: str) -> SqliteStore:
    try:
        return engine.open(name, KEYS[name])
    except StoreNotFound:
        return engine.create(name, KEYS[name])


async def write_numbers(engine: SqliteEngine, stores: list[SqliteStore], task: int, first: int) -> None:
    involved = stores if task % 2 else stores[:1]
    number = first
    while True:
        number += 1

        def write(transactions: Mapping[str, Transaction], number: int = number) -> None:
            for transaction in transactions.values():
                for half in (b"one", b"other"):
                    transaction.put("numbers", (b"task %d" % task, half), b"%d" % number)
                transaction.put("history", (b"task %d" % task, b"%9d" % number), bytes(1000))

        await engine.write(involved, write)
        os.write(1, b"%d %d\n" % (task, number))


async def main(data_dir: Path, first: int) -> None:
    engine = SqliteEngine(data_dir, SqliteSettings(log_pages=200, recent_writes_bytes=100_000))
    stores = [opened(engine, name) for name in KEYS]
    await asyncio.gather(*(write_numbers(engine, stores, task, first) for task in range(TASKS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
