"""Checks of a request's parameters against each other, before any table is looked at.

The order of the checks and their messages are the service's, as observed. PutItem, UpdateItem and DeleteItem
report what is wrong with a request, as opposed to what does not fit the table, inside an envelope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from strongroom.errors import ServiceError
from strongroom.model.nesting import is_left_to_older_validator
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.refusals import InvalidValue


class Enveloped:
    """A context that reports a ValidationException as the one validation error detected.

    The older validator, to which requests that are nested deeper are left, reports it as it is.
    """

    __slots__ = ("_request",)

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._request = request

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, ServiceError) and error.code == "ValidationException":
            if is_left_to_older_validator(self._request):
                raise (error.in_older_words() if isinstance(error, InvalidValue) else error) from None
            raise errors.validation(f"1 validation error detected: {error.message}") from error


class OlderWords:
    """A context of the operations that tell wrong values in the words of an older layer."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, InvalidValue):
            raise error.in_older_words() from error


OLDER_WORDS = OlderWords()


def check_expression_parameters(
    request: Mapping[str, Any], expressions: Sequence[str], legacy: Sequence[str]
) -> None:
    """Refuse expressions beside the parameters they have replaced, and placeholders beside no expression.

    ``expressions`` and ``legacy`` are the operation's parameters of either kind, in the service's order.
    """
    used = [name for name in expressions if name in request]
    if used:
        replaced = [name for name in legacy if name in request]
        if replaced:
            raise errors.validation(
                "Can not use both expression and non-expression parameters in the same request: "
                f"Non-expression parameters: {{{', '.join(replaced)}}} "
                f"Expression parameters: {{{', '.join(used)}}}"
            )
    elif "ExpressionAttributeNames" in request:
        raise errors.validation("ExpressionAttributeNames can only be specified when using expressions")


def check_values_parameter(
    request: Mapping[str, Any], expressions: Sequence[str], *, names_them: bool = False
) -> None:
    """Refuse ExpressionAttributeValues when none of the expressions that can use values is there.

    Reading operations name those expressions in the message.
    """
    if "ExpressionAttributeValues" not in request or any(name in request for name in expressions):
        return
    verb = "are" if len(expressions) > 1 else "is"
    missing = f": {' and '.join(expressions)} {verb} null" if names_them else ""
    raise errors.validation(f"ExpressionAttributeValues can only be specified when using expressions{missing}")


def check_returns_old(request: Mapping[str, Any]) -> None:
    """PutItem and DeleteItem can return nothing or the whole old item."""
    if request.get("ReturnValues", "NONE") not in ("NONE", "ALL_OLD"):
        raise errors.validation("ReturnValues can only be ALL_OLD or NONE")
