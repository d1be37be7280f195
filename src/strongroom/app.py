"""The one place where everything is put together from Settings."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from strongroom.background import background_work
from strongroom.calls import Call, Principal
from strongroom.clock import Clock, RehearsalClock, SystemClock
from strongroom.descriptors import raise_descriptor_limit
from strongroom.edge.authentication import Authentication
from strongroom.edge.console import console_pages
from strongroom.edge.counted_key_service import CountedKeyService
from strongroom.edge.dispatch import Dispatcher
from strongroom.edge.http import Limits
from strongroom.edge.json_protocol import CLOUDTRAIL, DYNAMODB, KMS, STRONGROOM
from strongroom.edge.listener import Listener
from strongroom.edge.metrics import Metrics
from strongroom.edge.pages import CLOCK_PATH, ClockPage, Health, Page, metrics_page
from strongroom.edge.query_protocol import QueryProtocol
from strongroom.edge.served_certificate import ServedCertificate
from strongroom.edge.service import QueryService, Service
from strongroom.edge.tls import TlsError, TlsFiles
from strongroom.encryption.key_service import KeyService
from strongroom.encryption.root_key import RootKey, RootKeyError, open_root_key
from strongroom.encryption.root_key.choice import provider_of
from strongroom.encryption.root_key.rotation import finish_rotations
from strongroom.encryption.sealing import Sealer
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.encryption.table_keys import TableKeys
from strongroom.model.service_model import ServiceModelOnDemand, load_service_model
from strongroom.randomness import Randomness, SystemRandomness
from strongroom.services.cloudtrail.auditing import AuditedOperations
from strongroom.services.cloudtrail.authorization import Authorization as LookupAuthorization
from strongroom.services.cloudtrail.events import PrincipalDetails
from strongroom.services.cloudtrail.log import AuditLog
from strongroom.services.cloudtrail.lookup import request_id
from strongroom.services.cloudtrail.resources import Resource
from strongroom.services.cloudtrail.service import CloudTrail
from strongroom.services.cloudtrail.trail import Trail, renderer
from strongroom.services.dynamodb.indexes.building import IndexKeeper
from strongroom.services.dynamodb.indexes.upkeep import index_upkeep
from strongroom.services.dynamodb.partiql import NextTokens
from strongroom.services.dynamodb.service import DynamoDB
from strongroom.services.dynamodb.streams.iterators import ShardIterators
from strongroom.services.dynamodb.streams.recording import StreamRecordings
from strongroom.services.dynamodb.streams.service import DynamoDBStreams
from strongroom.services.dynamodb.tables import renamings as table_renamings
from strongroom.services.dynamodb.ttl.index import expiry_indexing
from strongroom.services.explain.service import Explain
from strongroom.services.iam.access_keys import FirstThatKnows
from strongroom.services.iam.decisions import DecisionLog
from strongroom.services.iam.permissions import Directory
from strongroom.services.iam.root_user import RootCredentialsError, RootUser
from strongroom.services.iam.service import Iam
from strongroom.services.key_chains.service import KeyChains
from strongroom.services.kms import renamings as kms_renamings
from strongroom.services.kms.arns import SERVICE_OWNED
from strongroom.services.kms.dynamodb_client import DynamoDBKeyClient
from strongroom.services.kms.judging import KeyJudge
from strongroom.services.kms.request_quotas import RequestQuotas
from strongroom.services.kms.service import Kms
from strongroom.services.kms.upkeep import KeyEvent
from strongroom.services.operations import Observed
from strongroom.services.sts.judging import RoleJudge
from strongroom.services.sts.service import Sts
from strongroom.settings import Settings
from strongroom.storage.engine import StorageError, Store
from strongroom.storage.sqlite.engine import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings

log = structlog.get_logger(__name__)

CONSOLE = Path(__file__).with_name("console")
CATALOG = "catalog"
AUDIT = "audit"
NEXT_TOKENS = "partiql next tokens"
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


@dataclass(frozen=True, slots=True)
class OpenedData:
    """One data directory, opened: the parts of a server that lie below the edge."""

    engine: SqliteEngine
    catalog: Store
    root_key: RootKey
    kms: Kms
    dynamodb: DynamoDB
    streams: DynamoDBStreams
    cloudtrail: CloudTrail
    iam: Iam
    sts: Sts
    explain: Explain
    key_chains: KeyChains
    models: Mapping[str, ServiceModelOnDemand]


@asynccontextmanager
async def open_data(
    settings: Settings,
    clock: Clock,
    randomness: Randomness,
    *,
    passphrase: str = "",
    address: str = "",
    observed: Callable[[KeyService], KeyService] = lambda key_service: key_service,
) -> AsyncIterator[OpenedData]:
    """Open the data directory of the settings, and close it at the end.

    ``passphrase`` is that of the root key, or the PIN of its token, where it needs one. ``address`` is where
    clients reach the server. ``observed`` may put an observer before the key service.
    Raises RootKeyError and StorageError.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with AsyncExitStack() as opened:
        cache_bytes = settings.page_cache * 1024 * 1024
        engine = SqliteEngine(settings.data_dir, SqliteSettings(page_cache_bytes=cache_bytes))
        opened.push_async_callback(engine.close)
        finish_rotations(settings.data_dir)
        provider = provider_of(settings.root_key, passphrase, settings.data_dir, randomness)
        root_key = open_root_key(provider, settings.data_dir, randomness)
        catalog = _open_catalog(engine, root_key)
        audit_bytes = settings.audit_file_size * 1024 * 1024
        audit_log = AuditLog(
            settings.data_dir / AUDIT, root_key.seal_for(AUDIT), renderer(randomness), file_bytes=audit_bytes
        )
        audit_log.start()
        opened.push_async_callback(audit_log.close)

        def details(principal: Principal) -> PrincipalDetails:
            known = iam.directory.of(principal)
            return PrincipalDetails(known.principal_id, known.principal.role_arn, known.token_issued)

        trail = Trail(audit_log, clock, details)
        models = {name: ServiceModelOnDemand(name) for name in ("iam", "sts", "dynamodbstreams")}

        def audited(name: str) -> Observed:
            return lambda operations: AuditedOperations(
                operations, trail, f"{name}.amazonaws.com", models[name].parsers
            )

        decisions = DecisionLog()
        iam = Iam(catalog, root_key, clock, randomness, models["iam"].parsers, audited("iam"), decisions)
        sts = Sts(iam, randomness, models["sts"].parsers, audited("sts"))
        kms = Kms(
            catalog,
            root_key,
            clock,
            randomness,
            load_service_model("kms").parsers,
            lambda operations: AuditedOperations(operations, trail, "kms.amazonaws.com"),
            iam.directory,
            lambda event: _record_key_event(trail, event),
            RequestQuotas(clock) if settings.kms_request_quotas else None,
        )
        key_service = observed(DynamoDBKeyClient(kms, randomness))
        dynamodb = _dynamodb(
            settings,
            engine,
            catalog,
            key_service,
            clock,
            randomness,
            address,
            iam.directory,
            NextTokens(Sealer(randomness), root_key.derive(NEXT_TOKENS)),
            lambda operations: AuditedOperations(operations, trail, "dynamodb.amazonaws.com"),
        )
        iam.renamings.tell(
            within=kms_renamings.rename_principal,
            afterwards=lambda renaming: table_renamings.rename_principal(dynamodb.tables, renaming),
        )
        streams = DynamoDBStreams(
            dynamodb.tables,
            dynamodb.deleted_tables,
            engine,
            dynamodb.cache,
            ShardIterators(Sealer(randomness), root_key.derive("shard iterators"), clock),
            clock,
            randomness,
            models["dynamodbstreams"].parsers,
            dynamodb.authorization.admit,
            lambda operations: AuditedOperations(operations, trail, "dynamodb.amazonaws.com"),
        )
        cloudtrail = CloudTrail(
            audit_log.directory,
            clock,
            load_service_model("cloudtrail").parsers,
            LookupAuthorization(iam.directory, clock).admit,
            lambda operations: AuditedOperations(operations, trail, "cloudtrail.amazonaws.com"),
        )
        explain = Explain(
            iam.directory,
            decisions,
            clock,
            {"kms": KeyJudge(kms), "dynamodb": dynamodb.authorization.judge, "sts": RoleJudge(iam)},
            lambda call, event_id: asyncio.to_thread(
                request_id, audit_log.directory, call.account, call.region, event_id
            ),
            lambda operations: AuditedOperations(operations, trail, "strongroom"),
        )
        key_chains = KeyChains(
            dynamodb.tables,
            dynamodb.authorization.admit,
            lambda operations: AuditedOperations(operations, trail, "strongroom"),
        )
        await kms.start()
        dynamodb.start()
        await iam.renamings.finish()
        yield OpenedData(
            engine, catalog, root_key, kms, dynamodb, streams, cloudtrail, iam, sts, explain, key_chains, models
        )


def _dynamodb(
    settings: Settings,
    engine: SqliteEngine,
    catalog: Store,
    key_service: KeyService,
    clock: Clock,
    randomness: Randomness,
    address: str,
    directory: Directory,
    next_tokens: NextTokens,
    observed: Observed,
) -> DynamoDB:
    keys = TableKeys(key_service, Sealer(randomness), randomness)
    cache = TableKeyCache(keys, engine, clock, settings.table_key_cache)
    return DynamoDB(
        catalog=catalog,
        engine=engine,
        key_service=key_service,
        keys=keys,
        cache=cache,
        clock=clock,
        randomness=randomness,
        parsers=load_service_model("dynamodb").parsers,
        transition_seconds=settings.transition_seconds,
        key_check_interval=settings.key_check,
        address=address,
        directory=directory,
        indexes=IndexKeeper(cache, randomness),
        effect_makers=(index_upkeep, expiry_indexing, StreamRecordings(clock).of),
        next_tokens=next_tokens,
        observed=observed,
    )


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
        kms, dynamodb, streams, cloudtrail = data.kms, data.dynamodb, data.streams, data.cloudtrail
        return Dispatcher(
            [
                Service(
                    "dynamodb",
                    "DynamoDB_20120810",
                    DYNAMODB,
                    dynamodb.operations.names(),
                    dynamodb.operations.call,
                ),
                Service(
                    "dynamodbstreams",
                    "DynamoDBStreams_20120810",
                    DYNAMODB,
                    streams.operations.names(),
                    streams.operations.call,
                ),
                Service("kms", "TrentService", KMS, kms.operations.names(), kms.operations.call),
                *(
                    Service(
                        "cloudtrail",
                        target_prefix,
                        CLOUDTRAIL,
                        cloudtrail.operations.names(),
                        cloudtrail.operations.call,
                    )
                    for target_prefix in _CLOUDTRAIL_TARGET_PREFIXES
                ),
                Service(
                    "strongroom",
                    "Strongroom_20261101",
                    STRONGROOM,
                    data.explain.operations.names(),
                    data.explain.operations.call,
                ),
                Service(
                    "strongroom",
                    "StrongroomKeys_20261101",
                    STRONGROOM,
                    data.key_chains.operations.names(),
                    data.key_chains.operations.call,
                ),
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
    announce(started)
    await stop.wait()
    log.info("stopping")
    await app.stop()
    log.info("stopped")


def _record_key_event(trail: Trail, event: KeyEvent) -> None:
    """Tell the account's audit log what KMS did to a key by itself; no account sees the keys of services."""
    account, internal = event.scope.account, "AWS Internal"
    if account == SERVICE_OWNED:
        return
    root = Principal.root(account)
    trail.record_service_event(
        Call(event.name, root, account, event.scope.region, "", source_address=internal, user_agent=internal),
        event_source="kms.amazonaws.com",
        resources=[Resource(event.key_arn, "AWS::KMS::Key")],
        details=event.details,
    )


def _with_port(host: str, port: int) -> str:
    return f"{f'[{host}]' if ':' in host else host}:{port}"


def _open_catalog(engine: SqliteEngine, root_key: RootKey) -> Store:
    key = root_key.derive(CATALOG)
    return engine.open(CATALOG, key) if CATALOG in engine.names() else engine.create(CATALOG, key)
