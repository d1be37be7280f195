"""No byte of a table's contents, and no key, is on disk in plaintext: read from the disk."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest

from api.tables import create_music, under_key
from disk.canaries import forms, found_in
from disk.keys_at_rest import UnwrappedTable, catalog_key, root_key, unwrap_table
from server import COMMAND, Server

ITEMS = 1200


@contextmanager
def opened_by_another_sqlcipher(path: Path, data_key: bytes) -> Iterator[apsw.Connection]:
    """The file in SQLite3 Multiple Ciphers, which shares no code with the SQLCipher that the server uses."""
    connection = apsw.Connection(str(path))
    try:
        for pragma in ("cipher='sqlcipher'", "legacy=4", f"key=\"x'{data_key.hex()}'\""):
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()


def told_by_the_command(server: Server, name: str) -> tuple[Path, bytes]:
    """A table's file and data key as `strongroom table-key` tells them to whoever holds the root key."""
    command = [str(COMMAND), "table-key", name, "--json"]
    command += ["--data-dir", str(server.data_dir), "--root-key", str(server.root_key)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=30, env=server.environment())
    told = json.loads(done.stdout)
    return Path(told["file"]), bytes.fromhex(told["dataKey"])


def canaries() -> dict[str, bytes]:
    """What the items carry, one for each place that a client can put something in."""
    places = [
        "partition key",
        "sort key",
        "value",
        "attribute name",
        "nested name",
        "nested value",
        "set member",
    ]
    texts = {place: f"canary {place} {secrets.token_hex(12)}".encode() for place in places}
    return {
        **texts,
        "binary value": secrets.token_bytes(24),
        "number": str(10**37 + secrets.randbits(100)).encode(),
    }


def indexes(marks: dict[str, bytes]) -> dict[str, Any]:
    """CreateTable's parameters for indexes whose keys and projections are canaries."""
    name = marks["attribute name"].decode()
    keys = {"Artist": "S", "SongTitle": "S", name: "S", "number": "N"}
    some = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["map", "binary"]}
    return {
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": kind} for key, kind in keys.items()],
        "LocalSecondaryIndexes": [
            {
                "IndexName": "local",
                "KeySchema": [
                    {"AttributeName": "Artist", "KeyType": "HASH"},
                    {"AttributeName": "number", "KeyType": "RANGE"},
                ],
                "Projection": some,
            }
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": f"global-{kind}",
                "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
                "Projection": projection,
                "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
            }
            for kind, projection in (("all", {"ProjectionType": "ALL"}), ("some", some))
        ],
    }


def fill(dynamodb: Any, name: str, marks: dict[str, bytes]) -> None:
    """Items that carry every canary; written, overwritten, updated and some deleted again."""
    text = {place: mark.decode("utf-8", "replace") for place, mark in marks.items()}
    for start in range(0, ITEMS, 25):
        puts = [
            {
                "PutRequest": {
                    "Item": {
                        "Artist": {"S": text["partition key"]},
                        "SongTitle": {"S": f"{text['sort key']} {number:06d}"},
                        text["attribute name"]: {"S": text["value"] * 8},
                        "map": {"M": {text["nested name"]: {"L": [{"S": text["nested value"]}]}}},
                        "set": {"SS": [text["set member"], str(number)]},
                        "binary": {"B": marks["binary value"] * 5},
                        "number": {"N": text["number"]},
                    }
                }
            }
            for number in range(start, start + 25)
        ]
        dynamodb.batch_write_item(RequestItems={name: puts})
    for number in range(0, ITEMS, 40):
        key = {
            "Artist": {"S": text["partition key"]},
            "SongTitle": {"S": f"{text['sort key']} {number:06d}"},
        }
        dynamodb.update_item(
            TableName=name,
            Key=key,
            UpdateExpression="SET #n = :v",
            ExpressionAttributeNames={"#n": text["nested name"]},
            ExpressionAttributeValues={":v": {"S": text["nested value"]}},
        )
        if number % 80 == 0:
            dynamodb.delete_item(TableName=name, Key=key)
    dynamodb.query(
        TableName=name,
        KeyConditionExpression="Artist = :a",
        FilterExpression="contains(#n, :v)",
        ExpressionAttributeNames={"#n": text["attribute name"]},
        ExpressionAttributeValues={":a": {"S": text["partition key"]}, ":v": {"S": text["value"]}},
    )


def looked_for(marks: dict[str, bytes], keys: list[UnwrappedTable]) -> dict[str, bytes]:
    found = dict(marks)
    for number, unwrapped in enumerate(keys):
        found[f"table key {number}"] = unwrapped.table_key
        found[f"data key {number}"] = unwrapped.data_key
        found[f"key material {number}"] = unwrapped.key_material
    return found


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Each form in which a secret could lie is found, in the middle of other bytes."""
    secret = b"canary in plain sight"
    for number, form in enumerate(forms(secret)):
        (tmp_path / str(number)).write_bytes(b"\x00" * 5000 + form + b"\xff" * 77)
    (tmp_path / "embedded").write_bytes(base64.b64encode(b"??" + secret + b"??"))
    assert len({line.rpartition("/")[2] for line in found_in([tmp_path], {"secret": secret})}) == 1 + len(
        list(forms(secret))
    )


def test_nothing_of_a_table_is_on_disk_in_plaintext(tmp_path: Path, fresh_server: Any) -> None:
    """Tables under all three kinds of keys are filled while readers hold old snapshots, so that the write-ahead
    logs are full; then the data, temporary and home directories are searched, running and stopped."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    server: Server = fresh_server(
        env={"TMPDIR": str(temporary), "SQLITE_TMPDIR": str(temporary)}, page_cache=1, log_level="debug"
    )
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    specifications: dict[str, Any] = {
        "Owned": {},
        "Managed": {"SSESpecification": {"Enabled": True}},
        "Customer": {"SSESpecification": under_key(key["Arn"])},
    }
    marks = canaries()
    for name, specification in specifications.items():
        create_music(dynamodb, name, **specification, **indexes(marks))
        dynamodb.put_item(TableName=name, Item={"Artist": {"S": "a"}, "SongTitle": {"S": "b"}})
    keys = [unwrap_table(server, name) for name in specifications]
    assert len({unwrapped.data_key for unwrapped in keys}) == 3
    secrets_of_all = looked_for(marks, keys)
    stores = server.data_dir / "stores"
    searched = [server.directory, temporary]
    with (
        opened_by_another_sqlcipher(stores / keys[0].file, keys[0].data_key) as first,
        opened_by_another_sqlcipher(stores / keys[1].file, keys[1].data_key) as second,
        opened_by_another_sqlcipher(stores / keys[2].file, keys[2].data_key) as third,
    ):
        for connection in (first, second, third):
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM items").fetchall()
        for name in specifications:
            fill(dynamodb, name, marks)
        for unwrapped in keys:
            assert (stores / f"{unwrapped.file}-wal").stat().st_size > ITEMS * 1000
        assert found_in(searched, secrets_of_all) == []
    for name in specifications:
        dynamodb.put_item(TableName=name, Item={"Artist": {"S": "a"}, "SongTitle": {"S": "c"}})
    assert found_in(searched, secrets_of_all) == []
    assert server.stop() == 0
    assert found_in(searched, secrets_of_all) == []
    secrets_under_root = {
        "root key": bytes.fromhex(server.root_key.read_text().split()[1]),
        "sealing key": root_key(server)._sealing_key,
        "catalog key": catalog_key(server),
    }
    assert found_in([server.data_dir, temporary], secrets_under_root) == []


def test_another_sqlcipher_reads_the_table_with_its_data_key_alone(fresh_server: Any) -> None:
    """The independent proof: with the unwrapped key the rows are there, with any other key nothing is."""
    server: Server = fresh_server()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    marks = canaries()
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(arn), **indexes(marks))
    fill(dynamodb, name, marks)
    unwrapped = unwrap_table(server, name)
    server.stop()
    path, data_key = told_by_the_command(server, name)
    assert (path.name, data_key) == (unwrapped.file, unwrapped.data_key)
    assert not path.read_bytes().startswith(b"SQLite format 3")
    with opened_by_another_sqlcipher(path, data_key) as connection:
        left = ITEMS - ITEMS // 80
        assert connection.execute("SELECT count(*) FROM items").fetchall() == [(left,)]
        holding = "SELECT count(*) FROM items WHERE instr(value, ?) > 0"
        assert connection.execute(holding, (marks["value"],)).fetchall() == [(left,)]
        for index, mark in (("global-some", "value"), ("global-some", "nested value"), ("local", "number")):
            holding = f'SELECT count(*) FROM "index:{index}" WHERE instr(value, ?) > 0'
            assert connection.execute(holding, (marks[mark],)).fetchall() == [(left,)], index
        everywhere = 'SELECT count(*) FROM "index:global-all"'
        assert connection.execute(everywhere).fetchall() == [(left,)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for wrong in (secrets.token_bytes(32), unwrapped.table_key, unwrapped.key_material):
        with (
            opened_by_another_sqlcipher(path, wrong) as connection,
            pytest.raises(apsw.NotADBError),
        ):
            connection.execute("SELECT count(*) FROM items").fetchall()
    plain = apsw.Connection(str(path))
    with pytest.raises(apsw.NotADBError):
        plain.execute("SELECT count(*) FROM items").fetchall()
    plain.close()
