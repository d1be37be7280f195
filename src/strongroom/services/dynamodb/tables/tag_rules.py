"""Tags of a DynamoDB resource. Source: DynamoDB developer guide, "Tagging restrictions"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from strongroom.services.dynamodb import errors

_MOST_TAGS = 50


def checked_tags(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tag keys to values; raises ValidationException for a repeated or reserved key or too many tags."""
    checked: dict[str, str] = {}
    for tag in tags:
        key = tag["Key"]
        if key in checked:
            raise errors.validation(f"Duplicate tag key: {key}")
        if key.lower().startswith("aws:"):
            raise errors.validation(
                'One or more tags has reserved prefix "aws:". The tag can\'t be added or removed by the user'
            )
        checked[key] = tag["Value"]
    if len(checked) > _MOST_TAGS:
        raise errors.validation(f"Too many tags: the limit is {_MOST_TAGS} tags a resource")
    return checked
