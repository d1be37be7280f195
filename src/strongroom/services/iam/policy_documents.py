"""The documents of policies as operations take them: checked, and not too large.

Source: IAM User Guide, "IAM and AWS STS quotas": white space does not count.
"""

from __future__ import annotations

from strongroom.services.iam import errors, quotas
from strongroom.services.iam.policy import MalformedPolicy, Policy, PolicyKind, account_of, parse_policy
from strongroom.services.iam.principal_names import unknown_principals
from strongroom.services.iam.records import Identity
from strongroom.storage.engine import Reader


def check_inline(identity: Identity, name: str, document: str) -> None:
    """Refuse what cannot be the inline policy ``name``. Raises MalformedPolicyDocument or LimitExceeded."""
    read(document, PolicyKind.IDENTITY)
    others = sum(_size(other) for each, other in identity.inline.items() if each != name)
    most = quotas.INLINE_BYTES[identity.KIND]
    if others + _size(document) > most:
        raise errors.inline_policies_too_large(identity.KIND, identity.name, most)


def check_managed(document: str) -> None:
    """Refuse what cannot be a managed policy. Raises MalformedPolicyDocument or LimitExceeded."""
    read(document, PolicyKind.IDENTITY)
    if _size(document) > quotas.MANAGED_BYTES:
        raise errors.quota_exceeded("PolicySize", quotas.MANAGED_BYTES)


def check_trust(reader: Reader, document: str, account: str) -> None:
    """Refuse what cannot be a trust policy. Raises MalformedPolicyDocument or LimitExceeded.

    Of the principals it names those of ``account`` must exist; other accounts' need not be known here.
    """
    policy = read(document, PolicyKind.TRUST)
    if _size(document) > quotas.TRUST_BYTES:
        raise errors.quota_exceeded("ACLSizePerRole", quotas.TRUST_BYTES)
    own = [name for name in policy.identities if account_of(name) in (account, "")]
    for name in unknown_principals(reader, own):
        raise errors.malformed_policy(f'Invalid principal in policy: "AWS":"{name}"')


def read(document: str, kind: PolicyKind) -> Policy:
    """The document compiled. Raises MalformedPolicyDocument."""
    try:
        return parse_policy(document, kind)
    except MalformedPolicy as problem:
        raise errors.malformed_policy(str(problem)) from problem


def _size(document: str) -> int:
    return len("".join(document.split()).encode("utf-8"))
