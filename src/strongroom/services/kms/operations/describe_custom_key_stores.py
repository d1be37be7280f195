"""DescribeCustomKeyStores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.kms.paging import start_of_page
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DescribeCustomKeyStores")
def describe_custom_key_stores(service: Kms, call: Call, request: Request) -> Answer:
    service.gate(call).admit_in_account("DescribeCustomKeyStores")
    start_of_page(request.get("Marker"))
    if "CustomKeyStoreId" in request or "CustomKeyStoreName" in request:
        raise errors.custom_key_store_not_found()
    return {"CustomKeyStores": [], "Truncated": False}
