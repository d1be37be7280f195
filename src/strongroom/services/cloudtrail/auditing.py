"""A service's operations with every call recorded in the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.cloudtrail.resources import affected
from strongroom.services.cloudtrail.trail import Trail
from strongroom.services.cloudtrail.visibility import is_data_event, is_read_only
from strongroom.services.operations import Answer, CallableOperations, RawJson, RequestParser

_INTERNAL_FAILURE = "InternalFailure"


class AuditedOperations:
    """Calls a service's operations and records each call, answered or refused, once it is over.

    Stands wherever the operations themselves could: the edge and the services that call each other need not
    know. ``event_source`` is the service's host name (``kms.amazonaws.com``). Requests of the query protocol
    are no documents yet: for them the service's ``parsers`` are needed.
    """

    def __init__(
        self,
        operations: CallableOperations,
        trail: Trail,
        event_source: str,
        parsers: Mapping[str, RequestParser] | None = None,
    ) -> None:
        self._operations = operations
        self._trail = trail
        self._event_source = event_source
        self._parsers = parsers or {}

    def names(self) -> list[str]:
        """The names of all operations."""
        return self._operations.names()

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Call the operation. Raises what it raises, and AuditLogFull when the call could not be recorded."""
        if is_data_event(self._event_source, call.operation):
            return self._operations.call(call, document)
        self._trail.check_room()
        try:
            answer = self._operations.call(call, document)
        except Exception as error:
            self._refused(call, document, error)
            raise
        if isinstance(answer, dict | RawJson):
            self._answered(call, document, answer)
            return answer
        if isinstance(answer, asyncio.Future):
            if answer.done():
                self._finished(call, document, answer)
            else:
                answer.add_done_callback(lambda future: self._finished(call, document, future))
            return answer
        return self._awaited(call, document, answer)

    async def _awaited(self, call: Call, document: Any, answer: Awaitable[Answer]) -> Answer:
        try:
            result = await answer
        except Exception as error:
            self._refused(call, document, error)
            raise
        self._answered(call, document, result)
        return result

    def _finished(self, call: Call, document: Any, future: asyncio.Future[Answer]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self._answered(call, document, future.result())
        else:
            self._refused(call, document, error)

    def _answered(self, call: Call, document: Any, answer: Answer) -> None:
        self._record(call, document, answer, None, None)

    def _refused(self, call: Call, document: Any, error: BaseException) -> None:
        if isinstance(error, ServiceError):
            self._record(call, document, None, error.code, error.message)
        else:
            self._record(call, document, None, _INTERNAL_FAILURE, None)

    def _record(
        self, call: Call, document: Any, answer: Any, error_code: str | None, error_message: str | None
    ) -> None:
        document = self._as_document(call, document)
        self._trail.record(
            call,
            event_source=self._event_source,
            read_only=is_read_only(self._event_source, call.operation),
            request_parameters=document,
            response_elements=answer,
            resources=affected(self._event_source, call, document, answer),
            error_code=error_code,
            error_message=error_message,
            invoked_by=None if call.via is None else call.via.replace(f".{call.region}.", "."),
        )

    def _as_document(self, call: Call, document: Any) -> Any:
        """The request as a document; None where it is no request of the operation."""
        parse = self._parsers.get(call.operation)
        if parse is None:
            return document
        try:
            return parse(document)
        except ServiceError:
            return None
