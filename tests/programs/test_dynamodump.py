"""dynamodump: backs a table up to files, and restores it under another name."""

from __future__ import annotations

import subprocess
import sys
import uuid
from pathlib import Path

from server import Server

_DYNAMODUMP = Path(sys.executable).with_name("dynamodump")


def _run(server: Server, folder: Path, *arguments: str) -> str:
    key, secret = server.access_key
    place = ["--region", "local", "--host", "127.0.0.1", "--port", str(server.port)]
    done = subprocess.run(
        [
            _DYNAMODUMP,
            *place,
            "--accessKey",
            key,
            "--secretKey",
            secret,
            "--dumpPath",
            folder,
            "--skipThroughputUpdate",
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_table_is_backed_up_and_restored_with_its_indexes(server: Server, tmp_path: Path) -> None:
    dynamodb = server.client("dynamodb", region="local")
    source, target = f"source-{uuid.uuid4().hex}", f"target-{uuid.uuid4().hex}"
    throughput = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    dynamodb.create_table(
        TableName=source,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "by")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        ProvisionedThroughput=throughput,
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-b",
                "KeySchema": [{"AttributeName": "by", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": throughput,
            }
        ],
    )
    items = [
        {"pk": {"S": f"p{n % 7}"}, "sk": {"S": f"{n:03}"}, "by": {"S": f"b{n % 2}"}, "n": {"N": str(n)}}
        for n in range(90)
    ]
    for item in items:
        dynamodb.put_item(TableName=source, Item=item)

    _run(server, tmp_path, "--mode", "backup", "--srcTable", source)
    _run(server, tmp_path, "--mode", "restore", "--srcTable", source, "--destTable", target, "--noConfirm")

    assert _sorted(dynamodb.scan(TableName=target)["Items"]) == _sorted(items)
    found = dynamodb.query(
        TableName=target,
        IndexName="by-b",
        KeyConditionExpression="#by = :b",
        ExpressionAttributeNames={"#by": "by"},
        ExpressionAttributeValues={":b": {"S": "b1"}},
    )
    assert _sorted(found["Items"]) == _sorted(items[1::2])


def _sorted(items: list[dict[str, dict[str, str]]]) -> list[dict[str, dict[str, str]]]:
    return sorted(items, key=lambda item: item["sk"]["S"])
