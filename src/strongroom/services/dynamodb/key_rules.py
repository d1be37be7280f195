"""What expressions must not do to the attributes of a table's key.

Messages as observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Protocol

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema


class AttributeNames(Protocol):
    """The attributes that an expression is about."""

    @property
    def top_level_names(self) -> Set[str]: ...

    @property
    def nested_names(self) -> Set[str]:
        """Those whose parts it is about."""
        ...


def refuse_key_updates(schema: KeySchema, update: AttributeNames) -> None:
    """Key attributes cannot be changed."""
    for attribute in schema.attributes:
        if attribute.name in update.top_level_names:
            raise errors.invalid_parameter(
                f"Cannot update attribute {attribute.name}. This attribute is part of the key"
            )


def refuse_key_filter(key: Iterable[KeyAttribute], filter_: AttributeNames, parameter: str) -> None:
    """The filter of a Query cannot look at the key that it asks for; ``parameter`` is how the message calls
    the filter."""
    for attribute in key:
        if attribute.name in filter_.top_level_names:
            raise errors.validation(
                f"{parameter} can only contain non-primary key attributes: "
                f"Primary key attribute: {attribute.name}"
            )


def refuse_key_parts(schema: KeySchema, *expressions: AttributeNames | None) -> None:
    """Key attributes have no parts."""
    for expression in expressions:
        if expression is None or not expression.nested_names:
            continue
        for attribute in schema.attributes:
            if attribute.name in expression.nested_names:
                raise errors.validation(
                    "Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    f"are not allowed: Key: {attribute.name}"
                )
