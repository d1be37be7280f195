"""Requests of the AWS query protocol: form parameters to the values that operations work with.

A nested value is spelled out in the names of its parameters: ``Tags.member.1.Key``; an empty list is a
parameter ``Tags`` without a value. Of parameters with the same name the first counts, unknown ones are ignored.

Source of the names: Smithy's AWS query protocol. Source of the errors: Argmin's probes of STS.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from strongroom.errors import ServiceError
from strongroom.model.json_types import Converter, Shape

_INTEGER = re.compile(r"[+-]?[0-9]{1,32}")
_POSITION = re.compile(r"[0-9]{1,9}")
#: No shape of the services is so deep; longer names are unknown parameters.
_MOST_PARTS = 32
_BOUNDS = {"integer": 2**31, "long": 2**63}


class Parameter:
    """The value of one name, and the parameters whose names continue it after a dot."""

    __slots__ = ("continued", "value")

    def __init__(self) -> None:
        self.value: str | None = None
        self.continued: dict[str, Parameter] = {}

    @classmethod
    def of_form(cls, pairs: Iterable[tuple[str, str]]) -> Parameter:
        """The tree of all names in a decoded form."""
        root = cls()
        for name, value in pairs:
            parts = name.split(".", _MOST_PARTS)
            if len(parts) > _MOST_PARTS:
                continue
            place = root
            for part in parts:
                place = place.continued.setdefault(part, cls())
            if place.value is None:
                place.value = value
        return root

    def numbered(self, label: str) -> list[Parameter]:
        """What ``<label>.1``, ``<label>.2`` ... continue with, in the order of the numbers."""
        listed = self.continued.get(label)
        if listed is None:
            return []
        if not all(_POSITION.fullmatch(number) for number in listed.continued):
            raise malformed_input()
        return [listed.continued[number] for number in sorted(listed.continued, key=int)]


class FormCompiler:
    """Compiles the shapes of one service to converters of ``Parameter`` trees, each once."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes
        self._converters: dict[str, Callable[[Parameter], Any]] = {}

    def request(self, shape_name: str) -> Converter:
        """A function from the name and value pairs of a decoded form to the request."""
        convert = self._converter(shape_name)
        return lambda pairs: convert(Parameter.of_form(pairs)) or {}

    def _converter(self, shape_name: str) -> Callable[[Parameter], Any]:
        if shape_name not in self._converters:
            self._converters[shape_name] = lambda parameter: self._converters[shape_name](parameter)
            self._converters[shape_name] = self._compile(self._shapes[shape_name])
        return self._converters[shape_name]

    def _compile(self, shape: Shape) -> Callable[[Parameter], Any]:
        match shape["type"]:
            case "structure":
                return self._structure(shape)
            case "list":
                return self._list(shape)
            case "map":
                return self._map(shape)
        convert = _scalar(shape["type"])
        return lambda parameter: None if parameter.value is None else convert(parameter.value)

    def _structure(self, shape: Shape) -> Callable[[Parameter], Any]:
        members = {name: self._converter(member["shape"]) for name, member in shape["members"].items()}

        def structure(parameter: Parameter) -> dict[str, Any] | None:
            found = {
                name: convert(parameter.continued[name])
                for name, convert in members.items()
                if name in parameter.continued
            }
            present = {name: value for name, value in found.items() if value is not None}
            return present if present or parameter.value is not None else None

        return structure

    def _list(self, shape: Shape) -> Callable[[Parameter], Any]:
        convert = self._converter(shape["member"]["shape"])
        of_structures = self._shapes[shape["member"]["shape"]]["type"] == "structure"

        def list_(parameter: Parameter) -> list[Any] | None:
            if "member" not in parameter.continued and parameter.value is None:
                return None
            elements = [convert(element) for element in parameter.numbered("member")]
            if of_structures:
                return [{} if element is None else element for element in elements]
            return [element for element in elements if element is not None]

        return list_

    def _map(self, shape: Shape) -> Callable[[Parameter], Any]:
        convert = self._converter(shape["value"]["shape"])

        def map_(parameter: Parameter) -> dict[str, Any] | None:
            if "entry" not in parameter.continued and parameter.value is None:
                return None
            entries: dict[str, Any] = {}
            for entry in parameter.numbered("entry"):
                key, value = entry.continued.get("key"), entry.continued.get("value")
                if key is not None and key.value is not None and value is not None:
                    entries.setdefault(key.value, convert(value))
            return entries

        return map_


def malformed_input(message: str = "") -> ServiceError:
    """The error for a parameter whose text is no value of its type; mostly without a message."""
    return ServiceError("MalformedInput", message)


def _scalar(kind: str) -> Callable[[str], Any]:
    match kind:
        case "string":
            return str
        case "integer" | "long":
            return lambda text: _integer(text, _BOUNDS[kind])
        case "boolean":
            return _boolean
        case "timestamp":
            return _timestamp
        case "blob":
            return _blob
    raise ValueError(f"no form parameter is known for shapes of type {kind!r}")


def _integer(text: str, bound: int) -> int:
    if not text:
        raise malformed_input("missing value for decimal type")
    if not _INTEGER.fullmatch(text) or not -bound <= int(text) < bound:
        raise malformed_input()
    return int(text)


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise malformed_input()
    return text.lower() == "true"


def _timestamp(text: str) -> float:
    """Seconds since the epoch of an ISO 8601 time; without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise malformed_input() from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _blob(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        raise malformed_input() from None
