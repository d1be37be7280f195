"""Write transactions: all actions are done, or none and the client learns why."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.capacity import IndexUnits, read_units, write_units
from strongroom.services.dynamodb.items import stored_size
from strongroom.services.dynamodb.transactions.actions import WriteAction
from strongroom.services.dynamodb.transactions.cancellation import NO_REASON, Reason, cancelled, reason_of
from strongroom.services.dynamodb.transactions.client_tokens import RequestToken, keep, repeated
from strongroom.services.dynamodb.transactions.participants import Participants, find_participants
from strongroom.services.dynamodb.write_effects import WriteEffects
from strongroom.services.dynamodb.writes import ItemWrite, Written, write_item
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """What a write transaction did, and what that costs by table, as the request calls it.

    ``written`` is in the order of the actions. A repeat of an earlier request has written nothing, and costs
    read units instead of write units. There are no ``units`` when nobody asked for them; ``index_units`` are
    those of the tables' indexes.
    """

    participants: Participants[ItemWrite]
    units: Mapping[str, float]
    index_units: Mapping[str, IndexUnits] = field(default_factory=dict)
    written: Sequence[Written] = ()
    is_repeat: bool = False


@dataclass(slots=True)
class _Tally:
    """What the actions on one store cost: as writes, and as reads should they be repeated."""

    write_units: float = 0.0
    read_units: float = 0.0
    index_units: dict[str, float] = field(default_factory=dict)

    def count(self, written: Written) -> None:
        sizes = [stored_size(stored) for stored in (written.old, written.new) if stored is not None]
        self.write_units += 2 * write_units(*sizes)
        self.read_units += 2 * read_units(max(sizes, default=0), consistent=True)
        for index, units in written.index_units.items():
            self.index_units[index] = self.index_units.get(index, 0.0) + 2 * units


@dataclass(frozen=True, slots=True)
class _Work:
    """A transaction that is ready to run. ``conditions`` are the reasons that failed conditions give."""

    participants: Participants[ItemWrite]
    effects: WriteEffects
    conditions: Sequence[Reason]
    token: RequestToken | None
    counts: bool
    now: float


def run_write_transaction(
    service: DynamoDB,
    call: Call,
    actions: Sequence[WriteAction],
    token: RequestToken | None = None,
    *,
    counts: bool = True,
) -> Awaitable[WriteOutcome]:
    """Do all ``actions``, which are about different items, or none of them; ``counts`` what that costs.

    Raises ServiceError at once or when awaited: ResourceNotFoundException; ValidationException; with a token
    IdempotentParameterMismatchException and TransactionInProgressException; TransactionCanceledException with
    a reason for each action. Raises TableKeyExpired at once.
    """
    participants = find_participants(service, call, actions, lambda write: write.key)
    conditions = [action.condition_failed for action in actions]
    work = _Work(participants, service.write_effects, conditions, token, counts, service.clock.now())
    if token is None:
        return service.engine.write(participants.stores, partial(_write, work))
    return _run_once(service, call, work, token)


async def _run_once(service: DynamoDB, call: Call, work: _Work, token: RequestToken) -> WriteOutcome:
    stores = work.participants.stores
    with service.client_tokens.using(call, token, stores) as may_be_kept:
        transact = partial(_write_unless_repeated, work, token) if may_be_kept else partial(_write, work)
        outcome = await service.engine.write(stores, transact)
    if not outcome.is_repeat:
        service.client_tokens.remember(call, token)
    return outcome


def _write_unless_repeated(
    work: _Work, token: RequestToken, transactions: Mapping[str, Transaction]
) -> WriteOutcome:
    repeat = repeated(transactions, token, work.now)
    if not repeat:
        return _write(work, transactions)
    names = work.participants.names
    units = {names[store]: units for store, units in repeat.items()}
    return WriteOutcome(work.participants, units, is_repeat=True)


def _write(work: _Work, transactions: Mapping[str, Transaction]) -> WriteOutcome:
    tallies = {store: _Tally() for store in transactions}
    written: list[Written] = []
    reasons: list[Reason] = []
    for placed, condition_failed in zip(work.participants.placed, work.conditions, strict=True):
        store = placed.store.name
        try:
            done = write_item(transactions[store], placed.plan, work.effects.of(placed.table))
        except ServiceError as error:
            reasons.append(reason_of(error, condition_failed))
            continue
        reasons.append(NO_REASON)
        written.append(done)
        if work.counts:
            tallies[store].count(done)
    if len(written) != len(reasons):
        raise cancelled(reasons)
    if work.token is not None:
        for store, transaction in transactions.items():
            keep(transaction, work.token, work.now, tallies[store].read_units)
    if not work.counts:
        return WriteOutcome(work.participants, {}, written=written)
    names = work.participants.names
    records = {placed.store.name: placed.table.record for placed in work.participants.placed}
    return WriteOutcome(
        work.participants,
        {names[store]: tally.write_units for store, tally in tallies.items()},
        {names[store]: IndexUnits.of(records[store], tally.index_units) for store, tally in tallies.items()},
        written,
    )
