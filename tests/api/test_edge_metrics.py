"""GET /metrics tells what happened to the keys."""

from __future__ import annotations

import urllib.request

import pytest
from botocore.exceptions import ClientError

from api.tables import create_music, song_key, under_key


def counted(server, name, **labels):
    """The value of one metric; 0 where it has not been counted."""
    wanted = {f'{label}="{value}"' for label, value in labels.items()}
    with urllib.request.urlopen(f"{server.endpoint}/metrics") as answer:
        for line in answer.read().decode().splitlines():
            series, _, value = line.rpartition(" ")
            metric, _, rest = series.partition("{")
            if metric == name and wanted == set(rest.rstrip("}").split(",")):
                return float(value)
    return 0.0


def test_calls_to_kms_and_looks_for_table_keys_are_counted(fresh_server):
    server = fresh_server(table_key_cache=0)
    kms, dynamodb = server.client("kms"), server.client("dynamodb")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(key))
    for operation in ("CreateGrant", "GenerateDataKey"):
        assert counted(server, "strongroom_kms_calls_total", operation=operation, code="OK") >= 1
    dynamodb.get_item(TableName=name, Key=song_key("one"))
    assert counted(server, "strongroom_table_key_cache_total", outcome="miss") >= 1
    kms.disable_key(KeyId=key)
    with pytest.raises(ClientError):
        dynamodb.get_item(TableName=name, Key=song_key("one"))
    assert counted(server, "strongroom_table_key_cache_total", outcome="refusal") == 1
    refused = counted(server, "strongroom_kms_calls_total", operation="Decrypt", code="DisabledException")
    assert refused == 1
    labels = {"service": "dynamodb", "operation": "GetItem", "code": "ValidationException"}
    assert counted(server, "strongroom_requests_total", **labels) == 1
