"""The ``Principal`` and ``NotPrincipal`` elements: who is meant, and how closely.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "... NotPrincipal", and for what the closeness
changes, "Determining whether a request is allowed or denied within an account".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from strongroom.services.iam.policy.context import RequestPrincipal


class Naming(IntEnum):
    """How closely a statement names the principal, from not at all to itself."""

    NONE = 0
    ACCOUNT = 1  # its account: delegates to the account's identity-based policies
    ROLE = 2  # the role behind the session: boundary and session policies still limit
    PRINCIPAL = 3  # the user, session or service itself, or everyone: nothing but a Deny limits


class InvalidPrincipal(ValueError):
    """An entry that names no principal. ``kind`` is its key (``AWS``, ``Service`` ...)."""

    def __init__(self, kind: str, value: str) -> None:
        super().__init__(f'"{kind}":"{value}"')
        self.kind = kind
        self.value = value


_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
_ROOT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root", re.ASCII)
_IDENTITY = re.compile(
    r"arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:user|role)/|sts::[0-9]{12}:(?:assumed-role/[^/*?]+|federated-user)/)[^*?]+",
    re.ASCII,
)
_UNIQUE_ID = re.compile(r"(?:AIDA[A-Z0-9]{12,124}|AROA[A-Z0-9]{12,124}(?::[\w+=,.@-]{2,64})?)", re.ASCII)
_SERVICE = re.compile(
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Principals:
    """The principals that an element lists."""

    everyone: bool = False
    accounts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # ARNs and unique ids
    services: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()

    def naming(self, principal: RequestPrincipal) -> Naming:
        """How closely the list names the principal."""
        if self.everyone:
            return Naming.PRINCIPAL
        if principal.kind == "AWSService":
            return Naming.PRINCIPAL if principal.arn in self.services else Naming.NONE
        if principal.arn in self.names or principal.identity_provider in self.providers:
            return Naming.PRINCIPAL
        if principal.unique_id in self.names:
            return Naming.ROLE if principal.kind == "AssumedRole" else Naming.PRINCIPAL
        if principal.role_arn in self.names:
            return Naming.ROLE
        return Naming.ACCOUNT if principal.account in self.accounts else Naming.NONE

    def lists_all_of(self, principal: RequestPrincipal) -> bool:
        """Whether the list has everything that the principal is: its account, its role, and itself.

        A Deny with NotPrincipal spares only those: the account and the role are checked before the session.
        """
        if self.everyone:
            return True
        if principal.kind == "AWSService":
            return principal.arn in self.services
        if principal.account not in self.accounts:
            return False
        if principal.kind == "Root":
            return True
        return principal.arn in self.names and (principal.role_arn is None or principal.role_arn in self.names)

    def identities(self) -> frozenset[str]:
        """The ARNs and unique ids of users, roles and sessions, for a caller that checks that they exist."""
        return self.names


def principals(element: Mapping[str, Iterable[str]]) -> Principals:
    """The list in a ``Principal`` object whose values are all lists. Raises InvalidPrincipal."""
    everyone = False
    accounts, names = set[str](), set[str]()
    for value in element.get("AWS", ()):
        root = _ROOT.fullmatch(value)
        if value == "*":
            everyone = True
        elif root is not None:
            accounts.add(root[1])
        elif _ACCOUNT.fullmatch(value):
            accounts.add(value)
        elif _IDENTITY.fullmatch(value) or _UNIQUE_ID.fullmatch(value):
            names.add(value)
        else:
            raise InvalidPrincipal("AWS", value)
    services = frozenset(element.get("Service", ()))
    for value in services:
        if not _SERVICE.fullmatch(value):
            raise InvalidPrincipal("Service", value)
    providers = frozenset(element.get("Federated", ()))
    if "*" in providers or "" in providers:
        raise InvalidPrincipal("Federated", "*" if "*" in providers else "")
    return Principals(everyone, frozenset(accounts), frozenset(names), services, providers)


#: ``"Principal": "*"``.
EVERYONE = Principals(everyone=True)
