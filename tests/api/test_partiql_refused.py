"""Statements that cannot be parsed, and those that are refused before any table is looked at."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, s
from api.statements import LEFTOVER, NOT_WELL_FORMED, refused, run, wrong
from server import Server

OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
NO_NUMBER = "The parameter cannot be converted to a numeric value"
NESTING = (
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)
COUNT = "Number of parameters in request and statement don't match."


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("SELECT * FROM t WHERE pk = 1 foo", "Unexpected token after expression"),
        ("SELECT * FROM t WHERE pk = 1 e5", "Unexpected token after expression"),
        ("INSERT INTO t VALUE {'pk': 1} foo", "Unexpected token after expression"),
        ("INSERT INTO t x VALUE {'pk': 'x'}", "Unexpected token after expression"),
        ("UPDATE t SET a = 9 WHERE pk = 1 foo", "Unexpected token after expression"),
        ("DELETE FROM t WHERE pk = 1 foo", "Unexpected token after expression"),
        ("DELETE FROM t WHERE pk = 1 ORDER BY pk", "Unexpected token after expression"),
        ("SELECT * FROM t ORDER BY pk WHERE pk = 1", "Unexpected token after expression"),
        ("SELECT * FROM t WHERE pk = 1)", "Unexpected token after expression"),
        ("SELECT * FROM t; SELECT * FROM t", "Unexpected token after expression"),
        ("SELECTT * FROMM t", "Unexpected token after expression"),
        ("FROM t SET c = 1 WHERE pk = 'x'", "Unexpected token after expression"),
        ("FROM t SET c = 1 WHERE pk = 'x' SET d = 2", "Unexpected token after expression"),
        ("SLECT * FROM t WHERE pk = 'x'", "Expected data manipulation"),
        ("FROM t WHERE pk = 'x'", "Expected data manipulation"),
        ("UPDATE t WHERE pk = 'x'", "Expected data manipulation"),
        ("SELECT * FROM t WHERE", "Unexpected term"),
        ("SELECT * FROM t WHERE;", "Unexpected term"),
        ("SELECT * FROM t WHERE   ", "Unexpected term"),
        ("SELECT * FROM t WHERE NOT", "Unexpected term"),
        ("SELECT * FROM t WHERE (", "Unexpected term"),
        ("SELECT * FROM", "Unexpected term"),
        (" ", "Unexpected term"),
        ("SELECT * FROM t WHERE a = 1 AND", "Missing right-hand side expression of infix operator"),
        ("SELECT * FROM t WHERE a = 1 OR", "Missing right-hand side expression of infix operator"),
        ("SELECT * FROM t WHERE a =", "Missing right-hand side expression of infix operator"),
        ("SELECT * FROM t WHERE ORDER BY pk", "Unexpected keyword"),
        ("SELECT * FROM t WHERE pad = 'none'", "Unexpected keyword"),
        ("CREATE TABLE t", "Unexpected keyword"),
        ("SELECT * FROM t WHERE IS NULL", "Unexpected operator"),
        ("SELECT * FROM t WHERE a = LIKE", "Unexpected operator"),
        ("SELECT * FROM t WHERE a IS FOO", "Expected type name"),
        ("SELECT * FROM t WHERE a IS 'FOO'", "Expected type name"),
        ("DELETE FROM", "Expected identifier for simple path"),
        ("DELETE FROM;", "Expected identifier for simple path"),
        ("DELETE FROM WHERE pk = 'a'", "Expected identifier for simple path"),
        ("SELECT m.inner FROM t", "Invalid path dot component"),
        ("SELECT * FROM t WHERE attribute_exists(m.inner)", "Invalid path dot component"),
        ("SELECT * FROM t WHERE pk = 1e2147483648", ""),
        ("SELECT * FROM t WHERE pk = 1e99999999999", ""),
        ("SELECT * FROM t WHERE pk = 1.5e-2147483647", ""),
        ("SELECT * FROM t WHERE pk = 1 # note", ""),
        ("SELECT * FROM t WHERE pk = 1 /* note", ""),
        ('SELECT * FROM "t', ""),
        ("SELECT * FROM t WHERE pk = 'x", ""),
    ],
)
def test_what_is_no_statement(dynamodb: Any, statement: str, detail: str) -> None:
    assert wrong(dynamodb, statement) == f"{NOT_WELL_FORMED}{detail}"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("x IS INT4", "Unsupported operation: IsType"),
        ("x IS DOUBLE PRECISION", "Unsupported operation: IsType"),
        ("x IS CHARACTER VARYING", "Unsupported operation: IsType"),
        ("a + b", "Unsupported operation: NAry"),
        ("SELECT * FROM tbl t WHERE pk = 'x'", "Aliasing is not supported"),
        ("SELECT * FROM tbl AS t WHERE pk = 'x'", "Aliasing is not supported"),
        ("UPDATE tbl t SET a = 3 WHERE pk = 'x'", "Aliasing is not supported"),
        ("DELETE FROM tbl t WHERE pk = 'x'", "Aliasing is not supported"),
        ("SELECT * FROM one, two", "Only select from a single table or index is supported."),
        ('SELECT * FROM "" WHERE pk = 1', "Path component cannot be an empty string"),
        ('SELECT * FROM tbl."" WHERE pk = 1', "Path component cannot be an empty string"),
        ("SELECT * FROM a.b.c", "A path may contain at most 2 components in the FROM clause"),
        (
            "SELECT * FROM ab",
            "Table name should be within the length [3, 255] and only contain "
            "'a-z', 'A-Z', '0-9', '-', '_', '.'.",
        ),
        ("SELECT VALUE a FROM tbl", "Select projection doesn't support value or pivot keywords"),
        (
            "DELETE FROM tbl WHERE pk = 1 RETURNING ALL OLD a",
            "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause",
        ),
        (
            "UPDATE tbl SET a = 1 WHERE pk = 1 RETURNING ALL OLD *, ALL NEW *",
            "Invalid syntax with multiple returning elements in RETURNING clause",
        ),
        ("SELECT * FROM tbl LIMIT 5", "Unsupported clause: LIMIT at 1:25:1"),
        (
            "INSERT INTO tbl << {'pk': 'x'} >>",
            "Unsupported operation: Inserting multiple items in a single statement is not supported, "
            'use "INSERT INTO tableName VALUE item" instead',
        ),
        ("SELECT * FROM tbl WHERE exists(a)", "Unrecognized function: exists at 1:25:6"),
        ("SELECT * FROM tbl WHERE set_add(a, <<'x'>>) = a", "Unrecognized function: set_add at 1:25:7"),
        ("SELECT * FROM tbl WHERE a", "WHERE clause must contain an expression that resolves to a boolean"),
        ("SELECT * FROM tbl WHERE a AND b = 1", "The arguments to AND/OR must be Expressions"),
        ("SELECT * FROM tbl WHERE NOT a", "The argument to NOT must be a Type or Expression"),
        ("SELECT * FROM tbl WHERE a LIKE 'x'", "Unsupported operator in Condition Expression. Operator: like"),
        ("SELECT * FROM tbl WHERE a + 1 = 2", "Unsupported operator in Condition Expression. Operator: +"),
        (
            "SELECT * FROM tbl WHERE a > -b",
            "Incorrect number of operands for operator or function; operator or function: -, "
            "number of operands: 1",
        ),
        ("SELECT * FROM tbl WHERE a = MISSING", "MISSING must be compared using IS operator"),
        (
            "SELECT * FROM tbl WHERE a IN []",
            "IN operator must have a left hand argument of type Variable Reference "
            "and right hand argument of type Seq with at least one member",
        ),
        (
            "SELECT * FROM tbl WHERE a IS SYMBOL",
            "Unsupported data type for IS operator: SYMBOL. Supported data types are "
            "[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]",
        ),
        (
            "SELECT * FROM tbl WHERE a + 1 IS NULL",
            "The left hand side argument to IS must be a Variable Reference, Literal, or Path",
        ),
        (
            "SELECT * FROM tbl WHERE attribute_exists('a')",
            "Operator or function requires a document path; operator or function: attribute_exists",
        ),
        (
            "SELECT * FROM tbl WHERE attribute_exists()",
            "Incorrect number of operands for operator or function; operator or function: attribute_exists, "
            "number of operands: 0",
        ),
        (
            "SELECT * FROM tbl WHERE attribute_exists(a, b)",
            "Incorrect number of operands for operator or function; operator or function: attribute_exists, "
            "number of operands: 2",
        ),
        (
            "SELECT * FROM tbl WHERE attribute_type(a, 1)",
            "Incorrect operand type for operator or function; operator or function: attribute_type, "
            "operand type: N",
        ),
        (
            "SELECT * FROM tbl WHERE attribute_type(a, 'X')",
            "Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}",
        ),
        (
            "SELECT * FROM tbl WHERE attribute_exists(a) > false",
            "Incorrect operand type for operator or function; operator or function: >, operand type: BOOL",
        ),
        (
            "EXISTS(SELECT * FROM tbl WHERE pk = 'x' AND a = 1)",
            "EXISTS can only be used in ExecuteTransaction write requests.",
        ),
        ("SELECT * FROM tbl WHERE pk = 1e126", f"{OVERFLOW} under root"),
        ("SELECT * FROM tbl WHERE pk = 1e-131", f"{UNDERFLOW} under root"),
        ("UPDATE tbl SET a = 1e-131 WHERE pk = 1", f"{UNDERFLOW} under root"),
    ],
)
def test_what_is_refused_whether_its_table_is_there_or_not(dynamodb: Any, statement: str, message: str) -> None:
    assert wrong(dynamodb, statement) == message


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "BETWEEN"])
@pytest.mark.parametrize("kind", ["BOOL", "NULL", "L", "M", "SS", "NS", "BS"])
def test_types_without_an_order_are_not_compared(dynamodb: Any, operator: str, kind: str) -> None:
    content = {"L": [s("a")], "M": {"a": s("b")}, "SS": ["a"], "NS": ["1"], "BS": [b"x"]}.get(kind, True)
    operands = "? AND ?" if operator == "BETWEEN" else "?"
    parameters = [{kind: content}] * operands.count("?")
    assert wrong(dynamodb, f"SELECT * FROM absent WHERE a {operator} {operands}", *parameters) == (
        f"Incorrect operand type for operator or function; operator or function: {operator}, "
        f"operand type: {kind}"
    )


def test_refused_statements_change_nothing(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={"pk": s("kept")})
    for statement in (
        f"DELETE FROM \"{table}\" t WHERE pk = 'kept'",
        f"DELETE FROM \"{table}\" WHERE pk = 'kept' ORDER BY pk",
        f"INSERT INTO \"{table}\" VALUE {{'pk': 'new'}} foo",
    ):
        wrong(dynamodb, statement)
    assert dynamodb.scan(TableName=table)["Items"] == [{"pk": s("kept")}]


def test_comments_and_spaces_mean_nothing(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={"pk": s("c"), "note": s("a--b /*c*/")})
    where = "WHERE pk/* key */='c' AND note = 'a--b /*c*/'; --"
    text = f'-- first\nSELECT/**/* FROM\t"{table}" -- the table\n{where}'
    assert run(dynamodb, text) == [{"pk": s("c"), "note": s("a--b /*c*/")}]


@pytest.mark.parametrize(
    "text",
    ["1e99999999999", "-1e99999999999", "1e-99999999999", "1e2147483648", "1e-2147483648", "abc"],
)
@pytest.mark.parametrize("wrap", [lambda v: {"N": v}, lambda v: {"NS": ["1", v]}, lambda v: {"L": [{"N": v}]}])
def test_parameters_that_are_no_numbers(dynamodb: Any, table: str, text: str, wrap: Any) -> None:
    select = f"SELECT * FROM \"{table}\" WHERE pk = 'x' AND n = ?"
    assert wrong(dynamodb, select, wrap(text)) == f"{NO_NUMBER}: {text}"


def test_other_wrong_parameters(dynamodb: Any, table: str) -> None:
    select = f"SELECT * FROM \"{table}\" WHERE pk = 'x' AND n = ?"
    assert wrong(dynamodb, select, {"N": "1e2147483647"}) == UNDERFLOW
    assert wrong(dynamodb, select, {"N": "1e126"}) == OVERFLOW
    assert wrong(dynamodb, select, {"N": ""}) == NO_NUMBER
    assert wrong(dynamodb, select, {"NULL": False}) == (
        "One or more parameter values were invalid: Null attribute value types must have the value of true"
    )
    assert wrong(dynamodb, select, {"SS": []}) == (
        "One or more parameter values were invalid: An string set  may not be empty"
    )


def test_the_first_wrong_parameter_is_told_before_the_statement(dynamodb: Any) -> None:
    duplicates = "One or more parameter values were invalid: Input collection [a, a] contains duplicates."
    assert wrong(dynamodb, "UPDATE tbl SET WHERE", {"SS": ["a", "a"]}) == duplicates
    deep: dict[str, Any] = s("leaf")
    for _ in range(40):
        deep = {"M": {"n": deep}}
    text = "SELECT * FROM tbl WHERE x = ? AND y = ?"
    assert wrong(dynamodb, text, deep, {"N": "abc"}) == NESTING
    assert wrong(dynamodb, text, {"N": "abc"}, deep) == f"{NO_NUMBER}: abc"


def test_as_many_parameters_as_question_marks(dynamodb: Any) -> None:
    assert wrong(dynamodb, "SELECT * FROM tbl WHERE pk = ?") == COUNT
    assert wrong(dynamodb, "SELECT * FROM tbl WHERE pk = ?", s("a"), s("b")) == COUNT
    assert wrong(dynamodb, "SELECT * FROM tbl WHERE pk = '?'", s("a")) == COUNT


def test_statements_are_not_too_long_and_not_too_deep(dynamodb: Any, table: str) -> None:
    select = f'SELECT * FROM "{table}" WHERE '
    assert "length less than or equal to 8192" in wrong(dynamodb, select + "a = 1 OR " * 1000 + "a = 1")
    assert wrong(dynamodb, select + " AND ".join(["a = 1"] * 151)) == (
        "The expression contains too many operators; operator count: 301"
    )
    assert wrong(dynamodb, select + "NOT " * 200 + "a = 1") == "The expression is nested too deep"
    assert run(dynamodb, select + "(" * 3000 + "pk = 'none'" + ")" * 3000) == []
    assert wrong(dynamodb, f"{select}l[{'9' * 5000}] = 1").startswith(
        "List index is not within the allowable range; index: [999"
    )


def test_a_missing_table_is_told_after_everything_else(dynamodb: Any) -> None:
    for text in (
        "SELECT * FROM absent WHERE pk = 'x'",
        "INSERT INTO absent VALUE {'pk': 'x'}",
        "UPDATE absent SET a = 1",
        "DELETE FROM absent WHERE a = 1",
        'SELECT * FROM absent."index"',
    ):
        assert refused(dynamodb, text) == ("ResourceNotFoundException", "Requested resource not found")


def test_an_index_that_the_table_does_not_have(dynamodb: Any, table: str) -> None:
    no_index = "The table does not have the specified index"
    assert wrong(dynamodb, f'SELECT * FROM "{table}"."none" WHERE pk = \'x\'') == no_index
    assert wrong(dynamodb, f'SELECT * FROM "{table}"."{table}" WHERE pk = \'x\'') == no_index
    assert LEFTOVER in wrong(dynamodb, f'SELECT * FROM "{table}"."a" WHERE pk = \'x\')')
