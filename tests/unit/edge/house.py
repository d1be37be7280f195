"""A dispatcher whose services do what a test says, and requests for it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from strongroom.clock import SystemClock
from strongroom.edge.authentication import Authentication
from strongroom.edge.dispatch import Dispatcher
from strongroom.edge.json_protocol import DYNAMODB, KMS
from strongroom.edge.metrics import Metrics
from strongroom.edge.service import Service
from strongroom.randomness import SystemRandomness
from strongroom.services.iam.credentials import NoCredentials

from .signing import Answers, exchange

JSON_1_0 = {"Content-Type": "application/x-amz-json-1.0"}
UNKNOWN = b'{"__type":"com.amazon.coral.service#UnknownOperationException"}'
SERIALIZATION = b'{"__type":"com.amazon.coral.service#SerializationException"}'
SECRET_TEXT = "the value of an item"


class House:
    """A dispatcher for two services whose operations do what the test says."""

    def __init__(self, *, guards_origins=True, logs_requests=False):
        self.calls = []
        self.does = lambda: {"TableNames": []}
        self.metrics = Metrics(lambda: {"hit": 3})
        self.dispatcher = Dispatcher(
            [
                Service("dynamodb", "DynamoDB_20120810", DYNAMODB, ["ListTables", "PutItem"], self.call),
                Service("kms", "TrentService", KMS, ["ListKeys"], self.call),
            ],
            {b"/page": lambda exchange: exchange.respond(200, b"", b"a page")},
            Authentication("open", NoCredentials(), SystemClock(), account="1" * 12, region="us-east-1"),
            SystemRandomness(),
            self.metrics,
            region="us-east-1",
            guards_origins=guards_origins,
            logs_requests=logs_requests,
        )

    def call(self, call, document):
        self.calls.append((call, document))
        return self.does()

    def ask(self, made, *, ticks=5):
        """The answer to a request: status, headers in lower case, body."""
        answers = Answers()
        made._connection = answers

        async def run():
            self.dispatcher(made)
            for _ in range(ticks):
                await asyncio.sleep(0)

        asyncio.run(run())
        ((status, lines, body),) = answers.given
        pairs = (line.partition(": ") for line in lines.decode().split("\r\n") if line)
        return SimpleNamespace(status=status, headers={n.lower(): v for n, _, v in pairs}, body=body)


def unsigned(target=None, body=b"{}", headers=JSON_1_0, **more):
    given = dict(headers)
    if target:
        given["X-Amz-Target"] = target
    return exchange(headers=given, body=body, **more)


def at_once(value):
    if isinstance(value, Exception):
        raise value
    return value
