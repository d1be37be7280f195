"""Carrying out a SELECT: a page of what it reads, and the token of the next."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.capacity import consumed_capacity, read_units
from strongroom.services.dynamodb.entry_sources import EntrySource, PartitionEntries, SpaceEntries
from strongroom.services.dynamodb.items import ITEMS, decode_item, item_json, stored_size
from strongroom.services.dynamodb.paging import Page, PageAnswer, read_page
from strongroom.services.dynamodb.partiql.bound import BoundSelect
from strongroom.services.dynamodb.partiql.next_tokens import NextTokens, Place, fingerprint_of
from strongroom.services.dynamodb.partiql.projections import Columns
from strongroom.services.dynamodb.partiql.select_plans import planned_select
from strongroom.services.dynamodb.read_targets import ReadTarget, read_target
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.operations import Answer, RawJson, Request
from strongroom.storage.engine import Entry, Key, Reader

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

#: How many ranges one page reads at most. Source: developer guide, "PartiQL operators", IN.
_READS_OF_A_PAGE: Final = 10
_START: Final = Place(0, None)


def select_page(
    service: DynamoDB, call: Call, request: Request, select: BoundSelect
) -> Answer | Awaitable[Answer]:
    """Answer a page of a SELECT.

    Raises ServiceError (ResourceNotFoundException, ValidationException) and TableKeyExpired.
    """
    table = service.tables.require_usable(call, select.table)
    target = select_target(select, table)
    if request.get("ConsistentRead") and target.is_global_index:
        raise errors.validation("Strongly consistent read is not supported on Global Secondary Indexes")
    plan = planned_select(select, target)
    store = service.store(call, table)
    token = request.get("NextToken")
    if plan.item is not None and token is None:
        return _one_item(request, select, store.get(ITEMS, plan.item))
    fingerprint = fingerprint_of(call, request, table.id)
    place = _START if token is None else service.next_tokens.place(token, fingerprint)
    reads = plan.reads
    source: EntrySource = reads if isinstance(reads, SpaceEntries) else _ReadsInTurn(reads, place.read)
    page = Page(request.get("Limit"), plan.filter, select.columns, after=place.after, fetches=plan.fetches)
    answer = PageAnswer(
        target, select.table, request.get("ConsistentRead", False), request.get("ReturnConsumedCapacity")
    )
    return read_page(store, source, page, _PageAnswer(answer, service.next_tokens, fingerprint, source))


def select_target(select: BoundSelect, table: Table) -> ReadTarget:
    """The table or the index that a SELECT reads.

    Raises ServiceError (ValidationException): no such index, one that is not filled yet, one whose key has
    several attributes of a kind.
    """
    if select.index is None:
        return read_target(table, None)
    index = table.record.index(select.index)
    if index is None or index.is_allocating or not index.is_maintained:
        raise errors.validation("The table does not have the specified index")
    if len(index.partition_keys) > 1 or len(index.sort_keys) > 1:
        raise errors.validation(
            "PartiQL statements cannot be executed on tables with multi-attribute HASH keys "
            "or multi-attribute RANGE keys."
        )
    return read_target(table, select.index)


def shown(stored: bytes, columns: Columns | None) -> bytes:
    """The JSON of a stored item, or of its columns."""
    return item_json(stored) if columns is None else orjson.dumps(columns.apply(decode_item(stored)))


def _one_item(request: Request, select: BoundSelect, stored: bytes | None) -> Answer:
    items = b"" if stored is None else shown(stored, select.columns)
    units = read_units(
        0 if stored is None else stored_size(stored), consistent=request.get("ConsistentRead", False)
    )
    capacity = consumed_capacity(request.get("ReturnConsumedCapacity"), select.table, units)
    consumed = b"" if capacity is None else b',"ConsumedCapacity":' + orjson.dumps(capacity)
    return RawJson(b'{"Items":[' + items + b"]" + consumed + b"}")


class _ReadsInTurn:
    """One range after the other, from the one with the number ``number`` on, as many as one page may read."""

    def __init__(self, reads: Sequence[PartitionEntries], number: int) -> None:
        self._reads = reads
        self._end = min(len(reads), number + _READS_OF_A_PAGE)
        self.number = number

    @property
    def rest(self) -> Place | None:
        """Where the next page begins when this one has read all that it may; None when nothing is left."""
        return Place(self._end, None) if self._end < len(self._reads) else None

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        for number in range(self.number, self._end):
            self.number = number
            yield from self._reads[number].entries(reader, after)
            after = None


@dataclass(frozen=True, slots=True)
class _PageAnswer:
    """What turns a complete page into an answer."""

    answer: PageAnswer
    tokens: NextTokens
    fingerprint: bytes
    source: EntrySource

    def of(self, page: Page) -> RawJson:
        """The answer of ExecuteStatement."""
        parts = [b'{"Items":[', b",".join(page.rows or ()), b"]"]
        place = self._place_behind(page)
        if place is not None:
            parts += [b',"NextToken":', orjson.dumps(self.tokens.token(place, self.fingerprint))]
        if page.last is not None:
            parts += [b',"LastEvaluatedKey":', orjson.dumps(self.answer.target.key_of_entry(page.last))]
        capacity = self.answer.consumed(page)
        if capacity is not None:
            parts += [b',"ConsumedCapacity":', orjson.dumps(capacity)]
        return RawJson(b"".join(parts) + b"}")

    def _place_behind(self, page: Page) -> Place | None:
        if isinstance(self.source, _ReadsInTurn):
            return self.source.rest if page.last is None else Place(self.source.number, page.last)
        return None if page.last is None else Place(0, page.last)
