"""Patterns of the service models, which are written for Java, as Python regular expressions.

Python's ``re`` lacks Java's property classes (``\\p{L}``). They are written out as character ranges: for ASCII
text at once, for other text by looking through all of Unicode when such a text first comes.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache

_PROPERTY = re.compile(r"\\p\{(\w+)\}")
#: POSIX classes of java.util.regex.Pattern; they are about ASCII alone.
_POSIX = {"ASCII": r"\x00-\x7f", "Print": r"\x20-\x7e"}


def matcher(pattern: str) -> Callable[[str], object | None]:
    """A function that tells (by truth) whether a whole text matches the Java pattern."""
    if not _PROPERTY.search(pattern):
        return re.compile(_without_surrogate_ranges(pattern)).fullmatch
    in_ascii = re.compile(_expanded(pattern, 0x7F)).fullmatch
    return lambda text: (in_ascii if text.isascii() else _in_unicode(pattern))(text)


@cache
def _in_unicode(pattern: str) -> Callable[[str], object | None]:
    return re.compile(_expanded(pattern, sys.maxunicode)).fullmatch


def _expanded(pattern: str, last: int) -> str:
    def ranges(found: re.Match[str]) -> str:
        name = found.group(1)
        written = _POSIX.get(name) or _category_ranges(name, last)
        inside_class = pattern.rfind("[", 0, found.start()) > pattern.rfind("]", 0, found.start())
        return written if inside_class else f"[{written}]"

    return _PROPERTY.sub(ranges, pattern)


def _category_ranges(category: str, last: int) -> str:
    points = [p for p in range(last + 1) if unicodedata.category(chr(p)).startswith(category)]
    written, start = [], 0
    for end, point in enumerate(points):
        if end + 1 == len(points) or points[end + 1] != point + 1:
            written.append(f"{re.escape(chr(points[start]))}-{re.escape(chr(point))}")
            start = end + 1
    return "".join(written)


def _without_surrogate_ranges(pattern: str) -> str:
    """The pattern with ranges of surrogate pairs (``\\uD800\\uDC00-\\uDBFF\\uDFFF``) as Java reads them."""
    return pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
