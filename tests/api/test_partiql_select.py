"""SELECT: what is read, which columns an answer has, and in which order the items come."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, n, s
from api.statements import answer, refused, run, wrong
from server import Server

OVERLAPPING = "Overlapping conditions with range keys are not supported in where clause"
KEY_TYPE = "Key attribute's data type should match its data type in table's schema: Key "
TOO_MANY_READS = "Too many decomposed read operations for a given query."

ITEM = {
    "pk": s("a"),
    "sk": s("1"),
    "n": n(5),
    "s": s("str"),
    "l": {"L": [s("x"), n(2)]},
    "m": {"M": {"k": {"L": [s("c")]}, "z": s("deep"), "with space": n(1)}},
    "ss": {"SS": ["a", "b", "c"]},
    "bs": {"BS": [b"\x01", b"\x02"]},
    "b": {"B": b"\x01\x02"},
    "nul": {"NULL": True},
    "flag": {"BOOL": True},
    "two words": s("quoted"),
}


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """Partition ``a`` has the whole item as ``1``, bare ones as ``2`` to ``4``; ``b`` has ``1`` and ``2``."""
    name = create_table(dynamodb, "pk:S", "sk:S")
    dynamodb.put_item(TableName=name, Item=ITEM)
    for partition, sorts in (("a", "234"), ("b", "12")):
        for sort in sorts:
            dynamodb.put_item(TableName=name, Item={"pk": s(partition), "sk": s(sort)})
    return name


@pytest.fixture(scope="module")
def places(dynamodb: Any, table: str) -> Any:
    """Where the items lie that a WHERE clause selects: ``a1``."""

    def found(clause: str, *parameters: dict[str, Any]) -> list[str]:
        items = run(dynamodb, f'SELECT pk, sk FROM "{table}" WHERE {clause}', *parameters)
        return [item["pk"]["S"] + item["sk"]["S"] for item in items]

    return found


def test_all_attributes_or_the_listed_ones_are_answered(dynamodb: Any, table: str) -> None:
    where = f"FROM \"{table}\" WHERE pk = 'a' AND sk = '1'"
    assert run(dynamodb, f"SELECT * {where}") == [ITEM]
    assert run(dynamodb, f'select n, absent, "two words" {where}') == [{"n": n(5), "two words": s("quoted")}]
    assert run(dynamodb, f"SELECT absent {where}") == [{}]


def test_a_part_of_a_document_is_named_by_the_end_of_its_path(dynamodb: Any, table: str) -> None:
    columns = 'm.k[0], l[1], m.z, m."with space"'
    where = "WHERE pk = 'a' AND sk = '1'"
    found = run(dynamodb, f"SELECT {columns}, m['k'] FROM {_q(table)} {where}")
    assert found == [{"k[0]": s("c"), "l[1]": n(2), "z": s("deep"), "with space": n(1), "k": {"L": [s("c")]}}]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("n, n", "Duplicate identifiers in select clause: n"),
        ("m.z, z", "Duplicate identifiers in select clause: z"),
        ("*, n", "Other attributes should not be present in the projection when '*' is used."),
        ("n AS x", "Aliasing is not supported"),
        ("n x", "Aliasing is not supported"),
        ("COUNT(*)", "Unexpected path component at 1:8:5"),
        ("attribute_exists(n)", "Unexpected path component at 1:8:16"),
        ("?", "Unexpected path component at 1:8:1"),
        ("m.*", "Unpivot path component like a.*.b are not supported"),
        ("l[*]", "Wildcard path component like a[*].b are not supported"),
        ("l[-1]", "List index is not within the allowable range; index: [-1] at 1:11:1"),
        ("l[2147483648]", "List index is not within the allowable range; index: [2147483648] at 1:10:10"),
        (
            "pk.x",
            "Key attributes must be scalars; "
            "list random access '[]' and map lookup '.' are not allowed: Key pk",
        ),
    ],
)
def test_wrong_columns_are_refused(dynamodb: Any, table: str, columns: str, message: str) -> None:
    parameters = [s("v")] if columns == "?" else []
    assert wrong(dynamodb, f"SELECT {columns} FROM {_q(table)} WHERE pk = 'a'", *parameters) == message


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("pk = 'a'", "a1 a2 a3 a4"),
        ("'a' = pk AND '2' < sk", "a3 a4"),
        ("pk = 'a' AND sk = '2'", "a2"),
        ("pk = 'a' AND sk > '2'", "a3 a4"),
        ("pk = 'a' AND sk >= '2' AND sk < '4'", "a2 a3"),
        ("pk = 'a' AND sk BETWEEN '2' AND '3'", "a2 a3"),
        ("pk = 'a' AND begins_with(sk, '4')", "a4"),
        ("pk = 'a' AND sk = '1' AND sk > '0'", "a1"),
        ("pk = 'a' AND sk = '1' AND sk = '2'", ""),
        ("pk = 'a' AND pk = 'b'", ""),
        ("(pk = 'a' AND (sk = '1'))", "a1"),
        ("pk IN ['a', 'b'] AND sk = '1'", "a1 b1"),
        ("pk IN ('b')", "b1 b2"),
        ("pk = 'b' OR pk = 'a' AND sk > '3'", "a4 b1 b2"),
        ("pk = 'a' AND (sk = '1' OR sk = '4')", "a1 a4"),
        ("pk = 'a' AND sk IN ['4', '1']", "a1 a4"),
        ("pk = 'a' AND (sk < '2' OR sk > '2' OR sk = '2')", "a1 a2 a3 a4"),
        ("pk = 'a' AND NOT sk = '1'", "a2 a3 a4"),
        ("pk = 'a' AND sk <> '1'", "a2 a3 a4"),
        ("pk = 'a' AND sk > '1' AND sk != '3'", "a2 a4"),
        ("pk = 'a' AND attribute_exists(pk)", "a1 a2 a3 a4"),
        ("pk = 'a' AND NOT sk IN ['1', '3']", "a2 a4"),
        ("pk = 'a' AND sk NOT IN ['1', '3'] AND sk NOT BETWEEN '4' AND '9'", "a2"),
        ("pk = 'a' AND NOT sk = '1' OR pk = 'a' AND sk = '2'", "a2 a3 a4"),
        ("pk = 'a' OR pk = 'a' AND NOT sk = '1'", "a1 a2 a3 a4"),
        ("pk = 'a' AND NOT begins_with(sk, 'x') OR pk = 'a' AND sk = '2'", "a1 a2 a3 a4"),
    ],
)
def test_conditions_on_the_key_select_what_is_read(places: Any, clause: str, found: str) -> None:
    assert places(clause) == found.split()


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("n = 5", "a1"),
        ("sk = '2'", "a2 b2"),
        ("pk > 'a'", "b1 b2"),
        ("pk > 1", ""),
        ("pk = 'b' OR n = 5", "a1 b1 b2"),
        ("NOT pk = 'a'", "b1 b2"),
    ],
)
def test_without_the_partition_key_everything_is_read(places: Any, clause: str, found: str) -> None:
    assert sorted(places(clause)) == found.split()


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("n = 5", True),
        ("n = 5.0e0", True),
        ("n = - - 5", True),
        ("n > -/* a comment */1", True),
        ("n BETWEEN - 2 AND +5", True),
        ("n IN [- 1, 5]", True),
        ("n <> 5", False),
        ("n != 6", True),
        ("absent <> 5", True),
        ("absent = 5", False),
        ("s = 'it''s'", False),
        ("flag = true", True),
        ("flag = FALSE", False),
        ("nul = null", True),
        ("l = ['x', 2]", True),
        ("l = [2, 'x']", False),
        ("m = {'z': 'deep', 'k': ['c'], 'with space': 1}", True),
        ("ss = <<'c', 'a', 'b'>>", True),
        ("ss = <<'c', 'a'>>", False),
        ("m.k[0] = 'c'", True),
        ("m.k[1] = 'c'", False),
        ("size(s) = 3", True),
        ("SIZE(l) > 2", False),
        ("attribute_type(ss, 'SS')", True),
        ("begins_with(s, 'st')", True),
        ("contains(ss, 'b')", True),
        ("contains(s, 'x')", False),
        ("ATTRIBUTE_EXISTS (m.z)", True),
        ("NOT attribute_exists(m.nope)", True),
        ("attribute_not_exists(m)", False),
        ("absent IS MISSING", True),
        ("n IS NOT MISSING", True),
        ("nul IS NULL", True),
        ("absent IS NULL", False),
        ("absent IS NOT NULL", True),
        ("flag IS BOOL", True),
        ("flag IS BOOLEAN", True),
        ("s IS STRING", True),
        ("n IS NUMERIC", True),
        ("b IS BLOB", True),
        ("m IS STRUCT", True),
        ("m IS TUPLE", True),
        ("l IS LIST", True),
        ("s IS BOOL", False),
        ("attribute_exists(n) = true", True),
        ("true = attribute_exists(n)", True),
        ("attribute_exists(n) = 1", False),
        ("attribute_exists(n) <> 1", True),
        ("attribute_exists(absent) = false", True),
        ("(n BETWEEN 0 AND 5) = true", True),
        ("(n = 4 OR s = 'x') = false", True),
        ("attribute_exists(absent) IN [true, false]", True),
        ("attribute_exists(n) = attribute_exists(s)", True),
        ("attribute_exists(n) = attribute_exists(absent)", False),
        ("attribute_exists(n) = flag", True),
        ("attribute_exists(n) = s", False),
        ("NOT attribute_exists(n) = true", False),
        ("NOT NOT n = 5", True),
        ("(n = 4 OR n = 5) AND NOT (s = 'x' AND n = 5)", True),
        ("attribute_exists(n) = ?", True),
    ],
)
def test_conditions_on_attributes(places: Any, condition: str, holds: bool) -> None:
    parameters = [{"BOOL": True}] if condition.endswith("?") else []
    assert places(f"pk = 'a' AND sk = '1' AND {condition}", *parameters) == (["a1"] if holds else [])


@pytest.mark.parametrize("name", ["n", "s", "l", "m", "ss", "bs", "b", "nul", "flag"])
def test_parameters_have_every_type(places: Any, name: str) -> None:
    value = ITEM[name]
    assert places(f"pk = ? AND sk = ? AND {name} = ?", s("a"), s("1"), value) == ["a1"]
    assert places(f"pk = ? AND sk = ? AND {name} <> ?", s("a"), s("1"), value) == []
    assert places(f"pk = ? AND sk = ? AND {name} IN [?, 'other']", s("a"), s("1"), value) == ["a1"]


@pytest.mark.parametrize(
    "clause",
    [
        "pk IN ['a', 'a']",
        "pk = 'a' OR pk = 'a'",
        "pk = 'a' AND (sk > '0' OR sk < '5')",
        "pk = 'a' AND (sk = '1' OR n = 5)",
        "(pk = 'a' AND n = 1) OR (pk = 'a' AND n = 2)",
        "pk = 'a' AND x <> '1' OR pk = 'a' AND sk = '2'",
    ],
)
def test_alternatives_that_overlap_are_refused(dynamodb: Any, table: str, clause: str) -> None:
    assert wrong(dynamodb, f"SELECT * FROM {_q(table)} WHERE {clause}") == OVERLAPPING


def test_alternatives_about_other_attributes_do_not_overlap(places: Any) -> None:
    assert places("pk = 'a' AND (n = 5 OR s = 'x')") == ["a1"]
    assert places("pk = 'a' AND (pk = 'b' OR n = 5)") == ["a1"]


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("pk = 1", "pk"),
        ("pk = 1 OR pk = 'a'", "pk"),
        ("pk IN ['a', 2]", "pk"),
        ("pk = 'a' AND sk = 2", "sk"),
        ("pk = 'a' AND sk IN ['1', 2]", "sk"),
        ("pk = 'a' AND sk > 2", "sk"),
    ],
)
def test_keys_are_compared_with_values_of_their_type(dynamodb: Any, table: str, clause: str, name: str) -> None:
    assert wrong(dynamodb, f"SELECT * FROM {_q(table)} WHERE {clause}") == f"{KEY_TYPE}{name}"


def test_a_statement_reads_at_most_fifty_ranges(dynamodb: Any, table: str, places: Any) -> None:
    select = f"SELECT sk FROM {_q(table)} WHERE "
    for clause in (
        f"pk IN [{_values(51)}]",
        f"pk = 'a' AND sk IN [{_values(51)}]",
        f"pk IN [{_values(26)}] AND sk IN ['1', '2']",
    ):
        assert wrong(dynamodb, select + clause) == TOO_MANY_READS
    assert places(f"pk IN [{_values(51)}] OR n = 5") == ["a1"]
    assert wrong(dynamodb, f"{select}pk = 'a' AND n IN [{_values(101)}]") == (
        "The IN operator is provided with too many operands; number of operands: 101"
    )


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("pk = 'a' ORDER BY sk DESC", "a4 a3 a2 a1"),
        ("pk = 'a' ORDER BY sk ASC", "a1 a2 a3 a4"),
        ("pk = 'a' ORDER BY sk", "a1 a2 a3 a4"),
        ("pk = 'a' AND sk > '2' ORDER BY sk DESC", "a4 a3"),
        ("pk = 'a' ORDER BY pk ASC", "a4 a3 a2 a1"),
        ("pk IN ['a', 'b'] ORDER BY pk DESC, sk ASC", "b1 b2 a1 a2 a3 a4"),
        ("pk IN ['a', 'b'] ORDER BY pk ASC, sk DESC", "a4 a3 a2 a1 b2 b1"),
    ],
)
def test_order_by_the_key(places: Any, rest: str, found: str) -> None:
    assert places(rest) == found.split()


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("ORDER BY sk", "Must have WHERE clause in the statement when using ORDER BY clause."),
        ("WHERE pk = 'a' ORDER BY n DESC", "Attribute n in ORDER BY clause must be part of the primary key"),
        (
            "WHERE pk > 'a' ORDER BY sk",
            "Must have at least one non-optional hash key condition in WHERE clause "
            "when using ORDER BY clause.",
        ),
        (
            "WHERE pk IN ['a', 'b'] ORDER BY sk DESC",
            "Must have hash key in ORDER BY clause when more than one hash key condition specified "
            "in WHERE clause.",
        ),
        ("WHERE pk = 'a' ORDER BY 1", "Argument to ORDER BY must be of type VariableReference. Type: Number"),
    ],
)
def test_an_order_that_cannot_be_had_is_refused(dynamodb: Any, table: str, rest: str, message: str) -> None:
    assert wrong(dynamodb, f"SELECT sk FROM {_q(table)} {rest}") == message


def test_what_a_read_costs(dynamodb: Any, table: str) -> None:
    one = f"SELECT * FROM {_q(table)} WHERE pk = 'a' AND sk = '1'"
    assert answer(dynamodb, one, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 0.5,
    }
    several = f"SELECT * FROM {_q(table)} WHERE pk = 'a'"
    assert answer(dynamodb, several, ReturnConsumedCapacity="INDEXES", ConsistentRead=True)[
        "ConsumedCapacity"
    ] == {"TableName": table, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}
    assert set(answer(dynamodb, several, ReturnConsumedCapacity="NONE")) == {"Items"}


def test_a_table_by_its_arn_and_one_that_is_not_there(dynamodb: Any, table: str) -> None:
    arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    assert len(run(dynamodb, f"SELECT * FROM \"{arn}\" WHERE pk = 'b'")) == 2
    missing = ("ResourceNotFoundException", "Requested resource not found")
    assert refused(dynamodb, "SELECT * FROM \"never-created\" WHERE pk = 'x'") == missing


def test_number_keys_and_tables_without_sort_key(dynamodb: Any) -> None:
    name = create_table(dynamodb, "id:N")
    for number in ("7310000", "7.3", "-7.3"):
        dynamodb.put_item(TableName=name, Item={"id": n(number)})
    for literal in ("7.31e6", "7.31E6", "7.31e+6", "731e4", "73100000e-1", "7310000.00"):
        assert run(dynamodb, f"SELECT * FROM {_q(name)} WHERE id = {literal}") == [{"id": n(7310000)}]
    assert run(dynamodb, f"SELECT * FROM {_q(name)} WHERE id = .73e1") == [{"id": n("7.3")}]
    assert run(dynamodb, f"SELECT * FROM {_q(name)} WHERE id = -.73e1") == [{"id": n("-7.3")}]
    assert run(dynamodb, f"SELECT * FROM {_q(name)} WHERE id IN [7.3, -7.3] ORDER BY id DESC") == [
        {"id": n("7.3")},
        {"id": n("-7.3")},
    ]


def test_the_aws_cli_runs_a_statement(server: Server, aws: Any, table: str) -> None:
    answered = aws(
        server,
        *("dynamodb", "execute-statement", "--statement", f'SELECT n FROM "{table}" WHERE pk = ? AND sk = ?'),
        *("--parameters", '[{"S": "a"}, {"S": "1"}]'),
    )
    assert answered == {"Items": [{"n": n(5)}]}


def _q(name: str) -> str:
    return f'"{name}"'


def _values(count: int) -> str:
    return ", ".join(f"'v{number}'" for number in range(count))
