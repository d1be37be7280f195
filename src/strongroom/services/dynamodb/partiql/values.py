"""Values of statements: parameters, and literals as attribute values.

What is wrong with a literal is told with the place where it lies in its value, ``root.a[0]``. Source: answers
of the service, recorded by public test suites.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.partiql.ast import (
    Bag,
    Call,
    Constant,
    Elements,
    Expression,
    IsType,
    Number,
    Operation,
    Parameter,
    Reference,
    Text,
    Tuple,
)
from strongroom.services.dynamodb.values.numbers import canonical
from strongroom.services.dynamodb.values.refusals import InvalidValue
from strongroom.services.dynamodb.values.types import AttributeValue, Item
from strongroom.services.dynamodb.values.validation import MAX_NESTING, in_set_order, normalize

ROOT: Final = "root"


def normalized_parameters(parameters: Sequence[AttributeValue]) -> list[AttributeValue]:
    """The parameters as they are kept. Raises ServiceError (ValidationException) for the first wrong one."""
    try:
        return [normalize(parameter) for parameter in parameters]
    except InvalidValue as error:
        raise error.in_older_words() from error


def literal(expression: Expression, parameters: Sequence[AttributeValue]) -> AttributeValue | None:
    """The value that a literal or a parameter stands for; None for an expression of another kind.

    Raises ServiceError (ValidationException) for a value that cannot be.
    """
    if isinstance(expression, Parameter):
        return parameters[expression.number]
    if isinstance(expression, Text | Number | Elements | Bag | Tuple):
        return _value(expression, ROOT, 0)
    if isinstance(expression, Constant):
        if expression.word == "missing":
            raise errors.validation("MISSING must be compared using IS operator")
        return _constant(expression)
    return _signed_number(expression, ROOT)


def item_of(expression: Expression, parameters: Sequence[AttributeValue]) -> Item:
    """The item that INSERT puts: a tuple, whose values may be parameters.

    Raises ServiceError (ValidationException).
    """
    if isinstance(expression, Parameter):
        value = parameters[expression.number]
        if "M" in value:
            content: Item = value["M"]
            return content
    if not isinstance(expression, Tuple):
        raise errors.validation(
            "Unsupported format in item expression. "
            "Please use struct format {...} to express item values for insert statement."
        )
    item: Item = {}
    for key, value_of in expression.members:
        name = _new_key(key, item, ROOT)
        if isinstance(value_of, Parameter):
            item[name] = parameters[value_of.number]
        else:
            item[name] = _value(value_of, ROOT, 0)
    if "" in item:
        raise errors.validation("Empty attribute name")
    return item


def _value(expression: Expression, place: str, depth: int) -> AttributeValue:
    if depth >= MAX_NESTING:
        raise errors.validation(f"Nesting Levels have exceeded supported limits under {place}")
    if isinstance(expression, Text):
        return {"S": expression.text}
    if isinstance(expression, Constant) and expression.word != "missing":
        return _constant(expression)
    if isinstance(expression, Elements):
        return {"L": [_value(each, f"{place}[{at}]", depth + 1) for at, each in enumerate(expression.elements)]}
    if isinstance(expression, Tuple):
        members: Item = {}
        for key, value in expression.members:
            name = _new_key(key, members, place)
            members[name] = _value(value, f"{place}.{name}", depth + 1)
        return {"M": members}
    if isinstance(expression, Bag):
        return _set(expression, place)
    number = _signed_number(expression, place)
    if number is None:
        raise errors.validation(
            f"Unsupported data type: {_kind(expression)} under key {place}{place_of(expression)}"
        )
    return number


def _constant(constant: Constant) -> AttributeValue:
    return {"NULL": True} if constant.word == "null" else {"BOOL": constant.word == "true"}


def _new_key(key: Expression, there: Item, place: str) -> str:
    if not isinstance(key, Text):
        raise errors.validation(f"Tuple keys must be of type String. Actual type: {_kind(key)} under {place}")
    if key.text in there:
        raise errors.validation(f"Duplicate keys in tuple. Key: {key.text} under {place}")
    return key.text


def _set(bag: Bag, place: str) -> AttributeValue:
    if not bag.members:
        raise errors.validation("Empty bags are not supported")
    texts = [member.text for member in bag.members if isinstance(member, Text)]
    if len(texts) == len(bag.members):
        _refuse_duplicates(texts, texts, ".")
        return {"SS": in_set_order("SS", texts)}
    numbers = [_signed_number(member, place) for member in bag.members]
    if texts or None in numbers:
        raise errors.validation(
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"
        )
    members = [number["N"] for number in numbers if number is not None]
    _refuse_duplicates(members, [_written(member) for member in bag.members], f"! under {place}")
    return {"NS": in_set_order("NS", members)}


def _refuse_duplicates(members: Sequence[str], written: Sequence[str], end: str) -> None:
    if len(set(members)) != len(members):
        raise errors.invalid_parameter(f"Input collection [{', '.join(written)}] contains duplicates{end}")


def _signed_number(expression: Expression, place: str) -> AttributeValue | None:
    """The value of a number with any signs before it; None for another expression."""
    written = _written(expression)
    if not written:
        return None
    try:
        return {"N": canonical(written)}
    except ServiceError as error:
        raise errors.validation(f"{error.message} under {place}") from error


def _written(expression: Expression) -> str:
    """A number as one sign and its digits; empty for another expression."""
    negative = False
    while (
        isinstance(expression, Operation)
        and expression.operator in ("+", "-")
        and len(expression.operands) == 1
    ):
        negative ^= expression.operator == "-"
        expression = expression.operands[0]
    if not isinstance(expression, Number):
        return ""
    return f"-{expression.digits}" if negative else expression.digits


def _kind(expression: Expression) -> str:
    """How messages call an expression that is no literal."""
    if isinstance(expression, Call):
        return expression.function
    if isinstance(expression, Reference):
        return "Path" if expression.steps else "VariableReference"
    if isinstance(expression, Operation):
        return "NAry"
    if isinstance(expression, IsType):
        return "IsType"
    if isinstance(expression, Parameter):
        return "Parameter"
    return "Literal"


def place_of(expression: Expression) -> str:
    """Where an expression is, for the end of a message; empty if that is not known."""
    at = getattr(expression, "at", None)
    return "" if at is None else f" at {at}"
