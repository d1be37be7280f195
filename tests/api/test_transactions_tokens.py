"""ClientRequestToken: a transaction that is sent again is done once."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest

from api.items import create_table, n, refused, s
from api.raw_calls import RawDynamoDB
from api.tables import under_key
from api.transaction_calls import cancellation, check, contents, delete, put, update
from server import Server

MISMATCH = (
    "IdempotentParameterMismatchException",
    "DynamoDB rejected the request because you retried a request with a different payload "
    "but with an idempotent token that was already used.",
    400,
)


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


def token() -> str:
    return str(uuid.uuid4())


def add(table: str, key: str = "counter") -> dict[str, Any]:
    return update(table, {"pk": s(key)}, "ADD v :one", ExpressionAttributeValues={":one": n(1)})


def counted(dynamodb: Any, table: str, key: str = "counter") -> int:
    item = dynamodb.get_item(TableName=table, Key={"pk": s(key)}, ConsistentRead=True)["Item"]
    return int(item["v"]["N"])


def test_a_repeat_changes_nothing(dynamodb: Any, table: str) -> None:
    first = token()
    for _ in range(3):
        dynamodb.transact_write_items(TransactItems=[add(table)], ClientRequestToken=first)
    assert counted(dynamodb, table) == 1
    dynamodb.transact_write_items(TransactItems=[add(table)], ClientRequestToken=token())
    assert counted(dynamodb, table) == 2


def test_a_repeat_is_answered_even_where_its_condition_would_fail_now(dynamodb: Any, table: str) -> None:
    once = put(table, {"pk": s("a")}, ConditionExpression="attribute_not_exists(pk)")
    first = token()
    dynamodb.transact_write_items(TransactItems=[once], ClientRequestToken=first)
    dynamodb.transact_write_items(TransactItems=[once], ClientRequestToken=first)
    dynamodb.delete_item(TableName=table, Key={"pk": s("a")})
    dynamodb.transact_write_items(TransactItems=[once], ClientRequestToken=first)
    assert contents(dynamodb, table) == []


def test_the_order_of_members_does_not_matter(dynamodb: Any, table: str) -> None:
    first = token()
    action = add(table)["Update"]
    for members in (action, dict(reversed(action.items()))):
        dynamodb.transact_write_items(TransactItems=[{"Update": members}], ClientRequestToken=first)
    assert counted(dynamodb, table) == 1


def test_the_same_token_with_another_request_is_refused(dynamodb: Any, table: str) -> None:
    other, first = create_table(dynamodb), token()
    write = dynamodb.transact_write_items
    write(TransactItems=[add(table)], ClientRequestToken=first)
    for changed in (
        {"TransactItems": [add(table, "another")]},
        {"TransactItems": [add(table), add(table, "another")]},
        {"TransactItems": [delete(table, {"pk": s("counter")})]},
        {"TransactItems": [add(other)]},
        {"TransactItems": [add(table)], "ReturnConsumedCapacity": "TOTAL"},
    ):
        assert refused(write, ClientRequestToken=first, **changed) == MISMATCH
    assert counted(dynamodb, table) == 1
    assert contents(dynamodb, other) == []


def test_a_cancelled_transaction_does_not_use_its_token_up(dynamodb: Any, table: str) -> None:
    first = token()
    actions = [add(table), check(table, {"pk": s("gate")}, "attribute_exists(pk)")]
    cancellation(dynamodb.transact_write_items, *actions, ClientRequestToken=first)
    dynamodb.put_item(TableName=table, Item={"pk": s("gate")})
    dynamodb.transact_write_items(TransactItems=actions, ClientRequestToken=first)
    assert counted(dynamodb, table) == 1


def test_tokens_are_those_of_a_region(server: Server, dynamodb: Any, table: str) -> None:
    elsewhere = server.client("dynamodb", region="eu-west-2")
    there, first = create_table(elsewhere), token()
    dynamodb.transact_write_items(TransactItems=[add(table)], ClientRequestToken=first)
    elsewhere.transact_write_items(TransactItems=[add(there)], ClientRequestToken=first)
    assert counted(dynamodb, table) == counted(elsewhere, there) == 1


def test_a_repeat_costs_reads_of_what_the_first_request_wrote(dynamodb: Any, table: str) -> None:
    other, first = create_table(dynamodb), token()
    actions = [
        put(table, {"pk": s("a"), "v": s("x" * 1536)}),
        put(table, {"pk": s("b"), "v": s("x" * 5000)}),
        delete(other, {"pk": s("a")}),
    ]
    request = {"TransactItems": actions, "ClientRequestToken": first, "ReturnConsumedCapacity": "TOTAL"}
    assert dynamodb.transact_write_items(**request)["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 14.0, "WriteCapacityUnits": 14.0},
        {"TableName": other, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
    ]
    assert dynamodb.transact_write_items(**request)["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 6.0, "ReadCapacityUnits": 6.0},
        {"TableName": other, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0},
    ]


def test_clients_that_do_not_wait_for_the_answer_and_send_again(
    server: Server, dynamodb: Any, table: str
) -> None:
    """The connection is closed at any moment of the first request; the repeat finds what came of it."""
    key = {"pk": s("counter")}
    for number in range(40):
        request = {"TransactItems": [add(table)], "ClientRequestToken": token()}
        with RawDynamoDB(server.port) as impatient:
            impatient.send("TransactWriteItems", **request)
            time.sleep(number / 20_000)
        with RawDynamoDB(server.port) as patient:
            status, body = patient.call("TransactWriteItems", **request)
            while body.get("__type", "").endswith("#TransactionInProgressException"):
                status, body = patient.call("TransactWriteItems", **request)
        assert (status, body) == (200, {})
        assert dynamodb.get_item(TableName=table, Key=key)["Item"]["v"] == n(number + 1)


def test_a_token_is_valid_for_ten_minutes_over_restarts(fresh_server: Any) -> None:
    """Of a transaction over two tables under different keys, with a crash and a restart in between."""
    server: Server = fresh_server(rehearsal=True)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    tables = [create_table(dynamodb), create_table(dynamodb)]
    key = kms.create_key()["KeyMetadata"]["Arn"]
    dynamodb.update_table(TableName=tables[1], SSESpecification=under_key(key))
    first = token()
    request = {"TransactItems": [add(table) for table in tables], "ClientRequestToken": first}
    dynamodb.transact_write_items(**request)
    server.kill()
    server.start()
    dynamodb = server.client("dynamodb")
    dynamodb.transact_write_items(**request)
    assert (
        refused(dynamodb.transact_write_items, TransactItems=[add(tables[1])], ClientRequestToken=first)
        == MISMATCH
    )
    server.advance(540)
    dynamodb.transact_write_items(**request)
    assert [counted(dynamodb, table) for table in tables] == [1, 1]
    server.advance(60)
    dynamodb.transact_write_items(**request)
    assert [counted(dynamodb, table) for table in tables] == [2, 2]
    server.advance(540)
    dynamodb.transact_write_items(**request)
    assert [counted(dynamodb, table) for table in tables] == [2, 2]
