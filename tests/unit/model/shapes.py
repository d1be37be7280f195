"""Values of a service's shapes, made up for round trips."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

TEXTS = st.text(
    alphabet=string.printable.replace("\x0b", "").replace("\x0c", "") + "äß名\U0001f600", max_size=12
)
TIMES = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))

SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "timestamp": TIMES,
    "blob": st.binary(max_size=12),
}


def values(shapes: Mapping[str, Any], name: str) -> st.SearchStrategy[Any]:
    """Values of a shape: structures complete, lists and maps short, perhaps empty."""
    shape = shapes[name]
    match shape["type"]:
        case "structure":
            members = {member: st.deferred(_of(shapes, ref)) for member, ref in shape["members"].items()}
            return st.fixed_dictionaries(members)
        case "list":
            return st.lists(st.deferred(_of(shapes, shape["member"])), max_size=2)
        case "map":
            of_values = st.deferred(_of(shapes, shape["value"]))
            return st.dictionaries(TEXTS, of_values, max_size=2)
    return SCALARS[shape["type"]]


def _of(shapes: Mapping[str, Any], reference: Mapping[str, str]) -> Any:
    return lambda: values(shapes, reference["shape"])
