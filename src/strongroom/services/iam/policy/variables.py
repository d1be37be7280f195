"""Policy variables: ``${aws:username}`` and its kin in resources and condition values.

Source: IAM User Guide, "IAM policy elements: Variables and tags".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from strongroom.services.iam.policy.wildcards import Token, tokens_of

#: The text of a condition key in the request; None when it is missing or has several values.
Lookup: TypeAlias = Callable[[str], str | None]

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT = re.compile(r"\s*([^,\s]+)\s*,\s*'(.*)'\s*", re.DOTALL)
_SPECIAL = ("*", "?", "$")


@dataclass(frozen=True, slots=True)
class Variable:
    """One ``${key}`` or ``${key, 'default'}``."""

    spelled: str
    default: str | None = None

    @property
    def key(self) -> str:
        """The condition key in lower case."""
        return self.spelled.lower()


@dataclass(frozen=True, slots=True)
class Template:
    """A policy string with variables in it. Wildcards outside the variables are tokens, unless ``literal``."""

    parts: tuple[Token | Variable, ...]

    def resolve(self, lookup: Lookup) -> list[Token] | None:
        """The tokens with every variable replaced by the request's value; None when one has none.

        A value is literal text: wildcards in it match themselves.
        """
        tokens: list[Token] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                tokens.append(part)
                continue
            value = lookup(part.key)
            if value is None:
                value = part.default
            if value is None:
                return None
            tokens.append(value)
        return tokens


def has_variables(text: str) -> bool:
    """Whether ``text`` has something to replace (``${*}``, ``${?}`` and ``${$}`` included)."""
    return _VARIABLE.search(text) is not None


def template(text: str, *, wildcards: bool) -> Template:
    """``text`` cut into literal pieces, variables and, if ``wildcards``, wildcards."""
    parts: list[Token | Variable] = []
    position = 0
    for found in _VARIABLE.finditer(text):
        parts += _plain(text[position : found.start()], wildcards)
        parts.append(_variable(found[1]))
        position = found.end()
    parts += _plain(text[position:], wildcards)
    return Template(tuple(parts))


def variables_in(text: str) -> list[str]:
    """The condition keys that ``text`` refers to, as it spells them."""
    found = (_variable(name) for name in _VARIABLE.findall(text))
    return [part.spelled for part in found if isinstance(part, Variable)]


def _plain(text: str, wildcards: bool) -> list[Token]:
    if wildcards:
        return tokens_of(text)
    return [text] if text else []


def _variable(inside: str) -> str | Variable:
    if inside in _SPECIAL:
        return inside
    found = _WITH_DEFAULT.fullmatch(inside)
    if found is not None:
        return Variable(found[1], found[2])
    return Variable(inside.strip())
