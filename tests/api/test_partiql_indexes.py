"""SELECT of secondary indexes: what they hold, what is fetched for local ones, what global ones refuse."""

from __future__ import annotations

from typing import Any

import pytest

from api.indexed_tables import create, create_indexed, keys, n, s
from api.statements import answer, batch, refused_transaction, run, wrong
from server import Server

INVALID = "One or more parameter values were invalid: "
MULTI = (
    "PartiQL statements cannot be executed on tables with multi-attribute HASH keys "
    "or multi-attribute RANGE keys."
)
BATCH_NEEDS_KEY = (
    "Select statements within BatchExecuteStatement must specify the primary key in the where clause."
)


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """Items ``1`` to ``4`` of partition ``a``, with index keys but for ``3``."""
    name = create_indexed(dynamodb)
    for number in (1, 2, 4):
        attributes = {
            "ls": n(10 - number),
            "gp": s("g"),
            "gs": n(number),
            "held": s(f"h{number}"),
            "free": n(number),
        }
        dynamodb.put_item(TableName=name, Item={"pk": s("a"), "sk": s(str(number)), **attributes})
    dynamodb.put_item(TableName=name, Item={"pk": s("a"), "sk": s("3"), "free": n(3)})
    dynamodb.put_item(
        TableName=name, Item={"pk": s("b"), "sk": s("1"), "gp": s("h"), "gs": n(1), "held": s("x")}
    )
    return name


@pytest.fixture(scope="module")
def found(dynamodb: Any, table: str) -> Any:
    """The sort keys of the items that are found in an index."""

    def places(index: str, rest: str, **request: Any) -> list[str]:
        items = run(dynamodb, f'SELECT pk, sk FROM "{table}"."{index}" {rest}', **request)
        return [item["pk"]["S"] + item["sk"]["S"] for item in items]

    return places


@pytest.mark.parametrize(
    ("index", "rest", "expected"),
    [
        ("global-all", "WHERE gp = 'g'", "a1 a2 a4"),
        ("global-all", "WHERE gp = 'g' AND gs > 1", "a2 a4"),
        ("global-all", "WHERE gp = 'g' AND gs = 2", "a2"),
        ("global-all", "WHERE gp = 'g' AND gs <= 2", "a1 a2"),
        ("global-all", "WHERE gp = 'g' AND gs BETWEEN 2 AND 3", "a2"),
        ("global-all", "WHERE gp = 'g' AND (gs < 2 OR gs > 2 OR gs = 2)", "a1 a2 a4"),
        ("global-all", "WHERE gp IN ['g', 'h'] AND gs = 1", "a1 b1"),
        ("global-all", "WHERE gp = 'g' ORDER BY gs DESC", "a4 a2 a1"),
        ("global-all", "WHERE gp IN ['g', 'h'] ORDER BY gp DESC, gs ASC", "b1 a1 a2 a4"),
        ("global-all", "WHERE gp = 'g' AND free > 1", "a2 a4"),
        ("global-all", "WHERE gp = 'g' AND NOT gs = 1", "a2 a4"),
        ("global-some", "WHERE gp = 'g' AND held = 'h2'", "a2"),
        ("global-some", "WHERE gp = 'g' AND sk > '1'", "a2 a4"),
        ("local-all", "WHERE pk = 'a'", "a4 a2 a1"),
        ("local-all", "WHERE pk = 'a' AND ls > 6 ORDER BY ls DESC", "a1 a2"),
        ("local-keys", "WHERE pk = 'a' AND sk = '2'", "a2"),
        ("local-all", "WHERE pk = 'b'", ""),
    ],
)
def test_what_is_found_in_an_index(found: Any, index: str, rest: str, expected: str) -> None:
    assert found(index, rest) == expected.split()


def test_an_index_is_scanned_without_its_partition_key(found: Any) -> None:
    assert sorted(found("global-all", "")) == ["a1", "a2", "a4", "b1"]
    assert sorted(found("global-all", "WHERE pk = 'a'")) == ["a1", "a2", "a4"]
    assert sorted(found("global-all", "WHERE free = 2 OR gp = 'h'")) == ["a2", "b1"]


def test_all_attributes_are_those_that_the_index_holds(dynamodb: Any, table: str) -> None:
    def names(index: str, where: str) -> list[str]:
        (item,) = run(dynamodb, f'SELECT * FROM "{table}"."{index}" WHERE {where}')
        return sorted(item)

    assert names("global-all", "gp = 'g' AND gs = 2") == ["free", "gp", "gs", "held", "ls", "pk", "sk"]
    assert names("global-some", "gp = 'h'") == ["gp", "held", "pk", "sk"]
    assert names("global-keys", "gp = 'h'") == ["gp", "pk", "sk"]
    assert names("local-keys", "pk = 'a' AND ls = 9") == ["ls", "pk", "sk"]


def test_what_a_local_index_does_not_hold_is_fetched(dynamodb: Any, table: str) -> None:
    select = f'SELECT free, sk FROM "{table}"."local-keys" WHERE pk = \'a\''
    whole = answer(dynamodb, select, ReturnConsumedCapacity="INDEXES")
    assert [item["free"] for item in whole["Items"]] == [n(4), n(2), n(1)]
    assert whole["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 2.0,
        "Table": {"CapacityUnits": 1.5},
        "LocalSecondaryIndexes": {"local-keys": {"CapacityUnits": 0.5}},
    }
    held = f'SELECT ls FROM "{table}"."local-keys" WHERE pk = \'a\''
    consistent = answer(dynamodb, held, ReturnConsumedCapacity="INDEXES", ConsistentRead=True)
    assert consistent["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 1.0,
        "Table": {"CapacityUnits": 0.0},
        "LocalSecondaryIndexes": {"local-keys": {"CapacityUnits": 1.0}},
    }


def test_what_a_global_index_does_not_hold_is_refused(dynamodb: Any, table: str) -> None:
    for rest in ("WHERE gp = 'g'", ""):
        assert wrong(dynamodb, f'SELECT pk, other, free FROM "{table}"."global-some" {rest}') == (
            f"{INVALID}Global secondary index global-some does not project [other, free]"
        )
    assert (
        wrong(dynamodb, f'SELECT * FROM "{table}"."global-all" WHERE gp = \'g\'', ConsistentRead=True)
        == "Strongly consistent read is not supported on Global Secondary Indexes"
    )


@pytest.mark.parametrize(
    ("index", "where", "missing"),
    [
        ("global-some", "gp = 'g' AND free = 1", "free"),
        ("local-keys", "pk = 'a' AND free = 1", "free"),
        ("local-keys", "pk = 'a' AND ls BETWEEN 1 AND 9 AND free = 1", "free"),
        ("global-some", "gp = 'g' AND free IS MISSING", "free"),
        ("global-some", "gp = 'g' AND begins_with(free, 'x')", "free"),
        ("global-some", "gp = 'g' AND NOT free = 1", "free"),
        ("global-some", "gp IN ['g', 'h'] AND free = 1", "free"),
        ("global-some", "gp = 'g' AND NOT (free = 1 OR held = 'x')", "free"),
        ("global-some", "gp = 'g' AND b = '1' AND (a = '2' OR held = '3')", "a, b"),
        ("global-some", "gp = 'g' AND (zz = '1' OR aa = '2' OR mm = '3')", "zz, aa, mm"),
        ("global-some", "(gp = 'q' AND u1 = '1') OR (gp = 'b' AND u2 = '1')", "u1"),
        ("global-some", "(gp = 'b' AND u1 = '1') OR (gp = 'q' AND u2 = '1')", "u2"),
    ],
)
def test_conditions_on_what_an_index_does_not_hold(
    dynamodb: Any, table: str, index: str, where: str, missing: str
) -> None:
    assert wrong(dynamodb, f'SELECT pk FROM "{table}"."{index}" WHERE {where}') == (
        f"{INVALID}Secondary index {index} does not project one or more filter attributes: [{missing}]"
    )


@pytest.mark.parametrize(
    ("index", "where", "expected"),
    [
        ("global-some", "free = 1", ""),
        ("local-keys", "free = 1", ""),
        ("global-keys", "NOT free = 1", "a1 a2 a4 b1"),
        ("global-some", "(gp = 'g' AND free = 1) OR gp = 'h'", "b1"),
        ("global-some", "gp > 'a' AND free = 1", ""),
        ("global-some", "gp = 'g' AND (gp = 'h' OR free = 1)", ""),
    ],
)
def test_where_an_index_simply_has_no_such_attribute(found: Any, index: str, where: str, expected: str) -> None:
    assert sorted(found(index, f"WHERE {where}")) == expected.split()


@pytest.mark.parametrize("limit", [1, 2])
def test_pages_of_an_index(dynamodb: Any, table: str, limit: int) -> None:
    for clause in ("WHERE gp = 'g'", "WHERE gp IN ['g', 'h'] ORDER BY gp DESC", ""):
        text = f'SELECT pk, sk FROM "{table}"."global-all" {clause}'
        whole = run(dynamodb, text)
        items: list[Any] = []
        token: dict[str, str] = {}
        while True:
            page = answer(dynamodb, text, Limit=limit, **token)
            assert len(page["Items"]) <= limit
            items += page["Items"]
            if "NextToken" not in page:
                break
            assert page["LastEvaluatedKey"].keys() == {"pk", "sk", "gp", "gs"}
            token = {"NextToken": page["NextToken"]}
        assert items == whole


def test_a_token_belongs_to_one_index(dynamodb: Any, table: str) -> None:
    select = f'SELECT pk FROM "{table}"."global-all" WHERE gp = \'g\''
    token = answer(dynamodb, select, Limit=1)["NextToken"]
    other = select.replace("global-all", "global-some")
    assert wrong(dynamodb, other, NextToken=token) == "NextToken does not match request"


def test_key_types_and_parts_are_the_indexs(dynamodb: Any, table: str) -> None:
    type_of = "Key attribute's data type should match its data type in table's schema: Key "
    select = f'SELECT pk FROM "{table}"."global-all" WHERE '
    assert wrong(dynamodb, f"{select}gp = 1") == f"{type_of}gp"
    assert wrong(dynamodb, f"{select}gp = 'g' AND gs = '1'") == f"{type_of}gs"
    for name in ("gp", "pk"):
        assert wrong(dynamodb, f"{select}gp = 'g' AND {name}.x = 1") == (
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
            f"Key {name}"
        )


def test_batches_and_transactions_do_not_read_indexes(dynamodb: Any, table: str) -> None:
    for where in ("gp = 'g'", "pk = 'a' AND sk = '1' AND gp = 'g'"):
        select = f'SELECT * FROM "{table}"."global-all" WHERE {where}'
        assert batch(dynamodb, select) == [{"Error": {"Code": "ValidationError", "Message": BATCH_NEEDS_KEY}}]
        assert refused_transaction(dynamodb, select) == (
            "Validation failed in TransactStatements[0]: "
            "Reads on indices are not supported within transactions."
        )


def test_indexes_with_several_keys_of_a_kind_are_not_read(dynamodb: Any) -> None:
    schema = [{"AttributeName": name, "KeyType": "HASH"} for name in ("h1", "h2")]
    name = create(
        dynamodb,
        keys("id"),
        {"id": "S", "h1": "S", "h2": "S"},
        GlobalSecondaryIndexes=[
            {"IndexName": "multi", "KeySchema": schema, "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    for rest in ("WHERE h1 = 'a'", "WHERE h1 = 5", "", "WHERE id = 'i'"):
        assert wrong(dynamodb, f'SELECT * FROM "{name}"."multi" {rest}') == MULTI
    run(dynamodb, f"INSERT INTO \"{name}\" VALUE {{'id': 'i', 'h1': 'a', 'h2': 'b'}}")
    index_read, table_read = batch(
        dynamodb,
        f"SELECT * FROM \"{name}\".\"multi\" WHERE h1 = 'a' AND h2 = 'b'",
        f"SELECT id FROM \"{name}\" WHERE id = 'i'",
    )
    assert index_read == {"Error": {"Code": "ValidationError", "Message": MULTI}}
    assert table_read == {"TableName": name, "Item": {"id": s("i")}}


def test_writes_keep_indexes_up_and_count_them(dynamodb: Any) -> None:
    name = create_indexed(dynamodb)
    insert = f"INSERT INTO \"{name}\" VALUE {{'pk': 'a', 'sk': '1', 'gp': 'g', 'gs': 1}}"
    assert answer(dynamodb, insert, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"] == {
        "TableName": name,
        "CapacityUnits": 4.0,
        "Table": {"CapacityUnits": 1.0},
        "GlobalSecondaryIndexes": {
            index: {"CapacityUnits": 1.0} for index in ("global-all", "global-keys", "global-some")
        },
    }
    where = "WHERE pk = 'a' AND sk = '1'"
    run(dynamodb, f"UPDATE \"{name}\" SET gp = 'h' {where}")
    assert run(dynamodb, f'SELECT sk FROM "{name}"."global-keys" WHERE gp = \'h\'') == [{"sk": s("1")}]
    assert run(dynamodb, f'SELECT sk FROM "{name}"."global-keys" WHERE gp = \'g\'') == []
    mismatch = f"{INVALID}Type mismatch for Index Key gp Expected: S Actual: N IndexName: global-all"
    assert wrong(dynamodb, f'UPDATE "{name}" SET gp = 1 {where}') == mismatch
    assert wrong(dynamodb, insert.replace("'g'", "7").replace("'1'", "'2'")) == mismatch
    documents = [{"Statement": f'DELETE FROM "{name}" {where}'}]
    (consumed,) = dynamodb.execute_transaction(TransactStatements=documents, ReturnConsumedCapacity="TOTAL")[
        "ConsumedCapacity"
    ]
    assert consumed["WriteCapacityUnits"] == 8.0
