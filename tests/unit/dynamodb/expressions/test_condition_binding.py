"""What is refused of a condition once its placeholders are known, and which problem is told first."""

from __future__ import annotations

import pytest

UNDEFINED_NAME = "An expression attribute name used in the document path is not defined; attribute name: "
UNDEFINED_VALUE = "An expression attribute value used in expression is not defined; attribute value: "
TYPE = "Incorrect operand type for operator or function; operator or function: "
COUNT = "Incorrect number of operands for operator or function; operator or function: "
DISTINCT = (
    "The first operand must be distinct from the remaining operands for this operator or function; operator: "
)
PATH = "Operator or function requires a document path; operator or function: "
LOWER_FIRST = "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
SAME_TYPE = "The BETWEEN operator requires same data type for lower and upper bounds; "


@pytest.fixture
def problem(condition, refusal):
    """The message for a condition, without the parameter's name; ``a`` is the value of ``:a``."""

    def told(text, a=None, names=None):
        message = refusal(condition, text, None if a is None else {":a": a}, names)
        prefix = "Invalid ConditionExpression: "
        assert message.startswith(prefix)
        return message.removeprefix(prefix)

    return told


def test_the_parameter_is_named(condition, refusal):
    assert refusal(condition, "a = :v", parameter="FilterExpression") == (
        f"Invalid FilterExpression: {UNDEFINED_VALUE}:v"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("attribute_exists(#Pictures.RearView, :a) and a=a", "#Pictures"),
        ("begins_with(Pictures.#RearView)", "#RearView"),
        ("(#P between :lo and :hi) and (#PC in (:cat1, :cat2))", "#P"),
        ("#4g > a", "#4g"),
        ("#_ > a", "#_"),
        ("(a)between(b.c[45].#d)and(:a)", "#d"),
        ("size(size(#x)) = :b", "#x"),
    ],
)
def test_undefined_names(problem, text, name):
    assert problem(text, {"N": "1"}) == UNDEFINED_NAME + name


@pytest.mark.parametrize(
    ("text", "value"),
    [("begins_with(:hello, #a, #b)", ":hello"), (":b < :a", ":b"), (":_ > a", ":_")],
)
def test_undefined_values(problem, text, value):
    assert problem(text, {"N": "1"}) == UNDEFINED_VALUE + value


@pytest.mark.parametrize(
    ("text", "function", "count"),
    [
        ("attribute_exists(things, a) and a=a", "attribute_exists", 2),
        ("attribute_not_exists(things, b)", "attribute_not_exists", 2),
        ("attribute_type(things)", "attribute_type", 1),
        ("begins_with(things)", "begins_with", 1),
        ("begins_with(things, size(a), b)", "begins_with", 3),
        ("contains(things)", "contains", 1),
        ("size(things, a) > b", "size", 2),
    ],
)
def test_wrong_numbers_of_operands(problem, text, function, count):
    assert problem(text) == f"{COUNT}{function}, number of operands: {count}"


NOT_STRING = [
    {"N": "1"},
    {"B": "YQ=="},
    {"BOOL": True},
    {"NULL": True},
    {"L": []},
    {"M": {}},
    {"SS": ["1"]},
    {"NS": ["1"]},
    {"BS": ["YQ=="]},
]


@pytest.mark.parametrize(
    ("text", "function", "value"),
    [
        ("attribute_type(a, size(a)) and a=a and a=:a", "attribute_type", {"N": "1"}),
        *(("attribute_type(a, :a)", "attribute_type", value) for value in NOT_STRING),
        ("begins_with(a, size(a)) and a=:a", "begins_with", {"N": "1"}),
        ("begins_with(size(a), :a)", "begins_with", {"N": "1"}),
        *(("begins_with(a, :a)", "begins_with", value) for value in NOT_STRING if "B" not in value),
        *(("begins_with(:a, a)", "begins_with", value) for value in NOT_STRING if "B" not in value),
        ("size(size(a)) > :a", "size", {"N": "1"}),
        ("attribute_not_exists(size(:a))", "size", {"N": "1"}),
        ("size(:a) > a", "size", {"BOOL": True}),
        ("size(:a) > a", "size", {"NULL": True}),
        *(
            (f"a {operator} :a", operator, value)
            for operator in ("<", "<=", ">", ">=")
            for value in NOT_STRING
            if not value.keys() & {"N", "B"}
        ),
        (":a >= a", ">=", {"SS": ["z"]}),
        (":a BETWEEN a AND b", "BETWEEN", {"SS": ["z"]}),
        ("a BETWEEN :a AND b", "BETWEEN", {"BOOL": False}),
        ("a BETWEEN b AND :a", "BETWEEN", {"L": []}),
    ],
)
def test_wrong_operand_types(problem, text, function, value):
    assert problem(text, value) == f"{TYPE}{function}, operand type: {next(iter(value))}"


def test_attribute_type_wants_a_value(problem):
    assert problem("attribute_type(a, b)") == (
        f"{TYPE}attribute_type, operand type: {{NS,SS,L,BS,N,M,B,BOOL,NULL,S}}"
    )


def test_attribute_type_wants_the_name_of_a_type(problem):
    assert problem("attribute_type(a, :a)", {"S": "1"}) == (
        "Invalid attribute type name found; type: 1, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"
    )


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("attribute_exists(:a) and a=a", "attribute_exists"),
        ("attribute_not_exists(size(:a))", "attribute_not_exists"),
    ],
)
def test_functions_that_want_a_path(problem, text, function):
    assert problem(text, {"S": "1"}) == PATH + function


@pytest.mark.parametrize(
    ("text", "operator", "path"),
    [
        ("a = a AND #a = b AND :views > a", "=", "[a]"),
        ("#a <> a", "<>", "[a]"),
        ("a > #a", ">", "[a]"),
        ("((a=a) OR (a=#a))", "=", "[a]"),
        ("contains(ab.bc[1].a, ab.bc[1].#a)", "contains", "[ab, bc, [1], a]"),
        ("attribute_type(ab.bc[1].#a, ab.bc[1].a)", "attribute_type", "[ab, bc, [1], a]"),
        ("begins_with(ab.bc[1].a, ab.bc[1].#a)", "begins_with", "[ab, bc, [1], a]"),
        ("a IN (b, #a)", "IN", "[a]"),
        ("a BETWEEN b AND #a", "BETWEEN", "[a]"),
    ],
)
def test_the_first_operand_again(problem, text, operator, path):
    assert problem(text, names={"#a": "a"}) == f"{DISTINCT}{operator}, first operand: {path}"


@pytest.mark.parametrize("text", [":a = :a", "size(a) = size(a)", ":a BETWEEN a AND a", ":a IN (a, a)"])
def test_operands_that_may_come_again(condition, text):
    condition(text, {":a": {"N": "1"}} if ":a" in text else None)


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [
        (
            {"N": "9"},
            {"N": "1"},
            f"{LOWER_FIRST}lower bound operand: AttributeValue: {{N:9}}, "
            "upper bound operand: AttributeValue: {N:1}",
        ),
        (
            {"N": "9.9E125"},
            {"N": "10"},
            f"{LOWER_FIRST}lower bound operand: AttributeValue: {{N:9.9E125}}, "
            "upper bound operand: AttributeValue: {N:10}",
        ),
        (
            {"S": "zz"},
            {"S": "aa"},
            f"{LOWER_FIRST}lower bound operand: AttributeValue: {{S:zz}}, "
            "upper bound operand: AttributeValue: {S:aa}",
        ),
        (
            {"B": "Yg=="},
            {"B": "YQ=="},
            f"{LOWER_FIRST}lower bound operand: AttributeValue: "
            "{B:java.nio.HeapByteBuffer[pos=0 lim=1 cap=1]}, "
            "upper bound operand: AttributeValue: {B:java.nio.HeapByteBuffer[pos=0 lim=1 cap=1]}",
        ),
        (
            {"S": "zz"},
            {"N": "1"},
            f"{SAME_TYPE}lower bound operand: AttributeValue: {{S:zz}}, "
            "upper bound operand: AttributeValue: {N:1}",
        ),
    ],
)
def test_bounds_of_between(condition, refusal, lower, upper, message):
    told = refusal(condition, "n BETWEEN :a AND :b", {":a": lower, ":b": upper})
    assert told == f"Invalid ConditionExpression: {message}"


def test_equal_bounds(condition):
    assert condition("n BETWEEN :a AND :a", {":a": {"N": "1"}}).matches({"n": {"N": "1"}})


def test_in_takes_100_choices(condition, problem):
    condition(f"a IN ({','.join([':a'] * 100)})", {":a": {"N": "1"}})
    assert problem(f"a IN ({','.join([':a'] * 101)})", {"N": "1"}) == (
        "The IN operator is provided with too many operands; number of operands: 101"
    )


def test_a_path_has_32_elements_at_most(condition, problem):
    condition(f"{'.'.join(['m'] * 32)} = :a", {":a": {"N": "1"}})
    assert problem(f"{'.'.join(['m'] * 33)} = :a", {"N": "1"}) == (
        "The document path has too many nesting levels; nesting levels: 33"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # By the text alone comes before anything about placeholders.
        (f"{'.'.join(['m'] * 33)} = :a AND status = :a", "Attribute name is a reserved keyword; "),
        ("n = :b AND size(n)", "The function is not allowed to be used this way in an expression; "),
        # Then one condition after the other.
        ("n = :b AND contains(s, s)", f"{UNDEFINED_VALUE}:b"),
        ("contains(s, s) AND n = :b", f"{DISTINCT}contains"),
        ("begins_with(s, :a) AND #n = :b", f"{TYPE}begins_with"),
        # Within a condition: names and values, number, sameness, types.
        ("begins_with(#n)", f"{UNDEFINED_NAME}#n"),
        ("attribute_type(n, n)", f"{DISTINCT}attribute_type"),
    ],
)
def test_which_problem_is_told(problem, text, message):
    assert problem(text, {"N": "1"}).startswith(message)


@pytest.mark.parametrize(
    ("text", "names", "nested"),
    [
        ("#a.b = :v OR contains(c, :v) AND NOT size(d[1]) IN (e, :v)", {"a", "c", "d", "e"}, {"a", "d"}),
        ("attribute_exists(pk)", {"pk"}, set()),
        (":v = :v", set(), set()),
    ],
)
def test_the_attributes_that_a_condition_reads(expressions, text, names, nested):
    placeholders = expressions.placeholders({"#a": "a"}, {":v": {"N": "1"}})
    condition = expressions.condition(text, placeholders)
    assert condition.top_level_names == names
    assert condition.nested_names == nested
