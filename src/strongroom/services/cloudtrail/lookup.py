"""Looking up events: from the newest to the oldest, filtered, a page at a time.

Source: CloudTrail API reference, LookupEvents.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from strongroom.services.cloudtrail.chain import MalformedLine, read_line
from strongroom.services.cloudtrail.files import audit_files, lines_backwards

#: How many lines one call looks through at most; then it answers what it has, and a token.
SCAN_LIMIT = 50_000


class InvalidToken(ValueError):
    """A token that this log did not give, or gave for another question."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: events of an account and region between two times (epoch seconds, both included;
    None is open), that have the value ``value`` for the attribute ``attribute``, if one is given."""

    account: str
    region: str
    start: float | None = None
    end: float | None = None
    attribute: str | None = None
    value: str = ""

    @property
    def fingerprint(self) -> str:
        """Tells questions apart: a token is good for the question that it was given for."""
        asked = [self.account, self.region, self.start, self.end, self.attribute, self.value]
        return hashlib.sha256(orjson.dumps(asked)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ends: before ``offset`` in the file that begins with event ``first``."""

    first: int
    offset: int


@dataclass(frozen=True, slots=True)
class Page:
    """Events as LookupEvents answers them, and where the next page begins, if there may be one."""

    events: list[dict[str, Any]]
    behind: Position | None


def page(directory: Path, question: Question, oldest: float, after: Position | None, limit: int) -> Page:
    """The next page of at most ``limit`` events behind ``after``, none older than ``oldest``."""
    start = max(question.start or oldest, oldest)
    found: list[dict[str, Any]] = []
    for scanned, (position, event) in enumerate(_newest_first(directory, after), 1):
        time = event_time(event)
        if time < start:
            return Page(found, None)
        if (question.end is None or time <= question.end) and answers(event, question):
            found.append(described(event, time))
        if len(found) == limit or scanned == SCAN_LIMIT:
            return Page(found, position)
    return Page(found, None)


def request_id(directory: Path, account: str, region: str, event_id: str) -> str | None:
    """The request id of the event with that id; None when it is not found among the last events."""
    question = Question(account, region, attribute="EventId", value=event_id)
    found = page(directory, question, 0.0, None, 1).events
    if not found:
        return None
    known: str | None = orjson.loads(found[0]["CloudTrailEvent"]).get("requestID")
    return known


def token(question: Question, position: Position) -> str:
    """The token of the page behind ``position``."""
    return base64.urlsafe_b64encode(
        orjson.dumps([question.fingerprint, position.first, position.offset])
    ).decode("ascii")


def read_token(text: str, question: Question) -> Position:
    """The position in a token. Raises InvalidToken."""
    try:
        fingerprint, first, offset = orjson.loads(base64.urlsafe_b64decode(text.encode("ascii")))
    except (binascii.Error, UnicodeError, orjson.JSONDecodeError, ValueError, TypeError):
        raise InvalidToken(text) from None
    if fingerprint != question.fingerprint or type(first) is not int or type(offset) is not int or offset < 0:
        raise InvalidToken(text)
    return Position(first, offset)


def answers(event: Mapping[str, Any], question: Question) -> bool:
    """Whether an event is one that the question asks for, its time aside."""
    if event.get("recipientAccountId") != question.account or event.get("awsRegion") != question.region:
        return False
    match question.attribute:
        case None:
            return True
        case "ReadOnly":
            return _read_only(event) == question.value.lower()
        case "ResourceType":
            return any(resource.get("type") == question.value for resource in event.get("resources", ()))
        case "ResourceName":
            return any(question.value in _names(resource) for resource in event.get("resources", ()))
        case attribute:
            return bool(_ATTRIBUTES[attribute](event) == question.value)


def described(event: Mapping[str, Any], time: float) -> dict[str, Any]:
    """An event as LookupEvents answers it. The chain is ours, not the service's: it is left out."""
    answer = {
        "EventId": event.get("eventID"),
        "EventName": event.get("eventName"),
        "ReadOnly": _read_only(event),
        "AccessKeyId": _access_key(event),
        "EventTime": time,
        "EventSource": event.get("eventSource"),
        "Username": _user(event),
        "Resources": [
            {"ResourceType": resource.get("type"), "ResourceName": resource.get("ARN")}
            for resource in event.get("resources", ())
        ],
        "CloudTrailEvent": orjson.dumps(
            {name: value for name, value in event.items() if name != "chain"}
        ).decode(),
    }
    return {name: value for name, value in answer.items() if value is not None}


def event_time(event: Mapping[str, Any]) -> float:
    """When the event happened, in epoch seconds."""
    return datetime.fromisoformat(event["eventTime"]).timestamp()


def _newest_first(directory: Path, after: Position | None) -> Iterator[tuple[Position, Mapping[str, Any]]]:
    for file in reversed(audit_files(directory)):
        if after is not None and file.first > after.first:
            continue
        end = None if after is None or file.first != after.first else after.offset
        for line in lines_backwards(file, end):
            if not line.torn:
                try:
                    yield Position(file.first, line.offset), read_line(line.text).event
                except MalformedLine:
                    continue


def _read_only(event: Mapping[str, Any]) -> str:
    return "true" if event.get("readOnly") else "false"


def _access_key(event: Mapping[str, Any]) -> str | None:
    key: str | None = event.get("userIdentity", {}).get("accessKeyId")
    return key


def _user(event: Mapping[str, Any]) -> str | None:
    """The user's name, the session's name, ``root``, or the service that acted."""
    identity = event.get("userIdentity", {})
    kind = identity.get("type")
    if kind == "Root":
        return "root"
    if kind == "IAMUser":
        name: str | None = identity.get("userName")
        return name
    if kind == "AssumedRole":
        return str(identity.get("arn", "")).rsplit("/", 1)[-1]
    service: str | None = identity.get("invokedBy")
    return service


def _names(resource: Mapping[str, Any]) -> tuple[str, str]:
    """The names by which a resource can be looked up: its ARN, and what follows the type in it."""
    arn = str(resource.get("ARN", ""))
    return arn, arn.rsplit(":", 1)[-1].partition("/")[2]


_ATTRIBUTES = {
    "EventId": lambda event: event.get("eventID"),
    "EventName": lambda event: event.get("eventName"),
    "EventSource": lambda event: event.get("eventSource"),
    "AccessKeyId": _access_key,
    "Username": _user,
}
