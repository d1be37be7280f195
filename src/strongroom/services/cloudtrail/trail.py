"""The trail: what other services hand a call to once it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from strongroom.calls import Call, Principal
from strongroom.clock import Clock
from strongroom.randomness import Randomness
from strongroom.services.cloudtrail.events import Occurrence, PrincipalDetails, events, recipients
from strongroom.services.cloudtrail.log import AuditLog
from strongroom.services.cloudtrail.redact import taken_from_answer, taken_from_request
from strongroom.services.cloudtrail.resources import Resource
from strongroom.services.cloudtrail.visibility import changes_key, is_data_event, visibility

_UNKNOWN = PrincipalDetails()


class Trail:
    """Records calls in the audit log.

    ``details`` looks up what IAM knows of a principal; the event shows its ids.
    """

    def __init__(
        self,
        log: AuditLog[Occurrence],
        clock: Clock,
        details: Callable[[Principal], PrincipalDetails | None] = lambda _principal: None,
    ) -> None:
        self._log = log
        self._clock = clock
        self._details = details

    def check_room(self) -> None:
        """Refuse to serve calls that could not be recorded. Raises AuditLogFull."""
        self._log.check_room()

    def record(
        self,
        call: Call,
        *,
        event_source: str,
        read_only: bool,
        request_parameters: Any,
        response_elements: Any = None,
        resources: Sequence[Resource] = (),
        error_code: str | None = None,
        error_message: str | None = None,
        invoked_by: str | None = None,
    ) -> None:
        """Record one call, refused or answered. Calls on items are left out.

        ``request_parameters`` is the request's document, checked or not; ``response_elements`` the answer. Only
        what ``visibility`` names is kept of both. ``invoked_by`` is the service that called on the principal's
        behalf. Never waits.
        """
        operation = call.operation
        if is_data_event(event_source, operation):
            return
        visible = visibility(event_source, operation)
        answer = taken_from_answer(visible, response_elements)
        if not answer and error_code is None and resources and changes_key(event_source, operation):
            answer["KeyId"] = resources[-1].arn
        self._log.append(
            Occurrence(
                call,
                self._clock.now(),
                event_source,
                read_only,
                taken_from_request(visible, request_parameters),
                answer,
                resources,
                error_code,
                error_message,
                invoked_by,
                self._details(call.principal) or _UNKNOWN,
            )
        )

    def record_service_event(
        self,
        call: Call,
        *,
        event_source: str,
        resources: Sequence[Resource],
        details: Mapping[str, Any],
    ) -> None:
        """Record what a service did by itself in an account, such as KMS's ``DeleteKey`` and ``RotateKey``."""
        self._log.append(
            Occurrence(call, self._clock.now(), event_source, False, {}, {}, resources, service_event=details)
        )


def renderer(randomness: Randomness) -> Callable[[Occurrence], Sequence[Mapping[str, Any]]]:
    """What an AuditLog of occurrences renders them with."""

    def render(occurrence: Occurrence) -> Sequence[Mapping[str, Any]]:
        if occurrence.service_event is not None:
            ids = [randomness.uuid() for _ in recipients(occurrence)]
        else:
            ids = [occurrence.call.event_id(account) for account in recipients(occurrence)]
        return events(occurrence, ids, randomness.uuid())

    return render
