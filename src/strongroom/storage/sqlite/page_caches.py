"""How much memory the page caches of all open stores may take together.

A cache is worth most where a file's pages are read again and again and all fit, so no store gets more than its
file could fill, and what small stores leave is shared evenly by the large ones.
"""

from __future__ import annotations

from collections.abc import Callable

from strongroom.storage.sqlite.connection import CACHE_BYTES

_STEP = 1 << 20
_CONNECTIONS = 2  # a store's reader and its writer have a cache each
_LEAST = _CONNECTIONS * CACHE_BYTES


class PageCaches:
    """Shares ``budget`` bytes among stores; each gets at least what its connections begin with."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._wants: dict[str, int] = {}
        self._shares: dict[str, int] = {}
        self._resize: dict[str, Callable[[int], None]] = {}

    def join(self, store: str, file_bytes: int, resize: Callable[[int], None]) -> None:
        """Count a store in. ``resize`` is told, at once and whenever it changes, what each of the store's two
        connections may take."""
        self._resize[store] = resize
        self._wants[store] = _wanted(file_bytes)
        self._share()

    def grown(self, store: str, file_bytes: int) -> None:
        """Note the size of a store's file."""
        wanted = _wanted(file_bytes)
        if self._wants[store] != wanted:
            self._wants[store] = wanted
            self._share()

    def leave(self, store: str) -> None:
        """Count a store out."""
        del self._wants[store], self._resize[store]
        self._shares.pop(store, None)
        self._share()

    def _share(self) -> None:
        left, stores = self._budget, len(self._wants)
        for store, wanted in sorted(self._wants.items(), key=lambda want: want[1]):
            share = min(wanted, max(_LEAST, left // stores))
            left, stores = max(0, left - share), stores - 1
            if self._shares.get(store) != share:
                self._shares[store] = share
                self._resize[store](share // _CONNECTIONS)


def _wanted(file_bytes: int) -> int:
    return max(_LEAST, _CONNECTIONS * (file_bytes // _STEP + 1) * _STEP)
