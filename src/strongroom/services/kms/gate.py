"""The gate: the one place that decides whether a call may use a KMS key for an operation now.

In the service's order: the key exists and the request may name it so; the caller is allowed; the key's usage
fits; the key's state permits it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from strongroom.calls import Call
from strongroom.encryption.root_key import RootKey
from strongroom.services.iam.permissions import Permissions
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.iam.principal_names import unknown_principals
from strongroom.services.kms import aliases, authorization, errors, grants, key_states, keys, tag_rules
from strongroom.services.kms.arns import Scope, identify, is_alias
from strongroom.services.kms.authorization import Asked, Asker
from strongroom.services.kms.key_policies import KeyPolicies
from strongroom.services.kms.key_specs import ENCRYPT_DECRYPT
from strongroom.services.kms.key_states import Group
from strongroom.services.kms.keys import KmsKey
from strongroom.storage.engine import Reader


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operation asks of a key: by which states it is refused, the usage it needs, and whether the
    request may name the key by an alias or in another account.

    Source: KMS API reference, each operation's "KeyId" and "Cross-account use".
    """

    states: Group
    usage: str | None = None
    by_alias: bool = False
    other_accounts: bool = False


def _using(usage: str | None) -> Rule:
    """A cryptographic operation of keys with that usage."""
    return Rule("use", usage, by_alias=True, other_accounts=True)


_CRYPTOGRAPHIC = _using(ENCRYPT_DECRYPT)
_CHANGE = Rule("change")
_VIEW = Rule("view")
_ROTATE = Rule("rotate")
_SWITCH = Rule("switch")

_RULES: Mapping[str, Rule] = {
    "CancelKeyDeletion": Rule("rescue"),
    "CreateAlias": _CHANGE,
    "CreateGrant": Rule("use", other_accounts=True),
    "Decapsulate": _using("ENCAPSULATE_DECAPSULATE"),
    "Decrypt": _CRYPTOGRAPHIC,
    "DeleteAlias": _VIEW,
    "DeleteImportedKeyMaterial": _VIEW,
    "DeriveSharedSecret": _using("KEY_AGREEMENT"),
    "DescribeKey": Rule("view", by_alias=True, other_accounts=True),
    "DisableKey": _SWITCH,
    "DisableKeyRotation": _ROTATE,
    "EnableKey": _SWITCH,
    "EnableKeyRotation": _ROTATE,
    "Encapsulate": _using("ENCAPSULATE_DECAPSULATE"),
    "Encrypt": _CRYPTOGRAPHIC,
    "GenerateDataKey": _CRYPTOGRAPHIC,
    "GenerateDataKeyPair": _CRYPTOGRAPHIC,
    "GenerateDataKeyPairWithoutPlaintext": _CRYPTOGRAPHIC,
    "GenerateDataKeyWithoutPlaintext": _CRYPTOGRAPHIC,
    "GenerateMac": _using("GENERATE_VERIFY_MAC"),
    "GetKeyLastUsage": _VIEW,
    "GetKeyPolicy": _VIEW,
    "GetKeyRotationStatus": Rule("view", other_accounts=True),
    "GetParametersForImport": _CHANGE,
    "GetPublicKey": _using(None),
    "ImportKeyMaterial": _CHANGE,
    "ListGrants": Rule("view", other_accounts=True),
    "ListKeyPolicies": _VIEW,
    "ListKeyRotations": _VIEW,
    "ListResourceTags": _VIEW,
    "PutKeyPolicy": _VIEW,
    "ReEncryptFrom": _CRYPTOGRAPHIC,
    "ReEncryptTo": _CRYPTOGRAPHIC,
    "ReplicateKey": Rule("use"),
    "RevokeGrant": Rule("view", other_accounts=True),
    "RotateKeyOnDemand": Rule("rotate on demand"),
    "ScheduleKeyDeletion": _CHANGE,
    "Sign": _using("SIGN_VERIFY"),
    "TagResource": _CHANGE,
    "UntagResource": _CHANGE,
    "UpdateAlias": _CHANGE,
    "UpdateKeyDescription": _CHANGE,
    "UpdatePrimaryRegion": Rule("use"),
    "Verify": _using("SIGN_VERIFY"),
    "VerifyMac": _using("GENERATE_VERIFY_MAC"),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate as one call meets it, at the time ``now`` (epoch seconds), with its principal's permissions."""

    call: Call
    now: float
    policies: KeyPolicies
    root_key: RootKey
    permissions: Permissions

    @property
    def asker(self) -> Asker:
        """Who asks for permission."""
        return Asker(self.call, self.now, self.permissions)

    @property
    def scope(self) -> Scope:
        """The account and region in which the call acts."""
        return Scope(self.call.account, self.call.region)

    def admit(
        self,
        reader: Reader,
        operation: str,
        key_id: str,
        asked: Asked | None = None,
        grant_tokens: Sequence[str] = (),
    ) -> KmsKey:
        """The key that the request names, if the call may use it for ``operation`` now.

        ``operation`` is the permission's name: ReEncrypt asks for ReEncryptFrom and ReEncryptTo.
        Raises the ServiceError with which KMS refuses.
        """
        rule = _RULES[operation]
        asked = asked or Asked()
        self.check_tokens(grant_tokens)
        if is_alias(key_id):
            if not rule.by_alias:
                raise errors.aliases_not_supported()
            asked = replace(asked, alias=identify(key_id, self.scope).alias)
        key = self.find(reader, operation, key_id)
        self.admit_found(reader, operation, key, asked)
        return key

    def admit_found(self, reader: Reader, operation: str, key: KmsKey, asked: Asked | None = None) -> None:
        """Like ``admit`` for a key that was already found."""
        rule = _RULES[operation]
        if key.scope.account != self.call.account and not rule.other_accounts:
            raise authorization.foreign(self.call, operation, key.arn)
        self.authorize(reader, operation, key, asked)
        if rule.usage is not None and key.usage != rule.usage:
            raise errors.wrong_usage(key.arn, key.usage, operation)
        key_states.check(key, rule.states)

    def authorize(self, reader: Reader, operation: str, key: KmsKey, asked: Asked | None = None) -> None:
        """Refuse a call that may not do ``operation`` with the key, whatever its state."""
        policy = self.policies.of(key.policy)
        authorization.authorize(reader, self.asker, key, policy, operation, asked or Asked())

    def check_tokens(self, grant_tokens: Sequence[str]) -> None:
        """Refuse what is no grant token. A good one adds nothing: here grants are in force at once."""
        for token in grant_tokens:
            grants.read_token(token, self.root_key)

    def find(self, reader: Reader, operation: str, key_id: str) -> KmsKey:
        """The key that a key id, key ARN, alias name or alias ARN names, for whatever use.

        Raises NotFoundException; for a key of another account that does not exist AccessDeniedException.
        """
        named = identify(key_id, self.scope)
        foreign = named.scope.account != self.call.account
        found = named.key_id
        if named.alias is not None:
            alias = aliases.find(reader, named.scope, named.alias)
            found = None if alias is None else alias.key_id
        key = None if found is None else keys.find(reader, named.scope, found)
        if key is not None and key.exists(self.now):
            return key.as_of(self.now)
        resource = named.scope.arn(named.alias or f"key/{named.key_id}")
        if foreign:
            raise authorization.foreign(self.call, operation, resource)
        raise errors.alias_not_found(resource) if named.alias else errors.key_not_found(resource)

    def admit_in_account(
        self, operation: str, resource: str = "*", conditions: Mapping[str, ConditionValue] | None = None
    ) -> None:
        """Refuse a call that acts on no key and that the caller may not make. Raises AccessDeniedException."""
        authorization.authorize_in_account(self.asker, operation, resource, conditions or {})

    def admit_tagging(self, tags: Sequence[Mapping[str, str]]) -> None:
        """Refuse a caller who may not give these tags to a new key. Raises AccessDeniedException.

        Source: KMS API reference, CreateKey, Tags.
        """
        if tags:
            self.admit_in_account("TagResource", conditions=tag_rules.condition_keys(tags))

    def check_policy(self, reader: Reader, key: KmsKey, policy: str, *, bypass_lockout: bool) -> None:
        """Refuse a new policy for the key that is none, that names users or roles that do not exist, or, unless
        ``bypass_lockout``, that would keep the caller from ever changing it again.

        Raises MalformedPolicyDocumentException and LimitExceededException.
        """
        checked = self.policies.check(policy)
        if unknown_principals(reader, checked.identities):
            raise errors.invalid_policy_principals()
        if not bypass_lockout and authorization.locks_out(reader, self.asker, key, checked):
            raise errors.policy_lockout()
