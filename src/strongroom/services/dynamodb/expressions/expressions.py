"""The one door to the expression language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TypeAlias, cast

from strongroom.services.dynamodb.expressions import mentions
from strongroom.services.dynamodb.expressions.ast import ConditionTree, ProjectionTree, Tree, UpdateTree
from strongroom.services.dynamodb.expressions.binding import bind_condition, bind_projection
from strongroom.services.dynamodb.expressions.conditions import Condition
from strongroom.services.dynamodb.expressions.key_conditions import KeyCondition, KeyExpression
from strongroom.services.dynamodb.expressions.parser import Kind, Parser
from strongroom.services.dynamodb.expressions.placeholders import Placeholders
from strongroom.services.dynamodb.expressions.problems import InvalidExpression
from strongroom.services.dynamodb.expressions.projections import Projection
from strongroom.services.dynamodb.expressions.rules import check_text
from strongroom.services.dynamodb.expressions.update_binding import bind_update
from strongroom.services.dynamodb.expressions.updates import Update
from strongroom.services.dynamodb.values.keys import KeySchema
from strongroom.services.dynamodb.values.types import AttributeValue

_Parse: TypeAlias = Callable[[Kind, str], Tree]


class Expressions:
    """Parses, checks and binds the expressions of requests.

    Built once. Keeps the ``cache_size`` parsed texts that were used last, because clients send the same text
    again and again with other values. May be used from several threads.

    The service takes the expressions of one request in a certain order and tells the first error: update then
    condition; filter, projection, then key condition; and unused placeholders after all of them.
    """

    def __init__(
        self, cache_size: int = 2048, *, parse: _Parse | None = None, levels_above_values: int = 1
    ) -> None:
        """``parse`` parses in place of a parser of its own; values count as nested in so many levels."""
        self._parse = _caching_parser(cache_size) if parse is None else parse
        self._levels_above_values = levels_above_values

    def placeholders(
        self, names: Mapping[str, str] | None, values: Mapping[str, AttributeValue] | None
    ) -> Placeholders:
        """The placeholders of one request. Raises ServiceError (ValidationException) when they are wrong."""
        return Placeholders(names, values, levels_above=self._levels_above_values)

    @cached_property
    def older_layer(self) -> Expressions:
        """The same for the operations of the older layer, where a value may be nested a level deeper.

        Source: answers of TransactWriteItems in us-east-1, October 2026.
        """
        return Expressions(parse=self._parse, levels_above_values=0)

    def condition(
        self, text: str, placeholders: Placeholders, parameter: str = "ConditionExpression"
    ) -> Condition:
        """A condition, or a filter when ``parameter`` is FilterExpression.

        Raises ServiceError (ValidationException) that names ``parameter``.
        """
        return Condition(self._condition(text, placeholders, parameter))

    def projection(self, text: str, placeholders: Placeholders) -> Projection:
        """A ProjectionExpression. Raises ServiceError (ValidationException)."""
        try:
            tree = cast("ProjectionTree", self._parse("projection", text))
            return Projection(bind_projection(tree, placeholders))
        except InvalidExpression as problem:
            raise problem.in_parameter("ProjectionExpression") from None

    def update(self, text: str, placeholders: Placeholders) -> Update:
        """An UpdateExpression. Raises ServiceError (ValidationException)."""
        try:
            tree = cast("UpdateTree", self._parse("update", text))
            return Update(bind_update(tree, placeholders))
        except InvalidExpression as problem:
            raise problem.in_parameter("UpdateExpression") from None

    def key_expression(self, text: str, placeholders: Placeholders) -> KeyExpression:
        """A KeyConditionExpression, as far as it can be checked without the table.

        The last expression of a request: what it demands of keys is checked after the unused placeholders.
        Raises ServiceError (ValidationException).
        """
        tree = self._condition(text, placeholders, "KeyConditionExpression")
        placeholders.require_all_used()
        return KeyExpression(tree)

    def key_condition(self, text: str, placeholders: Placeholders, schema: KeySchema) -> KeyCondition:
        """``key_expression`` compared with the key schema. Raises ServiceError (ValidationException)."""
        return self.key_expression(text, placeholders).against(schema)

    def top_level_names(self, kind: Kind, text: str, names: Mapping[str, str], parameter: str) -> Iterator[str]:
        """The attributes that an expression names, or names something in; ``names`` are the placeholders'.

        Raises ServiceError (ValidationException) that names ``parameter``.
        """
        return mentions.top_level_names(self._parsed(kind, text, parameter), names)

    def equal_values(
        self, text: str, attribute: str, names: Mapping[str, str], values: Mapping[str, AttributeValue]
    ) -> Iterator[AttributeValue]:
        """The values that a KeyConditionExpression demands of an attribute, before it is bound.

        Raises ServiceError (ValidationException).
        """
        tree = self._parsed("condition", text, "KeyConditionExpression")
        return mentions.equal_values(tree, attribute, names, values)

    def _parsed(self, kind: Kind, text: str, parameter: str) -> Tree:
        try:
            return self._parse(kind, text)
        except InvalidExpression as problem:
            raise problem.in_parameter(parameter) from None

    def _condition(self, text: str, placeholders: Placeholders, parameter: str) -> ConditionTree:
        try:
            return bind_condition(cast("ConditionTree", self._parse("condition", text)), placeholders)
        except InvalidExpression as problem:
            raise problem.in_parameter(parameter) from None


def _caching_parser(cache_size: int) -> _Parse:
    parser = Parser()

    def parse(kind: Kind, text: str) -> Tree:
        tree = parser.parse(kind, text)
        check_text(tree)
        return tree

    return lru_cache(cache_size)(parse)
