"""Which resources a call was about, as far as its request and answer name them.

Source: the ``resources`` of the log entries in the KMS developer guide and the DynamoDB developer guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from strongroom.calls import Call
from strongroom.services.cloudtrail.visibility import DYNAMODB, KMS, STS

_KEY_ID = re.compile(r"mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TYPES = (
    (re.compile(r"arn:aws[a-z-]*:kms:[^:]*:[0-9]{12}:key/[^:]+"), "AWS::KMS::Key"),
    (re.compile(r"arn:aws[a-z-]*:kms:[^:]*:[0-9]{12}:alias/[^:]+"), "AWS::KMS::Alias"),
    (re.compile(r"arn:aws[a-z-]*:dynamodb:[^:]*:[0-9]{12}:table/[^:]+"), "AWS::DynamoDB::Table"),
    (re.compile(r"arn:aws[a-z-]*:dynamodb:[^:]*:[0-9]{12}:table/[^:/]+/stream/.+"), "AWS::DynamoDB::Stream"),
    (re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[^:]+"), "AWS::IAM::Role"),
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its ARN and its CloudFormation type name."""

    arn: str
    type: str

    @property
    def account(self) -> str:
        """The account that owns it."""
        return self.arn.split(":", 5)[4]


def affected(event_source: str, call: Call, request: Any, answer: Any) -> list[Resource]:
    """The resources that a call was about, in the order source, destination; each once.

    Request and answer may be anything: a request is looked at before it was checked.
    """
    finders = {KMS: _kms, DYNAMODB: _dynamodb, STS: _sts}
    find = finders.get(event_source)
    if find is None:
        return []
    request = request if isinstance(request, Mapping) else {}
    answer = answer if isinstance(answer, Mapping) else {}
    found: dict[str, Resource] = {}
    for arn in find(call, request, answer):
        resource = _typed(arn)
        if resource is not None:
            found.setdefault(arn, resource)
    return list(found.values())


def _typed(arn: Any) -> Resource | None:
    if isinstance(arn, str):
        for pattern, name in _TYPES:
            if pattern.fullmatch(arn):
                return Resource(arn, name)
    return None


def _kms(call: Call, request: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[Any]:
    prefix = f"arn:aws:kms:{call.region}:{call.account}:"
    if "AliasName" in request:
        yield f"{prefix}{request['AliasName']}"
    yield from (_key(prefix, answer.get(name)) for name in ("SourceKeyId", "KeyId"))
    described = answer.get("KeyMetadata")
    yield described.get("Arn") if isinstance(described, Mapping) else None
    yield from (
        _key(prefix, request.get(name)) for name in ("SourceKeyId", "KeyId", "DestinationKeyId", "TargetKeyId")
    )


def _key(prefix: str, key_id: Any) -> Any:
    """The ARN of a key that is named by its id."""
    if isinstance(key_id, str) and _KEY_ID.fullmatch(key_id):
        return f"{prefix}key/{key_id}"
    return key_id


def _dynamodb(call: Call, request: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[Any]:
    for name in ("TableDescription", "Table"):
        described = answer.get(name)
        yield described.get("TableArn") if isinstance(described, Mapping) else None
    for name in ("TableName", "TargetTableName", "ResourceArn", "TableArn", "StreamArn"):
        named = request.get(name)
        if isinstance(named, str) and not named.startswith("arn:"):
            named = f"arn:aws:dynamodb:{call.region}:{call.account}:table/{named}"
        yield named


def _sts(_call: Call, request: Mapping[str, Any], _answer: Mapping[str, Any]) -> Iterator[Any]:
    yield request.get("RoleArn")
