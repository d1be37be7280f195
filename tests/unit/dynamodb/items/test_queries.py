"""Query."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

INVALID = "One or more parameter values were invalid: "


def s(text: str) -> dict[str, str]:
    return {"S": text}


def n(number: object) -> dict[str, str]:
    return {"N": str(number)}


@pytest.fixture(scope="module")
def numbers(items: Any) -> str:
    """A table whose partition ``p`` holds the sort keys -3 to 6, each with its parity."""
    table = items.create("numbers", sort="sk:N")
    for sk in range(-3, 7):
        item = {"pk": s("p"), "sk": n(sk), "parity": s("odd" if sk % 2 else "even")}
        items("PutItem", TableName=table, Item=item)
    items("PutItem", TableName=table, Item={"pk": s("q"), "sk": n(0)})
    return table


def query(items: Any, table: str, condition: str = "pk = :p", **parameters: Any) -> dict[str, Any]:
    values = {":p": s("p"), **parameters.pop("values", {})}
    return items(
        "Query",
        TableName=table,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        **parameters,
    )


def sort_keys(answer: dict[str, Any]) -> list[int]:
    return [int(item["sk"]["N"]) for item in answer["Items"]]


@pytest.mark.parametrize(
    ("condition", "values", "found"),
    [
        ("sk = :a", {":a": n(2)}, [2]),
        ("sk < :a", {":a": n(-1)}, [-3, -2]),
        ("sk <= :a", {":a": n("-1.0")}, [-3, -2, -1]),
        ("sk > :a", {":a": n("4.5")}, [5, 6]),
        ("sk >= :a", {":a": n(5)}, [5, 6]),
        ("sk BETWEEN :a AND :b", {":a": n("-0.5"), ":b": n(1)}, [0, 1]),
        (":a < sk", {":a": n(5)}, [6]),
        ("sk > :a", {":a": n(6)}, []),
    ],
)
def test_conditions_on_the_sort_key(items, numbers, condition, values, found):
    answer = query(items, numbers, f"pk = :p AND {condition}", values=values)
    assert sort_keys(answer) == found
    assert answer["Count"] == answer["ScannedCount"] == len(found)
    assert "LastEvaluatedKey" not in answer
    backwards = query(items, numbers, f"{condition} AND pk = :p", values=values, ScanIndexForward=False)
    assert sort_keys(backwards) == found[::-1]


def test_an_unknown_partition_is_empty(items, numbers):
    assert items(
        "Query",
        TableName=numbers,
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": s("nobody")},
        ReturnConsumedCapacity="TOTAL",
    ) == {
        "Items": [],
        "Count": 0,
        "ScannedCount": 0,
        "ConsumedCapacity": {"TableName": numbers, "CapacityUnits": 0.5},
    }


def test_begins_with_finds_text_with_a_prefix(items, fresh):
    table = fresh("pk:S", "sk:S")
    for text in ("ÿ", "ÿÿ", "ÿÿa", "z", "\U0010ffff\U0010ffff"):
        items("PutItem", TableName=table, Item={"pk": s("p"), "sk": s(text)})

    def beginning(prefix: str) -> list[str]:
        answer = query(items, table, "pk = :p AND begins_with(sk, :a)", values={":a": s(prefix)})
        return [item["sk"]["S"] for item in answer["Items"]]

    assert beginning("ÿÿ") == ["ÿÿ", "ÿÿa"]
    assert beginning("\U0010ffff") == ["\U0010ffff\U0010ffff"]
    assert beginning("a") == []


def test_a_table_without_sort_key_answers_one_item(items, hashed):
    items("PutItem", TableName=hashed, Item={"pk": s("alone")})
    answer = query(items, hashed, values={":p": s("alone")}, Limit=1)
    assert answer["Items"] == [{"pk": s("alone")}]
    assert answer["LastEvaluatedKey"] == {"pk": s("alone")}
    after = query(items, hashed, values={":p": s("alone")}, ExclusiveStartKey={"pk": s("alone")})
    assert after == {"Items": [], "Count": 0, "ScannedCount": 0}


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 10, 11])
def test_pages_follow_one_another(items, numbers, limit, forward):
    found: list[int] = []
    start: dict[str, Any] = {}
    pages = 0
    while True:
        answer = query(items, numbers, Limit=limit, ScanIndexForward=forward, **start)
        found += sort_keys(answer)
        pages += 1
        last = answer.get("LastEvaluatedKey")
        if last is None:
            break
        assert last == {"pk": s("p"), "sk": n(found[-1])}
        assert len(answer["Items"]) == limit
        start = {"ExclusiveStartKey": last}
    assert found == list(range(-3, 7))[:: 1 if forward else -1]
    # A page that ends with the last item cannot know that nothing follows.
    assert pages == math.ceil((10 + 1) / limit)


def test_pages_stay_within_the_condition(items, numbers):
    values = {":a": n(0), ":b": n(3)}
    condition = "pk = :p AND sk BETWEEN :a AND :b"
    first = query(items, numbers, condition, values=values, Limit=2)
    assert sort_keys(first) == [0, 1]
    rest = query(items, numbers, condition, values=values, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert sort_keys(rest) == [2, 3]
    backwards = {"ScanIndexForward": False, "ExclusiveStartKey": {"pk": s("p"), "sk": n(2)}}
    assert sort_keys(query(items, numbers, condition, values=values, **backwards)) == [1, 0]


def test_a_filter_drops_items_that_were_read(items, numbers):
    answer = query(items, numbers, FilterExpression="parity = :e", values={":e": s("even")})
    assert sort_keys(answer) == [-2, 0, 2, 4, 6]
    assert (answer["Count"], answer["ScannedCount"]) == (5, 10)
    limited = query(items, numbers, FilterExpression="parity = :e", values={":e": s("even")}, Limit=3)
    assert sort_keys(limited) == [-2]
    assert limited["LastEvaluatedKey"] == {"pk": s("p"), "sk": n(-1)}


def test_select_count_answers_no_items(items, numbers):
    assert query(items, numbers, Select="COUNT") == {"Count": 10, "ScannedCount": 10}
    filtered = query(
        items, numbers, Select="COUNT", FilterExpression="parity = :e", values={":e": s("even")}, Limit=4
    )
    assert filtered == {"Count": 2, "ScannedCount": 4, "LastEvaluatedKey": {"pk": s("p"), "sk": n(0)}}


def test_projections(items, numbers):
    condition = "pk = :p AND sk = :a"
    value = {":a": n(1)}
    projected = query(items, numbers, condition, values=value, ProjectionExpression="parity")
    assert projected["Items"] == [{"parity": s("odd")}]
    specific = {"Select": "SPECIFIC_ATTRIBUTES", "ProjectionExpression": "sk, absent"}
    assert query(items, numbers, condition, values=value, **specific)["Items"] == [{"sk": n(1)}]
    nothing = query(items, numbers, condition, values=value, ProjectionExpression="absent")
    assert nothing["Items"] == [{}]


def test_capacity_of_a_query_counts_what_was_read(items, fresh):
    table = fresh("pk:S", "sk:N")
    for sk in range(5):
        items("PutItem", TableName=table, Item={"pk": s("p"), "sk": n(sk), "a": s("x" * 2000)})

    def units(**parameters: Any) -> float:
        answer = query(items, table, ReturnConsumedCapacity="TOTAL", **parameters)
        return answer["ConsumedCapacity"]["CapacityUnits"]

    assert units() == 1.5
    assert units(ConsistentRead=True) == 3
    assert units(Limit=1) == 0.5
    assert units(FilterExpression="a = :p") == 1.5


def test_a_page_ends_with_the_item_that_reaches_1_mb(items, fresh):
    table = fresh("pk:S", "sk:N")
    for sk in range(8):
        items("PutItem", TableName=table, Item={"pk": s("p"), "sk": n(sk), "a": s("x" * 200_000)})
    first = query(items, table, ReturnConsumedCapacity="TOTAL")
    assert sort_keys(first) == [0, 1, 2, 3, 4, 5]
    assert first["LastEvaluatedKey"] == {"pk": s("p"), "sk": n(5)}
    rest = query(items, table, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert sort_keys(rest) == [6, 7]
    assert "LastEvaluatedKey" not in rest
    # What is read counts, not what is answered.
    filtered = query(items, table, FilterExpression="a = :p", ProjectionExpression="sk")
    assert (filtered["Count"], filtered["ScannedCount"]) == (0, 6)


def test_a_long_page_is_finished_behind_its_beginning(items, fresh):
    table = fresh("pk:S", "sk:N")
    for sk in range(0, 500, 25):
        writes = [{"PutRequest": {"Item": {"pk": s("p"), "sk": n(each)}}} for each in range(sk, sk + 25)]
        items("BatchWriteItem", RequestItems={table: writes})
    assert sort_keys(query(items, table)) == list(range(500))
    assert sort_keys(query(items, table, ScanIndexForward=False)) == list(range(499, -1, -1))
    condition = "pk = :p AND sk BETWEEN :a AND :b"
    values = {":a": n(10), ":b": n(480)}
    assert sort_keys(query(items, table, condition, values=values, Limit=300)) == list(range(10, 310))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(-5, 8),
    st.integers(-5, 8),
    st.sampled_from(["<", "<=", ">", ">=", "="]),
    st.integers(1, 12),
    st.booleans(),
)
def test_any_page_holds_the_first_items_of_the_range(items, numbers, bound, start, operator, limit, forward):
    order = list(range(-3, 7))[:: 1 if forward else -1]
    fits = {"<": bound.__gt__, "<=": bound.__ge__, ">": bound.__lt__, ">=": bound.__le__, "=": bound.__eq__}
    within = [sk for sk in order if fits[operator](sk)]
    expected = [sk for sk in within if (sk > start if forward else sk < start)]
    parameters = {"ExclusiveStartKey": {"pk": s("p"), "sk": n(start)}} if fits[operator](start) else {}
    answer = query(
        items,
        numbers,
        f"pk = :p AND sk {operator} :a",
        values={":a": n(bound)},
        Limit=limit,
        ScanIndexForward=forward,
        **parameters,
    )
    assert sort_keys(answer) == (expected if parameters else within)[:limit]


@pytest.mark.parametrize(
    ("start", "condition", "message"),
    [
        ({"pk": s("p")}, "pk = :p", "The provided starting key is invalid"),
        ({"pk": s("p"), "x": n(1)}, "pk = :p", "The provided starting key is invalid"),
        ({"pk": s("p"), "sk": s("1")}, "pk = :p", "The provided key element does not match the schema"),
        (
            {"pk": s("q"), "sk": n(1)},
            "pk = :p",
            "The provided starting key is outside query boundaries based on provided conditions",
        ),
        (
            {"pk": s("p"), "sk": n(9)},
            "pk = :p AND sk < :a",
            "The provided starting key does not match the range key predicate",
        ),
        (
            {"pk": s("q"), "sk": n(1)},
            "pk = :p AND sk < :a",
            "The query can return at most one row and cannot be restarted",
        ),
        (
            {"pk": s("p"), "sk": {"NULL": False}},
            "pk = :p",
            "The provided starting key is invalid: "
            + INVALID
            + "Null attribute value types must have the value of true",
        ),
        ({"pk": s("p"), "sk": n("x")}, "pk = :p", "The parameter cannot be converted to a numeric value: x"),
    ],
)
def test_starting_keys_that_no_page_has_ended_with(items, numbers, start, condition, message):
    values = {":p": s("p"), **({":a": n(5)} if ":a" in condition else {})}
    assert (
        items.invalid(
            "Query",
            TableName=numbers,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ExclusiveStartKey=start,
        )
        == message
    )


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({}, "The provided starting key is invalid"),
        ({"sk": n(1), "x": n(1)}, "The provided starting key is invalid"),
        ({"pk": n(1), "x": n(1)}, "The provided key element does not match the schema"),
        ({"pk": s("p"), "x": n(1)}, "Query condition missed key schema element: pk"),
        ({"pk": s("p"), "sk": s("1")}, "Query condition missed key schema element: pk"),
    ],
)
def test_the_conditions_are_checked_before_the_sort_key_of_a_starting_key(items, numbers, start, message):
    """dynalite, Query 'if hash in ExclusiveStartKey but not in query'."""
    asked = {"KeyConditionExpression": "x = :x", "ExpressionAttributeValues": {":x": n(1)}}
    assert items.invalid("Query", TableName=numbers, ExclusiveStartKey=start, **asked) == message


@pytest.mark.parametrize("operation", ["Query", "Scan"])
def test_legacy_parameters_are_checked_before_the_starting_key(items, operation):
    """dynalite, 'duplicate values in AttributesToGet' and 'incorrect number of QueryFilter arguments'."""
    listed = {"AttributesToGet": ["a", "a"]}
    filtered = {f"{operation}Filter": {"a": {"ComparisonOperator": "EQ"}}}
    start = {"TableName": "absent", "ExclusiveStartKey": {"a": {}}}
    repeated = f"{INVALID}Duplicate value in attribute name: a"
    missing = f"{INVALID}Invalid number of argument(s) for the EQ ComparisonOperator"
    assert items.invalid(operation, **start, **listed) == repeated
    assert items.invalid(operation, **start, **filtered) == missing
    both = items.invalid(operation, **start, **listed, **filtered)
    assert both == (missing if operation == "Query" else repeated)


@pytest.mark.parametrize(
    ("condition", "values", "message"),
    [
        ("sk = :p", {":p": n(1)}, "Query condition missed key schema element: pk"),
        ("pk = :p AND x = :a", {":p": s("p"), ":a": n(1)}, "Query condition missed key schema element: sk"),
        ("pk > :p", {":p": s("p")}, "Query key condition not supported"),
        ("pk > :p", {":p": n(1)}, INVALID + "Condition parameter type does not match schema type"),
        ("pk = :p", {":p": n(1)}, INVALID + "Condition parameter type does not match schema type"),
    ],
)
def test_conditions_that_are_not_on_the_key(items, numbers, condition, values, message):
    request = {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}
    assert items.invalid("Query", TableName=numbers, **request) == message


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {},
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ),
        (
            {"ExpressionAttributeValues": {":a": s("x")}},
            "ExpressionAttributeValues can only be specified when using expressions: "
            "FilterExpression and KeyConditionExpression are null",
        ),
        (
            {"KeyConditionExpression": "pk = :p", "KeyConditions": {}, "QueryFilter": {}},
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {QueryFilter, KeyConditions} "
            "Expression parameters: {KeyConditionExpression}",
        ),
        ({"KeyConditionExpression": ""}, "Invalid KeyConditionExpression: The expression can not be empty;"),
        (
            {
                "KeyConditionExpression": "pk = :p",
                "ExpressionAttributeValues": {":p": s("x")},
                "Select": "SPECIFIC_ATTRIBUTES",
            },
            "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression "
            "when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        (
            {
                "KeyConditionExpression": "pk = :p",
                "ExpressionAttributeValues": {":p": s("x")},
                "ProjectionExpression": "a",
                "Select": "COUNT",
            },
            "Cannot specify the ProjectionExpression when choosing to get only the Count",
        ),
        (
            {
                "KeyConditionExpression": "pk = :p",
                "ExpressionAttributeValues": {":p": s("x")},
                "Select": "ALL_PROJECTED_ATTRIBUTES",
            },
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        ),
    ],
)
def test_wrong_queries_are_told_before_the_table_is_looked_up(items, parameters, message):
    assert items.invalid("Query", TableName="missing", **parameters) == message


def test_filters_do_not_look_at_the_key(items, numbers):
    request = {
        "TableName": numbers,
        "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": s("p")},
    }
    assert items.invalid("Query", **request, FilterExpression="sk = :p") == (
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"
    )
    legacy = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [s("p")]}}
    assert items.invalid("Query", TableName=numbers, KeyConditions=legacy, QueryFilter=legacy) == (
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: pk"
    )
    assert items.invalid("Query", **request, ProjectionExpression="sk[0]") == (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: sk"
    )


def test_an_index_that_the_table_does_not_have(items, numbers):
    request = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": s("p")}}
    assert items.invalid("Query", TableName=numbers, IndexName="unknown", **request) == (
        "The table does not have the specified index: unknown"
    )


def test_an_unknown_table(items):
    request = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": s("p")}}
    assert items.refused("Query", TableName="missing", **request) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )


def condition(operator: str, *operands: dict[str, Any]) -> dict[str, Any]:
    return {"ComparisonOperator": operator, "AttributeValueList": list(operands)}


def test_key_conditions_and_query_filter_do_what_expressions_do(items, numbers):
    answer = items(
        "Query",
        TableName=numbers,
        KeyConditions={"pk": condition("EQ", s("p")), "sk": condition("BETWEEN", n(0), n(4))},
        QueryFilter={"parity": condition("NE", s("odd"))},
        AttributesToGet=["sk"],
    )
    assert answer == {"Items": [{"sk": n(0)}, {"sk": n(2)}, {"sk": n(4)}], "Count": 3, "ScannedCount": 5}


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({}, "Conditions can be of length 1 or 2 only"),
        ({"sk": condition("EQ", n(1))}, "Query condition missed key schema element: pk"),
        (
            {"pk": condition("EQ", s("p")), "x": condition("EQ", n(1))},
            "Query condition missed key schema element: sk",
        ),
        ({"pk": condition("GT", s("p"))}, "Query key condition not supported"),
        (
            {"pk": condition("EQ", s("p")), "sk": condition("NE", n(1))},
            "Attempted conditional constraint is not an indexable operation",
        ),
        ({"pk": condition("EQ", n(1))}, INVALID + "Condition parameter type does not match schema type"),
        (
            {"pk": condition("EQ", s("p"), s("q"))},
            INVALID + "Invalid number of argument(s) for the EQ ComparisonOperator",
        ),
    ],
)
def test_key_conditions_that_are_refused(items, numbers, conditions, message):
    assert items.invalid("Query", TableName=numbers, KeyConditions=conditions) == message
