"""Simulated requests: what policies would answer, and why.

Source: IAM API reference, SimulatePrincipalPolicy and SimulateCustomPolicy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from strongroom.services.iam import errors
from strongroom.services.iam.paging import page, start_of_page
from strongroom.services.iam.policy import (
    ConditionValue,
    MalformedPolicy,
    Policy,
    PolicyKind,
    RequestContext,
    RequestPrincipal,
    account_of,
    evaluate,
    global_keys,
    parse_policy,
)
from strongroom.services.iam.simulation_results import Outcome, Results
from strongroom.services.operations import Request


@dataclass(frozen=True, slots=True)
class Simulation:
    """Whose request is simulated, under which policies, with which condition keys."""

    principal: RequestPrincipal
    identity_policies: Sequence[Policy]
    boundary: Policy | None
    keys: Mapping[str, ConditionValue]

    def results(self, request: Request) -> Iterator[dict[str, Any]]:
        """The wire's EvaluationResult of each action that the request names."""
        owner = request.get("ResourceOwner")
        account = account_of(owner) if owner is not None else self.principal.account
        for action in request["ActionNames"]:
            resource_policy = _resource_policy(request, action)
            policies = (*self.identity_policies, self.boundary, resource_policy)
            given = [policy for policy in policies if policy is not None]
            missing = self._missing(given)
            outcomes = []
            for resource in request.get("ResourceArns", ("*",)):
                context = RequestContext(action, resource, self.principal, self.keys, account)
                decision = evaluate(
                    context,
                    resource_policy=resource_policy,
                    identity_policies=self.identity_policies,
                    boundary=self.boundary,
                )
                outcomes.append(Outcome(context, decision, missing))
            yield Results(given, bounded=self.boundary is not None).of_action(action, outcomes)

    def _missing(self, policies: Sequence[Policy]) -> list[str]:
        """The condition keys that the policies look at and the simulation does not have."""
        given = {name.lower() for name in self.keys}
        spelled = {key for policy in policies for key in policy.spelled_keys}
        return sorted(key for key in spelled if key.lower() not in given)


def named_policies(attached: Sequence[tuple[Policy, str]]) -> list[Policy]:
    """Policies, each given with the ARN of what it is attached to, under the names that simulations call them
    by: managed policies by theirs, inline policies by that of the user, group or role as well."""
    return [parse_policy(policy.text, policy.kind, _source_id(policy, owner)) for policy, owner in attached]


def _source_id(policy: Policy, owner: str) -> str:
    if policy.name.startswith("arn:"):
        return policy.name.rpartition("/")[2]
    kind, _, path = owner.rpartition(":")[2].partition("/")
    return f"{kind}_{path.rpartition('/')[2]}_{policy.name}"


def input_policies(request: Request, member: str, kind: PolicyKind) -> list[Policy]:
    """The policies that a request brings along, named ``PolicyInputList.1`` and so on. Raises InvalidInput."""
    return [
        _parsed(document, kind, f"{member}.{number}")
        for number, document in enumerate(request.get(member, ()), 1)
    ]


def context_keys(request: Request) -> dict[str, ConditionValue]:
    """The condition keys that a request gives."""
    keys: dict[str, ConditionValue] = {}
    for entry in request.get("ContextEntries", ()):
        values = entry.get("ContextKeyValues", [])
        is_list = entry.get("ContextKeyType", "").endswith("List") or len(values) > 1
        if "ContextKeyName" in entry and values:
            keys[entry["ContextKeyName"]] = values if is_list else values[0]
    return keys


def known_keys(principal: RequestPrincipal, now: float, tags: Mapping[str, str]) -> dict[str, ConditionValue]:
    """The condition keys that are known without the request: the time, and who the principal is."""
    keys = global_keys(principal, now=now, region="", source_address="", tags=tags)
    known = ("aws:CurrentTime", "aws:EpochTime", "aws:Principal", "aws:userid", "aws:username")
    return {name: value for name, value in keys.items() if name.startswith(known)}


def page_of_results(request: Request, simulation: Simulation) -> dict[str, Any]:
    """A page of the simulation's results."""
    marker = start_of_page(request) or "0"
    if not marker.isdecimal():
        raise errors.invalid_marker()
    behind = int(marker)
    numbered = islice(enumerate(simulation.results(request), 1), behind, None)
    return page(request, "EvaluationResults", numbered, lambda result: str(result[0]), lambda result: result[1])


def _resource_policy(request: Request, action: str) -> Policy | None:
    """The request's resource-based policy, read as that of the kind of resource that the action acts upon."""
    document = request.get("ResourcePolicy")
    if document is None:
        return None
    service = action.partition(":")[0].lower()
    kind = {"kms": PolicyKind.KEY, "sts": PolicyKind.TRUST}.get(service, PolicyKind.RESOURCE)
    return _parsed(document, kind, "ResourcePolicy")


def _parsed(document: str, kind: PolicyKind, name: str) -> Policy:
    try:
        return parse_policy(document, kind, name)
    except MalformedPolicy as problem:
        raise errors.invalid_input(f"{name}: {problem}") from problem
