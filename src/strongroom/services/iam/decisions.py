"""The decisions that were taken lately, by the requests that they were about: what explanations are made of.

In memory only: a restart forgets them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.calls import Call

if TYPE_CHECKING:
    from strongroom.services.iam.permissions import Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """One decision, and the call that it was taken for."""

    call: Call
    verdict: Verdict


class DecisionLog:
    """Keeps the decisions of the last ``requests`` requests that were denied something, and of as many others.

    So a denial is not forgotten because much was allowed since. Decisions about a call that a service makes for
    another call's sake are found under both request ids. May be used from several threads: IAM decides within
    its transactions.
    """

    def __init__(self, requests: int = 10_000) -> None:
        self._lock = threading.Lock()
        self._denied = _Last(requests)
        self._allowed = _Last(requests)

    def add(self, call: Call, verdict: Verdict) -> None:
        """Keep a decision."""
        taken = Taken(call, verdict)
        with self._lock:
            self._add(call.request_id, taken)
            if call.cause is not None:
                self._add(call.cause, taken)

    def of(self, request_id: str) -> Sequence[Taken]:
        """The decisions about a request in the order in which they were taken; none when they are forgotten."""
        with self._lock:
            return tuple(self._denied.of(request_id) or self._allowed.of(request_id))

    def _add(self, request_id: str, taken: Taken) -> None:
        if taken.verdict.allowed and not self._denied.of(request_id):
            self._allowed.add(request_id, taken)
        else:
            self._denied.add(request_id, *self._allowed.take(request_id), taken)


class _Last:
    """The decisions of the last ``requests`` requests."""

    def __init__(self, requests: int) -> None:
        self._requests = requests
        self._order: deque[str] = deque()
        self._taken: dict[str, list[Taken]] = {}

    def of(self, request_id: str) -> Sequence[Taken]:
        return self._taken.get(request_id, ())

    def add(self, request_id: str, *taken: Taken) -> None:
        known = self._taken.get(request_id)
        if known is not None:
            known += taken
            return
        if len(self._order) == self._requests:
            self._taken.pop(self._order.popleft(), None)
        self._order.append(request_id)
        self._taken[request_id] = list(taken)

    def take(self, request_id: str) -> Sequence[Taken]:
        """The decisions of a request, which are kept elsewhere from now on."""
        return self._taken.pop(request_id, ())
