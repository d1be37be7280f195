"""Statements from their syntax tree: the text that parses to it. For tests of the parser."""

from __future__ import annotations

from strongroom.services.dynamodb.partiql.ast import (
    Aliased,
    AllAttributes,
    AllElements,
    Bag,
    Bare,
    Call,
    Constant,
    Delete,
    Elements,
    Exists,
    Expression,
    Index,
    Insert,
    IsType,
    Number,
    Operation,
    Parameter,
    Reference,
    Remove,
    Returning,
    Select,
    Set,
    Source,
    Statement,
    Text,
    Tuple,
    Update,
)


def printed(statement: Statement) -> str:
    """A text of the statement."""
    if isinstance(statement, Select):
        return _select(statement)
    if isinstance(statement, Exists):
        return f"EXISTS ({_select(statement.select)})"
    if isinstance(statement, Insert):
        word = "" if statement.several else "VALUE "
        returning = _returning(statement.returning)
        return f"INSERT INTO {_source(statement.target)} {word}{expression(statement.value)}{returning}"
    if isinstance(statement, Update):
        changes = "".join(f" {_change(change)}" for change in statement.changes)
        rest = f"{_where(statement.where)}{_returning(statement.returning)}"
        return f"UPDATE {_source(statement.target)}{changes}{rest}"
    if isinstance(statement, Delete):
        rest = f"{_where(statement.where)}{_returning(statement.returning)}"
        return f"DELETE FROM {_source(statement.target)}{rest}"
    assert isinstance(statement, Bare)
    return expression(statement.value)


def expression(node: Expression | AllAttributes | Aliased) -> str:
    """A text of the expression, in parentheses wherever they might matter."""
    if isinstance(node, AllAttributes):
        return "*"
    if isinstance(node, Aliased):
        return f"{expression(node.value)} AS {_name(node.alias)}"
    if isinstance(node, Operation):
        return _operation(node)
    if isinstance(node, IsType):
        return f"({expression(node.operand)} IS {node.type})"
    if isinstance(node, Call):
        return f"{node.function}({', '.join(map(expression, node.arguments))})"
    if isinstance(node, Reference):
        return _name(node.name) + "".join(map(_step, node.steps))
    return _literal(node)


def _operation(node: Operation) -> str:
    operands = [expression(operand) for operand in node.operands]
    if node.operator in ("and", "or"):
        return f"({f' {node.operator} '.join(operands)})"
    if node.operator == "between":
        operand, lower, upper = operands
        return f"({operand} BETWEEN {lower} AND {upper})"
    if len(operands) == 1:
        return f"({node.operator} {operands[0]})"
    return f"({operands[0]} {node.operator} {operands[1]})"


def _literal(node: Text | Number | Constant | Parameter | Elements | Bag | Tuple) -> str:
    if isinstance(node, Text):
        return "'" + node.text.replace("'", "''") + "'"
    if isinstance(node, Number):
        return node.digits
    if isinstance(node, Constant):
        return node.word
    if isinstance(node, Parameter):
        return "?"
    if isinstance(node, Elements):
        return f"[{', '.join(map(expression, node.elements))}]"
    if isinstance(node, Bag):
        return f"<<{', '.join(map(expression, node.members))}>>"
    return f"{{{', '.join(f'{expression(key)}: {expression(value)}' for key, value in node.members)}}}"


def _step(step: str | Index | AllElements) -> str:
    if isinstance(step, Index):
        return f"[{step.number}]"
    return step.text if isinstance(step, AllElements) else f".{_name(step)}"


def _select(select: Select) -> str:
    items = ", ".join(map(expression, select.items))
    sources = ", ".join(map(_source, select.sources))
    order = ", ".join(
        f"{expression(term.value)} {'DESC' if term.descending else 'ASC'}" for term in select.order_by
    )
    limit = "" if select.limit is None else f" LIMIT {expression(select.limit)}"
    return f"SELECT {items} FROM {sources}{_where(select.where)}{f' ORDER BY {order}' if order else ''}{limit}"


def _source(source: Source) -> str:
    alias = "" if source.alias is None else f" AS {_name(source.alias)}"
    return ".".join(map(_name, source.names)) + alias


def _change(change: Set | Remove) -> str:
    target = expression(change.target)
    return f"REMOVE {target}" if isinstance(change, Remove) else f"SET {target} = {expression(change.value)}"


def _where(where: Expression | None) -> str:
    return "" if where is None else f" WHERE {expression(where)}"


def _returning(returning: Returning | None) -> str:
    return "" if returning is None else f" {returning}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
