"""Updates: from an item to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import (
    Action,
    Add,
    Arithmetic,
    Literal,
    Node,
    Path,
    ProjectionTree,
    Remove,
    Set,
    UpdateTree,
    parts_of,
)
from strongroom.services.dynamodb.expressions.documents import value_at
from strongroom.services.dynamodb.expressions.projections import Projection
from strongroom.services.dynamodb.expressions.update_values import (
    MissingAttribute,
    WrongType,
    added,
    value_of,
    without,
)
from strongroom.services.dynamodb.expressions.writes import Write, written
from strongroom.services.dynamodb.values.types import AttributeValue, Item

A = TypeVar("A", Set, Add)


class Update:
    """A bound update, ready to be applied to items."""

    def __init__(self, tree: UpdateTree) -> None:
        self._tree = tree

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The document paths that the update writes, in its order."""
        return tuple(action.path for clause in self._tree.clauses for action in clause.actions)

    @cached_property
    def top_level_names(self) -> frozenset[str]:
        """The attributes that the update writes, or writes in."""
        return frozenset(str(path.elements[0]) for path in self.paths)

    @cached_property
    def read_names(self) -> frozenset[str]:
        """The attributes that the values of the update are made of, or of something in them."""
        return frozenset(str(path.elements[0]) for path in self._read_paths())

    @cached_property
    def nested_names(self) -> frozenset[str]:
        """The attributes that the update writes or reads in, which must not be keys: keys are scalars."""
        paths = (*self.paths, *self._read_paths())
        return frozenset(str(path.elements[0]) for path in paths if len(path.elements) > 1)

    def _read_paths(self) -> Iterator[Path]:
        actions = (action for clause in self._tree.clauses for action in clause.actions)
        stack: list[Node] = [action.value for action in actions if not isinstance(action, Remove)]
        while stack:
            node = stack.pop()
            if isinstance(node, Path):
                yield node
            stack.extend(parts_of(node))

    @cached_property
    def known_types(self) -> Mapping[str, str]:
        """The types that the update gives to attributes, as far as they do not depend on the item."""
        types = {name: next(iter(value)) for name, value in self.given_values.items()}
        for action in self._whole(Set):
            if isinstance(action.value, Arithmetic):
                types[str(action.path.elements[0])] = "N"
        return types

    @cached_property
    def given_values(self) -> Mapping[str, AttributeValue]:
        """The values that the update gives to attributes, as far as they do not depend on the item; of ADD the
        value that it adds."""
        operands: list[tuple[Path, object]] = [(action.path, action.value) for action in self._whole(Set)]
        operands += [(action.path, action.value) for action in self._whole(Add)]
        return {
            str(path.elements[0]): operand.value for path, operand in operands if isinstance(operand, Literal)
        }

    def _whole(self, kind: type[A]) -> Iterator[A]:
        """The actions of a kind that concern whole attributes."""
        for clause in self._tree.clauses:
            for action in clause.actions:
                if isinstance(action, kind) and len(action.path.elements) == 1:
                    yield action

    def apply(self, item: Item, *, exists: bool = True) -> Item:
        """The item after the update; ``item`` is left alone.

        ``exists`` is False when there was no item and ``item`` is the key of the new one: then REMOVE of a
        nested path does nothing where it would be an error in an existing item.

        Raises ServiceError (ValidationException) when a value to be read is missing, an operand has the wrong
        type, a path cannot be written or a number leaves the supported range; the size of the new item is not
        checked.
        """
        writes: list[Write] = []
        problems: list[tuple[tuple[int, int], ServiceError]] = []
        for at, clause in enumerate(self._tree.clauses):
            for action in clause.actions:
                try:
                    writable = _is_writable(action, item)
                except _WrongContainer:
                    writable = True
                    problems.append(((0, 0), _invalid_path()))
                if not writable:
                    if not exists and isinstance(action, Remove):
                        continue
                    problems.append(((2, -2 * at), _invalid_path()))
                try:
                    writes.append((action.path.elements, _value_after(action, item)))
                except WrongType:
                    problems.append(((1, 0), _wrong_type()))
                except MissingAttribute:
                    problems.append(((2, -2 * at + 1), _missing()))
                except ServiceError as error:
                    problems.append(((3, 0), error))
        if problems:
            # Wrong types count before paths and missing attributes; of those, the last section's come first.
            raise min(problems, key=lambda problem: problem[0])[1]
        return written(item, writes)

    def updated_values(self, item: Item) -> Item:
        """The part of ``item``, before or after the update, that the update writes."""
        return Projection(ProjectionTree(self.paths)).apply(item)


class _WrongContainer(Exception):
    """A name is to be written in a list, an index in a map, or either in a scalar."""


def _is_writable(action: Action, item: Item) -> bool:
    """Whether everything but the last element of the path is there. Raises _WrongContainer."""
    elements = action.path.elements
    if len(elements) == 1:
        return True
    container = value_at(item, elements[:-1])
    if container is None:
        return False
    if ("L" if isinstance(elements[-1], int) else "M") not in container:
        raise _WrongContainer
    return True


def _value_after(action: Action, item: Item) -> AttributeValue | None:
    if isinstance(action, Set):
        return value_of(action.value, item)
    if isinstance(action, Add):
        return added(action, item)
    if isinstance(action, Remove):
        return None
    return without(action, item)


def _invalid_path() -> ServiceError:
    return errors.validation("The document path provided in the update expression is invalid for update")


def _wrong_type() -> ServiceError:
    return errors.validation("An operand in the update expression has an incorrect data type")


def _missing() -> ServiceError:
    return errors.validation("The provided expression refers to an attribute that does not exist in the item")
