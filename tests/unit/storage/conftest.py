"""An engine in a directory of its own, and running something on an event loop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from strongroom.storage.engine import Key, Store, Transaction
from strongroom.storage.sqlite import SqliteEngine


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data_dir: Path) -> Callable[..., Any]:
    """Run ``scenario(engine)`` on an event loop; the engine is closed afterwards."""

    def run(scenario: Callable[[SqliteEngine], Coroutine[Any, Any, Any]], *, settings: Any = None) -> Any:
        async def on_loop() -> Any:
            engine = SqliteEngine(data_dir, settings)
            try:
                return await scenario(engine)
            finally:
                await engine.close()

        return asyncio.run(on_loop())

    return run


def key_of(name: str) -> bytes:
    """A data key for each store name."""
    return hashlib.sha256(name.encode()).digest()


async def fill(store: Store, count: int, space: str = "items", turn: int = 0) -> dict[Key, bytes]:
    """Write ``count`` entries of 1 KB, canaries in key and value: the entries. Each turn has other values."""
    entries = {
        (b"canary-partition-%d" % n, b"canary-sort"): b"canary-value-%d-%d " % (turn, n) * 60
        for n in range(count)
    }

    def write(transaction: Transaction) -> None:
        for key, value in entries.items():
            transaction.put(space, key, value)

    await store.write(write)
    return entries
