"""What an unbound expression mentions: for those who decide whether it may be run at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from strongroom.services.dynamodb.expressions.ast import (
    And,
    Comparison,
    Element,
    NamePlaceholder,
    Node,
    Operand,
    Path,
    ProjectionTree,
    Remove,
    Tree,
    UpdateTree,
    ValuePlaceholder,
    parts_of,
)
from strongroom.services.dynamodb.values.types import AttributeValue


def top_level_names(tree: Tree, names: Mapping[str, str]) -> Iterator[str]:
    """The attributes that the document paths begin with, as often as they do.

    ``names`` are ExpressionAttributeNames; a path with an undefined placeholder is left out.
    """
    stack: list[Node] = list(_roots(tree))
    while stack:
        node = stack.pop()
        if isinstance(node, Path):
            name = _name(node.elements[0], names)
            if name is not None:
                yield name
        else:
            stack.extend(parts_of(node))


def equal_values(
    tree: Tree, attribute: str, names: Mapping[str, str], values: Mapping[str, AttributeValue]
) -> Iterator[AttributeValue]:
    """The values that a key condition demands the attribute to be equal to. A value stands on either side."""
    stack: list[Tree] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, And):
            stack.extend(node.conditions)
        elif isinstance(node, Comparison) and node.operator == "=":
            for path, value in ((node.left, node.right), (node.right, node.left)):
                if _is(path, attribute, names) and isinstance(value, ValuePlaceholder) and value.text in values:
                    yield values[value.text]


def _roots(tree: Tree) -> Iterator[Node]:
    if isinstance(tree, ProjectionTree):
        yield from tree.paths
    elif isinstance(tree, UpdateTree):
        for clause in tree.clauses:
            for action in clause.actions:
                yield action.path
                if not isinstance(action, Remove):
                    yield action.value
    else:
        yield tree


def _is(operand: Operand, attribute: str, names: Mapping[str, str]) -> bool:
    return (
        isinstance(operand, Path)
        and len(operand.elements) == 1
        and _name(operand.elements[0], names) == attribute
    )


def _name(element: Element, names: Mapping[str, str]) -> str | None:
    if isinstance(element, NamePlaceholder):
        return names.get(element.text)
    return str(element)
