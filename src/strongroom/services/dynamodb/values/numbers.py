"""Numbers: 38 significant digits, magnitudes from 1E-130 to 9.99E+125, exact decimal arithmetic.

Source of the rules: developer guide, "Supported data types and naming rules", Number.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import NoReturn

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.values.refusals import InvalidValue

MAX_DIGITS = 38
MAX_EXPONENT = 125
MIN_EXPONENT = -130

_NUMBER = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?")
_CANONICAL = re.compile(r"0|-?(?:[1-9][0-9]{0,37}|0\.[0-9]{0,36}[1-9]|[1-9][0-9]{0,17}\.[0-9]{0,18}[1-9])")
_LONGEST_EXPONENT = 19
_MAX_LONG = 2**63 - 1
_INTS = range(-(2**31), 2**31)

_OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
_UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
_TOO_PRECISE = "Attempting to store more than 38 significant digits in a Number"
_NO_NUMBER = "The parameter cannot be converted to a numeric value"

#: Two decimal digits as ``bytes.fromhex`` reads them, and what a positive and a negative number write for them.
_DIGITS = bytes(16 * (pair // 10) + pair % 10 for pair in range(100))
_PLUS_ONE = bytes.maketrans(_DIGITS, bytes(pair + 1 for pair in range(100)))
_COMPLEMENT = bytes.maketrans(_DIGITS, bytes(101 - pair for pair in range(100)))

# Wide enough for the sum of any two numbers of the supported range.
_EXACT = Context(prec=300, traps=[Inexact, InvalidOperation, Overflow])


def canonical(text: str) -> str:
    """``text`` as the service returns it: no exponent, no sign of zero, no zeroes that say nothing.

    Raises ServiceError as ``parse_number`` does.
    """
    if _CANONICAL.fullmatch(text):
        return text
    return format_number(parse_number(text))


def parse_number(text: str) -> Decimal:
    """The value of a number as a client writes it: an optional sign, digits with an optional point, an
    optional exponent; no white space, no infinities.

    Raises InvalidValue for other texts, for magnitudes outside the supported range and for more than 38
    significant digits. Zero is held to the range by the exponent it is written with.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        _refuse(text)
    sign, whole, fraction, written_exponent = match.groups()
    if not whole and not fraction:
        _refuse(text)
    written = _exponent(text, written_exponent)
    exponent = written - len(fraction)
    digits = (whole + fraction).lstrip("0") or "0"
    significant = digits.rstrip("0")
    problem = _out_of_range(exponent + len(digits) - 1)
    if problem is not None:
        raise InvalidValue(problem, older=_older_problem(text, written, len(fraction), len(digits)))
    if not significant:
        return Decimal(0)
    if len(significant) > MAX_DIGITS:
        raise InvalidValue(_TOO_PRECISE, older=_TOO_PRECISE)
    exponent += len(digits) - len(significant)
    return Decimal((int(sign == "-"), tuple(map(int, significant)), exponent))


def format_number(number: Decimal) -> str:
    """The canonical text of a number: positional, without superfluous zeroes."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def add(a: str, b: str) -> str:
    """The canonical sum of two numbers.

    Raises ServiceError (ValidationException) when it cannot be represented; the service says *overflow* when a
    sum needs more than 38 digits, too.
    """
    return _result(_EXACT.add(Decimal(a), Decimal(b)))


def subtract(a: str, b: str) -> str:
    """The canonical difference ``a - b``; raises ServiceError like ``add``."""
    return _result(_EXACT.subtract(Decimal(a), Decimal(b)))


def encode_number(canonical_text: str) -> bytes:
    """An encoding whose byte order is the order of the numbers; its length is the number's size.

    The first byte holds the sign and the exponent to base 100, each further one a base-100 digit plus one. A
    negative number is the complement, closed by a byte larger than any digit unless it has 20 of them.
    """
    if canonical_text == "0":
        return b"\x80"
    sign = canonical_text[0] == "-"
    whole, _, fraction = canonical_text[sign:].partition(".")
    text, exponent = _in_base_100(whole + fraction, -len(fraction))
    pairs = bytes.fromhex(text)
    leading = exponent // 2 + len(pairs) + 64
    if not sign:
        return bytes((0x80 + leading,)) + pairs.translate(_PLUS_ONE)
    closed = b"\x66" if len(pairs) < 20 else b""
    return bytes((0x7F - leading,)) + pairs.translate(_COMPLEMENT) + closed


def decode_number(encoded: bytes) -> Decimal:
    """The number that ``encode_number`` encoded."""
    if encoded == b"\x80":
        return Decimal(0)
    negative = encoded[0] < 0x80
    if negative:
        leading = 0x7F - encoded[0]
        pairs = [101 - byte for byte in encoded[1:] if byte != 102]
    else:
        leading = encoded[0] - 0x80
        pairs = [byte - 1 for byte in encoded[1:]]
    digits = "".join(f"{pair:02}" for pair in pairs)
    exponent = 2 * (leading - 64 - len(pairs))
    return Decimal((int(negative), tuple(map(int, digits)), exponent))


def _in_base_100(digits: str, exponent: int) -> tuple[str, int]:
    """Digits in whole pairs, none of them a superfluous zero, and their even exponent to base 10."""
    significant = digits.strip("0")
    exponent += len(digits) - len(digits.rstrip("0"))
    if exponent % 2:
        significant, exponent = significant + "0", exponent - 1
    return ("0" + significant if len(significant) % 2 else significant), exponent


def _exponent(text: str, written: str | None) -> int:
    if written is None:
        return 0
    digits = written.lstrip("+-").lstrip("0") or "0"
    if len(digits) > _LONGEST_EXPONENT or int(digits) > _MAX_LONG:
        _refuse(text)
    return -int(digits) if written[0] == "-" else int(digits)


def _out_of_range(exponent: int) -> str | None:
    if exponent > MAX_EXPONENT:
        return _OVERFLOW
    return _UNDERFLOW if exponent < MIN_EXPONENT else None


def _older_problem(text: str, exponent: int, fraction: int, digits: int) -> str:
    """What the older layer says of a magnitude out of range: it reads a number as Java's BigDecimal does.

    An exponent or a scale that is no 32-bit integer is not converted, and the magnitude may wrap around.
    """
    scale = fraction - exponent
    if exponent not in _INTS or scale not in _INTS:
        return f"{_NO_NUMBER}: {text}"
    wrapped = (digits - scale + 2**31) % 2**32 - 2**31
    return _OVERFLOW if wrapped > MAX_EXPONENT else _UNDERFLOW


def _result(number: Decimal) -> str:
    if not number:
        return "0"
    number = number.normalize(_EXACT)
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise errors.validation(_OVERFLOW)
    problem = _out_of_range(number.adjusted())
    if problem is not None:
        raise errors.validation(problem)
    return format_number(number)


def _refuse(text: str) -> NoReturn:
    message = f"{_NO_NUMBER}: {text}"
    raise InvalidValue(message, older=message if text else _NO_NUMBER)
