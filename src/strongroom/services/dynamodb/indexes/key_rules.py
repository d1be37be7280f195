"""What may be written to attributes that are keys of an index. They may be absent, but not wrong.

What a request gives is checked before anything is written (``refuse_index_keys`` and
``refuse_index_key_updates``), what an update makes of an item when it has made it (``refuse_unfit``).
Messages as observed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Protocol

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.key_rules import AttributeNames, refuse_key_parts
from strongroom.services.dynamodb.tables.record import Index, TableRecord
from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import (
    MAX_PARTITION_KEY_SIZE,
    MAX_SORT_KEY_SIZE,
    KeyAttribute,
    KeySchema,
    partition_key_too_long,
    sort_key_too_long,
)
from strongroom.services.dynamodb.values.sizes import value_size
from strongroom.services.dynamodb.values.types import AttributeValue, Item

_NOT_VALID = "One or more parameter values are not valid. "
_ATTEMPTED = "The update expression attempted to update the secondary index key"


class KnownValues(Protocol):
    """What is known of an update before its item is."""

    @property
    def nested_names(self) -> Set[str]:
        """The attributes of which it changes parts."""
        ...

    @property
    def known_types(self) -> Mapping[str, str]:
        """The types that it gives to attributes, as far as they do not depend on the item."""
        ...

    @property
    def given_values(self) -> Mapping[str, AttributeValue]:
        """The values that it gives to attributes, as far as they do not depend on the item."""
        ...


def refuse_index_keys(record: TableRecord, item: Item) -> None:
    """Refuse an item to put whose attributes cannot be keys of the table's indexes."""
    if not record.indexes:
        return
    _refuse_types(record, lambda name: next(iter(item[name])) if name in item else None)
    for index in _maintained(record):
        for attribute in index.keys:
            value = item.get(attribute.name)
            if value is not None and _is_empty(value):
                raise errors.validation(
                    f"{_NOT_VALID}A value specified for a secondary index key is not supported. "
                    f"{_cannot_be_empty(value)} IndexName: {index.name}, IndexKey: {attribute.name}"
                )
        if _size(index.partition_keys, item) > MAX_PARTITION_KEY_SIZE:
            raise partition_key_too_long()
        if _size(index.sort_keys, item) > MAX_SORT_KEY_SIZE:
            raise sort_key_too_long()


def refuse_index_key_updates(record: TableRecord, update: KnownValues) -> None:
    """Refuse an update that gives keys of the table's indexes values that cannot be."""
    if not record.indexes:
        return
    _refuse_types(record, update.known_types.get)
    refuse_index_key_parts(record, update)
    for name, value in update.given_values.items():
        if _is_empty(value) and any(name == attribute.name for attribute in _attributes(record)):
            raise _empty_update(value)


def refuse_parts_of_keys(schema: KeySchema, record: TableRecord, *expressions: AttributeNames | None) -> None:
    """Neither keys of ``schema``, by which is read, nor keys of the table's indexes have parts."""
    refuse_key_parts(schema, *expressions)
    refuse_index_key_parts(record, *expressions)


def refuse_index_key_parts(record: TableRecord, *expressions: AttributeNames | KnownValues | None) -> None:
    """Keys of indexes have no parts."""
    for expression in expressions:
        if expression is None or not expression.nested_names:
            continue
        for attribute in _attributes(record):
            if attribute.name in expression.nested_names:
                raise errors.validation(
                    "Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    f"are not allowed: IndexKey: {attribute.name}"
                )


def refuse_unfit(keys: IndexKeySchema, old: Item, new: Item) -> None:
    """Refuse a change that gives an item a value that cannot be a key of an index.

    A value that was there before the index, and with which the item is not in it, may stay.
    """
    for attribute in keys.attributes:
        value = new.get(attribute.name)
        if value is None or value == old.get(attribute.name):
            continue
        if attribute.type not in value:
            raise errors.validation(f"{_ATTEMPTED} to unsupported type")
        if _is_empty(value):
            raise _empty_update(value)
    for attributes, most in (
        (keys.partition_keys, MAX_PARTITION_KEY_SIZE),
        (keys.sort_keys, MAX_SORT_KEY_SIZE),
    ):
        changed = any(new.get(attribute.name) != old.get(attribute.name) for attribute in attributes)
        if changed and _size(attributes, new) > most:
            raise errors.validation(f"{_ATTEMPTED} beyond allowed size limits")


def _refuse_types(record: TableRecord, type_of: Callable[[str], str | None]) -> None:
    for index in _maintained(record):
        for attribute in index.keys:
            kind = type_of(attribute.name)
            if kind not in (None, attribute.type):
                raise errors.invalid_parameter(
                    f"Type mismatch for Index Key {attribute.name} Expected: {attribute.type} Actual: {kind} "
                    f"IndexName: {index.name}"
                )


def _maintained(record: TableRecord) -> Iterator[Index]:
    """The indexes that writes must fit, the global ones first."""
    for index in (*record.global_indexes, *record.local_indexes):
        if index.is_maintained:
            yield index


def _attributes(record: TableRecord) -> Iterable[KeyAttribute]:
    return (attribute for index in _maintained(record) for attribute in index.keys)


def _is_empty(value: AttributeValue) -> bool:
    return value.get("S") == "" or value.get("B") == ""


def _empty_update(value: AttributeValue) -> ServiceError:
    return errors.validation(
        f"{_NOT_VALID}The update expression attempted to update a secondary index key to a value that is not "
        f"supported. {_cannot_be_empty(value)}"
    )


def _cannot_be_empty(value: AttributeValue) -> str:
    kind = "string" if "S" in value else "binary"
    return f"The AttributeValue for a key attribute cannot contain an empty {kind} value."


def _size(attributes: Sequence[KeyAttribute], item: Item) -> int:
    return sum(value_size(item[attribute.name]) for attribute in attributes if attribute.name in item)
