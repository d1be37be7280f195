"""How many of what an account, an identity or a policy can have, and how many bytes policies.

Source: IAM User Guide, "IAM and AWS STS quotas"; an account's summary as the service gives it.
"""

from __future__ import annotations

USERS = 5000
GROUPS = 300
ROLES = 1000
POLICIES = 1500
INSTANCE_PROFILES = 1000

GROUPS_PER_USER = 10
ACCESS_KEYS_PER_USER = 2
ATTACHED_POLICIES = 10
VERSIONS_PER_POLICY = 5
VERSIONS_IN_USE = 10_000

INLINE_BYTES = {"user": 2048, "group": 5120, "role": 10_240}
MANAGED_BYTES = 6144
TRUST_BYTES = 2048
