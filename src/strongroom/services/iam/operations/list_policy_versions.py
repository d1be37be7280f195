"""ListPolicyVersions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.managed_gate import admitted
from strongroom.services.iam.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListPolicyVersions")
def list_policy_versions(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        policy = admitted(gate, reader, "ListPolicyVersions", request["PolicyArn"])
        behind = start_of_page(request)
        rest = (
            version for version in policy.versions if behind is None or _number(version.id) < _number(behind)
        )
        return page(
            request,
            "Versions",
            rest,
            lambda version: version.id,
            lambda version: documents.policy_version(policy, version, whole=False),
        )

    return service.catalog.read(look_up)


def _number(version_id: str) -> int:
    """The number in ``v12``; 0 for what is no version id."""
    digits = version_id.removeprefix("v")
    return int(digits) if digits.isdecimal() else 0
