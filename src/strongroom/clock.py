"""The only source of time. Everything that happens in time asks a clock, so tests never sleep."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since the epoch, and waiting for them to pass."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return once ``now()`` has advanced by ``seconds``."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class RehearsalClock:
    """A clock that runs with the machine's and can be moved forward, for rehearsals and tests.

    Every move wakes the sleepers, and those whose time has not come sleep on.
    """

    def __init__(self) -> None:
        self._offset = 0.0
        self._sleepers: set[asyncio.Event] = set()

    def now(self) -> float:
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward by ``seconds``; raises ValueError for a negative step."""
        if seconds < 0:
            raise ValueError("a clock only moves forward")
        self._offset += seconds
        for moved in self._sleepers:
            moved.set()

    async def sleep(self, seconds: float) -> None:
        deadline = self.now() + seconds
        moved = asyncio.Event()
        self._sleepers.add(moved)
        try:
            while (remaining := deadline - self.now()) > 0:
                moved.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(moved.wait(), remaining)
        finally:
            self._sleepers.discard(moved)
