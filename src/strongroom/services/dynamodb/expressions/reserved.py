"""The words that cannot be attribute names in the text of an expression.

Source: developer guide, "Reserved words in DynamoDB"; case does not matter.
"""

from __future__ import annotations

from importlib.resources import files

RESERVED_WORDS = frozenset(files(__package__).joinpath("reserved_words.txt").read_text("ascii").split())


def is_reserved(name: str) -> bool:
    """Whether ``name``, in any case, is reserved."""
    return name.upper() in RESERVED_WORDS
