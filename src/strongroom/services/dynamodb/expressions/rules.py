"""What an expression must keep to by its text alone, whatever its placeholders stand for.

The checks walk a tree in the order in which it is written and refuse the first thing that is wrong; a function
is looked at before its operands. They keep their own stack, so that no text nests too deep for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strongroom.services.dynamodb.expressions.ast import (
    And,
    Arithmetic,
    Between,
    Call,
    Clause,
    Comparison,
    ConditionTree,
    In,
    Node,
    Not,
    Or,
    Path,
    ProjectionTree,
    Remove,
    Set,
    Tree,
    UpdateTree,
    parts_of,
)
from strongroom.services.dynamodb.expressions.problems import InvalidExpression
from strongroom.services.dynamodb.expressions.reserved import is_reserved

#: Functions by where they may stand, with their number of operands. Source: developer guide, "Condition and
#: filter expressions, operators, and functions" and "Using update expressions".
CONDITION_FUNCTIONS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
}
OPERAND_FUNCTIONS = {"size": 1}
UPDATE_FUNCTIONS = {"if_not_exists": 2, "list_append": 2}
OPERAND_COUNTS = CONDITION_FUNCTIONS | OPERAND_FUNCTIONS | UPDATE_FUNCTIONS

#: Operators and functions of one expression. Source: developer guide, "Quotas and limits".
MAX_OPERATORS = 300
MAX_INDEX = 2**31 - 1


def check_text(tree: Tree) -> None:
    """Raises InvalidExpression for a reserved word, an index out of range, a function that does not exist or
    not here, a repeated section, and too many operators."""
    if isinstance(tree, UpdateTree):
        _check_update(tree)
    elif isinstance(tree, ProjectionTree):
        for path in tree.paths:
            _check_path(path)
    else:
        _check_condition(tree)


def _check_condition(tree: ConditionTree) -> None:
    operators = 0
    stack: list[tuple[Node, bool]] = [(tree, True)]
    while stack:
        node, as_condition = stack.pop()
        operators += _operator_count(node)
        if isinstance(node, Path):
            _check_path(node)
        elif isinstance(node, Call):
            _check_condition_function(node.function, as_condition)
        holds_conditions = isinstance(node, And | Or | Not)
        stack.extend((part, holds_conditions) for part in reversed(parts_of(node)))
    _check_operator_count(operators)


def _check_condition_function(function: str, as_condition: bool) -> None:
    _check_function_name(function)
    if function in UPDATE_FUNCTIONS:
        raise InvalidExpression(f"The function is not allowed in a condition expression; function: {function}")
    if as_condition != (function in CONDITION_FUNCTIONS):
        raise _misused(function)


def _check_update(tree: UpdateTree) -> None:
    operators = 0
    for keyword in dict.fromkeys(clause.keyword for clause in tree.clauses):
        section = [clause for clause in tree.clauses if clause.keyword == keyword]
        for node, outermost in _nodes_of(section):
            operators += _operator_count(node)
            if isinstance(node, Path):
                _check_path(node)
            elif isinstance(node, Call):
                _check_update_function(node.function, outermost)
        if len(section) > 1:
            raise InvalidExpression(f'The "{keyword}" section can only be used once in an update expression;')
    _check_operator_count(operators)


def _check_update_function(function: str, outermost: bool) -> None:
    _check_function_name(function)
    if function not in UPDATE_FUNCTIONS:
        raise InvalidExpression(f"The function is not allowed in an update expression; function: {function}")
    if function == "list_append" and not outermost:
        raise _misused(function)


def _nodes_of(section: Sequence[Clause]) -> Iterator[tuple[Node, bool]]:
    """Every node of the section's paths and values, and whether it is a whole path or value."""
    for clause in section:
        for action in clause.actions:
            yield action.path, True
            if isinstance(action, Remove):
                continue
            if not isinstance(action, Set):
                yield action.value, True
                continue
            stack: list[tuple[Node, bool]] = [(action.value, True)]
            while stack:
                node, outermost = stack.pop()
                yield node, outermost
                stack.extend((part, False) for part in reversed(parts_of(node)))


def _operator_count(node: Node) -> int:
    if isinstance(node, And | Or):
        return len(node.conditions) - 1
    return int(isinstance(node, Comparison | Between | In | Not | Call | Arithmetic))


def _check_operator_count(count: int) -> None:
    if count > MAX_OPERATORS:
        # The service stops counting at the first one too many.
        raise InvalidExpression(
            f"The expression contains too many operators; operator count: {MAX_OPERATORS + 1}"
        )


def _check_path(path: Path) -> None:
    for element in path.elements:
        if isinstance(element, str):
            if is_reserved(element):
                raise InvalidExpression(f"Attribute name is a reserved keyword; reserved keyword: {element}")
        elif isinstance(element, int) and element > MAX_INDEX:
            raise InvalidExpression(f"List index is not within the allowable range; index: [{element}]")


def _check_function_name(function: str) -> None:
    if function not in OPERAND_COUNTS:
        raise InvalidExpression(f"Invalid function name; function: {function}")


def _misused(function: str) -> InvalidExpression:
    return InvalidExpression(
        f"The function is not allowed to be used this way in an expression; function: {function}"
    )
