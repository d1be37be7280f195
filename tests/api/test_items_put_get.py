"""PutItem, GetItem and DeleteItem through boto3."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import Binary
from botocore.exceptions import ClientError

from api.items import ENVELOPE, INVALID, create_table, invalid, n, refused, s
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


def test_every_type_comes_back_as_it_was_put(server: Server, table: str) -> None:
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.access_key[0],
        aws_secret_access_key=server.access_key[1],
    )
    item = {
        "pk": "every type",
        "string": "naïve 😀",
        "empty": "",
        "number": Decimal("-12345678901234567890.123456789012345678"),
        "small": Decimal("1E-128"),
        "binary": Binary(bytes(range(256))),
        "nothing": None,
        "flags": [True, False],
        "strings": {"a", "b"},
        "numbers": {Decimal(1), Decimal("2.5")},
        "binaries": {Binary(b"\x00"), Binary(b"")},
        "document": {"list": [Decimal(1), {"deep": []}], "map": {}},
    }
    of_table = resource.Table(table)
    of_table.put_item(Item=item)
    assert of_table.get_item(Key={"pk": "every type"}, ConsistentRead=True)["Item"] == item


def test_numbers_come_back_in_canonical_form(dynamodb: Any, table: str) -> None:
    written = {
        "a": "1.50",
        "b": "+3",
        "c": "0042.1200",
        "d": "1E-10",
        "e": "-0",
        "f": "9." + "9" * 37 + "E+125",
    }
    kept = {"a": "1.5", "b": "3", "c": "42.12", "d": "0.0000000001", "e": "0", "f": "9" * 38 + "0" * 88}
    item = {"pk": s("numbers"), **{name: n(number) for name, number in written.items()}}
    dynamodb.put_item(TableName=table, Item=item)
    found = dynamodb.get_item(TableName=table, Key={"pk": s("numbers")})["Item"]
    assert {name: value["N"] for name, value in found.items() if name != "pk"} == kept


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("dog", "The parameter cannot be converted to a numeric value: dog"),
        ("", "The parameter cannot be converted to a numeric value: "),
        (" 1", "The parameter cannot be converted to a numeric value:  1"),
        ("NaN", "The parameter cannot be converted to a numeric value: NaN"),
        ("1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
        (
            "1e-131",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ),
        ("1" * 39, "Attempting to store more than 38 significant digits in a Number"),
    ],
)
def test_numbers_that_are_refused(dynamodb: Any, table: str, number: str, message: str) -> None:
    item = {"pk": s("refused"), "a": n(number)}
    assert invalid(dynamodb.put_item, TableName=table, Item=item) == ENVELOPE + message
    assert invalid(dynamodb.get_item, TableName=table, Key={"pk": n(number)}) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"SS": []}, INVALID + "An string set  may not be empty"),
        ({"BS": []}, INVALID + "Binary sets should not be empty"),
        ({"SS": ["a", "a"]}, INVALID + 'Input collection ["a", "a"] contains duplicates.'),
        ({"NS": ["1", "1.0"]}, INVALID + "Input collection contains duplicates."),
        ({"NULL": False}, INVALID + "Null attribute value types must have the value of true"),
        ({}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
        (
            {"S": "a", "N": "1"},
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes",
        ),
    ],
)
def test_values_that_are_refused(dynamodb: Any, table: str, value: Any, message: str) -> None:
    for place in (value, {"L": [{"M": {"x": value}}]}):
        item = {"pk": s("refused"), "a": place}
        assert invalid(dynamodb.put_item, TableName=table, Item=item) == ENVELOPE + message
    assert "Item" not in dynamodb.get_item(TableName=table, Key={"pk": s("refused")})


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"a": s("x")}, INVALID + "Missing the key pk in the item"),
        ({"pk": n(1)}, INVALID + "Type mismatch for key pk expected: S actual: N"),
        (
            {"pk": s("")},
            "One or more parameter values are not valid. "
            "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
        ),
        ({"pk": s("x" * 2049)}, INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes"),
        ({"pk": s("a"), "x": s("x" * 409_600)}, "Item size has exceeded the maximum allowed size"),
    ],
)
def test_items_that_do_not_fit_the_table(dynamodb: Any, table: str, item: Any, message: str) -> None:
    assert invalid(dynamodb.put_item, TableName=table, Item=item) == message


def test_the_old_item_can_be_returned(dynamodb: Any, table: str) -> None:
    item = {"pk": s("old"), "a": n(1)}
    dynamodb.put_item(TableName=table, Item=item)
    put = dynamodb.put_item(TableName=table, Item={"pk": s("old")}, ReturnValues="ALL_OLD")
    assert put["Attributes"] == item
    delete = {"TableName": table, "Key": {"pk": s("old")}, "ReturnValues": "ALL_OLD"}
    assert dynamodb.delete_item(**delete)["Attributes"] == {"pk": s("old")}
    assert "Attributes" not in dynamodb.delete_item(**delete)


def test_a_failed_condition_answers_the_item_when_asked(dynamodb: Any, table: str) -> None:
    item = {"pk": s("conditional"), "b": {"B": b"\x00\xff"}}
    put = {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    dynamodb.put_item(**put)
    assert refused(dynamodb.put_item, **put) == (
        "ConditionalCheckFailedException",
        "The conditional request failed",
        400,
    )
    with pytest.raises(ClientError) as failed:
        dynamodb.put_item(**put, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert failed.value.response["Item"] == item


def test_capacity(dynamodb: Any, table: str) -> None:
    item = {"pk": s("capacity"), "a": s("x" * 5000)}
    put = dynamodb.put_item(TableName=table, Item=item, ReturnConsumedCapacity="INDEXES")
    assert put["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 5.0,
        "Table": {"CapacityUnits": 5.0},
    }
    get = {"TableName": table, "Key": {"pk": s("capacity")}, "ReturnConsumedCapacity": "TOTAL"}
    assert dynamodb.get_item(**get)["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": 1.0}
    assert dynamodb.get_item(**get, ConsistentRead=True)["ConsumedCapacity"]["CapacityUnits"] == 2.0


def test_a_table_is_named_by_name_or_arn(dynamodb: Any, table: str) -> None:
    arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    dynamodb.put_item(TableName=arn, Item={"pk": s("by arn")})
    assert dynamodb.get_item(TableName=table, Key={"pk": s("by arn")})["Item"] == {"pk": s("by arn")}


def test_a_table_that_is_not_there(dynamodb: Any) -> None:
    not_found = ("ResourceNotFoundException", "Requested resource not found", 400)
    key = {"pk": s("a")}
    assert refused(dynamodb.get_item, TableName="no-such-table", Key=key) == not_found
    assert refused(dynamodb.put_item, TableName="no-such-table", Item=key) == not_found
    assert refused(dynamodb.delete_item, TableName="no-such-table", Key=key) == not_found


@pytest.mark.parametrize("key", [{}, {"x": s("a")}, {"pk": s("a"), "x": s("b")}, {"pk": n(1)}])
def test_keys_of_another_schema(dynamodb: Any, table: str, key: Any) -> None:
    for call in (dynamodb.get_item, dynamodb.delete_item):
        assert invalid(call, TableName=table, Key=key) == "The provided key element does not match the schema"
