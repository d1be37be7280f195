"""Who calls: from the request's signature to the principal, its account and its region."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

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


class Identity(NamedTuple):
    """Who calls, and in which account and region."""

    principal: Principal
    account: str
    region: str


class _Verified(NamedTuple):
    """What a client's requests have in common. ``looked_at`` is all of a request, but for the claim, that was
    looked at to find its claim good."""

    looked_at: tuple[str | bytes, ...]
    credential: Credential
    scope: sigv4.Scope
    signer: sigv4.Signer
    identity: Identity


class _Client:
    """Who signs with one claim, and what was found of the last request that was signed well."""

    __slots__ = ("claim", "verified")

    def __init__(self, claim: sigv4.Claim) -> None:
        self.claim = claim
        self.verified: _Verified | None = None


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
        self._clients: dict[bytes, _Client] = {}
        self._read_time = lru_cache(_REMEMBERED)(sigv4.read_time)
        self._read_scope = lru_cache(_REMEMBERED)(sigv4.read_scope)
        self._signer = lru_cache(_REMEMBERED)(sigv4.Signer)
        self._stranger = lru_cache(_REMEMBERED)(self._identity_of_stranger)

    def identify(self, exchange: Exchange, protocol: WireProtocol) -> Identity:
        """Who sent the request. Raises ServiceError as the service does, in the order of its checks."""
        authorization, client = self._read(exchange, protocol)
        claim = client.claim
        if self._is_open and self._credentials.find(claim.access_key_id) is None:
            self._read_time(authorization.time)
            return self._stranger(claim)
        return self._verify(exchange, protocol, authorization, client)

    def _read(self, exchange: Exchange, protocol: WireProtocol) -> tuple[sigv4.Authorization, _Client]:
        """The request's authorization. A client's headers differ in the signature only: what stands before it
        is read once."""
        headers = exchange.headers
        head, _, signature = headers.get(b"authorization", b"").rpartition(b"Signature=")
        client = self._clients.get(head)
        time = headers.get(b"x-amz-date")
        is_plain = time is not None and signature.isalnum() and b"?" not in exchange.target
        if is_plain and time is not None and client is not None:
            token = headers.get(b"x-amz-security-token", b"")
            return sigv4.Authorization(
                client.claim, signature.decode("ascii"), time.decode("latin-1"), token.decode("latin-1")
            ), client
        authorization = sigv4.read_authorization(
            exchange.target,
            headers,
            unsigned_message=protocol.unsigned_message,
            only_aws4=protocol.only_aws4,
        )
        client = _Client(authorization.claim)
        if is_plain:
            if len(self._clients) >= _REMEMBERED:
                self._clients.clear()
            self._clients[head] = client
        return authorization, client

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
        self, exchange: Exchange, protocol: WireProtocol, authorization: sigv4.Authorization, client: _Client
    ) -> Identity:
        claim, time = client.claim, authorization.time
        signed_at = self._read_time(time)
        sigv4.check_age(authorization, signed_at, self._clock.now(), protocol.skew_minutes)
        looked_at: tuple[str | bytes, ...] = (time[:8], protocol.scope_name, *exchange.headers)
        verified = client.verified
        if (
            verified is None
            or verified.looked_at != looked_at
            or verified.credential is not self._credentials.find(verified.scope.access_key_id)
        ):
            verified = self._looked_up(claim, looked_at, exchange, protocol, time)
        request = sigv4.canonical_request(
            exchange.method, exchange.target, exchange.headers, exchange.body, claim.signed_headers
        )
        sigv4.check_signature(authorization, verified.signer.signature(time, request))
        client.verified = verified
        credential, scope = verified.credential, verified.scope
        if authorization.token or credential.session_token is not None:
            _check_token(authorization.token, credential, self._session_clock.now())
        if credential.last_use_of is not None:
            self._used(credential.last_use_of, scope.service, scope.region)
        return verified.identity

    def _looked_up(
        self,
        claim: sigv4.Claim,
        looked_at: tuple[str | bytes, ...],
        exchange: Exchange,
        protocol: WireProtocol,
        time: str,
    ) -> _Verified:
        """Everything that the signature is verified with. Raises ServiceError."""
        sigv4.check_signed_headers(claim, exchange.headers)
        scope = self._read_scope(claim)
        sigv4.check_scope(scope, time, protocol.scope_name)
        credential = self._credentials.find(scope.access_key_id)
        if credential is None:
            raise ServiceError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            )
        identity = Identity(credential.principal, credential.principal.account, scope.region)
        return _Verified(looked_at, credential, scope, self._signer(credential.secret, scope), identity)


def _check_token(token: str, credential: Credential, now: float) -> None:
    """Raise ServiceError unless the request carries the session token that the access key needs."""
    expected = credential.session_token or ""
    if not hmac.compare_digest(token.encode("utf-8"), expected.encode("utf-8")):
        raise ServiceError(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        )
    if credential.expires is not None and now >= credential.expires:
        raise ServiceError("ExpiredTokenException", "The security token included in the request is expired")
