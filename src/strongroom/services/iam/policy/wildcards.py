"""Patterns with ``*`` (any characters, or none) and ``?`` (one character).

A pattern is a sequence of tokens, so that text put in for a policy variable is never taken for a wildcard.
Patterns become regular expressions without backtracking into what a ``*`` has already passed: the first place
where the text behind a ``*`` fits is as good as any later one, so matching takes no more than quadratic time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import TypeAlias


class Wildcard(Enum):
    """What in a pattern is not literal text."""

    ANY = "*"
    ONE = "?"


Token: TypeAlias = str | Wildcard
Matcher: TypeAlias = Callable[[str], bool]

_WILDCARDS = {"*": Wildcard.ANY, "?": Wildcard.ONE}


def tokens_of(text: str) -> list[Token]:
    """``text`` as literal pieces and wildcards."""
    return [_WILDCARDS.get(piece, piece) for piece in re.split(r"([*?])", text) if piece]


def matcher(pattern: str) -> Matcher:
    """A function that says whether a whole string matches ``pattern``."""
    if pattern == "*":
        return _anything
    head, star, tail = pattern.partition("*")
    if "?" not in pattern:
        if not star:
            return pattern.__eq__
        if not tail:
            return lambda value: value.startswith(head)
    fits = re.compile(expression(tokens_of(pattern))).fullmatch
    return lambda value: fits(value) is not None


def one_of(patterns: Iterable[str]) -> Matcher:
    """A function that says whether a whole string matches any of ``patterns``."""
    patterns = list(patterns)
    if "*" in patterns:
        return _anything
    exact = frozenset(pattern for pattern in patterns if "*" not in pattern and "?" not in pattern)
    matchers = [matcher(pattern) for pattern in patterns if pattern not in exact]
    if not matchers:
        return exact.__contains__
    if not exact and len(matchers) == 1:
        return matchers[0]

    def matches(value: str) -> bool:
        if value in exact:
            return True
        for fits in matchers:  # noqa: SIM110 - a generator costs more than the loop on this hot path
            if fits(value):
                return True
        return False

    return matches


def expression(tokens: Sequence[Token], character: str = "(?s:.)") -> str:
    """The regular expression of a pattern, whose wildcards stand for ``character``."""
    pieces: list[str] = []
    pending: list[str] | None = None
    for token in tokens:
        if token is Wildcard.ANY:
            pieces += _closed(pending, character)
            pending = []
            continue
        piece = character if token is Wildcard.ONE else re.escape(str(token))
        (pieces if pending is None else pending).append(piece)
    if pending is not None:
        pieces.append(f"{character}*{''.join(pending)}")
    return "".join(pieces)


def _closed(pending: list[str] | None, character: str) -> list[str]:
    """What stands between two stars, tied to the first place where it fits."""
    return [f"(?>{character}*?{''.join(pending)})"] if pending else []


def _anything(_value: str) -> bool:
    return True
