"""What is refused of an update once its placeholders are known, and which problem is told first."""

from __future__ import annotations

import pytest

PREFIX = "Invalid UpdateExpression: "
TYPE = "Incorrect operand type for operator or function; operator or function: "

VALUES = {
    ":a": {"S": "a"},
    ":b": {"N": "1"},
    ":c": {"B": "YQ=="},
    ":d": {"BOOL": False},
    ":e": {"NULL": True},
    ":f": {"SS": ["a"]},
    ":g": {"NS": ["1"]},
    ":h": {"BS": ["YQ=="]},
    ":i": {"M": {}},
    ":j": {"L": []},
}


@pytest.fixture
def problem(update, refusal):
    """The message for an update, without the parameter's name."""

    def told(text, values=None, names=None):
        message = refusal(update, text, values, names)
        assert message.startswith(PREFIX)
        return message.removeprefix(PREFIX)

    return told


@pytest.mark.parametrize("text", ["SET #c = if_not_exists(:c)", "SET a = #c", "REMOVE a.#c", "ADD #c :a"])
def test_undefined_names(problem, text):
    assert problem(text, VALUES) == (
        "An expression attribute name used in the document path is not defined; attribute name: #c"
    )


@pytest.mark.parametrize(
    "text",
    ["SET #a = if_not_exists(:z)", "SET #a = if_not_exists(:z, :y)", "ADD #a :z", "SET #a = :a + :z, b = :b"],
)
def test_undefined_values(problem, text):
    assert problem(text, {":a": {"S": "a"}, ":b": {"S": "a"}}, {"#a": "a"}) == (
        "An expression attribute value used in expression is not defined; attribute value: :z"
    )


@pytest.mark.parametrize(
    ("text", "function", "count"),
    [
        ("set a = if_not_exists(c)", "if_not_exists", 1),
        ("set a = list_append(c)", "list_append", 1),
        ("set a = list_append(c, d, e)", "list_append", 3),
    ],
)
def test_wrong_numbers_of_operands(problem, text, function, count):
    assert problem(text) == (
        "Incorrect number of operands for operator or function; "
        f"operator or function: {function}, number of operands: {count}"
    )


@pytest.mark.parametrize(
    "text", ["set a = if_not_exists(:a, c)", "set a = if_not_exists(if_not_exists(a, b), c)"]
)
def test_if_not_exists_wants_a_path(problem, text):
    assert problem(text, VALUES) == (
        "Operator or function requires a document path; operator or function: if_not_exists"
    )


@pytest.mark.parametrize(
    ("text", "function", "kind"),
    [
        ("set a = list_append(:a, a)", "list_append", "S"),
        ("set a = list_append(a, :b)", "list_append", "N"),
        ("set a = list_append(:c, a)", "list_append", "B"),
        ("set a = list_append(:d, a)", "list_append", "BOOL"),
        ("set a = list_append(:e, a)", "list_append", "NULL"),
        ("set a = list_append(:f, a)", "list_append", "SS"),
        ("set a = list_append(:g, a)", "list_append", "NS"),
        ("set a = list_append(:h, a)", "list_append", "BS"),
        ("set a = list_append(:i, a)", "list_append", "M"),
        ("set a = a + :a", "+", "S"),
        ("set a = :a + :c", "+", "S"),
        ("set a = :c + a", "+", "B"),
        ("set a = a + :d", "+", "BOOL"),
        ("set a = a + :e", "+", "NULL"),
        ("set a = a + :f", "+", "SS"),
        ("set a = a + :g", "+", "NS"),
        ("set a = a + :h", "+", "BS"),
        ("set a = a + :i", "+", "M"),
        ("set a = a + :j", "+", "L"),
        ("set a = a - :a", "-", "S"),
        ("set a = :c - a", "-", "B"),
        ("set a = a - :j", "-", "L"),
    ],
)
def test_wrong_operand_types(problem, text, function, kind):
    assert problem(text, VALUES) == f"{TYPE}{function}, operand type: {kind}"


@pytest.mark.parametrize(
    ("keyword", "value", "kind"),
    [
        *(
            (keyword, value, kind)
            for keyword in ("ADD", "DELETE")
            for value, kind in (
                ({"S": "a"}, "STRING"),
                ({"B": "YQ=="}, "BINARY"),
                ({"BOOL": True}, "BOOL"),
                ({"NULL": True}, "NULL"),
                ({"M": {"a": {"L": [{"N": "1"}]}}}, "MAP"),
                ({"L": [{"N": "1"}]}, "LIST"),
            )
        ),
        ("DELETE", {"N": "1"}, "NUMBER"),
    ],
)
def test_operands_of_add_and_delete(problem, keyword, value, kind):
    assert problem(f"{keyword} a.b :a", {":a": value}) == (
        "Incorrect operand type for operator or function; "
        f"operator: {keyword}, operand type: {kind}, typeSet: ALLOWED_FOR_ADD_OPERAND"
    )


def test_a_path_has_32_elements_at_most(update, problem):
    update(f"REMOVE {'.'.join(['m'] * 32)}")
    assert problem(f"REMOVE {'.'.join(['m'] * 33)}") == (
        "The document path has too many nesting levels; nesting levels: 33"
    )


@pytest.mark.parametrize(
    ("text", "path_one", "path_two"),
    [
        ("SET a = :a, a.b = :b", "[a]", "[a, b]"),
        ("SET a.b = :a, a = :b", "[a, b]", "[a]"),
        ("SET a = :a REMOVE a", "[a]", "[a]"),
        ("SET #a = :a, a = :b", "[a]", "[a]"),
        ("SET l[0] = :a REMOVE l[0]", "[l, [0]]", "[l, [0]]"),
        ("set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)", "[c, [1], a]", "[c]"),
        ("set #c[3].#d = a, #c[3] = a", "[c, [3], [3]]", "[c, [3]]"),
        ("SET a[1][1][1][1] = :a, a[1][1] = :b", "[a, [1], [1], [1], [1]]", "[a, [1], [1]]"),
        ("SET #n = :b - m DELETE n[0] :b", "[n]", "[n, [0]]"),
    ],
)
def test_overlapping_paths(problem, text, path_one, path_two):
    assert problem(text, VALUES, {"#a": "a", "#c": "c", "#d": "[3]", "#n": "n"}) == (
        "Two document paths overlap with each other; must remove or rewrite one of these paths; "
        f"path one: {path_one}, path two: {path_two}"
    )


@pytest.mark.parametrize(
    ("text", "path_one", "path_two"),
    [
        ("set #c[3].#d = a, #c.#d[3] = if_not_exists(a)", "[c, [3], [3]]", "[c, [3], [3]]"),
        ("remove a.#c set a[1] = #d", "[a, c]", "[a, [1]]"),
        ("REMOVE m.x, m[1]", "[m, x]", "[m, [1]]"),
        ("SET a.b.c = :a, a.b[2] = :b", "[a, b, c]", "[a, b, [2]]"),
    ],
)
def test_conflicting_paths(problem, text, path_one, path_two):
    assert problem(text, VALUES, {"#c": "c", "#d": "[3]"}) == (
        "Two document paths conflict with each other; must remove or rewrite one of these paths; "
        f"path one: {path_one}, path two: {path_two}"
    )


def test_paths_that_only_begin_alike(update):
    update("SET a.b = :v, a.c.d = :v, b[0] = :v, b[1].x = :v REMOVE a.x, b[2]", {":v": {"N": "1"}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # By the text alone comes first, section by section.
        ("SET #x = if_not_exist(:z) SET c = d", "Invalid function name; function: if_not_exist"),
        ("SET a = #x SET status = :z", "Attribute name is a reserved keyword; reserved keyword: status"),
        ("SET a = b REMOVE c SET d = e REMOVE status", 'The "SET" section can only be used once'),
        # Then overlaps, before values, and a name in a written path before that.
        ("SET a = :z, a.b = :z", "Two document paths overlap"),
        ("SET a = :z, a.b = :z, #x = b", "An expression attribute name used in the document path is not"),
        # Then names before values.
        ("SET a = :z, b = #x", "An expression attribute name used in the document path is not defined"),
        ("SET b = #x, a = :z", "An expression attribute name used in the document path is not defined"),
        # Then the last action first.
        (
            "set b = list_append(:a, a), c = if_not_exists(a) add a.b :a",
            "Incorrect operand type for operator or function; operator: ADD",
        ),
        (
            "ADD a :a DELETE b :b",
            "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER",
        ),
        ("SET a = :y, b = :z", "An expression attribute value used in expression is not defined; "),
    ],
)
def test_which_problem_is_told(problem, text, message):
    assert problem(text, VALUES).startswith(message)


def test_the_attributes_that_an_update_writes(update):
    bound = update("SET a.b = d, c = :v REMOVE e[1] ADD f :v", {":v": {"N": "1"}})
    assert bound.top_level_names == {"a", "c", "e", "f"}
    assert bound.nested_names == {"a", "e"}
