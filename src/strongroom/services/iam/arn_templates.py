"""The forms of the ARNs that actions act upon, as simulations report them.

Source: Service Authorization Reference, "Resource types" of DynamoDB, KMS and STS.
"""

from __future__ import annotations

_ANY = "*"
_TABLE = "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}"
_KEY = "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"
_ROLE = "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"
_WITHOUT_KEY = frozenset(
    {"createkey", "generaterandom", "listaliases", "listkeys", "listretirablegrants", "createcustomkeystore"}
    | {"connectcustomkeystore", "deletecustomkeystore", "describecustomkeystores", "disconnectcustomkeystore"}
    | {"updatecustomkeystore"}
)
_WITHOUT_TABLE = frozenset(
    {"describeendpoints", "describelimits", "listbackups", "listexports", "listglobaltables", "listimports"}
    | {"liststreams", "listtables"}
)


def arn_template(action: str) -> str:
    """The form of the ARN that an action (``kms:Decrypt``) acts on; ``*`` where none is known."""
    service, _, operation = action.lower().partition(":")
    if service == "kms":
        return _ANY if operation in _WITHOUT_KEY else _KEY
    if service == "dynamodb":
        return _ANY if operation in _WITHOUT_TABLE else _TABLE
    return _ROLE if (service, operation) == ("sts", "assumerole") else _ANY
