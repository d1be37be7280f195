"""Key policies: those that KMS and DynamoDB give to keys, and the checks of those that users bring.

Source: KMS developer guide, "Default key policy" and "Key policies"; for the AWS managed key, DynamoDB
developer guide, "Encryption at rest: usage notes".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from strongroom.services.iam.policy import MalformedPolicy, Policy, PolicyKind, parse_policy
from strongroom.services.kms import errors
from strongroom.services.kms.arns import Scope

NAME = "default"
MAX_BYTES = 32_768


class KeyPolicies:
    """Compiles key policies and keeps the compiled ones at hand."""

    def __init__(self) -> None:
        self._compiled = lru_cache(maxsize=1024)(_compile)

    def of(self, text: str) -> Policy:
        """The compiled form of a policy text that was accepted before."""
        return self._compiled(text)

    def check(self, text: str) -> Policy:
        """The compiled form of a new policy.

        Raises MalformedPolicyDocumentException, or LimitExceededException for one that is too long.
        """
        if len(text.encode("utf-8")) > MAX_BYTES:
            raise errors.limit_exceeded(f"The key policy exceeds the maximum size of {MAX_BYTES} bytes.")
        try:
            return self._compiled(text)
        except MalformedPolicy as malformed:
            raise errors.malformed_policy(str(malformed)) from malformed


def default_policy(account: str) -> str:
    """The policy of a key that is made without one: the account decides by its IAM policies."""
    return _document(
        "key-default-1",
        {
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
    )


def managed_policy(scope: Scope, via: str, service: str) -> str:
    """The policy of the AWS managed key of DynamoDB: everybody in the account, but only through DynamoDB."""
    return _document(
        "auto-dynamodb-1",
        {
            "Sid": "Allow access through Amazon DynamoDB for all principals in the account that are "
            "authorized to use Amazon DynamoDB",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:CreateGrant",
                "kms:DescribeKey",
            ],
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:CallerAccount": scope.account, "kms:ViaService": via}},
        },
        {
            "Sid": "Allow direct access to key metadata to the account",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{scope.account}:root"},
            "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
            "Resource": "*",
        },
        {
            "Sid": f"Allow DynamoDB Service with service principal name {service} to describe the key directly",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": ["kms:Describe*", "kms:Get*", "kms:List*"],
            "Resource": "*",
        },
    )


def owned_policy(service: str) -> str:
    """The policy of a key that a service owns: nobody but the service."""
    return _document(
        "owned-1",
        {
            "Sid": "Only the service that owns the key",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "kms:*",
            "Resource": "*",
        },
    )


def _document(policy_id: str, *statements: dict[str, Any]) -> str:
    document = {"Version": "2012-10-17", "Id": policy_id, "Statement": statements}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode("utf-8")


def _compile(text: str) -> Policy:
    return parse_policy(text, PolicyKind.KEY, NAME)
