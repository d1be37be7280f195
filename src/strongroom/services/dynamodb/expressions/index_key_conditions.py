"""Key conditions of indexes, whose keys may have several attributes of either kind.

Source: developer guide, "Multi-attribute keys" of global secondary indexes; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.key_conditions import (
    KeyCondition,
    SortCondition,
    check_key_values,
    require_equality,
    require_few_conditions,
)
from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import KeySchema
from strongroom.services.dynamodb.values.types import AttributeValue

#: As many attributes as the key of an index can have.
MOST_CONDITIONS = 8


class KeyQuestion(Protocol):
    """What a Query wants to know of keys, before its table is known."""

    @property
    def conditions(self) -> Mapping[str, SortCondition]:
        """What is demanded of each attribute. Raises ServiceError (ValidationException)."""
        ...

    def against(self, schema: KeySchema) -> KeyCondition:
        """The key condition for a key schema. Raises ServiceError (ValidationException)."""
        ...


@dataclass(frozen=True, slots=True)
class IndexKeyCondition:
    """The values of the partition keys, those of the first sort keys, and what the next sort key must be."""

    partition: Sequence[AttributeValue]
    equal: Sequence[AttributeValue] = ()
    sort: SortCondition | None = None


def index_key_condition(question: KeyQuestion, keys: IndexKeySchema) -> IndexKeyCondition:
    """The key condition for an index.

    Raises ServiceError (ValidationException) unless there are equalities with all partition keys and with the
    first of the sort keys, and at most one more condition, on the sort key behind those.
    """
    if len(keys.partition_keys) == 1 and len(keys.sort_keys) <= 1:
        condition = question.against(KeySchema(keys.partition_keys[0], *keys.sort_keys))
        return IndexKeyCondition((condition.partition,), (), condition.sort)
    conditions = question.conditions
    require_few_conditions(conditions, len(keys.attributes))
    for attribute in keys.partition_keys:
        if attribute.name not in conditions:
            raise errors.validation(f"Query condition missed key schema element: {attribute.name}")
        require_equality(attribute, conditions[attribute.name])
    if not conditions.keys() <= {attribute.name for attribute in keys.attributes}:
        raise errors.validation("Query key condition not supported")
    for attribute in keys.attributes:
        if attribute.name in conditions:
            check_key_values(attribute, conditions[attribute.name])
    partition = [conditions[attribute.name].operands[0] for attribute in keys.partition_keys]
    sorts = _sort_conditions(conditions, [attribute.name for attribute in keys.sort_keys])
    equal = [condition.operands[0] for condition in sorts[:-1]]
    return IndexKeyCondition(partition, equal, sorts[-1] if sorts else None)


def _sort_conditions(
    conditions: Mapping[str, SortCondition], sort_keys: Sequence[str]
) -> Sequence[SortCondition]:
    """The conditions on the first of the sort keys."""
    asked = [at for at, name in enumerate(sort_keys) if name in conditions]
    if not asked:
        return []
    first = sort_keys[: asked[-1]]
    unequal = [name for name in first if name not in conditions or conditions[name].operator != "="]
    if unequal:
        raise errors.validation(
            f"RANGE key attributes {', '.join(unequal)} must have equality conditions specified in the query "
            f"because a condition is present on key attribute {sort_keys[asked[-1]]}"
        )
    return [conditions[name] for name in sort_keys[: asked[-1] + 1]]
