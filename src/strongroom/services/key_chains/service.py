"""The service that shows tables' wrapped keys: what its operations are handed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import orjson

from strongroom.calls import Call
from strongroom.model.service_model import ServiceModel, compiled_model
from strongroom.services.dynamodb.tables.catalog import Tables
from strongroom.services.key_chains import operations
from strongroom.services.operations import Observed, Operations, Request, unobserved


class KeyChains:
    """Shows the wrapped keys of ``tables``; ``admit`` is DynamoDB's decision about a call of one of its own
    operations, and raises AccessDeniedException."""

    def __init__(
        self, tables: Tables, admit: Callable[[Call, Request], Call], observed: Observed = unobserved
    ) -> None:
        self.tables = tables
        self.admit = admit
        self.operations = observed(Operations(self, operations, own_model().parsers))


def own_model() -> ServiceModel:
    """The model of this service, in the form of the AWS services'."""
    document = files("strongroom.services.key_chains").joinpath("service-2.json").read_bytes()
    return compiled_model("strongroomkeys", orjson.loads(document))
