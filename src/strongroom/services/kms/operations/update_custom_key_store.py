"""UpdateCustomKeyStore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("UpdateCustomKeyStore")
def update_custom_key_store(service: Kms, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is none
    service.gate(call).admit_in_account("UpdateCustomKeyStore")
    raise errors.custom_key_store_not_found()
