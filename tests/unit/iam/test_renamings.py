"""Those who keep names of users and roles are told of renamings, also when the server ends in between."""

from __future__ import annotations

import pytest

from strongroom.services.iam.policy import Renaming
from strongroom.services.iam.renamings import Renamings

from .world import ACCOUNT, World

ALICE, BOB = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("Alice", "Bob"))


def test_what_a_crash_left_to_be_told_is_told_in_order_and_once(world: World) -> None:
    told: list[Renaming] = []

    async def crash(_renaming: Renaming) -> None:
        raise InterruptedError

    async def afterwards(renaming: Renaming) -> None:
        told.append(renaming)

    world.iam.renamings.tell(lambda _transaction, _renaming: None, crash)
    world.root("CreateUser", UserName="Bob")
    bob_id = world.root("GetUser", UserName="Bob")["User"]["UserId"]
    for operation, request in (("UpdateUser", {"NewUserName": "Alice"}), ("DeleteUser", {})):
        name = "Bob" if operation == "UpdateUser" else "Alice"
        with pytest.raises(InterruptedError):
            world.root(operation, UserName=name, **request)
    restarted = Renamings(world.iam.catalog)
    restarted.tell(lambda _transaction, _renaming: None, afterwards)
    for _ in range(2):
        world.runner.run(restarted.finish())
    assert told == [Renaming(BOB, ALICE), Renaming(ALICE, bob_id)]
