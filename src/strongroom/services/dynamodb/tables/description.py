"""A table's record as DescribeTable shows it. Source: DynamoDB API reference, TableDescription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb.tables.contents import Contents, SpaceContents
from strongroom.services.dynamodb.tables.record import (
    EncryptionChange,
    Index,
    TableRecord,
    Throughput,
    WarmThroughput,
)
from strongroom.services.dynamodb.tables.throughput import decreases_today
from strongroom.services.dynamodb.values.keys import KeyAttribute

#: The part of a key change after which the description shows the new key instead of the old one. The service
#: was seen to take 22 s in all and to turn after 8 to 9 s.
_TURNING_POINT = 0.4


def table_description(record: TableRecord, now: float, contents: Contents) -> dict[str, Any]:
    """The wire's ``TableDescription``."""
    schema = record.key_schema
    description: dict[str, Any] = {
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in record.attribute_types.items()
        ],
        "TableName": record.name,
        "KeySchema": _key_schema((schema.partition,), () if schema.sort is None else (schema.sort,)),
        "TableStatus": table_status(record),
        "CreationDateTime": record.created,
        "ProvisionedThroughput": _throughput(record.throughput, now),
        "TableSizeBytes": contents.items.size_bytes,
        "ItemCount": contents.items.count,
        "TableArn": record.arn,
        "TableId": record.table_id,
        "DeletionProtectionEnabled": record.deletion_protection,
    }
    description.update(_billing(record))
    description.update(_index_descriptions(record, now, contents))
    description.update(_stream(record))
    if record.table_class is not None:
        description["TableClassSummary"] = _table_class(record)
    if (sse := sse_description(record, now)) is not None:
        description["SSEDescription"] = sse
    return description


def created_description(
    record: TableRecord, request: Mapping[str, Any], now: float, contents: Contents
) -> dict[str, Any]:
    """What CreateTable answers: warm throughput is told only where it was asked for."""
    description = table_description(record, now, contents)
    if not request.get("WarmThroughput"):
        del description["WarmThroughput"]
    for index in description.get("GlobalSecondaryIndexes", ()):
        del index["WarmThroughput"]
    return description


def table_status(record: TableRecord) -> str:
    """The status that the owner sees; a table whose key is lost shows it in place of ACTIVE."""
    if record.status != "ACTIVE":
        return record.status
    if record.job("throughput", "billing", "stream", "table class") is not None or any(
        index.is_allocating or index.status == "DELETING" for index in record.indexes
    ):
        return "UPDATING"
    return "ACTIVE" if record.inaccessible_since is None else "INACCESSIBLE_ENCRYPTION_CREDENTIALS"


def sse_description(record: TableRecord, now: float) -> dict[str, Any] | None:
    """``SSEDescription``; absent for a table under the AWS owned key, as the service does."""
    if record.change is not None:
        return _changing(record.change, now)
    if record.visible_key_arn is None:
        return None
    described: dict[str, Any] = {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": record.visible_key_arn,
    }
    if record.inaccessible_since is not None:
        described["InaccessibleEncryptionDateTime"] = record.inaccessible_since
    return described


def _key_schema(partition: tuple[KeyAttribute, ...], sort: tuple[KeyAttribute, ...]) -> list[dict[str, str]]:
    return [
        *({"AttributeName": key.name, "KeyType": "HASH"} for key in partition),
        *({"AttributeName": key.name, "KeyType": "RANGE"} for key in sort),
    ]


def _changing(change: EncryptionChange, now: float) -> dict[str, Any]:
    turning_point = change.started + (change.ends - change.started) * _TURNING_POINT
    shown = change.old_arn if now < turning_point else change.new_arn
    if shown is None:
        return {"Status": "UPDATING"}
    return {"Status": "UPDATING", "SSEType": "KMS", "KMSMasterKeyArn": shown}


def _throughput(throughput: Throughput, now: float) -> dict[str, Any]:
    described: dict[str, Any] = {
        "NumberOfDecreasesToday": decreases_today(throughput, now),
        "ReadCapacityUnits": throughput.read_units,
        "WriteCapacityUnits": throughput.write_units,
    }
    if throughput.last_increase is not None:
        described["LastIncreaseDateTime"] = throughput.last_increase
    if throughput.last_decrease is not None:
        described["LastDecreaseDateTime"] = throughput.last_decrease
    return described


def _billing(record: TableRecord) -> dict[str, Any]:
    described: dict[str, Any] = {}
    if record.billing_mode == "PAY_PER_REQUEST" or record.on_demand_since is not None:
        summary: dict[str, Any] = {"BillingMode": record.billing_mode}
        switch = record.job("billing")
        if record.on_demand_since is not None and (
            switch is None or switch.target.get("to") != "PAY_PER_REQUEST"
        ):
            summary["LastUpdateToPayPerRequestDateTime"] = record.on_demand_since
        described["BillingModeSummary"] = summary
    if record.on_demand is not None:
        described["OnDemandThroughput"] = dict(record.on_demand)
    warming = record.status == "CREATING" or record.job("warm throughput") is not None
    described["WarmThroughput"] = _warm(record.warm, updating=warming)
    if record.settings_replication is not None:
        described["GlobalTableSettingsReplicationMode"] = record.settings_replication
    return described


def _warm(warm: WarmThroughput, *, updating: bool) -> dict[str, Any]:
    return {
        "ReadUnitsPerSecond": warm.read_units,
        "WriteUnitsPerSecond": warm.write_units,
        "Status": "UPDATING" if updating else "ACTIVE",
    }


def _index_descriptions(record: TableRecord, now: float, contents: Contents) -> dict[str, Any]:
    described: dict[str, Any] = {}
    if record.local_indexes:
        described["LocalSecondaryIndexes"] = [
            _index(record, index, contents.of_index(index.name)) for index in record.local_indexes
        ]
    if record.global_indexes:
        described["GlobalSecondaryIndexes"] = [
            _global_index(record, index, now, contents.of_index(index.name)) for index in record.global_indexes
        ]
    return described


def _index(record: TableRecord, index: Index, contents: SpaceContents) -> dict[str, Any]:
    return {
        "IndexName": index.name,
        "KeySchema": _key_schema(index.partition_keys, index.sort_keys),
        "Projection": dict(index.projection),
        "IndexSizeBytes": contents.size_bytes,
        "ItemCount": contents.count,
        "IndexArn": record.index_arn(index),
    }


def _global_index(record: TableRecord, index: Index, now: float, contents: SpaceContents) -> dict[str, Any]:
    status = "CREATING" if record.status == "CREATING" else index.status
    described = {
        **_index(record, index, contents),
        "IndexStatus": status,
        "ProvisionedThroughput": _throughput(index.throughput, now),
        "WarmThroughput": _warm(index.warm, updating=status == "CREATING" or index.warm_until is not None),
    }
    if index.status == "CREATING" and index.backfilling is not None:
        described["Backfilling"] = index.backfilling
    if index.on_demand is not None:
        described["OnDemandThroughput"] = dict(index.on_demand)
    return described


def _stream(record: TableRecord) -> dict[str, Any]:
    stream = record.stream
    if stream is None:
        return {}
    described: dict[str, Any] = {
        "LatestStreamLabel": stream.label,
        "LatestStreamArn": record.stream_arn(stream),
    }
    if stream.enabled:
        described["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream.view}
    return described


def _table_class(record: TableRecord) -> dict[str, Any]:
    summary: dict[str, Any] = {"TableClass": record.table_class}
    if record.table_class_changed is not None:
        summary["LastUpdateDateTime"] = record.table_class_changed
    return summary
