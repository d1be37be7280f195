"""From text to tree: what the grammar takes, and how a syntax error is told."""

from __future__ import annotations

import pytest

from strongroom.services.dynamodb.expressions.ast import (
    Add,
    And,
    Arithmetic,
    Between,
    Call,
    Clause,
    Comparison,
    Delete,
    In,
    NamePlaceholder,
    Not,
    Or,
    Path,
    ProjectionTree,
    Remove,
    Set,
    UpdateTree,
    ValuePlaceholder,
)
from strongroom.services.dynamodb.expressions.parser import Parser
from strongroom.services.dynamodb.expressions.problems import InvalidExpression

A, B, C = Path(("a",)), Path(("b",)), Path(("c",))
V, W = ValuePlaceholder(":v"), ValuePlaceholder(":w")


def equals(path, value=V):
    return Comparison("=", path, value)


@pytest.fixture(scope="module")
def parser():
    return Parser()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a = :v", equals(A)),
        ("a<>:v", Comparison("<>", A, V)),
        ("a\t<=\r\n:v", Comparison("<=", A, V)),
        (":v > a", Comparison(">", V, A)),
        ("#n.b[3].#m[0] = :v", equals(Path((NamePlaceholder("#n"), "b", 3, NamePlaceholder("#m"), 0)))),
        ("#1 = :2", equals(Path((NamePlaceholder("#1"),)), ValuePlaceholder(":2"))),
        ("a. b [ 1 ] = :v", equals(Path(("a", "b", 1)))),
        ("a between :v and :w", Between(A, V, W)),
        ("a BETWEEN :v AND :w AND b = :v", And((Between(A, V, W), equals(B)))),
        ("(a)between(b)and(:w)", Between(A, B, W)),
        ("a IN (:v)", In(A, (V,))),
        ("a iN (:v,b , (:w))", In(A, (V, B, W))),
        ("size (a) > :v", Comparison(">", Call("size", (A,)), V)),
        ("f((a), g(:v))", Call("f", (A, Call("g", (V,))))),
        ("(f(a))", Call("f", (A,))),
        ("(size(a)) = (:v)", equals(Call("size", (A,)))),
        ("not a = :v", Not(equals(A))),
        ("NOT NOT a = :v", Not(Not(equals(A)))),
        ("a = :v AND b = :v AND c = :v", And((equals(A), equals(B), equals(C)))),
        ("a = :v OR b = :v AND c = :v", Or((equals(A), And((equals(B), equals(C)))))),
        ("a = :v AND b = :v OR c = :v", Or((And((equals(A), equals(B))), equals(C)))),
        ("(a = :v OR b = :v) AND c = :v", And((Or((equals(A), equals(B))), equals(C)))),
        ("NOT a = :v AND b = :v", And((Not(equals(A)), equals(B)))),
        ("NOT (a = :v AND b = :v)", Not(And((equals(A), equals(B))))),
        ("(a = :v AND (f(b)))", And((equals(A), Call("f", (B,))))),
        ("android = :v", equals(Path(("android",)))),
        ("notes = :v", equals(Path(("notes",)))),
        ("IN_ = :v", equals(Path(("IN_",)))),
    ],
)
def test_conditions(parser, text, tree):
    assert parser.parse("condition", text) == tree


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("SET a = :v", [Clause("SET", (Set(A, V),))]),
        ("set a = b, c = :v", [Clause("SET", (Set(A, B), Set(C, V)))]),
        ("SET a = b + :v", [Clause("SET", (Set(A, Arithmetic("+", B, V)),))]),
        ("SET a=:v-b", [Clause("SET", (Set(A, Arithmetic("-", V, B)),))]),
        ("SET a = (b + c)", [Clause("SET", (Set(A, Arithmetic("+", B, C)),))]),
        ("SET a = ((b)-(c))", [Clause("SET", (Set(A, Arithmetic("-", B, C)),))]),
        (
            "SET a = f(a, :v) + :w",
            [Clause("SET", (Set(A, Arithmetic("+", Call("f", (A, V)), W)),))],
        ),
        (
            "REMOVE a, b ADD c :v DELETE a :w",
            [
                Clause("REMOVE", (Remove(A), Remove(B))),
                Clause("ADD", (Add(C, V),)),
                Clause("DELETE", (Delete(A, W),)),
            ],
        ),
    ],
)
def test_updates(parser, text, clauses):
    assert parser.parse("update", text) == UpdateTree(tuple(clauses))


def test_projections(parser):
    assert parser.parse("projection", " a , #b.c[0]") == ProjectionTree(
        (A, Path((NamePlaceholder("#b"), "c", 0)))
    )


@pytest.mark.parametrize(
    ("kind", "text", "token", "near"),
    [
        # Recorded from the service and from DynamoDB Local.
        ("update", "INVALID SYNTAX HERE", "INVALID", "INVALID SYNTAX"),
        ("update", "SET a = VALUE 1", "1", "VALUE 1"),
        ("update", "ADD hits : incr", ":", "hits : incr"),
        ("update", "ADD  SET #createdAt = :v", "SET", "ADD  SET #createdAt"),
        ("update", "SET _123 = :v", "_", "SET _123"),
        ("update", 'SET a = {"NULL": true}', "{", '= {"'),
        ("update", "SET a = :v,", "<EOF>", ","),
        ("update", "SET n = n - :one - :one", "-", ":one - :one"),
        ("update", "ADD n #x", "#x", "n #x"),
        ("update", "DELETE  :v0, pk :v1", ":v0", "DELETE  :v0,"),
        ("update", "SET a = :v ADD )) :v", ")", "ADD ))"),
        ("projection", "!!! INVALID !!!", "!", "!!"),
        ("projection", "l= , zz", "=", "l= ,"),
        ("projection", "a, #n0 n[2]", "n", "#n0 n["),
        ("projection", "#n0[5][5", "<EOF>", "5"),
        ("projection", "nOR m, #n0", "m", "nOR m,"),
        ("condition", "1abc = :v", "1", "1abc"),
        ("condition", "  1abc = :v", "1", "  1abc"),
        ("condition", "a-b = :v", "-", "a-b"),
        ("condition", "_a = :v", "_", "_a"),
        ("condition", "aé = :v", "é", "aé ="),
        ("condition", "n == :v", "=", "== :v"),
        ("condition", "n != :v", "!", "n !="),
        ("condition", "n => :v", ">", "=> :v"),
        ("condition", "n\f= :v", "\f", "n\f="),
        ("condition", "n\u00a0= :v", "\u00a0", "n\u00a0="),
        ("condition", "n = :v AND", "<EOF>", "AND"),
        ("condition", "n = :v AND  ", "<EOF>", "AND  "),
        ("condition", "n = :v)", ")", ":v)"),
        ("condition", "n = :v)  ", ")", ":v)  "),
        ("condition", "(n = :v", "<EOF>", ":v"),
        ("condition", "n IN ()", ")", "()"),
        ("condition", "n", "<EOF>", "n"),
        ("condition", "(n)", "<EOF>", ")"),
        ("condition", "   ", "<EOF>", "   "),
        ("condition", "l[01] = :v", "1", "01]"),
        ("condition", "attribute_not_exists(", "<EOF>", "("),
        ("condition", "#a attribute_not_exists :b", "attribute_not_exists", "#a attribute_not_exists :b"),
        ("condition", "c < NOT size(#n0)", "NOT", "< NOT size"),
        ("condition", "#n0 IN #n1", "#n1", "IN #n1"),
        ("condition", "a = size.k.y foo(a)", "foo", "y foo("),
        ("condition", "size(#n0)) ) <= :v0", ")", ")) )"),
        ("condition", "begins_with(.z.x, :v1)", ".", "(.z"),
        ("condition", "attribute_type(a., :v0)", ",", "., :v0"),
        ("condition", "b[2]  :v0", ":v0", "]  :v0"),
        ("condition", "pk = :hashId a", "a", ":hashId a"),
        ("condition", "[object Object]", "[", "[object"),
        ("condition", "ADD = :v", "ADD", "ADD ="),
        ("condition", "a > between", "between", "> between"),
    ],
)
def test_a_syntax_error_names_the_first_wrong_token_and_its_neighbours(parser, kind, text, token, near):
    with pytest.raises(InvalidExpression) as refused:
        parser.parse(kind, text)
    assert str(refused.value) == f'Syntax error; token: "{token}", near: "{near}"'


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            ("update", text)
            for text in (
                "whatever",
                "set a",
                "set a=set",
                "remove a = b",
                "add a = b",
                "delete a b",
                "delete a if_not_exist(b)",
                "add abort b",
                "remove a b",
                "set :a = b",
                "remove :a",
                "set a = b / c",
                'set a[1] = "eight"',
                "set a[1] = 1",
                "SET a = if_not_exist(a, 100)",
                "SET if_not_exist(a, b) = a",
                "set (a = (b + c))",
                "set a = (b.c).d + e",
                "set a = (b.c)[0] + e",
                "set a = b + c + d",
                "set c = if_not_exists(c, :a + :b)",
                "set a[:x] = :v",
                "set a[#x] = :v",
                "set # = :v",
                "set a = :",
            )
        ),
        *(
            ("condition", text)
            for text in (
                "things are not gonna be ok",
                "a > 4",
                "attribute_exists(Pictures-RearView)",
                'attribute_exists("Pictures.RearView")',
                "attribute_exists(Pictures..RearView)",
                "attribute_exists(Pi#ctures.RearView)",
                "attribute_exists(asdf[a])",
                "a in b, c",
                "a in (b,c,)",
                "(a)between(b.(c.d))and(c)",
                "(a)between(b.c.d)and((c)",
                "#$.b > a",
                "a > :things.stuff",
                "b[:a] > a",
                "b[#_] > a",
                "ü > a",
                "\u017fet = :v AND",
                "(a)between(b.c[4.5].#d)and(:a)",
                "size(a).b > a",
                "(size(a)).b > a",
                "size(a)[0] > a",
                "(size(a))[0] > a",
                "a.:v = :v",
            )
        ),
        *(
            ("projection", text)
            for text in (
                "whatever(stuff)",
                ":a",
                "abort,",
                "a,,b",
                "a..b",
                "a[b]",
                "(a.b).c",
                "(a)",
                "(a,b)",
                "a-b",
            )
        ),
    ],
)
def test_texts_that_the_service_calls_syntax_errors(parser, kind, text):
    with pytest.raises(InvalidExpression, match=r"^Syntax error; "):
        parser.parse(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("condition", "((a = :v))"),
        ("condition", "((f(a)))"),
        ("condition", "a=a and a > ((views))"),
        ("condition", "(a)between(((b.c)).d)and(c)"),
        ("condition", "a > whatever((:things), ((a)))"),
        ("condition", "a=a AND ((a=a AND (a=a AND a=a)))"),
        ("condition", "a = :v AND (b = :v OR ((c = :v)))"),
        ("condition", "((a = :v)) ="),
        ("condition", "a IN (((b)))"),
        ("condition", "(" * 2000 + "a<b" + ")" * 2000),
        ("update", "SET a = ((b))"),
        ("update", "SET a = ((b + c))"),
    ],
)
def test_redundant_parentheses_are_told_before_a_later_syntax_error(parser, kind, text):
    with pytest.raises(InvalidExpression, match=r"^The expression has redundant parentheses;$"):
        parser.parse(kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "(a = :v)",
        "((a = :v) AND (b = :v))",
        "(a = :v AND (b = :v))",
        "((a) = :v)",
        "f((a))",
        "a IN ((b))",
        "NOT (NOT (a = :v))",
    ],
)
def test_parentheses_that_are_not_redundant(parser, text):
    parser.parse("condition", text)


def test_a_syntax_error_before_redundant_parentheses_is_told(parser):
    with pytest.raises(InvalidExpression, match='token: "=", near: ":v = \\("'):
        parser.parse("condition", "n = :v = ((n = :v))")


@pytest.mark.parametrize("kind", ["condition", "update", "projection"])
def test_an_empty_expression(parser, kind):
    with pytest.raises(InvalidExpression, match=r"^The expression can not be empty;$"):
        parser.parse(kind, "")


def test_an_expression_of_4096_bytes_is_the_longest(parser):
    parser.parse("condition", "a = :v".ljust(4096))
    with pytest.raises(InvalidExpression) as refused:
        parser.parse("condition", "é = :v".ljust(4096))
    assert str(refused.value) == (
        "Expression size has exceeded the maximum allowed size; expression size: 4097"
    )
    with pytest.raises(InvalidExpression) as refused:
        parser.parse("update", "SET a = :v".ljust(4097))
    assert str(refused.value) == "Expression size has exceeded the maximum allowed size;"
