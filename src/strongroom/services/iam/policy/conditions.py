"""Conditions: an operator with its qualifiers, a condition key and the policy's values for it.

Source: IAM User Guide, "Condition operators" and "Multivalued context keys".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strongroom.services.iam.policy.operators import OPERATORS, Operator, Test
from strongroom.services.iam.policy.request import MatchRequest
from strongroom.services.iam.policy.variables import Template, has_variables, template, variables_in


class _Quantifier(Enum):
    NONE = ""
    ALL = "ForAllValues:"
    ANY = "ForAnyValue:"


@dataclass(frozen=True, slots=True)
class NullCondition:
    """``Null``: tests whether the request has the key at all. ``spelled`` is the key as the policy has it."""

    operator_name: str
    spelled: str
    key: str
    absent: bool

    def holds(self, request: MatchRequest) -> bool:
        """Whether the key's absence is as the policy wants it."""
        return (not request.values(self.key)) == self.absent

    def keys(self) -> set[str]:
        """The condition keys looked at, as the policy spells them."""
        return {self.spelled}


@dataclass(frozen=True, slots=True)
class Condition:
    """Any other operator. ``tests`` are the policy's fixed values, ``templates`` those with variables."""

    operator_name: str
    spelled: str
    key: str
    operator: Operator
    quantifier: _Quantifier
    if_exists: bool
    tests: tuple[Test, ...]
    templates: tuple[Template, ...]
    variables: frozenset[str]

    def holds(self, request: MatchRequest) -> bool:
        """Whether the request fulfils the condition.

        Without the key, a negated operator holds and any other does not; ``IfExists`` and ``ForAllValues``
        always hold, ``ForAnyValue`` never. A value whose variable the request lacks never makes the condition
        hold.
        """
        values = request.values(self.key)
        if self.quantifier is not _Quantifier.NONE and all(value == "" for value in values):
            values = ()
        if not values:
            return self.if_exists or self._holds_without_key()
        tests = self.tests
        if self.templates:
            resolved = [self._resolved(part, request) for part in self.templates]
            if self.operator.negated and None in resolved:
                return False
            tests = (*tests, *(test for test in resolved if test is not None))
        return self._combine(values, tests)

    def keys(self) -> set[str]:
        """The condition keys looked at, those of variables included, as the policy spells them."""
        return {self.spelled, *self.variables}

    def _holds_without_key(self) -> bool:
        if self.quantifier is _Quantifier.NONE:
            return self.operator.negated
        return self.quantifier is _Quantifier.ALL

    def _resolved(self, part: Template, request: MatchRequest) -> Test | None:
        tokens = part.resolve(request.text)
        return None if tokens is None else self.operator.compile(tokens)

    def _combine(self, values: Sequence[Any], tests: Sequence[Test]) -> bool:
        matches = [any(test(value) for test in tests) for value in values]
        negated = self.operator.negated
        if self.quantifier is _Quantifier.NONE:
            return any(matches) != negated
        if self.quantifier is _Quantifier.ALL:
            return all(match != negated for match in matches)
        return any(match != negated for match in matches)


def is_operator(name: str) -> bool:
    """Whether a ``Condition`` element may use ``name``, qualifiers included."""
    _, bare, _ = _split(name)
    return bare == "Null" or bare in OPERATORS


def condition(name: str, key: str, values: Sequence[str], *, variables: bool) -> Condition | NullCondition:
    """One key of one operator of a ``Condition`` element; ``name`` must be an operator.

    ``variables`` says whether the policy's version has policy variables.
    """
    quantifier, bare, if_exists = _split(name)
    if bare == "Null":
        return NullCondition(name, key, key.lower(), absent=any(value.lower() == "true" for value in values))
    operator = OPERATORS[bare]
    with_variables = [value for value in values if variables and operator.variables and has_variables(value)]
    return Condition(
        name,
        key,
        key.lower(),
        operator,
        quantifier,
        if_exists,
        tuple(operator.test(value) for value in values if value not in with_variables),
        tuple(template(value, wildcards=operator.wildcards) for value in with_variables),
        frozenset(name for value in with_variables for name in variables_in(value)),
    )


def _split(name: str) -> tuple[_Quantifier, str, bool]:
    """Quantifier, operator and whether it ends in ``IfExists``; ``Null`` takes no such ending."""
    quantifiers = (_Quantifier.ALL, _Quantifier.ANY)
    quantifier = next((each for each in quantifiers if name.startswith(each.value)), _Quantifier.NONE)
    bare = name.removeprefix(quantifier.value)
    if bare.endswith("IfExists") and bare != "NullIfExists":
        return quantifier, bare.removesuffix("IfExists"), True
    return quantifier, bare, False
