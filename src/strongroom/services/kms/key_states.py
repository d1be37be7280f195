"""What each key state refuses.

Source: KMS developer guide, "Key states of AWS KMS keys"; where the guide leaves a choice for keys that await
deletion, the service was seen to answer KMSInvalidStateException.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from strongroom.errors import ServiceError
from strongroom.services.kms import errors
from strongroom.services.kms.keys import KmsKey, State

#: Operations that the key states treat alike.
Group = Literal["use", "switch", "rotate", "rotate on demand", "change", "rescue", "view"]

_REFUSALS: Mapping[Group, Mapping[State, Callable[[str], ServiceError]]] = {
    "use": {
        "Disabled": errors.disabled,
        "PendingDeletion": errors.pending_deletion,
        "PendingReplicaDeletion": errors.pending_replica_deletion,
        "PendingImport": errors.pending_import,
    },
    "switch": {
        "PendingDeletion": errors.pending_deletion,
        "PendingReplicaDeletion": errors.pending_replica_deletion,
        "PendingImport": errors.pending_import,
    },
    "rotate": {
        "Disabled": errors.disabled,
        "PendingDeletion": errors.pending_deletion,
        "PendingReplicaDeletion": errors.pending_replica_deletion,
    },
    "rotate on demand": {
        "Disabled": errors.disabled,
        "PendingDeletion": errors.pending_deletion,
        "PendingReplicaDeletion": errors.pending_replica_deletion,
        "PendingImport": errors.pending_import,
    },
    "change": {
        "PendingDeletion": errors.pending_deletion,
        "PendingReplicaDeletion": errors.pending_replica_deletion,
    },
    "rescue": {
        "Enabled": errors.not_pending_deletion,
        "Disabled": errors.not_pending_deletion,
        "PendingImport": errors.not_pending_deletion,
    },
    "view": {},
}


def check(key: KmsKey, group: Group) -> None:
    """Raise the error with which the key's state refuses the operations of ``group``."""
    refusal = _REFUSALS[group].get(key.state)
    if refusal is not None:
        raise refusal(key.arn)
