"""Deleting a KMS key after its waiting period leaves data that nobody can read, whatever they hold."""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.tables import create_music, song, song_key, under_key
from api.test_kms_import import parameters
from disk.keys_at_rest import catalog_key, sealed_materials, unwrap_table
from disk.sqlcipher_pages import NotAuthentic, Pages
from server import COMMAND, Server
from strongroom.errors import ServiceError


def deleted_keys(server: Server, name: str, others: int = 0) -> list[bytes]:
    """Fill a table under a key of its own, then delete the key and so many others: their materials as they lay
    in the catalog."""
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    keys = [kms.create_key()["KeyMetadata"] for _ in range(1 + others)]
    create_music(dynamodb, name, SSESpecification=under_key(keys[0]["Arn"]))
    dynamodb.put_item(TableName=name, Item=song("kept"))
    unwrap_table(server, name)
    materials = [material for key in keys for material in sealed_materials(server, key["KeyId"])]
    assert len(materials) == len(keys)
    assert found_in_catalog(server, materials) == len(keys)
    for key in keys:
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    clock = [str(COMMAND), "clock", "advance", "8d", "--port", str(server.port)]
    subprocess.run(clock, check=True, capture_output=True, timeout=30, env=server.environment())
    with pytest.raises(ClientError, match="NotFoundException"):
        kms.describe_key(KeyId=keys[0]["KeyId"])
    deadline = time.monotonic() + 10
    while any(sealed_materials(server, key["KeyId"]) for key in keys) and time.monotonic() < deadline:
        time.sleep(0.05)
    return materials


def found_in_catalog(server: Server, materials: list[bytes]) -> int:
    """How many of the sealed materials lie anywhere in the catalog's pages, free pages and the log's past
    included."""
    pages = Pages(server.data_dir / "stores" / "catalog.db", catalog_key(server))
    plaintext = b"\n".join([*pages.in_file(), *pages.in_log()])
    return sum(base64.b64encode(material)[8:48] in plaintext for material in materials)


def test_nobody_can_read_a_table_whose_key_was_deleted(fresh_server: Any) -> None:
    """Neither the server, running or restarted, nor whoever holds the root key and the whole data directory."""
    server: Server = fresh_server(rehearsal=True, table_key_cache=300)
    deleted_keys(server, "Lost")
    dynamodb = server.client("dynamodb")
    with pytest.raises(ClientError):
        dynamodb.get_item(TableName="Lost", Key=song_key("kept"))
    with pytest.raises(ServiceError):
        unwrap_table(server, "Lost")
    server.restart()
    with pytest.raises(ClientError):
        server.client("dynamodb").get_item(TableName="Lost", Key=song_key("kept"))
    server.stop()
    with pytest.raises(ServiceError):
        unwrap_table(server, "Lost")


def test_the_materials_of_deleted_keys_are_erased_from_the_disk(fresh_server: Any) -> None:
    """Not only their records: no page of the catalog's file or log holds a sealed material any more, so that
    the root key does not bring it back."""
    server: Server = fresh_server(rehearsal=True)
    materials = deleted_keys(server, "Lost", others=20)
    server.stop()
    assert found_in_catalog(server, materials) == 0


def test_every_material_of_a_rotated_key_is_erased_with_it(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True)
    kms = server.client("kms")
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.rotate_key_on_demand(KeyId=key_id)
    materials = sealed_materials(server, key_id)
    assert found_in_catalog(server, materials) == len(materials) == 2
    kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    server.advance(8 * 86_400)
    deadline = time.monotonic() + 10
    while sealed_materials(server, key_id) and time.monotonic() < deadline:
        time.sleep(0.05)
    erased_while_it_runs(server, materials)
    server.stop()
    assert found_in_catalog(server, materials) == 0


def erased_while_it_runs(server: Server, materials: list[bytes]) -> None:
    """Nobody writes to the catalog, and yet its file and its log hold the materials no more."""
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(NotAuthentic):  # a page was being written
            if found_in_catalog(server, materials) == 0:
                return
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_deleted_imported_material_is_erased_from_the_disk(fresh_server: Any) -> None:
    """Imported material lies in the catalog sealed only, and not at all once it was deleted."""
    server: Server = fresh_server()
    kms = server.client("kms")
    key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
    material = os.urandom(32)
    kms.import_key_material(
        KeyId=key["KeyId"],
        **parameters(kms, key, material),
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )
    sealed = sealed_materials(server, key["KeyId"])
    assert found_in_catalog(server, sealed) == 1
    kms.delete_imported_key_material(KeyId=key["KeyId"])
    erased_while_it_runs(server, sealed)
    server.stop()
    assert found_in_catalog(server, sealed) == 0
    assert material not in b"".join(path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file())
