"""A request in the form in which statements are matched: case folded once, condition keys looked up lazily."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from strongroom.services.iam.policy.context import ConditionValue, RequestContext

_Scalar = str | bool | int | float | bytes


class MatchRequest:
    """One request while it is evaluated."""

    __slots__ = ("_folded", "_keys", "action", "principal", "resource")

    def __init__(self, context: RequestContext) -> None:
        self.action = context.action.lower()
        self.resource = context.resource
        self.principal = context.principal
        self._keys = context.keys
        self._folded: dict[str, ConditionValue] | None = None

    def values(self, key: str) -> Sequence[_Scalar]:
        """The values of a condition key (its name in lower case); empty when the request does not have it."""
        if self._folded is None:
            self._folded = {name.lower(): value for name, value in self._keys.items()}
        value = self._folded.get(key)
        if value is None:
            return ()
        if isinstance(value, str | bool | int | float | bytes):
            return (value,)
        return value

    def text(self, key: str) -> str | None:
        """The value of a condition key as a policy variable has it; None when there is not exactly one."""
        values = self.values(key)
        return text_of(values[0]) if len(values) == 1 else None


def text_of(value: _Scalar) -> str:
    """A condition value as text: booleans in lower case, whole numbers without fraction, bytes in base64."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
