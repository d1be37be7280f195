"""ItemCount and TableSizeBytes: what a table holds, at once for small tables, and after a restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.tables import create_music, song, song_key
from server import Server

#: Names and values of song("...") with a title of n bytes: Artist + No One You Know, SongTitle + n.
_BARE = 6 + 15 + 9


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


def held(dynamodb: Any, name: str) -> tuple[int, int]:
    table = dynamodb.describe_table(TableName=name)["Table"]
    return table["ItemCount"], table["TableSizeBytes"]


def test_a_small_table_tells_exactly_what_it_holds(dynamodb: Any) -> None:
    name = create_music(dynamodb)
    assert held(dynamodb, name) == (0, 0)
    dynamodb.put_item(TableName=name, Item=song("abcd"))
    assert held(dynamodb, name) == (1, _BARE + 4)
    dynamodb.put_item(TableName=name, Item=song("ef", Genre={"S": "Country"}))
    assert held(dynamodb, name) == (2, 2 * _BARE + 6 + len("GenreCountry"))
    dynamodb.put_item(TableName=name, Item=song("ef"))
    assert held(dynamodb, name) == (2, 2 * _BARE + 6)
    dynamodb.delete_item(TableName=name, Key=song_key("abcd"))
    assert held(dynamodb, name) == (1, _BARE + 2)


def test_every_answer_with_a_description_tells_it(dynamodb: Any) -> None:
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("abcd"))
    updated = dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)["TableDescription"]
    assert (updated["ItemCount"], updated["TableSizeBytes"]) == (1, _BARE + 4)


def test_it_is_known_after_a_restart_before_anybody_reads(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    client = server.client("dynamodb")
    name = create_music(client)
    for title in ("ab", "cd", "ef"):
        client.put_item(TableName=name, Item=song(title))
    server.restart()
    assert held(server.client("dynamodb"), name) == (3, 3 * _BARE + 6)
