"""Key policies and grants go on with the users and roles that they name when IAM renames or deletes those."""

from __future__ import annotations

from dataclasses import replace

from strongroom.services.iam.policy import Renaming
from strongroom.services.kms import grants, keys
from strongroom.storage.engine import Transaction


def rename_principal(transaction: Transaction, renaming: Renaming) -> None:
    """Rename the principal wherever KMS keeps its name."""
    for key in list(keys.everywhere(transaction)):
        policy = renaming.in_policy(key.policy)
        if policy != key.policy:
            keys.put(transaction, replace(key, policy=policy))
    for grant in list(grants.everywhere(transaction)):
        retiring = None if grant.retiring is None else renaming.of(grant.retiring)
        renamed = replace(grant, grantee=renaming.of(grant.grantee), retiring=retiring)
        if renamed != grant:
            grants.rewrite(transaction, grant, renamed)
