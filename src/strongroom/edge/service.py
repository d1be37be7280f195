"""A service as the edge sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from strongroom.calls import Call
from strongroom.edge.json_protocol import JsonProtocol
from strongroom.edge.query_protocol import QueryProtocol
from strongroom.services.operations import Answer


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the JSON protocols behind the edge.

    ``target_prefix`` stands before the operation in ``X-Amz-Target``; ``operations`` are those it has. ``call``
    runs one of them on a decoded JSON document (None where the request has no body): it returns the answer, a
    future of it, or a coroutine, and raises ServiceError at once or later.
    """

    name: str
    target_prefix: str
    protocol: JsonProtocol
    operations: Iterable[str]
    call: Callable[[Call, Any], Answer | Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class QueryService:
    """One service of the query protocol behind the edge; ``call`` is given the fields of a decoded form."""

    name: str
    protocol: QueryProtocol
    operations: Iterable[str]
    call: Callable[[Call, Any], Answer | Awaitable[Answer]]
