"""An IAM and an STS on the embedded engine, called as clients call them: by forms, answered in XML."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel as ClientModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from strongroom.calls import Call, Principal
from strongroom.clock import RehearsalClock
from strongroom.encryption.root_key import RootKey
from strongroom.errors import ServiceError
from strongroom.model.service_model import load_service_model
from strongroom.model.xml import XmlWriter
from strongroom.randomness import SystemRandomness
from strongroom.services.iam.service import Iam
from strongroom.services.sts.service import Sts
from strongroom.storage.sqlite import SqliteEngine

ACCOUNT = "111122223333"
OTHER = "444455556666"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
TRUSTING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":%s}]}'


def allowing(action: str, resource: str = "*", effect: str = "Allow") -> str:
    """A policy with one statement."""
    statement = f'{{"Effect":"{effect}","Action":"{action}","Resource":"{resource}"}}'
    return f'{{"Version":"2012-10-17","Statement":[{statement}]}}'


def trusting(principal: str, action: str = '"sts:AssumeRole"') -> str:
    """A trust policy."""
    return TRUSTING % (principal, action)


@functools.cache
def models(service: str) -> tuple[Any, ClientModel, XmlWriter]:
    """Ours, the client's, and the writer of answers."""
    ours = load_service_model(service)
    writer = XmlWriter(ours.shapes, ours.xml_namespace)
    return ours, ClientModel(Loader().load_service_model(service, "service-2")), writer


class World:
    """Everything that there is. ``root`` is the account's root user, ``other_root`` another account's."""

    def __init__(self, directory: Path, runner: asyncio.Runner) -> None:
        self.runner = runner
        randomness = SystemRandomness()
        root_key = RootKey(bytes(range(32)), randomness, bytes(32))
        self.clock = RehearsalClock()
        self.engine = self.wait(self._engine(directory))
        self.catalog = self.wait(self._catalog(root_key))
        self.iam = Iam(self.catalog, root_key, self.clock, randomness, models("iam")[0].parsers)
        self.sts = Sts(self.iam, randomness, models("sts")[0].parsers)
        self.root = self.caller(Principal.root(ACCOUNT))
        self.other_root = self.caller(Principal.root(OTHER))

    @staticmethod
    async def _engine(directory: Path) -> SqliteEngine:
        return SqliteEngine(directory)

    async def _catalog(self, root_key: RootKey) -> Any:
        return self.engine.create("catalog", root_key.derive("catalog"))

    def wait(self, awaitable: Any) -> Any:
        async def wait() -> Any:
            return await awaitable

        return self.runner.run(wait())

    def close(self) -> None:
        self.wait(self.engine.close())

    def caller(self, principal: Principal) -> Caller:
        call = Call("", principal, principal.account, "us-east-1", "5a1b0b5c-1111-2222-3333-444455556666")
        return Caller(self, call)

    def user(self, name: str, *documents: str, account: str = ACCOUNT) -> Caller:
        """A new user with an access key and inline policies, as a caller."""
        root = self.root if account == ACCOUNT else self.other_root
        root("CreateUser", UserName=name)
        for number, document in enumerate(documents):
            root("PutUserPolicy", UserName=name, PolicyName=f"p{number}", PolicyDocument=document)
        return self.signing(root("CreateAccessKey", UserName=name)["AccessKey"]["AccessKeyId"])

    def signing(self, access_key_id: str) -> Caller:
        """Whoever signs with that access key."""
        credential = self.iam.credentials.find(access_key_id)
        assert credential is not None
        return self.caller(credential.principal)


class Caller:
    """Somebody who calls: ``caller("CreateUser", UserName="x")`` is the answer or raises ServiceError."""

    def __init__(self, world: World, call: Call) -> None:
        self.world = world
        self.call = call

    def __call__(self, operation: str, **request: Any) -> dict[str, Any]:
        return self.ask("iam", operation, request)

    def sts(self, operation: str, **request: Any) -> dict[str, Any]:
        return self.ask("sts", operation, request)

    def ask(self, service: str, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        ours, client, writer = models(service)
        model = client.operation_model(operation)
        body = create_serializer("query", include_validation=False).serialize_to_request(request, model)["body"]
        pairs = [(name, str(value)) for name, value in body.items()]
        operations = (self.world.iam if service == "iam" else self.world.sts).operations

        async def run() -> Any:
            answer = operations.call(self.call._replace(operation=operation), pairs)
            return await answer if inspect.isawaitable(answer) else answer

        answer = self.world.runner.run(run())
        xml = writer.answer(operation, ours.output_shape(operation), answer, self.call.request_id)
        response = {"body": xml, "headers": {}, "status_code": 200}
        parsed: dict[str, Any] = create_parser("query").parse(response, model.output_shape)
        del parsed["ResponseMetadata"]
        return parsed

    @contextmanager
    def refused(self, code: str, message: str | None = None, status: int | None = None) -> Iterator[None]:
        """What is called inside is refused with this error."""
        with pytest.raises(ServiceError) as refusal:
            yield
        assert refusal.value.code == code, refusal.value.message
        if message is not None:
            assert refusal.value.message == message
        if status is not None:
            assert refusal.value.status == status
