"""Access keys: who signs with which secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from strongroom.calls import Principal


@dataclass(frozen=True, slots=True)
class Credential:
    """A known access key: its secret and the principal that signs with it.

    ``session_token`` is the token that temporary credentials must carry, ``expires`` the time in seconds since
    the epoch when they end; both are None for long-term keys. ``last_use_of`` is the id of what is used with it
    and whose last use IAM tells: the access key of a user, or the role of a session.
    """

    access_key_id: str
    secret: str = field(repr=False)
    principal: Principal
    session_token: str | None = field(default=None, repr=False)
    expires: float | None = None
    last_use_of: str | None = None


class Credentials(Protocol):
    """Every known access key."""

    def find(self, access_key_id: str) -> Credential | None:
        """The access key, or None when nobody has it. Called for every request."""
        ...


class NoCredentials:
    """No access key is known."""

    def find(self, access_key_id: str) -> Credential | None:  # noqa: ARG002
        return None
