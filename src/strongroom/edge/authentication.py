"""Who calls: from the request's signature to the principal, its account and its region."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from strongroom.calls import Principal
from strongroom.clock import Clock
from strongroom.edge import sigv4
from strongroom.edge.http import Exchange
from strongroom.edge.protocol import WireProtocol
from strongroom.errors import ServiceError
from strongroom.services.iam.credentials import Credential, Credentials

Mode = Literal["open", "iam"]
_ACCOUNT = re.compile(r"[0-9]{12}")
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, and in which account and region."""

    principal: Principal
    account: str
    region: str


class Authentication:
    """Decides who calls.

    In ``iam`` mode every request must carry a valid signature of a known access key. In ``open`` mode a
    well-formed signature with an access key id that nobody has acts as the account's root user: its secret is
    not known, so it cannot be checked. An access key id of 12 digits names the account, any other stands for
    ``account``; a credential without region stands for ``region``. Known access keys are verified in both
    modes. ``clock`` is what signing times are compared with; temporary credentials end by ``session_clock``,
    the clock by which they were issued. ``used`` hears of each verified access key with service and region.
    """

    def __init__(
        self,
        mode: Mode,
        credentials: Credentials,
        clock: Clock,
        *,
        account: str,
        region: str,
        session_clock: Clock | None = None,
        used: Callable[[str, str, str], None] = lambda _id, _service, _region: None,
    ) -> None:
        self._is_open = mode == "open"
        self._credentials = credentials
        self._account = account
        self._region = region
        self._clock = clock
        self._session_clock = session_clock or clock
        self._used = used
        self._claims: dict[bytes, sigv4.Claim] = {}
        self._read_time = lru_cache(_REMEMBERED)(sigv4.read_time)
        self._read_scope = lru_cache(_REMEMBERED)(sigv4.read_scope)
        self._signer = lru_cache(_REMEMBERED)(sigv4.Signer)
        self._well_formed: set[tuple[Any, ...]] = set()
        self._stranger = lru_cache(_REMEMBERED)(self._identity_of_stranger)

    def identify(self, exchange: Exchange, protocol: WireProtocol) -> Identity:
        """Who sent the request. Raises ServiceError as the service does, in the order of its checks."""
        authorization = self._read(exchange, protocol)
        claim = authorization.claim
        if self._is_open and self._credentials.find(claim.access_key_id) is None:
            self._read_time(authorization.time)
            return self._stranger(claim)
        return self._verify(exchange, protocol, authorization)

    def _read(self, exchange: Exchange, protocol: WireProtocol) -> sigv4.Authorization:
        """The request's authorization. A client's headers differ in the signature only: what stands before it
        is read once."""
        headers = exchange.headers
        head, _, signature = headers.get(b"authorization", b"").rpartition(b"Signature=")
        claim = self._claims.get(head)
        time = headers.get(b"x-amz-date")
        is_plain = time is not None and signature.isalnum() and b"?" not in exchange.target
        if is_plain and time is not None and claim is not None:
            token = headers.get(b"x-amz-security-token", b"")
            return sigv4.Authorization(
                claim, signature.decode("ascii"), time.decode("latin-1"), token.decode("latin-1")
            )
        authorization = sigv4.read_authorization(
            exchange.target,
            headers,
            unsigned_message=protocol.unsigned_message,
            only_aws4=protocol.only_aws4,
        )
        if is_plain:
            if len(self._claims) >= _REMEMBERED:
                self._claims.clear()
            self._claims[head] = authorization.claim
        return authorization

    def _identity_of_stranger(self, claim: sigv4.Claim) -> Identity:
        """Whom an access key id that nobody has stands for in open mode."""
        scope = self._read_scope(claim)
        if not scope.region:
            scope = scope._replace(region=self._region)
        sigv4.check_scope(scope)
        access_key_id = scope.access_key_id
        account = access_key_id if _ACCOUNT.fullmatch(access_key_id) else self._account
        return Identity(Principal.root(account, access_key_id), account, scope.region)

    def _verify(
        self, exchange: Exchange, protocol: WireProtocol, authorization: sigv4.Authorization
    ) -> Identity:
        claim, time = authorization.claim, authorization.time
        now = self._clock.now()
        sigv4.check_age(authorization, self._read_time(time), now, protocol.skew_minutes)
        looked_at = (claim, time[:8], protocol.scope_name, *exchange.headers)
        is_well_formed = looked_at in self._well_formed  # as is every further request of a client
        if not is_well_formed:
            sigv4.check_signed_headers(claim, exchange.headers)
        scope = self._read_scope(claim)
        if not is_well_formed:
            sigv4.check_scope(scope, time, protocol.scope_name)
        credential = self._credentials.find(scope.access_key_id)
        if credential is None:
            raise ServiceError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            )
        request = sigv4.canonical_request(
            exchange.method, exchange.target, exchange.headers, exchange.body, claim.signed_headers
        )
        signature = self._signer(credential.secret, scope).signature(time, request)
        sigv4.check_signature(authorization, signature)
        if not is_well_formed:
            if len(self._well_formed) >= _REMEMBERED:
                self._well_formed.clear()
            self._well_formed.add(looked_at)
        _check_token(authorization.token, credential, self._session_clock.now())
        if credential.last_use_of is not None:
            self._used(credential.last_use_of, scope.service, scope.region)
        return Identity(credential.principal, credential.principal.account, scope.region)


def _check_token(token: str, credential: Credential, now: float) -> None:
    """Raise ServiceError unless the request carries the session token that the access key needs."""
    expected = credential.session_token or ""
    if not hmac.compare_digest(token.encode("utf-8"), expected.encode("utf-8")):
        raise ServiceError(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        )
    if credential.expires is not None and now >= credential.expires:
        raise ServiceError("ExpiredTokenException", "The security token included in the request is expired")
