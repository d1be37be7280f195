"""Form parameters: what botocore's serializer writes is read back; bad ones are refused as STS and IAM do."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel as ClientModel
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strongroom.model.query import FormCompiler
from strongroom.model.service_model import ServiceModel, load_service_model
from unit.model.shapes import values

ROLE = "arn:aws:iam::123456789012:role/reader"
ASSUME = [
    ("Action", "AssumeRole"),
    ("Version", "2011-06-15"),
    ("RoleArn", ROLE),
    ("RoleSessionName", "session"),
]
OPERATIONS = [
    ("iam", "CreateUser"),
    ("iam", "CreateRole"),
    ("iam", "SimulateCustomPolicy"),
    ("iam", "UpdateAccountPasswordPolicy"),
    ("sts", "AssumeRole"),
    ("sts", "GetFederationToken"),
]


@functools.cache
def client_model(service: str) -> ClientModel:
    return ClientModel(Loader().load_service_model(service, "service-2"))


def instead(name: str, value: str) -> list[tuple[str, str]]:
    return [(key, value if key == name else text) for key, text in ASSUME]


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_a_client_sends_is_what_the_operation_gets(service: str, operation: str, data: Any) -> None:
    """botocore writes, ``FormCompiler`` reads."""
    ours = load_model(service)
    shape = ours.input_shape(operation)
    assert shape is not None
    request = data.draw(values(ours.shapes, shape))
    operation_model = client_model(service).operation_model(operation)
    body = create_serializer("query", include_validation=False).serialize_to_request(request, operation_model)[
        "body"
    ]
    pairs = [(name, str(value)) for name, value in body.items()]
    assert FormCompiler(ours.shapes).request(shape)(pairs) == seconds(request)


@functools.cache
def load_model(service: str) -> ServiceModel:
    return load_service_model(service)


def seconds(value: Any) -> Any:
    """Times as operations get them."""
    if isinstance(value, dict):
        return {name: seconds(member) for name, member in value.items()}
    if isinstance(value, list):
        return [seconds(element) for element in value]
    return value.timestamp() if isinstance(value, datetime) else value


def test_a_map_is_read_from_its_entries() -> None:
    shapes = {
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
        "Text": {"type": "string"},
        "Input": {"type": "structure", "members": {"Map": {"shape": "Map"}}},
    }
    pairs = [
        ("Map.entry.2.key", "b"),
        ("Map.entry.2.value", "2"),
        ("Map.entry.1.key", "a"),
        ("Map.entry.1.value", "1"),
    ]
    assert FormCompiler(shapes).request("Input")(pairs) == {"Map": {"a": "1", "b": "2"}}


def test_list_elements_are_ordered_by_number(iam: ServiceModel) -> None:
    pairs = [("UserName", "a"), ("TagKeys.member.10", "ten"), ("TagKeys.member.9", "nine")]
    assert iam.parsers["UntagUser"](pairs)["TagKeys"] == ["nine", "ten"]


def test_the_first_of_several_parameters_of_one_name_counts(sts: ServiceModel) -> None:
    """Argmin, assume-role-duplicate-role-arn-valid-first."""
    assert sts.parsers["AssumeRole"]([*ASSUME, ("RoleArn", "not-an-arn")])["RoleArn"] == ROLE


def test_unknown_parameters_are_ignored(sts: ServiceModel) -> None:
    """Argmin, assume-role-unknown-parameter."""
    pairs = [*ASSUME, ("Unknown", "value"), ("RoleArn.x", "y"), (".".join("a" * 5000), "deep")]
    assert sts.parsers["AssumeRole"](pairs) == {"RoleArn": ROLE, "RoleSessionName": "session"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing value for decimal type"),
        ("abc", ""),
        ("900.0", ""),
        ("2147483648", ""),
        ("-2147483649", ""),
    ],
)
def test_a_text_that_is_no_integer_is_malformed_input(refuse_sts: Any, text: str, message: str) -> None:
    """Argmin, assume-role-...-duration."""
    assert refuse_sts("AssumeRole", [*ASSUME, ("DurationSeconds", text)]) == ("MalformedInput", message)


@pytest.mark.parametrize("text", ["9" * 5000, "x.1", "TRUE "])
def test_odd_texts_are_malformed_input(refuse_iam: Any, text: str) -> None:
    assert refuse_iam("ListUsers", [("MaxItems", text)]) == ("MalformedInput", "")
    assert refuse_iam("ListPolicies", [("OnlyAttached", text)]) == ("MalformedInput", "")
    assert (
        refuse_iam("UntagUser", [("UserName", "a"), (f"TagKeys.member.{text[:20]}x", "k")])[0]
        == "MalformedInput"
    )


@pytest.mark.parametrize(("text", "number"), [("+900", 900), ("0900", 900), ("43200", 43200)])
def test_integers_as_java_reads_them(sts: ServiceModel, text: str, number: int) -> None:
    """Argmin, assume-role-leading-plus-duration and -leading-zero-duration."""
    assert sts.parsers["AssumeRole"]([*ASSUME, ("DurationSeconds", text)])["DurationSeconds"] == number


@pytest.mark.parametrize(
    ("pairs", "sentences"),
    [
        (
            instead("RoleArn", "not-an-arn"),
            ["Value 'not-an-arn' at 'roleArn' {}: Member must have length greater than or equal to 20"],
        ),
        (ASSUME[:2] + ASSUME[3:], ["Value null at 'roleArn' {}: Member must not be null"]),
        (
            instead("RoleSessionName", "bad/name"),
            [
                "Value 'bad/name' at 'roleSessionName' {}: "
                r"Member must satisfy regular expression pattern: [\w+=,.@-]*"
            ],
        ),
        (
            [*ASSUME, ("DurationSeconds", "899")],
            ["Value '899' at 'durationSeconds' {}: Member must have value greater than or equal to 900"],
        ),
        (
            instead("RoleArn", ""),
            [
                "Value '' at 'roleArn' {}: Member must satisfy regular expression pattern: "
                r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+",
                "Value '' at 'roleArn' {}: Member must have length greater than or equal to 20",
            ],
        ),
    ],
)
def test_sts_reports_constraints(refuse_sts: Any, pairs: list[tuple[str, str]], sentences: list[str]) -> None:
    """Argmin, assume-role-...: patterns come before lengths."""
    assert refuse_sts("AssumeRole", pairs) == ("ValidationError", framed(sentences))


TAG_KEY = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"


@pytest.mark.parametrize(
    ("tag", "sentences"),
    [
        ({"Key": "novalue"}, ["Value at 'tags.1.member.value' {}: Member must not be null"]),
        (
            {"Key": "bad#key", "Value": "v"},
            [f"Value at 'tags.1.member.key' {{}}: Member must satisfy regular expression pattern: {TAG_KEY}"],
        ),
        (
            {"Key": "é" * 129, "Value": "v"},
            ["Value at 'tags.1.member.key' {}: Member must have length less than or equal to 128"],
        ),
        (
            {"Key": "", "Value": "v"},
            [
                "Value at 'tags.1.member.key' {}: Member must have length greater than or equal to 1",
                f"Value at 'tags.1.member.key' {{}}: Member must satisfy regular expression pattern: {TAG_KEY}",
            ],
        ),
    ],
)
def test_iam_reports_constraints_without_values(
    refuse_iam: Any, tag: dict[str, str], sentences: list[str]
) -> None:
    """spinifex, TestValidateTags_Messages."""
    pairs = [("UserName", "bob"), *((f"Tags.member.1.{name}", value) for name, value in tag.items())]
    assert refuse_iam("TagUser", pairs) == ("ValidationError", framed(sentences))


def test_iam_judges_elements_together(refuse_iam: Any) -> None:
    """spinifex, TestValidateTagKeys."""
    pairs = [
        ("UserName", "bob"),
        ("TagKeys.member.1", "bad#"),
        ("TagKeys.member.2", "k"),
        ("TagKeys.member.3", ""),
    ]
    sentence = (
        "Value at 'tagKeys' {}: Member must satisfy constraint: "
        "[Member must have length less than or equal to 128, "
        "Member must have length greater than or equal to 1, "
        f"Member must satisfy regular expression pattern: {TAG_KEY}, Member must not be null]"
    )
    assert refuse_iam("UntagUser", pairs) == ("ValidationError", sentence_frame(sentence))


def sentence_frame(sentence: str) -> str:
    return f"1 validation error detected: {sentence.replace('{}', 'failed to satisfy constraint')}"


def framed(sentences: list[str]) -> str:
    noun = "error" if len(sentences) == 1 else "errors"
    listed = "; ".join(sentence.replace("{}", "failed to satisfy constraint") for sentence in sentences)
    return f"{len(sentences)} validation {noun} detected: {listed}"


@pytest.mark.parametrize(
    ("operation", "pairs", "member", "demand"),
    [
        (
            "CreateUser",
            [("UserName", "bad/name")],
            "userName",
            "contain only alphanumeric characters and/or the following: +=,.@_-",
        ),
        (
            "UpdateUser",
            [("UserName", "bob"), ("NewUserName", "bad/name")],
            "newUserName",
            "contain only alphanumeric characters and/or the following: +=,.@_-",
        ),
        (
            "CreateUser",
            [("UserName", "alice"), ("Path", "bad")],
            "path",
            "begin and end with / and contain only alphanumeric characters and/or / characters.",
        ),
    ],
)
def test_iam_refuses_names_in_words_of_its_own(
    refuse_iam: Any, operation: str, pairs: list[tuple[str, str]], member: str, demand: str
) -> None:
    """versitygw, TestIAMApiControllerCreateUserValidationErrors."""
    message = f"The specified value for {member} is invalid. It must {demand}"
    assert refuse_iam(operation, pairs) == ("ValidationError", message)
