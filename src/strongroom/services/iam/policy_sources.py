"""The user, group or role whose policies a simulation takes."""

from __future__ import annotations

import re

from strongroom.services.iam import errors
from strongroom.services.iam.gate import Gate
from strongroom.services.iam.policy import RequestPrincipal
from strongroom.services.iam.records import Identity, Role
from strongroom.storage.engine import Reader

_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):(user|group|role)/(?:.*/)?([^/]+)")


def policy_source(gate: Gate, reader: Reader, operation: str, arn: str) -> Identity:
    """The identity that ``PolicySourceArn`` names. Raises AccessDenied, NoSuchEntity or InvalidInput."""
    matched = _ARN.fullmatch(arn)
    if matched is None or matched[1] != gate.account:
        raise errors.invalid_input(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    if matched[2] == "user":
        return gate.user(reader, operation, matched[3])
    if matched[2] == "group":
        return gate.group(reader, operation, matched[3])
    return gate.role(reader, operation, matched[3])


def simulated_principal(identity: Identity, caller: str | None) -> RequestPrincipal:
    """Who makes the simulated request: the caller that was named, or the identity itself."""
    if isinstance(identity, Role):
        return RequestPrincipal(
            "AssumedRole", identity.account, caller or identity.arn, identity.arn, identity.id
        )
    return RequestPrincipal("IAMUser", identity.account, caller or identity.arn, unique_id=identity.id)
