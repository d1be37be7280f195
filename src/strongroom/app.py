"""The one place where everything is put together from Settings."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from strongroom.background import background_work
from strongroom.clock import Clock, RehearsalClock, SystemClock
from strongroom.descriptors import raise_descriptor_limit
from strongroom.edge.authentication import Authentication
from strongroom.edge.console import console_pages
from strongroom.edge.counted_key_service import CountedKeyService
from strongroom.edge.dispatch import Dispatcher
from strongroom.edge.http import Limits
from strongroom.edge.json_protocol import CLOUDTRAIL, DYNAMODB, KMS, STRONGROOM, JsonProtocol
from strongroom.edge.listener import Listener
from strongroom.edge.metrics import Metrics
from strongroom.edge.pages import CLOCK_PATH, ClockPage, Health, Page, metrics_page
from strongroom.edge.query_protocol import QueryProtocol
from strongroom.edge.served_certificate import ServedCertificate
from strongroom.edge.service import QueryService, Service
from strongroom.edge.tls import TlsError, TlsFiles
from strongroom.encryption.root_key import RootKeyError
from strongroom.opened_data import OpenedData, open_data
from strongroom.randomness import SystemRandomness
from strongroom.services.iam.access_keys import FirstThatKnows
from strongroom.services.iam.root_user import RootCredentialsError, RootUser
from strongroom.services.operations import CallableOperations
from strongroom.settings import Settings
from strongroom.storage.engine import StorageError

log = structlog.get_logger(__name__)

CONSOLE = Path(__file__).with_name("console")
_REACHED_AT: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - it is looked for, not bound
# botocore's model names the first, Smithy's, which the newer SDKs are made from, the second.
_CLOUDTRAIL_TARGET_PREFIXES = (
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
    "CloudTrail_20131101",
)
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
    root_key: str
    root_credentials: Path | None


class App:
    """One server."""

    def __init__(self, settings: Settings, passphrase: str = "") -> None:
        self._settings = settings
        self._passphrase = passphrase
        self._system_clock = SystemClock()
        self._clock: Clock = RehearsalClock() if settings.rehearsal else self._system_clock
        self._randomness = SystemRandomness()
        self._health = Health()
        self._opened = AsyncExitStack()
        self._data: OpenedData | None = None

    async def start(self) -> Started:
        """Open the data and serve it. Raises StartError; then nothing is left open."""
        try:
            return await self._start()
        except (RootKeyError, RootCredentialsError, TlsError, StorageError) as error:
            await self.stop()
            raise StartError(str(error)) from error
        except OSError as error:
            await self.stop()
            where = error.filename or f"{self._settings.host}:{self._settings.port}"
            raise StartError(f"{where}: {error.strerror or error}") from error

    async def stop(self) -> None:
        """Answer the requests that have begun, then close everything."""
        self._health.ready = False
        await self._opened.aclose()

    async def _start(self) -> Started:
        settings = self._settings
        listener = Listener(self._system_clock, Limits())
        host, port = listener.bind(settings.host, settings.port)
        self._opened.callback(listener.unbind)
        address = _with_port(host, port)
        certificate = self._certificate(host)
        scheme = "http" if certificate is None else "https"
        metrics = Metrics(self._table_key_counts)
        data = self._data = await self._opened.enter_async_context(
            open_data(
                settings,
                self._clock,
                self._randomness,
                passphrase=self._passphrase,
                address=address,
                observed=lambda key_service: CountedKeyService(key_service, metrics),
            )
        )
        root_user = RootUser(data.catalog, data.root_key, settings.account)
        is_written = False
        if not root_user.load() and settings.auth == "iam":
            is_written = await root_user.create(settings.root_credentials_file, self._randomness)
        for name, run in (
            *([] if certificate is None else [("tls", certificate.watch)]),
            ("kms", data.kms.run),
            ("dynamodb", data.dynamodb.run),
            ("dynamodbstreams", data.streams.run),
            ("iam", data.iam.run),
        ):
            await self._opened.enter_async_context(background_work(name, run))
        dispatcher = self._dispatcher(data, metrics, root_user)
        self._opened.push_async_callback(dispatcher.drain, _GRACE_SECONDS)
        self._opened.push_async_callback(listener.close, _GRACE_SECONDS)
        await listener.start(dispatcher, None if certificate is None else certificate.context)
        self._health.ready = True
        return Started(
            endpoint=f"{scheme}://{_with_port(_REACHED_AT.get(host, host), port)}",
            data_dir=settings.data_dir,
            root_key=str(settings.root_key),
            root_credentials=settings.root_credentials_file if is_written else None,
        )

    def _certificate(self, host: str) -> ServedCertificate | None:
        """What the server speaks TLS with, if it does. Raises TlsError."""
        if self._settings.tls_files is None:
            return None
        files = TlsFiles(*self._settings.tls_files)
        if self._settings.tls == "self-signed":
            from strongroom.edge.self_signed import ensure_self_signed  # its libraries are large

            names = dict.fromkeys(["localhost", "127.0.0.1", "::1", socket.gethostname(), host])
            if ensure_self_signed(files, list(names), self._system_clock.now(), self._randomness):
                log.info("made a certificate", file=str(files.certificate), names=", ".join(names))
        return ServedCertificate(files)

    def _dispatcher(self, data: OpenedData, metrics: Metrics, root_user: RootUser) -> Dispatcher:
        settings = self._settings
        return Dispatcher(
            [
                _service("dynamodb", "DynamoDB_20120810", DYNAMODB, data.dynamodb.operations),
                _service("dynamodbstreams", "DynamoDBStreams_20120810", DYNAMODB, data.streams.operations),
                _service("kms", "TrentService", KMS, data.kms.operations),
                *(
                    _service("cloudtrail", target_prefix, CLOUDTRAIL, data.cloudtrail.operations)
                    for target_prefix in _CLOUDTRAIL_TARGET_PREFIXES
                ),
                _service("strongroom", "Strongroom_20261101", STRONGROOM, data.explain.operations),
                _service("strongroom", "StrongroomKeys_20261101", STRONGROOM, data.key_chains.operations),
            ],
            self._pages(metrics),
            Authentication(
                settings.auth,
                FirstThatKnows([root_user, data.iam.credentials]),
                self._system_clock,
                account=settings.account,
                region=settings.region,
                session_clock=self._clock,
                used=data.iam.last_uses.note,
            ),
            self._randomness,
            metrics,
            region=settings.region,
            guards_origins=settings.auth == "open",
            logs_requests=settings.log_level == "debug",
            secure_transport=settings.tls_files is not None or settings.behind_tls_proxy,
            query_services=self._query_services(data),
        )

    def _query_services(self, data: OpenedData) -> Sequence[QueryService]:
        iam = QueryProtocol("iam", "2010-05-08", data.models["iam"], home_region="us-east-1")
        sts = QueryProtocol("sts", "2011-06-15", data.models["sts"])
        return [
            QueryService("iam", iam, data.iam.operations.names(), data.iam.operations.call),
            QueryService("sts", sts, data.sts.operations.names(), data.sts.operations.call),
        ]

    def _table_key_counts(self) -> Mapping[str, int]:
        if self._data is None:
            return {}
        cache = self._data.dynamodb.cache
        return {"hit": cache.hits, "miss": cache.misses, "refusal": cache.refusals}

    def _pages(self, metrics: Metrics) -> Mapping[bytes, Page]:
        pages: dict[bytes, Page] = {b"/healthz": self._health, b"/metrics": metrics_page(metrics)}
        pages.update(console_pages(CONSOLE, auth=self._settings.auth, region=self._settings.region))
        if isinstance(self._clock, RehearsalClock):
            pages[CLOCK_PATH] = ClockPage(self._clock, self._system_clock)
        return pages


async def run(settings: Settings, passphrase: str, announce: Callable[[Started], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises StartError. A further SIGINT ends the process at once."""
    stop = asyncio.Event()

    def interrupted() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, interrupted)
    log.debug("descriptors", limit=raise_descriptor_limit())
    app = App(settings, passphrase)
    started = await app.start()
    gc.collect()
    gc.freeze()  # what the start has made stays; the collector need not look at it again
    gc.enable()
    announce(started)
    await stop.wait()
    log.info("stopping")
    await app.stop()
    log.info("stopped")


def _service(name: str, target_prefix: str, protocol: JsonProtocol, operations: CallableOperations) -> Service:
    return Service(name, target_prefix, protocol, operations.names(), operations.call)


def _with_port(host: str, port: int) -> str:
    return f"{f'[{host}]' if ':' in host else host}:{port}"
