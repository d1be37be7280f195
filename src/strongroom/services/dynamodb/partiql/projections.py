"""What SELECT lists: attributes and parts of documents, which an answer names by the end of their path."""

from __future__ import annotations

from collections.abc import Sequence

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import Path
from strongroom.services.dynamodb.expressions.documents import path_reader
from strongroom.services.dynamodb.partiql.ast import Aliased, AllAttributes, Expression, Reference
from strongroom.services.dynamodb.partiql.paths import path_of
from strongroom.services.dynamodb.partiql.values import place_of
from strongroom.services.dynamodb.values.types import Item


class Columns:
    """The listed paths, each under its name, ready to be applied to items."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        self._readers = {column_name(path): path_reader(path) for path in paths}
        if len(self._readers) != len(self.paths):
            raise errors.validation(f"Duplicate identifiers in select clause: {_first_repeated(self.paths)}")

    def apply(self, item: Item) -> Item:
        """The columns that the item has."""
        found = ((name, read(item)) for name, read in self._readers.items())
        return {name: value for name, value in found if value is not None}


def columns_of(items: Sequence[Expression | AllAttributes | Aliased]) -> Columns | None:
    """The columns of a SELECT; None for all attributes. Raises ServiceError (ValidationException)."""
    if len(items) == 1 and isinstance(items[0], AllAttributes):
        return None
    if any(isinstance(item, AllAttributes) for item in items):
        raise errors.validation("Other attributes should not be present in the projection when '*' is used.")
    return Columns([_path(item) for item in items])


def column_name(path: Path) -> str:
    """The last name of a path with the indexes behind it: ``c[0]`` of ``a.b.c[0]``."""
    last = max(at for at, element in enumerate(path.elements) if isinstance(element, str))
    indexes = "".join(f"[{index}]" for index in path.elements[last + 1 :])
    return f"{path.elements[last]}{indexes}"


def _path(item: Expression | AllAttributes | Aliased) -> Path:
    if isinstance(item, Aliased):
        raise errors.validation("Aliasing is not supported")
    if isinstance(item, Reference):
        return path_of(item)
    raise errors.validation(
        f"Unexpected path component{'' if isinstance(item, AllAttributes) else place_of(item)}"
    )


def _first_repeated(paths: Sequence[Path]) -> str:
    seen: set[str] = set()
    for name in map(column_name, paths):
        if name in seen:
            return name
        seen.add(name)
    raise ValueError("no name is repeated")
