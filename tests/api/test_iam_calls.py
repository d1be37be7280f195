"""IAM and STS on the server's one port, through boto3 and the AWS CLI, in open and in iam mode."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.principals import ACCOUNT, Signer, allow, assumed, new_role, new_user, refused, root_key_pair
from api.test_audit import events, named
from server import Server


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A server in iam mode on a clock that can be moved; its clients sign as the root user."""
    server = Server(tmp_path_factory.mktemp("strict"), auth="iam", rehearsal=True, transition_seconds=0).start()
    server.access_key = root_key_pair(server)
    yield server
    server.stop()


def who(signer):
    return signer.client("sts").get_caller_identity()


class TestCallerIdentity:
    def test_in_open_mode_an_unknown_access_key_is_the_root_user(self, server):
        answer = server.client("sts").get_caller_identity()
        assert (answer["UserId"], answer["Account"]) == (ACCOUNT, ACCOUNT)
        assert answer["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"

    def test_in_open_mode_a_user_is_the_user(self, server):
        user = new_user(server)
        answer = who(user)
        assert answer["Arn"] == user.arn
        assert answer["UserId"].startswith("AIDA")

    def test_in_open_mode_a_users_wrong_secret_is_refused(self, server):
        user = new_user(server)
        with refused("SignatureDoesNotMatch"):
            who(Signer(server, user.name, user.arn, user.key[0], "wrong"))

    def test_in_iam_mode_an_unknown_access_key_is_refused(self, strict):
        with refused("InvalidClientTokenId", "The security token included in the request is invalid.") as _:
            who(Signer(strict, "nobody", "", "AKIAIOSFODNN7EXAMPLE", "wrong"))

    def test_in_iam_mode_a_user_with_no_permission_may_ask(self, strict):
        user = new_user(strict)
        assert who(user)["Arn"] == user.arn

    def test_the_command_line_asks_unchanged(self, server, aws):
        assert aws(server, "sts", "get-caller-identity")["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"

    def test_a_presigned_request_is_answered(self, strict):
        user = new_user(strict)
        url = user.client("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert user.arn in answer.read().decode()


class TestUsers:
    def test_the_command_line_makes_a_user_with_a_key_and_a_policy(self, server, aws):
        made = aws(server, "iam", "create-user", "--user-name", "Bob", "--tags", "Key=team,Value=blue")
        assert made["User"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/Bob"
        key = aws(server, "iam", "create-access-key", "--user-name", "Bob")["AccessKey"]
        assert key["AccessKeyId"].startswith("AKIA")
        document = json.dumps({"Version": "2012-10-17", "Statement": [allow("dynamodb:*")]})
        aws(
            server,
            *("iam", "put-user-policy", "--user-name", "Bob", "--policy-name", "all"),
            *("--policy-document", document),
        )
        shown = aws(server, "iam", "get-user-policy", "--user-name", "Bob", "--policy-name", "all")
        assert shown["PolicyDocument"] == json.loads(document)
        assert aws(server, "iam", "list-user-tags", "--user-name", "Bob")["Tags"] == [
            {"Key": "team", "Value": "blue"}
        ]

    def test_a_user_that_is_not_there(self, server):
        with refused("NoSuchEntity", "The user with name nobody cannot be found."):
            server.client("iam").get_user(UserName="nobody")

    def test_a_user_needs_permission_for_iam(self, server):
        user = new_user(server)
        with refused(
            "AccessDenied",
            f"User: {user.arn} is not authorized to perform: iam:CreateUser on resource: "
            f"arn:aws:iam::{ACCOUNT}:user/Eve because no identity-based policy allows the iam:CreateUser "
            "action",
        ):
            user.client("iam").create_user(UserName="Eve")
        user.may(allow("iam:CreateUser"))
        user.client("iam").create_user(UserName="Eve")

    def test_an_inactive_access_key_is_unknown(self, strict):
        user = new_user(strict)
        strict.client("iam").update_access_key(UserName=user.name, AccessKeyId=user.key[0], Status="Inactive")
        with refused("InvalidClientTokenId"):
            who(user)

    def test_users_outlive_a_restart(self, fresh_server):
        server = fresh_server()
        user = new_user(server)
        server.restart()
        assert who(user)["Arn"] == user.arn


class TestRoles:
    def test_a_session_of_a_role(self, strict):
        user = new_user(strict, allow("sts:AssumeRole"))
        session = assumed(user, new_role(strict, user.arn, name="reader"))
        answer = who(session)
        assert answer["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/session"
        assert answer["UserId"].startswith("AROA")
        assert answer["UserId"].endswith(":session")

    def test_a_session_token_is_needed(self, strict):
        user = new_user(strict, allow("sts:AssumeRole"))
        session = assumed(user, new_role(strict, user.arn))
        with refused("InvalidClientTokenId"):
            who(Signer(strict, "", "", *session.key[:2]))

    def test_a_session_ends_by_the_servers_clock(self, fresh_server):
        server = fresh_server(rehearsal=True)
        user = new_user(server, allow("sts:AssumeRole"))
        session = assumed(user, new_role(server, user.arn), DurationSeconds=900)
        server.advance(901)
        with refused("ExpiredToken", "The security token included in the request is expired"):
            who(session)
        assert who(user)["Arn"] == user.arn

    def test_a_role_that_does_not_trust(self, strict):
        user = new_user(strict, allow("sts:AssumeRole"))
        role = new_role(strict, new_user(strict).arn)
        with refused("AccessDenied") as told:
            assumed(user, role)
        assert told[0].startswith(
            f"User: {user.arn} is not authorized to perform: sts:AssumeRole on resource: {role}"
        )

    def test_a_users_session_token(self, strict):
        user = new_user(strict)
        answer = user.client("sts").get_session_token(DurationSeconds=900)["Credentials"]
        assert answer["Expiration"] > datetime.now(UTC)
        session = Signer(
            strict,
            user.name,
            user.arn,
            answer["AccessKeyId"],
            answer["SecretAccessKey"],
            answer["SessionToken"],
        )
        assert who(session)["Arn"] == user.arn


class TestTheWire:
    """What clients of the query protocol read when something is wrong."""

    def raw(self, server, body, **headers):
        request = urllib.request.Request(server.endpoint, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read().decode()

    def test_an_unsigned_request(self, strict):
        status, content_type, body = self.raw(strict, b"Action=ListUsers&Version=2010-05-08")
        assert (status, content_type) == (403, "text/xml")
        assert "<Code>MissingAuthenticationToken</Code>" in body
        assert "<Message>Request is missing Authentication Token</Message>" in body

    def test_an_operation_that_there_is_not(self, server):
        client = server.client("iam")
        with refused("InvalidAction", "Could not find operation ListSAMLProviders for version 2010-05-08"):
            client.list_saml_providers()

    def test_a_parameter_that_is_missing(self, server):
        client = server.client("iam", parameter_validation=False)
        with refused("ValidationError") as told:
            client.create_user()
        assert "'userName'" in told[0]


def test_calls_of_iam_are_audited_without_secrets(fresh_server):
    server = fresh_server()
    user = new_user(server, allow("sts:AssumeRole"), name="Carol")
    assumed(user, new_role(server, user.arn, name="auditor"))
    (created,) = events(server, **named("CreateUser"))
    assert created["eventSource"] == "iam.amazonaws.com"
    assert created["awsRegion"] == "us-east-1"
    assert created["requestParameters"] == {"userName": "Carol"}
    (key,) = events(server, **named("CreateAccessKey"))
    assert user.key[1] not in json.dumps(key)
    (assumption,) = events(server, **named("AssumeRole"))
    assert assumption["userIdentity"]["userName"] == "Carol"
    assert assumption["userIdentity"]["principalId"].startswith("AIDA")
    with pytest.raises(ClientError):
        user.client("iam").list_users()
    (denied,) = events(server, **named("ListUsers"))
    assert denied["errorCode"] == "AccessDenied"


def test_the_last_uses_of_access_keys_and_roles_are_known_over_a_restart(fresh_server: Any) -> None:
    server = fresh_server()
    iam, user = server.client("iam"), new_user(server, allow("kms:ListKeys"))
    never = iam.get_access_key_last_used(AccessKeyId=user.key[0])
    assert (never["UserName"], never["AccessKeyLastUsed"]) == (
        user.name,
        {"ServiceName": "N/A", "Region": "N/A"},
    )
    user.client("kms", region="eu-west-1").list_keys()
    used = iam.get_access_key_last_used(AccessKeyId=user.key[0])["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("kms", "eu-west-1")
    role_arn = new_role(server, user.arn, allow("kms:ListKeys"))
    user.may(allow("sts:AssumeRole"))
    session = assumed(user, role_arn)
    assert iam.get_role(RoleName=session.name)["Role"]["RoleLastUsed"] == {}
    session.client("kms", region="ap-south-1").list_keys()
    role_used = iam.get_role(RoleName=session.name)["Role"]["RoleLastUsed"]
    assert role_used["Region"] == "ap-south-1"
    server.restart()
    iam = server.client("iam")
    key_used = iam.get_access_key_last_used(AccessKeyId=user.key[0])["AccessKeyLastUsed"]
    assert (key_used["ServiceName"], key_used["LastUsedDate"] >= used["LastUsedDate"]) == ("sts", True)
    assert iam.get_role(RoleName=session.name)["Role"]["RoleLastUsed"] == role_used
    iam.delete_access_key(UserName=user.name, AccessKeyId=user.key[0])
    with refused(
        "AccessDenied",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: "
        f"access key {user.key[0]}",
    ):
        iam.get_access_key_last_used(AccessKeyId=user.key[0])


@pytest.mark.parametrize(
    ("host", "role"),
    [
        ("dynamodb.application-autoscaling", "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"),
        ("replication.dynamodb", "AWSServiceRoleForDynamoDBReplication"),
        ("contributorinsights.dynamodb", "AWSServiceRoleForDynamoDBCloudWatchContributorInsights"),
        ("kinesisreplication.dynamodb", "AWSServiceRoleForDynamoDBKinesisDataStreamsReplication"),
    ],
)
def test_the_service_linked_roles_of_dynamodb(server: Server, host: str, role: str) -> None:
    iam = server.client("iam")
    made = iam.create_service_linked_role(AWSServiceName=f"{host}.amazonaws.com")["Role"]
    assert (made["RoleName"], made["Path"]) == (role, f"/aws-service-role/{host}.amazonaws.com/")
    (attached,) = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]["PolicyName"] == attached["PolicyName"]
