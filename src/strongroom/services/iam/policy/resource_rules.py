"""What the services refuse in a resource-based policy: a resource's own, a KMS key's, a role's trust policy.

Sources: IAM User Guide, element reference; the messages are those that CreateRole and the services answer. KMS
accepts a statement without action or resource and lets it have no effect (KMS developer guide, "Key policy
overview").
"""

from __future__ import annotations

from strongroom.services.iam.policy.conditions import is_operator
from strongroom.services.iam.policy.decision import PolicyKind
from strongroom.services.iam.policy.grammar import (
    VERSIONS,
    Document,
    Elements,
    InvalidJson,
    SyntaxProblem,
    UnknownField,
    read_document,
)
from strongroom.services.iam.policy.malformed import MalformedPolicy

_SYNTAX = "Syntax error in policy."


def read_resource_policy(text: str, kind: PolicyKind) -> Document:
    """The document, if the service that owns such policies accepts it. Raises MalformedPolicy."""
    try:
        document = read_document(text)
    except InvalidJson as problem:
        raise MalformedPolicy("This policy contains invalid Json") from problem
    except UnknownField as problem:
        raise MalformedPolicy(f"Unknown field {problem}") from problem
    except SyntaxProblem as problem:
        raise MalformedPolicy(_SYNTAX) from problem
    if document.version is not None and document.version not in VERSIONS:
        raise MalformedPolicy("The policy must contain a valid version string")
    if not document.statements:
        raise MalformedPolicy("Could not parse the policy: Statement is empty!")
    seen: set[str] = set()
    for statement in document.statements:
        _check_statement(statement, kind)
        if statement.sid in seen:
            raise MalformedPolicy("The Statement Ids in the policy are not unique")
        if statement.sid:
            seen.add(statement.sid)
    return document


def _check_statement(statement: Elements, kind: PolicyKind) -> None:
    if statement.effect is None:
        raise MalformedPolicy("Missing required field Effect")
    if statement.effect not in ("Allow", "Deny"):
        raise MalformedPolicy(f"Invalid effect: {statement.effect}")
    _check_principal(statement, kind)
    if kind is not PolicyKind.KEY and not (statement.actions or statement.not_actions):
        raise MalformedPolicy("Missing required field Action")
    if kind is PolicyKind.TRUST:
        _check_trust(statement)
    elif kind is PolicyKind.RESOURCE and not (statement.resources or statement.not_resources):
        raise MalformedPolicy("Missing required field Resource")
    if not all(is_operator(operator) for operator, _, _ in statement.conditions):
        raise MalformedPolicy(_SYNTAX)


def _check_principal(statement: Elements, kind: PolicyKind) -> None:
    if statement.not_principal is not None:
        if statement.effect == "Allow":
            raise MalformedPolicy("Allow with NotPrincipal is not allowed.")
        if kind is PolicyKind.TRUST:
            raise MalformedPolicy("AssumeRole policy must not contain NotPrincipal field.")
    element = statement.principal or statement.not_principal
    if element is None:
        raise MalformedPolicy("Missing required field Principal")
    if not element.everyone and not any(element.lists.values()):
        raise MalformedPolicy("Missing required field Principal cannot be empty!")


def _check_trust(statement: Elements) -> None:
    actions = (*(statement.actions or ()), *(statement.not_actions or ()))
    if not all(action.lower().startswith("sts:") for action in actions):
        raise MalformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.")
    if statement.resources is not None:
        raise MalformedPolicy("Has prohibited field Resource")
    if statement.not_resources is not None:
        raise MalformedPolicy("AssumeRole policy must not contain resources.")
