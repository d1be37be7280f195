"""PutItem, UpdateItem and DeleteItem: what is stored, what is answered, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.errors import ServiceError

INVALID = "One or more parameter values were invalid: "
ENVELOPE = "1 validation error detected: "
EXPRESSION_ONLY = "can only be specified when using expressions"


def s(text: str) -> dict[str, str]:
    return {"S": text}


def n(number: object) -> dict[str, str]:
    return {"N": str(number)}


def stored(items: Any, table: str, **key: Any) -> Any:
    return items("GetItem", TableName=table, Key=key).get("Item")


def test_a_put_item_comes_back_with_canonical_numbers(items, hashed):
    item = {
        "pk": s("types"),
        "n": n("1.50"),
        "ns": {"NS": ["1e2", "-0"]},
        "b": {"B": "AP8="},
        "m": {"M": {"l": {"L": [n("0.10"), {"NULL": True}, {"BOOL": False}, s("")]}}},
    }
    assert items("PutItem", TableName=hashed, Item=item) == {}
    assert stored(items, hashed, pk=s("types")) == {
        **item,
        "n": n("1.5"),
        "ns": {"NS": ["0", "100"]},
        "m": {"M": {"l": {"L": [n("0.1"), {"NULL": True}, {"BOOL": False}, s("")]}}},
    }


def test_put_replaces_the_whole_item_and_can_return_the_old_one(items, hashed):
    key = {"pk": s("replaced")}
    assert items("PutItem", TableName=hashed, Item={**key, "a": n(1)}, ReturnValues="ALL_OLD") == {}
    answer = items("PutItem", TableName=hashed, Item={**key, "b": n(2)}, ReturnValues="ALL_OLD")
    assert answer == {"Attributes": {**key, "a": n(1)}}
    assert stored(items, hashed, **key) == {**key, "b": n(2)}


def test_a_condition_decides_whether_an_item_is_put(items, hashed):
    new = {"TableName": hashed, "Item": {"pk": s("once")}, "ConditionExpression": "attribute_not_exists(pk)"}
    assert items("PutItem", **new) == {}
    assert items.refused("PutItem", **new) == (
        "ConditionalCheckFailedException",
        "The conditional request failed",
    )


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "DeleteItem"])
def test_a_failed_condition_hands_out_the_item_when_asked(items, hashed, operation):
    item = {"pk": s(f"shown-{operation}"), "a": n(1)}
    items("PutItem", TableName=hashed, Item=item)
    subject = {"Item": item} if operation == "PutItem" else {"Key": {"pk": item["pk"]}}
    request = {
        "TableName": hashed,
        **subject,
        "ConditionExpression": "a = :v",
        "ExpressionAttributeValues": {":v": n(2)},
    }
    for wanted, fields in ((None, {}), ("NONE", {}), ("ALL_OLD", {"Item": item})):
        asked = {} if wanted is None else {"ReturnValuesOnConditionCheckFailure": wanted}
        with pytest.raises(ServiceError) as failed:
            items(operation, **request, **asked)
        assert failed.value.code == "ConditionalCheckFailedException"
        assert failed.value.fields == fields
    assert stored(items, hashed, pk=item["pk"]) == item


def test_a_failed_condition_on_no_item_hands_out_nothing(items, hashed):
    with pytest.raises(ServiceError) as failed:
        items(
            "DeleteItem",
            TableName=hashed,
            Key={"pk": s("never")},
            ConditionExpression="attribute_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert failed.value.fields == {}


def test_delete_removes_an_item_and_can_return_it(items, hashed):
    item = {"pk": s("deleted"), "a": n(1)}
    items("PutItem", TableName=hashed, Item=item)
    delete = {"TableName": hashed, "Key": {"pk": item["pk"]}, "ReturnValues": "ALL_OLD"}
    assert items("DeleteItem", **delete) == {"Attributes": item}
    assert items("DeleteItem", **delete) == {}
    assert stored(items, hashed, pk=item["pk"]) is None


def test_delete_without_an_answer_removes_as_well(items, hashed):
    items("PutItem", TableName=hashed, Item={"pk": s("silent")})
    assert items("DeleteItem", TableName=hashed, Key={"pk": s("silent")}) == {}
    assert stored(items, hashed, pk=s("silent")) is None


def test_update_makes_an_item_of_its_key_and_what_it_sets(items, hashed):
    items(
        "UpdateItem",
        TableName=hashed,
        Key={"pk": s("made")},
        UpdateExpression="SET a = :v ADD c :v",
        ExpressionAttributeValues={":v": n("01.0")},
    )
    assert stored(items, hashed, pk=s("made")) == {"pk": s("made"), "a": n(1), "c": n(1)}


@pytest.mark.parametrize("change", [{}, {"AttributeUpdates": {}}])
def test_an_update_that_says_nothing_makes_an_item_of_its_key(items, hashed, change):
    key = {"pk": s(f"bare-{len(change)}")}
    answer = items("UpdateItem", TableName=hashed, Key=key, ReturnValues="ALL_NEW", **change)
    assert answer == {"Attributes": key}
    assert stored(items, hashed, **key) == key


def test_an_update_that_only_removes_makes_no_item(items, hashed):
    key = {"pk": s("removed-from-nothing")}
    update = {"TableName": hashed, "Key": key, "UpdateExpression": "REMOVE a", "ReturnValues": "ALL_NEW"}
    assert items("UpdateItem", **update) == {}
    assert stored(items, hashed, **key) is None


@pytest.mark.parametrize(
    ("wanted", "attributes"),
    [
        ("NONE", None),
        ("ALL_OLD", {"pk": s("returned"), "a": s("hi"), "b": s("dog")}),
        ("UPDATED_OLD", {"b": s("dog")}),
        ("ALL_NEW", {"pk": s("returned"), "a": s("hi"), "b": s("cat"), "c": n(1)}),
        ("UPDATED_NEW", {"b": s("cat"), "c": n(1)}),
    ],
)
def test_return_values_of_an_update(items, hashed, wanted, attributes):
    items("PutItem", TableName=hashed, Item={"pk": s("returned"), "a": s("hi"), "b": s("dog")})
    answer = items(
        "UpdateItem",
        TableName=hashed,
        Key={"pk": s("returned")},
        UpdateExpression="SET b = :b, c = :c",
        ExpressionAttributeValues={":b": s("cat"), ":c": n(1)},
        ReturnValues=wanted,
    )
    assert answer.get("Attributes") == attributes


def test_nothing_updated_is_no_attributes(items, hashed):
    request = {"TableName": hashed, "Key": {"pk": s("unreturned")}}
    values = {"ExpressionAttributeValues": {":v": n(1)}}
    old = items("UpdateItem", **request, UpdateExpression="SET a = :v", **values, ReturnValues="UPDATED_OLD")
    assert old == {}
    assert items("UpdateItem", **request, UpdateExpression="REMOVE a", ReturnValues="UPDATED_NEW") == {}


def test_updates_follow_one_another(items, hashed):
    for _ in range(5):
        answer = items(
            "UpdateItem",
            TableName=hashed,
            Key={"pk": s("counter")},
            UpdateExpression="ADD hits :one",
            ExpressionAttributeValues={":one": n(1)},
            ReturnValues="UPDATED_NEW",
        )
    assert answer == {"Attributes": {"hits": n(5)}}


def test_a_refused_update_changes_nothing(items, hashed):
    item = {"pk": s("refused"), "a": s("text")}
    items("PutItem", TableName=hashed, Item=item)
    message = items.invalid(
        "UpdateItem",
        TableName=hashed,
        Key={"pk": item["pk"]},
        UpdateExpression="SET b = :v, a = a + :v",
        ExpressionAttributeValues={":v": n(1)},
    )
    assert message == "An operand in the update expression has an incorrect data type"
    assert stored(items, hashed, pk=item["pk"]) == item


@pytest.mark.parametrize("attribute", ["pk", "sk"])
def test_key_attributes_cannot_be_updated(items, ranged, attribute):
    request = {"TableName": ranged, "Key": {"pk": s("a"), "sk": n(1)}}
    wanted = INVALID + f"Cannot update attribute {attribute}. This attribute is part of the key"
    assert items.invalid("UpdateItem", **request, UpdateExpression=f"REMOVE {attribute}") == wanted
    updates = {attribute: {"Action": "DELETE"}}
    assert items.invalid("UpdateItem", **request, AttributeUpdates=updates) == wanted


def test_capacity_of_writes_counts_the_larger_item_in_kilobytes(items, hashed):
    def units(operation: str, **request: Any) -> float:
        answer = items(operation, TableName=hashed, ReturnConsumedCapacity="TOTAL", **request)
        assert answer["ConsumedCapacity"]["TableName"] == hashed
        return answer["ConsumedCapacity"]["CapacityUnits"]

    key = {"pk": s("capacity")}
    padding = 1024 - len("pk") - len("capacity") - len("a")
    assert units("PutItem", Item={**key, "a": s("x" * padding)}) == 1
    assert units("PutItem", Item={**key, "a": s("x" * (padding + 1))}) == 2
    assert units("PutItem", Item={**key, "a": s("x" * 2048)}) == 3
    assert units("PutItem", Item=key) == 3
    assert units("DeleteItem", Key=key) == 1
    assert units("DeleteItem", Key=key) == 1
    assert (
        units(
            "UpdateItem",
            Key=key,
            UpdateExpression="SET a = :v",
            ExpressionAttributeValues={":v": s("x" * 2048)},
        )
        == 3
    )


def test_capacity_by_index_names_the_table(items, hashed):
    request = {"TableName": hashed, "Item": {"pk": s("by index")}}
    assert items("PutItem", **request, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"] == {
        "TableName": hashed,
        "CapacityUnits": 1.0,
        "Table": {"CapacityUnits": 1.0},
    }
    assert items("PutItem", **request, ReturnConsumedCapacity="NONE") == {}


def test_an_arn_names_a_table(items, hashed):
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{hashed}"
    answer = items("PutItem", TableName=arn, Item={"pk": s("by arn")}, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"]["TableName"] == arn
    assert stored(items, hashed, pk=s("by arn")) == {"pk": s("by arn")}


def test_an_item_has_at_most_400_kb(items, hashed):
    room = 400 * 1024 - len("pk") - len("large") - len("a")
    assert items("PutItem", TableName=hashed, Item={"pk": s("large"), "a": s("x" * room)}) == {}
    too_large = {"pk": s("large"), "a": s("x" * (room + 1))}
    assert items.invalid("PutItem", TableName=hashed, Item=too_large) == (
        "Item size has exceeded the maximum allowed size"
    )
    message = items.invalid(
        "UpdateItem",
        TableName=hashed,
        Key={"pk": s("large")},
        UpdateExpression="SET b = :v",
        ExpressionAttributeValues={":v": s("")},
    )
    assert message == "Item size to update has exceeded the maximum allowed size"


def test_an_update_cannot_nest_deeper_than_32_levels(items, hashed):
    deep: dict[str, Any] = s("leaf")
    for _ in range(31):
        deep = {"M": {"x": deep}}
    items("PutItem", TableName=hashed, Item={"pk": s("deep"), "a": {"M": {}}})
    message = items.invalid(
        "UpdateItem",
        TableName=hashed,
        Key={"pk": s("deep")},
        UpdateExpression="SET a.b = :v",
        ExpressionAttributeValues={":v": deep},
    )
    assert message.startswith("Nesting Levels have exceeded supported limits")


@pytest.mark.parametrize("operation", ["PutItem", "DeleteItem", "UpdateItem", "GetItem"])
def test_an_unknown_table(items, operation):
    subject = "Item" if operation == "PutItem" else "Key"
    assert items.refused(operation, TableName="missing", **{subject: {"pk": s("a")}}) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )


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
        (
            {"pk": s("a"), "x": {}},
            ENVELOPE + "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        ),
        ({"pk": s("a"), "x": n("dog")}, ENVELOPE + "The parameter cannot be converted to a numeric value: dog"),
        ({"pk": s("a"), "x": {"SS": []}}, ENVELOPE + INVALID + "An string set  may not be empty"),
    ],
)
def test_items_that_cannot_be_put(items, hashed, item, message):
    assert items.invalid("PutItem", TableName=hashed, Item=item) == message


@pytest.mark.parametrize("operation", ["DeleteItem", "UpdateItem", "GetItem"])
@pytest.mark.parametrize("key", [{}, {"pk": s("a")}, {"pk": s("a"), "sk": s("1")}, {"pk": s("a"), "x": n(1)}])
def test_keys_that_are_not_the_tables(items, ranged, operation, key):
    assert items.invalid(operation, TableName=ranged, Key=key) == (
        "The provided key element does not match the schema"
    )


@pytest.mark.parametrize("operation", ["PutItem", "DeleteItem"])
def test_put_and_delete_return_nothing_or_the_old_item(items, hashed, operation):
    subject = "Item" if operation == "PutItem" else "Key"
    for wanted in ("UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"):
        request = {"TableName": hashed, subject: {"pk": s("a")}, "ReturnValues": wanted}
        assert items.invalid(operation, **request) == ENVELOPE + "ReturnValues can only be ALL_OLD or NONE"


@pytest.mark.parametrize("operation", ["PutItem", "DeleteItem", "UpdateItem"])
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"ExpressionAttributeValues": {":v": s("x")}}, f"ExpressionAttributeValues {EXPRESSION_ONLY}"),
        ({"ExpressionAttributeNames": {"#a": "a"}}, f"ExpressionAttributeNames {EXPRESSION_ONLY}"),
        ({"ConditionExpression": ""}, "Invalid ConditionExpression: The expression can not be empty;"),
        (
            {"ConditionExpression": "a = :v"},
            "Invalid ConditionExpression: "
            "An expression attribute value used in expression is not defined; attribute value: :v",
        ),
        (
            {"ConditionExpression": "attribute_exists(a)", "ExpressionAttributeValues": {":v": s("x")}},
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
        ),
        (
            {"ConditionExpression": "attribute_exists(a)", "Expected": {"a": {"Exists": False}}},
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
        ),
        (
            {"Expected": {"a": {"Exists": True}}},
            INVALID + "Value must be provided when Exists is true for Attribute: a",
        ),
    ],
)
def test_wrong_requests_are_told_in_an_envelope_before_the_table_is_looked_up(
    items, operation, parameters, message
):
    subject = "Item" if operation == "PutItem" else "Key"
    request = {"TableName": "missing", subject: {"pk": s("a")}, **parameters}
    assert items.invalid(operation, **request) == ENVELOPE + message


def test_expected_and_attribute_updates_do_what_expressions_do(items, hashed):
    key = {"pk": s("legacy")}
    put = {"TableName": hashed, "Item": {**key, "n": n(1)}, "Expected": {"pk": {"Exists": False}}}
    items("PutItem", **put)
    assert items.refused("PutItem", **put)[0] == "ConditionalCheckFailedException"
    answer = items(
        "UpdateItem",
        TableName=hashed,
        Key=key,
        AttributeUpdates={"n": {"Action": "ADD", "Value": n(2)}, "a": {"Value": s("x")}},
        Expected={"n": {"ComparisonOperator": "GE", "AttributeValueList": [n(1)]}},
        ReturnValues="ALL_NEW",
    )
    assert answer["Attributes"] == {**key, "n": n(3), "a": s("x")}
    deletion = {"TableName": hashed, "Key": key, "Expected": {"a": {"Value": s("y")}}}
    assert items.refused("DeleteItem", **deletion)[0] == "ConditionalCheckFailedException"
