"""Paging: a page of a list, and the marker behind it.

Source: KMS API reference, the parameters Limit and Marker of each List operation.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

from strongroom.services.kms import errors

T = TypeVar("T")
_VERSION = "1/"


def start_of_page(marker: str | None) -> str | None:
    """The position behind which a page starts; None for the first page. Raises InvalidMarkerException."""
    if marker is None:
        return None
    try:
        text = base64.urlsafe_b64decode(marker).decode("utf-8")
    except (binascii.Error, ValueError):
        raise errors.invalid_marker() from None
    if not text.startswith(_VERSION) or _marker(text) != marker:
        raise errors.invalid_marker()
    return text.removeprefix(_VERSION)


def page(
    member: str,
    found: Iterator[T],
    limit: int,
    position: Callable[[T], str],
    entry: Callable[[T], Any],
) -> dict[str, Any]:
    """An answer with at most ``limit`` entries in ``member``, and a marker when there are more."""
    taken = list(islice(found, limit + 1))
    truncated = len(taken) > limit
    answer: dict[str, Any] = {member: [entry(each) for each in taken[:limit]], "Truncated": truncated}
    if truncated:
        answer["NextMarker"] = _marker(_VERSION + position(taken[limit - 1]))
    return answer


def _marker(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8")).decode("ascii")
