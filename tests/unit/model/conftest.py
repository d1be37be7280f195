"""The models of the services, loaded once, and a way to ask for a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from strongroom.errors import ServiceError
from strongroom.model.service_model import ServiceModel, load_service_model

#: ``refuse(operation, document)`` is the error of a request, as its code and message.
Refuse = Callable[[str, Any], tuple[str, str]]


@pytest.fixture(scope="session")
def dynamodb() -> ServiceModel:
    return load_service_model("dynamodb")


@pytest.fixture(scope="session")
def kms() -> ServiceModel:
    return load_service_model("kms")


@pytest.fixture(scope="session")
def iam() -> ServiceModel:
    return load_service_model("iam")


@pytest.fixture(scope="session")
def sts() -> ServiceModel:
    return load_service_model("sts")


@pytest.fixture(scope="session")
def refuse_dynamodb(dynamodb: ServiceModel) -> Refuse:
    return _refusing(dynamodb)


@pytest.fixture(scope="session")
def refuse_kms(kms: ServiceModel) -> Refuse:
    return _refusing(kms)


@pytest.fixture(scope="session")
def refuse_iam(iam: ServiceModel) -> Refuse:
    return _refusing(iam)


@pytest.fixture(scope="session")
def refuse_sts(sts: ServiceModel) -> Refuse:
    return _refusing(sts)


def _refusing(model: ServiceModel) -> Refuse:
    def refuse(operation: str, document: Any) -> tuple[str, str]:
        with pytest.raises(ServiceError) as caught:
            model.parsers[operation](document)
        assert caught.value.status == 400
        return caught.value.code, caught.value.message

    return refuse
