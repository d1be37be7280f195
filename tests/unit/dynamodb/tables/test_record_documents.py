"""Every member of a table's record survives its stored form."""

from __future__ import annotations

import dataclasses

import orjson

from strongroom.services.dynamodb.tables.record import (
    TABLE,
    ContributorInsights,
    EncryptionChange,
    Index,
    Job,
    KinesisDestination,
    PointInTimeRecovery,
    ResourcePolicy,
    ShardGeneration,
    Stream,
    TableRecord,
    Throughput,
    TimeToLive,
    WarmThroughput,
)
from strongroom.services.dynamodb.tables.record_documents import decode, encode
from strongroom.services.dynamodb.values.keys import KeyAttribute
from unit.dynamodb.tables.records import NEW_ARN, OLD_ARN, music, wrapped

FULL = {
    "status": "DELETING",
    "until": 4.0,
    "jobs": (Job("stream", 3.0, {"operation": "ENABLE", "label": "now"}),),
    "billing_mode": "PAY_PER_REQUEST",
    "on_demand_since": 2.0,
    "throughput": Throughput(1, 2, 3.0, 4.0, 5),
    "warm": WarmThroughput(6, 7),
    "on_demand": {"MaxReadRequestUnits": 8},
    "indexes": (
        Index(
            "by-genre",
            True,
            (KeyAttribute("Genre", "S"), KeyAttribute("Year", "N")),
            (KeyAttribute("Artist", "S"),),
            {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b"]},
            Throughput(1, 1),
            WarmThroughput(2, 2),
            {"MaxWriteRequestUnits": 9},
            "UPDATING",
            7.0,
            False,
            Throughput(3, 3),
            WarmThroughput(4, 4),
            8.0,
        ),
    ),
    "table_class": "STANDARD_INFREQUENT_ACCESS",
    "table_class_changed": 1.0,
    "table_class_changes": (1.0, 2.0),
    "deletion_protection": True,
    "tags": {"a": "b"},
    "stream": Stream("2026", "NEW_IMAGE", None, (ShardGeneration(1, 2),), 1),
    "past_streams": (Stream("2025", "KEYS_ONLY", 5.0),),
    "ttl": TimeToLive("expires", True, 6.0),
    "recovery": PointInTimeRecovery(7.0, 35),
    "policies": {TABLE: ResourcePolicy("{}", "{}", "1"), "2026": ResourcePolicy("[]", "[]", "2")},
    "insights": {"by-genre": ContributorInsights(True, "THROTTLED_KEYS", 1.0, 2.0)},
    "destinations": (KinesisDestination("arn", None, 3.0),),
    "settings_replication": "DISABLED",
    "change": EncryptionChange(1.0, 2.0, OLD_ARN, NEW_ARN, wrapped(NEW_ARN)),
    "encryption_changes": (1.0,),
    "inaccessible_since": 9.0,
    "retired_grants": (("key", "grant"),),
}


def test_a_record_with_every_member_survives() -> None:
    given = {
        field.name for field in dataclasses.fields(TableRecord) if field.default is not dataclasses.MISSING
    }
    assert given <= FULL.keys(), "a member is not tried"
    record = music(**FULL)
    assert decode(encode(record)) == record


def test_a_bare_record_survives() -> None:
    assert decode(encode(music())) == music()


def test_a_member_that_an_older_document_lacks_gets_its_default() -> None:
    document = orjson.loads(encode(music()))
    del document["ttl"]
    assert decode(orjson.dumps(document)) == music()


def test_a_member_that_a_newer_document_has_is_left_out() -> None:
    document = {**orjson.loads(encode(music())), "unheard of": 1}
    assert decode(orjson.dumps(document)) == music()
