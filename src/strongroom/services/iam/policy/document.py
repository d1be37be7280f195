"""A policy, compiled: its statements as tests of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from strongroom.services.iam.policy.conditions import Condition, NullCondition
from strongroom.services.iam.policy.decision import MatchedStatement, PolicyKind
from strongroom.services.iam.policy.principals import Naming, Principals
from strongroom.services.iam.policy.request import MatchRequest


@dataclass(frozen=True, slots=True)
class Resources:
    """A ``Resource`` or ``NotResource`` element.

    ``fixed`` tests an ARN against the patterns without variables, ``variable`` has a test of the request for
    each other: None when the request lacks the variable.
    """

    fixed: Callable[[str], bool]
    variable: tuple[Callable[[MatchRequest], bool | None], ...] = ()
    negated: bool = False

    def cover(self, request: MatchRequest) -> bool:
        """Whether the statement is about the resource; never, under NotResource, when a variable is lacking."""
        found = self.fixed(request.resource)
        if self.variable:
            results = [test(request) for test in self.variable]
            if self.negated and None in results:
                return False
            found = found or True in results
        return found != self.negated


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. ``summary`` is what a decision reports of it.

    ``actions`` tests an action in lower case; ``principals`` and ``resources`` are None in policies that have
    no such element.
    """

    summary: MatchedStatement
    denies: bool
    actions: Callable[[str], bool]
    not_actions: bool
    principals: Principals | None
    not_principals: bool
    resources: Resources | None
    conditions: tuple[Condition | NullCondition, ...]

    def applies(self, request: MatchRequest) -> Naming:
        """How closely the statement names the request's principal; NONE when it does not apply at all.

        A statement without principals (in an identity-based policy) is about whom the policy is attached to.
        """
        if self.actions(request.action) is self.not_actions:
            return Naming.NONE
        naming = self._naming(request)
        if naming is Naming.NONE or (self.resources is not None and not self.resources.cover(request)):
            return Naming.NONE
        for condition in self.conditions:
            if not condition.holds(request):
                return Naming.NONE
        return naming

    def missed(self, request: MatchRequest) -> str:
        """The first element that keeps the statement from applying; empty when it applies."""
        if self.actions(request.action) is self.not_actions:
            return "action"
        if self._naming(request) is Naming.NONE:
            return "principal"
        if self.resources is not None and not self.resources.cover(request):
            return "resource"
        failed = (condition for condition in self.conditions if not condition.holds(request))
        return next((f"condition {each.operator_name} {each.spelled}" for each in failed), "")

    def _naming(self, request: MatchRequest) -> Naming:
        if self.principals is None:
            return Naming.PRINCIPAL
        if not self.not_principals:
            return self.principals.naming(request.principal)
        if self.denies:
            spared = self.principals.lists_all_of(request.principal)
        else:
            spared = self.principals.naming(request.principal) is not Naming.NONE
        return Naming.NONE if spared else Naming.PRINCIPAL


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that can be evaluated. Immutable: callers keep it as long as the document stands.

    ``condition_keys`` are all keys its statements look at, in lower case; ``spelled_keys`` the same as the
    document spells them. ``identities`` are the ARNs and unique ids of users, roles and sessions that it
    names as principals, ``text`` is the document.
    """

    kind: PolicyKind
    name: str
    statements: tuple[Statement, ...]
    condition_keys: frozenset[str] = frozenset()
    spelled_keys: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()
    text: str = field(default="", repr=False)
