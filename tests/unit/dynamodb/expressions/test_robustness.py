"""Whatever the text, the answer is a result or a ValidationException."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

EXPRESSIONS = Expressions(cache_size=16)
SCHEMA = KeySchema(KeyAttribute("a", "S"), KeyAttribute("b", "N"))
NAMES = {"#a": "a", "#n": "x.y"}
VALUES = {
    ":s": {"S": "text"},
    ":n": {"N": "7"},
    ":b": {"B": "AAE="},
    ":t": {"BOOL": True},
    ":z": {"NULL": True},
    ":ss": {"SS": ["p", "q"]},
    ":ns": {"NS": ["1", "2"]},
    ":l": {"L": [{"S": "x"}]},
    ":m": {"M": {"k": {"N": "1"}}},
}
ITEM = {
    "a": {"S": "text"},
    "b": {"N": "9.9E125"},
    "c": {"L": [{"S": "x"}, {"M": {"k": {"N": "1"}}}]},
    "d": {"M": {"k": {"L": []}, "e": {"SS": ["p"]}}},
    "e": {"NS": ["1"]},
    "f": {"B": "AAE="},
    "x.y": {"BOOL": False},
}

TOKENS = [
    *("a", "b", "c", "d", "e", "f", "k", "g", "status", "#a", "#n", "#u"),
    *VALUES,
    ":u",
    *("=", "<>", "<", "<=", ">", ">=", "+", "-", "(", ")", "[", "]", ",", ".", "0", "1", "7"),
    *("AND", "or", "NOT", "BETWEEN", "IN", "SET", "remove", "ADD", "DELETE"),
    *("size(", "contains(", "begins_with(", "attribute_type(", "attribute_exists(", "nothing("),
    *("if_not_exists(", "list_append(", "a.k", "c[1].k", "d.k[0]", "c[5]", "d.e"),
]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)


def refusal_of(use, text):
    """The refusal that ``use`` of the text meets, or None; no other exception may leave."""
    try:
        use(text, EXPRESSIONS.placeholders(NAMES, VALUES))
    except ServiceError as refused:
        return refused
    return None


def use_condition(text, placeholders):
    assert EXPRESSIONS.condition(text, placeholders).matches(ITEM) in (True, False)


def use_projection(text, placeholders):
    assert EXPRESSIONS.projection(text, placeholders).apply(ITEM).keys() <= ITEM.keys()


def use_update(text, placeholders):
    update = EXPRESSIONS.update(text, placeholders)
    new = update.apply(ITEM)
    assert new.keys() - update.top_level_names == ITEM.keys() - update.top_level_names
    assert update.updated_values(new).keys() <= new.keys()


def use_key_condition(text, placeholders):
    EXPRESSIONS.key_condition(text, placeholders, SCHEMA)


@given(TEXTS)
@pytest.mark.parametrize("use", [use_condition, use_projection, use_update, use_key_condition])
def test_any_text_gives_a_result_or_a_refusal(use, text):
    refused = refusal_of(use, text)
    assert refused is None or refused.code == "ValidationException"


OPERANDS = st.recursive(
    st.sampled_from(["a", "b", "c", "c[1].k", "d.k", "d.e", "e", "f", "g", "#n", *VALUES]),
    lambda inner: (
        st.builds("if_not_exists({}, {})".format, inner, inner)
        | st.builds("list_append({}, {})".format, inner, inner)
        | st.builds("size({})".format, inner)
        | st.builds("({})".format, inner)
    ),
    max_leaves=4,
)
CONDITIONS = st.recursive(
    st.builds("{} {} {}".format, OPERANDS, st.sampled_from(["=", "<>", "<", ">="]), OPERANDS)
    | st.builds("{} BETWEEN {} AND {}".format, OPERANDS, OPERANDS, OPERANDS)
    | st.builds("{} IN ({}, {})".format, OPERANDS, OPERANDS, OPERANDS)
    | st.builds("contains({}, {})".format, OPERANDS, OPERANDS)
    | st.builds("begins_with({}, {})".format, OPERANDS, OPERANDS)
    | st.builds("attribute_exists({})".format, OPERANDS),
    lambda inner: (
        st.builds("{} AND {}".format, inner, inner)
        | st.builds("NOT {}".format, inner)
        | st.builds("({} OR {})".format, inner, inner)
    ),
    max_leaves=4,
)
TARGETS = st.sampled_from(
    ["a", "b", "c[0]", "c[1].k", "c[9]", "d.k", "d.k[0]", "d.e", "d.fresh", "e", "g", "a.x"]
)
SETS = st.builds("{} = {}".format, TARGETS, OPERANDS) | st.builds(
    "{} = {} {} {}".format, TARGETS, OPERANDS, st.sampled_from("+-"), OPERANDS
)
CHANGES = st.builds("{} {}".format, TARGETS, st.sampled_from(list(VALUES)))


def section(keyword, actions):
    listed = st.lists(actions, min_size=1, max_size=3).map(", ".join)
    return st.just("") | listed.map(lambda text: f" {keyword} {text}")


UPDATES = st.builds(
    "{}{}{}{}".format,
    section("SET", SETS),
    section("REMOVE", TARGETS),
    section("ADD", CHANGES),
    section("DELETE", CHANGES),
)


@given(CONDITIONS)
def test_any_well_formed_condition_gives_a_truth_or_a_refusal(text):
    refused = refusal_of(use_condition, text)
    assert refused is None or refused.message.startswith("Invalid ConditionExpression: ")


@given(UPDATES)
def test_any_well_formed_update_gives_an_item_or_a_refusal(text):
    refused = refusal_of(use_update, text)
    assert refused is None or refused.code == "ValidationException"


def test_lone_surrogates_are_characters_like_others(condition, refusal):
    assert refusal(condition, "\ud800 = :v") == (
        'Invalid ConditionExpression: Syntax error; token: "\ud800", near: "\ud800 ="'
    )


def test_deep_nesting_is_evaluated_within_the_limits(update, condition):
    nested = "if_not_exists(b, " * 225 + ":v" + ")" * 225
    assert update(f"SET a = {nested}", {":v": {"N": "1"}}).apply({})["a"] == {"N": "1"}
    assert condition("not (" * 299 + "a<b" + ")" * 299).matches({}) is True
