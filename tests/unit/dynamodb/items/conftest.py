"""Item operations on the real engine, the real expression language and the real request parsers.

Only tables are put together by hand: ``items`` is a service whose tables are there at once.
"""

from __future__ import annotations

import asyncio
import inspect
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest

from strongroom.calls import Call, Principal
from strongroom.clock import RehearsalClock
from strongroom.encryption.table_keys import WrappedKeys
from strongroom.errors import ServiceError
from strongroom.model.service_model import load_service_model
from strongroom.services.dynamodb import errors, operations
from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.indexes.upkeep import index_upkeep
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import Index, TableRecord
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema
from strongroom.services.dynamodb.write_effects import WriteEffects
from strongroom.services.operations import Operations, RawJson
from strongroom.storage.engine import Reader, Store, Transaction
from strongroom.storage.sqlite import SqliteEngine

ACCOUNT, REGION = "123456789012", "us-east-1"
INVALID = "One or more parameter values were invalid: "
ENVELOPE = "1 validation error detected: "

T = TypeVar("T")


class Items:
    """Calls item operations as the edge does, on an event loop of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.expressions = Expressions()
        self.write_effects = WriteEffects([index_upkeep])
        self.tables = self
        self.clock = RehearsalClock()
        self._loop = asyncio.new_event_loop()
        self.engine = self._loop.run_until_complete(_opened(data_dir))
        self._tables: dict[str, tuple[Table, Store]] = {}
        self._operations = Operations(self, operations, load_service_model("dynamodb").parsers)

    def create(
        self, name: str, partition: str = "pk:S", sort: str | None = None, indexes: Sequence[Index] = ()
    ) -> str:
        """Make a table with keys written as ``name:type``; answers its name."""
        attributes = [KeyAttribute(*key.split(":")) for key in (partition, sort) if key is not None]
        keys = WrappedKeys("arn:aws:kms:us-east-1:123456789012:key/1", True, None, b"", b"", {})
        record = TableRecord(
            ACCOUNT,
            REGION,
            name,
            name,
            0.0,
            {attribute.name: attribute.type for attribute in attributes},
            KeySchema(*attributes),
            keys,
            status="ACTIVE",
            indexes=tuple(indexes),
        )
        store = self._loop.run_until_complete(self._created(name))
        self._tables[name] = (Table(record), store)
        return name

    def __call__(self, operation: str, **request: Any) -> dict[str, Any]:
        """The decoded answer of an operation. Raises ServiceError."""
        return self._loop.run_until_complete(self._called(operation, request))

    def refused(self, operation: str, **request: Any) -> tuple[str, str]:
        """The code and the message of the error that an operation answers."""
        with pytest.raises(ServiceError) as error:
            self(operation, **request)
        return error.value.code, error.value.message

    def invalid(self, operation: str, **request: Any) -> str:
        """The message of the ValidationException that an operation answers."""
        code, message = self.refused(operation, **request)
        assert code == "ValidationException"
        return message

    def require_usable(self, call: Call, name: str) -> Table:
        found = self._tables.get(name.rpartition("/")[2])
        if found is None:
            raise errors.resource_not_found()
        return found[0]

    def table(self, name: str) -> Table:
        return self._tables[name][0]

    def read(self, name: str, function: Callable[[Reader], T]) -> T:
        """Run a function in one snapshot of the table's store."""

        async def read() -> T:
            return self._tables[name][1].read(function)

        return self._loop.run_until_complete(read())

    def write(self, name: str, function: Callable[[Transaction], T]) -> T:
        """Run a transactional function in the table's store."""

        async def write() -> T:
            return await self._tables[name][1].write(function)

        return self._loop.run_until_complete(write())

    def store(self, call: Call, table: Table) -> Store:
        return self._tables[table.record.name][1]

    def close(self) -> None:
        self._loop.run_until_complete(self.engine.close())
        self._loop.close()

    async def _created(self, name: str) -> Store:
        return self.engine.create(name, bytes(32))

    async def _called(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        call = Call(operation, Principal.root(ACCOUNT), ACCOUNT, REGION, "request")
        answer = self._operations.call(call, orjson.loads(orjson.dumps(request)))
        if inspect.isawaitable(answer):
            answer = await answer
        return orjson.loads(answer.body if isinstance(answer, RawJson) else orjson.dumps(answer))


async def _opened(data_dir: Path) -> SqliteEngine:
    return SqliteEngine(data_dir)


@pytest.fixture(scope="session")
def items(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Items]:
    items = Items(tmp_path_factory.mktemp("items"))
    yield items
    items.close()


@pytest.fixture(scope="session")
def hashed(items: Items) -> str:
    """A table with the partition key ``pk`` (S), shared by all tests: use partition keys of your own."""
    return items.create("hashed")


@pytest.fixture(scope="session")
def ranged(items: Items) -> str:
    """A table with the partition key ``pk`` (S) and the sort key ``sk`` (N), shared by all tests."""
    return items.create("ranged", sort="sk:N")


@pytest.fixture
def fresh(items: Items) -> Callable[..., str]:
    """``fresh("pk:S", "sk:N")`` makes an empty table of the test's own."""

    def create(partition: str = "pk:S", sort: str | None = None, indexes: Sequence[Index] = ()) -> str:
        return items.create(f"fresh-{uuid.uuid4().hex}", partition, sort, indexes)

    return create
