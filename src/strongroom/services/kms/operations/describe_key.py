"""DescribeKey."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import managed_keys
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.key_metadata import metadata
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DescribeKey")
def describe_key(service: Kms, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    gate = service.gate(call)
    wanted = managed_keys.wanted(gate, request["KeyId"])
    if wanted and service.catalog.read(lambda reader: managed_keys.missing(reader, gate)):
        if call.via is None:
            gate.admit_in_account("DescribeKey", gate.scope.arn(managed_keys.DYNAMODB_ALIAS))
        return _made_and_described(service, gate, request)
    return service.catalog.read(lambda reader: _described(reader, gate, request))


async def _made_and_described(service: Kms, gate: Gate, request: Request) -> Answer:
    """Services make their AWS managed keys by describing the predefined alias."""
    await managed_keys.make(service, gate)
    return service.catalog.read(lambda reader: _described(reader, gate, request))


def _described(reader: Reader, gate: Gate, request: Request) -> Answer:
    key = gate.admit(reader, "DescribeKey", request["KeyId"], grant_tokens=request.get("GrantTokens", ()))
    return {"KeyMetadata": metadata(key)}
