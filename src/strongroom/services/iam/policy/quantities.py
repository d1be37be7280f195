"""Numbers and dates of policies and requests, exact, so that they compare without rounding."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

_EPOCH_SECONDS = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")
_ISO_8601 = re.compile(
    r"(\d{4}|\d{1,4}(?=[Tt-]))(?:-(\d\d?)(?:-(\d\d?))?)?"
    r"(?:[Tt](?:(\d\d?)(?::(\d\d?)(?::(\d\d?)(?:\.(\d{1,9}))?)?)?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str) -> Decimal | None:
    """The integer or decimal that ``text`` writes; None if it writes none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def instant(text: str) -> Decimal | None:
    """Seconds since the epoch of an ISO 8601 date, or of epoch seconds; None if ``text`` is neither.

    Four digits are a year, the shortest of the forms that the W3C allows. A time without a zone is in UTC.
    As the service does, this takes fields without their leading zeros, a ``T`` without a time behind it and a
    zone of hours alone.
    Source: W3C NOTE-datetime, which the IAM User Guide names for the date operators; observed answers.
    """
    text = text.strip()
    found = _ISO_8601.fullmatch(text)
    if found is None:
        return Decimal(text) if _EPOCH_SECONDS.fullmatch(text) else None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        date = datetime(int(year), int(month or 1), int(day or 1), tzinfo=_zone(zone or "Z"))
        time = timedelta(hours=int(hour or 0), minutes=int(minute or 0), seconds=int(second or 0))
        since = (date - _EPOCH) + time
    except (ValueError, OverflowError):
        return None
    return Decimal(since.days * 86400 + since.seconds) + Decimal(f"0.{fraction or 0}")


def _zone(zone: str) -> timezone:
    if zone in "Zz":
        return UTC
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].lstrip(":") or 0)))
