"""Both checks of a request put together: from a decoded JSON document to the request an operation gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from strongroom.errors import ServiceError
from strongroom.model.constraints import Check, ConstraintCompiler
from strongroom.model.corrections import Corrections, Sentence
from strongroom.model.echo import Echo
from strongroom.model.json_types import Converter, Shape, TypeCompiler, serialization_error
from strongroom.model.wording import JsonWording

#: A message lists at most so many violations. Source: dynalite.
_MOST_VIOLATIONS = 10


#: What DynamoDB says of items nested beyond its 32 levels; only they can exhaust the stack.
_TOO_DEEP = (
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)

_RequestCheck: TypeAlias = Callable[[dict[str, Any]], None]


class RequestParser(Protocol):
    """``services.operations.RequestParser``, which this room may not import."""

    def __call__(self, document: Any) -> dict[str, Any]:
        """The checked request; raises ServiceError."""
        ...


class ParserCompiler:
    """Makes the parsers of one service's operations."""

    def __init__(
        self, shapes: Mapping[str, Shape], changes: Corrections, wording: JsonWording, *, decode_blobs: bool
    ) -> None:
        self._changes = changes
        self._wording = wording
        self._types = TypeCompiler(shapes, wording, decode_blobs=decode_blobs)
        echo = Echo(shapes, changes.printed_members)
        self._constraints = ConstraintCompiler(shapes, echo, declared_enum_order=changes.declared_enum_order)
        self._late = ConstraintCompiler(shapes, echo, late=True)
        self._late_verbatim = ConstraintCompiler(shapes, echo, late=True, verbatim=True)

    def parser(self, operation: str, input_shape: str | None) -> RequestParser:
        """The parser of an operation; one that takes nothing accepts any JSON object."""
        if input_shape is None:
            return self._parser(lambda document: {}, [])  # noqa: ARG005
        late = self._late_verbatim if operation in self._changes.verbatim else self._late
        sentences = [sentence for sentence in self._changes.sentences if sentence.operation == operation]
        checks = [
            *(_alone(sentence) for sentence in sentences if sentence.when == "missing"),
            *(
                _together(check)
                for check in (self._constraints.check(input_shape), late.check(input_shape))
                if check
            ),
            *(_alone(sentence) for sentence in sentences if sentence.when == "empty"),
        ]
        return self._parser(self._types.converter(input_shape), checks)

    def _parser(self, convert: Converter, checks: list[_RequestCheck]) -> RequestParser:
        def parse(document: Any) -> dict[str, Any]:
            if type(document) is not dict:
                raise self._not_an_object(document)
            try:
                request: dict[str, Any] = convert(document)
            except RecursionError:
                raise _validation_error(_TOO_DEEP) from None
            for check in checks:
                check(request)
            return request

        return parse

    def _not_an_object(self, document: Any) -> ServiceError:
        is_list = isinstance(document, list)
        return serialization_error(
            self._wording.wrong_type(document, "structure", nested=False) if is_list else ""
        )


def _together(check: Check) -> _RequestCheck:
    """Raises one error for all violations that the check finds."""

    def together(request: dict[str, Any]) -> None:
        violations: list[str] = []
        check(request, "", violations)
        if violations:
            listed = violations[:_MOST_VIOLATIONS]
            noun = "error" if len(listed) == 1 else "errors"
            raise _validation_error(f"{len(listed)} validation {noun} detected: {'; '.join(listed)}")

    return together


def _alone(sentence: Sentence) -> _RequestCheck:
    def alone(request: dict[str, Any]) -> None:
        member = request.get(sentence.member)
        if member is None if sentence.when == "missing" else not member:
            raise _validation_error(sentence.text)

    return alone


def _validation_error(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)
