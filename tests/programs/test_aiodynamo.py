"""aiodynamo: its client over httpx, with its own signatures, expressions and retries."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import pytest
from aiodynamo.client import Client, Table
from aiodynamo.credentials import Key, StaticCredentials
from aiodynamo.errors import ConditionalCheckFailed, ItemNotFound, TransactionCanceled
from aiodynamo.expressions import F, HashAndRangeKeyCondition, HashKey, RangeKey
from aiodynamo.http.httpx import HTTPX
from aiodynamo.models import KeySchema, KeySpec, KeyType, PayPerRequest, ReturnValues
from aiodynamo.operations import ConditionCheck, Put
from httpx import AsyncClient
from yarl import URL

from server import Server

Scenario = Callable[[Client, Table], Awaitable[None]]


@pytest.fixture
def run(server: Server) -> Callable[[Scenario], None]:
    """Runs a scenario with a client and a table of its own."""

    async def prepared(scenario: Scenario) -> None:
        async with AsyncClient() as http:
            credentials = StaticCredentials(Key(*server.access_key))
            client = Client(HTTPX(http), credentials, "us-east-1", endpoint=URL(server.endpoint))
            table = client.table(f"aio-{uuid.uuid4().hex}")
            schema = KeySchema(KeySpec("h", KeyType.string), KeySpec("r", KeyType.number))
            await table.create(PayPerRequest(), schema, wait_for_active=True)
            await scenario(client, table)
            await table.delete(wait_for_disabled=True)
            assert not await table.exists()

    return lambda scenario: asyncio.run(prepared(scenario))


def test_items_and_updates(run) -> None:
    async def scenario(client: Client, table: Table) -> None:
        await table.put_item({"h": "a", "r": 1, "list": [1, "two", None, True], "bytes": b"\0\1"})
        assert await table.get_item({"h": "a", "r": 1}) == {
            "h": "a", "r": 1, "list": [1, "two", None, True], "bytes": b"\0\1",
        }  # fmt: skip
        updated = await table.update_item(
            {"h": "a", "r": 1},
            F("list").append([5]) & F("n").add(3) & F("bytes").remove(),
            return_values=ReturnValues.all_new,
        )
        assert updated == {"h": "a", "r": 1, "list": [1, "two", None, True, 5], "n": 3}
        with pytest.raises(ConditionalCheckFailed):
            await table.put_item({"h": "a", "r": 1}, condition=F("h").does_not_exist())
        await table.delete_item({"h": "a", "r": 1}, condition=F("n").equals(3))
        with pytest.raises(ItemNotFound):
            await table.get_item({"h": "a", "r": 1})

    run(scenario)


def test_queries_and_counts_over_pages(run) -> None:
    async def scenario(client: Client, table: Table) -> None:
        await asyncio.gather(*(table.put_item({"h": "a", "r": number}) for number in range(-20, 20)))
        condition = HashAndRangeKeyCondition(HashKey("h", "a"), RangeKey("r").gte(-3))
        assert [item["r"] async for item in table.query(condition, limit=7)] == list(range(-3, 4))
        backwards = table.query(HashKey("h", "a"), scan_forward=False, projection=F("r"))
        assert [item async for item in backwards] == [{"r": number} for number in range(19, -21, -1)]
        assert await table.count(HashKey("h", "a")) == 40
        assert await table.scan_count(filter_expression=F("r").lt(0)) == 20

    run(scenario)


def test_transactions(run) -> None:
    async def scenario(client: Client, table: Table) -> None:
        await client.transact_write_items([Put(table.name, {"h": "a", "r": number}) for number in range(3)])
        with pytest.raises(TransactionCanceled):
            await client.transact_write_items(
                [
                    Put(table.name, {"h": "b", "r": 1}),
                    ConditionCheck(table.name, {"h": "a", "r": 9}, F("h").exists()),
                ]
            )
        assert await table.scan_count() == 3

    run(scenario)
