"""How many entries a space holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from strongroom.storage.sqlite.snapshot import Snapshot

_COUNTED_AT_ONCE = 10_000  # entries; counting them takes about a millisecond


class Counts:
    """Exact counts of small spaces, and counts of large ones that lag behind.

    SQLite keeps no count and walks an index to find it, so a large space is counted in the background, and only
    when somebody asks after it has changed.
    """

    def __init__(self, in_background: Callable[[Callable[[Snapshot], int]], asyncio.Future[int]]) -> None:
        self._in_background = in_background
        self._known: dict[str, tuple[int, int]] = {}
        self._counting: set[str] = set()

    def count(self, space: str, commits: int, newest: Callable[[], Snapshot]) -> int:
        """The entries of ``space``.

        ``commits`` is how often the store has changed, ``newest`` takes a snapshot of it as it is now.
        """
        known = self._known.get(space)
        if known is not None and known[1] == commits:
            return known[0]
        snapshot = newest()
        at_most = snapshot.count_at_most(space)
        if at_most <= _COUNTED_AT_ONCE:
            count = snapshot.count(space)
            self._known[space] = (count, commits)
            return count
        if space not in self._counting:
            self._counting.add(space)
            self._in_background(lambda snapshot: snapshot.count(space)).add_done_callback(
                lambda future: self._counted(space, commits, future)
            )
        return at_most if known is None else known[0]

    def _counted(self, space: str, commits: int, future: asyncio.Future[int]) -> None:
        self._counting.discard(space)
        if not future.cancelled() and future.exception() is None:
            self._known[space] = (future.result(), commits)
