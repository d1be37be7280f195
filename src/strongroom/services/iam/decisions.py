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

#: A decision without the values of its condition keys, in bytes.
_DECISION = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """One decision, and the call that it was taken for."""

    call: Call
    verdict: Verdict


class DecisionLog:
    """Keeps the decisions of the last ``requests`` requests that were denied something, and of as many others.

    So a denial is not forgotten because much was allowed since. Of either kind about ``size`` bytes are kept at
    most: fewer requests, when their condition keys are long. Decisions about a call that a service makes for
    another call's sake are found under both request ids. May be used from several threads: IAM decides within
    its transactions.
    """

    def __init__(self, requests: int = 10_000, size: int = 32 * 1024 * 1024) -> None:
        self._lock = threading.Lock()
        self._denied = _Last(requests, size)
        self._allowed = _Last(requests, size)
        self._let_in_again: deque[str] = deque(maxlen=requests)
        self._let_in_by: deque[Taken] = deque(maxlen=requests)

    def add(self, call: Call, verdict: Verdict) -> None:
        """Keep a decision."""
        taken = Taken(call, verdict)
        with self._lock:
            self._add(call.request_id, taken)
            if call.cause is not None:
                self._add(call.cause, taken)

    def add_again(self, request_id: str, taken: Taken) -> None:
        """Keep that what was decided before lets in a further call, which is like that one but for its id: the
        first decision about it.

        Quick, because that may be any read or write of an item, and sparing: memory that is not used again soon
        costs such a call more than the writing does (``make bench ARGS=--authorization``).
        """
        self._let_in_again.append(request_id)
        self._let_in_by.append(taken)

    def of(self, request_id: str) -> Sequence[Taken]:
        """The decisions about a request in the order in which they were taken; none when they are forgotten."""
        with self._lock:
            again = [
                Taken(taken.call._replace(request_id=request_id), taken.verdict)
                for let_in, taken in zip(self._let_in_again, self._let_in_by, strict=True)
                if let_in == request_id
            ]
            return (*again, *(self._denied.of(request_id) or self._allowed.of(request_id)))

    def _add(self, request_id: str, taken: Taken) -> None:
        if taken.verdict.allowed and not self._denied.of(request_id):
            self._allowed.add(request_id, taken)
        else:
            self._denied.add(request_id, *self._allowed.take(request_id), taken)


class _Last:
    """The decisions of the last ``requests`` requests, about ``size`` bytes of them."""

    def __init__(self, requests: int, size: int) -> None:
        self._requests = requests
        self._free = size
        self._order: deque[str] = deque()
        self._taken: dict[str, list[Taken]] = {}

    def of(self, request_id: str) -> Sequence[Taken]:
        return self._taken.get(request_id, ())

    def add(self, request_id: str, *taken: Taken) -> None:
        known = self._taken.get(request_id)
        if known is None:
            self._order.append(request_id)
            known = self._taken[request_id] = []
        known += taken
        self._free -= sum(map(_size, taken))
        while len(self._order) > 1 and (self._free < 0 or len(self._order) > self._requests):
            self.take(self._order.popleft())

    def take(self, request_id: str) -> Sequence[Taken]:
        """The decisions of a request, which are not kept here from now on."""
        taken = self._taken.pop(request_id, [])
        self._free += sum(map(_size, taken))
        return taken


def _size(taken: Taken) -> int:
    """What a decision takes, roughly, in bytes. What it shares with others is not counted."""
    return _DECISION + sum(
        len(value) if isinstance(value, str | bytes) else sum(map(len, value))
        for value in taken.verdict.context.keys.values()
        if isinstance(value, str | bytes | list)
    )
