"""Histories of concurrent operations on a few registers, and the search for an order that explains them.

A history is linearizable when its operations can be put into one order in which every operation answers what it
did answer, and which never puts an operation before one that had been answered before it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

State: TypeAlias = tuple[int, ...]
"""The values of all registers."""

Effect: TypeAlias = Callable[[State], tuple[State, Any]]
"""What an operation makes of the registers, and what it must answer then."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: when it was sent and answered (by one clock), its effect and its answer."""

    sent: int
    answered: int
    effect: Effect
    answer: Any
    name: str = ""


def is_linearizable(clients: Sequence[Sequence[Operation]], initial: State) -> bool:
    """Whether there is such an order. Each client sends one operation after the other.

    The search goes on from each client's first operation that has no place yet; what was tried once from the
    same places and the same registers is not tried again.
    """
    start = tuple(0 for _ in clients)
    tried: set[tuple[tuple[int, ...], State]] = set()
    waiting = [(start, initial)]
    while waiting:
        places, state = waiting.pop()
        if (places, state) in tried:
            continue
        tried.add((places, state))
        pending = {
            client: operations[place]
            for client, (operations, place) in enumerate(zip(clients, places, strict=True))
            if place < len(operations)
        }
        if not pending:
            return True
        earliest = min(operation.answered for operation in pending.values())
        for client, operation in pending.items():
            if operation.sent > earliest:
                continue
            after, answer = operation.effect(state)
            if answer == operation.answer:
                waiting.append(((*places[:client], places[client] + 1, *places[client + 1 :]), after))
    return False
