"""What a role's session takes along: session policies, tags, and how much room they take.

Source: IAM User Guide, "Session policies" and "Pass session tags in AWS STS".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from strongroom.services.iam import managed
from strongroom.services.iam.policy import MalformedPolicy, PolicyKind, parse_policy
from strongroom.services.iam.records import Session
from strongroom.services.operations import Request
from strongroom.services.sts import errors
from strongroom.storage.engine import Reader

#: The service packs policies and tags in a binary format of its own; this is how many bytes of JSON fit here.
_ROOM = 8192
_MOST_TAGS = 50
_MOST_CHARACTERS = 2048


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a session, those it inherits included, and the keys that it passes on."""

    all: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()


def session_policies(reader: Reader, request: Request, account: str) -> tuple[tuple[str, str], ...]:
    """The session policies that a request passes, by name or ARN.

    Raises ValidationError or MalformedPolicyDocument.
    """
    policies: list[tuple[str, str]] = []
    if "Policy" in request:
        if len(request["Policy"]) > _MOST_CHARACTERS:
            raise errors.validation(
                "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have "
                f"length less than or equal to {_MOST_CHARACTERS}"
            )
        policies.append(("session", request["Policy"]))
    for described in request.get("PolicyArns", ()):
        arn = described["arn"]
        policies.append((arn, managed.attachable(reader, arn, account).document))
    for name, document in policies:
        try:
            parse_policy(document, PolicyKind.SESSION, name)
        except MalformedPolicy as problem:
            raise errors.malformed_policy(str(problem)) from problem
    return tuple(policies)


def session_tags(request: Request, inherited_from: Session | None) -> Tags:
    """The tags that a request passes, with those that the caller's own session passes on.

    Raises InvalidParameterValue for a key that is given twice, that the caller's session forbids to change, or
    that is to be passed on without being there.
    """
    given = request.get("Tags", ())
    passed = {tag["Key"]: tag["Value"] for tag in given}
    if len({key.lower() for key in passed}) < len(given):
        raise errors.invalid_parameter(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        )
    inherited = {}
    if inherited_from is not None:
        inherited = {key: inherited_from.tags[key] for key in inherited_from.transitive}
    fixed = {key.lower() for key in inherited}
    if any(key.lower() in fixed for key in passed):
        raise errors.invalid_parameter(
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag "
            "key from the calling session."
        )
    tags = {**inherited, **passed}
    if len(tags) > _MOST_TAGS:
        raise errors.validation(f"A session can have at most {_MOST_TAGS} tags.")
    wanted = request.get("TransitiveTagKeys", ())
    if not set(wanted) <= tags.keys():
        raise errors.invalid_parameter(
            "The specified transitive tag key must be included in the requested tags."
        )
    return Tags(tags, passed, tuple(dict.fromkeys((*inherited, *wanted))))


def packed_size(policies: tuple[tuple[str, str], ...], tags: Tags) -> int | None:
    """The share of the room that policies and tags take, in percent; None without any.

    Raises PackedPolicyTooLarge.
    """
    if not policies and not tags.passed:
        return None
    inline = [document for name, document in policies if name == "session"]
    percent = -(-len(orjson.dumps([inline, dict(tags.all)])) * 100 // _ROOM)
    if percent > 100:
        raise errors.packed_policy_too_large(percent)
    return percent
