"""BatchGetItem and BatchWriteItem through boto3."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from api.items import create_table, invalid, n, refused, s
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def tables(dynamodb: Any) -> tuple[str, str]:
    return create_table(dynamodb), create_table(dynamodb, "pk:N", "sk:B")


def test_a_batch_writer_and_a_batch_read(server: Server, dynamodb: Any, tables: tuple[str, str]) -> None:
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.access_key[0],
        aws_secret_access_key=server.access_key[1],
    )
    with resource.Table(tables[0]).batch_writer() as batch:
        for at in range(60):
            batch.put_item(Item={"pk": f"batch {at}", "number_": at})
        for at in range(0, 60, 2):
            batch.delete_item(Key={"pk": f"batch {at}"})
    keys = [{"pk": s(f"batch {at}")} for at in range(60)]
    found = dynamodb.batch_get_item(RequestItems={tables[0]: {"Keys": keys, "ProjectionExpression": "number_"}})
    assert found["UnprocessedKeys"] == {}
    assert sorted(int(item["number_"]["N"]) for item in found["Responses"][tables[0]]) == list(range(1, 60, 2))


def test_one_batch_for_two_tables(dynamodb: Any, tables: tuple[str, str]) -> None:
    first, second = tables
    writes = {
        first: [{"PutRequest": {"Item": {"pk": s("two")}}}],
        second: [{"PutRequest": {"Item": {"pk": n(2), "sk": {"B": b"\xff\x00"}}}}],
    }
    assert dynamodb.batch_write_item(RequestItems=writes)["UnprocessedItems"] == {}
    answer = dynamodb.batch_get_item(
        RequestItems={
            first: {"Keys": [{"pk": s("two")}, {"pk": s("nobody")}]},
            second: {"Keys": [{"pk": n("2.0"), "sk": {"B": b"\xff\x00"}}]},
        },
        ReturnConsumedCapacity="TOTAL",
    )
    assert answer["Responses"] == {
        first: [{"pk": s("two")}],
        second: [{"pk": n(2), "sk": {"B": b"\xff\x00"}}],
    }
    assert {each["TableName"]: each["CapacityUnits"] for each in answer["ConsumedCapacity"]} == {
        first: 1.0,
        second: 0.5,
    }


def test_batches_that_are_refused(dynamodb: Any, tables: tuple[str, str]) -> None:
    first = tables[0]
    twice = [{"PutRequest": {"Item": {"pk": s("a")}}}, {"DeleteRequest": {"Key": {"pk": s("a")}}}]
    duplicates = "Provided list of item keys contains duplicates"
    assert invalid(dynamodb.batch_write_item, RequestItems={first: twice}) == duplicates
    same = {"Keys": [{"pk": s("a")}, {"pk": s("a")}]}
    assert invalid(dynamodb.batch_get_item, RequestItems={first: same}) == duplicates
    wrong = [{"PutRequest": {"Item": {"pk": s("kept out")}}}, {"PutRequest": {"Item": {"pk": n(1)}}}]
    assert invalid(dynamodb.batch_write_item, RequestItems={first: wrong}) == (
        "The provided key element does not match the schema"
    )
    assert "Item" not in dynamodb.get_item(TableName=first, Key={"pk": s("kept out")})
    unknown = {"no-such-table": [{"PutRequest": {"Item": {"pk": s("a")}}}]}
    assert refused(dynamodb.batch_write_item, RequestItems=unknown) == (
        "ResourceNotFoundException",
        "Requested resource not found",
        400,
    )
    many = [{"PutRequest": {"Item": {"pk": s(str(at))}}} for at in range(26)]
    assert "Member must have length less than or equal to 25" in invalid(
        dynamodb.batch_write_item, RequestItems={first: many}
    )
