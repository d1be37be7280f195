"""From a request and its answer to what an event shows of them: no plaintext, key, secret or item, ever.

Two locks. Only members that ``visibility`` names are taken at all; within them bytes and the members in
``_NEVER`` are left out. Names are written as CloudTrail writes them (``keyId``, ``aWSAccountId``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from strongroom.services.cloudtrail.visibility import Visibility

_NEVER = frozenset(
    {
        "Plaintext",
        "PrivateKeyPlaintext",
        "CiphertextBlob",
        "SecretAccessKey",
        "SessionToken",
        "GrantToken",
        "GrantTokens",
        "Password",
        "TokenCode",
        "Item",
        "Items",
        "ExpressionAttributeValues",
        "Key",
        "ExclusiveStartKey",
        "LastEvaluatedKey",
    }
)
#: Members whose own keys are the caller's words, not member names.
_MAPS = frozenset(
    {
        "EncryptionContext",
        "SourceEncryptionContext",
        "DestinationEncryptionContext",
        "EncryptionContextSubset",
        "EncryptionContextEquals",
    }
)
#: Names of a table's attributes: part of its data, and nothing of that lies readable on disk.
_HIDDEN = frozenset({"AttributeName", "NonKeyAttributes"})
_HIDDEN_VALUE = "HIDDEN_DUE_TO_SECURITY_REASONS"
_KEY_OF_A_TAG = frozenset({"Tags", "ReplicaTags"})
_Scalar = str | int | float | bool


def taken_from_request(visible: Visibility, request: Any) -> dict[str, Any]:
    """The members of a request, checked or not, that may be shown. Cheap: nothing is rewritten yet."""
    if not isinstance(request, Mapping):
        return {}
    plain, structured = visible.plain, visible.structured
    return {
        **visible.defaults,
        **{
            name: value
            for name, value in request.items()
            if name in structured or (name in plain and _is_plain(value))
        },
    }


def taken_from_answer(visible: Visibility, answer: Any) -> dict[str, Any]:
    """The members of an answer that may be shown."""
    if not visible.answer or not isinstance(answer, Mapping):
        return {}
    return {name: value for name, value in answer.items() if name in visible.answer}


def shown(members: Mapping[str, Any]) -> dict[str, Any] | None:
    """Taken members in CloudTrail's spelling; None when there are none."""
    return _structure(members, of_tags=False) or None


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, _Scalar) for each in value)
    return isinstance(value, _Scalar)


def _structure(members: Mapping[str, Any], *, of_tags: bool) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name, value in members.items():
        if name in _NEVER and not (of_tags and name == "Key"):
            continue
        if name in _HIDDEN:
            written[_lower_first(name)] = _HIDDEN_VALUE
            continue
        if name in _MAPS:
            if isinstance(value, Mapping):
                written[_lower_first(name)] = {str(key): str(each) for key, each in value.items()}
            continue
        kept = _value(name, value)
        if kept is not None:
            written[_lower_first(name)] = kept
    return written


def _value(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _structure(value, of_tags=name in _KEY_OF_A_TAG)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [kept for each in value if (kept := _value(name, each)) is not None]
    if isinstance(value, float) and name.endswith(("Date", "DateTime", "Expiration", "ValidTo")):
        return _date(value)
    return value if isinstance(value, _Scalar) else None


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def _date(seconds: float) -> str:
    """``Nov 24, 2026, 7:52:00 PM``, as CloudTrail writes times within parameters and answers."""
    moment = datetime.fromtimestamp(int(seconds), UTC)
    return f"{moment:%b} {moment.day}, {moment.year}, {moment.hour % 12 or 12}:{moment:%M:%S %p}"
