"""The first check of a request: is every JSON value of the type its shape asks for?

A shape is compiled to a *converter*, a function from a decoded JSON value to the value an operation works with.
As the services' stream parsers do, it walks the document in its own order and refuses the first value of a
wrong type with SerializationException. Unknown members and null members vanish; a null element of a list or map
vanishes too, or becomes an empty structure where structures are expected. Numbers with a fraction lose it where
integers are expected; numbers out of range become the nearest that fits.

A container in which nothing had to change is returned as it is, so that parsing an item costs no copies.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from strongroom.errors import ServiceError
from strongroom.model.wording import JsonWording, Wanted

Converter: TypeAlias = Callable[[Any], Any]
Shape: TypeAlias = Mapping[str, Any]

#: What DynamoDB says of items nested beyond its 32 levels; only they can exhaust the stack.
_TOO_DEEP = (
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)
_INTEGERS: dict[str, tuple[Wanted, int]] = {"integer": ("Integer", 2**31), "long": ("Long", 2**63)}
_NUMBERS: dict[str, Wanted] = {"double": "Double", "float": "Double", "timestamp": "Timestamp"}
#: Case does not matter. Source: dynalite, and its test of ``{NULL: 'no'}``.
_BOOLEAN_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_ABSENT = object()
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]|=(?=[^=])")


class TypeCompiler:
    """Compiles the shapes of one service to converters, each once.

    ``decode_blobs`` turns base64 text into bytes; otherwise it is only checked and stays text.
    """

    def __init__(self, shapes: Mapping[str, Shape], wording: JsonWording, *, decode_blobs: bool) -> None:
        self._shapes = shapes
        self._wording = wording
        self._decode_blobs = decode_blobs
        self._converters: dict[tuple[str, bool], Converter] = {}

    def request(self, shape_name: str) -> Converter:
        """A function from a decoded JSON body to the request.

        A body that is no object has a message only where the service gives lists one.
        """
        convert = self.converter(shape_name)

        def request(document: Any) -> Any:
            if type(document) is list:
                raise self.wrong_type(document, "structure")
            if type(document) is not dict:
                raise serialization_error("")
            try:
                return convert(document)
            except RecursionError:
                raise ServiceError("ValidationException", _TOO_DEEP) from None

        return request

    def converter(self, shape_name: str, *, nested: bool = False) -> Converter:
        """The converter of a shape; ``nested`` for the elements of lists and maps, whose errors differ."""
        key = (shape_name, nested)
        if key not in self._converters:
            # A shape that contains itself finds this forwarding converter while it is being compiled.
            self._converters[key] = lambda value: self._converters[key](value)
            self._converters[key] = self._compile(self._shapes[shape_name], nested)
        return self._converters[key]

    def _compile(self, shape: Shape, nested: bool) -> Converter:
        kind: str = shape["type"]
        if kind in _INTEGERS:
            return self._integer(*_INTEGERS[kind])
        if kind in _NUMBERS:
            return self._number(_NUMBERS[kind])
        match kind:
            case "structure":
                return self._structure(shape, nested)
            case "map":
                return self._map(shape, nested)
            case "list":
                return self._list(shape, nested)
            case "string":
                return self._string()
            case "boolean":
                return self._boolean()
            case "blob":
                return self._blob()
        raise ValueError(f"no JSON type is known for shapes of type {kind!r}")

    def wrong_type(self, value: Any, wanted: Wanted, *, nested: bool = False) -> ServiceError:
        """The error for a value of another type than the wanted."""
        return serialization_error(self._wording.wrong_type(value, wanted, nested=nested))

    def _structure(self, shape: Shape, nested: bool) -> Converter:
        converters: dict[str, Converter] = {}
        find = converters.get

        def structure(value: Any) -> Any:
            if type(value) is not dict:
                raise self.wrong_type(value, "structure", nested=nested)
            parsed = value
            for name, member in value.items():
                convert = find(name)
                if convert is not None and member is not None:
                    converted = convert(member)
                    if converted is member:
                        continue
                    if parsed is value:
                        parsed = dict(value)
                    parsed[name] = converted
                else:
                    if parsed is value:
                        parsed = dict(value)
                    del parsed[name]
            return parsed

        for name, member in shape["members"].items():
            converters[name] = self.converter(member["shape"])
        return structure

    def _map(self, shape: Shape, nested: bool) -> Converter:
        convert = self.converter(shape["value"]["shape"], nested=True)
        null_is_empty = self._shapes[shape["value"]["shape"]]["type"] == "structure"

        def map_(value: Any) -> Any:
            if type(value) is not dict:
                raise self.wrong_type(value, "map", nested=nested)
            parsed = value
            for key, element in value.items():
                if element is not None:
                    converted = convert(element)
                    if converted is element:
                        continue
                else:
                    converted = {} if null_is_empty else _ABSENT
                if parsed is value:
                    parsed = dict(value)
                if converted is _ABSENT:
                    del parsed[key]
                else:
                    parsed[key] = converted
            return parsed

        return map_

    def _list(self, shape: Shape, nested: bool) -> Converter:
        convert = self.converter(shape["member"]["shape"], nested=True)
        null_is_empty = self._shapes[shape["member"]["shape"]]["type"] == "structure"

        def list_(value: Any) -> Any:
            if type(value) is not list:
                raise self.wrong_type(value, "list", nested=nested)
            if null_is_empty:
                return [{} if element is None else convert(element) for element in value]
            return [convert(element) for element in value if element is not None]

        return list_

    def _string(self) -> Converter:
        def string(value: Any) -> Any:
            if type(value) is str:
                return value
            raise self.wrong_type(value, "String")

        return string

    def _integer(self, wanted: Wanted, bound: int) -> Converter:
        def integer(value: Any) -> Any:
            if type(value) is float:
                value = int(value)
            elif type(value) is not int:
                raise self.wrong_type(value, wanted)
            return min(max(value, -bound), bound - 1)

        return integer

    def _number(self, wanted: Wanted) -> Converter:
        def number(value: Any) -> Any:
            if type(value) is int or type(value) is float:
                return value
            raise self.wrong_type(value, wanted)

        return number

    def _boolean(self) -> Converter:
        def boolean(value: Any) -> Any:
            if type(value) is bool:
                return value
            if type(value) is str and value.lower() in _BOOLEAN_WORDS:
                return _BOOLEAN_WORDS[value.lower()]
            raise self.wrong_type(value, "Boolean")

        return boolean

    def _blob(self) -> Converter:
        decode_blobs = self._decode_blobs

        def blob(value: Any) -> Any:
            if type(value) is not str:
                raise self.wrong_type(value, "Blob")
            decoded = _decoded(value)
            if decoded is None:
                found = _NOT_BASE64.search(value)
                character = found.group()[0] if found else None
                raise serialization_error(self._wording.wrong_base64(value, character))
            return decoded if decode_blobs else value

        return blob


def serialization_error(message: str) -> ServiceError:
    """A SerializationException; an empty message stands for none."""
    return ServiceError("SerializationException", message)


def _decoded(text: str) -> bytes | None:
    """The bytes of canonical base64 (RFC 4648, section 3.5: padded, unused bits zero), or None."""
    try:
        raw = text.encode("ascii")
        decoded = binascii.a2b_base64(raw, strict_mode=True)
    except ValueError:
        return None
    return decoded if binascii.b2a_base64(decoded, newline=False) == raw else None
