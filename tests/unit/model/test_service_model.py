"""Loading a model: what it knows, what it costs, what it leaves out."""

from __future__ import annotations

import subprocess
import sys
import time

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


def test_loading_both_models_and_all_parsers_is_quick() -> None:
    """A tenth of the second that start-up may take; the margin is for busy machines."""
    started = time.process_time()
    for name in ("dynamodb", "kms"):
        model = load_service_model(name)
        for operation in model.parsers:
            model.parsers[operation]
    assert time.process_time() - started < 0.1
