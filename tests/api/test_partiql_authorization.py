"""Which permissions statements need, and what conditions of policies see of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.principals import ACCOUNT, Signer, allow, deny, new_user, refused
from api.statements import batch, run, transact
from api.tables import create_music
from server import Server

DENIED = "AccessDeniedException"


@pytest.fixture(scope="module")
def table(server: Server) -> str:
    return create_music(server.client("dynamodb"))


def arn_of(table: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}"


def statements(table: str, artist: str = "Acme") -> dict[str, str]:
    """A statement for each permission."""
    where = f"WHERE Artist = '{artist}' AND SongTitle = 'one'"
    item = f"{{'Artist': '{artist}', 'SongTitle': 'one', 'Year': 1}}"
    return {
        "PartiQLInsert": f'INSERT INTO "{table}" VALUE {item}',
        "PartiQLSelect": f'SELECT * FROM "{table}" {where}',
        "PartiQLUpdate": f'UPDATE "{table}" SET Awards = 1 {where}',
        "PartiQLDelete": f'DELETE FROM "{table}" {where}',
    }


def may(user: Signer, statement: str) -> None:
    run(user.client("dynamodb"), statement)


def may_not(user: Signer, statement: str, message: str | None = None) -> None:
    with refused(DENIED, message):
        run(user.client("dynamodb"), statement)


@pytest.mark.parametrize("action", ["PartiQLInsert", "PartiQLSelect", "PartiQLUpdate", "PartiQLDelete"])
def test_every_kind_of_statement_has_its_permission(server: Server, table: str, action: str) -> None:
    user = new_user(server, allow([f"dynamodb:{action}", "dynamodb:ExecuteStatement"], arn_of(table)))
    all_statements = statements(table, artist=action)
    root = server.client("dynamodb")
    if action != "PartiQLInsert":
        run(root, all_statements["PartiQLInsert"])
    for needed, statement in all_statements.items():
        if needed == action:
            may(user, statement)
        else:
            may_not(
                user,
                statement,
                f"User: {user.arn} is not authorized to perform: dynamodb:{needed} on resource: "
                f"{arn_of(table)} because no identity-based policy allows the dynamodb:{needed} action",
            )


def test_the_permission_is_on_the_table_or_the_index(server: Server, table: str) -> None:
    index = allow("dynamodb:PartiQLSelect", f"{arn_of(table)}/index/ByYear")
    user = new_user(server, index, allow("dynamodb:PartiQLInsert", arn_of("other")))
    for action, statement in statements(table).items():
        with refused(DENIED) as told:
            run(user.client("dynamodb"), statement)
        assert f"dynamodb:{action} on resource: {arn_of(table)} " in told[0]
    with refused("ValidationException", "The table does not have the specified index"):
        run(user.client("dynamodb"), f'SELECT * FROM "{table}"."ByYear"')


def test_every_statement_of_a_batch_and_a_transaction_counts(server: Server, table: str) -> None:
    root = server.client("dynamodb")
    batch(root, statements(table, "B")["PartiQLInsert"], statements(table, "C")["PartiQLInsert"])
    user = new_user(server, allow(["dynamodb:PartiQLUpdate", "dynamodb:PartiQLSelect"], arn_of(table)))
    dynamodb = user.client("dynamodb")
    updates = [statements(table, artist)["PartiQLUpdate"] for artist in "BC"]
    check = f"EXISTS(SELECT * FROM \"{table}\" WHERE Artist='A' AND SongTitle='none' AND Year IS MISSING)"
    batch(dynamodb, *updates)
    transact(dynamodb, *updates, check)
    delete = statements(table, "C")["PartiQLDelete"]
    for call in (batch, transact):
        with refused(DENIED) as told:
            call(dynamodb, updates[0], delete)
        assert f"dynamodb:PartiQLDelete on resource: {arn_of(table)} " in told[0]


def test_a_text_that_is_no_statement_needs_no_permission(server: Server) -> None:
    user = new_user(server)
    with refused("ValidationException"):
        run(user.client("dynamodb"), "SELECT * FROM Music WHERE")


def test_leading_keys(server: Server, table: str) -> None:
    own = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["mine"]}}
    user = new_user(server, allow("dynamodb:PartiQL*", arn_of(table), Condition=own))
    for statement in statements(table, "mine").values():
        may(user, statement)
    for statement in statements(table, "theirs").values():
        may_not(user, statement)
    may(user, f"SELECT * FROM \"{table}\" WHERE Artist IN ['mine']")
    may_not(user, f"SELECT * FROM \"{table}\" WHERE Artist IN ['mine', 'theirs']")
    may_not(user, f"SELECT * FROM \"{table}\" WHERE Artist = 'mine' OR Artist = 'theirs'")


def test_full_table_scans_can_be_denied(server: Server, table: str) -> None:
    scan = {"Bool": {"dynamodb:FullTableScan": ["true"]}}
    user = new_user(
        server,
        allow("dynamodb:PartiQLSelect", arn_of(table)),
        deny("dynamodb:PartiQLSelect", arn_of(table), Condition=scan),
    )
    may(user, f"SELECT * FROM \"{table}\" WHERE Artist = 'x'")
    may(user, f"SELECT * FROM \"{table}\" WHERE Artist IN ['x', 'y'] AND Awards = 1")
    for where in ("", "WHERE Awards = 1", "WHERE Artist > 'x'", "WHERE Artist = 'x' OR Awards = 1"):
        may_not(user, f'SELECT * FROM "{table}" {where}')


def test_attributes(server: Server, table: str) -> None:
    named = {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["Artist", "SongTitle", "Awards"]},
        "StringEqualsIfExists": {
            "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            "dynamodb:ReturnValues": ["NONE", "UPDATED_NEW"],
        },
    }
    user = new_user(server, allow("dynamodb:PartiQL*", arn_of(table), Condition=named))
    where = "WHERE Artist = 'attributes' AND SongTitle = 'one'"
    may(user, f"INSERT INTO \"{table}\" VALUE {{'Artist': 'attributes', 'SongTitle': 'one', 'Awards': 1}}")
    may_not(user, f"INSERT INTO \"{table}\" VALUE {{'Artist': 'attributes', 'SongTitle': 'two', 'Year': 1}}")
    may(user, f'SELECT Awards FROM "{table}" {where} AND Awards > 0')
    may_not(user, f'SELECT * FROM "{table}" {where}')
    may_not(user, f'SELECT Year FROM "{table}" {where}')
    may_not(user, f'SELECT Awards FROM "{table}" {where} AND Year = 1')
    may(user, f'UPDATE "{table}" SET Awards = 2 {where} RETURNING MODIFIED NEW *')
    may_not(user, f'UPDATE "{table}" SET Awards = 2 {where} RETURNING ALL NEW *')
    may_not(user, f'UPDATE "{table}" SET Year = 2 {where}')
    may_not(user, f'UPDATE "{table}" SET Awards = Year {where}')
    may_not(user, f'UPDATE "{table}" SET Awards = Awards + Year {where}')
    with refused(DENIED):
        user.client("dynamodb").execute_statement(
            Statement=f'UPDATE "{table}" SET Awards = 3 {where} AND Awards = 9',
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )


def test_the_enclosing_operation(server: Server, table: str) -> None:
    inside = {"StringEquals": {"dynamodb:EnclosingOperation": "ExecuteTransaction"}}
    user = new_user(server, allow("dynamodb:PartiQL*", arn_of(table), Condition=inside))
    insert = statements(table, "enclosed")["PartiQLInsert"]
    may_not(user, insert)
    with refused(DENIED):
        batch(user.client("dynamodb"), insert)
    assert transact(user.client("dynamodb"), insert) == []


def test_a_tables_policy_decides_about_statements(server: Server, table: str) -> None:
    name = create_music(server.client("dynamodb"))
    user = new_user(server)
    statement: dict[str, Any] = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": user.arn},
                "Action": "dynamodb:PartiQLSelect",
                "Resource": arn_of(name),
            }
        ],
    }

    server.client("dynamodb").put_resource_policy(ResourceArn=arn_of(name), Policy=json.dumps(statement))
    may(user, statements(name)["PartiQLSelect"])
    may_not(user, statements(name)["PartiQLInsert"])
    may_not(user, statements(table)["PartiQLSelect"])
