"""The record of a call, in CloudTrail's format."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.calls import Call, Principal
from strongroom.services.cloudtrail.events import Occurrence, PrincipalDetails, events, recipients
from strongroom.services.cloudtrail.resources import Resource, affected
from strongroom.services.cloudtrail.visibility import DYNAMODB, KMS, STS

from .kit import ACCOUNT, ALICE, KEY, KEY_ID, NOON, OTHER, REGION, ROOT, SERVICE, SESSION, TABLE, call

ROLE = f"arn:aws:iam::{ACCOUNT}:role/app/Reader"


def _event(occurrence: Occurrence) -> dict[str, Any]:
    (event,) = events(occurrence, ["event-id"], "shared-id")
    return event


def test_a_call_of_a_user() -> None:
    occurrence = Occurrence(
        call("CreateGrant"),
        NOON + 0.9,
        KMS,
        False,
        {"KeyId": KEY, "Operations": ["Decrypt"]},
        {"GrantId": "g"},
        [Resource(KEY, "AWS::KMS::Key")],
        details=PrincipalDetails("AIDAALICE"),
    )
    assert _event(occurrence) == {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAALICE",
            "arn": ALICE.arn,
            "accountId": ACCOUNT,
            "accessKeyId": "AKIAALICE",
            "userName": "Alice",
        },
        "eventTime": "2026-11-25T12:00:00Z",
        "eventSource": "kms.amazonaws.com",
        "eventName": "CreateGrant",
        "awsRegion": REGION,
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2",
        "requestParameters": {"keyId": KEY, "operations": ["Decrypt"]},
        "responseElements": {"grantId": "g"},
        "requestID": "ebe8ee68-63bc-11e4-bc2b-4198b6150d5c",
        "eventID": "event-id",
        "readOnly": False,
        "resources": [{"accountId": ACCOUNT, "type": "AWS::KMS::Key", "ARN": KEY}],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }


@pytest.mark.parametrize(
    ("principal", "details", "identity"),
    [
        (
            ROOT,
            PrincipalDetails(),
            {
                "type": "Root",
                "principalId": ACCOUNT,
                "arn": ROOT.arn,
                "accountId": ACCOUNT,
                "accessKeyId": "AKIAROOT",
            },
        ),
        (
            SESSION,
            PrincipalDetails("AROAREADER:nightly", ROLE, NOON),
            {
                "type": "AssumedRole",
                "principalId": "AROAREADER:nightly",
                "arn": SESSION.arn,
                "accountId": ACCOUNT,
                "accessKeyId": "ASIAREADER",
                "sessionContext": {
                    "sessionIssuer": {
                        "type": "Role",
                        "arn": ROLE,
                        "accountId": ACCOUNT,
                        "userName": "Reader",
                        "principalId": "AROAREADER",
                    },
                    "attributes": {"creationDate": "2026-11-25T12:00:00Z", "mfaAuthenticated": "false"},
                },
            },
        ),
        (SERVICE, PrincipalDetails(), {"type": "AWSService", "invokedBy": "dynamodb.amazonaws.com"}),
    ],
)
def test_who_calls(principal: Principal, details: PrincipalDetails, identity: dict[str, Any]) -> None:
    occurrence = Occurrence(call("Decrypt", principal), NOON, KMS, True, {}, {}, details=details)
    assert _event(occurrence)["userIdentity"] == identity


def test_a_call_on_behalf_of_a_principal_names_the_service_that_made_it() -> None:
    occurrence = Occurrence(call("Decrypt"), NOON, KMS, True, {}, {}, invoked_by="dynamodb.amazonaws.com")
    assert _event(occurrence)["userIdentity"]["invokedBy"] == "dynamodb.amazonaws.com"


def test_a_call_by_a_service_has_a_shared_event_id() -> None:
    assert _event(Occurrence(call("Decrypt", SERVICE), NOON, KMS, True, {}, {}))["sharedEventID"] == "shared-id"
    assert "sharedEventID" not in _event(Occurrence(call("Decrypt"), NOON, KMS, True, {}, {}))


def test_a_refused_call_has_the_error() -> None:
    occurrence = Occurrence(
        call("Decrypt"), NOON, KMS, True, {}, {}, error_code="DisabledException", error_message="is disabled."
    )
    event = _event(occurrence)
    assert (event["errorCode"], event["errorMessage"]) == ("DisabledException", "is disabled.")
    assert event["requestParameters"] is None
    assert event["responseElements"] is None


def test_another_accounts_key_gives_an_event_to_each_account() -> None:
    foreign = KEY.replace(ACCOUNT, OTHER)
    occurrence = Occurrence(
        call("Decrypt"),
        NOON,
        KMS,
        True,
        {},
        {},
        [Resource(foreign, "AWS::KMS::Key")],
        details=PrincipalDetails("AIDAALICE"),
    )
    assert recipients(occurrence) == [ACCOUNT, OTHER]
    own, theirs = events(occurrence, ["one", "two"], "shared-id")
    assert (own["recipientAccountId"], theirs["recipientAccountId"]) == (ACCOUNT, OTHER)
    assert own["sharedEventID"] == theirs["sharedEventID"] == "shared-id"
    assert (own["eventID"], theirs["eventID"]) == ("one", "two")
    assert own["userIdentity"]["arn"] == ALICE.arn
    assert theirs["userIdentity"] == {"type": "AWSAccount", "principalId": "AIDAALICE", "accountId": ACCOUNT}


def test_what_a_service_does_by_itself_is_a_service_event() -> None:
    made = Call(
        "DeleteKey",
        Principal.service("kms.amazonaws.com", ACCOUNT),
        ACCOUNT,
        REGION,
        "",
        "AWS Internal",
        "AWS Internal",
    )
    occurrence = Occurrence(
        made, NOON, KMS, False, {}, {}, [Resource(KEY, "AWS::KMS::Key")], service_event={"keyId": KEY_ID}
    )
    event = _event(occurrence)
    assert event["eventType"] == "AwsServiceEvent"
    assert event["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    assert event["serviceEventDetails"] == {"keyId": KEY_ID}
    assert "requestID" not in event


ALIAS = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/mine"
SECOND = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab"


@pytest.mark.parametrize(
    ("source", "request_document", "answer", "expected"),
    [
        (KMS, {"KeyId": KEY_ID}, {}, [KEY]),
        (KMS, {"KeyId": KEY}, {}, [KEY]),
        (KMS, {"KeyId": "alias/mine"}, {"KeyId": KEY, "Plaintext": b"x"}, [KEY]),
        (KMS, {"KeyId": "alias/mine"}, None, []),
        (KMS, {}, {"KeyMetadata": {"Arn": KEY}}, [KEY]),
        (KMS, {"DestinationKeyId": SECOND}, {"SourceKeyId": KEY, "KeyId": SECOND}, [KEY, SECOND]),
        (KMS, {"AliasName": "alias/mine", "TargetKeyId": KEY_ID}, {}, [ALIAS, KEY]),
        (KMS, {"KeyId": "nonsense"}, {}, []),
        (KMS, {"KeyId": {"x": 1}}, {"KeyMetadata": "y"}, []),
        (KMS, "not a document", None, []),
        (DYNAMODB, {"TableName": "Music"}, {}, [TABLE]),
        (DYNAMODB, {"TableName": TABLE}, {"TableDescription": {"TableArn": TABLE}}, [TABLE]),
        (DYNAMODB, {"ResourceArn": TABLE}, {}, [TABLE]),
        (DYNAMODB, {}, {}, []),
        (STS, {"RoleArn": ROLE}, {}, [ROLE]),
        ("iam.amazonaws.com", {"UserName": "x"}, {}, []),
    ],
)
def test_the_resources_of_a_call(source: str, request_document: Any, answer: Any, expected: list[str]) -> None:
    found = affected(source, call("X"), request_document, answer)
    assert [resource.arn for resource in found] == expected
