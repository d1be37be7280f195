"""What a policy is asked about: one request, and who makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from strongroom.calls import Principal, PrincipalKind

#: The value of a condition key in a request. A sequence is a multivalued key; numbers may be epoch seconds for
#: the date operators; bytes are for BinaryEquals.
ConditionValue: TypeAlias = str | bool | int | float | bytes | Sequence[str]


@dataclass(frozen=True, slots=True)
class RequestPrincipal:
    """Who makes the request, in all the forms in which a policy can name them.

    ``arn`` is the user's, the root's or the role *session's* ARN, or an AWS service's host name
    (``dynamodb.amazonaws.com``). ``role_arn`` is the assumed role's ARN with its path, for role sessions only.
    ``unique_id`` is the IAM identifier (``AIDA...``, ``AROA...``), which stands in policies for deleted
    principals. ``identity_provider`` is the provider of a federated request (``Federated`` in a trust policy).
    """

    kind: PrincipalKind
    account: str
    arn: str
    role_arn: str | None = None
    unique_id: str | None = None
    identity_provider: str | None = None

    @classmethod
    def of(
        cls, principal: Principal, *, role_arn: str | None = None, unique_id: str | None = None
    ) -> RequestPrincipal:
        """The caller of a ``Call``. Without ``role_arn``, a role session's role is taken to have the path /."""
        if role_arn is None and principal.kind == "AssumedRole":
            role_arn = role_of_session(principal.arn)
        return cls(principal.kind, principal.account, principal.arn, role_arn, unique_id)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request as policies see it.

    ``action`` is ``service:Operation``; ``resource`` the ARN acted upon, or ``*`` where the action has none.
    ``keys`` are the condition keys of the request; their names are case-insensitive. ``resource_account`` is
    the account that owns the resource, where the ARN does not say it; ``named`` is what the service's refusals
    call the resource, where that is not its ARN.
    Source: IAM User Guide, "Processing the request context".
    """

    action: str
    resource: str
    principal: RequestPrincipal
    keys: Mapping[str, ConditionValue] = field(default_factory=dict)
    resource_account: str | None = None
    named: str | None = None

    @property
    def crosses_accounts(self) -> bool:
        """Whether the resource belongs to another account than the principal."""
        owner = self.resource_account or account_of(self.resource)
        return bool(owner) and owner != self.principal.account


def account_of(arn: str) -> str:
    """The account in an ARN; empty where it has none, or where ``arn`` is no ARN."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


def role_of_session(arn: str) -> str | None:
    """The ARN of the role, in the path /, behind ``arn:aws:sts::<account>:assumed-role/<role>/<session>``."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or not parts[5].startswith("assumed-role/"):
        return None
    return f"arn:{parts[1]}:iam::{parts[4]}:role/{parts[5].split('/')[1]}"
