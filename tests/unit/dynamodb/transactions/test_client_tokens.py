"""Client request tokens: one request at a time, ten minutes, and no longer in the store than they are valid."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from strongroom.calls import Call, Principal
from strongroom.clock import RehearsalClock
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.transactions.client_tokens import (
    SPACE,
    ClientTokens,
    RequestToken,
    keep,
    repeated,
)
from strongroom.storage.engine import StorageError, Store, Transaction
from strongroom.storage.sqlite import SqliteEngine
from unit.dynamodb.tables.records import music

CALL = Call("TransactWriteItems", Principal.root("111122223333"), "111122223333", "us-east-1", "request")
TOKEN = RequestToken("token", b"f" * 16)
ANOTHER = RequestToken("token", b"g" * 16)


class Tables:
    """The one table, whose store is called as an open one is, by the table's id."""

    def all(self) -> list[Table]:
        return [Table(music())]


class Opened:
    """The cache of table keys with the one table's store, open or not."""

    def __init__(self, store: Store | None) -> None:
        self.store = store

    def opened(self, table_id: str) -> Store | None:
        return self.store


def client_tokens(store: Store | None, clock: RehearsalClock) -> ClientTokens:
    return ClientTokens(Tables(), Opened(store), clock)  # type: ignore[arg-type]


def with_store(directory: Path, test: Callable[[Store, RehearsalClock], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        engine = SqliteEngine(directory)
        try:
            await test(engine.create("table", b"t" * 32), RehearsalClock())
        finally:
            await engine.close()

    asyncio.run(run())


def keeping(token: RequestToken, now: float, units: float = 2.0) -> Callable[[Transaction], None]:
    return lambda transaction: keep(transaction, token, now, units)


def asking(token: RequestToken, now: float) -> Callable[[Transaction], dict[str, float]]:
    return lambda transaction: repeated({"table": transaction}, token, now)


def test_a_request_that_is_under_way_is_told_so_and_another_with_its_token_is_refused() -> None:
    tokens = client_tokens(None, RehearsalClock())
    with tokens.using(CALL, TOKEN, []):
        with pytest.raises(ServiceError) as in_progress, tokens.using(CALL, TOKEN, []):
            raise AssertionError
        assert (in_progress.value.code, in_progress.value.message) == (
            "TransactionInProgressException",
            "The transaction with the given request token is already in progress.",
        )
        with pytest.raises(ServiceError) as mismatch, tokens.using(CALL, ANOTHER, []):
            raise AssertionError
        assert mismatch.value.code == "IdempotentParameterMismatchException"
    with tokens.using(CALL, TOKEN, []):
        pass


def test_a_request_that_failed_leaves_its_token_free() -> None:
    tokens = client_tokens(None, RehearsalClock())
    with pytest.raises(ZeroDivisionError), tokens.using(CALL, TOKEN, []):
        raise ZeroDivisionError
    with tokens.using(CALL, ANOTHER, []):
        pass


def test_a_token_that_was_used_for_other_tables_is_known_for_ten_minutes() -> None:
    clock = RehearsalClock()
    tokens = client_tokens(None, clock)
    with tokens.using(CALL, TOKEN, []):
        pass
    tokens.remember(CALL, TOKEN)
    clock.advance(599)
    with pytest.raises(ServiceError), tokens.using(CALL, ANOTHER, []):
        raise AssertionError
    clock.advance(1)
    with tokens.using(CALL, ANOTHER, []):
        pass


def test_a_kept_token_is_found_for_ten_minutes(tmp_path: Path) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        begun = 1_800_000_000.0
        await store.write(keeping(TOKEN, begun, 6.0))
        for passed in (0, 1, 300, 599.9):
            assert await store.write(asking(TOKEN, begun + passed)) == {"table": 6.0}
        with pytest.raises(ServiceError):
            await store.write(asking(ANOTHER, begun + 599.9))
        for passed in (600, 700, 1200, 5000):
            assert await store.write(asking(ANOTHER, begun + passed)) == {}

    with_store(tmp_path, test)


def test_a_token_that_is_used_again_after_ten_minutes_counts_from_then(tmp_path: Path) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        await store.write(keeping(TOKEN, 1_800_000_590.0))
        await store.write(keeping(ANOTHER, 1_800_001_195.0))
        assert await store.write(asking(ANOTHER, 1_800_001_700.0)) == {"table": 2.0}

    with_store(tmp_path, test)


def may_be_kept(tokens: ClientTokens, stores: list[Store], token: RequestToken = TOKEN) -> bool:
    with tokens.using(CALL, token, stores) as answer:
        return answer


def test_a_token_is_looked_for_once_it_has_been_used_here(tmp_path: Path) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        tokens = client_tokens(store, clock)
        assert not may_be_kept(tokens, [store])
        tokens.remember(CALL, TOKEN)
        assert may_be_kept(tokens, [store])
        clock.advance(600)
        assert not may_be_kept(tokens, [store])

    with_store(tmp_path, test)


@pytest.mark.parametrize("end", [asyncio.CancelledError, StorageError, ZeroDivisionError])
def test_a_token_is_looked_for_when_nobody_learned_how_its_transaction_ended(
    tmp_path: Path, end: type[BaseException]
) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        tokens = client_tokens(store, clock)
        with pytest.raises(end), tokens.using(CALL, TOKEN, [store]):
            raise end
        assert may_be_kept(tokens, [store])
        assert may_be_kept(tokens, [store], ANOTHER)

    with_store(tmp_path, test)


def test_every_token_is_looked_for_while_one_may_be_forgotten(tmp_path: Path) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        tokens = client_tokens(store, clock)
        tokens.remember(CALL, TOKEN)
        clock.advance(300)
        for number in range(100_000):
            tokens.remember(CALL, RequestToken(f"{number}", b"f" * 16))
        new = RequestToken("new", b"f" * 16)
        assert may_be_kept(tokens, [store])
        assert may_be_kept(tokens, [store], new)
        clock.advance(301)
        assert not may_be_kept(tokens, [store], new)

    with_store(tmp_path, test)


def test_every_token_is_looked_for_in_a_store_with_tokens_of_an_earlier_server(tmp_path: Path) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        await store.write(keeping(TOKEN, clock.now() - 300))
        tokens = client_tokens(store, clock)
        assert may_be_kept(tokens, [store], ANOTHER)
        await tokens.remove_old()
        assert may_be_kept(tokens, [store], ANOTHER)
        clock.advance(301)
        await tokens.remove_old()
        assert not may_be_kept(tokens, [store], ANOTHER)
        await store.write(keeping(TOKEN, clock.now()))
        await tokens.remove_old()
        assert not may_be_kept(tokens, [store], ANOTHER)

    with_store(tmp_path, test)


def test_old_tokens_are_removed_and_valid_ones_are_not(tmp_path: Path) -> None:
    async def test(store: Store, clock: RehearsalClock) -> None:
        begun = clock.now()

        def fill(transaction: Transaction) -> None:
            for number in range(1234):
                keep(transaction, RequestToken(f"old {number}", b"f" * 16), begun, 2.0)

        await store.write(fill)
        tokens = client_tokens(store, clock)
        await tokens.remove_old()
        assert store.read(lambda reader: len(list(reader.in_space(SPACE)))) == 1234
        clock.advance(1205)
        await store.write(keeping(TOKEN, clock.now() - 590))
        await tokens.remove_old()
        assert store.read(lambda reader: [key[1] for key, _ in reader.in_space(SPACE)]) == [b"token"]

    with_store(tmp_path, test)


def test_a_closed_store_keeps_its_tokens() -> None:
    asyncio.run(client_tokens(None, RehearsalClock()).remove_old())


def test_a_request_without_a_token_has_none_and_the_operation_is_part_of_the_request() -> None:
    assert RequestToken.of(CALL, {"TransactItems": []}) is None
    request = {"TransactItems": [], "ClientRequestToken": "x"}
    other = Call("ExecuteTransaction", CALL.principal, CALL.account, CALL.region, "request")
    assert RequestToken.of(CALL, request) == RequestToken.of(CALL, dict(reversed(request.items())))
    assert RequestToken.of(CALL, request) != RequestToken.of(other, request)
