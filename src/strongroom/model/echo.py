"""How a service repeats a refused value in its message: as Java's ``toString`` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.model.json_types import Shape


def lower_first(name: str) -> str:
    """A member name as messages write it: only the first letter in lower case (``sSESpecification``)."""
    return name[:1].lower() + name[1:]


class Echo:
    """Writes values of one service's shapes.

    ``printed_members`` names the members that a structure prints where they are not the model's (a structure's
    Java class may have members that the public model does not show).
    """

    def __init__(self, shapes: Mapping[str, Shape], printed_members: Mapping[str, tuple[str, ...]]) -> None:
        self._shapes = shapes
        self._printed_members = printed_members

    def text(self, shape_name: str, value: Any) -> str:
        """``value`` of the shape as the service writes it between quotes."""
        shape = self._shapes[shape_name]
        match shape["type"]:
            case "structure":
                return self._structure(shape_name, value)
            case "list":
                element = shape["member"]["shape"]
                return f"[{', '.join(self.text(element, item) for item in value)}]"
            case "map":
                element = shape["value"]["shape"]
                return f"{{{', '.join(f'{key}={self.text(element, item)}' for key, item in value.items())}}}"
            case "boolean":
                return "true" if value else "false"
            case "blob":
                return "java.nio.HeapByteBuffer"
        return str(value)

    def _structure(self, shape_name: str, value: Mapping[str, Any]) -> str:
        members = self._shapes[shape_name]["members"]
        printed = self._printed_members.get(shape_name, tuple(members))
        fields = (f"{lower_first(name)}={self._member(members, name, value)}" for name in printed)
        return f"{shape_name}({', '.join(fields)})"

    def _member(self, members: Mapping[str, Any], name: str, value: Mapping[str, Any]) -> str:
        member = value.get(name)
        return "null" if member is None else self.text(members[name]["shape"], member)
