"""Resource-based policies of tables and streams: whom they let in, whom they keep out, and how it is told."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config

from api.principals import ACCOUNT, Signer, allow, assumed, deny, new_role, new_user, policy, refused
from api.tables import create_music, song, song_key, under_key
from server import Server

OTHER_ACCOUNT = "444455556666"
DENIED = "AccessDeniedException"


def arn_of(table: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}"


def denial(who: str, action: str, resource: str, why: str) -> str:
    return f"User: {who} is not authorized to perform: dynamodb:{action} on resource: {resource} {why}"


class Table:
    """A table and its policy, as its account's root user sees them."""

    def __init__(self, server: Server, **parameters: Any) -> None:
        self.dynamodb = server.client("dynamodb")
        self.name = create_music(self.dynamodb, **parameters)
        self.arn = arn_of(self.name)
        self.dynamodb.put_item(TableName=self.name, Item=song("one"))

    def lets(self, *principals: str, action: Any = "dynamodb:GetItem", **more: Any) -> dict[str, Any]:
        """A statement for this table."""
        named = {"AWS": list(principals)}
        return {**allow(action, [self.arn, f"{self.arn}/index/*"]), "Principal": named, **more}

    def keeps_out(self, *principals: str, action: Any = "dynamodb:GetItem", **more: Any) -> dict[str, Any]:
        return {**self.lets(*principals, action=action, **more), "Effect": "Deny"}

    def put(self, *statements: dict[str, Any], resource: str | None = None, **more: Any) -> None:
        document = policy(*statements)
        self.dynamodb.put_resource_policy(ResourceArn=resource or self.arn, Policy=document, **more)


@pytest.fixture(scope="module")
def table(server: Server) -> Table:
    return Table(server)


@pytest.fixture(scope="module")
def stranger(server: Server) -> Signer:
    """A user of another account who may do everything, as far as that account is concerned."""
    own, server.access_key = server.access_key, (OTHER_ACCOUNT, "secret")
    try:
        user = new_user(server, allow("*"))
    finally:
        server.access_key = own
    return user


def other_root(server: Server) -> Any:
    """A DynamoDB client of another account's root user."""
    return boto3.Session().client(
        "dynamodb",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=OTHER_ACCOUNT,
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


def get(client: Any, table: Table) -> Any:
    return client.get_item(TableName=table.arn, Key=song_key("one"))["Item"]


def test_a_user_whom_the_table_lets_in_needs_no_policy_of_its_own(server: Server, table: Table) -> None:
    user = new_user(server)
    why = "because no identity-based policy allows the dynamodb:GetItem action"
    with refused(DENIED, denial(user.arn, "GetItem", table.arn, why)):
        get(user.client("dynamodb"), table)
    table.put(table.lets(user.arn))
    assert get(user.client("dynamodb"), table) == song("one")
    with refused(DENIED):
        user.client("dynamodb").put_item(TableName=table.name, Item=song("two"))
    table.put(table.lets(user.arn, action="dynamodb:PutItem"))
    with refused(DENIED):
        get(user.client("dynamodb"), table)


def test_an_account_in_the_policy_leaves_it_to_iam(server: Server, table: Table) -> None:
    user = new_user(server)
    table.put(table.lets(f"arn:aws:iam::{ACCOUNT}:root"))
    with refused(DENIED):
        get(user.client("dynamodb"), table)
    user.may(allow("dynamodb:GetItem", table.arn))
    assert get(user.client("dynamodb"), table) == song("one")


@pytest.mark.parametrize("named", ["user", "everyone"])
def test_a_table_keeps_out_whom_iam_lets_in(server: Server, table: Table, named: str) -> None:
    user = new_user(server, allow("dynamodb:*"))
    assert get(user.client("dynamodb"), table) == song("one")
    table.put(table.keeps_out(user.arn if named == "user" else "*"))
    why = "with an explicit deny in a resource-based policy"
    with refused(DENIED, denial(user.arn, "GetItem", table.arn, why)):
        get(user.client("dynamodb"), table)
    user.client("dynamodb").put_item(TableName=table.name, Item=song("two"))
    table.dynamodb.delete_resource_policy(ResourceArn=table.arn)
    assert get(user.client("dynamodb"), table) == song("one")


def test_even_the_root_user_is_kept_out(server: Server, table: Table) -> None:
    table.put(table.keeps_out("*"))
    why = "with an explicit deny in a resource-based policy"
    with refused(DENIED, denial(f"arn:aws:iam::{ACCOUNT}:root", "GetItem", table.arn, why)):
        get(table.dynamodb, table)
    table.dynamodb.delete_resource_policy(ResourceArn=table.arn)
    assert get(table.dynamodb, table) == song("one")


def test_a_boundary_limits_a_role_but_not_a_session_that_the_table_names(server: Server, table: Table) -> None:
    user = new_user(server, allow("sts:AssumeRole"))
    role = new_role(server, user.arn)
    session = assumed(user, role, Policy=policy(allow("dynamodb:PutItem")))
    table.put(table.lets(role))
    why = "because no session policy allows the dynamodb:GetItem action"
    with refused(DENIED, denial(session.arn, "GetItem", table.arn, why)):
        get(session.client("dynamodb"), table)
    table.put(table.lets(session.arn))
    assert get(session.client("dynamodb"), table) == song("one")


def test_conditions_of_a_table_policy(server: Server, table: Table) -> None:
    user = new_user(server)
    leading = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "No One You Know"}}
    table.put(table.lets(user.arn, Condition=leading))
    assert get(user.client("dynamodb"), table) == song("one")
    with refused(DENIED):
        user.client("dynamodb").get_item(
            TableName=table.name, Key={**song_key("one"), "Artist": {"S": "Acme Band"}}
        )


class TestAnotherAccount:
    """Access across accounts needs both sides, and names the table by its ARN."""

    def test_the_table_must_let_it_in(self, table: Table, stranger: Signer) -> None:
        table.put(table.lets(f"arn:aws:iam::{ACCOUNT}:root"))
        why = "because no resource-based policy allows the dynamodb:GetItem action"
        with refused(DENIED, denial(stranger.arn, "GetItem", table.arn, why)):
            get(stranger.client("dynamodb"), table)

    @pytest.mark.parametrize("named", ["user", "account"])
    def test_both_sides_allow(self, server: Server, table: Table, stranger: Signer, named: str) -> None:
        principal = stranger.arn if named == "user" else f"arn:aws:iam::{OTHER_ACCOUNT}:root"
        table.put(table.lets(principal, action=["dynamodb:GetItem", "dynamodb:BatchGetItem"]))
        client = stranger.client("dynamodb")
        assert get(client, table) == song("one")
        answer = client.batch_get_item(RequestItems={table.arn: {"Keys": [song_key("one")]}})
        assert answer["Responses"] == {table.arn: [song("one")]}

    def test_the_own_account_must_allow_as_well(self, server: Server, table: Table) -> None:
        own, server.access_key = server.access_key, (OTHER_ACCOUNT, "secret")
        try:
            user = new_user(server)
        finally:
            server.access_key = own
        table.put(table.lets(user.arn))
        why = "because no identity-based policy allows the dynamodb:GetItem action"
        with refused(DENIED, denial(user.arn, "GetItem", table.arn, why)):
            get(user.client("dynamodb"), table)


def test_the_root_user_of_another_account(server: Server, table: Table) -> None:
    table.put(table.lets(OTHER_ACCOUNT, action=["dynamodb:PutItem", "dynamodb:DescribeTable"]))
    client = other_root(server)
    client.put_item(TableName=table.arn, Item=song("foreign"))
    assert client.describe_table(TableName=table.arn)["Table"]["TableArn"] == table.arn
    root = f"arn:aws:iam::{OTHER_ACCOUNT}:root"
    why = "because no resource-based policy allows the dynamodb:GetItem action"
    with refused(DENIED, denial(root, "GetItem", table.arn, why)):
        get(client, table)


def test_tables_of_two_accounts_are_not_used_in_one_request(server: Server, table: Table) -> None:
    table.put(table.lets(OTHER_ACCOUNT, action="dynamodb:*"))
    client = other_root(server)
    own = create_music(client, table.name)
    puts = [{"Put": {"TableName": name, "Item": song("both")}} for name in (own, table.arn)]
    with refused(DENIED, "Access is denied"):
        client.transact_write_items(TransactItems=puts)
    assert client.scan(TableName=own)["Count"] == 0


def test_the_key_of_a_table_must_let_the_other_account_in_too(server: Server, stranger: Signer) -> None:
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    table = Table(server, SSESpecification=under_key(key))
    table.put(table.lets(stranger.arn))
    with refused(DENIED) as told:
        get(stranger.client("dynamodb"), table)
    assert told[0].startswith("KMS key access denied error: ")
    owner = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    kms.put_key_policy(
        KeyId=key,
        Policy=policy(
            {**owner, "Principal": {"AWS": ACCOUNT}},
            {**owner, "Action": "kms:Decrypt", "Principal": {"AWS": stranger.arn}},
        ),
    )
    assert get(stranger.client("dynamodb"), table) == song("one")


LOCKOUT = "The new resource policy will not allow you to update the resource policy in the future."


def test_a_policy_that_locks_its_author_out_must_be_confirmed(server: Server, table: Table) -> None:
    user = new_user(server, allow("dynamodb:*"))
    client, denying = user.client("dynamodb"), table.keeps_out("*", action="dynamodb:PutResourcePolicy")
    with refused(DENIED, LOCKOUT):
        client.put_resource_policy(ResourceArn=table.arn, Policy=policy(denying))
    conditioned = {**denying, "Condition": {"ArnEquals": {"aws:PrincipalArn": user.arn}}}
    with refused(DENIED, LOCKOUT):
        client.put_resource_policy(ResourceArn=table.arn, Policy=policy(conditioned))
    client.put_resource_policy(
        ResourceArn=table.arn, Policy=policy(denying), ConfirmRemoveSelfResourceAccess=True
    )
    why = "with an explicit deny in a resource-based policy"
    with refused(DENIED, denial(user.arn, "PutResourcePolicy", table.arn, why)):
        client.put_resource_policy(ResourceArn=table.arn, Policy=policy(table.lets(user.arn)))
    table.dynamodb.delete_resource_policy(ResourceArn=table.arn)


def test_who_has_the_permission_from_the_policy_alone_does_not_give_it_away_unnoticed(
    server: Server, table: Table
) -> None:
    user = new_user(server)
    keeping, leaving = (
        table.lets(user.arn, action=f"dynamodb:{name}ResourcePolicy") for name in ("Put", "Get")
    )
    table.put(keeping)
    client = user.client("dynamodb")
    with refused(DENIED, LOCKOUT):
        client.put_resource_policy(ResourceArn=table.arn, Policy=policy(leaving))
    client.put_resource_policy(
        ResourceArn=table.arn, Policy=policy(leaving), ConfirmRemoveSelfResourceAccess=True
    )
    with refused(DENIED):
        client.put_resource_policy(ResourceArn=table.arn, Policy=policy(keeping))


def test_the_root_user_is_never_locked_out(table: Table) -> None:
    table.put(table.keeps_out("*", action="dynamodb:*ResourcePolicy"))
    table.dynamodb.get_resource_policy(ResourceArn=table.arn)
    table.dynamodb.delete_resource_policy(ResourceArn=table.arn)


def test_a_policy_names_principals_that_exist(server: Server, table: Table) -> None:
    nobody = f"arn:aws:iam::{ACCOUNT}:user/nobody"
    with refused(
        "ValidationException",
        "One or more parameter values were invalid: Invalid principal in policy document.",
    ):
        table.put(table.lets(nobody))


def test_a_stream_has_a_policy_of_its_own(server: Server, table: Table) -> None:
    user = new_user(server)
    stream = table.dynamodb.update_table(
        TableName=table.name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    )["TableDescription"]["LatestStreamArn"]
    statement = {**allow("dynamodb:GetResourcePolicy", stream), "Principal": {"AWS": user.arn}}
    table.put(statement, resource=stream)
    user.client("dynamodb").get_resource_policy(ResourceArn=stream)
    with refused(DENIED):
        user.client("dynamodb").get_resource_policy(ResourceArn=table.arn)


def test_a_deny_of_iam_wins_over_the_table(server: Server, table: Table) -> None:
    user = new_user(server, deny("dynamodb:GetItem"))
    table.put(table.lets(user.arn))
    why = "with an explicit deny in an identity-based policy"
    with refused(DENIED, denial(user.arn, "GetItem", table.arn, why)):
        get(user.client("dynamodb"), table)


def test_the_policy_of_a_table_is_that_of_its_indexes(server: Server) -> None:
    names = ("Artist", "SongTitle", "Album")
    table = Table(
        server,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        LocalSecondaryIndexes=[
            {
                "IndexName": "ByAlbum",
                "KeySchema": [
                    {"AttributeName": "Artist", "KeyType": "HASH"},
                    {"AttributeName": "Album", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    user = new_user(server)
    index = f"{table.arn}/index/ByAlbum"
    table.put({**allow("dynamodb:Query", index), "Principal": {"AWS": user.arn}})
    asked = {
        "TableName": table.name,
        "KeyConditionExpression": "Artist = :a",
        "ExpressionAttributeValues": {":a": {"S": "a"}},
    }
    assert user.client("dynamodb").query(**asked, IndexName="ByAlbum")["Count"] == 0
    why = "because no identity-based policy allows the dynamodb:Query action"
    with refused(DENIED, denial(user.arn, "Query", table.arn, why)):
        user.client("dynamodb").query(**asked)


def test_calls_like_one_before_are_decided_anew_when_a_policy_has_changed(server: Server) -> None:
    table = Table(server)
    user = new_user(server, allow("dynamodb:GetItem", table.arn))
    dynamodb, root = user.client("dynamodb"), server.client("dynamodb")
    read = {"TableName": table.name, "Key": song_key("one")}
    for client in (dynamodb, root) * 2:
        assert client.get_item(**read)["Item"] == song("one")
    table.put(table.keeps_out(f"arn:aws:iam::{ACCOUNT}:root"))
    for client in (dynamodb, root) * 2:
        with refused(DENIED):
            client.get_item(**read)
    root.delete_resource_policy(ResourceArn=table.arn)
    for client in (dynamodb, root) * 2:
        assert client.get_item(**read)["Item"] == song("one")
    server.client("iam").delete_user_policy(UserName=user.name, PolicyName="test")
    for _ in range(2):
        with refused(DENIED):
            dynamodb.get_item(**read)


def test_a_condition_that_is_new_holds_for_calls_like_one_before(server: Server) -> None:
    table = Table(server)
    user = new_user(server, allow("dynamodb:GetItem", table.arn))
    dynamodb = user.client("dynamodb")
    dynamodb.get_item(TableName=table.name, Key=song_key("one"))
    mine = song_key("one")["Artist"]["S"]
    own_keys = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [mine]}}
    user.may({**allow("dynamodb:GetItem", table.arn), "Condition": own_keys})
    for _ in range(2):
        dynamodb.get_item(TableName=table.name, Key=song_key("one"))
        with refused(DENIED):
            dynamodb.get_item(TableName=table.name, Key={**song_key("one"), "Artist": {"S": "Somebody else"}})
