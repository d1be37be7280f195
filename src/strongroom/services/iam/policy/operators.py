"""The condition operators: how one value of a request compares with one value of a policy.

Each is a function from a policy value to a test of a request value. Values that make no sense to an operator
(a number that is none, an address that is none) match nothing.
Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from strongroom.services.iam.policy.quantities import instant, number
from strongroom.services.iam.policy.request import text_of
from strongroom.services.iam.policy.wildcards import Token, Wildcard, expression, tokens_of

#: Says whether one value of a request matches.
Test: TypeAlias = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator without its qualifiers.

    ``compile`` makes the test of a policy value given as tokens. ``negated`` turns the result round,
    ``wildcards`` says whether ``*`` and ``?`` count, ``variables`` whether policy variables are replaced.
    """

    compile: Callable[[Sequence[Token]], Test]
    negated: bool = False
    wildcards: bool = False
    variables: bool = False

    def test(self, value: str) -> Test:
        """The test of a policy value without variables."""
        return self.compile(tokens_of(value) if self.wildcards else [value])


def _literal(compile_text: Callable[[str], Test]) -> Callable[[Sequence[Token]], Test]:
    return lambda tokens: compile_text("".join(map(str, tokens)))


def _string_equals(wanted: str) -> Test:
    return lambda value: text_of(value) == wanted


def _string_equals_ignoring_case(wanted: str) -> Test:
    wanted = wanted.casefold()
    return lambda value: text_of(value).casefold() == wanted


def _string_like(tokens: Sequence[Token]) -> Test:
    fits = re.compile(expression(tokens)).fullmatch
    return lambda value: fits(text_of(value)) is not None


def _arn_like(tokens: Sequence[Token]) -> Test:
    """Each of the six components of an ARN on its own; only the last may hold colons."""
    components: list[list[Token]] = [[]]
    for token in tokens:
        pieces = [token] if isinstance(token, Wildcard) else token.split(":", 6 - len(components))
        components[-1].append(pieces[0])
        components += [[piece] for piece in pieces[1:]]
    if len(components) < 6:
        return _never
    parts = [expression(component, "[^:]") for component in components[:5]]
    fits = re.compile(":".join([*parts, expression(components[5])])).fullmatch
    return lambda value: fits(text_of(value)) is not None


def _bool(wanted: str) -> Test:
    wanted = wanted.lower()
    return lambda value: text_of(value).lower() == wanted


def _binary_equals(wanted: str) -> Test:
    expected = _base64(wanted)
    if expected is None:
        return _never
    return lambda value: (value if isinstance(value, bytes) else _base64(text_of(value))) == expected


def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _compared(
    read: Callable[[str], Decimal | None], compare: Callable[[Decimal, Decimal], bool]
) -> Callable[[str], Test]:
    def compile_text(wanted: str) -> Test:
        right = read(wanted)
        if right is None:
            return _never

        def matches(value: Any) -> bool:
            left = read(text_of(value))
            return left is not None and compare(left, right)

        return matches

    return compile_text


def _ip_address(wanted: str) -> Test:
    try:
        network = ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return _never

    def matches(value: Any) -> bool:
        try:
            return ipaddress.ip_address(text_of(value)) in network
        except ValueError:
            return False

    return matches


def _never(_value: Any) -> bool:
    return False


def _text(compile_text: Callable[[str], Test], *, negated: bool = False) -> Operator:
    return Operator(_literal(compile_text), negated=negated, variables=True)


def _pattern(compile_tokens: Callable[[Sequence[Token]], Test], *, negated: bool = False) -> Operator:
    return Operator(compile_tokens, negated=negated, wildcards=True, variables=True)


def _ordering(kind: str, read: Callable[[str], Decimal | None]) -> dict[str, Operator]:
    comparisons = {
        "LessThan": operator.lt,
        "LessThanEquals": operator.le,
        "GreaterThan": operator.gt,
        "GreaterThanEquals": operator.ge,
        "Equals": operator.eq,
    }
    operators = {
        kind + name: Operator(_literal(_compared(read, compare))) for name, compare in comparisons.items()
    }
    operators[f"{kind}NotEquals"] = Operator(_literal(_compared(read, operator.eq)), negated=True)
    return operators


#: The operators by name.
OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "StringEquals": _text(_string_equals),
        "StringNotEquals": _text(_string_equals, negated=True),
        "StringEqualsIgnoreCase": _text(_string_equals_ignoring_case),
        "StringNotEqualsIgnoreCase": _text(_string_equals_ignoring_case, negated=True),
        "StringLike": _pattern(_string_like),
        "StringNotLike": _pattern(_string_like, negated=True),
        "ArnEquals": _pattern(_arn_like),
        "ArnLike": _pattern(_arn_like),
        "ArnNotEquals": _pattern(_arn_like, negated=True),
        "ArnNotLike": _pattern(_arn_like, negated=True),
        "Bool": _text(_bool),
        "BinaryEquals": Operator(_literal(_binary_equals)),
        "IpAddress": Operator(_literal(_ip_address)),
        "NotIpAddress": Operator(_literal(_ip_address), negated=True),
        **_ordering("Numeric", number),
        **_ordering("Date", instant),
    }
)
