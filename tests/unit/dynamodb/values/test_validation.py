"""What is checked of values, and their kept form."""

from __future__ import annotations

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.values.refusals import InvalidValue
from strongroom.services.dynamodb.values.validation import check_nesting, normalize, normalize_item

OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
INVALID = "One or more parameter values were invalid: "


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
        (
            {"S": "a", "BOOL": True},
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes",
        ),
        ({"NULL": False}, INVALID + "Null attribute value types must have the value of true"),
        ({"SS": []}, INVALID + "An string set  may not be empty"),
        ({"NS": []}, INVALID + "An number set  may not be empty"),
        ({"BS": []}, INVALID + "Binary sets should not be empty"),
        ({"SS": ["b", "a", "b"]}, INVALID + 'Input collection ["a", "b", "b"] contains duplicates.'),
        ({"NS": ["1", "1.0"]}, INVALID + "Input collection contains duplicates."),
        (
            {"BS": ["/w==", "AA==", "AA=="]},
            INVALID + 'Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.',
        ),
        ({"N": "b"}, "The parameter cannot be converted to a numeric value: b"),
        ({"S": "a", "N": "b"}, "The parameter cannot be converted to a numeric value: b"),
        ({"NS": ["1", "b", "a"]}, "The parameter cannot be converted to a numeric value: b"),
    ],
)
def test_a_wrong_value_is_refused_wherever_it_stands(value, message):
    for place in (value, {"L": [{"S": ""}, value]}, {"M": {"x": {"M": {"y": value}}}}):
        with pytest.raises(ServiceError) as refused:
            normalize(place)
        assert (refused.value.code, refused.value.message) == ("ValidationException", message)
        with pytest.raises(ServiceError) as refused:
            normalize_item({"pk": {"S": "a"}, "x": place})
        assert refused.value.message == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"SS": ["b", "a", "b"]}, INVALID + "Input collection [b, a, b] contains duplicates."),
        ({"NS": ["2", "1", "2"]}, "Input collection contains duplicates"),
        (
            {"BS": ["/w==", "AA==", "AA=="]},
            INVALID + "Input collection [/w==, AA==, AA==]of type BS contains duplicates.",
        ),
        ({"N": ""}, "The parameter cannot be converted to a numeric value"),
        ({"N": "x"}, "The parameter cannot be converted to a numeric value: x"),
        ({"N": "1e126"}, OVERFLOW),
        ({"N": "1e-131"}, UNDERFLOW),
        ({"N": "-1.5e2147483646"}, OVERFLOW),
        ({"N": "1e2147483647"}, UNDERFLOW),
        ({"N": "1e2147483648"}, "The parameter cannot be converted to a numeric value: 1e2147483648"),
        ({"N": "1e-2147483648"}, "The parameter cannot be converted to a numeric value: 1e-2147483648"),
        ({"N": "1.5e-2147483647"}, "The parameter cannot be converted to a numeric value: 1.5e-2147483647"),
        ({"N": "1" * 39}, "Attempting to store more than 38 significant digits in a Number"),
    ],
)
def test_some_operations_tell_a_wrong_value_in_older_words(value, message):
    with pytest.raises(InvalidValue) as refused:
        normalize(value)
    told = refused.value.in_older_words()
    assert (told.code, told.message) == ("ValidationException", message)


def test_numbers_become_canonical_at_every_depth_and_the_request_stays_as_it_was():
    item = {
        "a": {"N": "1.0"},
        "b": {"L": [{"NS": ["2.50", "1e1"]}]},
        "c": {"M": {"d": {"N": "-0"}}},
        "e": {"S": "1.0"},
    }
    before = repr(item)
    assert normalize_item(item) == {
        "a": {"N": "1"},
        "b": {"L": [{"NS": ["2.5", "10"]}]},
        "c": {"M": {"d": {"N": "0"}}},
        "e": {"S": "1.0"},
    }
    assert repr(item) == before


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            {"SS": ["b", "\u00e9", "", "\U0001f511", "\uff21", "a"]},
            {"SS": ["", "a", "b", "\u00e9", "\uff21", "\U0001f511"]},
        ),
        ({"NS": ["10", "9", "-1", "2.50"]}, {"NS": ["-1", "2.5", "9", "10"]}),
        ({"BS": ["/w==", "", "AAE=", "AA=="]}, {"BS": ["", "AA==", "AAE=", "/w=="]}),
    ],
)
def test_the_members_of_a_set_are_kept_in_the_order_of_the_service(written, kept):
    before = repr(written)
    assert normalize({"L": [written]}) == {"L": [kept]}
    assert repr(written) == before
    assert normalize(kept) is kept


def test_an_item_that_needs_no_change_is_handed_on():
    item = {
        "a": {"N": "1"},
        "b": {"L": [{"S": ""}, {"B": ""}, {"BOOL": False}]},
        "c": {"NULL": True},
        "d": {"SS": [""]},
    }
    assert normalize_item(item) is item


def nested(levels: int, leaf: dict) -> dict:
    value = leaf
    for level in range(levels):
        value = {"M": {"x": value}} if level % 2 else {"L": [value]}
    return value


@pytest.mark.parametrize("leaf", [{"S": "a"}, {"N": "1"}])
def test_31_levels_of_documents_are_allowed_and_32_are_not(leaf):
    assert normalize(nested(31, leaf)) == nested(31, leaf)
    check_nesting({"a": nested(31, leaf), "b": leaf})
    for check in (normalize_item, check_nesting):
        with pytest.raises(ServiceError) as refused:
            check({"b": leaf, "a": nested(32, leaf)})
        assert refused.value.message == (
            "Nesting Levels have exceeded supported limits: "
            "Attributes in the item have nested levels beyond supported limit"
        )


def test_an_attribute_name_is_not_empty():
    for item in ({"": {"S": "a"}}, {"x": {"M": {"": {"S": "a"}}}}):
        with pytest.raises(ServiceError) as refused:
            normalize_item(item)
        assert refused.value.message == "Empty attribute name"


@pytest.mark.parametrize("name", ["a" * 65536, "é" * 32768])
def test_an_attribute_name_is_shorter_than_64_kb(name):
    assert normalize_item({name[1:]: {"S": "a"}})
    for item in ({name: {"S": "a"}}, {"x": {"M": {name: {"S": "a"}}}}):
        with pytest.raises(ServiceError) as refused:
            normalize_item(item)
        assert refused.value.message == "Attribute name is too large, must be less than 65536 bytes"
