"""Table records as JSON documents, by the types of their members: a new member is stored without further words.

A member that a stored document lacks gets its default, so records that an older version wrote can be read.
"""

from __future__ import annotations

import base64
import dataclasses
import types
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import orjson

from strongroom.services.dynamodb.tables.record import TableRecord

_Decode: TypeAlias = Callable[[Any], Any]


def encode(record: TableRecord) -> bytes:
    """The record as JSON."""
    return orjson.dumps(dataclasses.asdict(record), default=_text)


def decode(document: bytes) -> TableRecord:
    """The record that ``encode`` wrote."""
    record: TableRecord = _decode_record(orjson.loads(document))
    return record


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(type(value).__name__)


def _decoder(wanted: Any) -> _Decode:
    """What turns JSON into a value of the type ``wanted``."""
    if wanted is bytes:
        return base64.b64decode
    if dataclasses.is_dataclass(wanted):
        return _dataclass_decoder(wanted)
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        present = _decoder(next(each for each in arguments if each is not type(None)))
        return lambda value: None if value is None else present(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        element = _decoder(arguments[0])
        return lambda values: tuple(element(value) for value in values)
    if origin is tuple:
        return tuple
    if origin is Mapping and dataclasses.is_dataclass(arguments[1]):
        entry = _decoder(arguments[1])
        return lambda values: {key: entry(value) for key, value in values.items()}
    return lambda value: value


def _dataclass_decoder(wanted: Any) -> _Decode:
    members = {name: _decoder(hint) for name, hint in get_type_hints(wanted).items()}

    def decode_members(document: Mapping[str, Any]) -> Any:
        return wanted(**{name: members[name](value) for name, value in document.items() if name in members})

    return decode_members


_decode_record = _dataclass_decoder(TableRecord)
