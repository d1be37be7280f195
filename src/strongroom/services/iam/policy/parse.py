"""Policy documents, compiled: from JSON text to statements that can be matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from strongroom.services.iam.policy.conditions import condition
from strongroom.services.iam.policy.decision import MatchedStatement, PolicyKind
from strongroom.services.iam.policy.document import Policy, Resources, Statement
from strongroom.services.iam.policy.grammar import Document, Elements, PrincipalElement
from strongroom.services.iam.policy.identity_rules import read_identity_policy
from strongroom.services.iam.policy.malformed import MalformedPolicy
from strongroom.services.iam.policy.principals import EVERYONE, InvalidPrincipal, Principals, principals
from strongroom.services.iam.policy.request import MatchRequest
from strongroom.services.iam.policy.resource_rules import read_resource_policy
from strongroom.services.iam.policy.variables import Template, has_variables, template, variables_in
from strongroom.services.iam.policy.wildcards import expression, one_of, tokens_of


def parse_policy(text: str, kind: PolicyKind, name: str = "") -> Policy:
    """Compile a policy document. ``name`` is what decisions call the policy (its name or ARN).

    Raises MalformedPolicy as the service that stores such policies words it. Compiling costs much more than
    evaluating: keep the result as long as the document stands.
    """
    document = read_resource_policy(text, kind) if kind.resource_based else read_identity_policy(text)
    statements = [
        _statement(elements, index, kind, name, document) for index, elements in enumerate(document.statements)
    ]
    spelled_keys = frozenset(_condition_keys(document, statements))
    return Policy(
        kind,
        name,
        tuple(statement for statement in statements if statement is not None),
        frozenset(key.lower() for key in spelled_keys),
        spelled_keys,
        frozenset[str]().union(
            *(each.principals.identities() for each in statements if each and each.principals)
        ),
        text,
    )


def _statement(
    elements: Elements, index: int, kind: PolicyKind, name: str, document: Document
) -> Statement | None:
    """The compiled statement; None for one without action or resource, which has no effect in a key policy."""
    listed = _principals(elements.principal or elements.not_principal, kind)
    resources = None
    if kind is not PolicyKind.TRUST:
        patterns = elements.resources or elements.not_resources
        if not patterns:
            return None
        negated = elements.resources is None
        resources = _resources(patterns, negated=negated, variables=document.has_variables)
    actions = elements.actions or elements.not_actions
    if not actions:
        return None
    return Statement(
        MatchedStatement(kind, name, elements.sid, index, "Deny" if elements.effect == "Deny" else "Allow"),
        elements.effect == "Deny",
        one_of(action.lower() for action in actions),
        elements.actions is None,
        listed,
        elements.not_principal is not None,
        resources,
        tuple(
            condition(operator, key, values, variables=document.has_variables)
            for operator, key, values in elements.conditions
        ),
    )


def _principals(element: PrincipalElement | None, kind: PolicyKind) -> Principals | None:
    if element is None:
        return None
    if element.everyone:
        return EVERYONE
    try:
        return principals(element.lists)
    except InvalidPrincipal as problem:
        if kind is PolicyKind.KEY:
            message = "Policy contains a statement with one or more invalid principals."
        else:
            message = f'Invalid principal in policy: "{problem.kind.upper()}":"{problem.value}"'
        raise MalformedPolicy(message) from problem


def _resources(patterns: Iterable[str], *, negated: bool, variables: bool) -> Resources:
    fixed, variable = [], []
    for pattern in patterns:
        head, part = _split_arn(pattern) if variables else (pattern, "")
        if has_variables(part):
            variable.append(_variable_resource(head, template(part, wildcards=True)))
        else:
            fixed.append(pattern)
    return Resources(one_of(fixed), tuple(variable), negated)


def _split_arn(pattern: str) -> tuple[str, str]:
    """The pattern before and after its fifth colon: only behind it are variables replaced."""
    parts = pattern.split(":", 5)
    return (":".join([*parts[:5], ""]), parts[5]) if len(parts) == 6 else (pattern, "")


def _variable_resource(head: str, part: Template) -> Callable[[MatchRequest], bool | None]:
    before = tokens_of(head)

    def covers(request: MatchRequest) -> bool | None:
        tokens = part.resolve(request.text)
        if tokens is None:
            return None
        return re.fullmatch(expression([*before, *tokens]), request.resource) is not None

    return covers


def _condition_keys(document: Document, statements: Iterable[Statement | None]) -> set[str]:
    keys: set[str] = set()
    for statement in statements:
        for each in statement.conditions if statement is not None else ():
            keys |= each.keys()
    if document.has_variables:
        for elements in document.statements:
            for pattern in (*(elements.resources or ()), *(elements.not_resources or ())):
                keys.update(variables_in(_split_arn(pattern)[1]))
    return keys
