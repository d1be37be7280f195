"""What is known of users, groups, roles, policies and credentials: the records in the catalog.

Names are unique in an account without regard to case, and are found by their exact spelling.
Source: IAM User Guide, "IAM identifiers" and "IAM and AWS STS quotas".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A user, group or role. ``created`` is in epoch seconds.

    ``inline`` maps the names of its inline policies to their documents; ``attached`` are ARNs of managed ones.
    """

    KIND: ClassVar[str]
    account: str
    name: str
    path: str
    id: str
    created: float
    inline: dict[str, str] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account}:{self.KIND}{self.path}{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded(Identity):
    """A user or role: what can have a permissions boundary, the ARN of a managed policy."""

    boundary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Bounded):
    """A user. ``groups`` are names of groups, ``access_keys`` ids of access keys."""

    KIND: ClassVar[str] = "user"
    groups: tuple[str, ...] = ()
    access_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Identity):
    """A group. Its members say that they are in it."""

    KIND: ClassVar[str] = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Bounded):
    """A role. ``trust`` is its trust policy's document, ``max_session`` in seconds; ``service`` is the service
    whose service-linked role it is, or None."""

    KIND: ClassVar[str] = "role"
    trust: str
    description: str | None = None
    max_session: int = 3600
    service: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a managed policy: ``id`` is ``v1``, ``v2`` ..."""

    id: str
    document: str
    created: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicy:
    """A managed policy. ``account`` is ``aws`` for those of AWS; ``default`` the id of the version in force."""

    account: str
    name: str
    path: str
    id: str
    created: float
    updated: float
    versions: tuple[PolicyVersion, ...]
    default: str = "v1"
    next_version: int = 2
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account}:policy{self.path}{self.name}"

    @property
    def document(self) -> str:
        """The document in force."""
        return next(version.document for version in self.versions if version.id == self.default)

    def version(self, version_id: str) -> PolicyVersion | None:
        """The version with that id, or None."""
        return next((version for version in self.versions if version.id == version_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceProfile:
    """An instance profile. ``roles`` are the names of its roles: one at most."""

    KIND: ClassVar[str] = "instance-profile"
    account: str
    name: str
    path: str
    id: str
    created: float
    roles: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account}:instance-profile{self.path}{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A user's long-term access key; ``sealed`` is its secret under the root key, in hexadecimal."""

    id: str
    account: str
    user: str
    created: float
    active: bool
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Temporary credentials of a role's session, or of a user or the root user (GetSessionToken).

    ``name`` and ``owner_id`` are the role's or the user's; ``policies`` are the session policies, each by name
    or ARN with its document as it was then. ``tags`` are session tags, ``transitive`` the keys of those that a
    role assumed in this session inherits. ``sealed`` holds secret and token.
    """

    id: str
    account: str
    kind: Literal["Root", "IAMUser", "AssumedRole"]
    name: str
    owner_id: str
    session_name: str
    created: float
    expires: float
    sealed: str
    policies: tuple[tuple[str, str], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str | None = None
