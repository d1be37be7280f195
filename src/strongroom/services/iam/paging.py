"""Paging: a page of a list, and the marker behind it.

Source: IAM API reference, the parameters MaxItems and Marker of each List operation.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from strongroom.services.iam import errors
from strongroom.services.operations import Request

T = TypeVar("T")
_DEFAULT_ITEMS = 100


def start_of_page(request: Request) -> str | None:
    """The name behind which the page starts; None for the first. Raises ValidationError."""
    marker = request.get("Marker")
    if marker is None:
        return None
    try:
        return base64.b64decode(marker, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError, ValueError):
        raise errors.invalid_marker() from None


def page(
    request: Request, member: str, found: Iterable[T], name: Callable[[T], str], entry: Callable[[T], Any]
) -> dict[str, Any]:
    """An answer with at most ``MaxItems`` entries in ``member``; ``found`` begins where the page starts."""
    most = request.get("MaxItems", _DEFAULT_ITEMS)
    taken = list(islice(found, most + 1))
    answer: dict[str, Any] = {member: [entry(each) for each in taken[:most]], "IsTruncated": len(taken) > most}
    if len(taken) > most:
        answer["Marker"] = base64.b64encode(name(taken[most - 1]).encode("utf-8")).decode("ascii")
    return answer


def page_of_names(request: Request, member: str, names: Iterable[str]) -> dict[str, Any]:
    """A page of a short list of names, sorted."""
    return page_of(request, member, names, str, str)


def page_of_exact_tags(request: Request, tags: Mapping[str, str]) -> dict[str, Any]:
    """A page of the tags of a policy or an instance profile: short keys come first, as the service was seen to
    order them."""
    behind = start_of_page(request)
    ordered = sorted(tags, key=lambda key: (len(key), key))
    rest = ordered if behind is None else [key for key in ordered if (len(key), key) > (len(behind), behind)]
    return page(request, "Tags", rest, str, lambda key: {"Key": key, "Value": tags[key]})


def page_of(
    request: Request, member: str, items: Iterable[T], name: Callable[[T], str], entry: Callable[[T], Any]
) -> dict[str, Any]:
    """A page of a short list, in the order of the items' names."""
    behind = start_of_page(request)
    ordered = sorted(items, key=name)
    rest = (item for item in ordered if behind is None or name(item) > behind)
    return page(request, member, rest, name, entry)
