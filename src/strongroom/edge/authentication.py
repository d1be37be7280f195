"""Who calls: from the request's signature to the principal, its account and its region."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from strongroom.calls import Principal
from strongroom.clock import Clock
from strongroom.edge import sigv4
from strongroom.edge.http import Exchange
from strongroom.edge.json_protocol import JsonProtocol
from strongroom.errors import ServiceError
from strongroom.services.iam.credentials import Credential, Credentials

Mode = Literal["open", "iam"]
_ACCOUNT = re.compile(r"\d{12}")
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, and in which account and region."""

    principal: Principal
    account: str
    region: str


@dataclass(frozen=True, slots=True)
class _Stranger:
    """An access key id that nobody has, as open mode takes it."""

    access_key_id: str
    identity: Identity


class Authentication:
    """Decides who calls.

    In ``iam`` mode every request must carry a valid signature of a known access key. In ``open`` mode a
    well-formed signature with an access key id that nobody has acts as the account's root user: its secret is
    not known, so it cannot be checked. An access key id of 12 digits names the account, any other stands for
    ``account``; a credential without region stands for ``region``. Known access keys are verified in both
    modes.
    """

    def __init__(
        self, mode: Mode, credentials: Credentials, clock: Clock, *, account: str, region: str
    ) -> None:
        self._is_open = mode == "open"
        self._credentials = credentials
        self._account = account
        self._region = region
        self._clock = clock
        self._signing_key = lru_cache(maxsize=_REMEMBERED)(sigv4.signing_key)
        self._strangers: dict[bytes, _Stranger] = {}

    def identify(self, exchange: Exchange, protocol: JsonProtocol) -> Identity:
        """Who sent the request. Raises ServiceError as the service does, in the order of its checks."""
        headers = exchange.headers
        head = headers.get(b"authorization", b"").rpartition(b"Signature=")[0]
        stranger = self._strangers.get(head)
        if (
            stranger is not None
            and b"x-amz-date" in headers
            and b"?" not in exchange.target
            and self._credentials.find(stranger.access_key_id) is None
        ):
            return stranger.identity
        authorization = sigv4.read_authorization(
            exchange.target,
            headers,
            unsigned_message=protocol.unsigned_message,
            only_aws4=protocol.only_aws4,
        )
        if self._is_open:
            access_key_id = authorization.credential.partition("/")[0]
            if self._credentials.find(access_key_id) is None:
                return self._take_stranger(authorization, head)
        return self._verify(exchange, protocol, authorization)

    def _take_stranger(self, authorization: sigv4.Authorization, head: bytes) -> Identity:
        sigv4.check_time_format(authorization)
        scope = sigv4.read_scope(authorization)
        if not scope.region:
            scope = replace(scope, region=self._region)
        sigv4.check_scope(scope)
        access_key_id = scope.access_key_id
        account = access_key_id if _ACCOUNT.fullmatch(access_key_id) else self._account
        identity = Identity(Principal.root(account, access_key_id), account, scope.region)
        if head:
            if len(self._strangers) >= _REMEMBERED:
                self._strangers.clear()
            self._strangers[head] = _Stranger(access_key_id, identity)
        return identity

    def _verify(
        self, exchange: Exchange, protocol: JsonProtocol, authorization: sigv4.Authorization
    ) -> Identity:
        signed_at = sigv4.check_time_format(authorization)
        now = self._clock.now()
        sigv4.check_age(authorization, signed_at, now, protocol.skew_minutes)
        sigv4.check_signed_headers(authorization, exchange.headers)
        scope = sigv4.read_scope(authorization)
        sigv4.check_scope(scope, authorization.time, protocol.scope_name)
        credential = self._credentials.find(scope.access_key_id)
        if credential is None:
            raise ServiceError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            )
        request = sigv4.canonical_request(
            exchange.method,
            exchange.target,
            exchange.headers,
            exchange.body,
            authorization.signed_headers,
        )
        key = self._signing_key(credential.secret, scope)
        sigv4.check_signature(authorization, sigv4.signature(key, scope, authorization.time, request))
        _check_token(authorization.token, credential, now)
        return Identity(credential.principal, credential.principal.account, scope.region)


def _check_token(token: str | None, credential: Credential, now: float) -> None:
    """Raise ServiceError unless the request carries the session token that the access key needs."""
    expected = credential.session_token or ""
    if not hmac.compare_digest((token or "").encode("latin-1"), expected.encode("utf-8")):
        raise ServiceError(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        )
    if credential.expires is not None and now >= credential.expires:
        raise ServiceError("ExpiredTokenException", "The security token included in the request is expired")
