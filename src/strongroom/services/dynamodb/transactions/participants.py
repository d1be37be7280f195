"""The tables that take part in a transaction: every action finds its table, its item and the open store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.transactions.cancellation import cancelled_by, reason_of
from strongroom.storage.engine import Key, Store

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)


class Action(Protocol[P_co]):
    """An action whose plan for a table is a ``P_co``."""

    @property
    def table(self) -> str: ...

    @property
    def plan(self) -> Callable[[TableRecord], P_co]: ...


@dataclass(frozen=True, slots=True)
class Placed(Generic[P]):
    """An action's plan, its table, and the store that both concern."""

    table: Table
    store: Store
    plan: P


@dataclass(frozen=True, slots=True)
class Participants(Generic[P]):
    """The placed actions in the request's order, and each store once.

    ``names`` are the tables by the name of their store, each as the request first calls it.
    """

    placed: Sequence[Placed[P]]
    stores: Sequence[Store]
    names: Mapping[str, str]


def find_participants(
    service: DynamoDB, call: Call, actions: Sequence[Action[P]], key_of: Callable[[P], Key]
) -> Participants[P]:
    """Place the actions; ``key_of`` tells which item a plan is about.

    Raises ServiceError: ResourceNotFoundException; TransactionCanceledException by the first action that does
    not fit its table; ValidationException when two actions are about one item. Raises TableKeyExpired.
    """
    found: dict[str, Table] = {}
    fitting: list[tuple[Table, P]] = []
    for at, action in enumerate(actions):
        table = found.get(action.table)
        if table is None:
            table = found[action.table] = service.tables.require_usable(call, action.table)
        try:
            plan = action.plan(table.record)
        except ServiceError as error:
            raise cancelled_by(reason_of(error), at, len(actions)) from error
        fitting.append((table, plan))
    if len({(table.id, key_of(plan)) for table, plan in fitting}) != len(fitting):
        raise errors.validation("Transaction request cannot include multiple operations on one item")
    stores: dict[str, Store] = {}
    names: dict[str, str] = {}
    for name, table in found.items():
        if table.id not in stores:
            store = stores[table.id] = service.store(call, table)
            names[store.name] = name
    placed = [Placed(table, stores[table.id], plan) for table, plan in fitting]
    return Participants(placed, list(stores.values()), names)
