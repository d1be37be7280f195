"""A data directory, opened: storage, encryption and services put together, without what serves them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from strongroom.calls import Call, Principal
from strongroom.clock import Clock
from strongroom.encryption.key_service import KeyService
from strongroom.encryption.root_key import RootKey, open_root_key
from strongroom.encryption.root_key.choice import provider_of
from strongroom.encryption.root_key.rotation import finish_rotations
from strongroom.encryption.sealing import Sealer
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.encryption.table_keys import TableKeys
from strongroom.model.service_model import ServiceModelOnDemand, load_service_model
from strongroom.randomness import Randomness
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
from strongroom.services.iam.decisions import DecisionLog
from strongroom.services.iam.permissions import Directory
from strongroom.services.iam.service import Iam
from strongroom.services.key_chains.service import KeyChains
from strongroom.services.kms import renamings as kms_renamings
from strongroom.services.kms.arns import SERVICE_OWNED
from strongroom.services.kms.dynamodb_client import DynamoDBKeyClient
from strongroom.services.kms.judging import KeyJudge
from strongroom.services.kms.request_quotas import RequestQuotas
from strongroom.services.kms.service import Kms
from strongroom.services.kms.upkeep import KeyEvent
from strongroom.services.operations import Observed, RequestParser
from strongroom.services.sts.judging import RoleJudge
from strongroom.services.sts.service import Sts
from strongroom.settings import Settings
from strongroom.storage.engine import Store
from strongroom.storage.sqlite.engine import SqliteEngine
from strongroom.storage.sqlite.settings import SqliteSettings

CATALOG: Final = "catalog"
AUDIT: Final = "audit"
_NEXT_TOKENS = "partiql next tokens"


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

        def audited(source: str, parsers: Mapping[str, RequestParser] | None = None) -> Observed:
            return lambda operations: AuditedOperations(operations, trail, source, parsers)

        decisions = DecisionLog()
        iam_parsers, sts_parsers = models["iam"].parsers, models["sts"].parsers
        iam = Iam(
            catalog,
            root_key,
            clock,
            randomness,
            iam_parsers,
            audited("iam.amazonaws.com", iam_parsers),
            decisions,
        )
        sts = Sts(iam, randomness, sts_parsers, audited("sts.amazonaws.com", sts_parsers))
        kms = Kms(
            catalog,
            root_key,
            clock,
            randomness,
            load_service_model("kms").parsers,
            audited("kms.amazonaws.com"),
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
            NextTokens(Sealer(randomness), root_key.derive(_NEXT_TOKENS)),
            audited("dynamodb.amazonaws.com"),
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
            audited("dynamodb.amazonaws.com"),
        )
        cloudtrail = CloudTrail(
            audit_log.directory,
            clock,
            load_service_model("cloudtrail").parsers,
            LookupAuthorization(iam.directory, clock).admit,
            audited("cloudtrail.amazonaws.com"),
        )
        explain = Explain(
            iam.directory,
            decisions,
            clock,
            {"kms": KeyJudge(kms), "dynamodb": dynamodb.authorization.judge, "sts": RoleJudge(iam)},
            lambda call, event_id: asyncio.to_thread(
                request_id, audit_log.directory, call.account, call.region, event_id
            ),
            audited("strongroom"),
        )
        key_chains = KeyChains(
            dynamodb.tables,
            dynamodb.authorization.admit,
            audited("strongroom"),
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


def _open_catalog(engine: SqliteEngine, root_key: RootKey) -> Store:
    key = root_key.derive(CATALOG)
    return engine.open(CATALOG, key) if CATALOG in engine.names() else engine.create(CATALOG, key)
