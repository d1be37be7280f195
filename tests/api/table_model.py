"""An independent model of one table: items in a dictionary, sorted when read. Nothing of the server is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

Item: TypeAlias = dict[str, dict[str, Any]]
Key: TypeAlias = tuple[str, str]
"""The numbers of the partition key ``pk`` (S) and the sort key ``sk`` (N), as the wire has them."""


def key_of(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["N"]


def wire_key(key: Key) -> Item:
    return {"pk": {"S": key[0]}, "sk": {"N": key[1]}}


@dataclass
class TableModel:
    """A table with the keys ``pk`` and ``sk``, a global index on ``group`` (S) and ``rank`` (N), a local one on
    ``rank``; ``changes`` are what its stream tells of each item."""

    items: dict[Key, Item] = field(default_factory=dict)
    changes: dict[Key, list[tuple[Item | None, Item | None]]] = field(default_factory=dict)

    def put(self, item: Item) -> None:
        self._become(key_of(item), item)

    def delete(self, key: Key) -> None:
        self._become(key, None)

    def update(self, key: Key, change: Callable[[Item], Item]) -> None:
        """Apply a change to the item, or to its bare key when there is none."""
        self._become(key, change(dict(self.items.get(key) or wire_key(key))))

    def query(self, pk: str, low: str, high: str, *, forward: bool) -> list[Item]:
        """The items of a partition with ``low`` <= sk <= ``high``."""
        within = [
            item
            for key, item in self.items.items()
            if key[0] == pk and Decimal(low) <= Decimal(key[1]) <= Decimal(high)
        ]
        return sorted(within, key=lambda item: Decimal(item["sk"]["N"]), reverse=not forward)

    def group(self, group: str) -> list[Item]:
        """What the global index holds of a group; items of equal rank have no order of their own."""
        members = [i for i in self.items.values() if i.get("group") == {"S": group} and "rank" in i]
        return sorted(members, key=_by_rank_and_key)

    def ranked(self, pk: str) -> list[Item]:
        """What the local index holds of a partition: keys and rank."""
        members = [item for item in self.items.values() if item["pk"] == {"S": pk} and "rank" in item]
        projected = [{name: item[name] for name in ("pk", "sk", "rank")} for item in members]
        return sorted(projected, key=_by_rank_and_key)

    def _become(self, key: Key, new: Item | None) -> None:
        old = self.items.pop(key, None)
        if new is not None:
            self.items[key] = new
        if old != new:
            self.changes.setdefault(key, []).append((old, new))


def _by_rank_and_key(item: Item) -> tuple[Decimal, str, Decimal]:
    return Decimal(item["rank"]["N"]), item["pk"]["S"], Decimal(item["sk"]["N"])
