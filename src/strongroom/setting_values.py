"""What the texts of settings stand for. Every function raises ValueError with what it takes instead."""

from __future__ import annotations

import re
from pathlib import Path

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def text(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


def path(value: str) -> Path:
    return Path(text(value)).expanduser()


def account(value: str) -> str:
    if not re.fullmatch(r"[0-9]{12}", value):
        raise ValueError("must have 12 digits")
    return value


def region(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,64}", value):
        raise ValueError("must be a region name like us-east-1")
    return value


def port(value: str) -> int:
    if not _is_number(value) or int(value) > 65535:
        raise ValueError("must be a number from 0 to 65535")
    return int(value)


def descriptor(value: str) -> int:
    if not _is_number(value) or int(value) > 65535:
        raise ValueError("must be the number of an open descriptor")
    return int(value)


def seconds(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1e9:
        raise ValueError("must be a number of seconds, 0 or more")
    return number


def interval(value: str) -> float:
    number = seconds(value)
    if number < 0.01:
        raise ValueError("must be a number of seconds, 0.01 or more")
    return number


def mebibytes(value: str) -> int:
    if not _is_number(value) or not 1 <= int(value) <= 1024 * 1024:
        raise ValueError("must be a whole number of MiB, 1 or more")
    return int(value)


def switch(value: str) -> bool:
    if value.lower() not in _YES + _NO:
        raise ValueError("must be true or false")
    return value.lower() in _YES


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal()
