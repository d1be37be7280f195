"""ExecuteTransaction: all statements or none, and why not."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, n, s
from api.refusals import refused
from api.statements import NOT_WELL_FORMED, cancelled, refused_transaction, transact
from server import Server

FIRST = "Validation failed in TransactStatements[0]: "
NEEDS_KEY = "Select statements within ExecuteTransaction must specify the primary key in the where clause."
SCHEMA = {"Code": "ValidationError", "Message": "The provided key element does not match the schema"}
CONDITION = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
DUPLICATE = {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}
NOT_FOUND = {"Code": "ResourceNotFound", "Message": "Requested resource not found"}
NONE = {"Code": "None"}


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    """A table with the items ``1`` and ``2`` of partition ``a``."""
    name = create_table(dynamodb, "pk:S", "sk:S")
    for sort in "12":
        dynamodb.put_item(TableName=name, Item={"pk": s("a"), "sk": s(sort), "v": n(sort)})
    return name


def values(dynamodb: Any, table: str) -> dict[str, Any]:
    """The attribute ``v`` of every item, by its place."""
    items = dynamodb.scan(TableName=table, ConsistentRead=True)["Items"]
    return {item["pk"]["S"] + item["sk"]["S"]: item.get("v", {}).get("N") for item in items}


def key(sort: str, partition: str = "a") -> str:
    return f"WHERE pk = '{partition}' AND sk = '{sort}'"


def test_reads_of_one_moment(dynamodb: Any, table: str) -> None:
    other = create_table(dynamodb)
    dynamodb.put_item(TableName=other, Item={"pk": s("o"), "m": {"M": {"k": n(1)}}})
    assert transact(
        dynamodb,
        f'SELECT v FROM "{table}" {key("1")}',
        f"SELECT m.k FROM \"{other}\" WHERE pk = 'o'",
        f'SELECT * FROM "{table}" {key("none")}',
        {"Statement": f'SELECT * FROM "{table}" WHERE sk = ? AND pk = ?', "Parameters": [s("2"), s("a")]},
        f"SELECT nope FROM \"{table}\" WHERE pk IN ['a'] AND sk IN ['3']",
    ) == [
        {"Item": {"v": n(1)}},
        {"Item": {"k": n(1)}},
        {},
        {"Item": {"pk": s("a"), "sk": s("2"), "v": n(2)}},
        {},
    ]


def test_writes_happen_together(dynamodb: Any, table: str) -> None:
    statements = [
        f"INSERT INTO \"{table}\" VALUE {{'pk': 'a', 'sk': '3', 'v': 3}}",
        f'UPDATE "{table}" SET v = v + 10 {key("1")} AND v = 1',
        f'DELETE FROM "{table}" {key("2")}',
        f'EXISTS(SELECT * FROM "{table}" {key("4")} AND v IS MISSING)',
    ]
    assert transact(dynamodb, *statements) == []
    assert values(dynamodb, table) == {"a1": "11", "a3": "3"}
    assert transact(dynamodb, f'FROM "{table}" {key("3")} AND v = 3 SET v = 4') == []
    assert values(dynamodb, table) == {"a1": "11", "a3": "4"}


def test_a_failed_condition_undoes_everything(dynamodb: Any, table: str) -> None:
    before = values(dynamodb, table)
    reasons = cancelled(
        dynamodb,
        f"INSERT INTO \"{table}\" VALUE {{'pk': 'a', 'sk': '3'}}",
        f"INSERT INTO \"{table}\" VALUE {{'pk': 'a', 'sk': '1'}}",
        {
            "Statement": f'UPDATE "{table}" SET v = 1 {key("2")} AND v = 9',
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
        f'UPDATE "{table}" SET v = 1 {key("none")}',
        f'DELETE FROM "{table}" {key("4")} AND v = 1',
        f'EXISTS(SELECT * FROM "{table}" {key("5")} AND attribute_exists(v))',
    )
    old = {"pk": s("a"), "sk": s("2"), "v": n(2)}
    assert reasons == [NONE, DUPLICATE, {**CONDITION, "Item": old}, CONDITION, CONDITION, CONDITION]
    assert values(dynamodb, table) == before


def test_exists_checks_without_writing(dynamodb: Any, table: str) -> None:
    update = f'UPDATE "{table}" SET v = v + 10 {key("1")}'
    missing = f"EXISTS(SELECT * FROM \"{table}\" WHERE (pk = 'a' AND sk = '2') AND nope IS MISSING)"
    assert transact(dynamodb, missing, update) == []
    assert values(dynamodb, table) == {"a1": "11", "a2": "2"}
    conflicting = f"EXISTS(SELECT * FROM \"{table}\" {key('2')} AND pk = 'other' AND v = 2)"
    assert cancelled(dynamodb, conflicting, update) == [CONDITION, NONE]
    for where in (key("2"), "WHERE pk = 'a' AND v = 2", "WHERE pk IN ['a'] AND sk = '2' AND v = 2", ""):
        assert refused_transaction(dynamodb, f'EXISTS(SELECT * FROM "{table}" {where})', update) == (
            f"{FIRST}EXISTS() must contain a single item read with additional condition"
        )


def test_a_token_makes_it_happen_once(dynamodb: Any, table: str) -> None:
    statement = f'UPDATE "{table}" SET v = v + 1 {key("1")}'

    def run() -> Any:
        answer = dynamodb.execute_transaction(
            TransactStatements=[{"Statement": statement}],
            ClientRequestToken="once",
            ReturnConsumedCapacity="TOTAL",
        )
        return answer["Responses"], answer["ConsumedCapacity"]

    assert run() == ([], [{"TableName": table, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}])
    assert run() == ([], [{"TableName": table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}])
    assert values(dynamodb, table)["a1"] == "2"
    other = [{"Statement": f'UPDATE "{table}" SET v = v + 2 {key("1")}'}]
    code, _ = refused(dynamodb.execute_transaction, TransactStatements=other, ClientRequestToken="once")
    assert code == "IdempotentParameterMismatchException"


def test_what_a_transaction_costs(dynamodb: Any, table: str) -> None:
    def consumed(*statements: str, mode: str) -> Any:
        documents = [{"Statement": statement} for statement in statements]
        return dynamodb.execute_transaction(TransactStatements=documents, ReturnConsumedCapacity=mode)[
            "ConsumedCapacity"
        ]

    assert consumed(
        f'SELECT * FROM "{table}" {key("1")}', f'SELECT * FROM "{table}" {key("9")}', mode="TOTAL"
    ) == [{"TableName": table, "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0}]
    assert consumed(f'DELETE FROM "{table}" {key("1")}', mode="INDEXES") == [
        {
            "TableName": table,
            "CapacityUnits": 2.0,
            "WriteCapacityUnits": 2.0,
            "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
        }
    ]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("WHERE pk = 'a'", NEEDS_KEY),
        (f"{key('1')} AND v = 1", NEEDS_KEY),
        (f"{key('1')} AND pk = 'b'", NEEDS_KEY),
        ("WHERE pk IN ['b'] AND pk = 'a' AND sk = '1'", NEEDS_KEY),
        ("WHERE attribute_exists(v)", NEEDS_KEY),
        ("", NEEDS_KEY),
        (
            "WHERE pk IN ['a', 'a'] AND sk = '1'",
            "Overlapping conditions with range keys are not supported in where clause",
        ),
        ("WHERE", f"{NOT_WELL_FORMED}Unexpected term"),
    ],
)
def test_a_read_names_one_item(dynamodb: Any, table: str, where: str, message: str) -> None:
    assert refused_transaction(dynamodb, f'SELECT * FROM "{table}" {where}') == f"{FIRST}{message}"


def test_statements_that_no_transaction_has(dynamodb: Any, table: str) -> None:
    select = f'SELECT * FROM "{table}" {key("1")}'
    update = f'UPDATE "{table}" SET v = 1 {key("1")}'
    assert refused_transaction(dynamodb, select, update) == (
        "ExecuteTransaction API does not support both read and write operations in the same request."
    )
    assert refused_transaction(dynamodb, update, f'DELETE FROM "{table}" {key("2")} RETURNING ALL OLD *') == (
        "Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction."
    )
    assert refused_transaction(dynamodb, f'SELECT * FROM "{table}"."index" {key("1")}') == (
        f"{FIRST}Reads on indices are not supported within transactions."
    )
    assert refused_transaction(dynamodb, f'EXISTS(SELECT * FROM "{table}"."index" {key("1")} AND v = 1)') == (
        f"{FIRST}Operations on indices are not supported in transactions"
    )
    assert refused_transaction(dynamodb, f"UPDATE \"{table}\" SET v = 'a' + 1 {key('1')}") == (
        f"{FIRST}Incorrect operand type for operator or function; operator or function: +, operand type: S"
    )
    statement = {"Statement": f'UPDATE "{table}" SET v = ? {key("1")}', "Parameters": [{"N": "1e99999999999"}]}
    assert refused_transaction(dynamodb, statement) == (
        "The parameter cannot be converted to a numeric value: 1e99999999999"
    )


def test_two_statements_about_one_item(dynamodb: Any, table: str) -> None:
    twice = "Transaction request cannot include multiple operations on one item"
    select = f'SELECT * FROM "{table}" {key("1")}'
    assert refused_transaction(dynamodb, select, f"SELECT v FROM \"{table}\" WHERE sk='1' AND pk='a'") == twice
    assert cancelled(dynamodb, select, select, f"SELECT * FROM \"{table}\" WHERE pk = 1 AND sk = '1'") == [
        NONE,
        NONE,
        SCHEMA,
    ]
    update = f'UPDATE "{table}" SET v = 1 {key("1")}'
    assert refused_transaction(dynamodb, update, f'DELETE FROM "{table}" {key("1")}') == twice


def test_writes_that_do_not_name_one_item_cancel(dynamodb: Any, table: str) -> None:
    update = f'UPDATE "{table}" SET v = 9 WHERE '
    assert cancelled(
        dynamodb,
        f"{update}pk = 'a'",
        f"{update}pk IN ['a'] AND sk = '1'",
        f"{update}pk = 'a' AND sk = '1' AND pk = 'b'",
        f"{update}pk = 'a' AND sk = 1",
        f"{update}pk = 'a' AND sk = '1'",
        f"INSERT INTO \"{table}\" VALUE {{'pk': 'a'}}",
    ) == [
        *[SCHEMA] * 4,
        NONE,
        {
            "Code": "ValidationError",
            "Message": "One or more parameter values were invalid: Missing the key sk in the item",
        },
    ]
    assert values(dynamodb, table) == {"a1": "1", "a2": "2"}


def test_a_missing_table_cancels(dynamodb: Any, table: str) -> None:
    missing = "UPDATE \"never-created\" SET v = 1 WHERE pk = 'x'"
    update = f'UPDATE "{table}" SET v = 9 {key("1")}'
    assert cancelled(dynamodb, f"{missing} RETURNING ALL NEW *", update) == [NOT_FOUND, NONE]
    assert cancelled(dynamodb, f'SELECT * FROM "{table}" {key("1")}', 'SELECT * FROM "never-created"') == [
        NONE,
        NOT_FOUND,
    ]
    assert refused_transaction(dynamodb, missing, f"{update} RETURNING ALL NEW *") == (
        "Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction."
    )


def test_an_update_that_does_not_fit_the_item_cancels(dynamodb: Any, table: str) -> None:
    update = f'UPDATE "{table}" SET v = set_add(v, <<1>>) {key("1")}'
    assert cancelled(dynamodb, update, f'DELETE FROM "{table}" {key("2")}') == [
        {
            "Code": "ValidationError",
            "Message": "An operand in the update expression has an incorrect data type",
        },
        NONE,
    ]
    assert values(dynamodb, table) == {"a1": "1", "a2": "2"}


def test_a_hundred_statements(dynamodb: Any, table: str) -> None:
    def inserts(count: int) -> list[Any]:
        insert = f"INSERT INTO \"{table}\" VALUE {{'pk': 'many', 'sk': ?}}"
        return [{"Statement": insert, "Parameters": [s(str(number))]} for number in range(count)]

    assert transact(dynamodb, *inserts(100)) == []
    assert len(values(dynamodb, table)) == 102
    assert "Member must have length less than or equal to 100" in refused_transaction(dynamodb, *inserts(101))
