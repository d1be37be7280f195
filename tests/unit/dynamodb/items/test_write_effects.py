"""What follows a write: which changes an effect is told of, and when a table's effects are made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from strongroom.services.dynamodb.items import ITEMS, encode_item
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.write_effects import ItemChange, WriteEffects
from strongroom.services.dynamodb.writes import Delete, ItemWrite, Put, write_item
from strongroom.storage.engine import Transaction

KEY = (b"p", b"s")


class Recorder:
    """An effect that keeps what it is told."""

    def __init__(self) -> None:
        self.changes: list[tuple[Item | None, Item | None]] = []

    def follow(self, transaction: Transaction, change: ItemChange) -> Mapping[str, float]:
        assert transaction.get(ITEMS, KEY) == change.new
        self.changes.append((change.old_item, change.new_item))
        return {"index": 2.0}


def stored(**item: dict[str, str]) -> bytes:
    return encode_item(item, item_size(item))


def test_an_effect_is_told_of_changes_only(items, fresh) -> None:
    name, recorder = fresh(), Recorder()
    one, two = {"pk": {"S": "p"}, "a": {"N": "1"}}, {"pk": {"S": "p"}, "a": {"N": "2"}}
    for change in (Delete(), Put(stored(**one)), Put(stored(**one)), Put(stored(**two)), Delete(), Delete()):
        write = ItemWrite(KEY, change, reads_old=False)
        items.write(name, lambda transaction, write=write: write_item(transaction, write, [recorder]))
    assert recorder.changes == [(None, one), (one, two), (two, None)]


def test_the_units_of_indexes_are_told_where_there_are_some(items, fresh) -> None:
    name, write = fresh(), ItemWrite(KEY, Put(stored(pk={"S": "p"})))
    told = [
        items.write(
            name, lambda transaction, effects=effects: write_item(transaction, write, effects).index_units
        )
        for effects in ([], [], [Recorder()])
    ]
    assert told == [{}, {}, {}]
    changing = ItemWrite(KEY, Put(stored(pk={"S": "p"}, a={"S": "b"})))
    assert items.write(
        name, lambda transaction: write_item(transaction, changing, [Recorder()])
    ).index_units == {"index": 2.0}


def test_effects_are_made_once_for_each_record(items, fresh) -> None:
    made: list[TableRecord] = []
    effects = WriteEffects([lambda record: made.append(record) or Recorder(), lambda _: None])
    table: Table = items.table(fresh())
    assert effects.of(table) is effects.of(table)
    assert len(effects.of(table)) == 1
    table.record = replace(table.record, deletion_protection=True)
    effects.of(table)
    assert len(made) == 2
    assert made[-1].deletion_protection
