"""Who calls: from the request's signature to the principal, its account and its region."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

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
_REMEMBERED_OF_CLIENT = 32
_SHORT_HEAD = 4096


class Identity(NamedTuple):
    """Who calls, and in which account and region."""

    principal: Principal
    account: str
    region: str


class _Alike(NamedTuple):
    """Requests of one client that are alike in all but their bodies: what one of them was found to be.

    ``signed_at`` is in epoch seconds. A stranger's have neither a ``credential`` nor a ``signing``.
    """

    signed_at: float
    credential: Credential | None
    signing: sigv4.Signing | None
    identity: Identity


class _Client:
    """Who signs with one claim, and its requests of late."""

    __slots__ = ("access_key_id", "claim", "requests")

    def __init__(self, claim: sigv4.Claim) -> None:
        self.claim = claim
        self.access_key_id = claim.access_key_id
        self.requests: dict[tuple[Any, ...], _Alike] = {}

    def all_but_body(self, exchange: Exchange, protocol: WireProtocol) -> tuple[Any, ...]:
        """What a request has in common with those that are alike: its signing time is among what is signed."""
        headers = exchange.headers
        signed = map(headers.get, self.claim.signed_headers)
        return (exchange.method, exchange.target, protocol.scope_name, tuple(headers), *signed)

    def remember(self, all_but_body: tuple[Any, ...], alike: _Alike) -> None:
        if len(self.requests) >= _REMEMBERED_OF_CLIENT:
            self.requests.clear()
        self.requests[all_but_body] = alike


class Authentication:
    """Decides who calls.

    In ``iam`` mode every request must carry a valid signature of a known access key. In ``open`` mode a
    well-formed signature with an access key id that nobody has acts as the account's root user: its secret is
    not known, so it cannot be checked. An access key id of 12 digits names the account, any other stands for
    ``account``; a credential without region stands for ``region``. Known access keys are verified in both
    modes. ``clock`` is what signing times are compared with; temporary credentials end by ``session_clock``,
    the clock by which they were issued. ``used`` hears of each verified access key with service and region,
    at least once for every time at which its owner signs.
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

    def identify(self, exchange: Exchange, protocol: WireProtocol) -> Identity:
        """Who sent the request. Raises ServiceError as the service does, in the order of its checks.

        Within a second, which is how long its signing time stays the same, most requests of a client differ in
        their bodies only: of these nothing else is looked at again (``make bench ARGS=--authorization``).
        """
        head, _, signature = exchange.headers.get(b"authorization", b"").rpartition(b"Signature=")
        client = self._clients.get(head)
        if client is None:
            return self._look_closely(exchange, protocol, head, signature, None)
        alike = client.requests.get(client.all_but_body(exchange, protocol))
        if alike is not None and self._is_still_good(alike, client, exchange, protocol, signature):
            return alike.identity
        return self._look_closely(exchange, protocol, head, signature, client)

    def _is_still_good(
        self, alike: _Alike, client: _Client, exchange: Exchange, protocol: WireProtocol, signature: bytes
    ) -> bool:
        """Whether nothing that has changed since the last of the requests that are alike makes this one bad."""
        credential = self._credentials.find(client.access_key_id)
        if alike.credential is not credential:
            return False
        if credential is None or alike.signing is None:
            return True
        if abs(self._clock.now() - alike.signed_at) > 60 * protocol.skew_minutes:
            return False
        if credential.expires is not None and self._session_clock.now() >= credential.expires:
            return False
        return hmac.compare_digest(alike.signing.signature(exchange.body), signature)

    def _look_closely(
        self, exchange: Exchange, protocol: WireProtocol, head: bytes, signature: bytes, client: _Client | None
    ) -> Identity:
        authorization = self._read(exchange, protocol, signature, client)
        claim = authorization.claim
        credential = self._credentials.find(claim.access_key_id)
        signed_at = self._read_time(authorization.time)
        signing = None
        if credential is None and self._is_open:
            identity = self._identity_of_stranger(claim)
        else:
            sigv4.check_age(authorization, signed_at, self._clock.now(), protocol.skew_minutes)
            identity, signing = self._verify(exchange, protocol, authorization, credential)
        if b"x-amz-date" in claim.signed_headers and _is_plain(exchange, signature) and _is_short(exchange):
            client = client or self._new_client(head, claim)
            alike = _Alike(signed_at, credential, signing, identity)
            client.remember(client.all_but_body(exchange, protocol), alike)
        return identity

    def _read(
        self, exchange: Exchange, protocol: WireProtocol, signature: bytes, client: _Client | None
    ) -> sigv4.Authorization:
        """The request's authorization. What stands in a client's headers before the signature is read once."""
        headers = exchange.headers
        if client is None or not _is_plain(exchange, signature):
            return sigv4.read_authorization(
                exchange.target,
                headers,
                unsigned_message=protocol.unsigned_message,
                only_aws4=protocol.only_aws4,
            )
        time, token = headers[b"x-amz-date"], headers.get(b"x-amz-security-token", b"")
        return sigv4.Authorization(
            client.claim, signature.decode("ascii"), time.decode("latin-1"), token.decode("latin-1")
        )

    def _new_client(self, head: bytes, claim: sigv4.Claim) -> _Client:
        if len(self._clients) >= _REMEMBERED:
            self._clients.clear()
        client = self._clients[head] = _Client(claim)
        return client

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
        self,
        exchange: Exchange,
        protocol: WireProtocol,
        authorization: sigv4.Authorization,
        credential: Credential | None,
    ) -> tuple[Identity, sigv4.Signing]:
        """Who signed, and what signs the same request with another body. Raises ServiceError."""
        claim, time = authorization.claim, authorization.time
        sigv4.check_signed_headers(claim, exchange.headers)
        scope = self._read_scope(claim)
        sigv4.check_scope(scope, time, protocol.scope_name)
        if credential is None:
            raise ServiceError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            )
        head = sigv4.canonical_head(exchange.method, exchange.target, exchange.headers, claim.signed_headers)
        signing = self._signer(credential.secret, scope).begin(time, head)
        sigv4.check_signature(authorization, signing.signature(exchange.body))
        _check_token(authorization.token, credential, self._session_clock.now())
        if credential.last_use_of is not None:
            self._used(credential.last_use_of, scope.service, scope.region)
        return Identity(credential.principal, credential.principal.account, scope.region), signing


def _is_plain(exchange: Exchange, signature: bytes) -> bool:
    """Whether the request is signed in its header, in the form that all SDKs give it."""
    return signature.isalnum() and b"?" not in exchange.target and b"x-amz-date" in exchange.headers


def _is_short(exchange: Exchange) -> bool:
    """Whether the request's head is short enough to be remembered, whoever sends how many of them."""
    headers = exchange.headers
    return sum(map(len, headers)) + sum(map(len, headers.values())) + len(exchange.target) <= _SHORT_HEAD


def _check_token(token: str, credential: Credential, now: float) -> None:
    """Raise ServiceError unless the request carries the session token that the access key needs."""
    expected = credential.session_token or ""
    if not hmac.compare_digest(token.encode("utf-8"), expected.encode("utf-8")):
        raise ServiceError(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        )
    if credential.expires is not None and now >= credential.expires:
        raise ServiceError("ExpiredTokenException", "The security token included in the request is expired")
