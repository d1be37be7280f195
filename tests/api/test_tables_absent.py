"""What this server does not have - backups, exports, global tables, vectors - is answered truthfully."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.refusals import INVALID, invalid, refused
from api.tables import create_music, table_name
from server import Server

ACCOUNT = "123456789012"
ARN = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Music"
BACKUP = f"{ARN}/backup/01489602797149-73d8d5bc"
NO_TABLE = ("TableNotFoundException", "Table not found: no-such-table")


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def music(dynamodb: Any) -> str:
    return create_music(dynamodb)


def test_no_backup_is_made_and_none_is_there(dynamodb: Any, music: str) -> None:
    assert refused(dynamodb.create_backup, TableName="no-such-table", BackupName="one") == NO_TABLE
    assert refused(dynamodb.create_backup, TableName=music, BackupName="one") == (
        "ContinuousBackupsUnavailableException",
        f"Backups are not available for the table: {music}. This server does not make backups yet",
    )
    assert dynamodb.list_backups(TableName=music)["BackupSummaries"] == []
    for operation in (dynamodb.describe_backup, dynamodb.delete_backup):
        assert invalid(operation, BackupArn="") == "Invalid Backup ARN"
        assert refused(operation, BackupArn=BACKUP) == (
            "BackupNotFoundException",
            f"Backup not found: {BACKUP}",
        )
    assert invalid(
        dynamodb.list_backups, TimeRangeLowerBound=2_000_000_000, TimeRangeUpperBound=1_000_000_000
    ) == (INVALID + "Time range lower bound must be less than or equal to upper bound")


def test_nothing_is_restored(dynamodb: Any, music: str) -> None:
    restore = dynamodb.restore_table_from_backup
    assert refused(restore, TargetTableName=table_name(), BackupArn=BACKUP)[0] == "BackupNotFoundException"
    assert refused(restore, TargetTableName=music, BackupArn=BACKUP) == (
        "TableAlreadyExistsException",
        f"Table already exists: {music}",
    )
    assert invalid(restore, TargetTableName="", BackupArn=BACKUP) == (
        "TableName must be at least 3 characters long and at most 255 characters long"
    )
    to_time = dynamodb.restore_table_to_point_in_time
    latest: dict[str, Any] = {"TargetTableName": table_name(), "UseLatestRestorableTime": True}
    assert refused(to_time, **latest, SourceTableName="no-such-table") == NO_TABLE
    assert invalid(to_time, **latest) == (
        "The parameter 'TableName' is required but was not present in the request"
    )
    assert invalid(to_time, TargetTableName="target", SourceTableName=music) == (
        "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not "
        "both"
    )
    assert refused(to_time, **latest, SourceTableName=music) == (
        "PointInTimeRecoveryUnavailableException",
        f"Point in time recovery is not enabled for table '{music}'",
    )


def test_nothing_is_restored_with_recovery_either(dynamodb: Any) -> None:
    name = create_music(dynamodb)
    dynamodb.update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    assert refused(
        dynamodb.restore_table_to_point_in_time,
        SourceTableName=name,
        TargetTableName=table_name(),
        UseLatestRestorableTime=True,
    ) == (
        "PointInTimeRecoveryUnavailableException",
        f"Point in time recovery is not available for table '{name}': this server does not restore tables yet",
    )


def test_nothing_is_exported_or_imported(dynamodb: Any, music: str) -> None:
    arn = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{music}"
    assert refused(dynamodb.export_table_to_point_in_time, TableArn=arn, S3Bucket="bucket") == (
        "PointInTimeRecoveryUnavailableException",
        f"Point in time recovery is not enabled for table '{music}'",
    )
    missing = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/no-such-table"
    assert refused(dynamodb.export_table_to_point_in_time, TableArn=missing, S3Bucket="bucket") == (
        "TableNotFoundException",
        f"Table not found: {missing}",
    )
    assert dynamodb.list_exports()["ExportSummaries"] == []
    assert dynamodb.list_imports()["ImportSummaryList"] == []
    export = f"{ARN}/export/01695097218000-d6299cbd"
    assert refused(dynamodb.describe_export, ExportArn=export) == (
        "ExportNotFoundException",
        f"Export not found: {export}",
    )
    imported = f"{ARN}/import/01695097218000-d6299cbd"
    assert refused(dynamodb.describe_import, ImportArn=imported) == (
        "ImportNotFoundException",
        f"Import not found: {imported}",
    )
    assert invalid(dynamodb.describe_import, ImportArn=export) == "Invalid Import ARN"
    assert invalid(
        dynamodb.import_table,
        S3BucketSource={"S3Bucket": "bucket"},
        InputFormat="CSV",
        TableCreationParameters={
            "TableName": table_name(),
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        },
    ) == ("Invalid Request: there is no Amazon S3 beside this server to import from")


def test_there_are_no_global_tables(dynamodb: Any, music: str) -> None:
    old = (
        INVALID
        + "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global "
        "tables version 2019.11.21, instead of version 2017.11.29 (Legacy)."
    )
    regions = [{"RegionName": "us-east-1"}]
    assert invalid(dynamodb.create_global_table, GlobalTableName=music, ReplicationGroup=regions) == old
    assert invalid(dynamodb.update_global_table, GlobalTableName=music, ReplicaUpdates=[]) == old
    assert dynamodb.list_global_tables()["GlobalTables"] == []
    for operation in (
        dynamodb.describe_global_table,
        dynamodb.describe_global_table_settings,
        dynamodb.update_global_table_settings,
    ):
        assert refused(operation, GlobalTableName=music) == (
            "GlobalTableNotFoundException",
            f"Global table not found: Global table with name: '{music}' does not exist.",
        )
    assert invalid(dynamodb.describe_global_table, GlobalTableName="") == (
        "TableName must be at least 3 characters long and at most 255 characters long"
    )
    for operation in (dynamodb.describe_table_replica_auto_scaling, dynamodb.update_table_replica_auto_scaling):
        assert refused(operation, TableName=music) == (
            "ResourceNotFoundException",
            f"Global table with name: '{music}' does not exist.",
        )


def test_there_are_no_vector_indexes(dynamodb: Any, music: str) -> None:
    vector = {
        "IndexName": "by-vector",
        "VectorAttribute": {"AttributeName": "v"},
        "Projection": {"ProjectionType": "ALL"},
        "Dimensions": 3,
        "DistanceFunction": "COSINE",
    }
    assert invalid(
        dynamodb.create_table,
        TableName=table_name(),
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        VectorIndexes=[vector],
    ) == (INVALID + "VectorIndexes cannot be specified: this server has no vector indexes")
    assert invalid(dynamodb.update_table, TableName=music, VectorIndexUpdates=[{"Create": vector}]) == (
        INVALID + "VectorIndexUpdates cannot be specified: this server has no vector indexes"
    )


def test_no_operation_on_tables_is_unknown(dynamodb: Any) -> None:
    """Whatever the model knows is answered with another error than UnknownOperationException."""
    codes = {
        _answer(getattr(dynamodb, method))
        for method, operation in dynamodb.meta.method_to_api_mapping.items()
        if not operation.startswith(("Batch", "Execute", "Transact"))
    }
    assert codes == {"", "ValidationException"}


def _answer(operation: Any) -> str:
    """The code of the error that a call without parameters gets, empty for none."""
    try:
        operation()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""
