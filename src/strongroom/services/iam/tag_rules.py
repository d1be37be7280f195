"""Rules of tags on users, roles and policies.

Source: IAM User Guide, "Tags for IAM resources".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from strongroom.services.iam import errors

MOST_TAGS = 50


def read_tags(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a request. Raises InvalidInput for a key given twice, in whatever case, or reserved."""
    keys = [tag["Key"] for tag in tags]
    if len({key.lower() for key in keys}) < len(keys):
        raise errors.invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise errors.invalid_input("Tag keys that start with aws: are reserved.")
    return {tag["Key"]: tag["Value"] for tag in tags}


def with_tags(tags: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Tags with more, which replace those with the same key in whatever case. Raises LimitExceeded."""
    replaced = {key.lower() for key in added}
    merged = {**{key: value for key, value in tags.items() if key.lower() not in replaced}, **added}
    if len(merged) > MOST_TAGS:
        raise errors.quota_exceeded("TagsPerResource", MOST_TAGS)
    return merged


def without_tags(tags: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Tags without those keys."""
    removed = {key.lower() for key in keys}
    return {key: value for key, value in tags.items() if key.lower() not in removed}
