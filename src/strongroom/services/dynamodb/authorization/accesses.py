"""What a request does to which resources: one access for each decision that it needs.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"; DynamoDB
developer guide, "IAM policies with transactions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from strongroom.calls import Call
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.dynamodb.partiql.statements import Statements, WrittenStatement
from strongroom.services.operations import Request

ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Access:
    """One action on one resource.

    ``action`` is the name of the permission without its prefix, ``resource`` an ARN or ``*``. ``parts`` are
    the portions of the request that say what is done to the resource: the request itself, an action of a
    transaction, a table's part of a batch; ``whole`` is the request itself. ``enclosing`` is the transaction
    that the action is part of. ``statement`` is the PartiQL statement that asks for it.
    """

    action: str
    resource: str
    parts: Sequence[Mapping[str, Any]] = ()
    whole: Mapping[str, Any] = field(default_factory=dict)
    enclosing: str | None = None
    statement: WrittenStatement | None = None


_Accesses: TypeAlias = Callable[[Call, Request], Iterator[Access]]

_TRANSACTION_ACTIONS = MappingProxyType(
    {
        "Put": "PutItem",
        "Update": "UpdateItem",
        "Delete": "DeleteItem",
        "ConditionCheck": "ConditionCheckItem",
        "Get": "GetItem",
    }
)
#: What a restored table is filled with.
#: Source: DynamoDB developer guide, "Using IAM with DynamoDB backup and restore".
_RESTORE_ACTIONS = ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")
#: Operations that list what is in the account: they act on no resource, even where they name a table.
_LISTINGS = frozenset(("ListBackups", "ListContributorInsights", "ListGlobalTables", "ListStreams"))
_ARN_MEMBERS = (
    *("ResourceArn", "StreamArn", "BackupArn", "ExportArn", "ImportArn", "BulkOperationArn", "TableArn"),
)


def accesses(call: Call, request: Request, statements: Statements) -> Iterator[Access]:
    """Every access of a request that the model has checked; ``statements`` reads those of PartiQL."""
    if call.operation in _STATEMENT_MEMBERS:
        return _statements(call, request, statements)
    return _OPERATIONS.get(call.operation, _plain)(call, request)


def named_table(call: Call, request: Request) -> str | None:
    """The name of the table of the caller's account that a request acts on, where that is one table and what is
    asked for is the operation's own action on it, or on one of its indexes."""
    name: str | None = request.get("TableName")
    if name is None or name.startswith("arn:") or call.operation in _OPERATIONS or call.operation in _LISTINGS:
        return None
    return name


def table_arn(call: Call, name_or_arn: str) -> str:
    """The ARN of the table, index or stream that a request names, in the one form that policies are compared
    with."""
    if not name_or_arn.startswith("arn:"):
        return f"arn:aws:dynamodb:{call.region}:{call.account}:table/{name_or_arn}"
    arn = parse_arn(name_or_arn)
    if arn is None or not arn.table:
        return name_or_arn
    kind, name = arn.part
    part = f"/{kind}/{name}" if kind else ""
    return f"arn:{arn.partition}:{arn.service}:{arn.region}:{arn.account}:table/{arn.table}{part}"


def _plain(call: Call, request: Request) -> Iterator[Access]:
    """The operation's own action on what the request names."""
    operation = call.operation
    if operation in _LISTINGS:
        resource = ANYTHING
    elif "TableName" in request:
        resource = table_arn(call, request["TableName"])
        if "IndexName" in request:
            resource = f"{resource}/index/{request['IndexName']}"
    elif "GlobalTableName" in request:
        resource = _global_table_arn(call, request["GlobalTableName"])
    else:
        named = next((request[member] for member in _ARN_MEMBERS if member in request), None)
        resource = ANYTHING if named is None else table_arn(call, named)
    yield Access(operation, resource, (request,), request)


def _list_tables(call: Call, request: Request) -> Iterator[Access]:
    """Its refusals name all tables of the account, and policies on them allow it."""
    yield Access(call.operation, table_arn(call, "*"), (request,), request)


def _get_records(call: Call, request: Request) -> Iterator[Access]:
    """A shard iterator begins with the ARN of its stream."""
    stream_arn = request["ShardIterator"].partition("|")[0]
    resource = table_arn(call, stream_arn) if parse_arn(stream_arn) is not None else ANYTHING
    yield Access(call.operation, resource, (request,), request)


def _create_table(call: Call, request: Request) -> Iterator[Access]:
    yield from _plain(call, request)
    resource = table_arn(call, request["TableName"])
    if request.get("Tags"):
        yield Access("TagResource", resource, (request,), request)
    if "ResourcePolicy" in request:
        yield Access("PutResourcePolicy", resource, (request,), request)


def _import_table(call: Call, request: Request) -> Iterator[Access]:
    resource = table_arn(call, request["TableCreationParameters"]["TableName"])
    yield Access(call.operation, resource, (request,), request)


def _batch(call: Call, request: Request) -> Iterator[Access]:
    """A batch asks for its own action on each of its tables."""
    for table, part in request["RequestItems"].items():
        parts = part if isinstance(part, list) else [part]
        yield Access(call.operation, table_arn(call, table), parts, request)


def _transaction(call: Call, request: Request) -> Iterator[Access]:
    """A transaction asks for what its actions are."""
    for item in request["TransactItems"]:
        for kind, action in item.items():
            resource = table_arn(call, action["TableName"])
            yield Access(_TRANSACTION_ACTIONS[kind], resource, (action,), request, call.operation)


def _statements(call: Call, request: Request, statements: Statements) -> Iterator[Access]:
    """Statements ask for what they do; the operation refuses a text that is none."""
    member = _STATEMENT_MEMBERS[call.operation]
    enclosing = call.operation if call.operation == "ExecuteTransaction" else None
    for part in request[member] if member else (request,):
        statement = statements.written(part["Statement"], part.get("Parameters"))
        if statement is not None:
            table, *index = statement.names
            resource = "/index/".join((table_arn(call, table), *index))
            yield Access(statement.action, resource, (part,), request, enclosing, statement)


def _restore_from_backup(call: Call, request: Request) -> Iterator[Access]:
    yield Access(call.operation, table_arn(call, request["BackupArn"]), (request,), request)
    yield from _restored(call, request)


def _restore_to_point_in_time(call: Call, request: Request) -> Iterator[Access]:
    source = request.get("SourceTableArn", request.get("SourceTableName"))
    if source is not None:
        yield Access(call.operation, table_arn(call, source), (request,), request)
    yield from _restored(call, request)


def _restored(call: Call, request: Request) -> Iterator[Access]:
    target = table_arn(call, request["TargetTableName"])
    for action in (call.operation, *_RESTORE_ACTIONS):
        yield Access(action, target, (request,), request)


def _global_table(call: Call, request: Request) -> Iterator[Access]:
    """What changes a global table acts on it and on the table that is its replica here."""
    name = request["GlobalTableName"]
    for resource in (_global_table_arn(call, name), table_arn(call, name)):
        yield Access(call.operation, resource, (request,), request)


def _global_table_arn(call: Call, name: str) -> str:
    return f"arn:aws:dynamodb::{call.account}:global-table/{name}"


#: The operations of PartiQL, by the member that lists their statements; ExecuteStatement is one itself.
_STATEMENT_MEMBERS = MappingProxyType(
    {
        "ExecuteStatement": None,
        "BatchExecuteStatement": "Statements",
        "ExecuteTransaction": "TransactStatements",
    }
)
_OPERATIONS: Mapping[str, _Accesses] = {
    "BatchGetItem": _batch,
    "BatchWriteItem": _batch,
    "CreateGlobalTable": _global_table,
    "CreateTable": _create_table,
    "GetRecords": _get_records,
    "ImportTable": _import_table,
    "ListTables": _list_tables,
    "RestoreTableFromBackup": _restore_from_backup,
    "RestoreTableToPointInTime": _restore_to_point_in_time,
    "TransactGetItems": _transaction,
    "TransactWriteItems": _transaction,
    "UpdateGlobalTable": _global_table,
    "UpdateGlobalTableSettings": _global_table,
}
