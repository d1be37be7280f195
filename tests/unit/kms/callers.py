"""Those who call KMS in these tests."""

from __future__ import annotations

import base64
import inspect
from contextlib import contextmanager

import pytest

from strongroom.calls import Principal
from strongroom.errors import ServiceError

ACCOUNT = "111122223333"
DAY = 86400


class Caller:
    """Somebody who calls KMS: ``caller("CreateKey", Description="x")`` is the answer or raises ServiceError."""

    def __init__(self, kms, runner, call):
        self.kms = kms
        self.runner = runner
        self.call = call

    def __call__(self, operation, **document):
        async def run():
            answer = self.kms.operations.call(self.call._replace(operation=operation), encoded(document))
            return await answer if inspect.isawaitable(answer) else answer

        return self.runner.run(run())

    def at(self, region):
        return Caller(self.kms, self.runner, self.call._replace(region=region))

    def of(self, principal):
        call = self.call._replace(principal=principal, account=principal.account)
        return Caller(self.kms, self.runner, call)

    def user(self, name, account=ACCOUNT):
        return self.of(Principal("IAMUser", account, f"arn:aws:iam::{account}:user/{name}"))

    def via(self, host):
        return Caller(self.kms, self.runner, self.call._replace(via=host))

    def create_key(self, **document):
        return self("CreateKey", **document)["KeyMetadata"]

    def wait(self, awaitable):
        async def run():
            return await awaitable

        return self.runner.run(run())

    @contextmanager
    def refused(self, code, message=None, status=400):
        """The calls inside are refused with exactly this error."""
        with pytest.raises(ServiceError) as refusal:
            yield
        assert refusal.value.code == code
        if message is not None:
            assert refusal.value.message == message
        assert refusal.value.status == status


def encoded(document):
    """Bytes as they travel in JSON."""
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in document.items()
    }
