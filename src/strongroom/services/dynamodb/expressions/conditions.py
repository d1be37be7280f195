"""Conditions: what a client demands of an item."""

from __future__ import annotations

from functools import cached_property

from strongroom.services.dynamodb.expressions.ast import ConditionTree, Node, Path, parts_of
from strongroom.services.dynamodb.expressions.evaluation import Test, condition_test


class Condition:
    """A bound condition, ready to test items.

    ``matches`` says whether an item fulfils it; for an item that does not exist that is the empty one.
    """

    def __init__(self, tree: ConditionTree) -> None:
        self.tree = tree
        self.matches: Test = condition_test(tree)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every document path that the condition reads, in the order in which they are written."""
        found: list[Path] = []
        stack: list[Node] = [self.tree]
        while stack:
            node = stack.pop()
            if isinstance(node, Path):
                found.append(node)
            stack.extend(reversed(parts_of(node)))
        return tuple(found)

    @cached_property
    def top_level_names(self) -> frozenset[str]:
        """The attributes that the condition reads, or reads in."""
        return frozenset(str(path.elements[0]) for path in self.paths)

    @cached_property
    def nested_names(self) -> frozenset[str]:
        """The attributes that the condition reads in, which must not be keys: keys are scalars."""
        return frozenset(str(path.elements[0]) for path in self.paths if len(path.elements) > 1)
