"""AttributeUpdates and AttributesToGet."""

from __future__ import annotations

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.legacy.attribute_updates import AttributeUpdates
from strongroom.services.dynamodb.legacy.attributes_to_get import AttributesToGet

INVALID = "One or more parameter values were invalid: "


def updated(item: dict, **updates: dict) -> dict:
    before = repr(item)
    after = AttributeUpdates(updates).apply(item)
    assert repr(item) == before
    return after


def test_put_is_the_default_and_replaces():
    assert updated({"k": {"S": "1"}}, a={"Value": {"N": "1.0"}}) == {"k": {"S": "1"}, "a": {"N": "1"}}
    assert updated({"a": {"S": "1"}}, a={"Action": "PUT", "Value": {"S": "2"}}) == {"a": {"S": "2"}}


def test_delete_removes_an_attribute_or_members_of_a_set():
    assert updated({"a": {"S": "1"}, "b": {"S": "2"}}, a={"Action": "DELETE"}) == {"b": {"S": "2"}}
    assert updated({}, a={"Action": "DELETE"}) == {}
    removal = {"Action": "DELETE", "Value": {"NS": ["1", "9"]}}
    assert updated({"a": {"NS": ["1", "2"]}}, a=removal) == {"a": {"NS": ["2"]}}
    assert updated({"a": {"NS": ["1"]}}, a=removal) == {}
    assert updated({}, a=removal) == {}


def test_add_adds_numbers_members_and_elements():
    assert updated({"n": {"N": "1.5"}}, n={"Action": "ADD", "Value": {"N": "-0.5"}}) == {"n": {"N": "1"}}
    assert updated({}, n={"Action": "ADD", "Value": {"N": "3"}}) == {"n": {"N": "3"}}
    addition = {"Action": "ADD", "Value": {"SS": ["a", "c"]}}
    assert updated({"s": {"SS": ["a", "b"]}}, s=addition) == {"s": {"SS": ["a", "b", "c"]}}
    append = {"Action": "ADD", "Value": {"L": [{"S": "y"}]}}
    assert updated({"l": {"L": [{"S": "x"}]}}, l=append) == {"l": {"L": [{"S": "x"}, {"S": "y"}]}}


@pytest.mark.parametrize("action", ["ADD", "DELETE"])
def test_the_attribute_must_have_the_type_of_the_value(action):
    updates = AttributeUpdates({"a": {"Action": action, "Value": {"SS": ["x"]}}})
    with pytest.raises(ServiceError) as refused:
        updates.apply({"a": {"S": "x"}})
    assert refused.value.message == "Type mismatch for attribute to update"


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({}, "Only DELETE action is allowed when no attribute value is specified"),
        (
            {"Action": "DELETE", "Value": {"S": "x"}},
            "DELETE action with value is not supported for the type S",
        ),
        ({"Action": "ADD", "Value": {"S": "x"}}, "ADD action is not supported for the type S"),
    ],
)
def test_malformed_updates_are_refused(update, message):
    with pytest.raises(ServiceError) as refused:
        AttributeUpdates({"a": update})
    assert refused.value.message == INVALID + message


def test_the_updated_values_are_those_of_the_named_attributes():
    updates = AttributeUpdates({"a": {"Action": "DELETE"}, "b": {"Value": {"S": "x"}}})
    assert updates.updated_values({"a": {"S": "1"}, "c": {"S": "2"}}) == {"a": {"S": "1"}}


def test_attributes_to_get_keeps_whole_attributes():
    assert AttributesToGet(["b", "x"]).apply({"a": {"S": "1"}, "b": {"S": "2"}}) == {"b": {"S": "2"}}


def test_attributes_to_get_names_each_attribute_once():
    with pytest.raises(ServiceError) as refused:
        AttributesToGet(["a", "b", "a"])
    assert refused.value.message == INVALID + "Duplicate value in attribute name: a"


@pytest.mark.parametrize(
    "named", [lambda name: AttributesToGet([name]), lambda name: AttributeUpdates({name: {"Action": "DELETE"}})]
)
def test_a_name_that_no_attribute_can_have_is_refused(named):
    named("x" * 65535)
    with pytest.raises(ServiceError) as refused:
        named("x" * 65536)
    assert refused.value.message == "Attribute name is too large, must be less than 65536 bytes"
