"""The one place where everything is put together from Settings."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from strongroom.calls import Call
from strongroom.clock import Clock, RehearsalClock, SystemClock
from strongroom.edge.authentication import Authentication
from strongroom.edge.dispatch import Dispatcher
from strongroom.edge.http import Limits
from strongroom.edge.json_protocol import DYNAMODB, KMS
from strongroom.edge.listener import Listener
from strongroom.edge.metrics import Metrics
from strongroom.edge.pages import CLOCK_PATH, ClockPage, Health, Page, metrics_page
from strongroom.edge.service import Service
from strongroom.encryption.root_key import RootKeyError, open_root_key
from strongroom.randomness import SystemRandomness
from strongroom.services.iam.credentials import NoCredentials
from strongroom.services.operations import Answer
from strongroom.settings import Settings

log = structlog.get_logger(__name__)
_GRACE_SECONDS = 20.0


class StartError(Exception):
    """The server cannot start. The message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Started:
    """Where a started server is and where it keeps what.

    ``root_credentials`` is the file that this start wrote the root user's access key to, or None.
    """

    endpoint: str
    data_dir: Path
    root_key: Path
    root_credentials: Path | None


class App:
    """One server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._system_clock = SystemClock()
        self._clock: Clock = RehearsalClock() if settings.rehearsal else self._system_clock
        self._randomness = SystemRandomness()
        self._metrics = Metrics(self._table_key_counts)
        self._health = Health()
        self._dispatcher: Dispatcher | None = None
        self._listener: Listener | None = None

    async def start(self) -> Started:
        """Open the data and serve it. Raises StartError; then nothing is left open."""
        settings = self._settings
        dispatcher = self._dispatcher = self._dispatch()
        listener = self._listener = Listener(dispatcher, self._system_clock, Limits())
        try:
            host, port = listener.bind(settings.host, settings.port)
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            open_root_key(settings.root_key, settings.data_dir, self._randomness)
            await listener.start()
        except RootKeyError as error:
            await self.stop()
            raise StartError(str(error)) from error
        except OSError as error:
            await self.stop()
            raise StartError(_explained(error, settings)) from error
        self._health.ready = True
        return Started(
            endpoint=f"http://{f'[{host}]' if ':' in host else host}:{port}",
            data_dir=settings.data_dir,
            root_key=settings.root_key,
            root_credentials=None,
        )

    async def stop(self) -> None:
        """Answer the requests that have begun, then close everything."""
        self._health.ready = False
        if self._listener is not None:
            await self._listener.close(_GRACE_SECONDS)
        if self._dispatcher is not None:
            await self._dispatcher.drain(_GRACE_SECONDS)

    def _dispatch(self) -> Dispatcher:
        settings = self._settings
        return Dispatcher(
            [
                Service("dynamodb", "DynamoDB_20120810", DYNAMODB, [], _not_there),
                Service("kms", "TrentService", KMS, [], _not_there),
            ],
            self._pages(),
            Authentication(
                settings.auth,
                NoCredentials(),
                self._system_clock,
                account=settings.account,
                region=settings.region,
            ),
            self._randomness,
            self._metrics,
            region=settings.region,
            guards_origins=settings.auth == "open",
            logs_requests=settings.log_level == "debug",
        )

    def _table_key_counts(self) -> Mapping[str, int]:
        return {}

    def _pages(self) -> Mapping[bytes, Page]:
        pages: dict[bytes, Page] = {b"/healthz": self._health, b"/metrics": metrics_page(self._metrics)}
        if isinstance(self._clock, RehearsalClock):
            pages[CLOCK_PATH] = ClockPage(self._clock, self._system_clock)
        return pages


def _not_there(call: Call, document: Any) -> Answer:
    raise NotImplementedError(call.operation, type(document))


def _explained(error: OSError, settings: Settings) -> str:
    where = f"{settings.host}:{settings.port}" if error.filename is None else error.filename
    return f"{where}: {error.strerror or error}"


async def run(settings: Settings, announce: Callable[[Started], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises StartError. A second signal ends the process at once."""
    stop = asyncio.Event()

    def requested() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, requested)
    app = App(settings)
    started = await app.start()
    gc.freeze()  # what the start has made stays; the collector need not look at it again
    announce(started)
    await stop.wait()
    log.info("stopping")
    await app.stop()
    log.info("stopped")
