"""Document paths of one expression must not meet.

Two paths overlap when one is the other or leads through it; they conflict when they use one attribute as a list
and as a map.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from strongroom.services.dynamodb.expressions.ast import Path
from strongroom.services.dynamodb.expressions.problems import InvalidExpression, path_text

#: A path with its position in the expression.
_Placed: TypeAlias = tuple[int, Path]


def refuse_overlaps(paths: Sequence[Path]) -> None:
    """Raises InvalidExpression that names two bound paths that overlap or conflict.

    Of several such pairs the service tells the one that it meets first in a tree of the paths, where a branch
    that the expression began later comes before an earlier one.
    """
    if len(paths) > 1:
        _refuse_within(list(enumerate(paths)), 0)


def _refuse_within(paths: list[_Placed], depth: int) -> None:
    """``paths`` are the same up to ``depth``."""
    branches: dict[object, list[_Placed]] = {}
    for position, path in paths:
        ends = len(path.elements) == depth
        branches.setdefault((position,) if ends else path.elements[depth], []).append((position, path))
    newest_first = list(branches.values())[::-1]
    meet = len(branches) > 1 and set(map(type, branches)) not in ({str}, {int})
    for branch in newest_first:
        if len(branch) > 1:
            _refuse_within(branch, depth + 1)
        if meet:
            for other in newest_first:
                if other is not branch:
                    _refuse_pair(branch[-1], other[-1], depth)


def _refuse_pair(one: _Placed, other: _Placed, depth: int) -> None:
    (_, first), (_, second) = sorted((one, other), key=lambda placed: placed[0])
    if depth in (len(first.elements), len(second.elements)):
        clash = "overlap"
    elif isinstance(first.elements[depth], int) != isinstance(second.elements[depth], int):
        clash = "conflict"
    else:
        return
    raise InvalidExpression(
        f"Two document paths {clash} with each other; must remove or rewrite one of these paths; "
        f"path one: {path_text(first.elements)}, path two: {path_text(second.elements)}"
    )
