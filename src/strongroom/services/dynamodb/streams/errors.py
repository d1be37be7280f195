"""Every error that DynamoDB Streams answers by itself, with the service's words where they have been observed.

Source: DynamoDB Streams API reference, the errors of each operation.
"""

from __future__ import annotations

from strongroom.errors import ServiceError


def validation(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


def invalid_stream_arn() -> ServiceError:
    return validation("Invalid StreamArn")


def stream_not_found(arn: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found")


def shard_not_found() -> ServiceError:
    return ServiceError("ResourceNotFoundException", "Requested resource not found: Shard does not exist")


def iterator_expired() -> ServiceError:
    return ServiceError("ExpiredIteratorException", "Shard iterator has expired")


def trimmed() -> ServiceError:
    """What is to be read is older than 24 hours."""
    return ServiceError("TrimmedDataAccessException", "The data you are trying to access has been trimmed")
