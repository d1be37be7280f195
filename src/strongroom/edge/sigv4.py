"""Signature Version 4: reading and checking a request's signature.

Source of the algorithm: IAM User Guide, "Create a signed AWS API request" and "Elements of an AWS API request
signature". Error types and texts, and the order of the checks, are those of the real DynamoDB.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote

from strongroom.edge.http import Headers
from strongroom.errors import ServiceError

if TYPE_CHECKING:
    from _hashlib import HASH

    short_sha256 = sha256
else:
    # Python's own SHA-256 is slower than OpenSSL's at hashing, but quicker to begin and to end: by 5 us for
    # each request, of which hashing itself takes one (make bench ARGS=--authorization).
    try:
        from _sha2 import sha256 as short_sha256  # from Python 3.12 on
    except ImportError:
        from _sha256 import sha256 as short_sha256

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_REGION = re.compile(r"[A-Za-z0-9-]{1,64}")
_HEADER_PARAMETERS = ("Credential", "Signature", "SignedHeaders")
_QUERY_PARAMETERS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
    "X-Amz-Date",
)
_LONG = 512
_BLOCK_BYTES, _INNER_PADDING, _OUTER_PADDING = 64, 0x36, 0x5C
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details."
)


class Scope(NamedTuple):
    """The elements of a credential: ``access_key_id/day/region/service/terminator``."""

    access_key_id: str
    day: str
    region: str
    service: str
    terminator: str


class Claim(NamedTuple):
    """The part of an authorization that is the same for many requests of a client.

    ``signed_headers`` are names in lower case, in the order in which they were signed.
    """

    algorithm: str
    credential: str
    signed_headers: tuple[bytes, ...]

    @property
    def access_key_id(self) -> str:
        """The access key id, also of a credential that has other elements missing."""
        return self.credential.partition("/")[0]


class Authorization(NamedTuple):
    """What a request says of its signature, in the Authorization header or in the query string.

    ``expires`` is how many seconds a presigned request is valid, 0 for a signed header.
    """

    claim: Claim
    signature: str
    time: str
    token: str
    expires: int = 0


def incomplete(message: str) -> ServiceError:
    """The signature is not one."""
    return ServiceError("IncompleteSignatureException", message)


def invalid(message: str) -> ServiceError:
    """The signature is one, but not of this request."""
    return ServiceError("InvalidSignatureException", message)


def read_authorization(
    target: bytes, headers: Headers, *, unsigned_message: str, only_aws4: bool
) -> Authorization:
    """The request's authorization. Raises ServiceError when it has none, two, or one with parts missing.

    ``unsigned_message`` is the service's text for none; ``only_aws4`` counts other schemes as none.
    """
    header = headers.get(b"authorization", b"").decode("latin-1")
    query = dict(parse_qsl(target.partition(b"?")[2].decode("latin-1"), keep_blank_values=True))
    in_query = "X-Amz-Algorithm" in query
    if header and in_query:
        raise invalid(
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
        )
    if in_query:
        return _from_query(query)
    if not header or (only_aws4 and not header.strip().startswith("AWS4-")):
        raise ServiceError("MissingAuthenticationTokenException", unsigned_message)
    return _from_header(header, headers)


def _from_header(header: str, headers: Headers) -> Authorization:
    algorithm, *pairs = [part for part in re.split("[, ]", header) if part]
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise incomplete(
                f"'{pair}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."
            )
        given[name] = value
    time = (headers.get(b"x-amz-date") or headers.get(b"date", b"")).decode("latin-1")
    problems = [
        f"Authorization header requires '{name}' parameter."
        for name in _HEADER_PARAMETERS
        if not given.get(name)
    ]
    if not time:
        problems.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if problems:
        raise incomplete(" ".join([*problems, f"Authorization={header}"]))
    return Authorization(
        Claim(algorithm, given["Credential"], _names(given["SignedHeaders"])),
        given["Signature"],
        time,
        headers.get(b"x-amz-security-token", b"").decode("latin-1"),
    )


def _from_query(query: Mapping[str, str]) -> Authorization:
    problems = [
        f"AWS query-string parameters must include '{name}'."
        for name in _QUERY_PARAMETERS
        if not query.get(name)
    ]
    if problems:
        raise incomplete(" ".join([*problems, "Re-examine the query-string parameters."]))
    expires = query.get("X-Amz-Expires", "")
    return Authorization(
        Claim(query["X-Amz-Algorithm"], query["X-Amz-Credential"], _names(query["X-Amz-SignedHeaders"])),
        query["X-Amz-Signature"],
        query["X-Amz-Date"],
        query.get("X-Amz-Security-Token", ""),
        int(expires) if re.fullmatch("[0-9]{1,6}", expires) else 0,
    )


def _names(signed_headers: str) -> tuple[bytes, ...]:
    return tuple(signed_headers.lower().encode("latin-1", "replace").split(b";"))


def read_time(time: str) -> float:
    """The signing time in seconds since the epoch. Raises ServiceError when it is none."""
    if _TIME.fullmatch(time):
        try:
            return datetime.strptime(time, _TIME_FORMAT).replace(tzinfo=UTC).timestamp()
        except ValueError:
            pass
    raise incomplete(
        f"Date must be in ISO-8601 'basic format'. Got '{time}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )


def check_age(authorization: Authorization, signed_at: float, now: float, skew_minutes: int) -> None:
    """Raise ServiceError unless the signature was made within the skew of ``now``, or is still valid."""
    skew = 60 * skew_minutes
    if signed_at + authorization.expires < now - skew:
        raise invalid(
            f"Signature expired: {authorization.time} is now earlier than {_text(now - skew)} "
            f"({_text(now)} - {skew_minutes} min.)"
        )
    if signed_at > now + skew:
        raise invalid(
            f"Signature not yet current: {authorization.time} is still later than {_text(now + skew)} "
            f"({_text(now)} + {skew_minutes} min.)"
        )


def _text(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime(_TIME_FORMAT)


def check_signed_headers(claim: Claim, headers: Headers) -> None:
    """Raise ServiceError unless the host and every x-amz-* header of the request are signed."""
    signed = claim.signed_headers
    if b"host" not in signed and b":authority" not in signed:
        raise invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    for name in headers:
        if name.startswith(b"x-amz-") and name not in signed:
            raise invalid(f"'{name.decode('latin-1')}' must be a 'SignedHeader' in the AWS Authorization.")


def read_scope(claim: Claim) -> Scope:
    """The credential's elements. Raises ServiceError for another algorithm or another number of elements."""
    if claim.algorithm != ALGORITHM:
        raise incomplete(f"Unsupported AWS 'algorithm': '{claim.algorithm}' (only {ALGORITHM} for now). ")
    elements = claim.credential.rstrip("/").split("/")
    if len(elements) != 5:
        raise incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
            f"got '{claim.credential}'"
        )
    return Scope(*elements)


def check_scope(scope: Scope, time: str | None = None, service: str | None = None) -> None:
    """Raise ServiceError listing everything wrong with the scope; without ``service`` and ``time`` only what
    can be wrong with any scope."""
    problems = []
    if not _REGION.fullmatch(scope.region):
        problems.append(f"Credential should be scoped to a valid region, not '{scope.region}'.")
    if service is not None and scope.service != service:
        problems.append(f"Credential should be scoped to correct service: '{service}'.")
    if scope.terminator != TERMINATOR:
        problems.append(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{scope.terminator}'."
        )
    if time is not None and scope.day != time[:8]:
        problems.append(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{scope.day}' != '{time[:8]}', from '{time}'."
        )
    if problems:
        raise invalid(" ".join(problems))


def canonical_head(method: bytes, target: bytes, headers: Headers, signed_headers: tuple[bytes, ...]) -> bytes:
    """The request in canonical form, but for the hash of its body at the end."""
    path, _, query = target.partition(b"?")
    values = [headers.get(name, b"").strip() for name in signed_headers]
    if b"  " in b"\n".join(values):
        values = [b" ".join(value.split()) if b"  " in value else value for value in values]
    return b"%b\n%b\n%b\n%b\n\n%b\n" % (
        method,
        _canonical_path(path),
        _canonical_query(query) if query else b"",
        b"\n".join(map(b"%b:%b".__mod__, zip(signed_headers, values, strict=True))),
        b";".join(signed_headers),
    )


def _canonical_path(path: bytes) -> bytes:
    """The path without dot segments and doubled slashes, encoded once more as services other than S3 do."""
    if path in (b"/", b""):
        return b"/"
    segments: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b"..":
            del segments[-1:]
        elif segment not in (b"", b"."):
            segments.append(segment)
    slash = b"/" if segments and path.endswith(b"/") else b""
    return quote(b"/" + b"/".join(segments) + slash, safe="/-_.~").encode("ascii")


def _canonical_query(query: bytes) -> bytes:
    pairs = sorted(
        (quote(name.encode("latin-1"), safe="-_.~"), quote(value.encode("latin-1"), safe="-_.~"))
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
        if name != "X-Amz-Signature"
    )
    return "&".join(f"{name}={value}" for name, value in pairs).encode("ascii")


def signing_key(secret: str, scope: Scope) -> bytes:
    """The key that signs for one day, region and service."""
    key = b"AWS4" + secret.encode("utf-8")
    for element in (scope.day, scope.region, scope.service, TERMINATOR):
        key = hmac.digest(key, element.encode("utf-8"), "sha256")
    return key


class Signer:
    """Signs within one scope: with one key, on one day, for one service in one region."""

    def __init__(self, secret: str, scope: Scope) -> None:
        key = signing_key(secret, scope).ljust(_BLOCK_BYTES, b"\0")
        self._inner = short_sha256(bytes(byte ^ _INNER_PADDING for byte in key))
        self._outer = short_sha256(bytes(byte ^ _OUTER_PADDING for byte in key))
        self._scope = f"{scope.day}/{scope.region}/{scope.service}/{TERMINATOR}"

    def begin(self, time: str, head: bytes) -> Signing:
        """Begin to sign requests with the same canonical head at one time."""
        inner = self._inner.copy()
        inner.update(f"{ALGORITHM}\n{time}\n{self._scope}\n".encode())
        return Signing(short_sha256(head), inner, self._outer)


class Signing:
    """Signs requests that differ in their bodies only.

    What they have in common is hashed already: their canonical head, and of HMAC the paddings of the key
    (RFC 2104, section 4) and the head of the string to sign. OpenSSL takes three times as long to put an HMAC
    of its own together (``make bench ARGS=--authorization``).
    """

    __slots__ = ("_inner", "_outer", "_request")

    def __init__(self, request: HASH, inner: HASH, outer: HASH) -> None:
        self._request = request
        self._inner = inner
        self._outer = outer

    def signature(self, body: bytes) -> bytes:
        """The signature of the request with that body, in hexadecimal digits."""
        request, inner, outer = self._request.copy(), self._inner.copy(), self._outer.copy()
        hashed = short_sha256(body) if len(body) < _LONG else sha256(body)
        request.update(hashed.hexdigest().encode("ascii"))
        inner.update(request.hexdigest().encode("ascii"))
        outer.update(inner.digest())
        return outer.hexdigest().encode("ascii")


def check_signature(authorization: Authorization, expected: bytes) -> None:
    """Raise ServiceError unless the signature is the expected one; compares in constant time."""
    if not hmac.compare_digest(expected, authorization.signature.encode("utf-8")):
        raise invalid(_MISMATCH)
