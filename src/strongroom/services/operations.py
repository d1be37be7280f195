"""How a service declares its operations, and how they are called.

An operation is a function in a file of its own below ``services/<service>/operations/``::

    @operation("PutItem")
    def put_item(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]: ...

The decorator is the whole registration. The model has already checked the request when the function runs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, TypeAlias, TypeVar

from strongroom.calls import Call
from strongroom.errors import ServiceError

Request: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawJson:
    """An answer that is already encoded as JSON, for answers that hand stored bytes on."""

    body: bytes


Answer: TypeAlias = dict[str, Any] | RawJson
Handler: TypeAlias = Callable[[Any, Call, Request], Answer | Awaitable[Answer]]
F = TypeVar("F", bound=Callable[..., Any])


class RequestParser(Protocol):
    """Checks a decoded JSON document against an operation's input shape."""

    def __call__(self, document: Any) -> dict[str, Any]:
        """The request with blobs decoded and unknown members dropped.

        Raises ServiceError as the service does: SerializationException for a wrong JSON type,
        ValidationException listing every violated constraint otherwise.
        """
        ...


def operation(name: str) -> Callable[[F], F]:
    """Declare the decorated function to be the service's operation ``name``."""

    def declare(function: F) -> F:
        function.__operation__ = name  # type: ignore[attr-defined]
        return function

    return declare


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its name in the API, the check of its input shape, and the function that does it."""

    name: str
    parse: RequestParser
    handle: Handler


class CallableOperations(Protocol):
    """What a service offers to be called: its operations, or whatever stands before them."""

    def names(self) -> list[str]:
        """The names of all operations, sorted."""
        ...

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Run the operation ``call.operation``; see Operations.call."""
        ...


Admit: TypeAlias = Callable[[Call, Request], Call]
"""Decides whether a call may do what its checked request asks: the call as it is to be run, or ServiceError."""


def admit_all(call: Call, _request: Request) -> Call:
    """Admits every call."""
    return call


Observed: TypeAlias = Callable[[CallableOperations], CallableOperations]
"""Puts an observer before a service's operations, for example the audit log."""


def unobserved(operations: CallableOperations) -> CallableOperations:
    """Observes nothing."""
    return operations


class Operations:
    """The operations of one service, ready to be called.

    ``service`` is handed to every operation function; ``parsers`` has the input check of every operation that
    the service model knows, declared here or not. ``admit`` is asked before every operation.
    """

    def __init__(
        self,
        service: Any,
        package: ModuleType,
        parsers: Mapping[str, RequestParser],
        admit: Admit = admit_all,
    ) -> None:
        self._service = service
        self._admit = admit
        self._operations = {
            name: Operation(name, parsers[name], function) for name, function in _declared_in(package)
        }

    def names(self) -> list[str]:
        """The names of all declared operations, sorted."""
        return sorted(self._operations)

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Check ``document`` and run the operation ``call.operation``.

        Raises ServiceError: UnknownOperationException when it is not declared, and whatever the check, the
        admission and the operation raise. The answer may still be under way: then it is awaitable, and may
        raise too.
        """
        found = self._operations.get(call.operation)
        if found is None:
            raise ServiceError("UnknownOperationException", "")
        request = found.parse(document)
        return found.handle(self._service, self._admit(call, request), request)


def _declared_in(package: ModuleType) -> Iterator[tuple[str, Handler]]:
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for value in vars(module).values():
            name = getattr(value, "__operation__", None)
            if name is not None and value.__module__ == module.__name__:
                yield name, value
