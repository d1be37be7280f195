"""What a WHERE clause does wrong about the key of a table."""

from __future__ import annotations

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors


class WrongKey(ServiceError):
    """A ValidationException about the key that a statement names.

    In a transaction the service words it as the operations on items do. Source: answers of the service,
    recorded by public test suites.
    """

    def __init__(self, message: str) -> None:
        super().__init__("ValidationException", message)

    def in_transaction(self) -> ServiceError:
        """The same error as a transaction tells it."""
        return errors.validation("The provided key element does not match the schema")


def incomplete_key() -> WrongKey:
    """A write does not name the one item that it is about."""
    return WrongKey("Where clause does not contain a mandatory equality on all key attributes")


def conflicting_key(name: str) -> WrongKey:
    """A write names two values of one key attribute."""
    return WrongKey(
        f"Multiple conditions on same key {name}. Only single item Update/Insert/Delete are supported"
    )


def wrong_key_type(name: str) -> WrongKey:
    """A key attribute is compared with a value of another type."""
    return WrongKey(f"Key attribute's data type should match its data type in table's schema: Key {name}")
