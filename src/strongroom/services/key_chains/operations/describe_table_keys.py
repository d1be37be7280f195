"""DescribeTableKeys: the keys of a table as they lie at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.encryption.table_keys import WrappedKeys
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.key_chains.service import KeyChains


@operation("DescribeTableKeys")
def describe_table_keys(service: KeyChains, call: Call, request: Request) -> Answer:
    """The wrapped table key and data key with their encryption context, for whoever may describe the table."""
    named = request["TableName"]
    described = service.admit(call._replace(operation="DescribeTable"), {"TableName": named})
    record = service.tables.require(described, named).record
    answer: dict[str, Any] = {"TableName": record.name, "Chain": _chain(record.keys)}
    if record.change is not None:
        answer["NextChain"] = _chain(record.change.new_keys)
    return answer


def _chain(keys: WrappedKeys) -> dict[str, Any]:
    """The wire's KeyChain. The ARN of a key that is the service's own is nobody's affair."""
    chain: dict[str, Any] = {
        "Owned": keys.owned,
        "KMSMasterKeyArn": None if keys.owned else keys.key_arn,
        "GrantId": keys.grant_id,
        "EncryptionContext": dict(keys.encryption_context),
        "WrappedTableKey": keys.table_key,
        "WrappedDataKey": keys.data_key,
    }
    return {member: value for member, value in chain.items() if value is not None}
