"""Where the statements of a policy document stand in its text."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Position(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class Span(NamedTuple):
    """From behind what precedes a statement (a bracket or the statement before) to behind its brace."""

    start: Position
    end: Position


def statement_spans(text: str) -> list[Span]:
    """The spans of the statements of a document that ``read_document`` has accepted, in their order.

    Where spans begin and end follows observed answers of SimulatePrincipalPolicy.
    """
    at = _statement_at(text)
    if text[at] != "[":
        return [_span(text, at, _end_of_value(text, at))]
    spans: list[Span] = []
    at += 1
    while text[_skip(text, at)] != "]":
        begin = _skip(text, at)
        end = _end_of_value(text, begin + 1 if text[begin] == "," else begin)
        spans.append(_span(text, at, end))
        at = end
    return spans


def _statement_at(text: str) -> int:
    """Where the value of the document's last ``Statement`` begins; of several, JSON's last counts."""
    found = -1
    at = _skip(text, text.index("{") + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if name == "Statement":
            found = at
        at = _skip(text, _end_of_value(text, at))
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _end_of_value(text: str, at: int) -> int:
    return _DECODER.raw_decode(text, _skip(text, at))[1]


def _skip(text: str, at: int) -> int:
    """The next position that holds no white space."""
    space = _SPACE.match(text, at)
    return at if space is None else space.end()


def _span(text: str, start: int, end: int) -> Span:
    return Span(_position(text, start), _position(text, end))


def _position(text: str, offset: int) -> Position:
    return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
