"""Access keys: their secrets at rest under the root key, and who signs with which.

Long-term keys (``AKIA...``) belong to users, temporary ones (``ASIA...``) to sessions.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from strongroom.calls import Principal
from strongroom.encryption.root_key import RootKey
from strongroom.randomness import Randomness
from strongroom.services.iam import ids
from strongroom.services.iam.collections import ACCESS_KEYS, ROLES, SESSIONS, USERS
from strongroom.services.iam.credentials import Credential, Credentials
from strongroom.services.iam.records import AccessKey, Session
from strongroom.storage.engine import Reader, Store

_REMEMBERED = 4096


class Secrets:
    """Seals secrets under the root key, each bound to its access key id."""

    def __init__(self, root_key: RootKey) -> None:
        self._root_key = root_key

    def seal(self, access_key_id: str, secret: str, token: str | None = None) -> str:
        """The sealed secret, and session token if there is one, in hexadecimal."""
        return self._root_key.seal(orjson.dumps([secret, token]), _associated(access_key_id)).hex()

    def open(self, access_key_id: str, sealed: str) -> tuple[str, str | None]:
        """Secret and token. Raises SealBroken."""
        secret, token = orjson.loads(self._root_key.open(bytes.fromhex(sealed), _associated(access_key_id)))
        return secret, token


class NewAccessKey:
    """An access key id with its secret, made but not yet kept anywhere."""

    def __init__(self, randomness: Randomness, *, temporary: bool) -> None:
        self.id = ids.unique_id("ASIA" if temporary else "AKIA", randomness)
        self.secret = ids.secret_access_key(randomness)
        self.token = ids.session_token(randomness) if temporary else None


class IamCredentials:
    """The access keys of users and sessions. Remembers what it found, and what it did not, until ``forget``."""

    def __init__(self, catalog: Store, secrets: Secrets) -> None:
        self._catalog = catalog
        self._secrets = secrets
        self._known: dict[str, Credential | None] = {}

    def find(self, access_key_id: str) -> Credential | None:
        """The access key, unless it is inactive or its user or role is gone."""
        if access_key_id in self._known:
            return self._known[access_key_id]
        credential = self._catalog.read(lambda reader: self._read(reader, access_key_id))
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[access_key_id] = credential
        return credential

    def forget(self) -> None:
        """Look everything up anew; to be called when something has changed."""
        self._known.clear()

    def _read(self, reader: Reader, access_key_id: str) -> Credential | None:
        key = ACCESS_KEYS.find(reader, access_key_id)
        if key is not None:
            return self._of_user(reader, key)
        session = SESSIONS.find(reader, access_key_id)
        return None if session is None else self._of_session(reader, session)

    def _of_user(self, reader: Reader, key: AccessKey) -> Credential | None:
        user = USERS.find(reader, key.account, key.user)
        if user is None or not key.active:
            return None
        secret, _ = self._secrets.open(key.id, key.sealed)
        principal = Principal("IAMUser", key.account, user.arn, key.id)
        return Credential(key.id, secret, principal, last_use_of=key.id)

    def _of_session(self, reader: Reader, session: Session) -> Credential | None:
        arn = _arn_of(reader, session)
        if arn is None:
            return None
        secret, token = self._secrets.open(session.id, session.sealed)
        principal = Principal(session.kind, session.account, arn, session.id)
        role_id = session.owner_id if session.kind == "AssumedRole" else None
        return Credential(session.id, secret, principal, token, session.expires, role_id)


class FirstThatKnows:
    """Several places where access keys are known, asked in turn."""

    def __init__(self, places: Sequence[Credentials]) -> None:
        self._places = places

    def find(self, access_key_id: str) -> Credential | None:
        """The access key of the first place that knows it."""
        for place in self._places:
            credential = place.find(access_key_id)
            if credential is not None:
                return credential
        return None


def _arn_of(reader: Reader, session: Session) -> str | None:
    """The ARN of a session's principal; None when its user or role is gone, or made anew since."""
    if session.kind == "Root":
        return f"arn:aws:iam::{session.account}:root"
    if session.kind == "IAMUser":
        user = USERS.find(reader, session.account, session.name)
        return user.arn if user is not None and user.id == session.owner_id else None
    role = ROLES.find(reader, session.account, session.name)
    if role is None or role.id != session.owner_id:
        return None
    return f"arn:aws:sts::{session.account}:assumed-role/{role.name}/{session.session_name}"


def _associated(access_key_id: str) -> bytes:
    return b"iam access key " + access_key_id.encode("ascii")
