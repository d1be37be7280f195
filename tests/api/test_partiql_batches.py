"""BatchExecuteStatement: each statement for itself, all reads or all writes."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, n, s
from api.refusals import invalid
from api.statements import NOT_WELL_FORMED, batch
from server import Server

NEEDS_KEY = "Select statements within BatchExecuteStatement must specify the primary key in the where clause."


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    name = create_table(dynamodb, "pk:S", "sk:S")
    for sort in "123":
        dynamodb.put_item(TableName=name, Item={"pk": s("a"), "sk": s(sort), "v": n(sort), "x": s("x" * 5000)})
    return name


@pytest.fixture
def target(dynamodb: Any) -> str:
    """A table of the test's own, with the item ``there``."""
    name = create_table(dynamodb)
    dynamodb.put_item(TableName=name, Item={"pk": s("there"), "v": n(1)})
    return name


def invalid_statement(message: str) -> dict[str, Any]:
    return {"Error": {"Code": "ValidationError", "Message": message}}


def test_reads_by_key(dynamodb: Any, table: str) -> None:
    select = f'SELECT v FROM "{table}" WHERE '
    assert batch(
        dynamodb,
        f"{select}pk = 'a' AND sk = '1'",
        {"Statement": f"{select}sk = ? AND (pk = ?)", "Parameters": [s("2"), s("a")]},
        f"{select}pk IN ['a'] AND sk = '3' AND pk = 'a'",
        f"{select}pk = 'a' AND sk = 'none'",
    ) == [
        {"TableName": table, "Item": {"v": n(1)}},
        {"TableName": table, "Item": {"v": n(2)}},
        {"TableName": table, "Item": {"v": n(3)}},
        {"TableName": table},
    ]


def test_a_wrong_read_leaves_the_others_alone(dynamodb: Any, table: str) -> None:
    select = f'SELECT v FROM "{table}" WHERE '
    assert batch(
        dynamodb,
        "SLECT * FROM t WHERE pk = 'a'",
        f"{select}pk = 'a'",
        f"{select}pk = 'a' AND sk = '1' AND v = 1",
        f"{select}pk = 'a' AND sk = '1' AND pk = 'b'",
        f"SELECT v FROM \"{table}\".\"index\" WHERE pk = 'a' AND sk = '1'",
        "SELECT * FROM \"never-created\" WHERE pk = 'a'",
        {"Statement": f"{select}pk = ? AND sk = '1'", "Parameters": [{"N": "abc"}]},
        {"Statement": f"{select}pk = ? AND sk = ?", "Parameters": [s("a")]},
        f"{select}pk = 'a' AND sk = '1'",
    ) == [
        invalid_statement(f"{NOT_WELL_FORMED}Expected data manipulation"),
        *[invalid_statement(NEEDS_KEY)] * 3,
        invalid_statement("The table does not have the specified index"),
        {"Error": {"Code": "ResourceNotFound", "Message": "Requested resource not found"}},
        invalid_statement("The parameter cannot be converted to a numeric value: abc"),
        invalid_statement("Number of parameters in request and statement don't match."),
        {"TableName": table, "Item": {"v": n(1)}},
    ]


def test_writes(dynamodb: Any, target: str) -> None:
    assert batch(
        dynamodb,
        f"INSERT INTO \"{target}\" VALUE {{'pk': 'new'}}",
        f"UPDATE \"{target}\" SET v = v + 1, w = 2 WHERE pk = 'there' RETURNING MODIFIED NEW *",
        f"DELETE FROM \"{target}\" WHERE pk = 'none' RETURNING ALL OLD *",
    ) == [
        {"TableName": target},
        {"TableName": target, "Item": {"v": n(2), "w": n(2)}},
        {"TableName": target},
    ]
    assert batch(dynamodb, f"DELETE FROM \"{target}\" WHERE pk = 'there' RETURNING ALL OLD *") == [
        {"TableName": target, "Item": {"pk": s("there"), "v": n(2), "w": n(2)}}
    ]
    assert dynamodb.scan(TableName=target)["Items"] == [{"pk": s("new")}]


def test_a_failed_write_leaves_the_others_alone(dynamodb: Any, target: str) -> None:
    condition = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    update = f"UPDATE \"{target}\" SET w = 1 WHERE pk = 'there' AND v = 9"
    assert batch(
        dynamodb,
        update,
        {"Statement": update, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
        f"INSERT INTO \"{target}\" VALUE {{'pk': 'there'}}",
        f"DELETE FROM \"{target}\" WHERE pk = 'x' RETURNING ALL NEW *",
        f"EXISTS(SELECT * FROM \"{target}\" WHERE pk = 'there' AND v = 1)",
        "DELETE FROM \"never-created\" WHERE pk = 'a'",
        f"UPDATE \"{target}\" SET v = 'x' + 1 WHERE pk = 'there'",
        f"UPDATE \"{target}\" SET w = pk + 1 WHERE pk = 'there'",
        f"INSERT INTO \"{target}\" VALUE {{'pk': 'new'}}",
    ) == [
        {"Error": condition, "TableName": target},
        {"Error": condition, "TableName": target},
        {
            "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"},
            "TableName": target,
        },
        invalid_statement(
            "Invalid returning clause: RETURNING ALL NEW *. "
            "Only RETURNING ALL OLD * is allowed in DELETE statements."
        ),
        invalid_statement("EXISTS can only be used in ExecuteTransaction write requests."),
        {"Error": {"Code": "ResourceNotFound", "Message": "Requested resource not found"}},
        invalid_statement(
            "Incorrect operand type for operator or function; operator or function: +, operand type: S"
        ),
        {
            **invalid_statement("An operand in the update expression has an incorrect data type"),
            "TableName": target,
        },
        {"TableName": target},
    ]
    assert {item["pk"]["S"] for item in dynamodb.scan(TableName=target)["Items"]} == {"there", "new"}


def test_reads_and_writes_do_not_mix(dynamodb: Any, target: str) -> None:
    statements = [
        {"Statement": f"SELECT * FROM \"{target}\" WHERE pk = 'there'"},
        {"Statement": f"INSERT INTO \"{target}\" VALUE {{'pk': 'new'}}"},
    ]
    assert invalid(dynamodb.batch_execute_statement, Statements=statements) == (
        "BatchExecuteStatement API does not support both read and write operations in the same request."
    )
    assert [item["pk"]["S"] for item in dynamodb.scan(TableName=target)["Items"]] == ["there"]


def test_what_a_batch_costs_by_table(dynamodb: Any, table: str, target: str) -> None:
    select = f"SELECT v FROM \"{table}\" WHERE pk = 'a' AND sk = '1'"
    other = f"SELECT * FROM \"{target}\" WHERE pk = 'there'"
    answer = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": select},
            {"Statement": select, "ConsistentRead": True},
            {"Statement": other},
            {"Statement": f'SELECT * FROM "{table}"'},
        ],
        ReturnConsumedCapacity="TOTAL",
    )
    assert answer["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 3.0},
        {"TableName": target, "CapacityUnits": 0.5},
    ]
    written = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": f"INSERT INTO \"{target}\" VALUE {{'pk': ?}}", "Parameters": [s(key)]} for key in "xy"
        ],
        ReturnConsumedCapacity="INDEXES",
    )
    assert written["ConsumedCapacity"] == [
        {"TableName": target, "CapacityUnits": 2.0, "Table": {"CapacityUnits": 2.0}}
    ]


def test_how_many_statements_a_batch_has(dynamodb: Any, target: str) -> None:
    def statements(count: int) -> list[dict[str, Any]]:
        insert = f"INSERT INTO \"{target}\" VALUE {{'pk': ?}}"
        return [{"Statement": insert, "Parameters": [s(str(number))]} for number in range(count)]

    answer = dynamodb.batch_execute_statement(Statements=statements(25))
    assert answer["Responses"] == [{"TableName": target}] * 25
    assert "Member must have length less than or equal to 25" in invalid(
        dynamodb.batch_execute_statement, Statements=statements(26)
    )
