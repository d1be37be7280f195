"""What is refused by the text alone."""

from __future__ import annotations

import pytest

from strongroom.services.dynamodb.expressions.parser import Parser
from strongroom.services.dynamodb.expressions.problems import InvalidExpression
from strongroom.services.dynamodb.expressions.reserved import RESERVED_WORDS
from strongroom.services.dynamodb.expressions.rules import check_text

KEYWORDS = {"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"}


@pytest.fixture(scope="module")
def problem():
    parser = Parser()

    def told(kind, text):
        tree = parser.parse(kind, text)
        with pytest.raises(InvalidExpression) as refused:
            check_text(tree)
        return str(refused.value)

    return told


def test_there_are_573_reserved_words():
    assert len(RESERVED_WORDS) == 573


@pytest.mark.parametrize("word", sorted(RESERVED_WORDS - KEYWORDS))
def test_every_reserved_word_is_refused_as_written(problem, word):
    assert problem("condition", f"{word.title()} = :v") == (
        f"Attribute name is a reserved keyword; reserved keyword: {word.title()}"
    )


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        ("condition", "attribute_exists(views, #a)", "views"),
        ("condition", ":a < abOrT", "abOrT"),
        ("condition", "status = :v AND foo(n) = :v", "status"),
        ("condition", "a.b[1].name = :v", "name"),
        ("update", " set #c = :c set abOrt = true ", "abOrt"),
        ("update", " remove Absolute ", "Absolute"),
        ("update", "SET a = if_not_exists(count, :v)", "count"),
        ("projection", "a.abORt", "abORt"),
        ("projection", "#a,ABSoLUTE", "ABSoLUTE"),
    ],
)
def test_reserved_words_anywhere(problem, kind, text, word):
    assert problem(kind, text) == f"Attribute name is a reserved keyword; reserved keyword: {word}"


@pytest.mark.parametrize(
    ("kind", "text", "function"),
    [
        ("condition", "a=a and whatever((:things)) > a", "whatever"),
        ("condition", "attRIbute_exIsts((views), #a)", "attRIbute_exIsts"),
        ("condition", "foo(n) = :v AND status = :v", "foo"),
        ("condition", "#x = :v AND foo(n)", "foo"),
        ("condition", "a < " + "f(" * 1355 + "b" + ")" * 1355, "f"),
        ("update", "set #c = if_not_exist(:c) set c = d", "if_not_exist"),
        ("update", "SET a = LIST_APPEND(:v, :w)", "LIST_APPEND"),
        ("update", "SET a = f123_hi(b,c,d)", "f123_hi"),
    ],
)
def test_unknown_functions(problem, kind, text, function):
    assert problem(kind, text) == f"Invalid function name; function: {function}"


@pytest.mark.parametrize(
    ("kind", "text", "function"),
    [
        ("condition", "a=a and attribute_exists((views), (#a)) > b", "attribute_exists"),
        ("condition", "attribute_not_exists(things) > b", "attribute_not_exists"),
        ("condition", "attribute_type(things, :a) > b", "attribute_type"),
        ("condition", "begins_with(things, a) > b", "begins_with"),
        ("condition", "contains(:things, c) > b", "contains"),
        ("condition", "size(contains(a, b)) > a", "contains"),
        ("condition", "size(things)", "size"),
        ("condition", "n = :m AND size(n)", "size"),
        ("condition", "NOT size(n)", "size"),
        ("condition", "a between b and attribute_exists(things)", "attribute_exists"),
        ("condition", "a in (b, attribute_exists(things))", "attribute_exists"),
        ("update", "SET a = list_append(list_append(:v, :w), :x)", "list_append"),
    ],
)
def test_functions_in_the_wrong_place(problem, kind, text, function):
    assert problem(kind, text) == (
        f"The function is not allowed to be used this way in an expression; function: {function}"
    )


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (
            "condition",
            "n = if_not_exists(n, :v)",
            "The function is not allowed in a condition expression; function: if_not_exists",
        ),
        (
            "condition",
            "list_append(l, :v) = :v",
            "The function is not allowed in a condition expression; function: list_append",
        ),
        ("update", "SET n = size(s)", "The function is not allowed in an update expression; function: size"),
        (
            "update",
            "SET n = a + contains(a, b)",
            "The function is not allowed in an update expression; function: contains",
        ),
    ],
)
def test_functions_of_the_other_kind_of_expression(problem, kind, text, message):
    assert problem(kind, text) == message


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("set a = #c set c = :d", "SET"),
        ("remove #d set a = b remove e", "REMOVE"),
        ("add #d :e set a = b add e :f", "ADD"),
        ("delete #d :e set a = b delete #e :f", "DELETE"),
        ("delete a :e set b = b set c = c delete d :f", "DELETE"),
    ],
)
def test_a_section_can_come_only_once(problem, text, section):
    assert problem("update", text) == (
        f'The "{section}" section can only be used once in an update expression;'
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("condition", "a<b " + "or (a<b " * 454 + ")" * 454),
        ("condition", "not " * 1000 + "a<b"),
        ("condition", "a < " + "size(" * 680 + "b" + ")" * 680),
        ("condition", " AND ".join(["a=b"] * 151)),
        ("update", "SET " + ",".join(f"a{n}=b+c" for n in range(301))),
    ],
)
def test_more_than_300_operators_and_functions(problem, kind, text):
    assert problem(kind, text) == "The expression contains too many operators; operator count: 301"


@pytest.mark.parametrize("text", ["a<b " + "or (a<b " * 149 + ")" * 149, "not " * 299 + "a<b"])
def test_300_operators_are_evaluated(condition, text):
    assert isinstance(condition(text).matches({"a": {"N": "1"}, "b": {"N": "2"}}), bool)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "l[2147483648] = :v",
            "List index is not within the allowable range; index: [2147483648]",
        ),
        (
            "l[" + "9" * 4000 + "] = :v",
            f"List index is not within the allowable range; index: [{'9' * 4000}]",
        ),
    ],
)
def test_list_indexes_beyond_the_range(problem, text, message):
    assert problem("condition", text) == message


def test_the_largest_list_index(condition):
    assert not condition("l[2147483647] = :v", {":v": {"N": "1"}}).matches({"l": {"L": [{"N": "1"}]}})
