"""DescribeTableKeys: a table's wrapped keys, for whoever may describe the table."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.explanations import Explaining
from api.principals import ACCOUNT, allow, new_user
from api.tables import create_music, under_key
from server import Server


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Explaining:
    return Explaining(tmp_path_factory.mktemp("model"), "key_chains")


def new_key(server: Server) -> str:
    arn: str = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    return arn


def test_the_table_key_is_what_kms_unwraps_under_the_encryption_context(
    server: Server, described: Explaining
) -> None:
    key = new_key(server)
    table = create_music(server.client("dynamodb"), SSESpecification=under_key(key))
    answer = described.client(server).describe_table_keys(TableName=table)
    chain: dict[str, Any] = answer["Chain"]
    context = {"aws:dynamodb:tableName": table, "aws:dynamodb:subscriberId": ACCOUNT}
    assert (answer["TableName"], chain["Owned"], chain["KMSMasterKeyArn"]) == (table, False, key)
    assert chain["EncryptionContext"] == context
    kms = server.client("kms")
    assert [grant["GrantId"] for grant in kms.list_grants(KeyId=key)["Grants"]] == [chain["GrantId"]]
    unwrapped = kms.decrypt(CiphertextBlob=chain["WrappedTableKey"], EncryptionContext=context)
    assert (unwrapped["KeyId"], len(unwrapped["Plaintext"])) == (key, 32)
    assert len(chain["WrappedDataKey"]) > 32
    assert "NextChain" not in answer


def test_a_key_of_the_services_own_is_not_named(server: Server, described: Explaining) -> None:
    table = create_music(server.client("dynamodb"))
    chain = described.client(server).describe_table_keys(TableName=table)["Chain"]
    assert chain["Owned"] is True
    assert not chain.keys() & {"KMSMasterKeyArn", "GrantId"}


def test_while_the_key_is_changed_both_chains_are_shown(fresh_server: Any, described: Explaining) -> None:
    server: Server = fresh_server(rehearsal=True, transition_seconds=30)
    dynamodb = server.client("dynamodb")
    dynamodb.create_table(TableName="Music", **_one_key())
    server.advance(30)
    key = new_key(server)
    dynamodb.update_table(TableName="Music", SSESpecification=under_key(key))
    client = described.client(server)
    changing = client.describe_table_keys(TableName="Music")
    assert (changing["Chain"]["Owned"], changing["NextChain"]["KMSMasterKeyArn"]) == (True, key)
    server.advance(30)
    changed = client.describe_table_keys(TableName="Music")
    assert changed == {**changed, "Chain": changing["NextChain"]}
    assert "NextChain" not in changed


def _one_key() -> dict[str, Any]:
    return {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }


def test_it_needs_the_permission_to_describe_the_table(server: Server, described: Explaining) -> None:
    table = create_music(server.client("dynamodb"))
    user = new_user(server)
    with pytest.raises(ClientError) as refused:
        described.client(user).describe_table_keys(TableName=table)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert refused.value.response["Error"]["Message"] == (
        f"User: {user.arn} is not authorized to perform: dynamodb:DescribeTable on resource: "
        f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table} because no identity-based policy allows the "
        "dynamodb:DescribeTable action"
    )
    user.may(allow("dynamodb:DescribeTable"))
    assert described.client(user).describe_table_keys(TableName=table)["TableName"] == table


def test_a_table_that_is_not_there(server: Server, described: Explaining) -> None:
    with pytest.raises(ClientError) as refused:
        described.client(server).describe_table_keys(TableName="NoSuchTable")
    error = refused.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "ResourceNotFoundException",
        "Requested resource not found: Table: NoSuchTable not found",
    )
