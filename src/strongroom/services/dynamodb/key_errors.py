"""What a caller of DynamoDB reads when KMS refuses the table's key.

DynamoDB hands KMS's error on inside a message of its own. Source of the forms: observed answers of the service,
collected in the project's specification of encryption at rest (section 1.4).
"""

from __future__ import annotations

from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb import errors

_CLASSES = "com.amazonaws.services.kms.model."
_STATE_ERRORS = {
    "NotFoundException",
    "KMSInvalidStateException",
    "InvalidArnException",
    "KeyUnavailableException",
    "InvalidKeyUsageException",
    "IncorrectKeyException",
    "InvalidCiphertextException",
}


def table_key_error(error: ServiceError, randomness: Randomness) -> ServiceError:
    """The DynamoDB error that carries the KMS error ``error``."""
    if error.code == "DisabledException":
        return errors.validation(f"KMS key disabled error: {_told(error, error.code, randomness)}")
    if error.code in _STATE_ERRORS:
        return errors.validation(f"KMS validation error: {_told(error, error.code, randomness)}")
    if error.code == "AccessDeniedException":
        return errors.access_denied(
            f"KMS key access denied error: {_told(error, 'AWSKMSException', randomness)}"
        )
    return errors.internal_server_error(f"KMS internal error: {_told(error, 'AWSKMSException', randomness)}")


def _told(error: ServiceError, java_class: str, randomness: Randomness) -> str:
    return (
        f"{_CLASSES}{java_class}: {error.message} (Service: AWSKMS; Status Code: {error.status}; "
        f"Error Code: {error.code}; Request ID: {randomness.uuid()}; Proxy: null)"
    )
