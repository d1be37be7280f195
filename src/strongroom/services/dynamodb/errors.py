"""Every error that DynamoDB answers by itself, with the service's words.

Source: Amazon DynamoDB API reference, "Common Errors" and the errors of each operation.
"""

from __future__ import annotations

from strongroom.errors import ServiceError


def validation(message: str) -> ServiceError:
    """The request is wrong in itself."""
    return ServiceError("ValidationException", message)


def invalid_parameter(detail: str) -> ServiceError:
    """One or more parameters are wrong; ``detail`` says which and why."""
    return validation(f"One or more parameter values were invalid: {detail}")


def table_not_found(name: str) -> ServiceError:
    """What control plane operations answer for a table that does not exist."""
    return ServiceError("ResourceNotFoundException", f"Requested resource not found: Table: {name} not found")


def resource_not_found() -> ServiceError:
    """What item operations answer for a table that does not exist or is not there yet."""
    return ServiceError("ResourceNotFoundException", "Requested resource not found")


def index_not_found(which: str) -> ServiceError:
    """What control plane operations answer for an index that the table does not have."""
    return ServiceError("ResourceNotFoundException", f"Requested resource not found: {which}")


def table_exists(name: str) -> ServiceError:
    return ServiceError("ResourceInUseException", f"Table already exists: {name}")


def resource_in_use(detail: str) -> ServiceError:
    """The table's state does not allow the change now."""
    return ServiceError("ResourceInUseException", detail)


def still_in_use(detail: str) -> ServiceError:
    """Something under way, which ``detail`` names, does not allow the change now."""
    return resource_in_use(f"Attempt to change a resource which is still in use: {detail}")


def limit_exceeded(message: str) -> ServiceError:
    return ServiceError("LimitExceededException", message)


def access_denied(message: str) -> ServiceError:
    return ServiceError("AccessDeniedException", message)


def internal_server_error(message: str = "Internal server error") -> ServiceError:
    return ServiceError("InternalServerError", message, status=500)
