"""The STS service: what its operations are handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strongroom.randomness import Randomness
from strongroom.services.iam.access_keys import NewAccessKey
from strongroom.services.iam.collections import SESSIONS
from strongroom.services.iam.records import Session
from strongroom.services.iam.service import Iam
from strongroom.services.operations import Observed, Operations, RequestParser, unobserved
from strongroom.services.sts import operations
from strongroom.storage.engine import Transaction


class Sts:
    """STS on the users, roles and sessions of ``iam``."""

    def __init__(
        self,
        iam: Iam,
        randomness: Randomness,
        parsers: Mapping[str, RequestParser],
        observed: Observed = unobserved,
    ) -> None:
        self.iam = iam
        self.randomness = randomness
        self.operations = observed(Operations(self, operations, parsers))

    def issue(self, session: Session) -> Issued:
        """Credentials for a session that has no id and no secret yet; ``keep`` makes them valid."""
        made = NewAccessKey(self.randomness, temporary=True)
        sealed = self.iam.secrets.seal(made.id, made.secret, made.token)
        return Issued(replace(session, id=made.id, sealed=sealed), made)


class Issued:
    """Temporary credentials on their way to the client."""

    def __init__(self, session: Session, made: NewAccessKey) -> None:
        self._session = session
        self._made = made

    def keep(self, transaction: Transaction) -> dict[str, Any]:
        """Store them: the wire's Credentials."""
        SESSIONS.put(transaction, self._session)
        return {
            "AccessKeyId": self._made.id,
            "SecretAccessKey": self._made.secret,
            "SessionToken": self._made.token,
            "Expiration": self._session.expires,
        }
