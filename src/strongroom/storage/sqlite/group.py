"""Transactional functions whose effects become durable together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from strongroom.storage.engine import StorageError
from strongroom.storage.sqlite.writes import Writes

A = TypeVar("A")
T = TypeVar("T")


class Group:
    """Functions that ran one after the other, each seeing the effects of those before it.

    What they answered, an exception too, is told only once the effects of all are durable: any answer may rest
    on an effect that is not durable yet.
    """

    __slots__ = ("_answers", "writes")

    def __init__(self) -> None:
        self.writes = Writes()
        self._answers: list[tuple[asyncio.Future[Any], Any, Exception | None]] = []

    def __bool__(self) -> bool:
        return bool(self._answers or self.writes)

    def run(self, future: asyncio.Future[T], function: Callable[[A], T], argument: A, own: Writes) -> None:
        """Run ``function``, whose transaction writes to ``own``; what it wrote joins unless it raises."""
        try:
            answer = function(argument)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the function
            self._answers.append((future, None, error))
        else:
            if own:
                self.writes.absorb(own)
            self._answers.append((future, answer, None))

    def resolve(self) -> None:
        """Tell everybody who waits what his function answered."""
        for future, answer, error in self._answers:
            if future.done():  # cancelled: nobody waits, the effect stays
                continue
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)

    def fail(self, error: Exception) -> None:
        """Tell everybody who waits that nothing was stored."""
        for future, _, _ in self._answers:
            if not future.done():
                future.set_exception(error)


def attempt(work: Callable[[], None]) -> StorageError | None:
    """Do what somebody waits for: whatever happens, he must be told."""
    try:
        work()
    except StorageError as error:
        return error
    except BaseException as error:  # noqa: BLE001
        return StorageError(f"the commit failed: {error!r}")
    return None
