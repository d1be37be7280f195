"""Tags of a table. Source: DynamoDB developer guide, "Tagging restrictions"; messages as observed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors

_MOST_TAGS = 50
_MOST_KEY_CHARACTERS = 128
_MOST_VALUE_CHARACTERS = 256
_PUNCTUATION = frozenset("_.:/=+-@")
_RESERVED = "aws:"


def checked_tags(tags: Iterable[Mapping[str, str | None]]) -> dict[str, str]:
    """Tag keys to values; raises ValidationException for the first tag that cannot be."""
    checked: dict[str, str] = {}
    for tag in tags:
        key, value = tag.get("Key"), tag.get("Value")
        _check_key(key)
        if value is None or len(value) > _MOST_VALUE_CHARACTERS or not _has_right_characters(value):
            raise errors.validation(f"The Tag Value provided is invalid, Value: {_shown(value)}")
        if key in checked:
            raise errors.validation(f"Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}")
        checked[str(key)] = value
    return checked


def checked_keys(keys: Sequence[str]) -> Sequence[str]:
    """The keys of tags to be removed; raises ValidationException."""
    for key in keys:
        _check_key(key)
    if len(keys) > _MOST_TAGS:
        raise _too_many()
    return keys


def merged_tags(current: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """The tags after some were added; raises ValidationException when they become too many."""
    merged = {**current, **added}
    if len(merged) > _MOST_TAGS:
        raise _too_many()
    return merged


def _check_key(key: str | None) -> None:
    if not key or len(key) > _MOST_KEY_CHARACTERS or not _has_right_characters(key):
        raise errors.validation(f"The Tag Key provided is invalid, Key: {_shown(key)}")
    if key.lower().startswith(_RESERVED):
        raise errors.validation(f"Tag Key cannot be prefixed with aws:, Key: {key}")


def _has_right_characters(text: str) -> bool:
    return all(character in _PUNCTUATION or unicodedata.category(character)[0] in "LNZ" for character in text)


def _too_many() -> ServiceError:
    return errors.validation("Number of Tags exceed the current limit for the provided ResourceArn")


def _shown(text: str | None) -> str:
    return "null" if text is None else text
