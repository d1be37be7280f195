"""Work that goes on beside the requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from strongroom.logs import failure

log = structlog.get_logger(__name__)

_RETRY_SECONDS = 5.0


@asynccontextmanager
async def background_work(name: str, work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Have ``work`` run until the end of the block; when it fails, say so and begin it again after a while."""
    task = asyncio.create_task(_keep_running(name, work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _keep_running(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - it is logged, and the work goes on
            log.error("background work failed", service=name, **failure(error))
        await asyncio.sleep(_RETRY_SECONDS)
