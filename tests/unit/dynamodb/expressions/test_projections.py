"""ProjectionExpression: what is refused, and what of an item is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.expressions import Projection
from strongroom.services.dynamodb.expressions.ast import Path, ProjectionTree

ITEM = {
    "p": {"S": "k"},
    "a": {
        "M": {
            "b": {"L": [{"N": "2"}, {"N": "4"}, {"M": {"x": {"S": "hi"}, "y": {"S": "yo"}}}]},
            "c": {"N": "5"},
        }
    },
    "b": {"S": "hello"},
    "a.b": {"S": "with a dot"},
}


@pytest.mark.parametrize(
    ("text", "names", "message"),
    [
        ("", None, "The expression can not be empty;"),
        ("n,", None, 'Syntax error; token: "<EOF>", near: ","'),
        ("#a,name", None, "Attribute name is a reserved keyword; reserved keyword: name"),
        (
            "a,b,a,#a",
            None,
            "An expression attribute name used in the document path is not defined; attribute name: #a",
        ),
        (
            "n, n",
            None,
            "Two document paths overlap with each other; must remove or rewrite one of these paths; "
            "path one: [n], path two: [n]",
        ),
        (
            "#a, n",
            {"#a": "n"},
            "Two document paths overlap with each other; must remove or rewrite one of these paths; "
            "path one: [n], path two: [n]",
        ),
        (
            "m.inr, m.inr.x",
            None,
            "Two document paths overlap with each other; must remove or rewrite one of these paths; "
            "path one: [m, inr], path two: [m, inr, x]",
        ),
        (
            "n.y, price, n",
            None,
            "Two document paths overlap with each other; must remove or rewrite one of these paths; "
            "path one: [n, y], path two: [n]",
        ),
        (
            "ns.x.x, data2, ns, data2[1][5]",
            None,
            "Two document paths overlap with each other; must remove or rewrite one of these paths; "
            "path one: [data2], path two: [data2, [1], [5]]",
        ),
        (
            "l[0], l.x",
            None,
            "Two document paths conflict with each other; must remove or rewrite one of these paths; "
            "path one: [l, [0]], path two: [l, x]",
        ),
        (
            "a[3].b, #a.#b.b",
            {"#a": "a", "#b": "[3]"},
            "Two document paths conflict with each other; must remove or rewrite one of these paths; "
            "path one: [a, [3], b], path two: [a, [3], b]",
        ),
        (
            ".".join(["m"] * 33),
            None,
            "The document path has too many nesting levels; nesting levels: 33",
        ),
    ],
)
def test_refusals(projection, refusal, text, names, message):
    assert refusal(projection, text, names) == f"Invalid ProjectionExpression: {message}"


@pytest.mark.parametrize(
    ("text", "names", "part"),
    [
        ("b", None, {"b": ITEM["b"]}),
        ("a, p", None, {"a": ITEM["a"], "p": ITEM["p"]}),
        ("#d", {"#d": "a.b"}, {"a.b": ITEM["a.b"]}),
        ("a.b", None, {"a": {"M": {"b": ITEM["a"]["M"]["b"]}}}),
        ("a.b[0]", None, {"a": {"M": {"b": {"L": [{"N": "2"}]}}}}),
        ("a.b[2].y", None, {"a": {"M": {"b": {"L": [{"M": {"y": {"S": "yo"}}}]}}}}),
        ("a.b[1], a.b[0]", None, {"a": {"M": {"b": {"L": [{"N": "2"}, {"N": "4"}]}}}}),
        ("a.b[2].x, a.c", None, {"a": {"M": {"b": {"L": [{"M": {"x": {"S": "hi"}}}]}, "c": {"N": "5"}}}}),
        ("a.x, a.b[0], x, a.b[3].x", None, {"a": {"M": {"b": {"L": [{"N": "2"}]}}}}),
        *((text, None, {}) for text in ("x", "a.x", "a.x.y", "a.b[3]", "a.b.x", "a[0]", "a.b[0].x", "b[0]")),
    ],
)
def test_parts_of_an_item(projection, text, names, part):
    assert projection(text, names).apply(ITEM) == part


def test_the_attributes_that_a_projection_reads(projection):
    bound = projection("a.b, c, d[1]")
    assert bound.top_level_names == {"a", "c", "d"}
    assert bound.nested_names == {"a", "d"}


def test_a_long_projection_is_not_slow(projection):
    text = ",".join(f"a{number}" for number in range(600))
    assert projection(text).apply({"a599": {"S": "x"}}) == {"a599": {"S": "x"}}


VALUES = st.recursive(
    st.just({"S": "x"}) | st.just({"N": "1"}),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda elements: {"L": elements})
        | st.dictionaries(st.sampled_from("ab"), inner, max_size=2).map(lambda members: {"M": members})
    ),
    max_leaves=8,
)


def paths_of_leaves(value, above):
    """Every path from the top to a scalar or to an empty list or map."""
    ((kind, content),) = value.items()
    below = content.items() if kind == "M" else enumerate(content) if kind == "L" else ()
    found = [path for element, inner in below for path in paths_of_leaves(inner, (*above, element))]
    return found or [above]


@given(st.dictionaries(st.sampled_from("xyz"), VALUES, min_size=1, max_size=3))
def test_all_leaves_together_are_the_item(item):
    paths = [Path(path) for name, value in item.items() for path in paths_of_leaves(value, (name,))]
    assert Projection(ProjectionTree(tuple(paths))).apply(item) == item
