"""ExpressionAttributeNames and ExpressionAttributeValues."""

from __future__ import annotations

import pytest

from strongroom.services.dynamodb.values.refusals import InvalidValue


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        ({}, {}, "ExpressionAttributeNames must not be empty"),
        (None, {}, "ExpressionAttributeValues must not be empty"),
        ({"a": "a"}, {}, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'),
        ({"#a-b": "n"}, None, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"'),
        ({"#": "n"}, None, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#"'),
        ({"#é": "n"}, None, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#é"'),
        ({"#a\n": "n"}, None, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a\n"'),
        (
            {"#" + "a" * 300: "n"},
            None,
            "ExpressionAttributeNames contains invalid key: "
            "The expression attribute map contains a key that is too long; size of key: 301",
        ),
        ({"#n": ""}, None, "ExpressionAttributeNames contains invalid value: Empty attribute name for key #n"),
        (
            {"#n": "n" * 65536},
            None,
            "ExpressionAttributeNames contains invalid value: "
            "Attribute name is too large, must be less than 65536 bytes for key #n",
        ),
        (None, {"b": {"S": "a"}}, 'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"'),
        (
            None,
            {":b": {}, "b": {"S": "a"}},
            'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"',
        ),
        (
            None,
            {":b": {}},
            "ExpressionAttributeValues contains invalid value: "
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :b",
        ),
        (
            None,
            {":b": {"L": [{}]}},
            "ExpressionAttributeValues contains invalid value: "
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :b",
        ),
        (
            None,
            {":b": {"S": "a", "N": "1"}},
            "ExpressionAttributeValues contains invalid value: Supplied AttributeValue has more than one "
            "datatypes set, must contain exactly one of the supported datatypes for key :b",
        ),
        (
            None,
            {":b": {"SS": []}},
            "ExpressionAttributeValues contains invalid value: "
            "One or more parameter values were invalid: An string set  may not be empty for key :b",
        ),
    ],
)
def test_what_is_wrong_with_the_maps(expressions, refusal, names, values, message):
    assert refusal(expressions.placeholders, names, values) == message


@pytest.mark.parametrize(
    ("value", "message", "older"),
    [
        (
            {"SS": ["a", "a"]},
            'One or more parameter values were invalid: Input collection ["a", "a"] contains duplicates.',
            "One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
        ),
        (
            {"NS": ["1", "1.0"]},
            "One or more parameter values were invalid: Input collection contains duplicates.",
            "Input collection contains duplicates",
        ),
        (
            {"N": "abc"},
            "The parameter cannot be converted to a numeric value: abc",
            "The parameter cannot be converted to a numeric value: abc",
        ),
        (
            {"N": "1e2147483647"},
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ),
        (
            {"L": [{"N": "1" * 39}]},
            "Attempting to store more than 38 significant digits in a Number",
            "Attempting to store more than 38 significant digits in a Number",
        ),
    ],
)
def test_only_the_older_layer_names_the_placeholder_of_a_wrong_value(expressions, value, message, older):
    with pytest.raises(InvalidValue) as refused:
        expressions.placeholders(None, {":b": value})
    assert refused.value.message == message
    assert refused.value.older == f"ExpressionAttributeValues contains invalid value: {older} for key :b"


def test_a_key_of_255_bytes_is_the_longest(expressions, condition):
    longest = "#" + "a" * 254
    assert condition(f"attribute_exists({longest})", names={longest: "a"}).matches({"a": {"S": ""}})


def test_numbers_become_canonical(condition):
    assert condition("a = :v", {":v": {"N": "1.50E1"}}).matches({"a": {"N": "15"}})


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        (
            {"#u": "x"},
            {":v": {"N": "1"}, ":u": {"N": "2"}},
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}",
        ),
        (
            None,
            {":v": {"N": "1"}, ":b": {"N": "1"}, ":c": {"N": "2"}, ":aa": {"S": "x"}},
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b, :c, :aa}",
        ),
        (
            {"#b": "x", "#a": "y", "#c": "z"},
            {":v": {"N": "1"}},
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#c, #a, #b}",
        ),
        (
            None,
            {":v": {"N": "0"}, **{f":v{number}": {"N": "1"} for number in range(1, 15)}},
            "Value provided in ExpressionAttributeValues unused in expressions: keys: "
            "{:v11, :v12, :v13, :v14, :v10, :v1, :v2, :v3, :v4, :v5, :v6, :v7, :v8, :v9}",
        ),
    ],
)
def test_unused_placeholders_are_listed_in_the_services_order(condition, refusal, names, values, message):
    assert refusal(condition, "n = :v", values, names) == message


def test_a_placeholder_may_be_used_in_any_expression_of_the_request(expressions):
    placeholders = expressions.placeholders({"#a": "a", "#b": "b"}, {":v": {"N": "1"}, ":w": {"N": "2"}})
    expressions.update("SET #a = :v", placeholders)
    expressions.condition("#b = :w OR #a = :w", placeholders)
    placeholders.require_all_used()


def test_an_error_in_an_expression_comes_before_unused_placeholders(condition, refusal):
    assert refusal(condition, "a = :w", {":v": {"N": "1"}}) == (
        "Invalid ConditionExpression: "
        "An expression attribute value used in expression is not defined; attribute value: :w"
    )
