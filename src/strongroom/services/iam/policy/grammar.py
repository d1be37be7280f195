"""The grammar that identity-based and resource-based policies share: JSON text to well-formed elements.

Source: IAM User Guide, "Grammar of the IAM JSON policy language". Which messages a document gets is decided by
what reads it: IAM reads identity-based policies with one parser, resource-based policies with another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from strongroom.services.iam.policy.request import text_of

VERSIONS = ("2008-10-17", "2012-10-17")

_TOP_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
    }
)
_PRINCIPAL_KINDS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})


class InvalidJson(ValueError):
    """The text is no JSON object."""


class UnknownField(ValueError):
    """An element that the grammar does not have; the message is its name."""


class SyntaxProblem(ValueError):
    """An element has the wrong shape."""


@dataclass(frozen=True, slots=True)
class Elements:
    """One statement's elements, single values as lists of one; None stands for an element that is not there.

    ``conditions`` are triples of operator, key and values.
    """

    sid: str
    effect: str | None
    actions: list[str] | None
    not_actions: list[str] | None
    resources: list[str] | None
    not_resources: list[str] | None
    principal: PrincipalElement | None
    not_principal: PrincipalElement | None
    conditions: list[tuple[str, str, list[str]]]


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """``Principal`` or ``NotPrincipal``: everyone, or lists by the kind of principal."""

    everyone: bool
    lists: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """A well-formed policy document. ``version`` is None when the document has none."""

    version: str | None
    statements: list[Elements]

    @property
    def has_variables(self) -> bool:
        """Whether policy variables are replaced; older versions take them literally."""
        return self.version == "2012-10-17"


def read_document(text: str) -> Document:
    """The elements of a policy document. Raises InvalidJson, UnknownField or SyntaxProblem."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise InvalidJson(str(problem)) from problem
    if not isinstance(document, dict):
        raise InvalidJson("not an object")
    _refuse_unknown(document, _TOP_ELEMENTS)
    version = _optional_text(document, "Version")
    _optional_text(document, "Id")
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list):
        raise SyntaxProblem("Statement")
    return Document(version, [_statement(statement) for statement in statements])


def _statement(statement: Any) -> Elements:
    if not isinstance(statement, dict):
        raise SyntaxProblem("Statement")
    _refuse_unknown(statement, _ELEMENTS)
    for either, other in (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")):
        if either in statement and other in statement:
            raise SyntaxProblem(f"{either} and {other}")
    return Elements(
        _optional_text(statement, "Sid") or "",
        _optional_text(statement, "Effect"),
        _optional_strings(statement, "Action"),
        _optional_strings(statement, "NotAction"),
        _optional_strings(statement, "Resource"),
        _optional_strings(statement, "NotResource"),
        _principal(statement, "Principal"),
        _principal(statement, "NotPrincipal"),
        _conditions(statement.get("Condition", {})),
    )


def _refuse_unknown(element: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in element:
        if name not in known:
            raise UnknownField(name)


def _optional_text(element: Mapping[str, Any], name: str) -> str | None:
    value = element.get(name)
    if value is None and name not in element:
        return None
    if not isinstance(value, str):
        raise SyntaxProblem(name)
    return value


def _optional_strings(element: Mapping[str, Any], name: str) -> list[str] | None:
    return _strings(element[name], name) if name in element else None


def _strings(value: Any, name: str) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        raise SyntaxProblem(name)
    return values


def _principal(statement: Mapping[str, Any], name: str) -> PrincipalElement | None:
    if name not in statement:
        return None
    value = statement[name]
    if value == "*":
        return PrincipalElement(True, {})
    if not isinstance(value, dict):
        raise SyntaxProblem(name)
    _refuse_unknown(value, _PRINCIPAL_KINDS)
    return PrincipalElement(False, {kind: _strings(values, name) for kind, values in value.items()})


def _conditions(element: Any) -> list[tuple[str, str, list[str]]]:
    if not isinstance(element, dict):
        raise SyntaxProblem("Condition")
    conditions = []
    for operator, keys in element.items():
        if not isinstance(keys, dict):
            raise SyntaxProblem(operator)
        conditions += [(operator, key, _condition_values(values, key)) for key, values in keys.items()]
    return conditions


def _condition_values(value: Any, key: str) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | bool | int | float) for each in values):
        raise SyntaxProblem(key)
    return [text_of(each) for each in values]
