"""The one door: parsed texts are kept, whatever was bound to them before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from strongroom.services.dynamodb.expressions import Expressions, parser


@pytest.fixture
def parsed(monkeypatch):
    """The texts that were really parsed."""
    texts = []
    parse = parser.Parser.parse

    def noting(self, kind, text):
        texts.append(text)
        return parse(self, kind, text)

    monkeypatch.setattr(parser.Parser, "parse", noting)
    return texts


def test_a_text_is_parsed_once_and_bound_to_each_request(parsed):
    expressions = Expressions()
    for number in range(3):
        placeholders = expressions.placeholders({"#a": f"a{number}"}, {":v": {"N": str(number)}})
        bound = expressions.condition("#a = :v", placeholders)
        assert bound.top_level_names == {f"a{number}"}
        assert bound.matches({f"a{number}": {"N": str(number)}})
        assert not bound.matches({f"a{number}": {"N": "7"}})
    assert parsed == ["#a = :v"]


def test_only_the_texts_used_last_are_kept(parsed):
    expressions = Expressions(cache_size=2)
    for text in ("a<b", "a>b", "a<b", "a<>b", "a<b", "a>b"):
        expressions.condition(text, expressions.placeholders(None, None))
    assert parsed == ["a<b", "a>b", "a<>b", "a>b"]


def test_one_text_is_something_else_in_each_parameter(expressions, refusal):
    placeholders = expressions.placeholders(None, None)
    assert expressions.projection("a1", placeholders).top_level_names == {"a1"}
    for bind, parameter in ((expressions.condition, "Condition"), (expressions.update, "Update")):
        assert refusal(bind, "a1", placeholders).startswith(f"Invalid {parameter}Expression: Syntax error; ")


def test_a_refusal_names_the_parameter_of_the_request(expressions, refusal):
    placeholders = expressions.placeholders(None, None)
    for parameter in ("ConditionExpression", "FilterExpression", "ConditionExpression"):
        assert refusal(expressions.condition, "#a < b", placeholders, parameter) == (
            f"Invalid {parameter}: An expression attribute name used in the document path is not defined; "
            "attribute name: #a"
        )


def test_one_object_serves_many_threads():
    expressions = Expressions(cache_size=4)

    def use(number):
        placeholders = expressions.placeholders(None, {":v": {"N": str(number)}})
        update = expressions.update(f"SET a{number % 9} = :v, b1 = list_append(b1, b1)", placeholders)
        return update.apply({"b1": {"L": []}})[f"a{number % 9}"]["N"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(use, range(400))) == [str(number) for number in range(400)]
