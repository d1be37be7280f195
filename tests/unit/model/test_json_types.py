"""Values of a wrong JSON type: which are refused, in which words, and what becomes of the others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.model.service_model import ServiceModel, load_service_model

STRUCTURE_FOUND = "Start of structure or map found where not expected"
BYTES = "only base-64-encoded strings are convertible to bytes"

# (a document of Scan, the message). Sources: dynalite test/helpers.js, floci DynamoDbRequestShapesTest.
OF_SCAN: list[tuple[dict[str, Any], str]] = [
    ({"IndexName": True}, "TRUE_VALUE cannot be converted to String"),
    ({"IndexName": False}, "FALSE_VALUE cannot be converted to String"),
    ({"IndexName": -2147483648}, "NUMBER_VALUE cannot be converted to String"),
    ({"IndexName": 34.56}, "DECIMAL_VALUE cannot be converted to String"),
    ({"IndexName": {}}, STRUCTURE_FOUND),
    ({"IndexName": []}, ""),
    ({"Limit": "23"}, "STRING_VALUE cannot be converted to Integer"),
    ({"Limit": True}, "TRUE_VALUE cannot be converted to Integer"),
    ({"Limit": []}, ""),
    ({"Limit": {}}, STRUCTURE_FOUND),
    ({"ConsistentRead": "23"}, "Unexpected token received from parser"),
    ({"ConsistentRead": 0}, "NUMBER_VALUE cannot be converted to Boolean"),
    ({"ConsistentRead": 34.56}, "DECIMAL_VALUE cannot be converted to Boolean"),
    ({"AttributesToGet": "a"}, "Unexpected field type"),
    ({"AttributesToGet": {}}, STRUCTURE_FOUND),
    ({"AttributesToGet": [5]}, "NUMBER_VALUE cannot be converted to String"),
    ({"ExpressionAttributeNames": 5}, "Unexpected field type"),
    ({"ExpressionAttributeNames": []}, ""),
    ({"ExclusiveStartKey": {"pk": {"S": 123}}}, "NUMBER_VALUE cannot be converted to String"),
    ({"ExclusiveStartKey": {"pk": "x"}}, "Unexpected value type in payload"),
    ({"ExclusiveStartKey": {"pk": []}}, ""),
    ({"ExclusiveStartKey": {"pk": {"SS": "a"}}}, "Unexpected field type"),
    ({"ExclusiveStartKey": {"pk": {"BOOL": 1}}}, "NUMBER_VALUE cannot be converted to Boolean"),
    ({"ExclusiveStartKey": {"pk": {"B": 5}}}, BYTES),
    ({"ExclusiveStartKey": {"pk": {"BS": [True]}}}, BYTES),
    ({"ExclusiveStartKey": {"pk": {"B": {}}}}, STRUCTURE_FOUND),
    (
        {"ExclusiveStartKey": {"pk": {"B": "23456"}}},
        "Base64 encoded length is expected a multiple of 4 bytes but found: 5",
    ),
    ({"ExclusiveStartKey": {"pk": {"B": "=+/="}}}, "Unexpected value type in payload"),
    ({"ExclusiveStartKey": {"pk": {"B": "+/+="}}}, "Unexpected value type in payload"),
    (
        {"ExclusiveStartKey": {"pk": {"M": {"a": {"L": [{"S": 1}]}}}}},
        "NUMBER_VALUE cannot be converted to String",
    ),
    ({"ExclusiveStartKey": {"pk": {"L": ["x"]}}}, "Unexpected value type in payload"),
]
OF_OTHER_OPERATIONS: list[tuple[str, dict[str, Any], str]] = [
    ("UpdateTable", {"ProvisionedThroughput": "a"}, "Unexpected field type"),
    ("UpdateTable", {"ProvisionedThroughput": []}, ""),
    (
        "UpdateTable",
        {"ProvisionedThroughput": {"ReadCapacityUnits": "5"}},
        "STRING_VALUE cannot be converted to Long",
    ),
    ("UpdateTable", {"GlobalSecondaryIndexUpdates": ["a"]}, "Unexpected value type in payload"),
    ("BatchWriteItem", {"RequestItems": {"t": 5}}, ""),
    ("BatchGetItem", {"RequestItems": {"t": {"Keys": [5]}}}, ""),
    ("ListBackups", {"TimeRangeLowerBound": "2020-01-01"}, "STRING_VALUE cannot be converted to Date"),
    ("Scan", {"Limit": "5", "IndexName": 5}, "STRING_VALUE cannot be converted to Integer"),
    ("Scan", {"IndexName": 5, "Limit": "5"}, "NUMBER_VALUE cannot be converted to String"),
]

# Sources: athena-local's tests of the JSON 1.1 wording, kinesalite for blobs and maps.
OF_KMS: list[tuple[str, dict[str, Any], str]] = [
    ("DescribeKey", {"KeyId": 1}, "NUMBER_VALUE can not be converted to a String"),
    ("DescribeKey", {"KeyId": 1.5}, "NUMBER_VALUE can not be converted to a String"),
    ("DescribeKey", {"KeyId": False}, "FALSE_VALUE can not be converted to a String"),
    ("DescribeKey", {"KeyId": ["x"]}, "Start of list found where not expected"),
    ("DescribeKey", {"KeyId": {"a": 1}}, "Start of structure or map found where not expected."),
    ("DescribeKey", {"GrantTokens": "x"}, "Expected list or null"),
    ("DescribeKey", {"GrantTokens": [1]}, "NUMBER_VALUE can not be converted to a String"),
    ("ListKeys", {"Limit": "1"}, "STRING_VALUE can not be converted to an Integer"),
    ("ListKeys", {"Limit": True}, "TRUE_VALUE can not be converted to an Integer"),
    ("CreateKey", {"BypassPolicyLockoutSafetyCheck": 1}, "NUMBER_VALUE can not be converted to a Boolean"),
    ("CreateGrant", {"Constraints": "x"}, "Expected null"),
    ("Encrypt", {"EncryptionContext": "x"}, "Expected map or null"),
    ("Encrypt", {"Plaintext": True}, "TRUE_VALUE can not be converted to a Blob"),
    (
        "Encrypt",
        {"Plaintext": "23456"},
        "'23456' can not be converted to a Blob: "
        "Base64 encoded length is expected a multiple of 4 bytes but found: 5",
    ),
    ("Encrypt", {"Plaintext": "a-bc"}, "'a-bc' can not be converted to a Blob: Invalid Base64 character: '-'"),
    (
        "Encrypt",
        {"Plaintext": "+/+="},
        "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected",
    ),
]


@pytest.mark.parametrize(("document", "message"), OF_SCAN, ids=str)
def test_dynamodb_refuses_a_wrong_type_in_its_words(
    refuse_dynamodb: Any, document: dict[str, Any], message: str
) -> None:
    assert refuse_dynamodb("Scan", {"TableName": "t", **document}) == ("SerializationException", message)


@pytest.mark.parametrize(("operation", "document", "message"), OF_OTHER_OPERATIONS, ids=str)
def test_dynamodb_words_depend_on_where_the_value_sits(
    refuse_dynamodb: Any, operation: str, document: dict[str, Any], message: str
) -> None:
    """Members and elements differ, numbers name their type, and the first bad value of the body counts."""
    assert refuse_dynamodb(operation, document) == ("SerializationException", message)


@pytest.mark.parametrize(("operation", "document", "message"), OF_KMS, ids=str)
def test_kms_has_the_words_of_the_json_1_1_services(
    refuse_kms: Any, operation: str, document: dict[str, Any], message: str
) -> None:
    assert refuse_kms(operation, document) == ("SerializationException", message)


@pytest.mark.parametrize("document", [None, "hello", 5, True])
def test_a_body_that_is_no_object_is_refused_without_a_message(refuse_dynamodb: Any, document: Any) -> None:
    assert refuse_dynamodb("GetItem", document) == ("SerializationException", "")


def test_a_body_that_is_a_list_has_a_message_in_json_1_1(refuse_kms: Any, refuse_dynamodb: Any) -> None:
    assert refuse_kms("ListKeys", []) == ("SerializationException", "Start of list found where not expected")
    assert refuse_dynamodb("ListTables", []) == ("SerializationException", "")


def test_a_wrong_type_is_reported_before_any_constraint(refuse_dynamodb: Any) -> None:
    assert refuse_dynamodb("Scan", {"TableName": "", "Limit": "5"})[0] == "SerializationException"


def test_unknown_and_null_members_vanish(dynamodb: ServiceModel) -> None:
    document = {
        "TableName": "abc",
        "Limit": None,
        "Nonsense": [1, {"a": 2}],
        "ExclusiveStartKey": {"a": {"S": None}},
    }
    assert dynamodb.parsers["Scan"](document) == {"TableName": "abc", "ExclusiveStartKey": {"a": {}}}
    assert document["Limit"] is None, "the caller's document stays as it was"


def test_a_null_element_is_an_empty_structure_or_vanishes(dynamodb: ServiceModel) -> None:
    item = {"a": None, "b": {"L": [None, {"S": "x"}]}, "c": {"SS": ["x", None]}}
    parsed = dynamodb.parsers["PutItem"]({"TableName": "abc", "Item": item})
    assert parsed["Item"] == {"a": {}, "b": {"L": [{}, {"S": "x"}]}, "c": {"SS": ["x"]}}


@pytest.mark.parametrize(("given", "taken"), [(5.9, 5), (99999999999, 2**31 - 1), (1e30, 2**31 - 1), (7, 7)])
def test_an_integer_loses_its_fraction_and_fits_its_type(
    dynamodb: ServiceModel, given: float, taken: int
) -> None:
    """The service takes any number (floci)."""
    assert dynamodb.parsers["Scan"]({"TableName": "abc", "Limit": given})["Limit"] == taken


@pytest.mark.parametrize(("given", "taken"), [("false", False), ("TRUE", True), ("no", False), ("1", True)])
def test_a_boolean_may_be_written_as_a_word(dynamodb: ServiceModel, given: object, taken: bool) -> None:
    parsed = dynamodb.parsers["GetItem"]({"TableName": "abc", "Key": {}, "ConsistentRead": given})
    assert parsed["ConsistentRead"] is taken


def test_blobs_are_text_in_dynamodb_and_bytes_in_kms(dynamodb: ServiceModel, kms: ServiceModel) -> None:
    item = {"a": {"B": "aGk="}, "b": {"BS": [""]}}
    assert dynamodb.parsers["PutItem"]({"TableName": "abc", "Item": item})["Item"] == item
    assert kms.parsers["Encrypt"]({"KeyId": "k", "Plaintext": "aGk="})["Plaintext"] == b"hi"


def test_nesting_that_exhausts_the_stack_is_refused_as_nesting(refuse_dynamodb: Any) -> None:
    value: dict[str, Any] = {"S": "x"}
    for _ in range(500):
        value = {"M": {"a": value}}
    code, message = refuse_dynamodb("PutItem", {"TableName": "abc", "Item": {"a": value}})
    assert code == "ValidationException"
    assert message.startswith("Nesting Levels have exceeded supported limits")


attribute_values = st.recursive(
    st.one_of(
        st.fixed_dictionaries({"S": st.text()}),
        st.fixed_dictionaries({"N": st.integers().map(str)}),
        st.fixed_dictionaries({"BOOL": st.booleans()}),
        st.fixed_dictionaries({"SS": st.lists(st.text())}),
    ),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"L": st.lists(inner, max_size=4)}),
        st.fixed_dictionaries({"M": st.dictionaries(st.text(), inner, max_size=4)}),
    ),
    max_leaves=12,
)
_PUT = load_service_model("dynamodb").parsers["PutItem"]


@given(st.dictionaries(st.text(), attribute_values))
def test_well_typed_items_come_out_as_they_went_in(item: dict[str, Any]) -> None:
    assert _PUT({"TableName": "abc", "Item": item}) == {"TableName": "abc", "Item": item}


@given(st.dictionaries(st.text(), attribute_values, min_size=1), st.sampled_from(["null", "unknown"]))
def test_what_vanishes_inside_an_item_leaves_the_rest_alone(item: dict[str, Any], what: str) -> None:
    noise = {"null": {"NULL": None}, "unknown": {"X": 1}}[what]
    noisy = {name: {**value, **noise} for name, value in item.items()}
    assert _PUT({"TableName": "abc", "Item": noisy})["Item"] == item
