"""Rules of tags: the keys of users' and roles' tags are compared without regard to case, those of policies and
instance profiles are not.

Source: IAM User Guide, "Tags for IAM resources"; observed answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from strongroom.services.iam import errors

MOST_TAGS = 50


def read_tags(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a request. Raises InvalidInput for a key given twice, in whatever case, or reserved."""
    if len({tag["Key"].lower() for tag in tags}) < len(tags):
        raise errors.invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    return _unreserved(tags)


def read_exact_tags(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a request about a policy or an instance profile. Raises InvalidInput."""
    if len({tag["Key"] for tag in tags}) < len(tags):
        raise errors.invalid_input("Duplicate tag keys found.")
    return _unreserved(tags)


def _unreserved(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    read = {tag["Key"]: tag["Value"] for tag in tags}
    if any(key.lower().startswith("aws:") for key in read):
        raise errors.invalid_input("Tag keys that start with aws: are reserved.")
    return read


def with_tags(tags: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Tags with more, which replace those with the same key in whatever case. Raises LimitExceeded."""
    replaced = {key.lower() for key in added}
    kept = {key: value for key, value in tags.items() if key.lower() not in replaced}
    return _within_quota({**kept, **added})


def with_exact_tags(tags: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Tags of a policy or an instance profile with more. Raises LimitExceeded."""
    return _within_quota({**tags, **added})


def _within_quota(tags: dict[str, str]) -> dict[str, str]:
    if len(tags) > MOST_TAGS:
        raise errors.quota_exceeded("TagsPerResource", MOST_TAGS)
    return tags


def without_tags(tags: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Tags without those keys."""
    removed = {key.lower() for key in keys}
    return {key: value for key, value in tags.items() if key.lower() not in removed}


def without_exact_tags(tags: Mapping[str, str], keys: Collection[str]) -> dict[str, str]:
    """Tags of a policy or an instance profile without those keys."""
    return {key: value for key, value in tags.items() if key not in keys}
