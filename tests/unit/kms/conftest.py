"""A KMS on the embedded engine, called as its users and as DynamoDB call it."""

from __future__ import annotations

import asyncio

import pytest

from kms.callers import ACCOUNT, Caller
from strongroom.calls import Call, Principal
from strongroom.clock import RehearsalClock
from strongroom.encryption.root_key import RootKey
from strongroom.model.service_model import load_service_model
from strongroom.randomness import SystemRandomness
from strongroom.services.iam.collections import USERS
from strongroom.services.iam.records import User
from strongroom.services.kms.dynamodb_client import DynamoDBKeyClient
from strongroom.services.kms.service import Kms
from strongroom.storage.sqlite import SqliteEngine

RANDOMNESS = SystemRandomness()
ROOT_KEY = RootKey(bytes(range(32)), RANDOMNESS, bytes(32))


@pytest.fixture(scope="session")
def parsers():
    return load_service_model("kms").parsers


@pytest.fixture
def clock():
    return RehearsalClock()


@pytest.fixture
def runner():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def engine(tmp_path, runner):
    async def make():
        return SqliteEngine(tmp_path)

    engine = runner.run(make())
    yield engine
    runner.run(engine.close())


@pytest.fixture
def catalog(engine, runner):
    """The catalog, with users for policies to name."""

    async def make():
        catalog = engine.create("catalog", ROOT_KEY.derive("catalog"))
        await catalog.write(add_users)
        return catalog

    return runner.run(make())


def add_users(transaction):
    for name in ("bob", "eve"):
        user = User(account=ACCOUNT, name=name, path="/", id=f"AIDA{name}", created=0.0)
        USERS.put(transaction, user)


@pytest.fixture
def kms(catalog, clock, parsers):
    return Kms(catalog, ROOT_KEY, clock, RANDOMNESS, parsers)


@pytest.fixture
def root(kms, runner):
    """The root user of the account."""
    return Caller(kms, runner, Call("", Principal.root(ACCOUNT), ACCOUNT, "us-east-1", "request"))


@pytest.fixture
def key(root):
    """A symmetric key: its KeyMetadata."""
    return root.create_key()


@pytest.fixture
def dynamodb(kms):
    return DynamoDBKeyClient(kms, RANDOMNESS)
