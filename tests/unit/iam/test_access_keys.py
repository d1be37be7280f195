"""Access keys: long-term ones, what the edge is told of them, and that their secrets are sealed."""

from __future__ import annotations

from strongroom.services.iam.access_keys import FirstThatKnows
from strongroom.services.iam.credentials import NoCredentials

from .world import ACCOUNT, Caller, World


def test_a_key_is_made_listed_switched_and_deleted(world: World, root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    key = root("CreateAccessKey", UserName="Alice")["AccessKey"]
    assert (key["UserName"], key["Status"], key["AccessKeyId"][:4]) == ("Alice", "Active", "AKIA")
    assert (len(key["AccessKeyId"]), len(key["SecretAccessKey"])) == (20, 40)
    listed = root("ListAccessKeys", UserName="Alice")["AccessKeyMetadata"]
    assert listed == [{name: value for name, value in key.items() if name != "SecretAccessKey"}]

    credential = world.iam.credentials.find(key["AccessKeyId"])
    assert credential is not None
    assert credential.secret == key["SecretAccessKey"]
    assert credential.principal.arn == f"arn:aws:iam::{ACCOUNT}:user/Alice"
    assert (credential.session_token, credential.expires) == (None, None)

    root("UpdateAccessKey", UserName="Alice", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert world.iam.credentials.find(key["AccessKeyId"]) is None
    assert root("ListAccessKeys", UserName="Alice")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    root("UpdateAccessKey", UserName="Alice", AccessKeyId=key["AccessKeyId"], Status="Active")
    assert world.iam.credentials.find(key["AccessKeyId"]) == credential

    root("DeleteAccessKey", UserName="Alice", AccessKeyId=key["AccessKeyId"])
    assert world.iam.credentials.find(key["AccessKeyId"]) is None
    assert root("ListAccessKeys", UserName="Alice")["AccessKeyMetadata"] == []


def test_a_user_has_at_most_two_keys(root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    root("CreateAccessKey", UserName="Alice")
    root("CreateAccessKey", UserName="Alice")
    with root.refused("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409):
        root("CreateAccessKey", UserName="Alice")


def test_a_key_is_only_its_own_users(world: World, root: Caller) -> None:
    root("CreateUser", UserName="Bob")
    alice = world.user("Alice")
    key_id = alice.call.principal.access_key_id
    message = f"The Access Key with id {key_id} cannot be found."
    with root.refused("NoSuchEntity", message, 404):
        root("DeleteAccessKey", UserName="Bob", AccessKeyId=key_id)
    with root.refused("NoSuchEntity", message, 404):
        root("UpdateAccessKey", UserName="Bob", AccessKeyId=key_id, Status="Inactive")


def test_an_unknown_key_is_nobodys_until_somebody_gets_it(world: World, root: Caller) -> None:
    assert world.iam.credentials.find("AKIANOBODY") is None
    root("CreateUser", UserName="Alice")
    key_id = root("CreateAccessKey", UserName="Alice")["AccessKey"]["AccessKeyId"]
    assert world.iam.credentials.find(key_id) is not None


def test_several_places_are_asked_in_turn(world: World) -> None:
    alice = world.user("Alice")
    key_id = alice.call.principal.access_key_id
    assert key_id is not None
    known = FirstThatKnows([NoCredentials(), world.iam.credentials])
    assert known.find(key_id) == world.iam.credentials.find(key_id)
    assert known.find("AKIANOBODY") is None


def test_secrets_lie_sealed_in_the_catalog(world: World, root: Caller) -> None:
    root("CreateUser", UserName="Alice")
    secret = root("CreateAccessKey", UserName="Alice")["AccessKey"]["SecretAccessKey"]
    token = world.user("Bob").sts("GetSessionToken")["Credentials"]["SessionToken"]
    spaces = ("iam:users", "iam:access-keys", "iam:sessions")
    stored = [
        value
        for space in spaces
        for value in world.catalog.read(lambda reader, space=space: [v for _, v in reader.in_space(space)])
    ]
    assert len(stored) == 5
    assert not any(secret.encode() in value or token.encode() in value for value in stored)
