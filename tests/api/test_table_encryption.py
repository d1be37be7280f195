"""Tables under the three kinds of key, and the change between them, through boto3."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.tables import (
    MUSIC,
    create_music,
    song,
    song_key,
    sse_description,
    table_name,
    under_key,
    wait_for_settled_key,
)
from server import Server

INVALID = "One or more parameter values were invalid: "
CONTEXT_OF = "aws:dynamodb:tableName"


@pytest.fixture
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


@pytest.fixture
def key(kms: Any) -> dict[str, Any]:
    return kms.create_key(Description="for tables")["KeyMetadata"]


def refused(call: Any, **parameters: Any) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as error:
        call(**parameters)
    response = error.value.response
    return (
        response["Error"]["Code"],
        response["Error"]["Message"],
        response["ResponseMetadata"]["HTTPStatusCode"],
    )


@pytest.mark.parametrize("specification", [None, {}, {"Enabled": False}])
def test_a_table_under_the_aws_owned_key_shows_no_sse_description(
    dynamodb: Any, specification: dict[str, Any] | None
) -> None:
    parameters = {} if specification is None else {"SSESpecification": specification}
    name = create_music(dynamodb, **parameters)
    assert sse_description(dynamodb, name) is None


@pytest.mark.parametrize("specification", [{"Enabled": True}, {"Enabled": True, "SSEType": "KMS"}])
def test_the_aws_managed_key_appears_with_the_first_table_that_asks_for_it(
    dynamodb: Any, kms: Any, specification: dict[str, Any]
) -> None:
    name = create_music(dynamodb, SSESpecification=specification)
    sse = sse_description(dynamodb, name)
    assert sse is not None
    metadata = kms.describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]
    assert sse == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": metadata["Arn"]}
    assert metadata["KeyManager"] == "AWS"


@pytest.mark.parametrize("form", ["key id", "key ARN", "alias name", "alias ARN"])
def test_a_customer_managed_key_may_be_named_in_four_ways(
    dynamodb: Any, kms: Any, key: dict[str, Any], form: str
) -> None:
    alias = f"alias/{table_name()}"
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    alias_arn = key["Arn"].replace(f"key/{key['KeyId']}", alias)
    named = {"key id": key["KeyId"], "key ARN": key["Arn"], "alias name": alias, "alias ARN": alias_arn}[form]
    name = table_name()
    created = dynamodb.create_table(TableName=name, **MUSIC, SSESpecification=under_key(named))
    expected = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key["Arn"]}
    assert created["TableDescription"]["SSEDescription"] == expected
    assert sse_description(dynamodb, name) == expected


def test_the_tables_grant_and_encryption_context_are_visible(
    dynamodb: Any, kms: Any, key: dict[str, Any]
) -> None:
    name = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    (grant,) = kms.list_grants(KeyId=key["Arn"])["Grants"]
    assert grant["GranteePrincipal"] == grant["RetiringPrincipal"] == "dynamodb.us-east-1.amazonaws.com"
    assert grant["Constraints"] == {
        "EncryptionContextSubset": {CONTEXT_OF: name, "aws:dynamodb:subscriberId": "123456789012"}
    }
    assert sorted(grant["Operations"]) == sorted(
        ["Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo", "RetireGrant", "DescribeKey"]
    )


def test_every_change_of_key_keeps_the_items_and_gives_back_the_old_grant(
    dynamodb: Any, kms: Any, key: dict[str, Any]
) -> None:
    other = kms.create_key()["KeyMetadata"]
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("Call Me Today", Year={"N": "2015"}))

    def change(specification: dict[str, Any]) -> dict[str, Any] | None:
        description = dynamodb.update_table(TableName=name, SSESpecification=specification)["TableDescription"]
        assert description["TableStatus"] == "ACTIVE"
        assert description["SSEDescription"]["Status"] == "UPDATING"
        settled = wait_for_settled_key(dynamodb, name)
        item = dynamodb.get_item(TableName=name, Key=song_key("Call Me Today"))["Item"]
        assert item == song("Call Me Today", Year={"N": "2015"})
        return settled

    def enabled(arn: str) -> dict[str, str]:
        return {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": arn}

    assert change(under_key(key["KeyId"])) == enabled(key["Arn"])
    assert change(under_key(other["Arn"])) == enabled(other["Arn"])
    wait_until(lambda: kms.list_grants(KeyId=key["Arn"])["Grants"] == [])
    assert len(kms.list_grants(KeyId=other["Arn"])["Grants"]) == 1
    managed = kms.describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]["Arn"]
    assert change({"Enabled": True}) == enabled(managed)
    assert change({"Enabled": False}) is None
    wait_until(lambda: kms.list_grants(KeyId=other["Arn"])["Grants"] == [])


def wait_until(condition: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.02)


def test_readers_and_writers_notice_nothing_of_a_key_change(
    server: Server, dynamodb: Any, kms: Any, key: dict[str, Any]
) -> None:
    name = create_music(dynamodb)
    stop = threading.Event()
    failures: list[Exception] = []
    rounds = [0, 0, 0]

    def traffic(worker: int) -> None:
        client = server.client("dynamodb")
        try:
            while not stop.is_set():
                rounds[worker] += 1
                title, number = f"song {worker}", {"N": str(rounds[worker])}
                client.put_item(TableName=name, Item=song(title, Count=number))
                read = client.get_item(TableName=name, Key=song_key(title), ConsistentRead=True)["Item"]
                assert read["Count"] == number
        except Exception as failure:  # noqa: BLE001 - whatever it was, the main thread reports it
            failures.append(failure)

    workers = [threading.Thread(target=traffic, args=(worker,)) for worker in range(3)]
    for worker in workers:
        worker.start()
    try:
        for specification in (under_key(key["Arn"]), {"Enabled": True}, {"Enabled": False}):
            before = list(rounds)
            dynamodb.update_table(TableName=name, SSESpecification=specification)
            wait_for_settled_key(dynamodb, name)
            wait_until(lambda before=before: all(now > was for now, was in zip(rounds, before, strict=True)))
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert failures == []


def test_repointing_an_alias_does_not_move_the_table(dynamodb: Any, kms: Any, key: dict[str, Any]) -> None:
    alias = f"alias/{table_name()}"
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    name = create_music(dynamodb, SSESpecification=under_key(alias))
    kms.update_alias(AliasName=alias, TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    sse = sse_description(dynamodb, name)
    assert sse is not None
    assert sse["KMSMasterKeyArn"] == key["Arn"]


def test_a_fifth_change_in_a_day_is_refused_but_for_the_way_back_to_the_aws_owned_key(
    dynamodb: Any, key: dict[str, Any]
) -> None:
    name = create_music(dynamodb)
    for specification in (under_key(key["Arn"]), {"Enabled": False}, {"Enabled": True}, under_key(key["Arn"])):
        dynamodb.update_table(TableName=name, SSESpecification=specification)
        wait_for_settled_key(dynamodb, name)
    code, message, status = refused(
        dynamodb.update_table, TableName=name, SSESpecification=under_key("alias/none-of-ours")
    )
    assert (code, status) == ("LimitExceededException", 400)
    assert message.startswith(
        "Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at "
    )
    dynamodb.update_table(TableName=name, SSESpecification={"Enabled": False})
    assert wait_for_settled_key(dynamodb, name) is None


def test_changes_that_change_nothing_are_refused(dynamodb: Any, key: dict[str, Any]) -> None:
    owned = create_music(dynamodb)
    assert refused(dynamodb.update_table, TableName=owned, SSESpecification={"Enabled": False}) == (
        "ValidationException",
        INVALID + "Table is already encrypted by default",
        400,
    )
    customer = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    assert refused(dynamodb.update_table, TableName=customer, SSESpecification=under_key(key["Arn"])) == (
        "ValidationException",
        INVALID + "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you "
        "want to change Master Key",
        400,
    )


def test_a_change_of_key_must_stand_alone(dynamodb: Any) -> None:
    name = create_music(dynamodb)
    assert refused(
        dynamodb.update_table,
        TableName=name,
        SSESpecification={"Enabled": True},
        BillingMode="PAY_PER_REQUEST",
    ) == (
        "ValidationException",
        INVALID + "Server-Side Encryption modification must be the only operation in the request",
        400,
    )


TAIL = r" \(Service: AWSKMS; Status Code: 400; Error Code: {code}; Request ID: [0-9a-f-]{{36}}; Proxy: null\)$"
CLASSES = "com.amazonaws.services.kms.model."


def unusable(kind: str, kms: Any) -> tuple[str, str, str, str]:
    """A key id of the given kind; and the error code, the message's head and KMS's code that it causes."""
    metadata = kms.create_key()["KeyMetadata"]
    arn = metadata["Arn"]
    if kind == "disabled":
        kms.disable_key(KeyId=arn)
        head = f"KMS key disabled error: {CLASSES}DisabledException: {arn} is disabled."
        return arn, "ValidationException", head, "DisabledException"
    if kind == "pending deletion":
        kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
        head = f"KMS validation error: {CLASSES}KMSInvalidStateException: {arn} is pending deletion."
        return arn, "ValidationException", head, "KMSInvalidStateException"
    if kind == "missing key":
        missing = arn[:-12] + "0" * 12
        head = f"KMS validation error: {CLASSES}NotFoundException: Key '{missing}' does not exist"
        return missing, "ValidationException", head, "NotFoundException"
    if kind == "missing alias":
        alias_arn = arn.partition(":key/")[0] + ":alias/nobody"
        head = f"KMS validation error: {CLASSES}NotFoundException: Alias {alias_arn} is not found."
        return "alias/nobody", "ValidationException", head, "NotFoundException"
    if kind == "other region":
        head = f"KMS validation error: {CLASSES}NotFoundException: Invalid arn eu-west-1"
        return arn.replace("us-east-1", "eu-west-1"), "ValidationException", head, "NotFoundException"
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind", ["disabled", "pending deletion", "missing key", "missing alias", "other region"]
)
def test_an_unusable_key_is_refused_and_nothing_is_made_or_changed(dynamodb: Any, kms: Any, kind: str) -> None:
    key_id, code, head, kms_code = unusable(kind, kms)
    expected = re.escape(head) + TAIL.format(code=kms_code)
    name = table_name()
    existing = create_music(dynamodb)
    for call, table in ((dynamodb.create_table, name), (dynamodb.update_table, existing)):
        parameters = MUSIC if table == name else {}
        answer = refused(call, TableName=table, SSESpecification=under_key(key_id), **parameters)
        assert answer[0] == code
        assert answer[2] == 400
        assert re.fullmatch(expected, answer[1]), answer[1]
    assert name not in dynamodb.list_tables()["TableNames"]
    assert sse_description(dynamodb, existing) is None


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "HMAC_256"])
def test_a_key_that_is_not_symmetric_is_an_internal_error_as_on_the_service(
    dynamodb: Any, kms: Any, spec: str
) -> None:
    usage = "GENERATE_VERIFY_MAC" if spec.startswith("HMAC") else "SIGN_VERIFY"
    key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    code, message, status = refused(
        dynamodb.create_table, TableName=table_name(), SSESpecification=under_key(key["Arn"]), **MUSIC
    )
    assert (code, status) == ("InternalServerError", 500)
    assert message.startswith(
        f"KMS internal error: {CLASSES}AWSKMSException: EncryptionContext is supported only when "
        "creating a grant for a symmetric encryption KMS key."
    )
