"""Why a request was, or would be, allowed or denied."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.explanations import Explaining, context, statements
from api.principals import ACCOUNT, Signer, allow, assumed, deny, new_role, new_user, policy, refused
from api.tables import create_music, song_key, under_key
from server import Server

IDENTITY, RESOURCE, KEY = "identity-based policy", "resource-based policy", "key policy"
BOUNDARY, SESSION = "permissions boundary", "session policy"


@pytest.fixture(scope="module")
def explaining(tmp_path_factory: pytest.TempPathFactory) -> Explaining:
    return Explaining(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def explain(server: Server, explaining: Explaining) -> Any:
    """The root user's client."""
    return explaining.client(server)


@pytest.fixture(scope="module")
def table(server: Server) -> str:
    return create_music(server.client("dynamodb"))


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    arn: str = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    return arn


def arn_of(table: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}"


def request_id(call: Any, **parameters: Any) -> str:
    """The id of a request, whatever was answered."""
    try:
        answer = call(**parameters)
    except ClientError as error:
        answer = error.response
    made: str = answer["ResponseMetadata"]["RequestId"]
    return made


def explained(explain: Any, call: Any, **parameters: Any) -> list[dict[str, Any]]:
    answer = explain.explain_request(RequestId=request_id(call, **parameters))
    decisions: list[dict[str, Any]] = answer["Decisions"]
    return decisions


def test_a_denial_names_every_statement_and_what_it_missed(server: Server, explain: Any, table: str) -> None:
    narrow = {"StringEquals": {"dynamodb:Select": "COUNT"}}
    user = new_user(
        server,
        allow("dynamodb:PutItem"),
        allow("dynamodb:*", "arn:aws:dynamodb:*:*:table/other"),
        allow("dynamodb:GetItem", Condition=narrow, Sid="CountsOnly"),
    )
    get = user.client("dynamodb").get_item
    (decision,) = explained(explain, get, TableName=table, Key=song_key("one"))
    assert decision["Outcome"] == "implicitDeny"
    assert decision["Reason"] == "No statement in an identity-based policy allows it, and one is needed."
    assert decision["Message"] == (
        f"User: {user.arn} is not authorized to perform: dynamodb:GetItem on resource: {arn_of(table)} because "
        "no identity-based policy allows the dynamodb:GetItem action"
    )
    assert statements(decision) == [
        (IDENTITY, "test", "Allow", "action"),
        (IDENTITY, "test", "Allow", "resource"),
        (IDENTITY, "test", "Allow", "condition StringEquals dynamodb:Select"),
    ]
    third = decision["Statements"][2]
    assert (third["Sid"], third["Number"], third["AttachedTo"]) == ("CountsOnly", 3, user.arn)
    assert context(decision)["dynamodb:select"] == ["ALL_ATTRIBUTES"]


def test_policies_stand_in_the_order_of_their_evaluation(server: Server, explain: Any, key: str) -> None:
    iam, trusted = server.client("iam"), new_user(server, allow("sts:AssumeRole"))
    role = new_role(server, trusted.arn, allow("kms:*"))
    name = role.rpartition("/")[2]
    boundary = iam.create_policy(PolicyName=f"{name}-boundary", PolicyDocument=policy(allow("kms:*")))
    boundary_arn = boundary["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=boundary_arn)
    session = assumed(trusted, role, Policy=policy(allow("kms:*"), deny("kms:Encrypt", Sid="NoEncryption")))
    encrypt = session.client("kms").encrypt
    (decision,) = explained(explain, encrypt, KeyId=key, Plaintext=b"x", EncryptionContext={"team": "blue"})
    assert (decision["Outcome"], decision["DecidedBy"]) == ("explicitDeny", SESSION)
    assert [(each["PolicyType"], each["AttachedTo"]) for each in decision["Statements"]] == [
        (KEY, key),
        (IDENTITY, role),
        (BOUNDARY, role),
        (SESSION, session.arn),
        (SESSION, session.arn),
    ]
    assert [each["Applies"] for each in decision["Statements"]] == [True] * 5
    assert context(decision)["kms:EncryptionContext:team"] == ["blue"]
    assert decision["Principal"] == session.arn


def test_a_policy_of_a_group_is_told_apart(server: Server, explain: Any, table: str) -> None:
    iam, user = server.client("iam"), new_user(server, allow("dynamodb:PutItem"))
    group = iam.create_group(GroupName=f"{user.name}-readers")["Group"]
    iam.put_group_policy(
        GroupName=group["GroupName"], PolicyName="test", PolicyDocument=policy(allow("dynamodb:GetItem"))
    )
    iam.add_user_to_group(GroupName=group["GroupName"], UserName=user.name)
    get = user.client("dynamodb").get_item
    (decision,) = explained(explain, get, TableName=table, Key=song_key("one"))
    assert decision["Outcome"] == "allowed"
    assert decision["Reason"] == "A statement in an identity-based policy allows it, and nothing denies it."
    assert [(each["AttachedTo"], each["Applies"]) for each in decision["Statements"]] == [
        (user.arn, False),
        (group["Arn"], True),
    ]


def test_a_past_denial_shows_what_was_decided_then(server: Server, explain: Any, table: str) -> None:
    user = new_user(server, allow("dynamodb:PutItem"))
    made = request_id(user.client("dynamodb").get_item, TableName=table, Key=song_key("one"))
    user.may(allow("dynamodb:*"))
    (decision,) = explain.explain_request(RequestId=made)["Decisions"]
    assert statements(decision) == [(IDENTITY, "test", "Allow", "action")]
    (decision,) = explained(explain, user.client("dynamodb").get_item, TableName=table, Key=song_key("one"))
    assert decision["Outcome"] == "allowed"


def test_what_dynamodb_asks_of_kms_for_a_caller_belongs_to_the_callers_request(
    server: Server, explain: Any, key: str
) -> None:
    guarded = create_music(server.client("dynamodb"), SSESpecification=under_key(key))
    user = new_user(server, allow("dynamodb:*"))
    get = user.client("dynamodb").get_item
    first, *others = explained(explain, get, TableName=guarded, Key=song_key("one"))
    assert (first["Action"], first["Outcome"]) == ("dynamodb:GetItem", "allowed")
    assert [(each["Action"], each["Outcome"]) for each in others] == [("kms:Decrypt", "implicitDeny")]
    assert others[0]["InvokedBy"] == "dynamodb.us-east-1.amazonaws.com"
    assert statements(others[0]) == [
        (KEY, "default", "Allow", "applies"),
        (IDENTITY, "test", "Allow", "action"),
    ]
    (alone,) = explain.explain_request(RequestId=others[0]["RequestId"])["Decisions"]
    assert alone == others[0]


def test_a_grant_is_named(server: Server, explain: Any, key: str) -> None:
    user = new_user(server)
    grant = server.client("kms").create_grant(KeyId=key, GranteePrincipal=user.arn, Operations=["DescribeKey"])[
        "GrantId"
    ]
    (decision,) = explained(explain, user.client("kms").describe_key, KeyId=key)
    assert (decision["DecidedBy"], decision["GrantId"]) == ("grant", grant)
    assert decision["Reason"] == "A grant allows it, and nothing denies it."


def test_a_transaction_has_a_decision_for_each_action(server: Server, explain: Any, table: str) -> None:
    user = new_user(server, allow("dynamodb:PutItem"))
    put = {"Put": {"TableName": table, "Item": song_key("one")}}
    delete = {"Delete": {"TableName": table, "Key": song_key("two")}}
    decisions = explained(explain, user.client("dynamodb").transact_write_items, TransactItems=[put, delete])
    assert [(each["Action"], each["Outcome"]) for each in decisions] == [
        ("dynamodb:PutItem", "allowed"),
        ("dynamodb:DeleteItem", "implicitDeny"),
    ]


def test_an_explanation_never_holds_the_keys_of_items(server: Server, explain: Any, table: str) -> None:
    own = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "mine"}}
    user = new_user(server, allow("dynamodb:*", Condition=own))
    get = user.client("dynamodb").get_item
    (decision,) = explained(explain, get, TableName=table, Key=song_key("one"))
    assert statements(decision) == [
        (IDENTITY, "test", "Allow", "condition ForAllValues:StringEquals dynamodb:LeadingKeys")
    ]
    assert context(decision)["dynamodb:leadingkeys"] == []
    assert "No One You Know" not in json.dumps(decision)


def test_iam_and_sts_are_explained_too(server: Server, explain: Any) -> None:
    user, keeper = new_user(server), new_user(server)
    role = new_role(server, keeper.arn)
    (decision,) = explained(explain, user.client("iam").list_users)
    assert (decision["Action"], decision["Outcome"]) == ("iam:ListUsers", "implicitDeny")
    assume = user.client("sts").assume_role
    (decision,) = explained(explain, assume, RoleArn=role, RoleSessionName="session")
    assert statements(decision) == [("role trust policy", "", "Allow", "principal")]


def test_an_event_of_the_audit_log_leads_to_its_request(server: Server, explain: Any, key: str) -> None:
    user = new_user(server)
    with refused("AccessDeniedException"):
        user.client("kms").describe_key(KeyId=key)
    cloudtrail = server.client("cloudtrail")
    by_user = {"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": user.name}]}
    deadline = time.monotonic() + 10
    while not (events := cloudtrail.lookup_events(**by_user)["Events"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (decision,) = explain.explain_request(RequestId=events[0]["EventId"])["Decisions"]
    assert (decision["Action"], decision["Principal"]) == ("kms:DescribeKey", user.arn)


def test_a_request_without_a_decision_is_not_found(explain: Any) -> None:
    with refused(
        "ResourceNotFoundException",
        "No decision is known for 1234: the server keeps those of the last requests since its start; none is "
        "taken where no policy applies, as for the root user on a table without one.",
    ):
        explain.explain_request(RequestId="1234")


class TestWhoMayAsk:
    def test_who_may_simulate_the_principals_policies(
        self, server: Server, explaining: Explaining, table: str
    ) -> None:
        user, asker = new_user(server), new_user(server)
        made = request_id(user.client("dynamodb").scan, TableName=table)
        client = explaining.client(asker)
        with refused(
            "AccessDeniedException",
            f"User: {asker.arn} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: "
            f"{user.arn} because no identity-based policy allows the iam:SimulatePrincipalPolicy action",
        ):
            client.explain_request(RequestId=made)
        with refused("AccessDeniedException"):
            client.explain_access(PrincipalArn=user.arn, Action="kms:ListKeys")
        asker.may(allow("iam:SimulatePrincipalPolicy", user.arn))
        assert client.explain_request(RequestId=made)["Decisions"]
        client.explain_access(PrincipalArn=user.arn, Action="kms:ListKeys")

    def test_nobody_of_another_account(self, server: Server, explaining: Explaining, table: str) -> None:
        made = request_id(new_user(server).client("dynamodb").scan, TableName=table)
        stranger = Signer(server, "root", "", "444455556666", "secret")
        with refused("ResourceNotFoundException"):
            explaining.client(stranger).explain_request(RequestId=made)


class TestWouldBeRequests:
    def test_of_a_user_on_a_table_with_a_policy(self, server: Server, explain: Any) -> None:
        dynamodb = server.client("dynamodb")
        table = create_music(dynamodb, Tags=[{"Key": "team", "Value": "blue"}])
        blue = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
        user = new_user(server, allow("dynamodb:GetItem", Condition=blue))
        statement = {**deny("dynamodb:PutItem", arn_of(table)), "Principal": {"AWS": user.arn}}
        dynamodb.put_resource_policy(ResourceArn=arn_of(table), Policy=policy(statement))
        asked = {"PrincipalArn": user.arn, "Resource": arn_of(table)}
        decision = explain.explain_access(Action="dynamodb:GetItem", **asked)["Decision"]
        assert decision["Outcome"] == "allowed"
        decision = explain.explain_access(Action="dynamodb:PutItem", **asked)["Decision"]
        assert (decision["Outcome"], decision["DecidedBy"]) == ("explicitDeny", RESOURCE)

    def test_of_a_role_on_a_key(self, server: Server, explain: Any, key: str) -> None:
        through = {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}
        role = new_role(server, new_user(server).arn, allow("kms:Decrypt", key, Condition=through))
        asked = {"PrincipalArn": role, "Action": "kms:Decrypt", "Resource": key}
        decision = explain.explain_access(**asked)["Decision"]
        assert statements(decision)[-1] == (IDENTITY, "test", "Allow", "condition StringEquals kms:ViaService")
        via = {"ContextKeyName": "kms:ViaService", "ContextKeyValues": ["dynamodb.us-east-1.amazonaws.com"]}
        assert explain.explain_access(**asked, ContextEntries=[via])["Decision"]["Outcome"] == "allowed"

    def test_of_a_grantee_under_an_encryption_context(self, server: Server, explain: Any, key: str) -> None:
        user = new_user(server)
        server.client("kms").create_grant(
            KeyId=key,
            GranteePrincipal=user.arn,
            Operations=["Decrypt"],
            Constraints={"EncryptionContextEquals": {"team": "blue"}},
        )
        asked = {"PrincipalArn": user.arn, "Action": "kms:Decrypt", "Resource": key}
        assert explain.explain_access(**asked)["Decision"]["Outcome"] == "implicitDeny"
        team = {"ContextKeyName": "kms:EncryptionContext:team", "ContextKeyValues": ["blue"]}
        assert explain.explain_access(**asked, ContextEntries=[team])["Decision"]["DecidedBy"] == "grant"

    def test_of_a_role_to_be_assumed(self, server: Server, explain: Any) -> None:
        user = new_user(server)
        role = new_role(server, user.arn)
        asked = {"PrincipalArn": user.arn, "Action": "sts:AssumeRole", "Resource": role}
        assert explain.explain_access(**asked)["Decision"]["Outcome"] == "allowed"

    @pytest.mark.parametrize("name", ["user/nobody", "role/nobody", "role/other/path"])
    def test_of_nobody(self, explain: Any, name: str) -> None:
        arn = f"arn:aws:iam::{ACCOUNT}:{name}"
        with refused("ResourceNotFoundException", f"There is no {arn}"):
            explain.explain_access(PrincipalArn=arn, Action="kms:ListKeys")

    def test_they_leave_no_trace(self, server: Server, explain: Any) -> None:
        user = new_user(server)
        answer = explain.explain_access(PrincipalArn=user.arn, Action="dynamodb:ListTables")
        made = answer["ResponseMetadata"]["RequestId"]
        decisions = explain.explain_request(RequestId=made)["Decisions"]
        assert [each["Action"] for each in decisions] == ["iam:SimulatePrincipalPolicy"]
