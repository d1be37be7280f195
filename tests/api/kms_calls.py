"""What the tests of KMS share: refusals as boto3 reports them, clients of other accounts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "444455556666"


@contextmanager
def refused(code: str, message: str | None = None, status: int = 400) -> Iterator[None]:
    """The call inside is refused with exactly this error; a message of None may be any."""
    with pytest.raises(ClientError) as refusal:
        yield
    error = refusal.value.response["Error"]
    assert error["Code"] == code, error
    if message is not None:
        assert error["Message"] == message
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def client_of(server: Server, account: str, region: str = "us-east-1") -> Any:
    """A KMS client of another account: in open mode an access key id of 12 digits names the account."""
    return boto3.Session().client(
        "kms",
        endpoint_url=server.endpoint,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


def alias_name() -> str:
    """An alias name that no other test uses."""
    return f"alias/{uuid.uuid4().hex}"


def key_arn(key_id: str, region: str = "us-east-1", account: str = ACCOUNT) -> str:
    return f"arn:aws:kms:{region}:{account}:key/{key_id}"
