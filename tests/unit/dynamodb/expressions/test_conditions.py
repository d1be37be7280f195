"""What conditions say about items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.expressions import Condition, Expressions
from strongroom.services.dynamodb.expressions.ast import And, Call, Comparison, Literal, Not, Or, Path

ITEM = {
    "pk": {"S": "k"},
    "n": {"N": "5"},
    "hi": {"N": "5"},
    "s": {"S": "héllo"},
    "e": {"S": "\U0001f600"},
    "ss": {"SS": ["a", "b"]},
    "ns": {"NS": ["1", "2"]},
    "bs": {"BS": ["AAE="]},
    "l": {"L": [{"N": "1"}, {"N": "2"}, {"SS": ["x", "y"]}]},
    "m": {"M": {"a": {"N": "1"}, "deep": {"M": {"x": {"S": "y"}}}}},
    "b": {"B": "/wA="},
    "t": {"BOOL": True},
    "z": {"NULL": True},
    "em": {"S": ""},
}


@pytest.mark.parametrize(
    ("text", "v"),
    [
        ("n = :v", {"N": "5.0"}),
        ("n <> :v", {"N": "4"}),
        ("n <> :v", {"S": "5"}),
        ("gone <> :v", {"N": "1"}),
        ("n < :v AND n <= :v", {"N": "10"}),
        ("n > :v AND n >= :v", {"N": "-10"}),
        ("n >= :v AND n <= :v", {"N": "5"}),
        ("s > :v", {"S": "hz"}),
        ("e > :v", {"S": "\uff61"}),
        ("b > :v", {"B": "/w=="}),
        (":v < n", {"N": "4"}),
        ("em = :v", {"S": ""}),
        ("t = :v", {"BOOL": True}),
        ("z = :v", {"NULL": True}),
        ("ss = :v", {"SS": ["b", "a"]}),
        ("l = :v", {"L": [{"N": "1.0"}, {"N": "2e0"}, {"SS": ["y", "x"]}]}),
        ("m = :v", {"M": {"deep": {"M": {"x": {"S": "y"}}}, "a": {"N": "1"}}}),
        ("m.deep.x = :v", {"S": "y"}),
        ("l[1] = :v", {"N": "2"}),
        ("n BETWEEN :v AND hi", {"N": "5"}),
        ("n BETWEEN m.a AND :v", {"N": "7"}),
        (":v BETWEEN m.a AND n", {"N": "1"}),
        ("n IN (gone, s, :v)", {"N": "5"}),
        ("begins_with(s, :v)", {"S": "hé"}),
        ("begins_with(s, :v)", {"S": ""}),
        ("begins_with(b, :v)", {"B": "/w=="}),
        ("contains(s, :v)", {"S": "éll"}),
        ("contains(b, :v)", {"B": "AA=="}),
        ("contains(ss, :v)", {"S": "a"}),
        ("contains(ns, :v)", {"N": "2.0"}),
        ("contains(bs, :v)", {"B": "AAE="}),
        ("contains(l, :v)", {"N": "2.0"}),
        ("contains(l, :v)", {"SS": ["y", "x"]}),
        ("contains(:v, s)", {"S": "say héllo"}),
        ("attribute_type(n, :v)", {"S": "N"}),
        ("attribute_type(m.deep, :v)", {"S": "M"}),
        ("attribute_type(:v, :v)", {"S": "S"}),
        ("size(s) = :v", {"N": "5"}),
        ("size(e) = :v", {"N": "2"}),
        ("size(em) = :v", {"N": "0"}),
        ("size(b) = :v", {"N": "2"}),
        ("size(ss) = :v", {"N": "2"}),
        ("size(l) = :v", {"N": "3"}),
        ("size(m) = :v", {"N": "2"}),
        ("size(:v) > n", {"S": "abcdef"}),
        ("size(s) = n AND size(s) <> :v", {"N": "4"}),
        ("size(n) <> :v", {"N": "1"}),
        ("contains(ns, size(ss)) AND n = :v", {"N": "5"}),
        ("attribute_exists(m.a) AND attribute_exists(l[0]) AND n = :v", {"N": "5"}),
        ("attribute_not_exists(m.b) AND attribute_not_exists(l[3]) AND n = :v", {"N": "5"}),
        ("attribute_not_exists(m[0]) AND attribute_not_exists(l.a) AND n = :v", {"N": "5"}),
        ("attribute_not_exists(n.a) AND attribute_not_exists(gone.a[1].b) AND n = :v", {"N": "5"}),
    ],
)
def test_fulfilled(condition, text, v):
    assert condition(text, {":v": v}).matches(ITEM)
    assert not condition(f"NOT ({text})", {":v": v}).matches(ITEM)


@pytest.mark.parametrize(
    ("text", "v"),
    [
        ("n = :v", {"S": "5"}),
        ("n < :v", {"N": "5"}),
        ("n < :v", {"S": "x"}),
        ("n > :v", {"S": "x"}),
        ("ss = :v", {"SS": ["a"]}),
        ("ss = :v", {"NS": ["1"]}),
        ("gone = :v", {"N": "1"}),
        ("gone < :v OR gone >= :v", {"N": "1"}),
        ("gone = lost AND n = :v", {"N": "5"}),
        ("gone IN (lost, :v)", {"N": "5"}),
        ("gone BETWEEN :v AND n", {"N": "1"}),
        ("n BETWEEN gone AND :v", {"N": "9"}),
        ("s BETWEEN :v AND n", {"N": "1"}),
        ("n IN (s, :v)", {"N": "6"}),
        ("begins_with(n, :v)", {"S": "5"}),
        ("begins_with(s, :v)", {"S": "é"}),
        ("begins_with(s, :v)", {"B": "aA=="}),
        ("begins_with(gone, :v)", {"S": ""}),
        ("contains(s, :v)", {"N": "1"}),
        ("contains(ss, :v)", {"SS": ["a"]}),
        ("contains(ns, :v)", {"S": "1"}),
        ("contains(m, :v)", {"S": "a"}),
        ("contains(n, :v)", {"N": "5"}),
        ("contains(gone, :v)", {"N": "5"}),
        ("attribute_type(gone, :v)", {"S": "NULL"}),
        ("attribute_type(:v, :v)", {"S": "N"}),
        ("size(n) = :v", {"N": "1"}),
        ("size(t) >= :v", {"N": "0"}),
        ("size(gone) = :v", {"N": "0"}),
    ],
)
def test_not_fulfilled(condition, text, v):
    assert not condition(text, {":v": v}).matches(ITEM)


def test_two_missing_attributes_are_different(condition):
    assert condition("gone <> lost").matches(ITEM)
    assert not condition("gone = lost").matches(ITEM)


def test_an_item_that_does_not_exist_has_no_attribute(condition):
    assert condition("attribute_not_exists(pk)").matches({})
    assert not condition("attribute_exists(pk)").matches({})


def test_the_item_is_left_alone(condition):
    item = {"a": {"M": {"b": {"L": [{"S": "x"}]}}}}
    condition("contains(a.b, :v) AND size(a) > :n", {":v": {"S": "x"}, ":n": {"N": "0"}}).matches(item)
    assert item == {"a": {"M": {"b": {"L": [{"S": "x"}]}}}}


def test_a_bound_tree_is_a_condition_without_any_text():
    tree = And(
        (Comparison(">", Path(("n",)), Literal({"N": "1"})), Call("attribute_not_exists", (Path(("x",)),)))
    )
    condition = Condition(tree)
    assert condition.matches({"n": {"N": "2"}})
    assert condition.top_level_names == {"n", "x"}


FACTS = {"here": {"BOOL": True}}


def trees(leaves):
    many = st.lists(leaves, min_size=2, max_size=4)
    return (
        st.builds(Not, leaves)
        | many.map(lambda conditions: And(tuple(conditions)))
        | many.map(lambda conditions: Or(tuple(conditions)))
    )


BOOLEAN_TREES = st.recursive(
    st.sampled_from(
        [Call("attribute_exists", (Path(("here",)),)), Call("attribute_exists", (Path(("nowhere",)),))]
    ),
    trees,
    max_leaves=12,
)


def as_python(tree):
    if isinstance(tree, Not):
        return not as_python(tree.condition)
    if isinstance(tree, And):
        return all(as_python(condition) for condition in tree.conditions)
    if isinstance(tree, Or):
        return any(as_python(condition) for condition in tree.conditions)
    return tree.operands[0].elements[0] == "here"


def as_text(tree):
    """Every operand of AND, OR and NOT in parentheses, unless it is a function call."""
    if isinstance(tree, Call):
        return f"attribute_exists({tree.operands[0].elements[0]})"
    if isinstance(tree, Not):
        return f"NOT {grouped(tree.condition)}"
    word = " AND " if isinstance(tree, And) else " OR "
    return word.join(map(grouped, tree.conditions))


def grouped(tree):
    return as_text(tree) if isinstance(tree, Call) else f"({as_text(tree)})"


@given(BOOLEAN_TREES)
def test_and_or_not_agree_with_python(tree):
    assert Condition(tree).matches(FACTS) is as_python(tree)


WORDS = st.lists(
    st.tuples(st.sampled_from(["and", "or"]), st.booleans(), st.booleans()), min_size=1, max_size=9
)
EXPRESSIONS = Expressions()


@given(WORDS)
def test_precedence_agrees_with_python(words):
    """``x and not y or z`` means in the expression language what it means in Python."""
    text, python = "attribute_exists(here)", "True"
    for word, negated, fact in words:
        text += f" {word} {'not ' * negated}attribute_exists({'here' if fact else 'nowhere'})"
        python += f" {word} {'not ' * negated}{fact}"
    condition = EXPRESSIONS.condition(text, EXPRESSIONS.placeholders(None, None))
    assert condition.matches(FACTS) is eval(python)


@given(BOOLEAN_TREES)
def test_a_parsed_text_means_what_its_tree_means(tree):
    condition = EXPRESSIONS.condition(as_text(tree), EXPRESSIONS.placeholders(None, None))
    assert condition.matches(FACTS) is as_python(tree)
