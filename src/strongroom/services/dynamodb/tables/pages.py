"""Pages of lists whose entries are found by a position; the position of the last one is the client's token."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import orjson

from strongroom.services.dynamodb import errors

T = TypeVar("T")
Position: TypeAlias = tuple[str, str]


def page_after(
    listed: Sequence[tuple[Position, T]], token: str | None, most: int
) -> tuple[list[T], Position | None]:
    """The entries behind the token's position, and the position of the last when more follow.

    ``listed`` is in the order of its positions. Raises ValidationException for a token that is none.
    """
    after = None if token is None else _position(token)
    rest = [entry for entry in listed if after is None or entry[0] > after]
    page = rest[:most]
    return [value for _, value in page], page[-1][0] if len(rest) > most else None


def page_token(position: Position) -> str:
    """What a client sends back to get the next page."""
    return urlsafe_b64encode(orjson.dumps(position)).decode("ascii")


def _position(token: str) -> Position:
    try:
        first, second = orjson.loads(urlsafe_b64decode(token))
    except ValueError:
        raise errors.validation(f"Invalid Request: Provided nextToken is invalid: {token}") from None
    return str(first), str(second)
