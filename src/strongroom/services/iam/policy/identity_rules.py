"""What IAM refuses in an identity-based policy, and in the kinds that are written like one, and how.

The order of the checks is IAM's: a document with several faults gets the message of the first.
Source: IAM User Guide, element reference; the messages are those that CreatePolicy and PutUserPolicy answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from strongroom.services.iam.policy.conditions import is_operator
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
from strongroom.services.iam.policy.quantities import instant

_SYNTAX = "Syntax errors in policy."
_LEGACY = "The policy failed legacy parsing"
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "*")
_IAM_PATHS = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
_VENDOR = re.compile(r"[a-zA-Z0-9.-]+")
_NO_VENDOR = re.compile(r"[^:]*:[^:]*::")


def read_identity_policy(text: str) -> Document:
    """The document, if IAM accepts it. Raises MalformedPolicy."""
    try:
        document = read_document(text)
    except (InvalidJson, UnknownField, SyntaxProblem) as problem:
        raise MalformedPolicy(_SYNTAX) from problem
    _check_syntax(document)
    if document.version != "2012-10-17":
        raise MalformedPolicy("Policy document must be version 2012-10-17 or greater.")
    resource_problem = _check_legacy(document)
    sids = [statement.sid for statement in document.statements if statement.sid]
    if len(set(sids)) < len(sids):
        raise MalformedPolicy("Statement IDs (SID) in a single policy must be unique.")
    if not all(statement.actions or statement.not_actions for statement in document.statements):
        raise MalformedPolicy("Policy statement must contain actions.")
    if not all(statement.resources or statement.not_resources for statement in document.statements):
        raise MalformedPolicy("Policy statement must contain resources.")
    if resource_problem is not None:
        raise MalformedPolicy(resource_problem)
    for statement in document.statements:
        for action in (*(statement.actions or ()), *(statement.not_actions or ())):
            _check_action(action)
    return document


def _check_syntax(document: Document) -> None:
    if document.version is not None and document.version not in VERSIONS:
        raise MalformedPolicy(_SYNTAX)
    if not document.statements:
        raise MalformedPolicy(_SYNTAX)
    for statement in document.statements:
        if statement.principal is not None or statement.not_principal is not None:
            raise MalformedPolicy("Policy document should not specify a principal.")
        if (statement.effect or "").lower() not in ("allow", "deny"):
            raise MalformedPolicy(_SYNTAX)
        if not all(is_operator(operator) for operator, _, _ in statement.conditions):
            raise MalformedPolicy(_SYNTAX)


def _check_legacy(document: Document) -> str | None:
    """Raise what the older parser refuses; return the first fault of a resource, which is reported later."""
    for statement in document.statements:
        if statement.effect not in ("Allow", "Deny"):
            raise MalformedPolicy(_LEGACY)
        for operator, _, values in statement.conditions:
            if "Date" in operator and any(instant(value) is None for value in values):
                raise MalformedPolicy(_LEGACY)
    problem: str | None = None
    for statement in document.statements:
        resources = list(_resources(statement))
        if problem is None:
            problem = next(_problems(resources), None)
        if problem is None and not all(_passes_legacy(resource) for resource in resources):
            raise MalformedPolicy(_LEGACY)
    return problem


def _resources(statement: Elements) -> Iterator[str]:
    yield from statement.resources or ()
    yield from statement.not_resources or ()


def _passes_legacy(resource: str) -> bool:
    if _NO_VENDOR.match(resource):
        return False
    return resource == "*" or resource.count(":") >= 5 or "::" not in resource


def _problems(resources: Iterable[str]) -> Iterator[str]:
    for resource in resources:
        problem = _problem(resource)
        if problem is not None:
            yield problem


def _problem(resource: str) -> str | None:
    if resource == "*":
        return None
    if ":" not in resource:
        return f'Resource {resource} must be in ARN format or "*".'
    parts = resource.split(":", 5)
    if parts[1] not in _PARTITIONS:
        rest = [*parts[2:], "*", "*", "*", "*"][:4]
        return f'Partition "{parts[1]}" is not valid for resource "arn:{parts[1]}:{":".join(rest)}".'
    vendor = parts[2] if len(parts) > 2 else ""
    if len(parts) > 2 and not vendor:
        return None
    if not vendor or "*" in vendor or "?" in vendor:
        return "Resource vendor must be fully qualified and cannot contain regexes."
    region = parts[3] if len(parts) > 3 else None
    if vendor == "iam" and region != "":
        return f"IAM resource {resource} cannot contain region information."
    path = parts[5] if len(parts) > 5 else ""
    if vendor == "s3" and region != "" and not path.startswith("accesspoint/"):
        return f"Resource {resource} can not contain region information."
    if vendor == "iam" and path not in ("*", "root") and not path.startswith(_IAM_PATHS):
        return f'IAM resource path must either be "*", root, or start with {", ".join(_IAM_PATHS)}.'
    return None


def _check_action(action: str) -> None:
    if action == "*":
        return
    vendor, *names = action.split(":")
    if not names:
        raise MalformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    if len(names) > 1:
        raise MalformedPolicy("Actions/Condition can contain only one colon.")
    if vendor != "*" and not _VENDOR.fullmatch(vendor):
        raise MalformedPolicy(f"Vendor {vendor} is not valid")
