"""Explanations of decisions as the command shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any


def explanation(decisions: Sequence[Mapping[str, Any]]) -> str:
    """The text of some decisions, for people."""
    return "\n\n".join("\n".join(_lines(decision)) for decision in decisions)


def _lines(decision: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'ALLOWED' if decision['Outcome'] == 'allowed' else 'DENIED':9}{decision['Action']}"
    if "Resource" in decision:
        yield f"{'on':9}{decision['Resource']}"
    through = f" through {decision['InvokedBy']}" if "InvokedBy" in decision else ""
    yield f"{'for':9}{decision['Principal']}{through}"
    yield f"{'because':9}{decision['Reason']}"
    if "GrantId" in decision:
        yield f"{'grant':9}{decision['GrantId']}"
    for entry in decision["ContextEntries"]:
        yield f"{'with':9}{entry['ContextKeyName']} = {', '.join(entry['ContextKeyValues']) or '(not shown)'}"
    for policy, statements in groupby(decision["Statements"], _policy):
        yield f"{'policy':9}{policy}"
        yield from (f"{'':9}{_statement(statement)}" for statement in statements)


def _policy(statement: Mapping[str, Any]) -> str:
    name = f" {statement['PolicyName']}" if "PolicyName" in statement else ""
    return f"{statement['PolicyType']}{name} of {statement['AttachedTo']}"


def _statement(statement: Mapping[str, Any]) -> str:
    named = f" {statement['Sid']}" if "Sid" in statement else ""
    outcome = "applies" if statement["Applies"] else f"does not apply: {statement['Missed']}"
    return f"{statement['Number']}{named}  {statement['Effect']}  {outcome}"
