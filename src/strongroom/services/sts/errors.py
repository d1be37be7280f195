"""The errors of STS, each as the service words it.

Source: STS API reference, "Errors" of each operation, for codes and status; observed answers for the texts.
"""

from __future__ import annotations

from strongroom.errors import ServiceError


def access_denied(message: str) -> ServiceError:
    return ServiceError("AccessDenied", message, 403)


def validation(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)


def malformed_policy(message: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocument", message)


def packed_policy_too_large(percent: int) -> ServiceError:
    return ServiceError(
        "PackedPolicyTooLarge",
        f"Packed size of session tags and session policy consumes {percent}% of allotted space.",
    )


def invalid_parameter(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValue", message)
