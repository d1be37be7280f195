"""ListSigningCertificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.uncommon_credentials import none_of_user
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListSigningCertificates")
def list_signing_certificates(service: Iam, call: Call, request: Request) -> Answer:
    return none_of_user(service, call, request, "ListSigningCertificates", "Certificates")
