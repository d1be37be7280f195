"""From a service's call to its event in the log: the trail and the audited operations."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import orjson
import pytest

from strongroom.calls import Call, Principal
from strongroom.errors import ServiceError
from strongroom.randomness import SystemRandomness
from strongroom.services.cloudtrail.auditing import AuditedOperations
from strongroom.services.cloudtrail.events import PrincipalDetails
from strongroom.services.cloudtrail.log import AuditLog, AuditLogFull
from strongroom.services.cloudtrail.resources import Resource
from strongroom.services.cloudtrail.trail import Trail, renderer
from strongroom.services.cloudtrail.visibility import DYNAMODB, KMS
from strongroom.services.operations import Answer, RawJson

from .kit import ACCOUNT, ALICE, KEY, KEY_ID, ROOT_KEY, FixedClock, all_lines, call, check

DISABLED = ServiceError("DisabledException", f"{KEY} is disabled.")
ANSWER: dict[str, Any] = {"KeyId": KEY, "Plaintext": b"secret"}


class Answers:
    """Operations that answer as they are told: now, by a future, or by a coroutine."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def names(self) -> list[str]:
        return ["Decrypt"]

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        if isinstance(self._answer, Exception):
            raise self._answer
        answer: Answer | Awaitable[Answer] = self._answer() if callable(self._answer) else self._answer
        return answer


def _future(result: Any) -> Any:
    """A future that is done soon, as that of a store's write is."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    if isinstance(result, Exception):
        loop.call_soon(future.set_exception, result)
    else:
        loop.call_soon(future.set_result, result)
    return future


def _done(result: Any) -> Any:
    future = asyncio.get_running_loop().create_future()
    future.set_result(result)
    return future


async def _later(result: Any) -> Any:
    await asyncio.sleep(0)
    if isinstance(result, Exception):
        raise result
    return result


async def _recorded(directory: Path, use: Any, **options: Any) -> list[dict[str, Any]]:
    """The events that ``use(trail)`` leaves in a new log."""
    log = AuditLog(directory, ROOT_KEY, renderer(SystemRandomness()), group_seconds=0.001)
    log.start()
    await use(Trail(log, FixedClock(), **options))
    await log.close()
    assert check(directory).whole
    return [orjson.loads(line) for line in all_lines(directory)]


def _record(directory: Path, operation: str, *, made: Call | None = None, **recorded: Any) -> dict[str, Any]:
    async def use(trail: Trail) -> None:
        given = {"event_source": KMS, "read_only": True, "request_parameters": {}, **recorded}
        trail.record(made or call(operation), **given)

    (event,) = asyncio.run(_recorded(directory, use))
    return event


def _audited(directory: Path, answer: Any, document: Any = None, *, made: Call | None = None) -> Any:
    """What a call of audited operations returns or raises, and the events it leaves."""
    outcome: list[Any] = []

    async def use(trail: Trail) -> None:
        operations = AuditedOperations(Answers(answer), trail, KMS)
        try:
            result = operations.call(made or call("Decrypt"), document or {"KeyId": KEY_ID})
            outcome.append(await result if isinstance(result, Awaitable) else result)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcome.append(error)

    events = asyncio.run(_recorded(directory, use))
    return outcome[0], events


@pytest.mark.parametrize(
    "way", [lambda: ANSWER, lambda: _future(ANSWER), lambda: _done(ANSWER), lambda: _later(ANSWER)]
)
def test_an_answer_passes_through_and_is_recorded(tmp_path: Path, way: Any) -> None:
    answer, (event,) = _audited(tmp_path, way)
    assert answer is ANSWER
    assert event["eventName"] == "Decrypt"
    assert event["eventTime"] == "2026-11-25T12:00:00Z"
    assert event["requestParameters"] == {"encryptionAlgorithm": "SYMMETRIC_DEFAULT", "keyId": KEY_ID}
    assert event["responseElements"] is None
    assert event["readOnly"] is True
    assert [resource["ARN"] for resource in event["resources"]] == [KEY]
    assert "errorCode" not in event


@pytest.mark.parametrize("way", [DISABLED, lambda: _future(DISABLED), lambda: _later(DISABLED)])
def test_a_refusal_passes_through_and_is_recorded(tmp_path: Path, way: Any) -> None:
    error, (event,) = _audited(tmp_path, way)
    assert error is DISABLED
    assert (event["errorCode"], event["errorMessage"]) == (DISABLED.code, DISABLED.message)


@pytest.mark.parametrize("way", [ValueError("secret"), lambda: _later(ValueError("secret"))])
def test_a_failure_is_recorded_without_its_text(tmp_path: Path, way: Any) -> None:
    error, (event,) = _audited(tmp_path, way)
    assert isinstance(error, ValueError)
    assert (event["errorCode"], event["errorMessage"]) == ("InternalFailure", "")


def test_a_stored_answer_is_recorded_without_elements(tmp_path: Path) -> None:
    answer, (event,) = _audited(tmp_path, RawJson(b'{"secret":1}'))
    assert isinstance(answer, RawJson)
    assert event["responseElements"] is None


def test_a_cancelled_call_is_not_recorded(tmp_path: Path) -> None:
    async def use(trail: Trail) -> None:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        AuditedOperations(Answers(future), trail, KMS).call(call("Decrypt"), {})
        future.cancel()
        await asyncio.sleep(0)

    assert asyncio.run(_recorded(tmp_path, use)) == []


def test_the_service_between_is_named_without_its_region(tmp_path: Path) -> None:
    made = call("Decrypt", via="dynamodb.us-east-1.amazonaws.com")
    _, (event,) = _audited(tmp_path, ANSWER, made=made)
    assert event["userIdentity"]["invokedBy"] == "dynamodb.amazonaws.com"


def test_calls_on_items_go_by_unrecorded(tmp_path: Path) -> None:
    async def use(trail: Trail) -> None:
        operations = AuditedOperations(Answers(ANSWER), trail, DYNAMODB)
        assert operations.call(call("PutItem"), {"TableName": "Music", "Item": {}}) is ANSWER
        assert operations.names() == ["Decrypt"]
        trail.record(call("GetItem"), event_source=DYNAMODB, read_only=True, request_parameters={})

    assert asyncio.run(_recorded(tmp_path, use)) == []


def test_a_change_of_a_key_names_the_key_in_the_answer(tmp_path: Path) -> None:
    resource = Resource(KEY, "AWS::KMS::Key")
    enabled = _record(tmp_path / "a", "EnableKey", read_only=False, resources=[resource], response_elements={})
    assert enabled["responseElements"] == {"keyId": KEY}
    refused = _record(
        tmp_path / "b", "EnableKey", read_only=False, resources=[resource], error_code="AccessDeniedException"
    )
    assert refused["responseElements"] is None


def test_the_event_shows_what_iam_knows_of_the_principal(tmp_path: Path) -> None:
    async def use(trail: Trail) -> None:
        trail.record(call("ListKeys"), event_source=KMS, read_only=True, request_parameters={})

    def details(principal: Principal) -> PrincipalDetails | None:
        return PrincipalDetails("AIDAALICE") if principal == ALICE else None

    (event,) = asyncio.run(_recorded(tmp_path, use, details=details))
    assert event["userIdentity"]["principalId"] == "AIDAALICE"


def test_what_a_service_does_by_itself_is_recorded(tmp_path: Path) -> None:
    async def use(trail: Trail) -> None:
        trail.record_service_event(
            call("DeleteKey", Principal.service("kms.amazonaws.com", ACCOUNT)),
            event_source=KMS,
            resources=[Resource(KEY, "AWS::KMS::Key")],
            details={"keyId": KEY_ID},
        )

    (event,) = asyncio.run(_recorded(tmp_path, use))
    assert event["eventType"] == "AwsServiceEvent"


def test_every_event_has_an_id_of_its_own(tmp_path: Path) -> None:
    async def use(trail: Trail) -> None:
        for number in range(20):
            one = call("ListKeys")._replace(request_id=f"request {number}")
            trail.record(one, event_source=KMS, read_only=True, request_parameters={})

    events = asyncio.run(_recorded(tmp_path, use))
    assert len({event["eventID"] for event in events}) == 20


def test_a_call_is_not_served_when_it_could_not_be_recorded(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, ROOT_KEY, renderer(SystemRandomness()), backlog=0)
    served: list[int] = []
    operations = AuditedOperations(Answers(lambda: served.append(1)), Trail(log, FixedClock()), KMS)
    with pytest.raises(AuditLogFull):
        operations.call(call("Decrypt"), {})
    assert served == []
