"""What updates make of items."""

from __future__ import annotations

from copy import deepcopy

import pytest

from strongroom.services.dynamodb.expressions import Update
from strongroom.services.dynamodb.expressions.ast import (
    Action,
    Clause,
    Literal,
    Path,
    Remove,
    Set,
    UpdateTree,
)

INVALID_PATH = "The document path provided in the update expression is invalid for update"
WRONG_TYPE = "An operand in the update expression has an incorrect data type"
MISSING = "The provided expression refers to an attribute that does not exist in the item"


def n(number):
    return {"N": str(number)}


def s(text):
    return {"S": text}


def numbers(*elements):
    return {"L": [n(element) for element in elements]}


ITEM = {
    "pk": s("k"),
    "n": n(5),
    "s": s("text"),
    "l": numbers(0, 1, 2, 3),
    "m": {"M": {"a": n(1), "deep": {"M": {"x": s("y"), "l": numbers(7, 8)}}}},
    "ss": {"SS": ["b", "d"]},
    "ns": {"NS": ["1", "10"]},
    "bs": {"BS": ["AA=="]},
    "carts": {"L": [{"M": {"v": n(1)}}, {"M": {"v": n(2)}}, {"M": {"v": n(3)}}]},
}


@pytest.mark.parametrize(
    ("text", "v", "changes"),
    [
        # SET
        ("SET new_one = :v", s("x"), {"new_one": s("x")}),
        ("SET s = :v", n(1), {"s": n(1)}),
        ("SET s = :v", n("1.50e1"), {"s": n(15)}),
        ("SET s = n, n = s, foo = :v", n(1), {"s": n(5), "n": s("text"), "foo": n(1)}),
        ("SET foo = m.deep.l[1], bar = :v", n(1), {"foo": n(8), "bar": n(1)}),
        ("SET n = n + :v", n("0.5"), {"n": n("5.5")}),
        ("SET n = :v - n", n(2), {"n": n(-3)}),
        ("SET n = n - n, foo = n + :v", n(2), {"n": n(0), "foo": n(7)}),
        ("SET n = if_not_exists(n, :v)", n(9), {"n": n(5)}),
        ("SET foo = if_not_exists(foo, :v)", n(9), {"foo": n(9)}),
        ("SET foo = if_not_exists(foo, :v) + n", n(9), {"foo": n(14)}),
        ("SET foo = if_not_exists(m.foo, if_not_exists(l[9], :v))", n(9), {"foo": n(9)}),
        ("SET foo = if_not_exists(n, gone), bar = :v", n(9), {"foo": n(5), "bar": n(9)}),
        ("SET l = list_append(l, :v)", numbers(9), {"l": numbers(0, 1, 2, 3, 9)}),
        ("SET l = list_append(:v, l)", numbers(9), {"l": numbers(9, 0, 1, 2, 3)}),
        ("SET foo = list_append(if_not_exists(foo, :v), m.deep.l)", {"L": []}, {"foo": numbers(7, 8)}),
        # SET in lists
        ("SET l[1] = :v", n(9), {"l": numbers(0, 9, 2, 3)}),
        ("SET l[4] = :v", n(9), {"l": numbers(0, 1, 2, 3, 9)}),
        ("SET l[4000000] = :v", n(9), {"l": numbers(0, 1, 2, 3, 9)}),
        ("SET l[9] = :v, l[7] = n, l[8] = l[0]", n(9), {"l": numbers(0, 1, 2, 3, 5, 0, 9)}),
        ("SET l[0] = l[1], l[1] = l[0], l[2] = :v", n(9), {"l": numbers(1, 0, 9, 3)}),
        (
            "SET carts[1].v = carts[0].v, carts[0].v = :v",
            n(9),
            {"carts": {"L": [{"M": {"v": n(9)}}, {"M": {"v": n(1)}}, {"M": {"v": n(3)}}]}},
        ),
        # SET in maps
        (
            "SET m.a = :v, m.b = m.a",
            n(9),
            {"m": {"M": {"a": n(9), "b": n(1), "deep": ITEM["m"]["M"]["deep"]}}},
        ),
        (
            "SET m.deep.l[0] = :v, m.deep.x = m.a",
            n(9),
            {"m": {"M": {"a": n(1), "deep": {"M": {"x": n(1), "l": numbers(9, 8)}}}}},
        ),
        # ADD
        ("ADD n :v", n("-0.5"), {"n": n("4.5")}),
        ("ADD foo :v", n(3), {"foo": n(3)}),
        ("ADD ss :v", {"SS": ["c", "d", "a"]}, {"ss": {"SS": ["a", "b", "c", "d"]}}),
        ("ADD ns :v", {"NS": ["9", "10.0"]}, {"ns": {"NS": ["1", "9", "10"]}}),
        ("ADD bs :v", {"BS": ["/w==", "AQ=="]}, {"bs": {"BS": ["AA==", "AQ==", "/w=="]}}),
        ("ADD foo :v", {"SS": ["x"]}, {"foo": {"SS": ["x"]}}),
        ("ADD l[1] :v", n(9), {"l": numbers(0, 10, 2, 3)}),
        ("ADD l[9] :v", n(9), {"l": numbers(0, 1, 2, 3, 9)}),
        ("ADD n :v, foo :v SET bar = n", n(1), {"n": n(6), "foo": n(1), "bar": n(5)}),
        # DELETE
        ("DELETE ss :v", {"SS": ["b", "x"]}, {"ss": {"SS": ["d"]}}),
        ("DELETE ns :v", {"NS": ["1.0"]}, {"ns": {"NS": ["10"]}}),
        ("DELETE ss :v", {"SS": ["b", "d"]}, {"ss": None}),
        ("DELETE foo :v", {"SS": ["b"]}, {}),
        ("DELETE m.foo :v", {"SS": ["b"]}, {}),
    ],
)
def test_updates(update, text, v, changes):
    expected = {**ITEM, **changes}
    bound = update(text, {":v": v})
    assert bound.apply(ITEM) == {name: value for name, value in expected.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("REMOVE n", {"n": None}),
        ("REMOVE gone", {}),
        ("REMOVE n, s, ss", {"n": None, "s": None, "ss": None}),
        ("REMOVE l[0]", {"l": numbers(1, 2, 3)}),
        ("REMOVE l[0], l[1]", {"l": numbers(2, 3)}),
        ("REMOVE l[2], l[0]", {"l": numbers(1, 3)}),
        ("REMOVE l[0], l[1], l[2], l[3]", {"l": {"L": []}}),
        ("REMOVE l[4]", {}),
        ("REMOVE l[1] SET l[0] = l[1], l[3] = n, l[6] = n", {"l": numbers(1, 2, 5, 5)}),
        ("REMOVE carts[0], carts[2].v", {"carts": {"L": [{"M": {"v": n(2)}}, {"M": {}}]}}),
        ("REMOVE m.a, m.gone", {"m": {"M": {"deep": ITEM["m"]["M"]["deep"]}}}),
        ("REMOVE m.deep.l[1]", {"m": {"M": {"a": n(1), "deep": {"M": {"x": s("y"), "l": numbers(7)}}}}}),
        ("SET foo = n REMOVE n", {"foo": n(5), "n": None}),
    ],
)
def test_updates_without_values(update, text, changes):
    expected = {**ITEM, **changes}
    bound = update(text)
    assert bound.apply(ITEM) == {name: value for name, value in expected.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SET foo = gone", MISSING),
        ("SET foo = m.gone", MISSING),
        ("SET foo = l[4]", MISSING),
        ("SET foo = n.a", MISSING),
        ("SET foo = gone + :n", MISSING),
        ("SET foo = if_not_exists(gone, away)", MISSING),
        ("SET foo = list_append(gone, l)", MISSING),
        ("SET foo = s + :n", WRONG_TYPE),
        ("SET foo = l - :n", WRONG_TYPE),
        ("SET foo = gone - s", WRONG_TYPE),
        ("SET foo = if_not_exists(s, :n) + :n", WRONG_TYPE),
        ("SET foo = list_append(n, l)", WRONG_TYPE),
        ("SET foo = list_append(gone, ss)", WRONG_TYPE),
        ("ADD s :n", WRONG_TYPE),
        ("ADD ns :n", WRONG_TYPE),
        ("ADD n :ss", WRONG_TYPE),
        ("ADD ns :ss", WRONG_TYPE),
        ("DELETE ns :ss", WRONG_TYPE),
        ("DELETE s :ss", WRONG_TYPE),
        ("SET gone.a = :n", INVALID_PATH),
        ("SET gone[0] = :n", INVALID_PATH),
        ("SET n.a = :n", INVALID_PATH),
        ("SET n[0] = :n", INVALID_PATH),
        ("SET l.a = :n", INVALID_PATH),
        ("SET m[0] = :n", INVALID_PATH),
        ("SET ss[0] = :n", INVALID_PATH),
        ("SET l[4].a = :n", INVALID_PATH),
        ("SET m.gone.a = :n", INVALID_PATH),
        ("REMOVE gone.a", INVALID_PATH),
        ("REMOVE l.a", INVALID_PATH),
        ("ADD gone.a :n", INVALID_PATH),
        ("DELETE gone.a :ss", INVALID_PATH),
        (
            "SET n = n + :big",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        # Several at once: wrong containers, wrong types, then the last section with one missing.
        ("SET foo = s + :n, l.a = :n", INVALID_PATH),
        ("SET foo = s + :n, gone.a = :n", WRONG_TYPE),
        ("SET gone.a = :n ADD s :n", WRONG_TYPE),
        ("SET foo = gone, bar = s + :n", WRONG_TYPE),
        ("SET foo = gone REMOVE away.a", INVALID_PATH),
        ("REMOVE away.a SET foo = gone", MISSING),
        ("SET gone.a = away", INVALID_PATH),
    ],
)
def test_what_the_item_does_not_allow(expressions, refusal, text, message):
    values = {":n": n(1), ":ss": {"SS": ["x"]}, ":big": n("9.9999999999999999999999999999999999999E125")}
    values = {placeholder: value for placeholder, value in values.items() if placeholder in text}
    item = {**ITEM, "n": values[":big"]} if ":big" in text else ITEM
    bound = expressions.update(text, expressions.placeholders(None, values or None))
    assert refusal(bound.apply, item) == message


@pytest.mark.parametrize("text", ["REMOVE a.b", "REMOVE a[0]", "REMOVE a.b.c, a.d[0]"])
def test_a_new_item_has_nothing_to_remove(update, refusal, text):
    assert update(text).apply({"pk": s("k")}, exists=False) == {"pk": s("k")}
    assert refusal(update(text).apply, {"pk": s("k")}) == INVALID_PATH


def test_a_new_item_has_nowhere_to_write_into(update, refusal):
    bound = update("SET a.b = :v REMOVE a.c", {":v": n(1)})
    assert refusal(lambda: bound.apply({"pk": s("k")}, exists=False)) == INVALID_PATH


def test_an_item_may_start_from_nothing(update):
    bound = update("SET a = :v ADD b :v REMOVE c", {":v": n(1)})
    assert bound.apply({}) == {"a": n(1), "b": n(1)}


@pytest.mark.parametrize(
    "text",
    [
        "SET m.deep.l[0] = :v, carts[0].v = :v, l[1] = m, foo = m.deep REMOVE l[0], m.a, carts[1].v, n",
        "ADD ss :s, m.a :v, m.deep.l[1] :v DELETE m.deep.gone :s",
        "SET l = list_append(l, l), foo = if_not_exists(m, n), bar = :v ADD ss :s",
    ],
)
def test_the_item_is_left_alone(update, text):
    values = {":v": n(4), ":s": {"SS": ["a", "d"]}}
    values = {placeholder: value for placeholder, value in values.items() if placeholder in text}
    item = deepcopy(ITEM)
    new = update(text, values).apply(item)
    assert item == ITEM
    assert new != item


def test_untouched_values_are_shared(update):
    new = update("SET m.a = :v", {":v": n(4)}).apply(ITEM)
    assert new["carts"] is ITEM["carts"]
    assert new["m"]["M"]["deep"] is ITEM["m"]["M"]["deep"]


def test_an_update_can_be_applied_to_many_items(update):
    bound = update("ADD n :v SET l[7] = n", {":v": n(1)})
    first = {"n": n(1), "l": {"L": []}}
    second = bound.apply(first)
    assert second == {"n": n(2), "l": numbers(1)}
    assert bound.apply(second) == {"n": n(3), "l": numbers(1, 2)}


# -- What UPDATED_OLD and UPDATED_NEW answer -------------------------------------------------------


def test_everything_at_once(update):
    """As the service answers it, arithmetic and places behind the end of a list included."""
    item = {
        "a": s("a"),
        "b": {"M": {"a": n(1), "b": n(4), "c": s("old")}},
        "c": {"L": [n(1), n(2), n(3)]},
    }
    bound = update(
        "set b.c=((c[1])+(b.a)),b.a = a,c[1] = a, c[4] = b.a - b.b, c[2] = b.c add c[8] :b, c[6] :a",
        {":a": n(2), ":b": {"SS": ["a"]}},
    )
    new = bound.apply(item)
    assert new == {
        "a": s("a"),
        "b": {"M": {"a": s("a"), "b": n(4), "c": n(3)}},
        "c": {"L": [n(1), s("a"), s("old"), n(-3), n(2), {"SS": ["a"]}]},
    }
    assert bound.updated_values(item) == {
        "b": {"M": {"a": n(1), "c": s("old")}},
        "c": {"L": [n(2), n(3)]},
    }
    assert bound.updated_values(new) == {
        "b": {"M": {"a": s("a"), "c": n(3)}},
        "c": {"L": [s("a"), s("old"), n(2)]},
    }


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("SET n = :v", {"n": n(5)}, {"n": n(9)}),
        ("SET foo = :v", {}, {"foo": n(9)}),
        ("ADD n :v", {"n": n(5)}, {"n": n(14)}),
        (
            "SET m.deep.x = :v",
            {"m": {"M": {"deep": {"M": {"x": s("y")}}}}},
            {"m": {"M": {"deep": {"M": {"x": n(9)}}}}},
        ),
        ("SET l[2] = :v, l[0] = n", {"l": numbers(0, 2)}, {"l": numbers(5, 9)}),
        ("SET l[4] = :v", {}, {"l": numbers(9)}),
        ("SET carts[1].v = :v", {"carts": {"L": [{"M": {"v": n(2)}}]}}, {"carts": {"L": [{"M": {"v": n(9)}}]}}),
        ("SET n = :v REMOVE s", {"n": n(5), "s": s("text")}, {"n": n(9)}),
    ],
)
def test_updated_values(update, text, old, new):
    bound = update(text, {":v": n(9)})
    assert bound.updated_values(ITEM) == old
    assert bound.updated_values(bound.apply(ITEM)) == new


# -- What operations ask of an update --------------------------------------------------------------


def test_names(update):
    bound = update(
        "SET #a.b = c, d = list_append(e[1], l) REMOVE f[0] ADD g :v DELETE h.i :s",
        {":v": n(1), ":s": {"SS": ["x"]}},
        {"#a": "x.y"},
    )
    assert bound.top_level_names == {"x.y", "d", "f", "g", "h"}
    assert bound.nested_names == {"x.y", "e", "f", "h"}
    assert bound.paths[0] == Path(("x.y", "b"))


def test_a_bound_tree_is_an_update_without_any_text():
    actions: tuple[Action, ...] = (Set(Path(("a",)), Literal(n(1))),)
    bound = Update(UpdateTree((Clause("SET", actions), Clause("REMOVE", (Remove(Path(("b",))),)))))
    assert bound.apply({"b": n(2)}) == {"a": n(1)}
