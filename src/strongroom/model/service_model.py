"""A service's model: what botocore ships of it, corrected, with a parser for each operation's request.

botocore's models are data files beside its code; the code is not imported. Documentation in them is dropped.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from strongroom.model import corrections
from strongroom.model.corrections import Corrections
from strongroom.model.json_types import Shape, TypeCompiler
from strongroom.model.query import FormCompiler
from strongroom.model.request_parser import ParserCompiler, RequestParser
from strongroom.model.wording import DynamoDBWording, Json11Wording


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """One service: its operations, shapes and request parsers.

    ``parsers`` compiles a parser when it is first asked for and keeps it. ``target_prefix`` and
    ``json_version`` are empty for services of the query protocol, ``xml_namespace`` for the others.
    """

    name: str
    api_version: str
    target_prefix: str
    json_version: str
    xml_namespace: str
    operations: Mapping[str, Mapping[str, Any]]
    shapes: Mapping[str, Shape]
    parsers: Mapping[str, RequestParser]

    @property
    def operation_names(self) -> list[str]:
        """Every operation the model knows, sorted."""
        return sorted(self.operations)

    def input_shape(self, operation: str) -> str | None:
        """The name of the shape of an operation's request, or None when it takes nothing."""
        return _shape_name(self.operations[operation], "input")

    def output_shape(self, operation: str) -> str | None:
        """The name of the shape of an operation's answer, or None when it has none."""
        return _shape_name(self.operations[operation], "output")


class _Parsers(Mapping[str, RequestParser]):
    """Compiles on first use."""

    def __init__(self, operations: Mapping[str, Mapping[str, Any]], compiler: ParserCompiler) -> None:
        self._operations = operations
        self._compiler = compiler
        self._compiled: dict[str, RequestParser] = {}

    def __getitem__(self, operation: str) -> RequestParser:
        if operation not in self._compiled:
            shape_name = _shape_name(self._operations[operation], "input")
            self._compiled[operation] = self._compiler.parser(operation, shape_name)
        return self._compiled[operation]

    def __iter__(self) -> Iterator[str]:
        return iter(self._operations)

    def __len__(self) -> int:
        return len(self._operations)


class ServiceModelOnDemand:
    """A service's model that is loaded when it is first needed: most servers never serve an IAM call.

    ``parsers`` tells of every operation that there is a parser, and loads the model when one is called.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._loaded: ServiceModel | None = None
        self.parsers: Mapping[str, RequestParser] = _ParsersOnDemand(self)

    def __call__(self) -> ServiceModel:
        """The model. Raises LookupError as ``load_service_model`` does."""
        if self._loaded is None:
            self._loaded = load_service_model(self._name)
        return self._loaded


class _ParsersOnDemand(Mapping[str, RequestParser]):
    def __init__(self, model: ServiceModelOnDemand) -> None:
        self._model = model

    def __getitem__(self, operation: str) -> RequestParser:
        return lambda document: self._model().parsers[operation](document)

    def __iter__(self) -> Iterator[str]:
        return iter(self._model().parsers)

    def __len__(self) -> int:
        return len(self._model().parsers)


def load_service_model(name: str) -> ServiceModel:
    """The model of ``dynamodb``, ``dynamodbstreams``, ``kms``, ``iam`` or ``sts``.

    The parsers of DynamoDB and KMS take decoded JSON documents; DynamoDB's blobs stay base64 text, as items are
    stored, KMS's become bytes. The parsers of IAM and STS take the name and value pairs of a decoded form, as
    ``urllib.parse.parse_qsl(body, keep_blank_values=True)`` makes them.

    Raises LookupError when botocore or its model of the service is not installed.
    """
    return compiled_model(name, _document(name))


def compiled_model(name: str, document: dict[str, Any]) -> ServiceModel:
    """The model in a document of the form that botocore's have (``service-2.json``)."""
    changes = _CORRECTIONS.get(name, Corrections())
    shapes = changes.apply(document["shapes"])
    metadata = document["metadata"]
    return ServiceModel(
        name=name,
        api_version=metadata["apiVersion"],
        target_prefix=metadata.get("targetPrefix", ""),
        json_version=metadata.get("jsonVersion", ""),
        xml_namespace=metadata.get("xmlNamespace", ""),
        operations=document["operations"],
        shapes=shapes,
        parsers=_Parsers(document["operations"], _compiler(name, shapes, changes, metadata["protocol"])),
    )


_CORRECTIONS: Mapping[str, Corrections] = {
    "dynamodb": corrections.DYNAMODB,
    "dynamodbstreams": corrections.DYNAMODB_STREAMS,
    "iam": corrections.IAM,
    "kms": corrections.KMS,
    "sts": corrections.STS,
}


def _compiler(name: str, shapes: Mapping[str, Shape], changes: Corrections, protocol: str) -> ParserCompiler:
    if protocol == "query":
        return ParserCompiler(shapes, changes, FormCompiler(shapes).request, error_code="ValidationError")
    of_dynamodb = name in ("dynamodb", "dynamodbstreams")
    wording = DynamoDBWording() if of_dynamodb else Json11Wording()
    types = TypeCompiler(shapes, wording, decode_blobs=not of_dynamodb)
    return ParserCompiler(shapes, changes, types.request, error_code="ValidationException")


def _document(name: str) -> dict[str, Any]:
    found = find_spec("botocore")
    if found is None or found.origin is None:
        raise LookupError("botocore is not installed")
    versions = sorted((Path(found.origin).parent / "data" / name).glob("*/service-2.json.gz"))
    if not versions:
        raise LookupError(f"botocore has no model of the service {name!r}")
    document: dict[str, Any] = orjson.loads(gzip.decompress(versions[-1].read_bytes()))
    _drop_documentation(document)
    return document


def _drop_documentation(document: dict[str, Any]) -> None:
    """Most of a model is documentation; an idle server needs its memory for something else."""
    for described in (*document["operations"].values(), *document["shapes"].values()):
        described.pop("documentation", None)
    for shape in document["shapes"].values():
        for member in shape.get("members", {}).values():
            member.pop("documentation", None)


def _shape_name(operation: Mapping[str, Any], side: str) -> str | None:
    shape = operation.get(side)
    return None if shape is None else str(shape["shape"])
