"""Document paths of statements, in the form that the expression language has for them."""

from __future__ import annotations

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import ast
from strongroom.services.dynamodb.partiql.ast import AllElements, Index, Reference

_UNSUPPORTED = {
    ".*": "Unpivot path component like a.*.b are not supported",
    "[*]": "Wildcard path component like a[*].b are not supported",
}


def path_of(reference: Reference) -> ast.Path:
    """The document path. Raises ServiceError (ValidationException) for one of all elements."""
    elements: list[str | int] = [reference.name]
    for step in reference.steps:
        if isinstance(step, AllElements):
            raise errors.validation(_UNSUPPORTED[step.text])
        elements.append(step.number if isinstance(step, Index) else step)
    return ast.Path(tuple(elements))
