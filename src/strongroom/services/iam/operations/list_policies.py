"""ListPolicies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import aws_managed, documents, managed
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed import Uses
from strongroom.services.iam.paging import page_of
from strongroom.services.iam.records import ManagedPolicy
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListPolicies")
def list_policies(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    prefix = request.get("PathPrefix", "/")
    gate.admit("ListPolicies", gate.arn(f"policy{prefix}"), named=f"policy path {prefix}")

    def look_up(reader: Reader) -> Answer:
        uses = managed.uses(reader, call.account)
        listed = [policy for policy in _in_scope(reader, call, request) if _is_wanted(policy, request, uses)]
        return page_of(
            request,
            "Policies",
            listed,
            lambda policy: policy.arn,
            lambda policy: documents.listed_policy(
                policy, uses.attached[policy.arn], uses.boundaries[policy.arn]
            ),
        )

    return service.catalog.read(look_up)


def _in_scope(reader: Reader, call: Call, request: Request) -> Iterator[ManagedPolicy]:
    scope = request.get("Scope", "All")
    if scope in ("All", "Local"):
        yield from POLICIES.all(reader, call.account)
    if scope in ("All", "AWS"):
        yield from aws_managed.policies().values()


def _is_wanted(policy: ManagedPolicy, request: Request, uses: Uses) -> bool:
    counts = {"PermissionsPolicy": uses.attached, "PermissionsBoundary": uses.boundaries}
    usage = request.get("PolicyUsageFilter")
    if usage is not None and not counts[usage][policy.arn]:
        return False
    if request.get("OnlyAttached") and not (uses.attached[policy.arn] or uses.boundaries[policy.arn]):
        return False
    return policy.path.startswith(request.get("PathPrefix", "/"))
