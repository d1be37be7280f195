"""The AWS CLI's own conveniences: waiters, automatic paging, queries of the output."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from server import Server


def test_waiters_paging_and_output_queries(fresh_server, aws, tmp_path: Path) -> None:
    server: Server = fresh_server(transition_seconds=0.2)
    name = f"things-{uuid.uuid4().hex}"
    table = ("--table-name", name)
    aws(
        server, "dynamodb", "create-table", *table, "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=id,AttributeType=S",
        "--key-schema", "AttributeName=id,KeyType=HASH",
    )  # fmt: skip
    aws(server, "dynamodb", "wait", "table-exists", *table)
    for start in (0, 20):
        puts = [{"PutRequest": {"Item": {"id": {"S": f"{n:02}"}}}} for n in range(start, start + 20)]
        (tmp_path / "puts.json").write_text(json.dumps({name: puts}))
        aws(server, "dynamodb", "batch-write-item", "--request-items", "file://puts.json")
    scanned = aws(server, "dynamodb", "scan", *table, "--page-size", "7", "--query", "Items[].id.S")
    assert sorted(scanned) == [f"{n:02}" for n in range(40)]
    first = aws(server, "dynamodb", "scan", *table, "--max-items", "25")
    rest = aws(server, "dynamodb", "scan", *table, "--starting-token", first["NextToken"])
    assert len(first["Items"]) == 25
    assert {item["id"]["S"] for item in first["Items"] + rest["Items"]} == {f"{n:02}" for n in range(40)}
    aws(server, "dynamodb", "delete-table", *table)
    aws(server, "dynamodb", "wait", "table-not-exists", *table)
    assert aws(server, "dynamodb", "list-tables")["TableNames"] == []
