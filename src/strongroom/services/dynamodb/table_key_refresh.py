"""Operations that need table keys: when one has expired it is refreshed, and the operation runs again."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from strongroom.calls import Call
from strongroom.encryption.table_key_cache import TableKeyCache, TableKeyExpired
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.key_errors import table_key_error
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.operations import Answer, CallableOperations


class KeyRefreshingOperations:
    """Calls operations that may raise TableKeyExpired. They do so before they have any effect.

    ``table_by_id`` finds the tables that they use, and raises KeyError for one that is gone.
    """

    def __init__(
        self,
        operations: CallableOperations,
        table_by_id: Callable[[str], Table],
        cache: TableKeyCache,
        randomness: Randomness,
    ) -> None:
        self._operations = operations
        self._table_by_id = table_by_id
        self._cache = cache
        self._randomness = randomness

    def names(self) -> list[str]:
        """The names of all operations."""
        return self._operations.names()

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Call the operation; see Operations.call for what it raises. KMS's refusal of a key is raised too."""
        try:
            answer = self._operations.call(call, document)
        except TableKeyExpired as expired:
            return self._refresh_and_call(call, document, expired.table_id)
        if inspect.iscoroutine(answer):
            return self._awaited(call, document, answer)
        return answer

    async def _awaited(self, call: Call, document: Any, answer: Awaitable[Answer]) -> Answer:
        try:
            return await answer
        except TableKeyExpired as expired:
            return await self._refresh_and_call(call, document, expired.table_id)

    async def _refresh_and_call(self, call: Call, document: Any, table_id: str) -> Answer:
        with self._cache.refreshing_for(call):
            while True:
                await self._refresh(call, table_id)
                try:
                    answer = self._operations.call(call, document)
                    return await answer if isinstance(answer, Awaitable) else answer
                except TableKeyExpired as expired:
                    table_id = expired.table_id

    async def _refresh(self, call: Call, table_id: str) -> None:
        try:
            table = self._table_by_id(table_id)
        except KeyError:
            return  # deleted meanwhile: the operation will find out by itself
        try:
            await self._cache.refresh(call, table_id, table.record.keys)
        except ServiceError as error:
            raise table_key_error(error, self._randomness) from error
