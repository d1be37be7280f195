"""The statements of ExecuteTransaction as actions of one transaction.

The statements are looked at one after the other: the first that cannot be part of a transaction refuses the
request. Tables that do not exist and keys that do not fit come after, and cancel the transaction with a reason
for each statement. Source: answers of the service, recorded by public test suites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.partiql.bound import (
    Bound,
    BoundDelete,
    BoundExists,
    BoundInsert,
    BoundSelect,
    BoundUpdate,
)
from strongroom.services.dynamodb.partiql.refusals import WrongKey
from strongroom.services.dynamodb.partiql.select_pages import select_target
from strongroom.services.dynamodb.partiql.select_plans import planned_select
from strongroom.services.dynamodb.partiql.write_plans import planned_check, planned_write
from strongroom.services.dynamodb.partiql.write_results import DUPLICATE
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.transactions import ReadAction, Reason, WriteAction
from strongroom.services.dynamodb.transactions.cancellation import (
    CONDITION_FAILED,
    NO_REASON,
    cancelled,
    reason_of,
)
from strongroom.services.dynamodb.transactions.limits import check_written_size
from strongroom.services.dynamodb.write_answers import tells_item
from strongroom.services.dynamodb.writes import ItemWrite
from strongroom.services.operations import Request
from strongroom.storage.engine import Key

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

P = TypeVar("P")
_DUPLICATE_ITEM = Reason("DuplicateItem", DUPLICATE)
_NOT_FOUND = Reason("ResourceNotFound", errors.resource_not_found().message)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A statement's plan for its table, or the reason why it has none."""

    plan: Any = None
    reason: Reason = NO_REASON


def bound_statements(service: DynamoDB, statements: Sequence[Request]) -> list[Bound]:
    """The statements with their parameters. Raises ServiceError (ValidationException)."""
    parameters = [service.statements.parameters(each.get("Parameters")) for each in statements]
    found: list[Bound] = []
    for at, (each, values) in enumerate(zip(statements, parameters, strict=True)):
        with _in_statement(at):
            found.append(service.statements.bind(each["Statement"], values))
    if len({isinstance(bound, BoundSelect) for bound in found}) > 1:
        raise errors.validation(
            "ExecuteTransaction API does not support both read and write operations in the same request."
        )
    return found


def read_actions(service: DynamoDB, call: Call, selects: Sequence[BoundSelect]) -> list[ReadAction]:
    """The actions of a transaction of reads.

    Raises ServiceError: ValidationException, TransactionCanceledException.
    """
    plans = _plans(service, call, selects, _item)
    return [
        ReadAction(select.table, _known(plan), select.columns)
        for select, plan in zip(selects, plans, strict=True)
    ]


def write_actions(
    service: DynamoDB, call: Call, statements: Sequence[Request], writes: Sequence[Bound], *, reads_old: bool
) -> list[WriteAction]:
    """The actions of a transaction of writes; ``reads_old`` tells that the answer needs to know what was there.

    Raises ServiceError: ValidationException, TransactionCanceledException.
    """
    check_written_size(sum(write.size for write in writes if isinstance(write, BoundInsert)))
    tells = {id(write): tells_item(each) for write, each in zip(writes, statements, strict=True)}

    def plan(write: Any, table: Table) -> ItemWrite:
        if isinstance(write, BoundExists):
            return planned_check(write, table.record.key_schema, tells_item=tells[id(write)])
        return planned_write(write, table.record, reads_old=reads_old, tells_item=tells[id(write)])

    plans = _plans(service, call, writes, plan)
    return [
        WriteAction(
            write.table,
            _known(planned),
            _DUPLICATE_ITEM if isinstance(write, BoundInsert) else CONDITION_FAILED,
        )
        for write, planned in zip(writes, plans, strict=True)
    ]


def _known(plan: P) -> Callable[[TableRecord], P]:
    return lambda _record: plan


def _plans(
    service: DynamoDB, call: Call, statements: Sequence[Any], plan: Callable[[Any, Table], Any]
) -> list[Any]:
    """The plan of each statement. Raises ServiceError (ValidationException, TransactionCanceledException)."""
    planned: list[_Planned] = []
    for at, bound in enumerate(statements):
        with _in_statement(at):
            planned.append(_planned(service, call, bound, plan))
    reasons = [each.reason for each in planned]
    if any(reason is not NO_REASON for reason in reasons):
        raise cancelled(reasons)
    return [each.plan for each in planned]


def _planned(service: DynamoDB, call: Call, bound: Any, plan: Callable[[Any, Table], Any]) -> _Planned:
    try:
        table = service.tables.require_usable(call, bound.table)
    except ServiceError as error:
        if error.code != "ResourceNotFoundException":
            raise
        return _Planned(reason=_NOT_FOUND)
    _refuse_in_transactions(bound)
    try:
        return _Planned(plan(bound, table))
    except WrongKey as error:
        return _Planned(reason=reason_of(error.in_transaction()))
    except ServiceError as error:
        if isinstance(bound, BoundInsert | BoundUpdate | BoundDelete):
            return _Planned(reason=reason_of(error))
        raise


def _refuse_in_transactions(bound: Bound) -> None:
    if isinstance(bound, BoundSelect) and bound.index is not None:
        raise errors.validation("Reads on indices are not supported within transactions.")
    if isinstance(bound, BoundExists) and bound.index is not None:
        raise errors.validation("Operations on indices are not supported in transactions")
    if isinstance(bound, BoundUpdate | BoundDelete) and bound.returning is not None:
        raise errors.validation("RETURNING clause is not supported in ExecuteTransaction.")


def _item(select: BoundSelect, table: Table) -> Key:
    return one_item(select, table, "ExecuteTransaction")


def one_item(select: BoundSelect, table: Table, operation: str) -> Key:
    """Where the one item lies that a SELECT of ``operation`` must name by its key and by nothing else.

    Raises ServiceError (ValidationException).
    """
    item = planned_select(select, select_target(select, table)).item
    if item is None:
        raise errors.validation(
            f"Select statements within {operation} must specify the primary key in the where clause."
        )
    return item


@contextmanager
def _in_statement(at: int) -> Iterator[None]:
    """A context in which a ValidationException is told with the number of the statement that it is about."""
    try:
        yield
    except ServiceError as error:
        if error.code != "ValidationException":
            raise
        raise errors.validation(f"Validation failed in TransactStatements[{at}]: {error.message}") from error
