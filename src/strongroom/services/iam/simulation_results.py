"""What a simulation answers: the wire's EvaluationResult of an action on the resources of the request.

Source: IAM API reference, EvaluationResult, ResourceSpecificResult and Statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from strongroom.services.iam.arn_templates import arn_template
from strongroom.services.iam.policy import (
    Decision,
    MatchedStatement,
    Policy,
    PolicyKind,
    RequestContext,
    Span,
    statement_spans,
)

_IDENTITY, _RESOURCE = "IAM Policy", "Resource Policy"
_SOURCE_TYPES = {
    PolicyKind.IDENTITY: _IDENTITY,
    PolicyKind.BOUNDARY: "IAM Permissions Boundary Policy",
}
#: From the least to the most restrictive.
_DECISIONS = ("allowed", "implicitDeny", "explicitDeny")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The simulation of one action on one resource; ``missing`` are the condition keys that it lacked."""

    context: RequestContext
    decision: Decision
    missing: Sequence[str]


class Results:
    """Makes the results of simulations under ``policies``, each of which has a name of its own."""

    def __init__(self, policies: Iterable[Policy], *, bounded: bool) -> None:
        self._policies = {(policy.kind, policy.name): policy for policy in policies}
        self._spans: dict[tuple[PolicyKind, str], list[Span]] = {}
        self._bounded = bounded

    def of_action(self, action: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
        """The EvaluationResult: that of all resources together and, where the request names some, of each."""
        resources = [outcome.context.resource for outcome in outcomes]
        decision = _most_restrictive(eval_decision(outcome.decision) for outcome in outcomes)
        contributing = [outcome for outcome in outcomes if eval_decision(outcome.decision) == decision]
        result: dict[str, Any] = {
            "EvalActionName": action,
            "EvalResourceName": "*" if resources == ["*"] else arn_template(action),
            "EvalDecision": decision,
            "MatchedStatements": self._matched(contributing),
            "MissingContextValues": sorted({key for outcome in outcomes for key in outcome.missing}),
        }
        if self._bounded:
            result |= _boundary_detail(all(map(_is_within_boundary, outcomes)))
        if resources != ["*"]:
            result["EvalDecisionDetails"] = _details(outcomes)
            result["ResourceSpecificResults"] = [self._of_resource(outcome) for outcome in outcomes]
        return result

    def _of_resource(self, outcome: Outcome) -> dict[str, Any]:
        result: dict[str, Any] = {
            "EvalResourceName": outcome.context.resource,
            "EvalResourceDecision": eval_decision(outcome.decision),
            "MatchedStatements": self._matched([outcome]),
            "MissingContextValues": list(outcome.missing),
        }
        if outcome.context.crosses_accounts:
            result["EvalDecisionDetails"] = _details([outcome])
        if self._bounded:
            result |= _boundary_detail(_is_within_boundary(outcome))
        return result

    def _matched(self, outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
        """The statements that made the decision, each once."""
        decisive = (each for outcome in outcomes for each in _decisive(outcome.decision))
        return [self._statement(each) for each in dict.fromkeys(decisive)]

    def _statement(self, statement: MatchedStatement) -> dict[str, Any]:
        key = (statement.kind, statement.policy)
        if key not in self._spans:
            self._spans[key] = statement_spans(self._policies[key].text)
        span = self._spans[key][statement.index]
        return {
            "SourcePolicyId": statement.policy,
            "SourcePolicyType": _SOURCE_TYPES.get(statement.kind, _RESOURCE),
            "StartPosition": {"Line": span.start.line, "Column": span.start.column},
            "EndPosition": {"Line": span.end.line, "Column": span.end.column},
        }


def eval_decision(decision: Decision) -> str:
    """The wire's PolicyEvaluationDecisionType."""
    if decision.allowed:
        return "allowed"
    return "explicitDeny" if decision.explicitly_denied else "implicitDeny"


def _decisive(decision: Decision) -> list[MatchedStatement]:
    """A Deny hides what allows; for an implicit denial there is nothing to show."""
    if not decision.allowed and not decision.explicitly_denied:
        return []
    effect = "Allow" if decision.allowed else "Deny"
    return [statement for statement in decision.statements if statement.effect == effect]


def _most_restrictive(decisions: Iterable[str]) -> str:
    return max(decisions, key=_DECISIONS.index)


def _boundary_detail(allowed: bool) -> dict[str, Any]:
    return {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": allowed}}


def _is_within_boundary(outcome: Outcome) -> bool:
    return _of_kinds(outcome.decision, {PolicyKind.BOUNDARY}) == "allowed"


def _details(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """What each type of policy contributes to decisions across accounts; empty for others."""
    crossing = [outcome.decision for outcome in outcomes if outcome.context.crosses_accounts]
    if not crossing:
        return {}
    kinds = {_IDENTITY: {PolicyKind.IDENTITY}, _RESOURCE: {kind for kind in PolicyKind if kind.resource_based}}
    return {
        name: _most_restrictive(_of_kinds(decision, of_name) for decision in crossing)
        for name, of_name in kinds.items()
    }


def _of_kinds(decision: Decision, kinds: set[PolicyKind]) -> str:
    """What the policies of these kinds alone would decide."""
    effects = {statement.effect for statement in decision.statements if statement.kind in kinds}
    if "Deny" in effects:
        return "explicitDeny"
    return "allowed" if effects else "implicitDeny"
