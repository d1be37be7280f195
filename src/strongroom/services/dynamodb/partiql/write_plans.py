"""A bound write, or EXISTS, as the write of one item of its table."""

from __future__ import annotations

from collections.abc import Sequence

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import Condition
from strongroom.services.dynamodb.expressions.ast import And, Call, ConditionTree, Path
from strongroom.services.dynamodb.indexes.key_rules import refuse_index_key_updates, refuse_index_keys
from strongroom.services.dynamodb.items import encode_item
from strongroom.services.dynamodb.key_rules import refuse_key_updates
from strongroom.services.dynamodb.partiql.bound import (
    BoundDelete,
    BoundExists,
    BoundInsert,
    BoundUpdate,
    BoundWrite,
    conjuncts,
)
from strongroom.services.dynamodb.partiql.key_branches import key_equality
from strongroom.services.dynamodb.partiql.refusals import conflicting_key, incomplete_key, wrong_key_type
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.values.keys import KeySchema, entry_key_of_item, entry_key_of_key
from strongroom.services.dynamodb.values.types import AttributeValue, Item
from strongroom.services.dynamodb.writes import Check, Delete, ItemWrite, Put, Update


def planned_write(write: BoundWrite, record: TableRecord, *, reads_old: bool, tells_item: bool) -> ItemWrite:
    """The write of an item of the table.

    INSERT demands that there is no item, UPDATE that there is one. ``reads_old`` says that the answer needs to
    know what was there, ``tells_item`` that a failed condition hands the item out.
    Raises ServiceError (ValidationException), of a wrong key as WrongKey.
    """
    schema = record.key_schema
    if isinstance(write, BoundInsert):
        absent = Call("attribute_not_exists", (Path((schema.partition.name,)),))
        key = entry_key_of_item(schema, write.item)
        refuse_index_keys(record, write.item)
        return ItemWrite(
            key, Put(encode_item(write.item, write.size)), Condition(absent), tells_item=tells_item
        )
    if write.index is not None:
        raise errors.validation("This operation is not supported on an index")
    named, others = _key_and_others(conjuncts(write.condition), schema)
    key = entry_key_of_key(schema, named)
    if isinstance(write, BoundDelete):
        condition = _all_of(others)
        return ItemWrite(
            key, Delete(), condition, reads_old=reads_old or condition is not None, tells_item=tells_item
        )
    return _update(write, record, named, others, tells_item=tells_item)


def _update(
    write: BoundUpdate, record: TableRecord, named: Item, others: Sequence[ConditionTree], *, tells_item: bool
) -> ItemWrite:
    schema = record.key_schema
    refuse_key_updates(schema, write.update)
    refuse_index_key_updates(record, write.update)
    present = Call("attribute_exists", (Path((schema.partition.name,)),))
    key = entry_key_of_key(schema, named)
    return ItemWrite(
        key, Update(named, write.update), _all_of([present, *others]), reads_old=True, tells_item=tells_item
    )


def planned_check(exists: BoundExists, schema: KeySchema, *, tells_item: bool) -> ItemWrite:
    """The check that EXISTS is. Raises ServiceError (ValidationException)."""
    named: Item = {}
    others: list[ConditionTree] = []
    for condition in conjuncts(exists.condition):
        name, value = _key_value(condition, schema)
        if value is None or name in named:
            others.append(condition)
        else:
            named[name] = value
    if named.keys() != schema.names or not others:
        raise errors.validation("EXISTS() must contain a single item read with additional condition")
    return ItemWrite(entry_key_of_key(schema, named), Check(), _all_of(others), tells_item=tells_item)


def _key_and_others(
    conditions: Sequence[ConditionTree], schema: KeySchema
) -> tuple[Item, Sequence[ConditionTree]]:
    """The key that the conditions name, and those that are about something else."""
    named: Item = {}
    others: list[ConditionTree] = []
    for condition in conditions:
        name, value = _key_value(condition, schema)
        if value is None:
            others.append(condition)
        elif named.setdefault(name, value) != value:
            raise conflicting_key(name)
    for attribute in schema.attributes:
        if attribute.name not in named:
            raise incomplete_key()
        if attribute.type not in named[attribute.name]:
            raise wrong_key_type(attribute.name)
    return named, others


def _key_value(condition: ConditionTree, schema: KeySchema) -> tuple[str, AttributeValue | None]:
    for attribute in schema.attributes:
        value = key_equality(condition, attribute.name)
        if value is not None:
            return attribute.name, value
    return "", None


def _all_of(conditions: Sequence[ConditionTree]) -> Condition | None:
    if not conditions:
        return None
    return Condition(conditions[0] if len(conditions) == 1 else And(tuple(conditions)))
