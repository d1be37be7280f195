"""PynamoDB: models with both kinds of index, conditions, updates, batches, transactions, paging."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pynamodb.attributes import (
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

from server import Server


class _ByGenre(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-genre"
        projection = AllProjection()

    genre = UnicodeAttribute(hash_key=True)
    plays = NumberAttribute(range_key=True)


class _ByYear(LocalSecondaryIndex):
    class Meta:
        index_name = "by-year"
        projection = KeysOnlyProjection()

    artist = UnicodeAttribute(hash_key=True)
    year = NumberAttribute(range_key=True)


class _Cover(MapAttribute):
    artist = UnicodeAttribute()
    colours = ListAttribute(of=UnicodeAttribute)


@pytest.fixture(scope="module")
def song(server: Server) -> Iterator[type[Model]]:
    """The model of songs, on a table of its own."""
    key, secret = server.access_key

    class Song(Model):
        class Meta:
            table_name = f"songs-{uuid.uuid4().hex}"
            host = server.endpoint
            region = "us-east-1"
            billing_mode = "PAY_PER_REQUEST"
            aws_access_key_id = key
            aws_secret_access_key = secret

        artist = UnicodeAttribute(hash_key=True)
        title = UnicodeAttribute(range_key=True)
        genre = UnicodeAttribute(null=True)
        plays = NumberAttribute(default=0)
        year = NumberAttribute(null=True)
        tags = UnicodeSetAttribute(null=True)
        cover = _Cover(null=True)
        notes = JSONAttribute(null=True)
        added = UTCDateTimeAttribute(null=True)
        version = VersionAttribute()
        by_genre = _ByGenre()
        by_year = _ByYear()

    Song.create_table(wait=True)
    yield Song
    Song.delete_table()


def test_an_item_of_all_attribute_kinds_comes_back(song) -> None:
    added = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
    cover = _Cover(artist="Saville", colours=["black", "white"])
    song("Joy Division", "Disorder", tags={"a", "b"}, cover=cover, notes={"x": [1, None]}, added=added).save()
    found = song.get("Joy Division", "Disorder")
    assert (found.tags, found.cover.artist, list(found.cover.colours)) == (
        {"a", "b"},
        "Saville",
        ["black", "white"],
    )
    assert (found.notes, found.added, found.version) == ({"x": [1, None]}, added, 1)
    with pytest.raises(song.DoesNotExist):
        song.get("Joy Division", "Transmission")


def test_a_version_that_is_not_the_newest_does_not_overwrite(song) -> None:
    song("Can", "Halleluhwah").save()
    mine, other = song.get("Can", "Halleluhwah"), song.get("Can", "Halleluhwah")
    other.update(actions=[song.plays.add(1), song.tags.set({"long"}), song.genre.set("krautrock")])
    mine.genre = "jazz"
    with pytest.raises(PutError) as refused:
        mine.save()
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    found = song.get("Can", "Halleluhwah")
    assert (found.genre, found.plays, found.tags, found.version) == ("krautrock", 1, {"long"}, 2)


def test_batches_queries_and_indexes(song) -> None:
    titles = [f"Song {number:03}" for number in range(60)]
    with song.batch_write() as batch:
        for number, title in enumerate(titles):
            genre = "even" if number % 2 == 0 else "odd"
            batch.save(song("Kraftwerk", title, genre=genre, plays=number, year=2000 - number))
    assert [found.title for found in song.query("Kraftwerk", song.title.startswith("Song 00"))] == titles[:10]
    paged = song.query("Kraftwerk", limit=25, page_size=10, scan_index_forward=False)
    assert [found.title for found in paged] == titles[:34:-1]
    even = song.by_genre.query("even", song.plays.between(10, 20))
    assert [found.plays for found in even] == [10, 12, 14, 16, 18, 20]
    oldest = list(song.by_year.query("Kraftwerk", song.year < 1945))
    assert [int(found.year) for found in oldest] == [1941, 1942, 1943, 1944]
    assert song.count("Kraftwerk", filter_condition=song.genre == "odd") == 30
    assert len(list(song.batch_get([("Kraftwerk", title) for title in titles]))) == 60
    assert {found.title for found in song.scan(song.plays > 55, segment=0, total_segments=1)} == set(
        titles[56:]
    )


def test_transactions(song, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", song.Meta.aws_access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", song.Meta.aws_secret_access_key)
    connection = Connection(region="us-east-1", host=song.Meta.host)
    with TransactWrite(connection=connection) as writes:
        writes.save(song("Neu!", "Hallogallo"))
        writes.save(song("Neu!", "Negativland"))
    with TransactGet(connection=connection) as reads:
        one, other = reads.get(song, "Neu!", "Hallogallo"), reads.get(song, "Neu!", "Negativland")
    assert (one.get().version, other.get().version) == (1, 1)
    refused_writes = TransactWrite(connection=connection)
    refused_writes.update(one.get(), actions=[song.plays.set(1)])
    refused_writes.save(song("Neu!", "Isi"), condition=song.title.exists())
    with pytest.raises(TransactWriteError) as refused:
        refused_writes.__exit__(None, None, None)
    assert [reason.code if reason else None for reason in refused.value.cancellation_reasons] == [
        "ConditionalCheckFailed",  # it sends saves before updates
        None,
    ]
    assert song.get("Neu!", "Hallogallo").plays == 0
