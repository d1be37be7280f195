"""boto3's resource API: tables as objects, batch writers, waiters, paginators."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from boto3.dynamodb.conditions import Attr, Key

from server import Server


@pytest.fixture
def table(server: Server) -> Iterator[Any]:
    key, secret = server.access_key
    dynamodb = boto3.resource(
        "dynamodb",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )
    table = dynamodb.create_table(
        TableName=f"films-{uuid.uuid4().hex}",
        AttributeDefinitions=[
            {"AttributeName": "year", "AttributeType": "N"},
            {"AttributeName": "title", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "year", "KeyType": "HASH"},
            {"AttributeName": "title", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    yield table
    table.delete()
    table.wait_until_not_exists()


def test_values_of_python_come_back(table) -> None:
    film = {
        "year": 1927,
        "title": "Metropolis",
        "rating": Decimal("8.3"),
        "cast": {"Helm", "Abel"},
        "info": {"restored": [2001, 2010], "lost": None, "silent": True},
    }
    table.put_item(Item=film)
    assert table.get_item(Key={"year": 1927, "title": "Metropolis"})["Item"] == film
    changed = table.update_item(
        Key={"year": 1927, "title": "Metropolis"},
        UpdateExpression="SET info.restored = list_append(info.restored, :r) ADD #c :c",
        ExpressionAttributeNames={"#c": "cast"},
        ExpressionAttributeValues={":r": [2026], ":c": {"Fröhlich"}},
        ReturnValues="UPDATED_NEW",
    )["Attributes"]
    assert changed == {"info": {"restored": [2001, 2010, 2026]}, "cast": {"Helm", "Abel", "Fröhlich"}}


def test_a_batch_writer_and_conditions_as_objects(table) -> None:
    with table.batch_writer(overwrite_by_pkeys=["year", "title"]) as batch:
        for number in range(70):
            batch.put_item(Item={"year": 2000, "title": f"{number:02}", "long": number % 3 == 0})
            batch.put_item(
                Item={"year": 2000, "title": f"{number:02}", "long": number % 2 == 0, **_round(number)}
            )
        batch.delete_item(Key={"year": 2000, "title": "00"})
    some = table.query(
        KeyConditionExpression=Key("year").eq(2000) & Key("title").between("10", "19"),
        FilterExpression=Attr("long").eq(True) & ~Attr("round").exists(),
    )
    assert [item["title"] for item in some["Items"]] == ["12", "14", "16", "18"]
    assert table.scan(Select="COUNT")["Count"] == 69


def _round(number: int) -> dict[str, bool]:
    return {"round": True} if number % 10 == 0 else {}


def test_paginators_follow_the_last_key(table) -> None:
    with table.batch_writer() as batch:
        for number in range(30):
            batch.put_item(Item={"year": 1999, "title": f"{number:02}", "text": "x" * 60_000})
    scan = table.meta.client.get_paginator("scan").paginate(
        TableName=table.name, PaginationConfig={"PageSize": 20}
    )
    pages = [len(page["Items"]) for page in scan]
    assert sum(pages) == 30
    assert len(pages) == 2  # a page of the service ends at 1 MB too
    tables = table.meta.client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1})
    assert table.name in [name for page in tables for name in page["TableNames"]]
