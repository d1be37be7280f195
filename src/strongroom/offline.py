"""What the command does with the data of a stopped server: hand out a table's data key, check every page.

Keys are unwrapped as a running server does it, through the KMS key of each table and as the account's root
user: a table whose KMS key is disabled or deleted stays closed here too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from strongroom.calls import Call, Principal
from strongroom.clock import SystemClock
from strongroom.encryption.root_key import RootKeyError, open_root_key
from strongroom.encryption.root_key.choice import provider_of
from strongroom.encryption.root_key.rotation import is_unfinished
from strongroom.errors import ServiceError
from strongroom.opened_data import AUDIT, CATALOG, OpenedData, open_data
from strongroom.randomness import SystemRandomness
from strongroom.services.cloudtrail.inspection import inspect
from strongroom.services.cloudtrail.verify import Verdict
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.settings import Settings
from strongroom.storage.engine import StorageError


class OfflineError(Exception):
    """The data cannot be used so. The message says why, in one line."""


@dataclass(frozen=True, slots=True)
class TableKeyInPlaintext:
    """A table's file and the 256-bit data key that opens it."""

    table: str
    file: Path
    data_key: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked store: whose it is, its file, and what is wrong with it.

    ``locked`` says why the file could not be checked: KMS's refusal of its key.
    """

    name: str
    file: Path
    damage: tuple[str, ...] = ()
    locked: str | None = None


async def table_key(settings: Settings, passphrase: str, table_name: str) -> TableKeyInPlaintext:
    """The data key of a table in the account and region of the settings. Raises OfflineError."""
    async with _opened(settings, passphrase) as data:
        call = _root_call(settings.account, settings.region, data)
        table = data.dynamodb.tables.find(call, table_name)
        if table is None:
            raise OfflineError(f"there is no table {table_name} in {settings.account}, {settings.region}")
        try:
            data_key = await data.dynamodb.keys.unwrap(call, table.id, table.record.keys)
        except ServiceError as error:
            raise OfflineError(f"KMS does not unwrap the key of {table_name}: {error.message}") from error
        return TableKeyInPlaintext(table_name, data.engine.path(table.id), data_key)


async def verify(settings: Settings, passphrase: str) -> AsyncIterator[Finding]:
    """Check the catalog and then every table, one after the other. Raises OfflineError."""
    async with _opened(settings, passphrase) as data:
        for table in sorted(data.dynamodb.tables.all(), key=lambda table: table.record.arn):
            yield await _checked(data, table)
        await data.catalog.close()
        yield _catalog_checked(data)


@asynccontextmanager
async def _opened(settings: Settings, passphrase: str) -> AsyncIterator[OpenedData]:
    if not settings.data_dir.exists():
        raise OfflineError(f"there is no data directory {settings.data_dir}")
    try:
        async with open_data(settings, SystemClock(), SystemRandomness(), passphrase=passphrase) as data:
            yield data
    except (RootKeyError, StorageError) as error:
        raise OfflineError(str(error)) from error


def audit_verdict(settings: Settings, passphrase: str, archives: Sequence[Path] = ()) -> Verdict:
    """Whether the audit log is whole; a server may be writing it. Older files may lie in ``archives``.

    Raises OfflineError.
    """
    directory = settings.data_dir / AUDIT
    for place in (directory, *archives):
        if not place.is_dir():
            raise OfflineError(f"there is no audit log {place}")
    try:
        if is_unfinished(settings.data_dir):
            raise OfflineError(
                "a rotation of the root key is under way, or was interrupted: the next start of the server, or "
                "of strongroom root rotate, finishes it"
            )
        randomness = SystemRandomness()
        provider = provider_of(settings.root_key, passphrase, settings.data_dir, randomness)
        root_key = open_root_key(provider, settings.data_dir, randomness)
        return inspect(directory, root_key.seal_for(AUDIT), archives)
    except (RootKeyError, OSError) as error:
        raise OfflineError(str(error)) from error


async def _checked(data: OpenedData, table: Table) -> Finding:
    record = table.record
    path = data.engine.path(table.id)
    call = _root_call(record.account, record.region, data)
    try:
        data_key = await data.dynamodb.keys.unwrap(call, table.id, record.keys)
        return Finding(record.arn, path, tuple(data.engine.damage_of(table.id, data_key)))
    except ServiceError as error:
        return Finding(record.arn, path, locked=error.message)
    except StorageError as error:
        return Finding(record.arn, path, (str(error),))


def _catalog_checked(data: OpenedData) -> Finding:
    path = data.engine.path(CATALOG)
    try:
        return Finding(CATALOG, path, tuple(data.engine.damage_of(CATALOG, data.root_key.derive(CATALOG))))
    except StorageError as error:
        return Finding(CATALOG, path, (str(error),))


def _root_call(account: str, region: str, data: OpenedData) -> Call:
    return Call("Decrypt", Principal.root(account), account, region, data.dynamodb.randomness.request_id())
