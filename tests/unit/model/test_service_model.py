"""Loading a model: what it knows, what it costs, what it leaves out."""

from __future__ import annotations

import subprocess
import sys

import pytest

from strongroom.model.service_model import ServiceModel, load_service_model


def test_a_model_knows_how_its_service_is_called(dynamodb: ServiceModel, kms: ServiceModel) -> None:
    assert (dynamodb.target_prefix, dynamodb.json_version, dynamodb.api_version) == (
        "DynamoDB_20120810",
        "1.0",
        "2012-08-10",
    )
    assert (kms.target_prefix, kms.json_version) == ("TrentService", "1.1")


def test_a_model_names_operations_and_their_shapes(dynamodb: ServiceModel) -> None:
    assert {"CreateTable", "PutItem", "TransactWriteItems"} <= set(dynamodb.operation_names)
    assert dynamodb.input_shape("PutItem") == "PutItemInput"
    assert dynamodb.output_shape("PutItem") == "PutItemOutput"
    assert "Attributes" in dynamodb.shapes["PutItemOutput"]["members"]


def test_a_parser_is_compiled_once(dynamodb: ServiceModel) -> None:
    assert dynamodb.parsers["Query"] is dynamodb.parsers["Query"]


def test_every_operation_has_a_parser(dynamodb: ServiceModel, kms: ServiceModel) -> None:
    """No shape of the services is beyond the compilers."""
    for model in (dynamodb, kms):
        assert all(callable(model.parsers[name]) for name in model.parsers)
        assert sorted(model.parsers) == model.operation_names


def test_an_operation_that_takes_nothing_accepts_any_object(dynamodb: ServiceModel) -> None:
    assert dynamodb.parsers["DescribeLimits"]({"x": 1}) == {}


def test_an_unknown_operation_has_no_parser(dynamodb: ServiceModel) -> None:
    with pytest.raises(KeyError):
        dynamodb.parsers["Nonsense"]


def test_an_unknown_service_is_told_so() -> None:
    with pytest.raises(LookupError, match="no model of the service 'nonsense'"):
        load_service_model("nonsense")


def test_documentation_is_dropped(dynamodb: ServiceModel) -> None:
    assert "documentation" not in repr(dict(dynamodb.shapes))


def test_botocores_code_is_not_imported() -> None:
    program = (
        "import sys; from strongroom.model.service_model import load_service_model; load_service_model('kms'); "
        "sys.exit('botocore' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def _reachable(model: ServiceModel, shape_name: str) -> set[str]:
    """The shapes that a shape holds, directly or not."""
    found: set[str] = set()
    waiting = [shape_name]
    while waiting:
        shape = model.shapes[waiting.pop()]
        held = [member["shape"] for member in shape.get("members", {}).values()]
        held += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
        waiting += [name for name in held if name not in found]
        found.update(held)
    return found


@pytest.mark.parametrize("service", ["dynamodb", "kms", "iam", "sts"])
def test_recursive_request_shapes_have_no_constraints(service: str) -> None:
    """The constraint compiler relies on it."""
    model = load_service_model(service)
    inputs = {name for operation in model.operations if (name := model.input_shape(operation))}
    requested = inputs.union(*(_reachable(model, name) for name in inputs))
    for name in requested:
        held = _reachable(model, name)
        if name in held:
            for inner in (name, *held):
                assert not {"min", "max", "pattern", "enum", "late"} & set(model.shapes[inner]), (name, inner)
                assert not model.shapes[inner].get("required"), (name, inner)
