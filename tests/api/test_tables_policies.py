"""Resource-based policies of tables: put, read in their canonical form, replaced by revision, deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.refusals import INVALID, ONE, invalid, refused
from api.tables import table_name
from server import Server

ACCOUNT = "123456789012"
MISSING = "Resource-based policy not found for the provided ResourceArn: "


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture
def arn(dynamodb: Any) -> str:
    name = table_name()
    created = dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    text: str = created["TableDescription"]["TableArn"]
    return text


def name_of(arn: str) -> str:
    return arn.rpartition("/")[2]


def document(arn: str, action: Any = "dynamodb:GetItem", **parts: Any) -> str:
    statement = {
        "Principal": {"AWS": ACCOUNT},
        "Effect": "Allow",
        "Resource": [arn],
        "Action": action,
        **parts,
    }
    return json.dumps({"Statement": [statement], "Version": "2012-10-17"}, indent=2)


def put(dynamodb: Any, arn: str, text: str, **parts: Any) -> str:
    revision: str = dynamodb.put_resource_policy(ResourceArn=arn, Policy=text, **parts)["RevisionId"]
    return revision


def test_a_policy_is_read_in_its_canonical_form(dynamodb: Any, arn: str) -> None:
    assert refused(dynamodb.get_resource_policy, ResourceArn=arn) == (
        "PolicyNotFoundException",
        f"{MISSING}{arn}",
    )
    revision = put(dynamodb, arn, document(arn, ["dynamodb:GetItem"]))
    answer = dynamodb.get_resource_policy(ResourceArn=arn)
    assert answer["RevisionId"] == revision
    assert answer["Policy"] == (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"}'
        f',"Action":"dynamodb:GetItem","Resource":"{arn}"}}]}}'
    )
    assert put(dynamodb, arn, answer["Policy"]) == revision


def test_an_equal_policy_keeps_its_revision_and_another_gets_a_later_one(dynamodb: Any, arn: str) -> None:
    first = put(dynamodb, arn, document(arn))
    assert put(dynamodb, arn, document(arn, ["dynamodb:GetItem"])) == first
    second = put(dynamodb, arn, document(arn, "dynamodb:PutItem"))
    assert int(second) > int(first)
    assert int(put(dynamodb, arn, document(arn))) > int(second)


def test_a_policy_is_replaced_by_who_knows_its_revision(dynamodb: Any, arn: str) -> None:
    name = name_of(arn)
    assert refused(put, dynamodb=dynamodb, arn=arn, text=document(arn), ExpectedRevisionId="1") == (
        "PolicyNotFoundException",
        f"{MISSING}Requested update for policy with revision id 1, but table {name} has no associated policy.",
    )
    first = put(dynamodb, arn, document(arn), ExpectedRevisionId="NO_POLICY")
    assert refused(put, dynamodb=dynamodb, arn=arn, text=document(arn), ExpectedRevisionId="NO_POLICY") == (
        "PolicyNotFoundException",
        f"{MISSING}Requested policy update expecting none to be present for table {name}, but a policy exists "
        f"with revision id {first}.",
    )
    second = put(dynamodb, arn, document(arn, "dynamodb:PutItem"), ExpectedRevisionId=first)
    stale = (
        "PolicyNotFoundException",
        f"{MISSING}Requested update for policy with revision id {first}, but the policy associated to target "
        f"table {name} has revision id {second}.",
    )
    assert refused(put, dynamodb=dynamodb, arn=arn, text=document(arn), ExpectedRevisionId=first) == stale
    assert refused(dynamodb.delete_resource_policy, ResourceArn=arn, ExpectedRevisionId=first) == stale
    answer = dynamodb.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=second)
    assert answer["RevisionId"] == second
    assert "RevisionId" not in dynamodb.delete_resource_policy(ResourceArn=arn)
    assert refused(dynamodb.get_resource_policy, ResourceArn=arn)[0] == "PolicyNotFoundException"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Invalid policy document: This policy contains invalid Json"),
        ("{not json", "Invalid policy document: This policy contains invalid Json"),
        (
            '{"Version":"2012-10-17","Statement":[]}',
            "Invalid policy document: Could not parse the policy: Statement is empty!",
        ),
        (
            '{"Version":"2012-10-17","Statement":[{}]}',
            "Invalid policy document: Missing required field Effect",
        ),
        (" " * 20_481, "Maximum policy size of 20480 bytes exceeded"),
    ],
)
def test_a_document_that_is_no_policy_is_refused(dynamodb: Any, arn: str, text: str, message: str) -> None:
    assert invalid(dynamodb.put_resource_policy, ResourceArn=arn, Policy=text) == INVALID + message


def test_statements_are_checked(dynamodb: Any, arn: str) -> None:
    unbounded = (
        "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to "
        "ensure least-privilege form of access"
    )
    for everyone in ("*", {"AWS": "*"}):
        assert (
            invalid(dynamodb.put_resource_policy, ResourceArn=arn, Policy=document(arn, Principal=everyone))
            == unbounded
        )
    put(dynamodb, arn, document(arn, Principal="*", Effect="Deny"))
    twice = json.loads(document(arn, Sid="same"))
    twice["Statement"] *= 2
    assert invalid(dynamodb.put_resource_policy, ResourceArn=arn, Policy=json.dumps(twice)) == (
        INVALID + "Invalid policy document: The Statement Ids in the policy are not unique"
    )
    no_resource = json.loads(document(arn))
    del no_resource["Statement"][0]["Resource"]
    assert invalid(dynamodb.put_resource_policy, ResourceArn=arn, Policy=json.dumps(no_resource)) == (
        INVALID + "Invalid policy document: Missing required field Resource"
    )


def test_only_tables_and_streams_of_here_have_policies(dynamodb: Any, arn: str) -> None:
    def got(text: str) -> tuple[str, str]:
        return refused(dynamodb.get_resource_policy, ResourceArn=text)

    name = name_of(arn)
    assert got(name) == ("ValidationException", f"{INVALID}ARNs must start with 'arn:': {name}")
    assert got(arn.replace(ACCOUNT, "210987654321")) == (
        "ValidationException",
        "This action is only supported by accounts that match the resource "
        "owner\N{RIGHT SINGLE QUOTATION MARK}s account.",
    )
    elsewhere = arn.replace("us-east-1", "eu-west-1")
    assert got(elsewhere) == ("ValidationException", f"{INVALID}Invalid resource Arn: {elsewhere}")
    assert got(f"{arn}x") == (
        "ResourceNotFoundException",
        f"Requested resource not found: Table: {name}x not found",
    )
    assert got(f"{arn}/stream/2026") == (
        "ResourceNotFoundException",
        f"Requested resource not found: Stream: 2026 not found for Table: {name}",
    )
    assert invalid(dynamodb.delete_resource_policy, ResourceArn=arn, ExpectedRevisionId="") == (
        f"{ONE}Value '' at 'expectedRevisionId' failed to satisfy constraint: Member must have length greater "
        "than or equal to 1"
    )


def test_a_stream_has_a_policy_of_its_own(dynamodb: Any, arn: str) -> None:
    answer = dynamodb.update_table(
        TableName=name_of(arn), StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    )
    stream = answer["TableDescription"]["LatestStreamArn"]
    revision = put(dynamodb, stream, document(stream, "dynamodb:GetRecords"))
    assert dynamodb.get_resource_policy(ResourceArn=stream)["RevisionId"] == revision
    assert refused(dynamodb.get_resource_policy, ResourceArn=arn)[0] == "PolicyNotFoundException"


def test_a_table_is_made_with_a_policy_that_survives_a_restart(fresh_server: Any) -> None:
    server = fresh_server()
    dynamodb = server.client("dynamodb")
    arn = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Guarded"
    dynamodb.create_table(
        TableName="Guarded",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        ResourcePolicy=document(arn),
    )
    before = dynamodb.get_resource_policy(ResourceArn=arn)
    server.restart()
    after = server.client("dynamodb").get_resource_policy(ResourceArn=arn)
    assert (after["Policy"], after["RevisionId"]) == (before["Policy"], before["RevisionId"])
