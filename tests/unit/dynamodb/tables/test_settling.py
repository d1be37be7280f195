"""Transitions end by time alone, and the description shows the phases that the service shows."""

from __future__ import annotations

import base64
import itertools

import orjson
import pytest

from strongroom.services.dynamodb.tables.description import sse_description, table_status
from strongroom.services.dynamodb.tables.record import EncryptionChange, Index, from_document, to_document
from strongroom.services.dynamodb.tables.settling import next_event, settled
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema
from unit.dynamodb.tables.records import NEW_ARN, OLD_ARN, music, wrapped


def change(old: str | None, new: str | None) -> EncryptionChange:
    keys = wrapped(new or "arn:aws:kms:us-east-1:000000000000:key/9999", owned=new is None)
    return EncryptionChange(100.0, 110.0, old, new, keys)


def test_a_table_being_created_becomes_active_when_its_time_is_over() -> None:
    record = music(status="CREATING", until=10.0)
    assert next_event(record) == 10.0
    assert settled(record, 9.9) is record
    active = settled(record, 10.0)
    assert active is not None
    assert (active.status, active.until, next_event(active)) == ("ACTIVE", None, None)


def test_a_table_being_deleted_is_gone_when_its_time_is_over() -> None:
    record = music(status="DELETING", until=10.0)
    assert settled(record, 9.9) is record
    assert settled(record, 10.0) is None


def test_a_key_change_takes_effect_at_its_end_and_leaves_the_old_grant_to_give_back() -> None:
    record = music(change=change(OLD_ARN, NEW_ARN))
    assert settled(record, 109.0) is record
    after = settled(record, 110.0)
    assert after is not None
    assert after.keys.key_arn == NEW_ARN
    assert after.change is None
    assert after.retired_grants == ((OLD_ARN, "grant-of-1"),)


@pytest.mark.parametrize(
    ("old", "new", "early", "late", "final"),
    [
        (None, NEW_ARN, None, NEW_ARN, NEW_ARN),
        (OLD_ARN, NEW_ARN, OLD_ARN, NEW_ARN, NEW_ARN),
        (OLD_ARN, None, OLD_ARN, None, None),
    ],
)
def test_sse_description_passes_through_the_services_phases(
    old: str | None, new: str | None, early: str | None, late: str | None, final: str | None
) -> None:
    start = wrapped(old or "arn:aws:kms:us-east-1:000000000000:key/9999", owned=old is None)
    record = music(keys=start, change=change(old, new))

    def updating(arn: str | None) -> dict[str, str]:
        shown = {"Status": "UPDATING"}
        return {**shown, "SSEType": "KMS", "KMSMasterKeyArn": arn} if arn else shown

    assert sse_description(record, 101.0) == updating(early)
    assert sse_description(record, 109.0) == updating(late)
    after = settled(record, 110.0)
    assert after is not None
    expected = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": final} if final else None
    assert sse_description(after, 110.0) == expected


def test_an_inaccessible_table_shows_since_when_and_stays_enabled() -> None:
    record = music(inaccessible_since=55.5)
    assert table_status(record) == "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    assert sse_description(record, 60.0) == {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": OLD_ARN,
        "InaccessibleEncryptionDateTime": 55.5,
    }


def test_a_record_survives_its_json_form_whole() -> None:
    schema = KeySchema(KeyAttribute("Genre", "S"), None)
    index = Index("by-genre", True, schema, {"ProjectionType": "ALL"}, status="CREATING", until=7.0)
    for parts in itertools.product(
        [{}, {"change": change(OLD_ARN, NEW_ARN)}], [{}, {"indexes": (index,)}], [{}, {"tags": {"a": "b"}}]
    ):
        record = music(**{name: value for part in parts for name, value in part.items()})
        text = orjson.dumps(to_document(record), default=lambda value: base64.b64encode(value).decode())
        assert from_document(orjson.loads(text), base64.b64decode) == record
