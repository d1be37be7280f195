"""What a service answers for a JSON value of the wrong type: the texts of SerializationException.

The services share a family of parsers but not its wording. DynamoDB's gives no message where it once named a
Java class; KMS has the common wording of the JSON 1.1 services. An empty text stands for no message.

Sources: for DynamoDB the request type tests of dynalite and floci, for JSON 1.1 those of kinesalite and
athena-local; all of them record answers of the real services.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

#: What a shape wants to find; scalars are named as the services name them.
Wanted = Literal[
    "String", "Integer", "Long", "Double", "Boolean", "Blob", "Timestamp", "list", "map", "structure"
]

CONTAINERS = frozenset({"list", "map", "structure"})


class JsonWording(Protocol):
    """The SerializationException texts of one service."""

    def wrong_type(self, value: Any, wanted: Wanted, *, nested: bool) -> str:
        """``value`` is not of the wanted type; ``nested`` when it is an element of a list or map."""
        ...

    def wrong_base64(self, text: str, character: str | None) -> str:
        """``text`` is not base64; ``character`` is the first that does not belong, or None."""
        ...


class DynamoDBWording(JsonWording):
    """DynamoDB's texts."""

    def wrong_type(self, value: Any, wanted: Wanted, *, nested: bool) -> str:
        if isinstance(value, list):
            return ""
        if isinstance(value, dict):
            return "Start of structure or map found where not expected"
        if wanted in CONTAINERS:
            if not nested:
                return "Unexpected field type"
            return "Unexpected value type in payload" if wanted == "structure" else ""
        if wanted == "Blob":
            return "only base-64-encoded strings are convertible to bytes"
        if wanted == "Boolean" and isinstance(value, str):
            return "Unexpected token received from parser"
        target = "Date" if wanted == "Timestamp" else wanted
        return f"{_token(value, decimal='DECIMAL_VALUE')} cannot be converted to {target}"

    def wrong_base64(self, text: str, character: str | None) -> str:  # noqa: ARG002 - DynamoDB does not name it
        if len(text) % 4:
            return _wrong_length(text)
        return "Unexpected value type in payload"


class Json11Wording(JsonWording):
    """The texts of the JSON 1.1 services, KMS among them; they are the same at every level."""

    def wrong_type(self, value: Any, wanted: Wanted, *, nested: bool) -> str:  # noqa: ARG002
        if isinstance(value, list):
            return "Start of list found where not expected"
        if isinstance(value, dict):
            return "Start of structure or map found where not expected."
        if wanted in CONTAINERS:
            return "Expected null" if wanted == "structure" else f"Expected {wanted} or null"
        token = _token(value, decimal="NUMBER_VALUE")
        if wanted == "Timestamp":
            return f"{token} can not be converted to milliseconds since epoch"
        return f"{token} can not be converted to {'an' if wanted == 'Integer' else 'a'} {wanted}"

    def wrong_base64(self, text: str, character: str | None) -> str:
        if len(text) % 4:
            reason = _wrong_length(text)
        elif character is not None:
            reason = f"Invalid Base64 character: '{character}'"
        else:
            reason = "Invalid last non-pad Base64 character dectected"  # the service's spelling
        return f"'{text}' can not be converted to a Blob: {reason}"


def _token(value: Any, *, decimal: str) -> str:
    if isinstance(value, bool):
        return "TRUE_VALUE" if value else "FALSE_VALUE"
    if isinstance(value, float):
        return decimal
    return "NUMBER_VALUE" if isinstance(value, int) else "STRING_VALUE"


def _wrong_length(text: str) -> str:
    return f"Base64 encoded length is expected a multiple of 4 bytes but found: {len(text)}"
