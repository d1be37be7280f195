"""LookupEvents: the newest first, filtered, in pages."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import orjson
import pytest

from strongroom.calls import Principal
from strongroom.errors import ServiceError
from strongroom.model.service_model import load_service_model
from strongroom.randomness import SystemRandomness
from strongroom.services.cloudtrail import lookup
from strongroom.services.cloudtrail.events import Occurrence
from strongroom.services.cloudtrail.log import AuditLog
from strongroom.services.cloudtrail.resources import Resource
from strongroom.services.cloudtrail.service import CloudTrail
from strongroom.services.cloudtrail.trail import Trail, renderer
from strongroom.services.cloudtrail.visibility import DYNAMODB, KMS

from .kit import ACCOUNT, ALICE, KEY, NOON, OTHER, ROOT, ROOT_KEY, SERVICE, SESSION, TABLE, FixedClock, call

PARSERS = load_service_model("cloudtrail").parsers
LOOKUP = "LookupEvents"
KEY_RESOURCE = Resource(KEY, "AWS::KMS::Key")
TABLE_RESOURCE = Resource(TABLE, "AWS::DynamoDB::Table")

#: source, operation, principal, read only, resources: one a minute from NOON on
CALLS: list[tuple[str, str, Principal, bool, list[Resource]]] = [
    (KMS, "CreateKey", ROOT, False, [KEY_RESOURCE]),
    (DYNAMODB, "CreateTable", ALICE, False, [TABLE_RESOURCE]),
    (KMS, "CreateGrant", ALICE, False, [KEY_RESOURCE]),
    (KMS, "GenerateDataKey", SERVICE, True, [KEY_RESOURCE]),
    (KMS, "Decrypt", ALICE, True, [KEY_RESOURCE]),
    (KMS, "Decrypt", SESSION, True, [KEY_RESOURCE]),
    (KMS, "ListKeys", SESSION, True, []),
]
NEWEST_FIRST = [operation for _, operation, *_ in reversed(CALLS)]
LAST = NOON + 60.0 * (len(CALLS) - 1)


@pytest.fixture
def service(tmp_path: Path) -> CloudTrail:
    async def record() -> None:
        log: AuditLog[Occurrence] = AuditLog(
            tmp_path, ROOT_KEY, renderer(SystemRandomness()), group_seconds=0.001, file_bytes=2500
        )
        log.start()
        clock = FixedClock()
        trail = Trail(log, clock)
        for source, operation, principal, read_only, resources in CALLS:
            trail.record(
                call(operation, principal),
                event_source=source,
                read_only=read_only,
                request_parameters={},
                resources=resources,
            )
            await log.flushed()
            clock.time += 60
        await log.close()

    asyncio.run(record())
    return CloudTrail(tmp_path, FixedClock(LAST), PARSERS)


def _ask(
    service: CloudTrail, account: str = ACCOUNT, region: str = "us-east-1", **request: Any
) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        made = call(LOOKUP)
        made = type(made)(LOOKUP, ALICE, account, region, made.request_id)
        answer = service.operations.call(made, request)
        assert isinstance(answer, Awaitable)
        result = await answer
        assert isinstance(result, dict)
        return result

    return asyncio.run(ask())


def _names(answer: dict[str, Any]) -> list[str]:
    return [event["EventName"] for event in answer["Events"]]


def _by(key: str, value: str) -> dict[str, Any]:
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


def test_all_events_come_newest_first(service: CloudTrail) -> None:
    answer = _ask(service)
    assert _names(answer) == NEWEST_FIRST
    assert "NextToken" not in answer


def test_an_event_is_described_as_the_service_does(service: CloudTrail) -> None:
    event = _ask(service, **_by("EventName", "CreateTable"))["Events"][0]
    record = orjson.loads(event["CloudTrailEvent"])
    assert "chain" not in record
    assert record["eventName"] == "CreateTable"
    assert event == {
        "EventId": record["eventID"],
        "EventName": "CreateTable",
        "ReadOnly": "false",
        "AccessKeyId": "AKIAALICE",
        "EventTime": NOON + 60,
        "EventSource": "dynamodb.amazonaws.com",
        "Username": "Alice",
        "Resources": [{"ResourceType": "AWS::DynamoDB::Table", "ResourceName": TABLE}],
        "CloudTrailEvent": event["CloudTrailEvent"],
    }


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("EventName", "Decrypt", ["Decrypt", "Decrypt"]),
        ("EventName", "decrypt", []),
        ("EventSource", "dynamodb.amazonaws.com", ["CreateTable"]),
        ("ReadOnly", "false", ["CreateGrant", "CreateTable", "CreateKey"]),
        ("ReadOnly", "True", ["ListKeys", "Decrypt", "Decrypt", "GenerateDataKey"]),
        ("Username", "Alice", ["Decrypt", "CreateGrant", "CreateTable"]),
        ("Username", "nightly", ["ListKeys", "Decrypt"]),
        ("Username", "root", ["CreateKey"]),
        ("Username", "dynamodb.amazonaws.com", ["GenerateDataKey"]),
        ("AccessKeyId", "ASIAREADER", ["ListKeys", "Decrypt"]),
        ("ResourceType", "AWS::DynamoDB::Table", ["CreateTable"]),
        ("ResourceName", TABLE, ["CreateTable"]),
        ("ResourceName", "Music", ["CreateTable"]),
        ("ResourceName", KEY, ["Decrypt", "Decrypt", "GenerateDataKey", "CreateGrant", "CreateKey"]),
        ("ResourceName", "nothing", []),
    ],
)
def test_an_attribute_filters(service: CloudTrail, key: str, value: str, expected: list[str]) -> None:
    assert _names(_ask(service, **_by(key, value))) == expected


def test_an_event_is_found_by_its_id(service: CloudTrail) -> None:
    wanted = _ask(service)["Events"][3]
    assert _ask(service, **_by("EventId", wanted["EventId"]))["Events"] == [wanted]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"StartTime": NOON + 300}, NEWEST_FIRST[:2]),
        ({"EndTime": NOON + 60}, NEWEST_FIRST[-2:]),
        ({"StartTime": NOON + 60, "EndTime": NOON + 120}, NEWEST_FIRST[4:6]),
        ({"StartTime": NOON + 10_000}, []),
        ({"EndTime": NOON - 1}, []),
    ],
)
def test_a_time_range_filters(service: CloudTrail, times: dict[str, float], expected: list[str]) -> None:
    assert _names(_ask(service, **times)) == expected


def test_events_older_than_90_days_are_not_found(service: CloudTrail) -> None:
    later = CloudTrail(service.directory, FixedClock(NOON + 120 + 90 * 86_400), PARSERS)
    assert _names(_ask(later)) == NEWEST_FIRST[:5]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_join_to_the_whole(service: CloudTrail, size: int) -> None:
    found, token = [], {}
    for _ in range(20):
        answer = _ask(service, MaxResults=size, **token)
        assert len(answer["Events"]) <= size
        found += _names(answer)
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert found == NEWEST_FIRST


def test_a_page_may_end_before_it_is_full(service: CloudTrail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "SCAN_LIMIT", 3)
    first = _ask(service, **_by("EventName", "CreateTable"))
    assert first["Events"] == []
    second = _ask(service, NextToken=first["NextToken"], **_by("EventName", "CreateTable"))
    assert _names(second) == ["CreateTable"]


def test_other_accounts_and_regions_see_nothing(service: CloudTrail) -> None:
    assert _ask(service, account=OTHER) == {"Events": []}
    assert _ask(service, region="eu-west-1") == {"Events": []}


def test_there_are_no_insight_events(service: CloudTrail) -> None:
    assert _ask(service, EventCategory="insight") == {"Events": []}


def test_an_empty_log_has_no_events(tmp_path: Path) -> None:
    assert _ask(CloudTrail(tmp_path / "none", FixedClock(), PARSERS)) == {"Events": []}


def _encoded(document: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(document)).decode()


FINGERPRINT = lookup.Question(ACCOUNT, "us-east-1").fingerprint


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        "é",
        _encoded([]),
        _encoded({}),
        _encoded(["x", 1, 1]),
        _encoded([FINGERPRINT, "1", 1]),
        _encoded([FINGERPRINT, 1, -1]),
    ],
)
def test_a_strange_token_is_refused(service: CloudTrail, token: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        _ask(service, NextToken=token)
    assert refusal.value.code == "InvalidNextTokenException"


def test_a_token_is_good_for_its_own_question_only(service: CloudTrail) -> None:
    token = _ask(service, MaxResults=1)["NextToken"]
    with pytest.raises(ServiceError) as refusal:
        _ask(service, NextToken=token, **_by("ReadOnly", "true"))
    assert refusal.value.code == "InvalidNextTokenException"


def test_a_token_behind_the_end_of_the_log_finds_nothing_more(service: CloudTrail) -> None:
    assert _names(_ask(service, NextToken=_encoded([FINGERPRINT, 10**12, 10**9]))) == NEWEST_FIRST
    assert _ask(service, NextToken=_encoded([FINGERPRINT, 0, 0])) == {"Events": []}


@pytest.mark.parametrize(
    ("request_document", "code"),
    [
        ({"StartTime": NOON, "EndTime": NOON - 1}, "InvalidTimeRangeException"),
        (
            {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "a"}] * 2},
            "InvalidLookupAttributesException",
        ),
        ({"MaxResults": 51}, "ValidationException"),
        (_by("Nothing", "x"), "ValidationException"),
    ],
)
def test_what_is_refused(service: CloudTrail, request_document: dict[str, Any], code: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        _ask(service, **request_document)
    assert refusal.value.code == code
