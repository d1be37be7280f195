"""Who may call which operation on which table, by the caller's policies.

The account's root user and the service itself may do everything. Source: Service Authorization Reference,
"Actions, resources, and condition keys for Amazon DynamoDB".
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Mapping
from typing import Any

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.services.dynamodb import errors
from strongroom.services.iam.permissions import Directory, Permissions
from strongroom.services.operations import Answer, CallableOperations

_ACTION_OF = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


class AuthorizedOperations:
    """Runs an operation only for callers whose policies allow it.

    The condition keys of DynamoDB (``dynamodb:LeadingKeys`` ...) are not known here yet: a caller to whom a
    policy with such a key applies is refused, rather than let in by a condition that nobody checked.
    """

    def __init__(self, operations: CallableOperations, directory: Directory, clock: Clock) -> None:
        self._operations = operations
        self._directory = directory
        self._clock = clock

    def names(self) -> list[str]:
        """The names of all operations."""
        return self._operations.names()

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Call the operation. Raises AccessDeniedException, and what the operation raises."""
        if call.principal.kind not in ("Root", "AWSService"):
            self._authorize(call, document)
        return self._operations.call(call, document)

    def _authorize(self, call: Call, document: Any) -> None:
        permissions = self._directory.of(call.principal)
        _refuse_unknown_conditions(call, permissions)
        for action, resource in _accesses(call, document):
            verdict = permissions.decide(call, self._clock.now(), f"dynamodb:{action}", resource)
            if not verdict.allowed:
                raise errors.access_denied(verdict.message)


def _refuse_unknown_conditions(call: Call, permissions: Permissions) -> None:
    unknown = sorted(key for key in permissions.condition_keys if key.startswith("dynamodb:"))
    if unknown:
        raise errors.access_denied(
            f"User: {call.principal.arn} is not authorized to perform: dynamodb:{call.operation} because its "
            f"policies have conditions that this server does not evaluate: {', '.join(unknown)}"
        )


def _accesses(call: Call, document: Any) -> Iterator[tuple[str, str]]:
    """Each action of a request and the ARN of what it acts on; ``*`` where it acts on no table."""
    request = document if isinstance(document, Mapping) else {}
    found = False
    for action, table, index in _named_tables(call.operation, request):
        if isinstance(table, str):
            found = True
            arn = table if table.startswith("arn:") else _arn(call, f"table/{table}")
            yield action, f"{arn}/index/{index}" if isinstance(index, str) else arn
    if not found:
        resource = request.get("ResourceArn")
        yield call.operation, resource if isinstance(resource, str) else "*"


def _named_tables(operation: str, request: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    if "TableName" in request:
        yield operation, request["TableName"], request.get("IndexName")
    tables = request.get("RequestItems")
    if isinstance(tables, Mapping):
        yield from ((operation, table, None) for table in tables)
    actions = request.get("TransactItems")
    for each in actions if isinstance(actions, list) else ():
        for kind, action in each.items() if isinstance(each, Mapping) else ():
            if kind in _ACTION_OF and isinstance(action, Mapping):
                yield _ACTION_OF[kind], action.get("TableName"), None


def _arn(call: Call, resource: str) -> str:
    return f"arn:aws:dynamodb:{call.region}:{call.account}:{resource}"
