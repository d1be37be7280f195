"""Transactions that are refused as requests: which problem is told first, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import INVALID, create_table, invalid, n, refused, s
from api.transaction_calls import check, contents, delete, get, put, update
from server import Server

ABSENT = "transactions-absent"
SYNTAX = 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'
NESTING = (
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)
EMPTY_KEY = (
    "One or more parameter values are not valid. "
    "The AttributeValue for a key attribute cannot contain an empty {kind} value. Key: pk"
)
TWICE = "Transaction request cannot include multiple operations on one item"
UNUSED = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


def write_refused(dynamodb: Any, *actions: dict[str, Any], **parameters: Any) -> str:
    return invalid(dynamodb.transact_write_items, TransactItems=list(actions), **parameters)


def deep(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = s("leaf")
    for _ in range(levels):
        value = {"M": {"n": value}}
    return value


@pytest.fixture(autouse=True)
def nothing_is_written(dynamodb: Any, table: str) -> Any:
    yield
    assert contents(dynamodb, table) == []


@pytest.mark.parametrize("operation", ["transact_write_items", "transact_get_items"])
def test_no_actions_and_too_many(dynamodb: Any, table: str, operation: str) -> None:
    call = getattr(dynamodb, operation)
    assert invalid(call, TransactItems=[]) == (
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )
    action = get if operation == "transact_get_items" else delete
    message = invalid(call, TransactItems=[action(table, {"pk": s(f"{i}")}) for i in range(101)])
    assert message.startswith("1 validation error detected: Value '[")
    assert message.endswith(
        "]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
    )


def test_an_action_is_exactly_one_thing(dynamodb: Any, table: str) -> None:
    both = {**put(table, {"pk": s("a")}), **delete(table, {"pk": s("b")})}
    assert write_refused(dynamodb, both) == "TransactItems can only contain one of Check, Put, Update or Delete"
    assert write_refused(dynamodb, {}) == (
        "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"
    )


def test_a_table_that_is_not_there(dynamodb: Any, table: str) -> None:
    expected = ("ResourceNotFoundException", "Requested resource not found", 400)
    actions = [put(table, {"pk": s("a")}), put(ABSENT, {"pk": s("a")})]
    assert refused(dynamodb.transact_write_items, TransactItems=actions) == expected
    reads = [get(table, {"pk": s("a")}), get(ABSENT, {"pk": s("a")})]
    assert refused(dynamodb.transact_get_items, TransactItems=reads) == expected


def test_one_item_named_twice(dynamodb: Any, table: str) -> None:
    key = {"pk": s("a")}
    for action in (put(table, key), delete(table, key), check(table, key, "attribute_exists(pk)")):
        assert write_refused(dynamodb, put(table, {**key, "v": n(1)}), action) == TWICE
    arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    assert write_refused(dynamodb, put(table, key), delete(arn, key)) == TWICE
    reads = [get(table, key), get(table, {"pk": s("b")}), get(table, key)]
    assert invalid(dynamodb.transact_get_items, TransactItems=reads) == TWICE


def test_numbers_that_are_the_same_key_are_one_item(dynamodb: Any) -> None:
    numbers = create_table(dynamodb, "pk:N")
    assert write_refused(dynamodb, put(numbers, {"pk": n("1")}), delete(numbers, {"pk": n("1.0")})) == TWICE


@pytest.mark.parametrize(("value", "kind"), [({"S": ""}, "string"), ({"B": b""}, "binary")])
def test_an_empty_key_refuses_the_request(dynamodb: Any, value: Any, kind: str) -> None:
    of_kind = create_table(dynamodb, f"pk:{next(iter(value))}")
    key = {"pk": value}
    message = EMPTY_KEY.format(kind=kind)
    for action in (
        put(of_kind, key),
        update(of_kind, key, "SET v = :v", ExpressionAttributeValues={":v": n(1)}),
        delete(of_kind, key),
        check(of_kind, key, "attribute_exists(pk)"),
    ):
        assert write_refused(dynamodb, action) == message
    assert invalid(dynamodb.transact_get_items, TransactItems=[get(of_kind, key)]) == message


def test_an_item_too_large_and_items_too_large_together(dynamodb: Any, table: str) -> None:
    large = s("x" * (400 * 1024 - len("pk") - len("a") - len("p") + 1))
    assert write_refused(dynamodb, put(table, {"pk": s("a"), "p": large})) == (
        "Item size has exceeded the maximum allowed size"
    )
    payload = s("x" * 350_000)
    actions = [put(table, {"pk": s(f"{i}"), "p": payload}) for i in range(12)]
    size = sum(len(f"pk{i}p") + 350_000 for i in range(12))
    assert write_refused(dynamodb, *actions) == (
        "Transaction payload size cannot exceed 4MB. Payload Size: : "
        f"Transaction payload size cannot exceed 4MB. Payload Size: {size}"
    )


def test_expressions(dynamodb: Any, table: str) -> None:
    key = {"pk": s("a")}
    empty = "Invalid ConditionExpression: The expression can not be empty;"
    assert write_refused(dynamodb, put(table, key, ConditionExpression="")) == empty
    assert write_refused(dynamodb, delete(table, key, ConditionExpression="")) == empty
    assert write_refused(dynamodb, check(table, key, "")) == empty
    assert write_refused(dynamodb, check(table, key, "attribute_not_exists(")) == SYNTAX
    values = {"ExpressionAttributeValues": {":v": s("x")}}
    assert write_refused(dynamodb, check(table, key, "attribute_not_exists(pk)", **values)) == UNUSED
    assert (
        write_refused(dynamodb, delete(table, key, ConditionExpression="attribute_exists(pk)", **values))
        == UNUSED
    )
    assert (
        invalid(dynamodb.transact_get_items, TransactItems=[get(table, key, ProjectionExpression="!!!")])
        == 'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'
    )


def test_values_are_told_in_the_older_words(dynamodb: Any, table: str) -> None:
    key = {"pk": s("a")}
    repeated = f"{INVALID}Input collection [b, a, b] contains duplicates."
    twice = {"SS": ["b", "a", "b"]}
    assert write_refused(dynamodb, put(table, {**key, "s": twice})) == repeated
    wrapped = f"ExpressionAttributeValues contains invalid value: {repeated} for key :t"
    values = {"ExpressionAttributeValues": {":t": twice}}
    assert write_refused(dynamodb, update(table, key, "SET s = :t", **values)) == wrapped
    assert write_refused(dynamodb, check(table, key, "s = :t", **values)) == wrapped
    assert invalid(dynamodb.transact_get_items, TransactItems=[get(table, {"pk": twice})]) == repeated
    assert write_refused(dynamodb, put(table, {**key, "n": n("abc")})) == (
        "The parameter cannot be converted to a numeric value: abc"
    )


def test_nesting(dynamodb: Any, table: str) -> None:
    key = {"pk": s("a")}
    assert write_refused(dynamodb, put(table, {**key, "d": deep(32)})) == NESTING

    def value(levels: int) -> str:
        values = {"ExpressionAttributeValues": {":deep": deep(levels)}}
        return write_refused(dynamodb, check(table, key, "d = :deep", **values))

    for levels in (33, 61):
        assert value(levels) == f"ExpressionAttributeValues contains invalid value: {NESTING} for key :deep"


def test_the_first_action_with_a_problem_is_told(dynamodb: Any, table: str) -> None:
    too_deep = put(table, {"pk": s("a"), "d": deep(40)})
    malformed = check(table, {"pk": s("b")}, "attribute_not_exists(")
    nameless = put(table, {"pk": s("c"), "": s("x")})
    assert write_refused(dynamodb, too_deep, malformed) == NESTING
    assert write_refused(dynamodb, malformed, too_deep) == SYNTAX
    assert write_refused(dynamodb, nameless, too_deep) == "Empty attribute name"
    assert write_refused(dynamodb, too_deep, nameless) == NESTING
    inner_nameless = {"pk": s("a"), "m": {"M": {"": s("x")}}}
    assert write_refused(dynamodb, put(table, inner_nameless)) == "Empty attribute name"
    assert write_refused(dynamodb, put(table, {**inner_nameless, "d": deep(40)})) == NESTING


def test_expressions_are_checked_before_tables_and_tables_before_repetitions(dynamodb: Any, table: str) -> None:
    unused = check(table, {"pk": s("a")}, "attribute_not_exists(pk)", ExpressionAttributeValues={":v": s("x")})
    absent = put(ABSENT, {"pk": s("a")})
    assert write_refused(dynamodb, absent, unused) == UNUSED
    assert write_refused(dynamodb, unused, absent) == UNUSED
    assert write_refused(dynamodb, put(table, {"pk": s("a")}), unused) == UNUSED
    assert write_refused(dynamodb, absent, check(table, {"pk": s("a")}, "attribute_not_exists(")) == SYNTAX
    malformed = delete(table, {"pk": deep(100)}, ConditionExpression="a = = b")
    assert write_refused(dynamodb, malformed) == (
        'Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"'
    )


def test_what_the_model_refuses_comes_first(dynamodb: Any, table: str) -> None:
    capacity = (
        "Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: "
        "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
    )
    metrics = (
        "Value 'BOGUS2' at 'returnItemCollectionMetrics' failed to satisfy constraint: "
        "Member must satisfy enum value set: [SIZE, NONE]"
    )
    twice = [put(table, {"pk": s("a")}), delete(table, {"pk": s("a")})]
    assert write_refused(dynamodb, *twice, ReturnConsumedCapacity="BOGUS") == (
        f"1 validation error detected: {capacity}"
    )
    assert (
        write_refused(dynamodb, *twice, ReturnConsumedCapacity="BOGUS", ReturnItemCollectionMetrics="BOGUS2")
        == f"2 validation errors detected: {capacity}; {metrics}"
    )
    assert write_refused(
        dynamodb, put(table, {"pk": s("x")}), update("bad!name", {"pk": s("a")}, "SET a = b")
    ) == (
        "1 validation error detected: Value 'bad!name' at 'transactItems.2.member.update.tableName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    )
    token = "x" * 37
    assert write_refused(dynamodb, put(table, {"pk": s("a")}), ClientRequestToken=token) == (
        f"1 validation error detected: Value '{token}' at 'clientRequestToken' failed to satisfy constraint: "
        "Member must have length less than or equal to 36"
    )
