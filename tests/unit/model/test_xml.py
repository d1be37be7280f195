"""XML answers: botocore's parser reads them back, and their layout is that of the services."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel as ClientModel
from botocore.parsers import create_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strongroom.model.service_model import ServiceModel, load_service_model
from strongroom.model.xml import XmlWriter
from unit.model.shapes import values

OPERATIONS = [
    ("iam", "GetUser"),
    ("iam", "ListRoles"),
    ("iam", "GetAccountSummary"),
    ("iam", "SimulateCustomPolicy"),
    ("iam", "GetCredentialReport"),
    ("iam", "ListUsers"),
    ("sts", "AssumeRole"),
    ("sts", "GetCallerIdentity"),
]


@functools.cache
def model(service: str) -> ServiceModel:
    return load_service_model(service)


@functools.cache
def client_model(service: str) -> ClientModel:
    return ClientModel(Loader().load_service_model(service, "service-2"))


def writer(service: str) -> XmlWriter:
    return XmlWriter(model(service).shapes, model(service).xml_namespace)


def answer(service: str, operation: str, value: dict[str, Any]) -> bytes:
    return writer(service).answer(operation, model(service).output_shape(operation), value, "request-1")


def read(service: str, operation: str, body: bytes, status: int = 200) -> Any:
    shape = client_model(service).operation_model(operation).output_shape
    return create_parser("query").parse({"body": body, "headers": {}, "status_code": status}, shape)


def seconds(value: Any) -> Any:
    """Times as operations answer them."""
    if isinstance(value, dict):
        return {name: seconds(member) for name, member in value.items()}
    if isinstance(value, list):
        return [seconds(element) for element in value]
    return value.timestamp() if isinstance(value, datetime) else value


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_what_an_operation_answers_is_what_a_client_reads(service: str, operation: str, data: Any) -> None:
    """``XmlWriter`` writes, botocore reads."""
    shape = model(service).output_shape(operation)
    assert shape is not None
    given_answer = data.draw(values(model(service).shapes, shape))
    parsed = read(service, operation, answer(service, operation, seconds(given_answer)))
    assert parsed.pop("ResponseMetadata")["RequestId"] == "request-1"
    assert parsed == given_answer


def test_an_answer_is_laid_out_as_sts_does() -> None:
    """Argmin, get-caller-identity-post."""
    identity = {"UserId": "AIDA1", "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/a&b"}
    assert answer("sts", "GetCallerIdentity", identity) == (
        b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n'
        b"  <GetCallerIdentityResult>\n"
        b"    <Arn>arn:aws:iam::123456789012:user/a&amp;b</Arn>\n"
        b"    <UserId>AIDA1</UserId>\n"
        b"    <Account>123456789012</Account>\n"
        b"  </GetCallerIdentityResult>\n"
        b"  <ResponseMetadata>\n"
        b"    <RequestId>request-1</RequestId>\n"
        b"  </ResponseMetadata>\n"
        b"</GetCallerIdentityResponse>\n"
    )


def test_members_stand_in_the_services_order() -> None:
    """Argmin, assert_assume_role_success; a root user's GetUser, recorded by LibExpat.jl."""
    credentials = {"AccessKeyId": "A", "SecretAccessKey": "B", "SessionToken": "C", "Expiration": 1573306452}
    user = {"AssumedRoleId": "AROA1:s", "Arn": "arn:x"}
    body = answer("sts", "AssumeRole", {"Credentials": credentials, "AssumedRoleUser": user}).decode()
    tags = [
        "<AssumedRoleUser>",
        "<AssumedRoleId>",
        "<Arn>",
        "<Credentials>",
        "<AccessKeyId>",
        "<SecretAccessKey>",
    ]
    tags += ["<SessionToken>", "<Expiration>2019-11-09T13:34:12Z</Expiration>"]
    assert sorted(tags, key=body.index) == tags
    root = {"UserId": "1", "Arn": "a", "CreateDate": 0, "PasswordLastUsed": 0}
    body = answer("iam", "GetUser", {"User": root}).decode()
    tags = ["<PasswordLastUsed>", "<Arn>", "<UserId>", "<CreateDate>"]
    assert sorted(tags, key=body.index) == tags


def test_an_operation_without_output_answers_its_request_id_alone() -> None:
    assert answer("iam", "DeleteUser", {}) == (
        b'<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">\n'
        b"  <ResponseMetadata>\n"
        b"    <RequestId>request-1</RequestId>\n"
        b"  </ResponseMetadata>\n"
        b"</DeleteUserResponse>\n"
    )


def test_absent_members_are_left_out_and_empty_lists_stay() -> None:
    body = answer("iam", "ListUsers", {"Users": [], "IsTruncated": False, "Marker": None})
    assert b"<Users/>" in body
    assert b"Marker" not in body
    assert b"<IsTruncated>false</IsTruncated>" in body


@pytest.mark.parametrize(("status", "fault"), [(400, b"Sender"), (404, b"Sender"), (500, b"Receiver")])
def test_an_error_is_laid_out_as_sts_does(status: int, fault: bytes) -> None:
    """Argmin, assert_error_probe."""
    assert writer("sts").error("ValidationError", "a < b", status, "request-1") == (
        b'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n'
        b"  <Error>\n"
        b"    <Type>" + fault + b"</Type>\n"
        b"    <Code>ValidationError</Code>\n"
        b"    <Message>a &lt; b</Message>\n"
        b"  </Error>\n"
        b"  <RequestId>request-1</RequestId>\n"
        b"</ErrorResponse>\n"
    )


def test_an_error_without_a_message_has_no_message_element() -> None:
    body = writer("sts").error("MalformedInput", "", 400, "request-1")
    assert b"Message" not in body
    assert read("sts", "AssumeRole", body, 400)["Error"]["Code"] == "MalformedInput"


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_results_are_wrapped_as_the_model_says(service: str) -> None:
    for name, operation in model(service).operations.items():
        if "output" in operation:
            assert operation["output"]["resultWrapper"] == f"{name}Result"
