"""Expected, and the comparison operators that it shares with the legacy filters."""

from __future__ import annotations

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.expressions.evaluation import condition_test
from strongroom.services.dynamodb.legacy.expected import expected_tree

INVALID = "One or more parameter values were invalid: "
ITEM = {
    "s": {"S": "banana"},
    "n": {"N": "5"},
    "ss": {"SS": ["a", "b"]},
    "l": {"L": [{"S": "x"}, {"N": "1"}]},
}


def matches(expected: dict, item: dict = ITEM, operator: str | None = None) -> bool:
    request = {"Expected": expected}
    if operator is not None:
        request["ConditionalOperator"] = operator
    tree = expected_tree(request)
    assert tree is not None
    return condition_test(tree)(item)


@pytest.mark.parametrize(
    ("operator", "operands", "attribute", "fulfilled"),
    [
        ("EQ", [{"N": "5.0"}], "n", True),
        ("EQ", [{"S": "5"}], "n", False),
        ("EQ", [{"SS": ["b", "a"]}], "ss", True),
        ("NE", [{"N": "4"}], "n", True),
        ("NE", [{"N": "4"}], "missing", True),
        ("LT", [{"N": "6"}], "n", True),
        ("LT", [{"N": "6"}], "missing", False),
        ("LE", [{"N": "5"}], "n", True),
        ("GT", [{"S": "apple"}], "s", True),
        ("GE", [{"S": "banana"}], "s", True),
        ("NULL", [], "missing", True),
        ("NULL", [], "s", False),
        ("NOT_NULL", [], "s", True),
        ("CONTAINS", [{"S": "nan"}], "s", True),
        ("CONTAINS", [{"S": "a"}], "ss", True),
        ("CONTAINS", [{"N": "1"}], "l", True),
        ("NOT_CONTAINS", [{"S": "z"}], "ss", True),
        ("NOT_CONTAINS", [{"S": "a"}], "ss", False),
        ("NOT_CONTAINS", [{"S": "a"}], "n", True),
        ("NOT_CONTAINS", [{"S": "a"}], "missing", False),
        ("BEGINS_WITH", [{"S": "ban"}], "s", True),
        ("IN", [{"N": "1"}, {"N": "5"}], "n", True),
        ("IN", [{"N": "1"}], "n", False),
        ("BETWEEN", [{"N": "5"}, {"N": "7"}], "n", True),
        ("BETWEEN", [{"N": "6"}, {"N": "7"}], "n", False),
    ],
)
def test_comparison_operators(operator, operands, attribute, fulfilled):
    assert matches({attribute: {"ComparisonOperator": operator, "AttributeValueList": operands}}) == fulfilled


def test_a_value_alone_means_equal():
    assert matches({"n": {"Value": {"N": "5"}}})
    assert matches({"n": {"Exists": True, "Value": {"N": "5"}}})
    assert not matches({"n": {"Value": {"N": "6"}}})
    assert matches({"n": {"ComparisonOperator": "LT", "Value": {"N": "6"}}})


def test_exists_false_means_absent():
    assert matches({"missing": {"Exists": False}})
    assert not matches({"n": {"Exists": False}})


def test_several_conditions_are_joined_by_and_unless_the_request_says_or():
    conditions = {"n": {"Value": {"N": "5"}}, "s": {"Value": {"S": "no"}}}
    assert not matches(conditions)
    assert not matches(conditions, operator="AND")
    assert matches(conditions, operator="OR")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({}, "Value must be provided when Exists is null for Attribute: a"),
        ({"Exists": True}, "Value must be provided when Exists is true for Attribute: a"),
        ({"Exists": False, "Value": {"S": "x"}}, "Value cannot be used when Exists is false for Attribute: a"),
        (
            {"Value": {"S": "x"}, "ComparisonOperator": "EQ", "AttributeValueList": [{"S": "x"}]},
            "Value and AttributeValueList cannot be used together for Attribute: a",
        ),
        (
            {"ComparisonOperator": "LT"},
            "Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a",
        ),
        (
            {"ComparisonOperator": "LT", "Exists": True},
            "Exists and ComparisonOperator cannot be used together for Attribute: a",
        ),
        (
            {"AttributeValueList": [{"S": "x"}]},
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
        ),
        (
            {"ComparisonOperator": "BETWEEN", "AttributeValueList": [{"S": "x"}]},
            "Invalid number of argument(s) for the BETWEEN ComparisonOperator",
        ),
        (
            {"ComparisonOperator": "IN", "AttributeValueList": []},
            "Invalid number of argument(s) for the IN ComparisonOperator",
        ),
        (
            {"ComparisonOperator": "IN", "AttributeValueList": [{"S": "x"}, {"N": "1"}]},
            "AttributeValues inside AttributeValueList must be of same type",
        ),
        (
            {"ComparisonOperator": "BEGINS_WITH", "AttributeValueList": [{"N": "1"}]},
            "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
        ),
    ],
)
def test_malformed_conditions_are_refused(condition, message):
    with pytest.raises(ServiceError) as refused:
        expected_tree({"Expected": {"a": condition}})
    assert refused.value.message == INVALID + message


def test_a_range_upside_down_is_refused():
    bounds = {"ComparisonOperator": "BETWEEN", "AttributeValueList": [{"N": "10"}, {"N": "9"}]}
    with pytest.raises(ServiceError) as refused:
        expected_tree({"Expected": {"a": bounds}})
    assert refused.value.message == (
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
    )


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({}, "ConditionalOperator cannot be used without Filter or Expected"),
        (
            {"a": {"Exists": False}},
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ),
    ],
)
def test_a_conditional_operator_joins_at_least_two_conditions(expected, message):
    with pytest.raises(ServiceError) as refused:
        expected_tree({"Expected": expected, "ConditionalOperator": "AND"})
    assert refused.value.message == message


def test_no_expected_is_no_condition():
    assert expected_tree({}) is None
    assert expected_tree({"Expected": {}}) is None
