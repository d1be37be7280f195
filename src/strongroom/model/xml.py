"""Answers of the AWS query protocol: values by their output shape as the XML that IAM and STS write.

The services indent by two blanks and write members in the order of the hash table that holds them.
Sources: Smithy's AWS query protocol; Argmin's probes of STS for layout and order.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from strongroom.model.echo import lower_first
from strongroom.model.java_order import member_order
from strongroom.model.json_types import Shape

_INDENT = "  "


class XmlWriter:
    """Writes the answers of one service; ``namespace`` is the service's XML namespace."""

    def __init__(self, shapes: Mapping[str, Shape], namespace: str) -> None:
        self._shapes = shapes
        self._namespace = namespace
        self._orders: dict[str, tuple[str, ...]] = {}

    def answer(
        self, operation: str, output_shape: str | None, answer: Mapping[str, Any], request_id: str
    ) -> bytes:
        """The document of a successful call; ``output_shape`` is None for operations that answer nothing."""
        name = f"{operation}Response"
        lines = [f'<{name} xmlns="{self._namespace}">']
        if output_shape is not None:
            lines += self._element(f"{operation}Result", output_shape, answer, 1)
        lines += [
            f"{_INDENT}<ResponseMetadata>",
            f"{_INDENT * 2}<RequestId>{request_id}</RequestId>",
            f"{_INDENT}</ResponseMetadata>",
            f"</{name}>",
        ]
        return _document(lines)

    def error(self, code: str, message: str, status: int, request_id: str) -> bytes:
        """The document of a failed call; an empty message stands for none."""
        lines = [
            f'<ErrorResponse xmlns="{self._namespace}">',
            f"{_INDENT}<Error>",
            f"{_INDENT * 2}<Type>{'Sender' if status < 500 else 'Receiver'}</Type>",
            f"{_INDENT * 2}<Code>{code}</Code>",
            *([f"{_INDENT * 2}<Message>{_text(message)}</Message>"] if message else []),
            f"{_INDENT}</Error>",
            f"{_INDENT}<RequestId>{request_id}</RequestId>",
            "</ErrorResponse>",
        ]
        return _document(lines)

    def _element(self, tag: str, shape_name: str, value: Any, depth: int) -> Iterator[str]:
        blanks = _INDENT * depth
        match self._shapes[shape_name]["type"]:
            case "structure":
                inner = self._structure(shape_name, value, depth + 1)
            case "list":
                inner = self._list(shape_name, value, depth + 1)
            case "map":
                inner = self._map(shape_name, value, depth + 1)
            case kind:
                yield f"{blanks}<{tag}>{_scalar(kind, value)}</{tag}>"
                return
        lines = list(inner)
        if not lines:
            yield f"{blanks}<{tag}/>"
            return
        yield f"{blanks}<{tag}>"
        yield from lines
        yield f"{blanks}</{tag}>"

    def _structure(self, shape_name: str, value: Mapping[str, Any], depth: int) -> Iterator[str]:
        members = self._shapes[shape_name]["members"]
        for name in self._order(shape_name):
            if value.get(name) is not None:
                yield from self._element(name, members[name]["shape"], value[name], depth)

    def _list(self, shape_name: str, value: Any, depth: int) -> Iterator[str]:
        element = self._shapes[shape_name]["member"]["shape"]
        for item in value:
            yield from self._element("member", element, item, depth)

    def _map(self, shape_name: str, value: Mapping[str, Any], depth: int) -> Iterator[str]:
        shape = self._shapes[shape_name]
        for key, item in value.items():
            yield f"{_INDENT * depth}<entry>"
            yield from self._element("key", shape["key"]["shape"], key, depth + 1)
            yield from self._element("value", shape["value"]["shape"], item, depth + 1)
            yield f"{_INDENT * depth}</entry>"

    def _order(self, shape_name: str) -> tuple[str, ...]:
        if shape_name not in self._orders:
            spelled = {lower_first(name): name for name in self._shapes[shape_name]["members"]}
            self._orders[shape_name] = tuple(spelled[lower] for lower in member_order(spelled))
        return self._orders[shape_name]


def _document(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode()


def _scalar(kind: str, value: Any) -> str:
    match kind:
        case "boolean":
            return "true" if value else "false"
        case "timestamp":
            return datetime.fromtimestamp(int(value), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case "blob":
            return base64.b64encode(value).decode("ascii")
    return _text(str(value))


def _text(text: str) -> str:
    return escape(text, {"\r": "&#xD;"})
