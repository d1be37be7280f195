"""A store compared with a sorted dictionary, step by step."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from strongroom.storage.engine import Key, Reader, SortRange, Transaction
from strongroom.storage.sqlite import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings

DATA_KEY = bytes(range(32))
SPACES = st.sampled_from(["items", 'index:"By" name', 'index:"^by" name', 'index:"by" name'])
BYTES = st.sampled_from([b"", b"\x00", b"a", b"ab", b"b", b"\xff", b"\xff\xff"])
KEYS = st.tuples(BYTES, BYTES)
ENDS = st.none() | BYTES
RANGES = st.builds(SortRange, ENDS, ENDS, st.booleans(), st.booleans())
CHANGES = st.lists(st.tuples(SPACES, KEYS, st.none() | st.binary(max_size=20)), max_size=6)

Space = dict[Key, bytes]


class Refused(Exception):
    """What a function raises that changes its mind."""


class StoreAgainstModel(RuleBasedStateMachine):
    """Small limits make the reader move on and the log be written back all the time."""

    @initialize(
        recent=st.sampled_from([0, 1000, 1 << 20]),
        remembered=st.sampled_from([0, 2000, 1 << 20]),
        log_pages=st.sampled_from([1, 20, 1000]),
    )
    def start(self, recent: int, remembered: int, log_pages: int) -> None:
        self.directory = tempfile.TemporaryDirectory()
        self.settings = SqliteSettings(
            recent_writes_bytes=recent, remembered_writes_bytes=remembered, log_pages=log_pages
        )
        self.loop = asyncio.new_event_loop()
        self.model: dict[str, Space] = {}
        self.engine = SqliteEngine(Path(self.directory.name), self.settings)
        self.store = self.engine.create("t", DATA_KEY)

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.run(self.engine.close)
            self.loop.close()
            self.directory.cleanup()

    def run(self, function: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        return self.loop.run_until_complete(function())

    @rule(functions=st.lists(st.tuples(CHANGES, st.booleans()), min_size=1, max_size=4))
    def write(self, functions: list[tuple[list[Any], bool]]) -> None:
        """Functions that wait together are applied in order; one that raises leaves nothing."""

        async def write_all() -> list[Any]:
            waiting = [self.store.write(self._changing(changes, refuses)) for changes, refuses in functions]
            return await asyncio.gather(*waiting, return_exceptions=True)

        outcomes = self.run(write_all)
        for (changes, refuses), outcome in zip(functions, outcomes, strict=True):
            assert isinstance(outcome, Refused) if refuses else outcome == len(changes)

    def _changing(self, changes: list[Any], refuses: bool) -> Callable[[Transaction], int]:
        before = {space: dict(entries) for space, entries in self.model.items()}
        after = {space: dict(entries) for space, entries in self.model.items()}
        for space, key, value in changes:
            if value is None:
                after.setdefault(space, {}).pop(key, None)
            else:
                after.setdefault(space, {})[key] = value
        if not refuses:
            self.model = after

        def change(transaction: Transaction) -> int:
            for space in ("items", 'index:"by" name'):
                assert dict(transaction.in_space(space)) == before.get(space, {})
            for space, key, _ in changes:
                assert transaction.get(space, key) == before.get(space, {}).get(key)
            for space, key, value in changes:
                if value is None:
                    transaction.delete(space, key)
                else:
                    transaction.put(space, key, value)
            for space, key, _ in changes:
                assert transaction.get(space, key) == after.get(space, {}).get(key)
                assert list(transaction.in_space(space)) == sorted(after.get(space, {}).items())
            if refuses:
                raise Refused
            return len(changes)

        return change

    @rule(space=SPACES, key=KEYS)
    def get(self, space: str, key: Key) -> None:
        assert self.store.get(space, key) == self.model.get(space, {}).get(key)

    @rule(space=SPACES, partition=BYTES, within=RANGES, descending=st.booleans(), background=st.booleans())
    def in_partition(
        self, space: str, partition: bytes, within: SortRange, descending: bool, background: bool
    ) -> None:
        def read(reader: Reader) -> list[Any]:
            return list(reader.in_partition(space, partition, within, descending=descending))

        expected = [
            entry
            for entry in sorted(self.model.get(space, {}).items(), reverse=descending)
            if entry[0][0] == partition and _lies_in(within, entry[0][1])
        ]
        assert self._read(read, background) == expected

    @rule(space=SPACES, after=st.none() | KEYS, start=ENDS, end=ENDS, background=st.booleans())
    def in_space(
        self, space: str, after: Key | None, start: bytes | None, end: bytes | None, background: bool
    ) -> None:
        def read(reader: Reader) -> list[Any]:
            return list(reader.in_space(space, after=after, from_partition=start, before_partition=end))

        expected = [
            (key, value)
            for key, value in sorted(self.model.get(space, {}).items())
            if (after is None or key > after)
            and (start is None or key[0] >= start)
            and (end is None or key[0] < end)
        ]
        assert self._read(read, background) == expected

    @rule(space=SPACES)
    def count(self, space: str) -> None:
        async def count() -> int:
            return self.store.approximate_count(space)

        assert self.run(count) == len(self.model.get(space, {}))

    @rule()
    def reopen(self) -> None:
        async def reopen() -> None:
            await self.engine.close()
            self.engine = SqliteEngine(Path(self.directory.name), self.settings)
            self.store = self.engine.open("t", DATA_KEY)

        self.run(reopen)

    def _read(self, read: Callable[[Reader], list[Any]], background: bool) -> list[Any]:
        async def in_background() -> list[Any]:
            return await self.store.read_in_background(read)

        return self.run(in_background) if background else self.store.read(read)


def _lies_in(within: SortRange, sort: bytes) -> bool:
    low = within.low is None or sort > within.low or (within.includes_low and sort == within.low)
    high = within.high is None or sort < within.high or (within.includes_high and sort == within.high)
    return low and high


TestStore = StoreAgainstModel.TestCase
TestStore.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
