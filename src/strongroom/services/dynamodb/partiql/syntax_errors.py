"""How a statement that is not in the grammar is told.

The service names what it missed, not where; of texts that are not even tokens it says nothing. Source: answers
of the service, recorded by public test suites.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from lark import Token

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.partiql.words import is_keyword

_NAMES = frozenset(("NAME", "QUOTED_NAME"))
_INFIX = frozenset(("_AND", "_OR", "EQUALS", "COMPARATOR", "SIGN", "STAR", "SLASH", "PERCENT", "_IN", "LIKE"))
_OPERATORS = _INFIX | {"_IS", "_BETWEEN", "_DOT"}
_END = "$END"


def not_well_formed(detail: str = "") -> ServiceError:
    """The error of a statement that cannot be parsed."""
    return errors.validation(f"Statement wasn't well formed, can't be processed: {detail}")


def syntax_error(tokens: Sequence[Token], at: int, possible: Set[str]) -> ServiceError:
    """The error of a statement that could have gone on with one of the ``possible`` kinds at ``tokens[at]``.

    ``at`` is behind the last token when the statement ends too early.
    """
    return not_well_formed(_detail(tokens, at, possible))


def _detail(tokens: Sequence[Token], at: int, possible: Set[str]) -> str:
    before = tokens[at - 1].type if at else ""
    wrong = tokens[at].type if at < len(tokens) else _END
    if _END in possible:
        return "Unexpected token after expression"
    if before == "_DOT":
        return "Invalid path dot component"
    if possible <= _NAMES:
        return "Unexpected term" if tokens[0].type == "_SELECT" else "Expected identifier for simple path"
    if "_REMOVE" in possible:
        return "Expected data manipulation"
    if before == "_IS" or (before == "_NOT" and tokens[at - 2].type == "_IS"):
        return "Expected type name"
    if "NUMBER" in possible:
        return _where_a_term_should_be(before, wrong)
    return "Unexpected keyword" if is_keyword(before) else "Unexpected token"


def _where_a_term_should_be(before: str, wrong: str) -> str:
    if wrong == _END and before in _INFIX:
        return "Missing right-hand side expression of infix operator"
    if wrong == "_FROM" and before != "_SELECT":
        return "Expected data manipulation"
    if wrong in _OPERATORS:
        return "Unexpected operator"
    return "Unexpected keyword" if is_keyword(wrong) else "Unexpected term"
