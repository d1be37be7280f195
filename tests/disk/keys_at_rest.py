"""The keys of a table, unwrapped from a copy of the data directory with the root key: what a test looks for.

Nothing here goes through a running server; the copy is taken as an attacker, or a backup, would take it.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server import Server
from strongroom.calls import Call, Principal
from strongroom.clock import SystemClock
from strongroom.encryption.root_key import open_root_key
from strongroom.encryption.sealing import Sealer
from strongroom.encryption.table_keys import TableKeys
from strongroom.model.service_model import load_service_model
from strongroom.randomness import SystemRandomness
from strongroom.services.dynamodb.tables.catalog import Tables
from strongroom.services.kms import keys as kms_keys
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.dynamodb_client import DynamoDBKeyClient
from strongroom.services.kms.service import Kms
from strongroom.storage.engine import Store
from strongroom.storage.sqlite.engine import SqliteEngine

CATALOG = "catalog"


@dataclass(frozen=True, slots=True)
class UnwrappedTable:
    """A table's keys in plaintext; ``file`` is its store's name in the data directory."""

    table_key: bytes
    data_key: bytes
    key_material: bytes
    file: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a server, on a copy of its data and without its services."""

    catalog: Store
    kms: Kms
    table_keys: TableKeys
    key_client: DynamoDBKeyClient


def catalog_key(server: Server) -> bytes:
    """The data key of the catalog."""
    return open_root_key(server.root_key, server.data_dir, SystemRandomness()).derive(CATALOG)


def unwrap_table(server: Server, name: str) -> UnwrappedTable:
    """The keys of the table ``name``. Raises ServiceError when KMS refuses, for example a deleted key."""

    async def unwrap(opened: Opened) -> UnwrappedTable:
        tables = Tables(opened.catalog, SystemClock())
        tables.load()
        (record,) = (table.record for table in tables.all() if table.record.name == name)
        call = Call("Decrypt", Principal.root(record.account), record.account, record.region, "test")
        keys = record.keys
        data_key = await opened.table_keys.unwrap(call, record.table_id, keys)
        service = Principal.service("dynamodb.amazonaws.com", record.account)
        owned = Call("Decrypt", service, record.account, record.region, "test")
        table_key = await opened.key_client.decrypt(
            owned if keys.owned else call, keys.key_arn, keys.table_key, keys.encryption_context
        )
        _, _, _, region, account, resource = keys.key_arn.split(":")
        key_id = resource.removeprefix("key/")
        scope = Scope(account, region)
        key = opened.catalog.read(lambda reader: kms_keys.find(reader, scope, key_id))
        assert key is not None
        material = opened.kms.current_material(key).secret
        return UnwrappedTable(table_key, data_key, material, f"{record.table_id}.db")

    return _with_copy(server, unwrap)


def sealed_materials(server: Server, key_id: str, *, region: str = "us-east-1") -> list[bytes]:
    """The materials of a KMS key as they lie in the catalog, sealed under the root key."""

    async def find(opened: Opened) -> list[bytes]:
        scope = Scope("123456789012", region)
        key = opened.catalog.read(lambda reader: kms_keys.find(reader, scope, key_id))
        return [] if key is None else [material.sealed for material in key.materials]

    return _with_copy(server, find)


def _with_copy(server: Server, work: Callable[[Opened], Coroutine[Any, Any, Any]]) -> Any:
    async def run(copy: Path) -> Any:
        async with AsyncExitStack() as stack:
            randomness, clock = SystemRandomness(), SystemClock()
            engine = SqliteEngine(copy)
            stack.push_async_callback(engine.close)
            root_key = open_root_key(server.root_key, copy, randomness)
            catalog = engine.open(CATALOG, root_key.derive(CATALOG))
            kms = Kms(catalog, root_key, clock, randomness, load_service_model("kms").parsers)
            client = DynamoDBKeyClient(kms, randomness)
            keys = TableKeys(client, Sealer(randomness), randomness)
            return await work(Opened(catalog, kms, keys, client))

    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory, "data")
        shutil.copytree(server.data_dir, copy)
        return asyncio.run(run(copy))
