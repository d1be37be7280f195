"""Decisions on keys for calls that nobody makes: what key policy, IAM and grants would say."""

from __future__ import annotations

from collections.abc import Mapping

from strongroom.calls import Call
from strongroom.services.iam.permissions import Permissions, Verdict
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms import authorization
from strongroom.services.kms.authorization import Asked, Asker
from strongroom.services.kms.service import Kms
from strongroom.storage.engine import Reader

_CONTEXT = "kms:encryptioncontext:"


class KeyJudge:
    """Decides by the state of a Kms."""

    def __init__(self, kms: Kms) -> None:
        self._kms = kms

    def __call__(
        self,
        call: Call,
        permissions: Permissions,
        action: str,
        resource: str,
        keys: Mapping[str, ConditionValue],
    ) -> Verdict:
        """The verdict on an action on a key, or on ``*``. Raises NotFoundException for a key that is none."""
        gate = self._kms.gate(call)
        if resource == "*":
            own = {"kms:CallerAccount": call.principal.account}
            return permissions.judge(call, gate.now, action, resource, conditions={**own, **keys})
        context = {name[len(_CONTEXT) :]: str(value) for name, value in keys.items() if _is_context(name)}

        def judge(reader: Reader) -> Verdict:
            key = gate.find(reader, call.operation, resource)
            return authorization.decide(
                reader,
                Asker(call, gate.now, permissions),
                key,
                self._kms.policies.of(key.policy),
                call.operation,
                Asked(context or None, keys),
            )

        return self._kms.catalog.read(judge)


def _is_context(name: str) -> bool:
    return name.lower().startswith(_CONTEXT)
