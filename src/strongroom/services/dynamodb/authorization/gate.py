"""The gate before every operation: whether the caller may do what the request asks.

Sources: IAM User Guide, "Policy evaluation logic"; DynamoDB developer guide, "Using resource-based policies for
DynamoDB" and "API operations supported by resource-based policies".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.dynamodb.authorization.accesses import Access, accesses, named_table, table_arn
from strongroom.services.dynamodb.authorization.condition_keys import condition_keys
from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.partiql.statements import Statements
from strongroom.services.dynamodb.tables.catalog import Tables
from strongroom.services.dynamodb.tables.record import TABLE, ResourcePolicy, TableRecord
from strongroom.services.iam.decisions import Taken
from strongroom.services.iam.permissions import Directory, Permissions, Verdict
from strongroom.services.iam.policy import ConditionValue, Policy, PolicyKind, fixed_for_principal
from strongroom.services.operations import Request

#: What another account may be let into by a resource-based policy.
_CROSS_ACCOUNT = frozenset(
    (
        *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"),
        *("TransactGetItems", "TransactWriteItems", "DescribeTable", "UpdateTable", "DeleteTable"),
        *("TagResource", "UntagResource", "ListTagsOfResource"),
        *("DescribeStream", "GetShardIterator", "GetRecords"),
    )
)
#: What no resource-based policy keeps the account's root user from, so that nobody locks a table for good.
_ALWAYS_ROOTS = frozenset(("PutResourcePolicy", "DeleteResourcePolicy", "GetResourcePolicy"))
_REMEMBERED = 4096


class _Place(NamedTuple):
    """What the ARN of a table, or of something that belongs to it, says; ``holder`` is where its policy is in
    the table's record."""

    account: str
    region: str
    table: str
    holder: str


class _Resource(NamedTuple):
    """What an access acts on: the table, if it exists here, and the policy of the table or of its stream."""

    account: str
    table: TableRecord | None = None
    policy: ResourcePolicy | None = None


class _Admission(NamedTuple):
    """In which account a call does what it is admitted to, and by what: None where no policy mattered.

    It ``lasts`` where every request like it is admitted until somebody changes something.
    """

    account: str
    verdict: Verdict | None
    lasts: bool


class _Admitted(NamedTuple):
    """What let a request to one table in, and lets every one like it in, as long as nobody changes the
    permissions or the table; ``decision`` is None where no policy mattered."""

    permissions: Permissions
    table: TableRecord
    decision: Taken | None


class _Remembered(NamedTuple):
    """A decision that holds for every request like it, as long as nobody changes these."""

    permissions: Permissions
    policy: ResourcePolicy | None
    verdict: Verdict


class Authorization:
    """Decides about calls, by what IAM says of the caller and what the tables' policies say."""

    def __init__(
        self,
        directory: Directory,
        tables: Tables,
        expressions: Expressions,
        statements: Statements,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._statements = statements
        self._tables = tables
        self._expressions = expressions
        self._clock = clock
        self._place = lru_cache(_REMEMBERED)(_place)
        self._remembered: dict[tuple[str, str | None, str, str], _Remembered] = {}
        self._admitted: dict[tuple[str | None, ...], _Admitted] = {}

    def admit(self, call: Call, request: Request) -> Call:
        """The call, in the account of the resources that it acts on.

        Raises ServiceError: AccessDeniedException, or ValidationException for an expression that the policies
        ask about and that is none.
        """
        if call.principal.kind == "AWSService":
            return call
        permissions = self._directory.of(call.principal)
        name = named_table(call, request)
        if name is not None:
            self._admit_to_table(call, permissions, request, name)
            return call
        account: str | None = None
        for access in accesses(call, request, self._statements):
            there = self._admitted_to(call, permissions, access).account
            if account is not None and account != there:
                raise errors.access_denied("Access is denied")
            account = there
        return call if account is None or account == call.account else call._replace(account=account)

    def judge(
        self,
        call: Call,
        permissions: Permissions,
        action: str,
        resource: str,
        keys: Mapping[str, ConditionValue],
    ) -> Verdict:
        """The verdict on an action on a table, an index or a stream for a call that nobody makes.

        The request that would be made is not known, only the condition keys that it would have.
        """
        operation = action.partition(":")[2]
        acts_on_table = resource != "*" or operation == "ListTables"
        access = Access(operation, table_arn(call, resource) if acts_on_table else resource)
        return self._decided(call, permissions, access, self._resource(call, access.resource), keys)

    def check_principals(self, policy: ResourcePolicy) -> None:
        """Refuse a policy that names users or roles that do not exist. Raises ValidationException."""
        if self._directory.unknown(self._compiled(policy).identities):
            raise errors.invalid_parameter("Invalid principal in policy document.")

    def locks_out(self, call: Call, arn: str, policy: ResourcePolicy) -> bool:
        """Whether ``policy`` on the table or stream would keep the caller from ever changing it again."""
        permissions = self._directory.of(call.principal)
        if permissions.principal.kind == "Root":
            return False
        access = Access("PutResourcePolicy", table_arn(call, arn))
        resource = self._resource(call, access.resource)._replace(policy=policy)
        return not self._decided(call, permissions, access, resource).allowed

    def _admit_to_table(self, call: Call, permissions: Permissions, request: Request, name: str) -> None:
        """Raise ServiceError unless the call may do what it asks of one table.

        Most requests are like one before them, so what let that one in is found without taking the request
        apart (``make bench ARGS=--authorization``).
        """
        principal, index = call.principal, request.get("IndexName")
        caller = (principal.arn, principal.access_key_id, call.via, call.cause)
        key = (*caller, call.account, call.region, call.operation, name, index)
        table = self._tables.find(call, name)
        known = self._admitted.get(key)
        if known is not None and known.permissions is permissions and table and known.table is table.record:
            if known.decision is not None:
                permissions.tell_again(call.request_id, known.decision)
            return
        (access,) = accesses(call, request, self._statements)
        admission = self._admitted_to(call, permissions, access)
        if table is not None and admission.lasts:
            if len(self._admitted) >= _REMEMBERED:
                self._admitted.clear()
            verdict = admission.verdict
            decision = None if verdict is None else Taken(call, verdict)
            self._admitted[key] = _Admitted(permissions, table.record, decision)

    def _admitted_to(self, call: Call, permissions: Permissions, access: Access) -> _Admission:
        """What lets the call do what it asks for. Raises ServiceError."""
        resource = self._resource(call, access.resource)
        if self._is_left_to_operation(call, permissions, resource):
            return _Admission(call.account, None, lasts=True)
        verdict, lasts = self._verdict(call, permissions, access, resource)
        if not verdict.allowed:
            raise errors.access_denied(verdict.message)
        return _Admission(resource.account, verdict, lasts)

    def _is_left_to_operation(self, call: Call, permissions: Permissions, resource: _Resource) -> bool:
        """Whether no policy matters: to the root user without a resource-based policy, and where the operation
        itself refuses what belongs to another account."""
        if permissions.principal.kind != "Root":
            return False
        if call.operation in _ALWAYS_ROOTS and resource.account == call.account:
            return True
        foreign = resource.account != call.account
        return resource.table is None if foreign else resource.policy is None

    def _resource(self, call: Call, text: str) -> _Resource:
        place = self._place(text)
        if place is None:
            return _Resource(call.account)
        if place.account != call.account:
            if call.operation not in _CROSS_ACCOUNT:
                return _Resource(call.account)
            call = call._replace(account=place.account or call.account)
        table = self._tables.find(call, place.table) if place.region == call.region else None
        if table is None:
            return _Resource(call.account)
        return _Resource(call.account, table.record, table.record.policies.get(place.holder))

    def _verdict(
        self, call: Call, permissions: Permissions, access: Access, resource: _Resource
    ) -> tuple[Verdict, bool]:
        """The decision, taken anew only when something that it depends on has changed, and whether it lasts
        until something does."""
        principal = call.principal
        key = (principal.arn, principal.access_key_id, access.action, access.resource)
        known = self._remembered.get(key)
        if known is not None and known.permissions is permissions and known.policy is resource.policy:
            permissions.tell(call, known.verdict)
            return known.verdict, True
        verdict = self._decided(call, permissions, access, resource)
        permissions.tell(call, verdict)
        lasts = self._is_lasting(permissions, resource)
        if lasts:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = _Remembered(permissions, resource.policy, verdict)
        return verdict, lasts

    def _decided(
        self,
        call: Call,
        permissions: Permissions,
        access: Access,
        resource: _Resource,
        given: Mapping[str, ConditionValue] = MappingProxyType({}),
    ) -> Verdict:
        policy = self._compiled_if_any(resource.policy)
        wanted = permissions.condition_keys
        if policy is not None:
            wanted = wanted | policy.condition_keys
        return permissions.judge(
            call,
            self._clock.now(),
            f"dynamodb:{access.action}",
            access.resource,
            conditions={**condition_keys(wanted, access, resource.table, self._expressions), **given},
            resource_policy=policy,
            resource_account=resource.account,
        )

    def _is_lasting(self, permissions: Permissions, resource: _Resource) -> bool:
        policy = self._compiled_if_any(resource.policy)
        return fixed_for_principal(permissions.condition_keys) and (
            policy is None or fixed_for_principal(policy.condition_keys)
        )

    def _compiled_if_any(self, policy: ResourcePolicy | None) -> Policy | None:
        return None if policy is None else self._compiled(policy)

    def _compiled(self, policy: ResourcePolicy) -> Policy:
        return self._directory.compile(policy.document, PolicyKind.RESOURCE)


def _place(text: str) -> _Place | None:
    """None for what is no ARN of a table or of something that belongs to one."""
    arn = parse_arn(text)
    if arn is None or not arn.table:
        return None
    kind, name = arn.part
    return _Place(arn.account, arn.region, arn.table, name if kind == "stream" else TABLE)
