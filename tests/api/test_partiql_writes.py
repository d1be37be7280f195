"""INSERT, UPDATE and DELETE: what they change, what they answer, and when they change nothing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.items import create_table, n, s
from api.statements import answer, refused, run, wrong
from server import Server

CONDITION_FAILED = ("ConditionalCheckFailedException", "The conditional request failed")
DUPLICATE = ("DuplicateItemException", "Duplicate primary key exists in table")
NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"
WRONG_TYPE = "An operand in the update expression has an incorrect data type"


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    return create_table(dynamodb, "pk:S", "sk:S")


@pytest.fixture
def there(dynamodb: Any, table: str) -> str:
    """The partition key of an item that is there, of the test's own, with the sort key ``1``."""
    partition = uuid.uuid4().hex
    attributes = {
        "n": n(5),
        "s": s("str"),
        "l": {"L": [n(1)]},
        "m": {"M": {"l": {"L": [n(2020), n(2018)]}}},
        "ss": {"SS": ["a", "b"]},
        "ns": {"NS": ["1", "2"]},
        "one": {"SS": ["only"]},
    }
    dynamodb.put_item(TableName=table, Item={"pk": s(partition), "sk": s("1"), **attributes})
    return partition


def stored(dynamodb: Any, table: str, partition: str, sort: str = "1") -> dict[str, Any] | None:
    """The item without its key."""
    found = dynamodb.get_item(TableName=table, Key={"pk": s(partition), "sk": s(sort)}).get("Item")
    return found and {name: value for name, value in found.items() if name not in ("pk", "sk")}


def test_insert_stores_every_kind_of_literal(dynamodb: Any, table: str) -> None:
    text = f"""INSERT INTO "{table}" value {{'pk': 'literals', 'sk': '1',
        'number': -1.50e-3, 'text': 'it''s ?', 'yes': true, 'no': FALSE, 'nothing': null,
        'list': [1, 'two', [], {{}}], 'map' : {{'k': {{'l': [- 1]}}}},
        'numbers': <<1, 34, 4.5>>, 'texts': <<'a', 'b'>>, 'zero': -0, 'big': 1E3}}"""
    assert run(dynamodb, text) == []
    assert stored(dynamodb, table, "literals") == {
        "number": n("-0.0015"),
        "text": s("it's ?"),
        "yes": {"BOOL": True},
        "no": {"BOOL": False},
        "nothing": {"NULL": True},
        "list": {"L": [n(1), s("two"), {"L": []}, {"M": {}}]},
        "map": {"M": {"k": {"M": {"l": {"L": [n(-1)]}}}}},
        "numbers": {"NS": ["1", "4.5", "34"]},
        "texts": {"SS": ["a", "b"]},
        "zero": n(0),
        "big": n(1000),
    }


def test_insert_takes_parameters(dynamodb: Any, table: str) -> None:
    values = {"b": {"B": b"\x00\xff"}, "bs": {"BS": [b"x"]}, "m": {"M": {"k": {"NULL": True}}}}
    text = f"INSERT INTO {_q(table)} VALUE {{'pk': ?, 'sk': ?, 'b': ?, 'bs': ?, 'm': ?}}"
    run(dynamodb, text, s("parameters"), s("1"), *values.values())
    assert stored(dynamodb, table, "parameters") == values


def test_insert_does_not_replace_an_item(dynamodb: Any, table: str, there: str) -> None:
    before = stored(dynamodb, table, there)
    insert = f"INSERT INTO {_q(table)} VALUE {{'pk': '{there}', 'sk': '1', 'v': 2}}"
    assert refused(dynamodb, insert) == DUPLICATE
    assert stored(dynamodb, table, there) == before
    run(dynamodb, f"DELETE FROM {_q(table)} WHERE pk = '{there}' AND sk = '1'")
    run(dynamodb, insert)
    assert stored(dynamodb, table, there) == {"v": n(2)}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("{'pk': 'x'}", "One or more parameter values were invalid: Missing the key sk in the item"),
        (
            "{'pk': 1, 'sk': '1'}",
            "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
        ),
        ("{'pk': 'x', 'sk': '1', 's': <<>>}", "Empty bags are not supported"),
        (
            "{'pk': 'x', 'sk': '1', 's': <<1, 'a'>>}",
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
        ),
        (
            "{'pk': 'x', 'sk': '1', 's': [<<'a', 'a'>>]}",
            "One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
        ),
        (
            "{'pk': 'x', 'sk': '1', 's': <<2, 2.0>>}",
            "One or more parameter values were invalid: "
            "Input collection [2, 2.0] contains duplicates! under root",
        ),
        ("{'pk': 'x', 'sk': '1', 'a': 1, 'a': 2}", "Duplicate keys in tuple. Key: a under root"),
        ("{'pk': 'x', 1: '1'}", "Tuple keys must be of type String. Actual type: Literal under root"),
        (
            "{'pk': 'x', 'sk': '1', 'm': {'k': 1e126}}",
            "Number overflow. Attempting to store a number with magnitude larger than supported range "
            "under root.k",
        ),
        (
            "{'pk': 'x', 'sk': '1', 'l': [1, 1e-131]}",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range "
            "under root[1]",
        ),
        (
            "{'pk': 'x', 'sk': '1', 'v': 123456789012345678901234567890123456789}",
            "Attempting to store more than 38 significant digits in a Number under root",
        ),
        (
            "['x', '1']",
            "Unsupported format in item expression. "
            "Please use struct format {...} to express item values for insert statement.",
        ),
        ("{'pk': 'x', 'sk': '1', '': 1}", "Empty attribute name"),
    ],
)
def test_what_cannot_be_inserted(dynamodb: Any, table: str, value: str, message: str) -> None:
    assert wrong(dynamodb, f"INSERT INTO {_q(table)} VALUE {value}") == message
    assert stored(dynamodb, table, "x") is None


def test_values_within_literals_are_literals(dynamodb: Any, table: str) -> None:
    prefix = f"INSERT INTO {_q(table)} VALUE {{'pk': 'x', 'sk': '1', 'v': "
    at = len(prefix) + 1
    assert wrong(dynamodb, f"{prefix}set_add(<<'a'>>, <<'b'>>)}}") == (
        f"Unsupported data type: set_add under key root at 1:{at}:7"
    )
    assert wrong(dynamodb, f"{prefix}[?]}}", s("v")) == (
        f"Unsupported data type: Parameter under key root[0] at 1:{at + 1}:1"
    )
    assert wrong(dynamodb, f"{prefix}{{'k': ?}}}}", s("v")) == (
        f"Unsupported data type: Parameter under key root.k at 1:{at + 6}:1"
    )


def test_literals_nest_as_deep_as_items(dynamodb: Any, table: str) -> None:
    too_deep = "Nesting Levels have exceeded supported limits"
    update = f"UPDATE {_q(table)} SET d = "
    where = " WHERE pk = 'deep' AND sk = '1'"
    assert (
        wrong(dynamodb, update + "{'a':" * 32 + "1" + "}" * 32 + where) == f"{too_deep} under root{'.a' * 32}"
    )
    assert wrong(dynamodb, update + "{'a':" + "[" * 31 + "1" + "]" * 31 + "}" + where) == (
        f"{too_deep} under root.a{'[0]' * 31}"
    )
    run(
        dynamodb,
        f"INSERT INTO {_q(table)} VALUE {{'pk':'deep','sk':'1','m':{{}},'d':{'{' + chr(39)}a':"
        + "{'a':" * 30
        + "1"
        + "}" * 31
        + "}",
    )
    value: dict[str, Any] = s("x")
    for _ in range(31):
        value = {"M": {"a": value}}
    assert wrong(dynamodb, f"UPDATE {_q(table)} SET m.deep = ?{where}", value) == too_deep


def test_update_sets_and_removes(dynamodb: Any, table: str, there: str) -> None:
    text = f"""UPDATE {_q(table)} SET n = n + 100, s = 'new' SET m.added = [1, <<'x'>>] SET copy = l
        SET l = LIST_APPEND(l, [2]) REMOVE m.l[0] SET ahead = list_append([0], l)
        SET other = if_not_exists(nope, 7)
        WHERE pk = '{there}' AND sk = '1'"""
    assert run(dynamodb, text) == []
    assert stored(dynamodb, table, there) == {
        "n": n(105),
        "s": s("new"),
        "m": {"M": {"l": {"L": [n(2018)]}, "added": {"L": [n(1), {"SS": ["x"]}]}}},
        "copy": {"L": [n(1)]},
        "l": {"L": [n(1), n(2)]},
        "ahead": {"L": [n(0), n(1)]},
        "other": n(7),
        "ss": {"SS": ["a", "b"]},
        "ns": {"NS": ["1", "2"]},
        "one": {"SS": ["only"]},
    }


def test_from_may_come_first(dynamodb: Any, table: str, there: str) -> None:
    run(dynamodb, f"from {_q(table)} where pk = ? and sk = '1' and n = 5 set c = ? remove n", s(there), n(7))
    found = stored(dynamodb, table, there) or {}
    assert found["c"] == n(7)
    assert "n" not in found
    assert refused(dynamodb, f"FROM {_q(table)} WHERE pk = 'absent' AND sk = '1' SET c = 1") == CONDITION_FAILED


def test_subtraction_needs_no_spaces(dynamodb: Any, table: str, there: str) -> None:
    where = f"WHERE pk = '{there}' AND sk = '1' RETURNING MODIFIED NEW *"
    assert run(dynamodb, f"UPDATE {_q(table)} SET n=n-1 {where}") == [{"n": n(4)}]
    assert run(dynamodb, f"UPDATE {_q(table)} SET n = n - - 2 {where}") == [{"n": n(6)}]
    assert wrong(dynamodb, f"UPDATE {_q(table)} SET n=n--1 {where}") == NO_KEY


def test_set_functions_add_and_delete_members(dynamodb: Any, table: str, there: str) -> None:
    text = f"""UPDATE {_q(table)} SET ss = set_add(ss, <<'0', 'a'>>) SET ns = SET_ADD(ns, ?)
        SET fresh = set_add(fresh, <<'x'>>) SET one = set_delete(one, <<'only'>>)
        SET none = set_delete(none, <<1>>)
        WHERE pk = '{there}' AND sk = '1' RETURNING ALL NEW *"""
    (new,) = run(dynamodb, text, {"NS": ["9"]})
    assert sorted(new["ss"]["SS"]) == ["0", "a", "b"]
    assert sorted(new["ns"]["NS"]) == ["1", "2", "9"]
    assert new["fresh"] == {"SS": ["x"]}
    assert "one" not in new
    assert "none" not in new


@pytest.mark.parametrize(
    ("change", "message", "token", "after"),
    [
        (
            "t = set_add(ss, <<'x'>>)",
            "The first argument to SET_ADD must equal the assignment value",
            "set_add",
            0,
        ),
        (
            "ss = set_add(<<'a'>>, <<'b'>>)",
            "The first argument to SET_ADD must equal the assignment value",
            "set_add",
            0,
        ),
        ("ss = set_add(ss, 'x')", "The second argument to SET_ADD must be a value with type SET", "ss", 5),
        (
            "ss = set_delete(ss, ['x'])",
            "The second argument to SET_DELETE must be a value with type SET",
            "ss",
            5,
        ),
        ("ss = set_add(ss)", "SET_ADD must have exactly two arguments", "set_add", 0),
        ("ss = set_add(ss, <<'x'>>, <<'y'>>)", "SET_ADD must have exactly two arguments", "set_add", 0),
        ("n = abs(n)", "Unrecognized function: abs", "abs", 0),
    ],
)
def test_misused_functions_are_told_with_their_place(
    dynamodb: Any, table: str, change: str, message: str, token: str, after: int
) -> None:
    prefix = f"UPDATE {_q(table)} SET "
    at = len(prefix) + change.index(token, after) + 1
    text = f"{prefix}{change} WHERE pk = 'x' AND sk = '1'"
    assert wrong(dynamodb, text) == f"{message} at 1:{at}:{len(token)}"


def test_a_place_counts_lines_and_quotes(dynamodb: Any, table: str) -> None:
    text = f"UPDATE {_q(table)}\nSET \"Members\" = set_add(\"Members\", 'x')\nWHERE pk = 'x' AND sk = '1'"
    assert wrong(dynamodb, text) == "The second argument to SET_ADD must be a value with type SET at 2:25:9"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("SET ss = set_add(ss, <<1>>)", WRONG_TYPE),
        ("SET s = set_add(s, <<'x'>>)", WRONG_TYPE),
        ("SET ss = set_delete(ss, <<1>>)", WRONG_TYPE),
        ("SET n = s + 1", WRONG_TYPE),
        (
            "SET z = list_append(z, [1])",
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            "SET n = n + 'a'",
            "Incorrect operand type for operator or function; operator or function: +, operand type: S",
        ),
        (
            "SET n = n - null",
            "Incorrect operand type for operator or function; operator or function: -, operand type: NULL",
        ),
        (
            "SET sk = 'x'",
            "One or more parameter values were invalid: Cannot update attribute sk. "
            "This attribute is part of the key",
        ),
        ("SET n = n IS NULL", "IS operator is not supported in update expressions"),
        ("SET n = n = 1", "Unsupported operator in Update Expression. Operator: ="),
        ("SET a.b.c = 1", "The document path provided in the update expression is invalid for update"),
    ],
)
def test_what_cannot_be_updated(dynamodb: Any, table: str, there: str, change: str, message: str) -> None:
    before = stored(dynamodb, table, there)
    assert wrong(dynamodb, f"UPDATE {_q(table)} {change} WHERE pk = '{there}' AND sk = '1'") == message
    assert stored(dynamodb, table, there) == before


@pytest.mark.parametrize(
    ("returning", "items"),
    [
        ("ALL OLD", [{"a": n(1), "b": n(2)}]),
        ("ALL NEW", [{"a": n(9), "c": n(3)}]),
        ("MODIFIED OLD", [{"a": n(1), "b": n(2)}]),
        ("MODIFIED NEW", [{"a": n(9), "c": n(3)}]),
    ],
)
def test_update_returns_what_is_asked_for(
    dynamodb: Any, table: str, returning: str, items: list[dict[str, Any]]
) -> None:
    key = {"pk": s("returning"), "sk": s(returning)}
    dynamodb.put_item(TableName=table, Item={**key, "a": n(1), "b": n(2)})
    whole = key if returning.startswith("ALL") else {}
    assert run(
        dynamodb,
        f"UPDATE {_q(table)} SET a = 9, c = 3 REMOVE b WHERE pk='returning' AND sk='{returning}' "
        f"RETURNING {returning} *",
    ) == [{**whole, **item} for item in items]


def test_nothing_modified_returns_no_item(dynamodb: Any, table: str, there: str) -> None:
    where = f"WHERE pk = '{there}' AND sk = '1'"
    assert run(dynamodb, f"UPDATE {_q(table)} REMOVE n {where} RETURNING MODIFIED NEW *") == []


def test_update_needs_an_item_and_the_rest_of_its_where(dynamodb: Any, table: str, there: str) -> None:
    before = stored(dynamodb, table, there)
    update = f"UPDATE {_q(table)} SET z = 1 WHERE "
    for where in (
        f"pk = '{there}' AND sk = '1' AND n = 6",
        f"(pk = '{there}' AND sk = '1') AND attribute_exists(nope)",
        f"pk = '{there}' AND sk = '1' AND NOT (n = 5)",
        "pk = 'absent' AND sk = '1'",
        "pk = 'absent' AND sk = '1' AND attribute_not_exists(pk)",
    ):
        assert refused(dynamodb, update + where) == CONDITION_FAILED
    assert stored(dynamodb, table, there) == before
    assert stored(dynamodb, table, "absent") is None
    run(dynamodb, f"{update}pk = '{there}' AND (sk = '1' AND n > 4) AND s = ?", s("str"))
    assert (stored(dynamodb, table, there) or {})["z"] == n(1)


def test_delete_removes_an_item_and_returns_it(dynamodb: Any, table: str, there: str) -> None:
    delete = f"DELETE FROM {_q(table)} WHERE pk = '{there}' AND sk = '1'"
    assert refused(dynamodb, f"{delete} AND n = 6") == CONDITION_FAILED
    assert stored(dynamodb, table, there) is not None
    (old,) = run(dynamodb, f"{delete} AND attribute_not_exists(nope) RETURNING ALL OLD *")
    assert old["n"] == n(5)
    assert stored(dynamodb, table, there) is None
    assert run(dynamodb, delete) == []
    assert run(dynamodb, f"{delete} RETURNING ALL OLD *") == []
    assert refused(dynamodb, f"{delete} AND n = 5") == CONDITION_FAILED


@pytest.mark.parametrize("returning", ["MODIFIED OLD", "ALL NEW", "MODIFIED NEW"])
def test_delete_returns_nothing_else(dynamodb: Any, table: str, returning: str) -> None:
    assert wrong(dynamodb, f"DELETE FROM {_q(table)} WHERE pk='x' AND sk='1' RETURNING {returning} *") == (
        f"Invalid returning clause: RETURNING {returning} *. "
        "Only RETURNING ALL OLD * is allowed in DELETE statements."
    )


def test_insert_returns_nothing(dynamodb: Any, table: str) -> None:
    text = f"INSERT INTO {_q(table)} VALUE {{'pk': 'x', 'sk': '1'}} RETURNING ALL OLD *"
    assert wrong(dynamodb, text) == "RETURNING is not supported in INSERT"


def test_a_failed_condition_shows_the_item_on_demand(dynamodb: Any, table: str, there: str) -> None:
    text = f"UPDATE {_q(table)} SET n = 1 WHERE pk = '{there}' AND sk = '1' AND n = 6"
    with pytest.raises(ClientError) as error:
        dynamodb.execute_statement(Statement=text, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert error.value.response["Item"]["n"] == n(5)
    with pytest.raises(ClientError) as error:
        dynamodb.execute_statement(Statement=text)
    assert "Item" not in error.value.response


@pytest.mark.parametrize("statement", ["UPDATE {} SET a = 1", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("", NO_KEY),
        (" WHERE pk = 'x'", NO_KEY),
        (" WHERE sk = '1'", NO_KEY),
        (" WHERE pk = 'x' AND sk > '1'", NO_KEY),
        (" WHERE pk = 'x' OR sk = '1'", NO_KEY),
        (" WHERE pk IN ['x'] AND sk = '1'", NO_KEY),
        (
            " WHERE pk = 'x' AND sk = 1",
            "Key attribute's data type should match its data type in table's schema: Key sk",
        ),
        (
            " WHERE pk = 'x' AND sk = '1' AND pk = 'y'",
            "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported",
        ),
    ],
)
def test_a_write_names_one_item(dynamodb: Any, table: str, statement: str, where: str, message: str) -> None:
    assert wrong(dynamodb, statement.format(_q(table)) + where) == message


def test_the_same_key_twice_is_one_key(dynamodb: Any, table: str, there: str) -> None:
    where = f"WHERE pk = '{there}' AND sk = '1' AND pk = '{there}'"
    assert run(dynamodb, f"UPDATE {_q(table)} SET n = 1 {where} RETURNING MODIFIED NEW *") == [{"n": n(1)}]


def test_indexes_are_not_written(dynamodb: Any, table: str) -> None:
    where = "WHERE pk = 'x' AND sk = '1'"
    index = f'{_q(table)}."index"'
    not_on_index = "This operation is not supported on an index"
    assert wrong(dynamodb, f"UPDATE {index} SET a = 1 {where}") == not_on_index
    assert wrong(dynamodb, f"DELETE FROM {index} {where}") == not_on_index
    assert wrong(dynamodb, f"INSERT INTO {index} VALUE {{'pk': 'x', 'sk': '1'}}") == (
        "FROM clause may only contain a single table name in data manipulation statements"
    )


def test_what_a_write_costs(dynamodb: Any, table: str) -> None:
    insert = f"INSERT INTO {_q(table)} VALUE {{'pk': 'cost', 'sk': '1', 'v': ?}}"
    assert answer(dynamodb, insert, s("x" * 2000), ReturnConsumedCapacity="TOTAL") == {
        "Items": [],
        "ConsumedCapacity": {"TableName": table, "CapacityUnits": 2.0},
    }
    where = "WHERE pk = 'cost' AND sk = '1'"
    update = f"UPDATE {_q(table)} SET v = 'short' {where}"
    assert answer(dynamodb, update, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 2.0,
        "Table": {"CapacityUnits": 2.0},
    }
    delete = f"DELETE FROM {_q(table)} {where}"
    assert answer(dynamodb, delete, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]["CapacityUnits"] == 1.0


def test_an_item_too_large_is_refused(dynamodb: Any, table: str) -> None:
    insert = f"INSERT INTO {_q(table)} VALUE {{'pk': 'large', 'sk': '1', 'v': ?}}"
    assert wrong(dynamodb, insert, s("x" * 409_600)) == "Item size has exceeded the maximum allowed size"
    run(dynamodb, insert, s("x" * 300_000))
    update = f"UPDATE {_q(table)} SET w = ? WHERE pk = 'large' AND sk = '1'"
    assert wrong(dynamodb, update, s("x" * 200_000)) == (
        "Item size to update has exceeded the maximum allowed size"
    )


def _q(name: str) -> str:
    return f'"{name}"'
