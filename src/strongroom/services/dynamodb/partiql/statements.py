"""The one door to the language: statements parsed and bound, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.partiql.ast import Delete, Exists, Insert, Select, Update
from strongroom.services.dynamodb.partiql.binding import bound
from strongroom.services.dynamodb.partiql.bound import Bound
from strongroom.services.dynamodb.partiql.parser import Parsed, Parser
from strongroom.services.dynamodb.partiql.values import normalized_parameters
from strongroom.services.dynamodb.values.types import AttributeValue


class Statements:
    """Parses and binds statements.

    Built once; compiles the grammar when the first statement comes. Keeps the ``cache_size`` parsed texts that
    were used last, because clients send the same text again and again with other parameters.
    """

    def __init__(self, cache_size: int = 1024) -> None:
        self._parse = lru_cache(cache_size)(lambda text: self._parser.parse(text))

    @cached_property
    def _parser(self) -> Parser:
        return Parser()

    def parameters(self, written: Sequence[AttributeValue] | None) -> Sequence[AttributeValue]:
        """The parameters of one statement as they are kept. Raises ServiceError (ValidationException)."""
        return normalized_parameters(written or ())

    def bind(self, text: str, parameters: Sequence[AttributeValue]) -> Bound:
        """The statement with its parameters in place. Raises ServiceError (ValidationException)."""
        parsed = self._parsed(text)
        if parsed.parameters != len(parameters):
            raise errors.validation("Number of parameters in request and statement don't match.")
        return bound(parsed.statement, parameters)

    def written(self, text: str, parameters: Sequence[AttributeValue] | None) -> WrittenStatement | None:
        """What a statement asks for, as a client wrote it; None for a text that asks for nothing."""
        try:
            statement = self._parsed(text).statement
        except ServiceError:
            return None
        if isinstance(statement, Exists):
            statement = statement.select
        if isinstance(statement, Select):
            return WrittenStatement("PartiQLSelect", statement.sources[0].names, self, text, parameters)
        if isinstance(statement, Insert | Update | Delete):
            action = f"PartiQL{type(statement).__name__}"
            return WrittenStatement(action, statement.target.names, self, text, parameters)
        return None

    def _parsed(self, text: str) -> Parsed:
        return self._parse(text)


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """A statement that somebody wants to run: the permission that it needs, and the table's name or ARN and
    perhaps the index that it needs it for."""

    action: str
    names: tuple[str, ...]
    _statements: Statements
    _text: str
    _parameters: Sequence[AttributeValue] | None

    def bound(self) -> Bound | None:
        """The statement with its parameters in place; None when it is wrong."""
        try:
            return self._statements.bind(self._text, self._statements.parameters(self._parameters))
        except ServiceError:
            return None
