"""Which decisions are kept, and until when."""

from __future__ import annotations

from strongroom.calls import Call, Principal
from strongroom.services.iam.decisions import DecisionLog, Taken
from strongroom.services.iam.permissions import Permissions
from strongroom.services.iam.policy import PolicyKind, RequestPrincipal, parse_policy

from .world import ACCOUNT, allowing

ALICE = Principal("IAMUser", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/Alice")
READER = Permissions(
    RequestPrincipal.of(ALICE), (parse_policy(allowing("dynamodb:GetItem"), PolicyKind.IDENTITY),)
)


def decided(log: DecisionLog, request_id: str, action: str, cause: str | None = None, key: str = "x") -> None:
    call = Call(action, ALICE, ACCOUNT, "us-east-1", request_id, cause=cause)
    keys = {"dynamodb:leadingkeys": [key]}
    log.add(call, READER.judge(call, 0.0, f"dynamodb:{action}", "*", conditions=keys))


def actions(log: DecisionLog, request_id: str) -> list[str]:
    return [taken.call.operation for taken in log.of(request_id)]


def test_the_last_requests_are_kept() -> None:
    log = DecisionLog(requests=2)
    for number in ("1", "2", "3"):
        decided(log, number, "GetItem")
    assert [actions(log, number) for number in ("1", "2", "3")] == [[], ["GetItem"], ["GetItem"]]


def test_denials_outlive_what_was_allowed_since() -> None:
    log = DecisionLog(requests=2)
    decided(log, "denied", "PutItem")
    for number in range(9):
        decided(log, str(number), "GetItem")
    assert actions(log, "denied") == ["PutItem"]
    for number in ("next", "last"):
        decided(log, number, "DeleteItem")
    assert actions(log, "denied") == []


def test_a_request_keeps_all_its_decisions_in_their_order() -> None:
    log = DecisionLog(requests=2)
    for action in ("GetItem", "PutItem", "GetItem"):
        decided(log, "mixed", action)
    assert actions(log, "mixed") == ["GetItem", "PutItem", "GetItem"]
    for number in range(9):
        decided(log, str(number), "GetItem")
    assert actions(log, "mixed") == ["GetItem", "PutItem", "GetItem"]


def test_what_is_asked_for_anothers_sake_is_found_under_both_ids() -> None:
    log = DecisionLog()
    decided(log, "outer", "GetItem")
    decided(log, "inner", "PutItem", cause="outer")
    assert (actions(log, "outer"), actions(log, "inner")) == (["GetItem", "PutItem"], ["PutItem"])


def test_no_more_is_kept_than_there_is_room_for() -> None:
    log = DecisionLog(requests=1000, size=100_000)
    for number in range(20):
        decided(log, str(number), "GetItem", key="k" * 20_000)
    kept = [number for number in range(20) if actions(log, str(number))]
    assert kept == [16, 17, 18, 19]
    decided(log, "long", "PutItem", key="k" * 200_000)
    assert actions(log, "long") == ["PutItem"], "the last one is always kept"


def test_what_lets_a_call_in_again_stands_before_what_is_decided_about_it_then() -> None:
    log = DecisionLog(requests=2)
    first = Call("GetItem", ALICE, ACCOUNT, "us-east-1", "first")
    taken = Taken(first, READER.judge(first, 0.0, "dynamodb:GetItem", "*"))
    log.add_again("again", taken)
    decided(log, "inner", "PutItem", cause="again")
    assert actions(log, "again") == ["GetItem", "PutItem"]
    assert [each.call.request_id for each in log.of("again")] == ["again", "inner"]
    for number in ("1", "2"):
        log.add_again(number, taken)
    assert (actions(log, "again"), actions(log, "2")) == (["PutItem"], ["GetItem"])
