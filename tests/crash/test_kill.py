"""SIGKILL in the middle of writes: what was acknowledged is there, nothing is half there, the server starts."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from api.tables import create_music, song, song_key, under_key
from crash.journals import Writers
from server import Server, ServerFailed

SCHEMA: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "BillingMode": "PAY_PER_REQUEST",
}
KILLS = 6


class TableMaker(threading.Thread):
    """Makes KMS keys and tables under them until the server is gone; knows which were acknowledged."""

    def __init__(self, server: Server, made: dict[str, str]) -> None:
        super().__init__()
        self._dynamodb = server.client("dynamodb")
        self._kms = server.client("kms")
        self._made = made

    def run(self) -> None:
        try:
            while True:
                arn = self._kms.create_key()["KeyMetadata"]["Arn"]
                name = create_music(self._dynamodb, SSESpecification=under_key(arn))
                self._dynamodb.put_item(TableName=name, Item=song("first"))
                self._made[name] = arn
        except (BotoCoreError, ClientError):
            return  # the server is gone


def test_killed_again_and_again_it_loses_nothing_acknowledged(fresh_server: Any, tmp_path: Path) -> None:
    """Client processes write, tables and keys are made; the server is killed at a random moment and started
    again, several times, on the same data."""
    server: Server = fresh_server()
    dynamodb = server.client("dynamodb")
    arn = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    dynamodb.create_table(TableName="Writes", **SCHEMA, SSESpecification=under_key(arn))
    dynamodb.get_waiter("table_exists").wait(TableName="Writes")
    writers = Writers(server, "Writes", tmp_path)
    made: dict[str, str] = {}
    for _ in range(KILLS):
        before = writers.acknowledged()
        writers.start(3)
        maker = TableMaker(server, made)
        maker.start()
        time.sleep(0.5 + 0.6 * random.random())
        server.kill()
        writers.wait()
        maker.join()
        assert writers.acknowledged() > before
        server.start()
        assert writers.refusals() == []
        assert writers.check() > 0
    dynamodb = server.client("dynamodb")
    assert made
    for name, key_arn in made.items():
        table = dynamodb.describe_table(TableName=name)["Table"]
        assert table["SSEDescription"]["KMSMasterKeyArn"] == key_arn
        assert dynamodb.get_item(TableName=name, Key=song_key("first"))["Item"] == song("first")
    assert server.stop() == 0


def test_killed_in_the_middle_of_a_key_change_the_table_stays_readable(fresh_server: Any) -> None:
    """A table is readable and ends under its new key, wherever in the change the server was killed."""
    server: Server = fresh_server(transition_seconds=0.2, table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    names = [create_music(dynamodb, f"Music{number}", SSESpecification=under_key(first)) for number in range(4)]
    for name in names:
        dynamodb.put_item(TableName=name, Item=song("kept"))
    for number, name in enumerate(names):
        dynamodb.update_table(TableName=name, SSESpecification=under_key(second))
        time.sleep(0.09 * number)
        server.kill()
        server.start()
        dynamodb = server.client("dynamodb")
        assert dynamodb.get_item(TableName=name, Key=song_key("kept"))["Item"] == song("kept")
        deadline = time.monotonic() + 10
        while dynamodb.describe_table(TableName=name)["Table"]["SSEDescription"]["Status"] == "UPDATING":
            assert time.monotonic() < deadline
            time.sleep(0.02)
        sse = dynamodb.describe_table(TableName=name)["Table"]["SSEDescription"]
        assert sse == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": second}
        assert dynamodb.get_item(TableName=name, Key=song_key("kept"))["Item"] == song("kept")


def test_sigterm_amid_writes_answers_what_it_took(fresh_server: Any, tmp_path: Path) -> None:
    """Writers are stopped by an orderly end: exit code 0, no write refused, nothing acknowledged is lost."""
    server: Server = fresh_server()
    server.client("dynamodb").create_table(TableName="Writes", **SCHEMA)
    writers = Writers(server, "Writes", tmp_path)
    server.client("dynamodb").get_waiter("table_exists").wait(TableName="Writes")
    for _ in range(2):
        writers.start(3)
        time.sleep(0.6)
        assert server.stop() == 0
        writers.wait()
        server.start()
        assert writers.refusals() == []
        assert writers.check() > 0


def test_a_second_server_on_the_same_data_refuses_and_the_first_goes_on(
    fresh_server: Any, tmp_path: Path
) -> None:
    """It ends with a message and an exit code that is not 0, and the first one's data is untouched."""
    first: Server = fresh_server()
    dynamodb = first.client("dynamodb")
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("before"))
    second = Server(tmp_path / "second", data_dir=first.data_dir, root_key=first.root_key)
    with pytest.raises(ServerFailed) as refused:
        second.start()
    assert refused.value.code != 0
    assert str(first.data_dir) in refused.value.said
    dynamodb.put_item(TableName=name, Item=song("after"))
    assert dynamodb.scan(TableName=name)["Count"] == 2
