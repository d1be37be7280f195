"""How a wrong attribute value is told."""

from __future__ import annotations

from strongroom.errors import ServiceError


class InvalidValue(ServiceError):
    """A ValidationException about a value that the service words in two ways.

    ``older`` is the message of the operations that check values in an older layer: BatchWriteItem, Scan and the
    transactions. Source: answers of the service in several regions, October 2026.
    """

    def __init__(self, message: str, older: str) -> None:
        super().__init__("ValidationException", message)
        self.older = older

    def in_older_words(self) -> ServiceError:
        """The same error as an operation of the older layer tells it."""
        return ServiceError(self.code, self.older)
