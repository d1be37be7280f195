"""A table's record as DescribeTable shows it. Source: DynamoDB API reference, TableDescription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb.tables.record import EncryptionChange, Index, TableRecord, Throughput
from strongroom.services.dynamodb.values.keys import KeySchema

#: The part of a key change after which the description shows the new key instead of the old one. The service
#: was seen to take 22 s in all and to turn after 8 to 9 s.
_TURNING_POINT = 0.4


def table_description(record: TableRecord, now: float, items: int, size_bytes: int) -> dict[str, Any]:
    """The wire's ``TableDescription``. ``items`` and ``size_bytes`` are the table's approximate contents."""
    description: dict[str, Any] = {
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in record.attribute_types.items()
        ],
        "TableName": record.name,
        "KeySchema": key_schema_elements(record.key_schema),
        "TableStatus": table_status(record),
        "CreationDateTime": record.created,
        "ProvisionedThroughput": _throughput(record.throughput),
        "TableSizeBytes": size_bytes,
        "ItemCount": items,
        "TableArn": record.arn,
        "TableId": record.table_id,
        "DeletionProtectionEnabled": record.deletion_protection,
    }
    description.update(_billing(record))
    description.update(_index_descriptions(record))
    if record.stream is not None:
        description.update(_stream(record))
    if record.table_class is not None:
        description["TableClassSummary"] = _table_class(record)
    if (sse := sse_description(record, now)) is not None:
        description["SSEDescription"] = sse
    return description


def table_status(record: TableRecord) -> str:
    """The status that the owner sees; a table whose key is lost shows it in place of ACTIVE."""
    if record.inaccessible_since is not None and record.status == "ACTIVE":
        return "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    return record.status


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


def key_schema_elements(schema: KeySchema) -> list[dict[str, str]]:
    """The wire's ``KeySchema`` list."""
    elements = [{"AttributeName": schema.partition.name, "KeyType": "HASH"}]
    if schema.sort is not None:
        elements.append({"AttributeName": schema.sort.name, "KeyType": "RANGE"})
    return elements


def _changing(change: EncryptionChange, now: float) -> dict[str, Any]:
    turning_point = change.started + (change.ends - change.started) * _TURNING_POINT
    shown = change.old_arn if now < turning_point else change.new_arn
    if shown is None:
        return {"Status": "UPDATING"}
    return {"Status": "UPDATING", "SSEType": "KMS", "KMSMasterKeyArn": shown}


def _throughput(throughput: Throughput) -> dict[str, Any]:
    described: dict[str, Any] = {
        "NumberOfDecreasesToday": throughput.decreases_today,
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
    if record.billing_mode == "PAY_PER_REQUEST":
        described["BillingModeSummary"] = {
            "BillingMode": "PAY_PER_REQUEST",
            "LastUpdateToPayPerRequestDateTime": record.on_demand_since,
        }
    elif record.on_demand_since is not None:
        described["BillingModeSummary"] = {
            "BillingMode": "PROVISIONED",
            "LastUpdateToPayPerRequestDateTime": record.on_demand_since,
        }
    if record.on_demand is not None:
        described["OnDemandThroughput"] = dict(record.on_demand)
    described["WarmThroughput"] = _warm(record.warm, record.throughput, record.billing_mode)
    return described


def _warm(warm: Mapping[str, int] | None, throughput: Throughput, billing_mode: str) -> dict[str, Any]:
    if warm is not None:
        return {**warm, "Status": "ACTIVE"}
    if billing_mode == "PAY_PER_REQUEST":
        return {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"}
    return {
        "ReadUnitsPerSecond": throughput.read_units,
        "WriteUnitsPerSecond": throughput.write_units,
        "Status": "ACTIVE",
    }


def _index_descriptions(record: TableRecord) -> dict[str, Any]:
    local = [_index(record, index) for index in record.indexes if not index.is_global]
    everywhere = [_index(record, index) for index in record.indexes if index.is_global]
    described: dict[str, Any] = {}
    if local:
        described["LocalSecondaryIndexes"] = local
    if everywhere:
        described["GlobalSecondaryIndexes"] = everywhere
    return described


def _index(record: TableRecord, index: Index) -> dict[str, Any]:
    described: dict[str, Any] = {
        "IndexName": index.name,
        "KeySchema": key_schema_elements(index.key_schema),
        "Projection": dict(index.projection),
        "IndexSizeBytes": 0,
        "ItemCount": 0,
        "IndexArn": f"{record.arn}/index/{index.name}",
    }
    if index.is_global:
        described["IndexStatus"] = "CREATING" if record.status == "CREATING" else index.status
        described["ProvisionedThroughput"] = _throughput(index.throughput)
        described["WarmThroughput"] = _warm(index.warm, index.throughput, record.billing_mode)
        if index.on_demand is not None:
            described["OnDemandThroughput"] = dict(index.on_demand)
    return described


def _stream(record: TableRecord) -> dict[str, Any]:
    stream = record.stream or {}
    described: dict[str, Any] = {"LatestStreamLabel": stream["label"], "LatestStreamArn": stream["arn"]}
    if stream["enabled"]:
        described["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream["view"]}
    return described


def _table_class(record: TableRecord) -> dict[str, Any]:
    summary: dict[str, Any] = {"TableClass": record.table_class}
    if record.table_class_changed is not None:
        summary["LastUpdateDateTime"] = record.table_class_changed
    return summary
