"""KeyConditionExpression."""

from __future__ import annotations

import re

import pytest

from strongroom.services.dynamodb.expressions import KeyCondition, SortCondition
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

PARTITIONS = KeySchema(KeyAttribute("pk", "S"))
STRINGS = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "S"))
NUMBERS = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "N"))
BINARIES = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "B"))

P = {"S": "p"}
VALUES = {":p": P, ":s": {"N": "1"}, ":t": {"N": "2"}, ":b": {"S": "b"}, ":e": {"S": ""}, ":x": {"B": "AA=="}}


@pytest.fixture
def key_condition(expressions):
    """``key_condition(text, schema)`` with those of ``VALUES`` that the text names."""

    def bind(text, schema, names=None):
        used = {placeholder: VALUES[placeholder] for placeholder in re.findall(r":\w+", text)}
        return expressions.key_condition(text, expressions.placeholders(names, used or None), schema)

    return bind


def too_many(conditions, attributes):
    return (
        f"The number of query conditions ({conditions}) exceeds the number of key attributes "
        f"defined in the schema ({attributes})"
    )


@pytest.mark.parametrize(
    ("text", "schema", "sort"),
    [
        ("pk = :p", PARTITIONS, None),
        ("pk = :p", STRINGS, None),
        (":p = pk", STRINGS, None),
        ("(pk = :p)", STRINGS, None),
        ("pk = :p AND sk = :s", NUMBERS, SortCondition("=", ({"N": "1"},))),
        ("pk = :p AND sk < :s", NUMBERS, SortCondition("<", ({"N": "1"},))),
        ("pk = :p AND sk <= :s", NUMBERS, SortCondition("<=", ({"N": "1"},))),
        ("sk > :s AND pk = :p", NUMBERS, SortCondition(">", ({"N": "1"},))),
        ("((sk >= :s) AND (pk = :p))", NUMBERS, SortCondition(">=", ({"N": "1"},))),
        (":s < sk AND pk = :p", NUMBERS, SortCondition(">", ({"N": "1"},))),
        (":s <= sk AND pk = :p", NUMBERS, SortCondition(">=", ({"N": "1"},))),
        (":s > sk AND pk = :p", NUMBERS, SortCondition("<", ({"N": "1"},))),
        (":s >= sk AND pk = :p", NUMBERS, SortCondition("<=", ({"N": "1"},))),
        (":s = sk AND pk = :p", NUMBERS, SortCondition("=", ({"N": "1"},))),
        (
            "pk = :p AnD sk BeTwEeN :s aNd :t",
            NUMBERS,
            SortCondition("BETWEEN", ({"N": "1"}, {"N": "2"})),
        ),
        ("pk = :p AND begins_with(sk, :b)", STRINGS, SortCondition("begins_with", ({"S": "b"},))),
        ("pk = :p AND begins_with(sk, :x)", BINARIES, SortCondition("begins_with", ({"B": "AA=="},))),
    ],
)
def test_key_conditions(key_condition, text, schema, sort):
    assert key_condition(text, schema) == KeyCondition(P, sort)


def test_names_may_be_placeholders(key_condition):
    bound = key_condition("#p = :p AND #s > :s", NUMBERS, {"#p": "pk", "#s": "sk"})
    assert bound == KeyCondition(P, SortCondition(">", ({"N": "1"},)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *(
            (text, f"Invalid operator used in KeyConditionExpression: {operator}")
            for text, operator in (
                ("pk = :p OR sk > :s", "OR"),
                ("a > b and size(b) > c or a > c", "OR"),
                ("pk = :p AND NOT sk = :s", "NOT"),
                ("pk = :p AND sk <> :s", "<>"),
                ("pk = :p AND sk IN (:s)", "IN"),
                ("a in (b, size(c), d)", "IN"),
                ("pk = :p AND attribute_exists(sk)", "attribute_exists"),
                ("attribute_not_exists(a)", "attribute_not_exists"),
                ("attribute_type(a, :kind)", "attribute_type"),
                ("contains(a.d, b)", "contains"),
            )
        ),
        *(
            (
                text,
                f"Invalid condition in KeyConditionExpression: {operator} operator must have the key "
                "attribute as its first operand",
            )
            for text, operator in (
                (":b between size(b) and size(a) and b > :b", "BETWEEN"),
                ("begins_with(:b, b) and a > :b", "begins_with"),
            )
        ),
        *(
            (text, "KeyConditionExpressions cannot contain nested operations")
            for text in (
                "pk = :p AND size(sk) > :s",
                "size(b) > a AND a.b > b AND b > c",
                "a > size(b.d)",
                "a between size(b) and size(a)",
            )
        ),
        *(
            (
                text,
                "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
            )
            for text in ("b > a.b", "b between c[1] and d", "a between b and size(a)", "begins_with(a, b)")
        ),
        *(
            (text, "KeyConditionExpressions cannot have conditions on nested attributes")
            for text in ("b.d > a AND c.d > e.f", "a.d > c", "b[0] > a", "pk = :p AND sk.foo = :s")
        ),
        *(
            (text, "Invalid condition in KeyConditionExpression: No key attribute specified")
            for text in (":b > :b AND a < :b", ":s > b AND :t < :s")
        ),
        *(
            (
                text,
                "Invalid KeyConditionExpression: "
                "KeyConditionExpressions must only contain one condition per key",
            )
            for text in (
                "pk = :p AND pk = :p",
                "pk = :p AND sk > :s AND sk < :t",
                "b > :s AND b < :s and c = :s and d = :s",
                "(a > :s and b > :s) and (b > :s and c > :s)",
            )
        ),
    ],
)
def test_refusals_that_need_no_table(expressions, refusal, text, message):
    values = {**VALUES, ":kind": {"S": "S"}}
    used = {placeholder: values[placeholder] for placeholder in re.findall(r":\w+", text)}
    placeholders = expressions.placeholders(None, used or None)
    assert refusal(expressions.key_expression, text, placeholders) == message


@pytest.mark.parametrize(
    ("text", "schema", "message"),
    [
        ("sk = :s", NUMBERS, "Query condition missed key schema element: pk"),
        ("foo = :s", NUMBERS, "Query condition missed key schema element: pk"),
        ("pk = :p AND foo = :s", NUMBERS, "Query condition missed key schema element: sk"),
        ("pk = :p AND foo = :s", PARTITIONS, too_many(2, 1)),
        ("foo = :s AND bar = :s", PARTITIONS, too_many(2, 1)),
        ("pk = :p AND sk = :s AND a = :s", STRINGS, too_many(3, 2)),
        ("pk > :p", STRINGS, "Query key condition not supported"),
        ("begins_with(pk, :p)", STRINGS, "Query key condition not supported"),
        ("pk BETWEEN :p AND :p", STRINGS, "Query key condition not supported"),
        (
            "pk = :s",
            STRINGS,
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ),
        (
            "pk = :p AND begins_with(sk, :b)",
            NUMBERS,
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ),
        (
            "pk = :e",
            STRINGS,
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: pk",
        ),
    ],
)
def test_refusals_by_the_key_schema(key_condition, refusal, text, schema, message):
    assert refusal(key_condition, text, schema) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The expression can not be empty;"),
        ("((pk = :p))", "The expression has redundant parentheses;"),
        ("_ pk = :p", 'Syntax error; token: "_", near: "_ pk"'),
        ("pk = :p AND dog(sk, :s)", "Invalid function name; function: dog"),
        (
            "pk = :p AND begins_with(sk, :s)",
            "Incorrect operand type for operator or function; "
            "operator or function: begins_with, operand type: N",
        ),
        (
            "sk BETWEEN :t AND :s",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
            "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
        ),
    ],
)
def test_refusals_of_any_condition(key_condition, refusal, text, message):
    assert refusal(key_condition, text, NUMBERS) == f"Invalid KeyConditionExpression: {message}"


def test_unused_placeholders_come_before_what_keys_demand(expressions, refusal):
    placeholders = expressions.placeholders(None, {":p": P, ":unused": P})
    assert refusal(expressions.key_condition, "NOT pk = :p", placeholders, STRINGS) == (
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}"
    )
