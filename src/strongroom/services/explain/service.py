"""The service that explains decisions: what its operations are handed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Protocol, TypeAlias

import orjson

from strongroom.calls import Call, Principal
from strongroom.clock import Clock
from strongroom.errors import ServiceError
from strongroom.model.service_model import ServiceModel, compiled_model
from strongroom.services.explain import operations
from strongroom.services.iam.decisions import DecisionLog
from strongroom.services.iam.permissions import Directory, Permissions, Verdict
from strongroom.services.iam.policy import ConditionValue, RequestPrincipal
from strongroom.services.operations import Observed, Operations, unobserved

Keys: TypeAlias = Mapping[str, ConditionValue]
_PRINCIPAL = re.compile(
    r"arn:aws:(?:iam::([0-9]{12}):(root|user/.+|role/.+)|sts::([0-9]{12}):(assumed-role/[^/]+/[^/]+))"
)
#: What whoever asks must be allowed on the principal: it shows what the principal's policies say.
_PERMISSION = "iam:SimulatePrincipalPolicy"
_VIA = "kms:ViaService"


class Judge(Protocol):
    """Decides on an action on a resource of one service, for a call that nobody makes."""

    def __call__(self, call: Call, permissions: Permissions, action: str, resource: str, keys: Keys) -> Verdict:
        """The verdict with ``keys`` in addition to those that the resource and the call have."""
        ...


class Explain:
    """Explains the decisions in ``decisions``, and those that would be taken.

    ``judges`` has a judge for each service prefix whose resources have policies or keys of their own;
    ``request_of_event`` finds the request id of an audit event.
    """

    def __init__(
        self,
        directory: Directory,
        decisions: DecisionLog,
        clock: Clock,
        judges: Mapping[str, Judge],
        request_of_event: Callable[[Call, str], Awaitable[str | None]],
        observed: Observed = unobserved,
    ) -> None:
        self.decisions = decisions
        self.request_of_event = request_of_event
        self._directory = directory
        self._clock = clock
        self._judges = judges
        self.operations = observed(Operations(self, operations, own_model().parsers))

    def admit(self, call: Call, principal: RequestPrincipal) -> None:
        """Refuse who may not know what the principal's policies say. Raises AccessDeniedException."""
        verdict = self._directory.of(call.principal).decide(
            call,
            self._clock.now(),
            _PERMISSION,
            principal.role_arn or principal.arn,
            resource_account=principal.account,
        )
        if not verdict.allowed:
            raise ServiceError("AccessDeniedException", verdict.message)

    def principal(self, call: Call, arn: str) -> Principal:
        """The principal that an ARN names; a role stands for a session of it. Raises ServiceError."""
        found = _PRINCIPAL.fullmatch(arn)
        account = found and (found[1] or found[3])
        if found is None or account != call.principal.account:
            raise ServiceError(
                "ValidationException",
                f"{arn} is no ARN of the root user, a user, a role or a session of account {call.account}",
            )
        principal = _principal(account, arn, found[2] or found[4])
        known = self._directory.of(principal).principal
        if principal.kind != "Root" and (known.unique_id is None or arn not in (known.arn, known.role_arn)):
            raise ServiceError("ResourceNotFoundException", f"There is no {arn}")
        return principal

    def imagined(self, call: Call, principal: Principal, action: str, keys: Keys) -> Call:
        """A call of the principal's that asks for the action, in the circumstances of ``call``."""
        via = keys.get(_VIA)
        return call._replace(
            operation=action.partition(":")[2],
            principal=principal,
            via=via if isinstance(via, str) else None,
        )

    def judge(self, call: Call, action: str, resource: str, keys: Keys) -> Verdict:
        """The verdict on a call that nobody makes."""
        permissions = self._directory.of(call.principal)
        judge = self._judges.get(action.partition(":")[0], self._judge_by_identity)
        return judge(call, permissions, action, resource, keys)

    def _judge_by_identity(
        self, call: Call, permissions: Permissions, action: str, resource: str, keys: Keys
    ) -> Verdict:
        return permissions.judge(
            call, self._clock.now(), action, resource, conditions=keys, resource_account=call.account
        )


def _principal(account: str, arn: str, resource: str) -> Principal:
    kind, _, name = resource.partition("/")
    if kind == "root":
        return Principal.root(account)
    if kind == "user":
        return Principal("IAMUser", account, arn)
    session = name if kind == "assumed-role" else f"{name.rpartition('/')[2]}/explained"
    return Principal("AssumedRole", account, f"arn:aws:sts::{account}:assumed-role/{session}")


def own_model() -> ServiceModel:
    """The model of this service, in the form of the AWS services'."""
    document = files("strongroom.services.explain").joinpath("service-2.json").read_bytes()
    return compiled_model("strongroom", orjson.loads(document))
