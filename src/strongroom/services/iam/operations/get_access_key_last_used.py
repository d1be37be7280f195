"""GetAccessKeyLastUsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import ACCESS_KEYS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam

_NEVER = {"ServiceName": "N/A", "Region": "N/A"}


@operation("GetAccessKeyLastUsed")
def get_access_key_last_used(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    access_key_id = request["AccessKeyId"]

    def read(reader: Reader) -> Answer:
        key = ACCESS_KEYS.find(reader, access_key_id)
        if key is None or key.account != call.account:
            gate.admit("GetAccessKeyLastUsed", gate.arn("user/*"))
            raise errors.no_such_access_key(call.principal.arn, access_key_id)
        gate.user(reader, "GetAccessKeyLastUsed", key.user)
        use = service.last_uses.of(reader, access_key_id)
        if use is None:
            return {"UserName": key.user, "AccessKeyLastUsed": _NEVER}
        used = {"LastUsedDate": float(int(use.time)), "ServiceName": use.service, "Region": use.region}
        return {"UserName": key.user, "AccessKeyLastUsed": used}

    return service.catalog.read(read)
