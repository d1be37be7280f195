"""A SELECT gives the same items as the Query or the Scan that says the same in expressions."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.indexed_tables import create_indexed, n, s
from api.statements import answer
from server import Server

ATTRIBUTES = ("w", "held", "ls", "gs", "m.k", "l[0]")
SAME_SERVER = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

#: A condition as PartiQL and as an expression write it, with its values in the order of the text.
Said = tuple[str, str, list[dict[str, Any]]]

values = st.sampled_from([n(1), n(2), n(3), s("x"), s("xy"), {"BOOL": True}, {"NULL": True}, {"L": [n(1)]}])
ordered = st.sampled_from([n(1), n(2), n(3), s("x"), s("xy")])
paths = st.sampled_from(ATTRIBUTES)


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """Forty items in four partitions, most of them in the indexes."""
    name = create_indexed(dynamodb)
    kinds = [n(1), n(2), s("x"), s("xyz"), {"BOOL": True}, {"NULL": True}, {"L": [n(1), s("x")]}]
    for number in range(40):
        item = {"pk": s("abcd"[number % 4]), "sk": s(f"{number // 4}")}
        item |= {"w": kinds[number % 7]} if number % 5 else {}
        item |= {"held": s("xyx"[: number % 3 + 1])} if number % 3 else {}
        item |= {"ls": n(number % 6), "gp": s("gh"[number % 2]), "gs": n(number % 4)} if number % 8 else {}
        item |= {"m": {"M": {"k": kinds[number % 5]}}, "l": {"L": [kinds[number % 6]]}} if number % 2 else {}
        dynamodb.put_item(TableName=name, Item=item)
    return name


def _same(text: str, *operands: dict[str, Any]) -> Said:
    """What both languages write alike, with ``?`` for a value."""
    return text, text, list(operands)


def _both(one: Said, other: Said, word: str) -> Said:
    return f"({one[0]}) {word} ({other[0]})", f"({one[1]}) {word} ({other[1]})", one[2] + other[2]


leaves: st.SearchStrategy[Said] = (
    st.builds(lambda p, o, v: _same(f"{p} {o} ?", v), paths, st.sampled_from(["=", "<>"]), values)
    | st.builds(lambda p, o, v: _same(f"{p} {o} ?", v), paths, st.sampled_from(["<", "<=", ">", ">="]), ordered)
    | st.builds(lambda p, v: (f"{p} IN [?, ?]", f"{p} IN (?, ?)", [v, n(2)]), paths, values)
    | st.builds(lambda p: _same(f"{p} BETWEEN ? AND ?", n(1), n(2)), paths)
    | st.builds(lambda p: _same(f"begins_with({p}, ?)", s("x")), paths)
    | st.builds(lambda p, v: _same(f"contains({p}, ?)", v), paths, values)
    | st.builds(lambda p: _same(f"size({p}) > ?", n(1)), paths)
    | st.builds(lambda p: (f"{p} IS MISSING", f"attribute_not_exists({p})", []), paths)
    | st.builds(lambda p: (f"{p} IS NOT MISSING", f"attribute_exists({p})", []), paths)
    | st.builds(lambda p: (f"{p} IS NULL", f"attribute_type({p}, :null)", []), paths)
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(_both, inner, inner, st.sampled_from(["AND", "OR"]))
        | st.builds(lambda said: (f"NOT ({said[0]})", f"NOT ({said[1]})", said[2]), inner)
    ),
    max_leaves=4,
)
sort_conditions = st.sampled_from(
    [
        (" AND {} = ?", 1),
        (" AND {} < ?", 1),
        (" AND {} >= ?", 1),
        (" AND {} BETWEEN ? AND ?", 2),
        ("", 0),
    ]
)


def _expression(text: str, operands: list[dict[str, Any]], prefix: str) -> tuple[str, dict[str, Any]]:
    """An expression with a placeholder for each question mark."""
    parts = text.split("?")
    names = [f":{prefix}{at}" for at in range(len(operands))]
    whole = "".join(part + name for part, name in zip(parts, [*names, ""], strict=True))
    bound = dict(zip(names, operands, strict=True))
    return whole, bound | ({":null": s("NULL")} if ":null" in whole else {})


def _items_of_expressions(operation: Any, **request: Any) -> Any:
    try:
        return operation(**request)["Items"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def _items_of_statement(dynamodb: Any, text: str, operands: list[dict[str, Any]]) -> Any:
    try:
        return answer(dynamodb, text, *operands)["Items"]
    except ClientError as error:
        return error.response["Error"]["Code"]


@given(conditions, st.sampled_from(["", '."global-all"', '."local-all"']))
@SAME_SERVER
def test_a_select_without_key_is_a_scan(dynamodb: Any, table: str, said: Said, index: str) -> None:
    text, expression, operands = said
    whole, bound = _expression(expression, operands, "v")
    request: dict[str, Any] = {"TableName": table, "FilterExpression": whole}
    if bound:
        request["ExpressionAttributeValues"] = bound
    if index:
        request["IndexName"] = index.strip('."')
    expected = _items_of_expressions(dynamodb.scan, **request)
    assert _items_of_statement(dynamodb, f'SELECT * FROM "{table}"{index} WHERE {text}', operands) == expected


@given(
    st.sampled_from(
        [("", "pk", "sk", "S"), ('."global-all"', "gp", "gs", "N"), ('."local-all"', "pk", "ls", "N")]
    ),
    st.sampled_from("abg"),
    sort_conditions,
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.none() | st.sampled_from(["w = ?", "m.k <> ?", "NOT (held = ?)"]),
    st.booleans(),
)
@SAME_SERVER
def test_a_select_of_a_partition_is_a_query(
    dynamodb: Any,
    table: str,
    target: tuple[str, str, str, str],
    partition: str,
    sort_condition: tuple[str, int],
    bounds: tuple[int, int],
    filter_: str | None,
    descending: bool,
) -> None:
    index, partition_key, sort_key, kind = target
    template, count = sort_condition
    operands = [s(partition), *({kind: str(bound)} for bound in sorted(bounds)[:count])]
    key_text = f"{partition_key} = ?{template.format(sort_key)}"
    key_expression, bound = _expression(key_text, operands, "k")
    request: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": key_expression,
        "ScanIndexForward": not descending,
    }
    where = key_text
    if filter_ is not None:
        request["FilterExpression"], more = _expression(filter_, [n(1)], "f")
        bound |= more
        where, operands = f"{key_text} AND {filter_}", [*operands, n(1)]
    if index:
        request["IndexName"] = index.strip('."')
    expected = _items_of_expressions(dynamodb.query, ExpressionAttributeValues=bound, **request)
    order = f" ORDER BY {sort_key} {'DESC' if descending else 'ASC'}"
    text = f'SELECT * FROM "{table}"{index} WHERE {where}{order}'
    assert _items_of_statement(dynamodb, text, operands) == expected
