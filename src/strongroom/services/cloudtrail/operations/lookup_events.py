"""LookupEvents."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.cloudtrail import lookup
from strongroom.services.cloudtrail.lookup import InvalidToken, Position, Question
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.cloudtrail.service import CloudTrail

_DAYS_KEPT = 90
_DEFAULT_RESULTS = 50


@operation("LookupEvents")
async def lookup_events(service: CloudTrail, call: Call, request: Request) -> Answer:
    if request.get("EventCategory") == "insight":
        return {"Events": []}
    question = _question(call, request)
    after = _position(request, question)
    limit = request.get("MaxResults", _DEFAULT_RESULTS)
    oldest = service.clock.now() - _DAYS_KEPT * 86_400
    found = await asyncio.to_thread(lookup.page, service.directory, question, oldest, after, limit)
    answer: dict[str, Any] = {"Events": found.events}
    if found.behind is not None:
        answer["NextToken"] = lookup.token(question, found.behind)
    return answer


def _question(call: Call, request: Request) -> Question:
    attributes = request.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise ServiceError(
            "InvalidLookupAttributesException",
            "You can only specify one lookup attribute in a request.",
        )
    start, end = request.get("StartTime"), request.get("EndTime")
    if start is not None and end is not None and start > end:
        raise ServiceError(
            "InvalidTimeRangeException", "The start time must be earlier than or equal to the end time."
        )
    attribute, value = None, ""
    if attributes:
        attribute, value = attributes[0]["AttributeKey"], attributes[0]["AttributeValue"]
    return Question(call.account, call.region, start, end, attribute, value)


def _position(request: Request, question: Question) -> Position | None:
    text = request.get("NextToken")
    if text is None:
        return None
    try:
        return lookup.read_token(text, question)
    except InvalidToken:
        raise ServiceError(
            "InvalidNextTokenException", "Invalid token or token that was previously used."
        ) from None
