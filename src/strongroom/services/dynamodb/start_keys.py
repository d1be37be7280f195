"""ExclusiveStartKey: where a page of a Query or Scan begins."""

from __future__ import annotations

from collections.abc import Sequence

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.entry_sources import PartitionEntries, SpaceEntries
from strongroom.services.dynamodb.read_targets import ReadTarget
from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import KeyAttribute, entry_key_of_key
from strongroom.services.dynamodb.values.refusals import InvalidValue
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.operations import Request
from strongroom.storage.engine import Key, SortRange

_INVALID = "The provided starting key is invalid"
#: Errors in numbers are told without saying that they are in the starting key.
_TOLD_ALONE = ("number set", "significant digits", "number with magnitude")


def start_key(request: Request) -> Item | None:
    """The request's normalized ExclusiveStartKey. Raises ServiceError (ValidationException): wrong values."""
    key = request.get("ExclusiveStartKey")
    if key is None:
        return None
    try:
        return normalize_item(key)
    except InvalidValue:
        raise
    except ServiceError as error:
        if any(told in error.message for told in _TOLD_ALONE):
            raise
        raise _invalid(error) from error


def check_query_start(target: ReadTarget, key: Item | None) -> None:
    """Refuse a starting key of another number of attributes or another partition key.

    The service does so before it looks at the conditions on the key, and looks at the rest afterwards. Raises
    ServiceError (ValidationException). Source: dynalite, its tests of Query.
    """
    if key is None:
        return
    if target.index is None:
        partition, names = target.schema.attributes[:1], target.schema.names
    else:
        partition, names = target.index.keys.partition_keys, target.index.keys.names
    if len(key) != len(names):
        raise errors.validation(_INVALID)
    _check_attributes(partition, key)


def check_index_start(target: ReadTarget, key: Item | None) -> None:
    """Refuse a starting key that is none of an index, as far as the index's own key attributes go.

    Scan does so before it looks at anything else that a request wants of an index. Raises ServiceError
    (ValidationException).
    """
    if target.index is None or key is None:
        return
    keys = target.index.keys
    if len(key) != len(keys.names):
        raise errors.validation(_INVALID)
    _check_attributes(keys.attributes, key)


def query_start(
    target: ReadTarget, key: Item | None, source: PartitionEntries, *, has_range: bool
) -> Key | None:
    """The entry behind which the page begins.

    ``has_range`` says that the query has a condition on the sort key. Raises ServiceError (ValidationException)
    for a key of another schema and for one that the query cannot have answered.
    """
    if key is None:
        return None
    if target.index is not None:
        _check_attributes(target.index.keys.attributes, key)
        start = _index_start(target.index.keys, key)
    elif key.keys() != target.schema.names:
        raise errors.validation(_INVALID)
    else:
        start = entry_key_of_key(target.schema, key)
    partition, position = start
    if has_range and not _lies_within(position, source.within):
        raise errors.validation("The provided starting key does not match the range key predicate")
    if partition != source.partition:
        raise errors.validation(
            "The query can return at most one row and cannot be restarted"
            if has_range
            else "The provided starting key is outside query boundaries based on provided conditions"
        )
    return start


def scan_start(target: ReadTarget, key: Item | None, source: SpaceEntries, request: Request) -> Key | None:
    """The entry behind which the page begins.

    Raises ServiceError (ValidationException) for a key of another schema and for one of another segment.
    """
    if key is None:
        return None
    start = _table_start(target, key) if target.index is None else _index_start(target.index.keys, key)
    if not _lies_in_segment(start[0], source):
        raise errors.validation(
            f"{_INVALID}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
            f"TotalSegments: {request['TotalSegments']} Segment: {request['Segment']}"
        )
    return start


def _check_attributes(attributes: Sequence[KeyAttribute], key: Item) -> None:
    for attribute in attributes:
        if attribute.name not in key:
            raise errors.validation(_INVALID)
        if attribute.type not in key[attribute.name]:
            raise errors.validation("The provided key element does not match the schema")


def _table_start(target: ReadTarget, key: Item) -> Key:
    try:
        return entry_key_of_key(target.schema, key)
    except ServiceError as error:
        raise _invalid(error) from error


def _index_start(keys: IndexKeySchema, key: Item) -> Key:
    """The entry of a starting key that has the key attributes of the index."""
    try:
        table_key = entry_key_of_key(
            keys.table, {name: value for name, value in key.items() if name in keys.table.names}
        )
    except ServiceError as error:
        raise _invalid(error) from error
    start = keys.entry_key(key, table_key)
    if start is None:
        raise errors.validation(_INVALID)
    return start


def _lies_within(position: bytes, within: SortRange) -> bool:
    low, high = within.low, within.high
    if low is not None and (position < low or (position == low and not within.includes_low)):
        return False
    return high is None or position < high or (position == high and within.includes_high)


def _lies_in_segment(partition: bytes, source: SpaceEntries) -> bool:
    first, end = source.from_partition, source.before_partition
    return (first is None or partition >= first) and (end is None or partition < end)


def _invalid(error: ServiceError) -> ServiceError:
    return errors.validation(f"{_INVALID}: {error.message}")
