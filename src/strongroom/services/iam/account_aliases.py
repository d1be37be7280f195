"""The alias of an account: one at most, and no two accounts have the same.

Source: IAM User Guide, "Your AWS account ID and its alias".
"""

from __future__ import annotations

from strongroom.services.iam import errors
from strongroom.storage.engine import Key, Reader, Transaction

_SPACE = "iam:account-aliases"


def find(reader: Reader, account: str) -> str | None:
    """The account's alias, if it has one."""
    stored = reader.get(_SPACE, _key(account))
    return None if stored is None else stored.decode("ascii")


def put(transaction: Transaction, account: str, alias: str) -> None:
    """Give the account an alias in place of the one that it has. Raises EntityAlreadyExists."""
    if any(stored.decode("ascii") == alias for _, stored in transaction.in_space(_SPACE)):
        raise errors.account_alias_exists(alias)
    transaction.put(_SPACE, _key(account), alias.encode("ascii"))


def delete(transaction: Transaction, account: str, alias: str) -> None:
    """Take the alias from the account. Raises NoSuchEntity when it is not the account's."""
    if find(transaction, account) != alias:
        raise errors.account_alias_not_found(alias)
    transaction.delete(_SPACE, _key(account))


def _key(account: str) -> Key:
    return account.encode("ascii"), b""
