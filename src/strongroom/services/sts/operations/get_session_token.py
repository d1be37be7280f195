"""GetSessionToken."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.records import Session
from strongroom.services.operations import Answer, Request, operation
from strongroom.services.sts import errors
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.sts.service import Sts

_DEFAULT_SECONDS = 43_200
_ROOT_SECONDS = 3600


@operation("GetSessionToken")
def get_session_token(service: Sts, call: Call, request: Request) -> Awaitable[Answer]:
    """Users and the root user need no permission for this; the root user's credentials end after an hour."""
    principal, permissions = call.principal, service.iam.directory.of(call.principal)
    kind = principal.kind
    if permissions.session is not None or kind not in ("Root", "IAMUser"):
        raise errors.access_denied("Cannot call GetSessionToken with session credentials")
    if "SerialNumber" in request or "TokenCode" in request:
        raise errors.access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code.")
    seconds = request.get("DurationSeconds", _DEFAULT_SECONDS)
    if kind == "Root":
        seconds = min(seconds, _ROOT_SECONDS)
    now = float(int(service.iam.clock.now()))
    issued = service.issue(
        Session(
            id="",
            account=principal.account,
            kind=kind,
            name=principal.arn.rpartition("/")[2] if kind == "IAMUser" else "root",
            owner_id=permissions.principal_id or "",
            session_name="",
            created=now,
            expires=now + seconds,
            sealed="",
        )
    )

    def keep(transaction: Transaction) -> Answer:
        return {"Credentials": issued.keep(transaction)}

    return service.iam.catalog.write(keep)
