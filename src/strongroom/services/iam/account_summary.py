"""What an account has of everything that IAM knows, and how much of it it can have.

Of what is not kept here, such as passwords, MFA devices and certificates, an account has none.
Source: IAM API reference, GetAccountSummary; a summary as the service gives it.
"""

from __future__ import annotations

from strongroom.services.iam import quotas, root_user
from strongroom.services.iam.collections import GROUPS, INSTANCE_PROFILES, POLICIES, ROLES, USERS
from strongroom.storage.engine import Reader


def summary(reader: Reader, account: str) -> dict[str, int]:
    """The wire's SummaryMap."""
    return {**_contents(reader, account), **_quotas(), "GlobalEndpointTokenVersion": 1}


def _contents(reader: Reader, account: str) -> dict[str, int]:
    policies = list(POLICIES.all(reader, account))
    return {
        "Users": sum(1 for _ in USERS.all(reader, account)),
        "Groups": sum(1 for _ in GROUPS.all(reader, account)),
        "Roles": sum(1 for _ in ROLES.all(reader, account)),
        "InstanceProfiles": sum(1 for _ in INSTANCE_PROFILES.all(reader, account)),
        "Policies": len(policies),
        "PolicyVersionsInUse": sum(len(policy.versions) for policy in policies),
        "AccountAccessKeysPresent": int(root_user.has_access_key(reader, account)),
        "AccountMFAEnabled": 0,
        "AccountPasswordPresent": 0,
        "AccountSigningCertificatesPresent": 0,
        "MFADevices": 0,
        "MFADevicesInUse": 0,
        "Providers": 0,
        "ServerCertificates": 0,
    }


def _quotas() -> dict[str, int]:
    return {
        "UsersQuota": quotas.USERS,
        "GroupsQuota": quotas.GROUPS,
        "RolesQuota": quotas.ROLES,
        "PoliciesQuota": quotas.POLICIES,
        "InstanceProfilesQuota": quotas.INSTANCE_PROFILES,
        "GroupsPerUserQuota": quotas.GROUPS_PER_USER,
        "AccessKeysPerUserQuota": quotas.ACCESS_KEYS_PER_USER,
        "AttachedPoliciesPerUserQuota": quotas.ATTACHED_POLICIES,
        "AttachedPoliciesPerGroupQuota": quotas.ATTACHED_POLICIES,
        "AttachedPoliciesPerRoleQuota": quotas.ATTACHED_POLICIES,
        "VersionsPerPolicyQuota": quotas.VERSIONS_PER_POLICY,
        "PolicyVersionsInUseQuota": quotas.VERSIONS_IN_USE,
        "UserPolicySizeQuota": quotas.INLINE_BYTES["user"],
        "GroupPolicySizeQuota": quotas.INLINE_BYTES["group"],
        "RolePolicySizeQuota": quotas.INLINE_BYTES["role"],
        "PolicySizeQuota": quotas.MANAGED_BYTES,
        "AssumeRolePolicySizeQuota": quotas.TRUST_BYTES,
        "ServerCertificatesQuota": 20,
        "SigningCertificatesPerUserQuota": 2,
    }
