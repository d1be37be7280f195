"""Both checks of a request put together: from a decoded document to the request an operation gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from strongroom.errors import ServiceError
from strongroom.model.constraints import (
    BOUNDS,
    CONTENTS,
    LATE,
    NULLS,
    WHOLE,
    Check,
    ConstraintCompiler,
    Pass,
    Unframed,
)
from strongroom.model.corrections import Corrections, Sentence
from strongroom.model.echo import Echo
from strongroom.model.json_types import Converter, Shape
from strongroom.model.nesting import is_left_to_older_validator

#: A message lists at most so many violations. Source: dynalite.
_MOST_VIOLATIONS = 10


_RequestCheck: TypeAlias = Callable[[dict[str, Any]], None]


class RequestParser(Protocol):
    """``services.operations.RequestParser``, which this room may not import."""

    def __call__(self, document: Any) -> dict[str, Any]:
        """The checked request; raises ServiceError."""
        ...


class ParserCompiler:
    """Makes the parsers of one service's operations."""

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        changes: Corrections,
        request_converter: Callable[[str], Converter],
        *,
        error_code: str,
    ) -> None:
        """``request_converter`` makes the first check of a shape; ``error_code`` is the second's error."""
        self._shapes = shapes
        self._changes = changes
        self._request_converter = request_converter
        self._error_code = error_code
        echo = Echo(shapes, changes.printed_members)
        self._passes = {
            over: ConstraintCompiler(shapes, echo, over, changes.reporting)
            for over in (WHOLE, LATE, NULLS, BOUNDS, CONTENTS)
        }

    def parser(self, operation: str, input_shape: str | None) -> RequestParser:
        """The parser of an operation; one that takes nothing accepts anything."""
        if input_shape is None:
            return lambda document: {}  # noqa: ARG005
        newer = operation in self._changes.newer
        checks = [
            *self._sentences(operation, "missing", input_shape),
            *(self._newer(operation, input_shape) if newer else self._in_one(WHOLE, input_shape)),
            *self._in_one(LATE, input_shape),
            *self._sentences(operation, "empty", input_shape),
        ]
        convert = self._request_converter(input_shape)

        def parse(document: Any) -> dict[str, Any]:
            request: dict[str, Any] = convert(document)
            for check in checks:
                check(request)
            return request

        return parse

    def _in_one(self, over: Pass, input_shape: str) -> list[_RequestCheck]:
        check = self._passes[over].check(input_shape)
        return [self._together(check)] if check else []

    def _newer(self, operation: str, input_shape: str) -> list[_RequestCheck]:
        """The newer validator: one walk finds out whether anything is wrong, the steps what is reported."""
        whole = self._passes[WHOLE].check(input_shape)
        nulls = self._passes[NULLS].check(input_shape)
        if whole is None or nulls is None:
            return []
        steps = [
            *self._in_one(BOUNDS, input_shape),
            *self._sentences(operation, "unknown", input_shape),
            *self._in_one(CONTENTS, input_shape),
            self._together(whole),
        ]

        def newer(request: dict[str, Any]) -> None:
            violations: list[str] = []
            whole(request, "", violations)
            if not violations:
                return
            missing: list[str] = []
            nulls(request, "", missing)
            as_older = missing or is_left_to_older_validator(request)
            for step in steps[-1:] if as_older else steps:
                step(request)

        return [newer]

    def _sentences(self, operation: str, when: str, input_shape: str) -> list[_RequestCheck]:
        members = self._shapes[input_shape]["members"]
        return [
            self._alone(sentence, self._shapes[members[sentence.member]["shape"]].get("enum", ()))
            for sentence in self._changes.sentences
            if (sentence.operation, sentence.when) == (operation, when)
        ]

    def _together(self, check: Check) -> _RequestCheck:
        """Raises one error for all violations that the check finds."""

        def together(request: dict[str, Any]) -> None:
            violations: list[str] = []
            check(request, "", violations)
            if violations:
                raise ServiceError(self._error_code, _message(violations))

        return together

    def _alone(self, sentence: Sentence, known: Sequence[str]) -> _RequestCheck:
        """Raises the sentence's error when it applies; ``known`` are the values of the member's enum."""
        applies: Mapping[str, Callable[[Any], bool]] = {
            "missing": lambda member: member is None,
            "unknown": lambda member: member is not None and member not in known,
            "empty": lambda member: not member,
        }
        applies_to = applies[sentence.when]

        def alone(request: dict[str, Any]) -> None:
            if applies_to(request.get(sentence.member)):
                raise ServiceError(self._error_code, sentence.text)

        return alone


def _message(violations: list[str]) -> str:
    if isinstance(violations[0], Unframed):
        return violations[0]
    listed = violations[:_MOST_VIOLATIONS]
    noun = "error" if len(listed) == 1 else "errors"
    return f"{len(listed)} validation {noun} detected: {'; '.join(listed)}"
