"""What a word of a statement is: a keyword of the grammar, a reserved name of a function, reserved, or a name.

Case does not matter, and a word in double quotes is always a name. Source of the reserved words: PartiQL
Specification, appendix "Reserved keywords" (those of SQL-92 and PartiQL's own), but for the names of types,
which no answer of the service shows to be reserved.
"""

from __future__ import annotations

from importlib.resources import files

from lark import Token

_KEYWORDS = {
    word.strip("_").lower(): word
    for word in (
        *("_SELECT", "_FROM", "_WHERE", "_ORDER", "_BY", "ASC", "DESC", "LIMIT", "_INSERT", "_INTO", "_VALUE"),
        *("_VALUES", "_UPDATE", "_SET", "_REMOVE", "_DELETE", "_RETURNING", "ALL", "MODIFIED", "OLD", "NEW"),
        *("_AS", "_AND", "_OR", "_NOT", "_BETWEEN", "_IN", "_IS", "LIKE", "_TRUE", "_FALSE", "NULL", "MISSING"),
        *("EXISTS", "PRECISION", "VARYING"),
    )
}
_FUNCTION_WORDS = frozenset(
    (
        *("avg", "bit_length", "cast", "char_length", "character_length", "coalesce", "count", "extract"),
        *("lower", "max", "min", "nullif", "octet_length", "position", "size", "substring", "sum", "trim"),
        "upper",
    )
)
_RESERVED_WORDS = frozenset(files(__package__).joinpath("reserved_words.txt").read_text("ascii").split())


def classified(word: Token) -> Token:
    """The same word as a token of the kind that it is."""
    lower = word.lower()
    kind = _KEYWORDS.get(lower)
    if kind is None and lower in _FUNCTION_WORDS:
        kind = "FUNCTION_WORD"
    if kind is None and lower in _RESERVED_WORDS:
        kind = "RESERVED"
    return word if kind is None else Token.new_borrow_pos(kind, word, word)


def is_keyword(kind: str) -> bool:
    """Whether a token of this kind is a word that cannot be a name."""
    return kind in ("FUNCTION_WORD", "RESERVED") or kind in _KEYWORDS.values()
