"""The one exception that reaches a client."""

from __future__ import annotations

from typing import Any


class ServiceError(Exception):
    """An error that a service answers: its code, message and HTTP status, as the client will see them.

    ``code`` is the bare error type (``ResourceNotFoundException``); the edge adds the service's namespace.
    ``fields`` are further members of the error document (``Item``, ``CancellationReasons``).
    """

    def __init__(self, code: str, message: str, status: int = 400, **fields: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields
