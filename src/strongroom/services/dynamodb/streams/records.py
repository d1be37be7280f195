"""How a stream record is stored, and what GetRecords shows of it.

The stored form is a fixed header and the JSON of the keys and of the images that the stream's view type asks
for, as the items have it; reading puts the wire's document around it. The head of a shard is stored in the
same partition, before all records: how many there have been, and when the last one was made.

Source: DynamoDB Streams API reference, Record and StreamRecord; developer guide, "Time to Live" (userIdentity).
"""

from __future__ import annotations

import struct
from hashlib import blake2b
from typing import NamedTuple

import orjson

from strongroom.services.dynamodb.items import item_json, stored_size
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.write_effects import ItemChange
from strongroom.storage.engine import Key

#: The space of a table's store that holds its stream records.
STREAM = "stream"

_HEAD_POSITION = b""
_HEAD = struct.Struct(">Qd")
#: Time, SizeBytes, event, whether the service did it, and the lengths of keys and new image.
_RECORD = struct.Struct(">dIB?II")
_EVENTS = ("INSERT", "MODIFY", "REMOVE")
_SHOWS_NEW = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")
_SHOWS_OLD = ("OLD_IMAGE", "NEW_AND_OLD_IMAGES")
_SERVICE = b',"userIdentity":{"Type":"Service","PrincipalId":"dynamodb.amazonaws.com"}'


class ShardHead(NamedTuple):
    """The number of the shard's last record, and when it was made (epoch seconds)."""

    counter: int
    at: float


def head_key(partition: bytes) -> Key:
    """Where the head of the shard is."""
    return partition, _HEAD_POSITION


def record_position(counter: int) -> bytes:
    """The sort position of the record with this number."""
    return counter.to_bytes(8)


def encode_head(head: ShardHead) -> bytes:
    return _HEAD.pack(*head)


def decode_head(value: bytes) -> ShardHead:
    return ShardHead._make(_HEAD.unpack(value))


def encode_record(at: float, keys: Item, view: str, change: ItemChange) -> bytes:
    """The stored form of the record of a change; ``keys`` is the item's primary key."""
    size = item_size(keys)
    new = old = b""
    if change.new is not None and view in _SHOWS_NEW:
        new = item_json(change.new)
        size += stored_size(change.new)
    if change.old is not None and view in _SHOWS_OLD:
        old = item_json(change.old)
        size += stored_size(change.old)
    event = 0 if change.old is None else 2 if change.new is None else 1
    keys_json = orjson.dumps(keys)
    header = _RECORD.pack(at, size, event, change.by_service, len(keys_json), len(new))
    return b"".join((header, keys_json, new, old))


def record_time(value: bytes) -> float:
    """When the stored record was made (epoch seconds)."""
    at: float = _RECORD.unpack_from(value)[0]
    return at


def record_size(value: bytes) -> int:
    """The stored record's SizeBytes."""
    size: int = _RECORD.unpack_from(value)[1]
    return size


def record_json(value: bytes, sequence_number: str, stream_arn: str, region: str, view: str) -> bytes:
    """The wire's ``Record`` of a stored record."""
    at, size, event, by_service, keys_length, new_length = _RECORD.unpack_from(value)
    keys_end = _RECORD.size + keys_length
    new_end = keys_end + new_length
    new, old = value[keys_end:new_end], value[new_end:]
    event_id = blake2b(f"{stream_arn} {sequence_number}".encode(), digest_size=16).hexdigest()
    return b"".join(
        (
            b'{"eventID":"%b","eventName":"%b",' % (event_id.encode(), _EVENTS[event].encode()),
            b'"eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":%b,' % orjson.dumps(region),
            b'"dynamodb":{"ApproximateCreationDateTime":%d,"Keys":%b,'
            % (int(at), value[_RECORD.size : keys_end]),
            b'"NewImage":%b,' % new if new else b"",
            b'"OldImage":%b,' % old if old else b"",
            b'"SequenceNumber":"%b","SizeBytes":%d,' % (sequence_number.encode(), size),
            b'"StreamViewType":"%b"}%b}' % (view.encode(), _SERVICE if by_service else b""),
        )
    )
