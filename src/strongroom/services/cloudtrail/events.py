"""CloudTrail events: what happened, in the service's record format.

Source: CloudTrail user guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from strongroom.calls import Call, Principal
from strongroom.services.cloudtrail.redact import shown
from strongroom.services.cloudtrail.resources import Resource

EVENT_VERSION = "1.08"


@dataclass(frozen=True, slots=True)
class PrincipalDetails:
    """What IAM knows of a principal beside its ARN.

    ``principal_id`` is the unique id of the user (``AIDA...``) or of role and session (``AROA...:session``).
    For role sessions ``issuer_arn`` is the role's ARN, and ``session_created`` when the credentials were
    issued, in epoch seconds; other temporary credentials have the latter only.
    """

    principal_id: str | None = None
    issuer_arn: str | None = None
    session_created: float | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One call as it happened: everything that its event is made of.

    ``request`` and ``answer`` hold only members that may be shown. ``time`` is in epoch seconds.
    """

    call: Call
    time: float
    event_source: str
    read_only: bool
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    resources: Sequence[Resource] = ()
    error_code: str | None = None
    error_message: str | None = None
    invoked_by: str | None = None
    details: PrincipalDetails = field(default_factory=PrincipalDetails)
    service_event: Mapping[str, Any] | None = None


def events(occurrence: Occurrence, event_ids: Sequence[str], shared_id: str) -> list[dict[str, Any]]:
    """The events of one call: one for the caller's account, and one for each other account whose resource it
    touched. ``event_ids`` has an id for each (see ``recipients``); ``shared_id`` tells that they are one call.
    """
    accounts = recipients(occurrence)
    shared = shared_id if len(accounts) > 1 or occurrence.call.principal.kind == "AWSService" else None
    return [
        _event(occurrence, account, event_id, shared)
        for account, event_id in zip(accounts, event_ids, strict=True)
    ]


def recipients(occurrence: Occurrence) -> list[str]:
    """The accounts that get an event, the caller's first."""
    accounts = [occurrence.call.principal.account, *(resource.account for resource in occurrence.resources)]
    return list(dict.fromkeys(accounts))


def _event(occurrence: Occurrence, account: str, event_id: str, shared_id: str | None) -> dict[str, Any]:
    call = occurrence.call
    event: dict[str, Any] = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": _identity(occurrence, account),
        "eventTime": _iso(occurrence.time),
        "eventSource": occurrence.event_source,
        "eventName": call.operation,
        "awsRegion": call.region,
        "sourceIPAddress": call.source_address,
        "userAgent": call.user_agent,
    }
    if occurrence.error_code is not None:
        event["errorCode"] = occurrence.error_code
        event["errorMessage"] = occurrence.error_message or ""
    event["requestParameters"] = shown(occurrence.request)
    event["responseElements"] = shown(occurrence.answer)
    if occurrence.service_event is None:
        event["requestID"] = call.request_id
    event["eventID"] = event_id
    event["readOnly"] = occurrence.read_only
    if occurrence.resources:
        event["resources"] = [
            {"accountId": resource.account, "type": resource.type, "ARN": resource.arn}
            for resource in occurrence.resources
        ]
    event["eventType"] = "AwsApiCall" if occurrence.service_event is None else "AwsServiceEvent"
    event["managementEvent"] = True
    event["recipientAccountId"] = account
    if shared_id is not None:
        event["sharedEventID"] = shared_id
    if occurrence.service_event is not None:
        event["serviceEventDetails"] = dict(occurrence.service_event)
    event["eventCategory"] = "Management"
    return event


def _identity(occurrence: Occurrence, recipient: str) -> dict[str, Any]:
    principal, details = occurrence.call.principal, occurrence.details
    if occurrence.service_event is not None:
        return {"accountId": principal.account, "invokedBy": "AWS Internal"}
    if principal.kind == "AWSService":
        return {"type": "AWSService", "invokedBy": principal.arn}
    identity: dict[str, Any] = {"type": principal.kind}
    principal_id = principal.account if principal.kind == "Root" else details.principal_id
    if principal_id is not None:
        identity["principalId"] = principal_id
    if recipient != principal.account:
        return {**identity, "type": "AWSAccount", "accountId": principal.account}
    identity["arn"] = principal.arn
    identity["accountId"] = principal.account
    if principal.access_key_id is not None:
        identity["accessKeyId"] = principal.access_key_id
    if principal.kind == "IAMUser":
        identity["userName"] = _last(principal.arn)
    if details.session_created is not None:
        identity["sessionContext"] = _session(principal, details, details.session_created)
    if occurrence.invoked_by is not None:
        identity["invokedBy"] = occurrence.invoked_by
    return identity


def _session(principal: Principal, details: PrincipalDetails, created: float) -> dict[str, Any]:
    context: dict[str, Any] = {}
    if details.issuer_arn is not None:
        issuer = {
            "type": "Role",
            "arn": details.issuer_arn,
            "accountId": principal.account,
            "userName": _last(details.issuer_arn),
        }
        if details.principal_id is not None:
            issuer["principalId"] = details.principal_id.partition(":")[0]
        context["sessionIssuer"] = issuer
    context["attributes"] = {"creationDate": _iso(created), "mfaAuthenticated": "false"}
    return context


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
