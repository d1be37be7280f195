"""The policy engine, pure: documents and a request context in, a decision out.

``parse_policy`` compiles a document, ``evaluate`` decides a request by all policies that apply, and the
``Decision`` says why. Nothing here reads a clock or a store: what a condition may look at is in the
``RequestContext``.
"""

from strongroom.services.iam.policy.consideration import Considered, consider
from strongroom.services.iam.policy.context import (
    ConditionValue,
    RequestContext,
    RequestPrincipal,
    account_of,
    role_of_session,
)
from strongroom.services.iam.policy.decision import Decision, Effect, MatchedStatement, PolicyKind, Reason
from strongroom.services.iam.policy.document import Policy
from strongroom.services.iam.policy.evaluation import evaluate
from strongroom.services.iam.policy.malformed import MalformedPolicy
from strongroom.services.iam.policy.parse import parse_policy
from strongroom.services.iam.policy.positions import Position, Span, statement_spans
from strongroom.services.iam.policy.renaming import Renaming
from strongroom.services.iam.policy.request import text_of
from strongroom.services.iam.policy.request_keys import fixed_for_principal, global_keys

__all__ = [
    "ConditionValue",
    "Considered",
    "Decision",
    "Effect",
    "MalformedPolicy",
    "MatchedStatement",
    "Policy",
    "PolicyKind",
    "Position",
    "Reason",
    "Renaming",
    "RequestContext",
    "RequestPrincipal",
    "Span",
    "account_of",
    "consider",
    "evaluate",
    "fixed_for_principal",
    "global_keys",
    "parse_policy",
    "role_of_session",
    "statement_spans",
    "text_of",
]
