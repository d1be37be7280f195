"""IAM and STS under audit: real operations, and no secret of theirs in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from strongroom.randomness import SystemRandomness
from strongroom.services.cloudtrail.auditing import AuditedOperations
from strongroom.services.cloudtrail.log import AuditLog
from strongroom.services.cloudtrail.trail import Trail, renderer
from strongroom.services.cloudtrail.visibility import IAM, STS
from unit.iam.world import ACCOUNT, World, allowing, models, trusting

from .kit import ROOT_KEY, all_lines


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with asyncio.Runner() as runner:
        made = World(tmp_path / "data", runner)
        log = AuditLog(tmp_path / "audit", ROOT_KEY, renderer(SystemRandomness()), group_seconds=0.001)
        log.start()
        trail = Trail(log, made.clock)
        for service, source in ((made.iam, IAM), (made.sts, STS)):
            parsers = models(source.partition(".")[0])[0].parsers
            service.operations = AuditedOperations(service.operations, trail, source, parsers)  # type: ignore
        yield made
        made.wait(log.close())
        made.close()


def _events(world: World, tmp_path: Path) -> list[dict[str, Any]]:
    async def later() -> None:
        await asyncio.sleep(0.05)

    world.runner.run(later())
    return [orjson.loads(line) for line in all_lines(tmp_path / "audit")]


def test_calls_are_recorded_with_what_they_asked_and_changed(world: World, tmp_path: Path) -> None:
    world.root("CreateUser", UserName="Alice", Tags=[{"Key": "team", "Value": "blue"}])
    with world.root.refused("NoSuchEntity"):
        world.root("GetUser", UserName="Nobody")
    made, refused = _events(world, tmp_path)
    assert (made["eventSource"], made["eventName"], made["readOnly"]) == (IAM, "CreateUser", False)
    assert made["requestParameters"] == {"userName": "Alice", "tags": [{"key": "team", "value": "blue"}]}
    assert made["responseElements"]["user"]["arn"] == f"arn:aws:iam::{ACCOUNT}:user/Alice"
    assert refused["errorCode"] == "NoSuchEntity"
    assert refused["requestParameters"] == {"userName": "Nobody"}


def test_no_secret_is_in_the_log(world: World, tmp_path: Path) -> None:
    alice = world.user("Alice", allowing("*"))
    secret = world.root("CreateAccessKey", UserName="Alice")["AccessKey"]["SecretAccessKey"]
    trust = trusting(f"arn:aws:iam::{ACCOUNT}:user/Alice")
    role = world.root("CreateRole", RoleName="Reader", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    assumed = alice.sts("AssumeRole", RoleArn=role, RoleSessionName="nightly")["Credentials"]
    own = alice.sts("GetSessionToken")["Credentials"]
    events = _events(world, tmp_path)
    written = orjson.dumps(events)
    secrets = [secret, *(each[name] for each in (assumed, own) for name in ("SecretAccessKey", "SessionToken"))]
    assert not any(orjson.dumps(each)[1:-1] in written for each in secrets)
    assume = next(event for event in events if event["eventName"] == "AssumeRole")
    assert assume["resources"] == [{"accountId": ACCOUNT, "type": "AWS::IAM::Role", "ARN": role}]
    assert assume["responseElements"]["assumedRoleUser"]["arn"].endswith(":assumed-role/Reader/nightly")
    assert assume["responseElements"]["credentials"].keys() == {"accessKeyId", "expiration"}
    assert assume["responseElements"]["credentials"]["accessKeyId"] == assumed["AccessKeyId"]
    assert assume["readOnly"] is True


def test_a_request_that_cannot_be_read_is_recorded_without_parameters(world: World, tmp_path: Path) -> None:
    with world.root.refused("ValidationError"):
        world.root("CreateUser", UserName="!")
    (event,) = _events(world, tmp_path)
    assert (event["errorCode"], event["requestParameters"]) == ("ValidationError", None)
