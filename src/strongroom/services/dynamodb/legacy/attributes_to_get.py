"""AttributesToGet: a projection of whole attributes."""

from __future__ import annotations

from collections.abc import Sequence

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import check_name


class AttributesToGet:
    """Keeps the attributes with the given names.

    Raises ServiceError (ValidationException): a name repeats, or is too long.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = dict.fromkeys(names)
        for name in self._names:
            check_name(name)
        if len(self._names) != len(names):
            repeated = next(name for at, name in enumerate(names) if name in names[:at])
            raise errors.invalid_parameter(f"Duplicate value in attribute name: {repeated}")

    @property
    def top_level_names(self) -> frozenset[str]:
        """The attributes that are kept."""
        return frozenset(self._names)

    @property
    def nested_names(self) -> frozenset[str]:
        """The attributes of which only parts are kept: none."""
        return frozenset()

    def apply(self, item: Item) -> Item:
        """The chosen attributes of an item, as an item."""
        return {name: item[name] for name in self._names if name in item}
