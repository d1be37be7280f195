"""The rules for a key's tags.

Source: KMS API reference, TagResource; KMS developer guide, "Tags in AWS KMS".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import errors

MAX_TAGS = 50
_RESERVED = "aws:"


def new_tags(present: Mapping[str, str], tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a key after ``tags`` (the wire's TagList) were added. Raises TagException."""
    added = {tag["TagKey"]: tag["TagValue"] for tag in tags}
    if len(added) < len(tags):
        raise errors.tag("Duplicate tag keys")
    if len(tags) > MAX_TAGS:
        raise errors.tag("Too many tags")
    if any(name.lower().startswith(_RESERVED) for name in added):
        raise errors.tag("Tags beginning with aws: are reserved")
    together = {**present, **added}
    if len(together) > MAX_TAGS:
        raise errors.tag("Too many tags")
    return together


def condition_keys(tags: Sequence[Mapping[str, str]]) -> dict[str, ConditionValue]:
    """What policies can ask of the tags in a request."""
    keys: dict[str, ConditionValue] = {f"aws:RequestTag/{tag['TagKey']}": tag["TagValue"] for tag in tags}
    if tags:
        keys["aws:TagKeys"] = [tag["TagKey"] for tag in tags]
    return keys
