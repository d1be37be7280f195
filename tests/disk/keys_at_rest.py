"""The keys of a table, unwrapped from a copy of the data directory with the root key: what a test looks for.

Nothing here goes through a running server; the copy is taken as an attacker, or a backup, would take it.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server import Server
from strongroom.calls import Call, Principal
from strongroom.clock import SystemClock
from strongroom.encryption.key_service import KeyService
from strongroom.encryption.root_key import RootKey, open_root_key
from strongroom.encryption.root_key.file import FileProvider
from strongroom.opened_data import CATALOG, OpenedData, open_data
from strongroom.randomness import SystemRandomness
from strongroom.services.kms import keys as kms_keys
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.dynamodb_client import DynamoDBKeyClient
from strongroom.settings import read_settings


@dataclass(frozen=True, slots=True)
class UnwrappedTable:
    """A table's keys in plaintext; ``file`` is its store's name in the data directory."""

    table_key: bytes
    data_key: bytes
    key_material: bytes
    file: str


def catalog_key(server: Server) -> bytes:
    """The data key of the catalog."""
    return root_key(server).derive(CATALOG)


def root_key(server: Server) -> RootKey:
    """The root key of a server that has it in a file."""
    randomness = SystemRandomness()
    provider = FileProvider(server.root_key, server.data_dir, randomness)
    return open_root_key(provider, server.data_dir, randomness)


def unwrap_table(server: Server, name: str) -> UnwrappedTable:
    """The keys of the table ``name``. Raises ServiceError when KMS refuses, for example a deleted key."""

    async def unwrap(data: OpenedData) -> UnwrappedTable:
        (record,) = (table.record for table in data.dynamodb.tables.all() if table.record.name == name)
        keys = record.keys
        service = Principal.service("dynamodb.amazonaws.com", record.account)
        principal = service if keys.owned else Principal.root(record.account)
        call = Call("Decrypt", principal, record.account, record.region, "test")
        key_client: KeyService = DynamoDBKeyClient(data.kms, SystemRandomness())
        data_key = await data.dynamodb.keys.unwrap(call, record.table_id, keys)
        table_key = await key_client.decrypt(call, keys.key_arn, keys.table_key, keys.encryption_context)
        _, _, _, region, account, resource = keys.key_arn.split(":")
        key = _kms_key(data, Scope(account, region), resource.removeprefix("key/"))
        assert key is not None
        material = data.kms.current_material(key).secret
        return UnwrappedTable(table_key, data_key, material, f"{record.table_id}.db")

    return _with_copy(server, unwrap)


def sealed_materials(server: Server, key_id: str) -> list[bytes]:
    """The materials of a KMS key as they lie in the catalog, sealed under the root key."""

    async def find(data: OpenedData) -> list[bytes]:
        key = _kms_key(data, Scope("123456789012", "us-east-1"), key_id)
        return [] if key is None else [each.sealed for each in key.materials if each.sealed is not None]

    return _with_copy(server, find)


def _kms_key(data: OpenedData, scope: Scope, key_id: str) -> kms_keys.KmsKey | None:
    return data.catalog.read(lambda reader: kms_keys.find(reader, scope, key_id))


def _tables_files(directory: str, names: list[str]) -> list[str]:
    """What is not needed, and may go while it is copied: a table's store is closed when its key expires."""
    return [name for name in names if Path(directory).name == "stores" and not name.startswith(f"{CATALOG}.")]


def _with_copy(server: Server, work: Callable[[OpenedData], Coroutine[Any, Any, Any]]) -> Any:
    async def run(copy: Path) -> Any:
        environment = {"STRONGROOM_DATA_DIR": str(copy), "STRONGROOM_ROOT_KEY": str(server.root_key)}
        settings = read_settings(argparse.Namespace(), environment)
        async with open_data(settings, SystemClock(), SystemRandomness()) as data:
            return await work(data)

    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory, "data")
        shutil.copytree(server.data_dir, copy, ignore=_tables_files)
        return asyncio.run(run(copy))
