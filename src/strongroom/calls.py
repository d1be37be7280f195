"""Who calls what: the identity and circumstances of one request, without wire details."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple
from uuid import UUID

PrincipalKind = Literal["Root", "IAMUser", "AssumedRole", "AWSService"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls. ``kind`` uses the words of CloudTrail's ``userIdentity.type``.

    ``account`` is the 12-digit account; ``arn`` the principal's ARN, or for a service its host name
    (``dynamodb.amazonaws.com``).
    """

    kind: PrincipalKind
    account: str
    arn: str
    access_key_id: str | None = None

    @classmethod
    def root(cls, account: str, access_key_id: str | None = None) -> Principal:
        """The account's root user."""
        return cls("Root", account, f"arn:aws:iam::{account}:root", access_key_id)

    @classmethod
    def service(cls, host: str, account: str) -> Principal:
        """An AWS service acting for itself, for example ``dynamodb.amazonaws.com``."""
        return cls("AWSService", account, host)


class Call(NamedTuple):
    """One request: the principal, where it acts, and what identifies it in logs and audit events.

    A tuple, because one is made for each request: a frozen dataclass takes ten times as long to make.

    ``via`` is the service that makes the call on the principal's behalf, by its host in the region
    (``dynamodb.us-east-1.amazonaws.com``, as ``kms:ViaService`` has it), or None when the principal calls
    directly. ``secure_transport`` tells whether the request came over TLS; a call that begins in the server has
    crossed no network. ``cause`` is the request id of the call for whose sake this one is made, if
    there is one.
    """

    operation: str
    principal: Principal
    account: str
    region: str
    request_id: str
    source_address: str = "127.0.0.1"
    user_agent: str = ""
    via: str | None = None
    secure_transport: bool = True
    cause: str | None = None

    def event_id(self, account: str) -> str:
        """The id of the audit log's event that tells an account of this call.

        It follows from the call, so that it is known before the log, which writes behind, has made the event.
        """
        named = f"{self.request_id}/{self.operation}/{account}".encode()
        return str(UUID(bytes=blake2b(named, digest_size=16).digest(), version=4))
