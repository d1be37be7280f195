"""Which keys have automatic rotation.

Source: KMS API reference, EnableKeyRotation.
"""

from __future__ import annotations

from strongroom.services.kms import errors
from strongroom.services.kms.keys import KmsKey


def check_rotatable(key: KmsKey) -> None:
    """Refuse a key whose material KMS cannot rotate. Raises UnsupportedOperationException."""
    if not key.spec.symmetric_encryption:
        raise errors.unsupported()
    if key.origin != "AWS_KMS":
        raise errors.wrong_origin(key.arn, key.origin)
