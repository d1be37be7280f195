"""GetAccountSummary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.account_summary import summary
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetAccountSummary")
def get_account_summary(service: Iam, call: Call, request: Request) -> Answer:  # noqa: ARG001
    service.gate(call).admit("GetAccountSummary", "*")
    return {"SummaryMap": service.catalog.read(lambda reader: summary(reader, call.account))}
