"""Requests about global tables, of which this server has none.

Source: DynamoDB API reference; messages as observed of the service in October 2026, which refuses the old
version of global tables altogether.
"""

from __future__ import annotations

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors


def old_version() -> ServiceError:
    """What CreateGlobalTable and UpdateGlobalTable answer."""
    return errors.invalid_parameter(
        "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables "
        "version 2019.11.21, instead of version 2017.11.29 (Legacy)."
    )


def global_table_not_found(name: str) -> ServiceError:
    """What the operations on global tables of the old version answer."""
    return ServiceError(
        "GlobalTableNotFoundException",
        f"Global table not found: Global table with name: '{name}' does not exist.",
    )


def no_replicas(name: str) -> ServiceError:
    """What the operations on the scaling of replicas answer for a table without replicas."""
    return ServiceError("ResourceNotFoundException", f"Global table with name: '{name}' does not exist.")
