"""Query and Scan of local and global secondary indexes."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from api.indexed_tables import create, create_indexed, index, key, keys, n, s
from api.refusals import INVALID, invalid, refused
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """A table with all kinds of indexes: use partition keys of your own."""
    return create_indexed(dynamodb)


@pytest.fixture
def mark() -> str:
    """A value that no other test uses."""
    return uuid.uuid4().hex[:8]


def put(dynamodb: Any, table: str, *items: dict[str, Any]) -> None:
    for item in items:
        dynamodb.put_item(TableName=table, Item=item)


def query(dynamodb: Any, table: str, name: str, condition: str, **request: Any) -> dict[str, Any]:
    """Query an index; ``condition`` says ``attribute operator :value`` of the values in ``values``."""
    values = request.pop("values")
    answer: dict[str, Any] = dynamodb.query(
        TableName=table,
        IndexName=name,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        **request,
    )
    return answer


def sorts(answer: dict[str, Any]) -> list[str]:
    return [item["sk"]["S"] for item in answer["Items"]]


def test_a_local_index_orders_a_partition_anew(dynamodb: Any, table: str, mark: str) -> None:
    numbers = {"a": "10", "b": "-3", "c": "2", "d": "10"}
    put(dynamodb, table, *({**key(mark, sk), "ls": n(number)} for sk, number in numbers.items()))
    put(dynamodb, table, key(mark, "without"))
    values = {":p": s(mark)}
    assert sorts(query(dynamodb, table, "local-keys", "pk = :p", values=values)) == ["b", "c", "a", "d"]
    backwards = query(dynamodb, table, "local-keys", "pk = :p", values=values, ScanIndexForward=False)
    assert sorts(backwards) == ["d", "a", "c", "b"]
    ranged = {":p": s(mark), ":n": n(2)}
    assert sorts(query(dynamodb, table, "local-all", "pk = :p AND ls >= :n", values=ranged)) == ["c", "a", "d"]
    assert sorts(query(dynamodb, table, "local-all", "pk = :p AND ls = :n", values=ranged)) == ["c"]
    consistent = query(dynamodb, table, "local-all", "pk = :p AND ls < :n", values=ranged, ConsistentRead=True)
    assert sorts(consistent) == ["b"]


def test_a_global_index_finds_items_of_any_partition(dynamodb: Any, table: str, mark: str) -> None:
    put(
        dynamodb,
        table,
        {**key(f"{mark}-1", "a"), "gp": s(mark), "gs": n(5)},
        {**key(f"{mark}-2", "b"), "gp": s(mark), "gs": n(-5)},
        {**key(f"{mark}-3", "c"), "gp": s(mark)},
    )
    assert sorts(query(dynamodb, table, "global-all", "gp = :g", values={":g": s(mark)})) == ["b", "a"]
    assert set(sorts(query(dynamodb, table, "global-keys", "gp = :g", values={":g": s(mark)}))) == set("abc")
    between = {":g": s(mark), ":l": n(-10), ":h": n(0)}
    found = query(dynamodb, table, "global-all", "gp = :g AND gs BETWEEN :l AND :h", values=between)
    assert sorts(found) == ["b"]


def test_each_projection_shows_what_it_holds(dynamodb: Any, table: str, mark: str) -> None:
    item = {**key(mark, "a"), "ls": n(1), "gp": s(mark), "gs": n(1), "held": s("h"), "rest": s("o")}
    put(dynamodb, table, item)
    shown = {
        "local-all": set(item),
        "local-keys": {"pk", "sk", "ls"},
        "local-some": {"pk", "sk", "ls", "held"},
        "global-all": set(item),
        "global-keys": {"pk", "sk", "gp"},
        "global-some": {"pk", "sk", "gp", "held"},
    }
    for name, names in shown.items():
        condition, value = ("pk = :v", s(mark)) if name.startswith("local") else ("gp = :v", s(mark))
        for select in ({}, {"Select": "ALL_PROJECTED_ATTRIBUTES"}):
            answer = query(dynamodb, table, name, condition, values={":v": value}, **select)
            assert answer["Items"] == [{each: item[each] for each in item if each in names}], name


def test_what_a_local_index_does_not_hold_is_fetched_from_the_table(
    dynamodb: Any, table: str, mark: str
) -> None:
    item = {**key(mark, "a"), "ls": n(1), "held": s("h"), "rest": s("o" * 5000)}
    put(dynamodb, table, item)
    request: dict[str, Any] = {"values": {":p": s(mark)}, "ReturnConsumedCapacity": "INDEXES"}
    answer = query(dynamodb, table, "local-keys", "pk = :p", **request, Select="ALL_ATTRIBUTES")
    assert answer["Items"] == [item]
    assert answer["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 1.5,
        "Table": {"CapacityUnits": 1.0},
        "LocalSecondaryIndexes": {"local-keys": {"CapacityUnits": 0.5}},
    }
    projected = query(dynamodb, table, "local-some", "pk = :p", **request, ProjectionExpression="held, rest")
    assert projected["Items"] == [{"held": item["held"], "rest": item["rest"]}]
    assert projected["ConsumedCapacity"]["Table"] == {"CapacityUnits": 1.0}
    held = query(dynamodb, table, "local-some", "pk = :p", **request, ProjectionExpression="held")
    assert held["Items"] == [{"held": item["held"]}]
    assert held["ConsumedCapacity"]["Table"] == {"CapacityUnits": 0.0}
    counted = query(dynamodb, table, "local-keys", "pk = :p", **request, Select="COUNT")
    assert (counted["Count"], counted["ConsumedCapacity"]["CapacityUnits"]) == (1, 0.5)
    consistent = query(
        dynamodb, table, "local-keys", "pk = :p", **request, Select="ALL_ATTRIBUTES", ConsistentRead=True
    )
    assert consistent["ConsumedCapacity"]["CapacityUnits"] == 3.0


def test_a_global_index_answers_only_what_it_holds(dynamodb: Any, table: str) -> None:
    asked: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "gp = :g",
        "ExpressionAttributeValues": {":g": s("g")},
    }
    for operation, request in ((dynamodb.query, asked), (dynamodb.scan, {"TableName": table})):
        assert invalid(operation, **request, IndexName="global-keys", Select="ALL_ATTRIBUTES") == (
            f"{INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index global-keys "
            "because its projection type is not ALL"
        )
        assert invalid(operation, **request, IndexName="global-some", ProjectionExpression="pk, zz.a, aa") == (
            f"{INVALID}Global secondary index global-some does not project [aa, zz]"
        )
    dynamodb.query(**asked, IndexName="global-all", Select="ALL_ATTRIBUTES")
    legacy = {"gp": {"AttributeValueList": [s("g")], "ComparisonOperator": "EQ"}}
    assert (
        invalid(
            dynamodb.query,
            TableName=table,
            KeyConditions=legacy,
            IndexName="global-keys",
            AttributesToGet=["held"],
        )
        == f"{INVALID}Global secondary index global-keys does not project [held]"
    )


def test_the_filter_of_a_query_sees_what_the_index_holds(dynamodb: Any, table: str, mark: str) -> None:
    put(dynamodb, table, *({**key(mark, sk), "gp": s(mark), "held": s(sk)} for sk in "ab"))
    values = {":g": s(mark), ":h": s("b")}
    found = query(dynamodb, table, "global-some", "gp = :g", values=values, FilterExpression="held = :h")
    assert (sorts(found), found["ScannedCount"]) == (["b"], 2)
    by_key = {**values, ":h": s("a")}
    filtered = query(dynamodb, table, "global-some", "gp = :g", values=by_key, FilterExpression="sk = :h")
    assert sorts(filtered) == ["a"]
    refusals = {
        ("global-some", "gp = :g", "rest = :h"): (
            f"{INVALID}Secondary index global-some does not project one or more filter attributes: [rest]"
        ),
        ("local-keys", "pk = :g", "held = :h AND rest = :h"): (
            f"{INVALID}Secondary index local-keys does not project one or more filter attributes: [held, rest]"
        ),
        ("global-all", "gp = :g", "gs = :h"): (
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: gs"
        ),
        ("global-all", "gp = :g", "ls[0] = :h"): (
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
            "IndexKey: ls"
        ),
    }
    for (name, condition, filter_), message in refusals.items():
        assert message == invalid(
            dynamodb.query,
            TableName=table,
            IndexName=name,
            KeyConditionExpression=condition,
            FilterExpression=filter_,
            ExpressionAttributeValues=values,
        )


def test_keys_of_indexes_have_no_parts(dynamodb: Any, table: str) -> None:
    message = (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
        "IndexKey: gs"
    )
    get: dict[str, Any] = {"Key": key("p", "a"), "ProjectionExpression": "sk, gs.a"}
    assert invalid(dynamodb.get_item, TableName=table, **get) == message
    keys_of = {"Keys": [get["Key"]], "ProjectionExpression": "gs[1]"}
    assert invalid(dynamodb.batch_get_item, RequestItems={table: keys_of}) == message
    assert invalid(dynamodb.scan, TableName=table, FilterExpression="attribute_exists(gs.a)") == message
    _, reasons = refused(dynamodb.transact_get_items, TransactItems=[{"Get": {"TableName": table, **get}}])
    assert reasons.endswith("[ValidationError]")


def test_legacy_conditions_and_filters_read_indexes(dynamodb: Any, table: str, mark: str) -> None:
    put(
        dynamodb,
        table,
        *({**key(mark, sk), "gp": s(mark), "gs": n(at), "x": s(sk)} for at, sk in enumerate("abc")),
    )
    answer = dynamodb.query(
        TableName=table,
        IndexName="global-all",
        KeyConditions={
            "gp": {"AttributeValueList": [s(mark)], "ComparisonOperator": "EQ"},
            "gs": {"AttributeValueList": [n(1)], "ComparisonOperator": "GE"},
        },
        QueryFilter={"x": {"AttributeValueList": [s("b")], "ComparisonOperator": "NE"}},
    )
    assert (sorts(answer), answer["ScannedCount"]) == (["c"], 2)
    condition = {"AttributeValueList": [n(1)], "ComparisonOperator": "NE"}
    by_gp = {"gp": {"AttributeValueList": [s(mark)], "ComparisonOperator": "EQ"}}
    assert (
        invalid(
            dynamodb.query, TableName=table, IndexName="global-all", KeyConditions={**by_gp, "gs": condition}
        )
        == "Attempted conditional constraint is not an indexable operation"
    )


def test_indexes_that_cannot_be_read(dynamodb: Any, table: str) -> None:
    asked: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "gp = :g",
        "ExpressionAttributeValues": {":g": s("g")},
    }
    for operation, request in ((dynamodb.query, asked), (dynamodb.scan, {"TableName": table})):
        assert invalid(operation, **request, IndexName="unknown", ConsistentRead=True) == (
            "The table does not have the specified index: unknown"
        )
        assert invalid(operation, **request, IndexName="global-all", ConsistentRead=True) == (
            "Consistent reads are not supported on global secondary indexes"
        )


def too_many(conditions: int, attributes: int) -> str:
    return (
        f"The number of query conditions ({conditions}) exceeds the number of key attributes "
        f"defined in the schema ({attributes})"
    )


@pytest.mark.parametrize(
    ("name", "condition", "message"),
    [
        ("global-all", "pk = :s", "Query condition missed key schema element: gp"),
        ("global-all", "gp = :s AND sk = :s", "Query condition missed key schema element: gs"),
        ("global-keys", "gp = :s AND gs = :s", too_many(2, 1)),
        ("global-all", "gp > :s", "Query key condition not supported"),
        ("global-all", "gp = :s AND gs = :s AND pk = :s", too_many(3, 2)),
        ("global-all", "gp = :s AND gs = :s", f"{INVALID}Condition parameter type does not match schema type"),
        ("local-all", "pk = :s AND sk = :s", "Query condition missed key schema element: ls"),
    ],
)
def test_conditions_that_are_not_on_the_key_of_the_index(
    dynamodb: Any, table: str, name: str, condition: str, message: str
) -> None:
    assert message == invalid(
        dynamodb.query,
        TableName=table,
        IndexName=name,
        KeyConditionExpression=condition,
        ExpressionAttributeValues={":s": s("v")},
    )


OF_SCHEMA = "The provided key element does not match the schema"
START = "The provided starting key is invalid"
GLOBAL_KEY: dict[str, Any] = {**key("p", "a"), "gp": s("g"), "gs": n(1)}


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({}, START),
        ({"gp": s("g")}, START),
        (key("p", "a"), START),
        ({**GLOBAL_KEY, "x": s("x")}, START),
        ({**key("p", "a"), "gp": s("g"), "x": n(1)}, START),
        ({**GLOBAL_KEY, "gs": s("1")}, OF_SCHEMA),
        ({"x": n(1), "y": n(1), "gp": s("g"), "gs": s("1")}, OF_SCHEMA),
        ({"x": n(1), "y": n(1), "gp": s("g"), "gs": n(1)}, f"{START}: {OF_SCHEMA}"),
        ({**GLOBAL_KEY, "sk": n(1)}, f"{START}: {OF_SCHEMA}"),
    ],
)
def test_starting_keys_that_are_none_of_the_index(
    dynamodb: Any, table: str, start: dict[str, Any], message: str
) -> None:
    where = {"TableName": table, "IndexName": "global-all", "ExclusiveStartKey": start}
    assert invalid(dynamodb.scan, **where) == message
    asked = {"KeyConditionExpression": "gp = :g", "ExpressionAttributeValues": {":g": s("g")}}
    assert invalid(dynamodb.query, **where, **asked) == message


@pytest.mark.parametrize(
    ("condition", "start", "message"),
    [
        (
            "gp = :g",
            {**GLOBAL_KEY, "gp": s("h")},
            "The provided starting key is outside query boundaries based on provided conditions",
        ),
        ("gp = :g AND gs > :n", GLOBAL_KEY, "The provided starting key does not match the range key predicate"),
        (
            "gp = :g AND gs = :n",
            {**GLOBAL_KEY, "gp": s("h")},
            "The query can return at most one row and cannot be restarted",
        ),
    ],
)
def test_starting_keys_that_the_query_cannot_have_answered(
    dynamodb: Any, table: str, condition: str, start: dict[str, Any], message: str
) -> None:
    values = {":g": s("g"), **({":n": n(1)} if ":n" in condition else {})}
    assert message == invalid(
        dynamodb.query,
        TableName=table,
        IndexName="global-all",
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        ExclusiveStartKey=start,
    )


def test_pages_of_an_index_are_stable_while_others_write(dynamodb: Any, table: str, mark: str) -> None:
    put(dynamodb, table, *({**key(mark, f"{at:02}"), "gp": s(mark), "gs": n(at)} for at in range(10)))
    asked: dict[str, Any] = {"values": {":g": s(mark)}, "Limit": 3}
    seen: list[str] = []
    start: dict[str, Any] = {}
    while True:
        page = query(dynamodb, table, "global-all", "gp = :g", **asked, **start)
        seen += sorts(page)
        if "LastEvaluatedKey" not in page:
            break
        last = page["LastEvaluatedKey"]
        assert last.keys() == {"pk", "sk", "gp", "gs"}
        start = {"ExclusiveStartKey": last}
        dynamodb.delete_item(TableName=table, Key={"pk": last["pk"], "sk": last["sk"]})
        put(dynamodb, table, {**key(mark, f"before {len(seen)}"), "gp": s(mark), "gs": n(-1)})
    assert seen == [f"{at:02}" for at in range(10)]


def test_segments_of_an_index_scan_are_its_parts(dynamodb: Any) -> None:
    table = create_indexed(dynamodb)
    put(dynamodb, table, *({**key("p", f"{at:02}"), "gp": s(f"g{at % 7}"), "gs": n(at)} for at in range(40)))
    put(dynamodb, table, key("p", "without"))
    whole = dynamodb.scan(TableName=table, IndexName="global-all")["Items"]
    parts = [
        dynamodb.scan(TableName=table, IndexName="global-all", Segment=at, TotalSegments=4)["Items"]
        for at in range(4)
    ]
    assert len(whole) == 40
    assert [item for part in parts for item in part] == whole
    assert sum(1 for part in parts if part) > 1
    at, part = next((at, part) for at, part in enumerate(parts) if part)
    last = part[-1]
    start = {name: last[name] for name in ("pk", "sk", "gp", "gs")}
    wrong = (at + 1) % 4
    assert invalid(
        dynamodb.scan,
        TableName=table,
        IndexName="global-all",
        Segment=wrong,
        TotalSegments=4,
        ExclusiveStartKey=start,
    ) == (
        f"{START}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
        f"TotalSegments: 4 Segment: {wrong}"
    )


def test_a_page_of_an_index_ends_with_a_megabyte(dynamodb: Any, table: str, mark: str) -> None:
    large = s("x" * 300_000)
    put(
        dynamodb,
        table,
        *({**key(mark, sk), "ls": n(1), "gp": s(mark), "gs": n(1), "x": large} for sk in "abcde"),
    )
    page = query(dynamodb, table, "global-all", "gp = :g", values={":g": s(mark)})
    assert (sorts(page), page["LastEvaluatedKey"]["sk"]) == (list("abcd"), s("d"))
    small = query(dynamodb, table, "local-keys", "pk = :p", values={":p": s(mark)})
    assert sorts(small) == list("abcde")
    fetched = query(dynamodb, table, "local-keys", "pk = :p", values={":p": s(mark)}, Select="ALL_ATTRIBUTES")
    assert (sorts(fetched), fetched["LastEvaluatedKey"].keys()) == (list("abcd"), {"pk", "sk", "ls"})


MANY = [("h", "HASH"), ("a", "RANGE"), ("b", "RANGE"), ("c", "RANGE"), ("d", "RANGE")]


@pytest.fixture(scope="module")
def many(dynamodb: Any) -> str:
    """A table whose index ``many`` has one partition key and four sort keys, ``two`` two partition keys."""
    schema = [{"AttributeName": name, "KeyType": kind} for name, kind in MANY]
    two = [{"AttributeName": name, "KeyType": "HASH"} for name in ("h", "a")]
    table = create(
        dynamodb,
        keys("pk"),
        dict.fromkeys(["pk", *(name for name, _ in MANY)], "S"),
        GlobalSecondaryIndexes=[index("many", schema), index("two", two)],
    )
    rows = ["p1 T live b r1", "p2 T live a r2", "p3 T live a r1", "p4 T draft c r1", "p5 F live a r0"]
    for row in rows:
        item = dict(zip(("pk", "a", "b", "c", "d"), map(s, row.split()), strict=True))
        dynamodb.put_item(TableName=table, Item={"h": s("o"), **item})
    dynamodb.put_item(
        TableName=table, Item={"pk": s("p6"), "h": s("o"), "a": s("T"), "b": s("live"), "d": s("r1")}
    )
    return table


def unequal(name: str, later: str) -> str:
    return (
        f"RANGE key attributes {name} must have equality conditions specified in the query because a condition "
        f"is present on key attribute {later}"
    )


VALUES = {":h": s("o"), ":a": s("T"), ":b": s("live"), ":c": s("a"), ":d": s("r"), ":e": s("r1")}


def ask(dynamodb: Any, table: str, name: str, condition: str, **request: Any) -> dict[str, Any]:
    values = {name: value for name, value in VALUES.items() if name in condition}
    return query(dynamodb, table, name, condition, values=values, **request)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("h = :h", "54321"),
        ("h = :h AND a = :a", "4321"),
        ("b = :b AND h = :h AND a = :a", "321"),
        ("h = :h AND a = :a AND b = :b AND c = :c", "32"),
        ("h = :h AND a = :a AND b = :b AND c > :c", "1"),
        ("h = :h AND a = :a AND b < :b", "4"),
        ("h = :h AND a = :a AND b = :b AND c = :c AND begins_with(d, :d)", "32"),
        ("h = :h AND a = :a AND b = :b AND c = :c AND d BETWEEN :e AND :e", "3"),
    ],
)
def test_an_index_with_several_sort_keys(dynamodb: Any, many: str, condition: str, found: str) -> None:
    expected = [f"p{digit}" for digit in found]
    assert [item["pk"]["S"] for item in ask(dynamodb, many, "many", condition)["Items"]] == expected
    backwards = ask(dynamodb, many, "many", condition, ScanIndexForward=False)
    assert [item["pk"]["S"] for item in backwards["Items"]] == expected[::-1]


def test_an_index_with_several_partition_keys(dynamodb: Any, many: str) -> None:
    found = ask(dynamodb, many, "two", "h = :h AND a = :a")
    assert {item["pk"]["S"] for item in found["Items"]} == {"p1", "p2", "p3", "p4", "p6"}
    page = ask(dynamodb, many, "two", "h = :h AND a = :a", Limit=2)
    assert page["LastEvaluatedKey"].keys() == {"pk", "h", "a"}


def test_a_page_of_an_index_with_several_sort_keys_goes_on_behind_its_last(dynamodb: Any, many: str) -> None:
    page = ask(dynamodb, many, "many", "h = :h", Limit=3)
    assert page["LastEvaluatedKey"].keys() == {"pk", "h", "a", "b", "c", "d"}
    rest = ask(dynamodb, many, "many", "h = :h", ExclusiveStartKey=page["LastEvaluatedKey"])
    assert [item["pk"]["S"] for item in page["Items"] + rest["Items"]] == ["p5", "p4", "p3", "p2", "p1"]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "h = :h AND a = :a AND c = :c",
            unequal("b", "c"),
        ),
        (
            "h = :h AND a = :a AND b > :b AND c = :c",
            unequal("b", "c"),
        ),
        (
            "h = :h AND b = :b",
            unequal("a", "b"),
        ),
        ("a = :a", "Query condition missed key schema element: h"),
        ("h = :h AND pk = :a", "Query key condition not supported"),
        ("h > :h", "Query key condition not supported"),
    ],
)
def test_conditions_that_an_index_with_several_sort_keys_refuses(
    dynamodb: Any, many: str, condition: str, message: str
) -> None:
    values = {name: value for name, value in VALUES.items() if name in condition}
    assert message == invalid(
        dynamodb.query,
        TableName=many,
        IndexName="many",
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
    )
