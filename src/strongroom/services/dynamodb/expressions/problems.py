"""How a wrong expression is told before it is known which parameter it came in."""

from __future__ import annotations

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors


class InvalidExpression(Exception):
    """What is wrong with an expression, in the service's words without the parameter's name."""

    def in_parameter(self, parameter: str) -> ServiceError:
        """The error that the client sees."""
        return errors.validation(f"Invalid {parameter}: {self}")


def wrong_operand_count(function: str, count: int) -> InvalidExpression:
    return InvalidExpression(
        "Incorrect number of operands for operator or function; "
        f"operator or function: {function}, number of operands: {count}"
    )


def wrong_operand_type(operator: str, kind: str) -> InvalidExpression:
    return InvalidExpression(
        "Incorrect operand type for operator or function; "
        f"operator or function: {operator}, operand type: {kind}"
    )


def path_required(function: str) -> InvalidExpression:
    return InvalidExpression(f"Operator or function requires a document path; operator or function: {function}")


def path_text(elements: tuple[object, ...]) -> str:
    """A bound document path as messages show it: ``[a, b, [3]]``."""
    shown = (f"[{element}]" if type(element) is int else str(element) for element in elements)
    return f"[{', '.join(shown)}]"
