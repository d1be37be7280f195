"""The global condition keys: what every request can be asked about, whatever the service.

Source: IAM User Guide, "AWS global condition context keys" and the principal keys in "Variables and tags".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from strongroom.services.iam.policy.context import ConditionValue, RequestPrincipal

_NO_TAGS: Mapping[str, str] = MappingProxyType({})
_TYPES = MappingProxyType({"Root": "Account", "IAMUser": "User", "AssumedRole": "AssumedRole"})


#: Keys that have the same values in all requests of one access key.
_FIXED = ("aws:principal", "aws:userid", "aws:username", "aws:tokenissuetime", "aws:multifactorauth")


def fixed_for_principal(condition_keys: Iterable[str]) -> bool:
    """Whether the keys (in lower case) say nothing of a request but who makes it."""
    return all(key.startswith(_FIXED) for key in condition_keys)


def global_keys(
    principal: RequestPrincipal,
    *,
    now: float,
    region: str,
    source_address: str,
    user_agent: str = "",
    secure_transport: bool = False,
    via: str | None = None,
    tags: Mapping[str, str] = _NO_TAGS,
    token_issued: float | None = None,
    source_identity: str | None = None,
) -> dict[str, ConditionValue]:
    """The ``aws:`` keys of one request.

    ``now`` and ``token_issued`` (of temporary credentials) are seconds since the epoch; ``tags`` are those of
    the user or of the role and its session; ``via`` is the service that calls on the principal's behalf: then
    the caller's address is not known to the service called.
    """
    keys: dict[str, ConditionValue] = {
        "aws:CurrentTime": iso_time(now),
        "aws:EpochTime": int(now),
        "aws:RequestedRegion": region,
        "aws:SecureTransport": secure_transport,
        "aws:ViaAWSService": via is not None,
        "aws:PrincipalIsAWSService": principal.kind == "AWSService",
    }
    if user_agent:
        keys["aws:UserAgent"] = user_agent
    if via is None:
        keys["aws:SourceIp"] = source_address
    else:
        keys.update({"aws:CalledVia": [via], "aws:CalledViaFirst": via, "aws:CalledViaLast": via})
    if principal.kind == "AWSService":
        keys["aws:PrincipalServiceName"] = principal.arn
        return keys
    keys.update(_principal_keys(principal))
    keys.update({f"aws:PrincipalTag/{name}": value for name, value in tags.items()})
    if source_identity is not None:
        keys["aws:SourceIdentity"] = source_identity
    if token_issued is not None:
        keys.update({"aws:TokenIssueTime": iso_time(token_issued), "aws:MultiFactorAuthPresent": False})
    return keys


def _principal_keys(principal: RequestPrincipal) -> dict[str, ConditionValue]:
    keys: dict[str, ConditionValue] = {
        "aws:PrincipalArn": principal.role_arn or principal.arn,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": _TYPES[principal.kind],
    }
    last = principal.arn.rsplit("/", 1)[-1]
    if principal.kind == "Root":
        keys["aws:userid"] = principal.account
    elif principal.kind == "IAMUser":
        keys["aws:username"] = last
    if principal.unique_id is not None:
        session = f":{last}" if principal.kind == "AssumedRole" else ""
        keys["aws:userid"] = principal.unique_id + session
    return keys


def iso_time(seconds: float) -> str:
    """Seconds since the epoch as ``2026-11-24T19:52:00Z``."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
