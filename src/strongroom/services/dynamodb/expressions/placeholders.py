"""ExpressionAttributeNames and ExpressionAttributeValues of one request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from strongroom.errors import ServiceError
from strongroom.model.java_order import member_order
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.problems import InvalidExpression
from strongroom.services.dynamodb.values.refusals import InvalidValue
from strongroom.services.dynamodb.values.types import AttributeValue
from strongroom.services.dynamodb.values.validation import MAX_NAME_SIZE, normalize

#: In bytes, with the sign. Source: developer guide, "Quotas and limits", expression parameters.
MAX_PLACEHOLDER_SIZE = 255

_NAME_PLACEHOLDER = re.compile(r"#[A-Za-z0-9_]+")
_VALUE_PLACEHOLDER = re.compile(r":[A-Za-z0-9_]+")


class Placeholders:
    """What the placeholders of a request stand for, and which of them its expressions have used.

    Raises ServiceError (ValidationException) when a map is empty, a key is no placeholder or a value is wrong.
    ``levels_above`` the values count towards their nesting.
    """

    __slots__ = ("_names", "_used", "_values", "_written")

    def __init__(
        self,
        names: Mapping[str, str] | None = None,
        values: Mapping[str, AttributeValue] | None = None,
        *,
        levels_above: int = 1,
    ) -> None:
        self._names = {} if names is None else _checked_names(names)
        self._values = {} if values is None else _checked_values(values, levels_above)
        self._written = values
        self._used: set[str] = set()

    def name(self, placeholder: str) -> str:
        """The attribute name that ``#n`` stands for. Raises InvalidExpression when it is not defined."""
        name = self._names.get(placeholder)
        if name is None:
            raise InvalidExpression(
                "An expression attribute name used in the document path is not defined; "
                f"attribute name: {placeholder}"
            )
        self._used.add(placeholder)
        return name

    def value(self, placeholder: str) -> AttributeValue:
        """The normalized value that ``:v`` stands for. Raises InvalidExpression when it is not defined."""
        value = self._values.get(placeholder)
        if value is None:
            raise InvalidExpression(
                "An expression attribute value used in expression is not defined; "
                f"attribute value: {placeholder}"
            )
        self._used.add(placeholder)
        return value

    def as_written(self, placeholder: str) -> AttributeValue:
        """The value of a defined ``:v`` as the client wrote it, for messages."""
        return {} if self._written is None else self._written[placeholder]

    def require_all_used(self) -> None:
        """To be called when all expressions of the request are bound.

        Raises ServiceError (ValidationException) that lists the names, or else the values, nobody used.
        """
        if len(self._used) != len(self._names) + len(self._values):
            _refuse_unused("ExpressionAttributeNames", self._names, self._used)
            _refuse_unused("ExpressionAttributeValues", self._values, self._used)


def _checked_names(names: Mapping[str, str]) -> dict[str, str]:
    parameter = "ExpressionAttributeNames"
    _check_keys(parameter, names, _NAME_PLACEHOLDER)
    for placeholder, name in names.items():
        if not name:
            raise _invalid_value(parameter, "Empty attribute name", placeholder)
        if len(name) > MAX_NAME_SIZE // 4 and len(name.encode("utf-8", "surrogatepass")) > MAX_NAME_SIZE:
            raise _invalid_value(
                parameter, "Attribute name is too large, must be less than 65536 bytes", placeholder
            )
    return dict(names)


def _checked_values(values: Mapping[str, AttributeValue], levels_above: int) -> dict[str, AttributeValue]:
    parameter = "ExpressionAttributeValues"
    _check_keys(parameter, values, _VALUE_PLACEHOLDER)
    normalized = {}
    for placeholder, value in values.items():
        try:
            normalized[placeholder] = normalize(value, levels_above=levels_above)
        except InvalidValue as error:
            # The newer layer tells a wrong value wherever it sits in the same words; the older one names the
            # placeholder.
            older = _invalid_value(parameter, error.older, placeholder).message
            raise InvalidValue(error.message, older=older) from None
        except ServiceError as error:
            raise _invalid_value(parameter, error.message, placeholder) from None
    return normalized


def _check_keys(parameter: str, placeholders: Mapping[str, Any], syntax: re.Pattern[str]) -> None:
    if not placeholders:
        raise errors.validation(f"{parameter} must not be empty")
    for key in placeholders:
        size = len(key.encode("utf-8", "surrogatepass"))
        if size > MAX_PLACEHOLDER_SIZE:
            raise errors.validation(
                f"{parameter} contains invalid key: "
                f"The expression attribute map contains a key that is too long; size of key: {size}"
            )
        if not syntax.fullmatch(key):
            raise errors.validation(f'{parameter} contains invalid key: Syntax error; key: "{key}"')


def _invalid_value(parameter: str, problem: str, placeholder: str) -> ServiceError:
    return errors.validation(f"{parameter} contains invalid value: {problem} for key {placeholder}")


def _refuse_unused(parameter: str, placeholders: Iterable[str], used: set[str]) -> None:
    unused = [placeholder for placeholder in member_order(placeholders) if placeholder not in used]
    if unused:
        raise errors.validation(
            f"Value provided in {parameter} unused in expressions: keys: {{{', '.join(unused)}}}"
        )
