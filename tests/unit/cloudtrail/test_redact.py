"""What of a request and an answer an event shows, and above all what it never shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest

from strongroom.model.service_model import ServiceModel, load_service_model
from strongroom.services.cloudtrail import visibility as seen
from strongroom.services.cloudtrail.redact import shown, taken_from_answer, taken_from_request
from strongroom.services.cloudtrail.visibility import is_data_event, is_read_only, visibility

SOURCES = {"kms": seen.KMS, "dynamodb": seen.DYNAMODB, "iam": seen.IAM, "sts": seen.STS}
CANARY = "canary-canary-canary"


def _request(source: str, operation: str, request: Any) -> Any:
    return shown(taken_from_request(visibility(source, operation), request))


def _answer(source: str, operation: str, answer: Any) -> Any:
    return shown(taken_from_answer(visibility(source, operation), answer))


@pytest.mark.parametrize(
    ("operation", "request_document", "expected"),
    [
        (
            "Encrypt",
            {"KeyId": "alias/x", "Plaintext": CANARY, "EncryptionContext": {"Department": "Engineering"}},
            {
                "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
                "keyId": "alias/x",
                "encryptionContext": {"Department": "Engineering"},
            },
        ),
        (
            "Decrypt",
            {"CiphertextBlob": CANARY, "EncryptionContext": {"aws:dynamodb:tableName": "Music"}},
            {
                "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
                "encryptionContext": {"aws:dynamodb:tableName": "Music"},
            },
        ),
        (
            "GenerateDataKey",
            {"KeyId": "k", "KeySpec": "AES_256", "GrantTokens": [CANARY]},
            {"keyId": "k", "keySpec": "AES_256"},
        ),
        (
            "CreateGrant",
            {
                "KeyId": "k",
                "GranteePrincipal": "dynamodb.us-east-1.amazonaws.com",
                "Operations": ["Decrypt", "RetireGrant"],
                "Constraints": {"EncryptionContextSubset": {"aws:dynamodb:tableName": "Music"}},
            },
            {
                "keyId": "k",
                "granteePrincipal": "dynamodb.us-east-1.amazonaws.com",
                "operations": ["Decrypt", "RetireGrant"],
                "constraints": {"encryptionContextSubset": {"aws:dynamodb:tableName": "Music"}},
            },
        ),
        ("ListKeys", {}, None),
        (
            "TagResource",
            {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
            {"tags": [{"tagKey": "a", "tagValue": "b"}]},
        ),
        (
            "Sign",
            {"KeyId": "k", "Message": CANARY, "SigningAlgorithm": "x"},
            {"keyId": "k", "signingAlgorithm": "x"},
        ),
        (
            "ImportKeyMaterial",
            {"KeyId": "k", "EncryptedKeyMaterial": CANARY, "ImportToken": CANARY},
            {"keyId": "k"},
        ),
        # A request that was refused before it was checked may have anything anywhere
        ("DescribeKey", {"KeyId": {"Plaintext": CANARY}}, None),
        ("DescribeKey", {"KeyId": [{"Plaintext": CANARY}]}, None),
        ("TagResource", {"Tags": [{"Plaintext": CANARY}]}, {"tags": [{}]}),
        ("EnableKey", {"Canary": CANARY}, None),
        ("EnableKey", [CANARY], None),
        ("EnableKey", CANARY, None),
        ("EnableKey", None, None),
        ("NoSuchOperation", {"Canary": CANARY}, None),
    ],
)
def test_a_kms_request(operation: str, request_document: Any, expected: Any) -> None:
    assert _request(seen.KMS, operation, request_document) == expected


def test_a_new_key_is_shown_with_its_defaults_and_its_metadata() -> None:
    request = _request(seen.KMS, "CreateKey", {"Description": "mine", "Policy": "{}"})
    assert request == {
        "keyUsage": "ENCRYPT_DECRYPT",
        "keySpec": "SYMMETRIC_DEFAULT",
        "origin": "AWS_KMS",
        "description": "mine",
        "multiRegion": False,
        "bypassPolicyLockoutSafetyCheck": False,
        "policy": "{}",
    }
    answer = {
        "KeyMetadata": {"AWSAccountId": "1", "Arn": "arn", "CreationDate": 1593484447.123, "Enabled": True}
    }
    assert _answer(seen.KMS, "CreateKey", answer) == {
        "keyMetadata": {
            "aWSAccountId": "1",
            "arn": "arn",
            "creationDate": "Jun 30, 2020, 2:34:07 AM",
            "enabled": True,
        }
    }


@pytest.mark.parametrize(
    ("source", "operation", "answer", "expected"),
    [
        (seen.KMS, "CreateGrant", {"GrantId": "g", "GrantToken": CANARY}, {"grantId": "g"}),
        (seen.KMS, "GenerateDataKey", {"KeyId": "k", "Plaintext": CANARY, "CiphertextBlob": CANARY}, None),
        (seen.KMS, "GetKeyPolicy", {"Policy": CANARY}, None),
        (
            seen.IAM,
            "CreateAccessKey",
            {"AccessKey": {"AccessKeyId": "AKIA", "SecretAccessKey": CANARY, "Status": "Active"}},
            {"accessKey": {"accessKeyId": "AKIA", "status": "Active"}},
        ),
        (
            seen.STS,
            "AssumeRole",
            {"Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": CANARY, "SessionToken": CANARY}},
            {"credentials": {"accessKeyId": "ASIA"}},
        ),
        (
            seen.IAM,
            "CreateUser",
            {"User": {"UserName": "A", "Tags": [{"Key": "team", "Value": "blue"}]}},
            {"user": {"userName": "A", "tags": [{"key": "team", "value": "blue"}]}},
        ),
        (
            seen.DYNAMODB,
            "CreateTable",
            {"TableDescription": {"TableName": "Music", "CreationDateTime": 1593484447.5, "ItemCount": 0}},
            {
                "tableDescription": {
                    "tableName": "Music",
                    "creationDateTime": "Jun 30, 2020, 2:34:07 AM",
                    "itemCount": 0,
                }
            },
        ),
        (seen.DYNAMODB, "DescribeTable", {"Table": {"TableName": "Music"}}, None),
        (seen.KMS, "CreateKey", None, None),
    ],
)
def test_an_answer(source: str, operation: str, answer: Any, expected: Any) -> None:
    assert _answer(source, operation, answer) == expected


def test_bytes_are_never_shown_wherever_they_are() -> None:
    request = {"EncryptionContext": {"a": "b"}, "Tags": [{"TagKey": CANARY.encode()}], "KeyId": CANARY.encode()}
    written = orjson.dumps(_request(seen.KMS, "TagResource", request))
    assert CANARY.encode() not in written


def _members(
    model: ServiceModel, shape_name: str, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every member below a shape: its path and its shape; a shape within itself is left out."""
    shape = model.shapes[shape_name]
    yield path, shape
    if shape["type"] == "structure":
        for name, member in shape["members"].items():
            if name not in path:
                yield from _members(model, member["shape"], (*path, name))
    elif shape["type"] in ("list", "map"):
        yield from _members(model, shape["member" if shape["type"] == "list" else "value"]["shape"], path)


def _document(model: ServiceModel, shape_name: str, seen_shapes: frozenset[str] = frozenset()) -> Any:
    """A document with every member, in which all that must stay secret is the canary."""
    shape = model.shapes[shape_name]
    if shape.get("sensitive") or shape["type"] == "blob" or shape_name == "AttributeValue":
        return CANARY
    if shape["type"] == "structure":
        if shape_name in seen_shapes:
            return {}
        inner = seen_shapes | {shape_name}
        return {
            name: CANARY if name in ("GrantToken", "GrantTokens", "SessionToken", "TokenCode") else value
            for name, member in shape["members"].items()
            for value in [_document(model, member["shape"], inner)]
        }
    if shape["type"] == "list":
        return [_document(model, shape["member"]["shape"], seen_shapes)]
    if shape["type"] == "map":
        return {"name": _document(model, shape["value"]["shape"], seen_shapes)}
    return {"string": "text", "boolean": True, "timestamp": 1.5}.get(shape["type"], 1)


@pytest.mark.parametrize("service", sorted(SOURCES))
def test_no_secret_member_of_any_operation_is_ever_shown(service: str) -> None:
    model = load_service_model(service)
    for operation in model.operation_names:
        if is_data_event(SOURCES[service], operation):
            continue
        given, returned = model.input_shape(operation), model.output_shape(operation)
        request = {} if given is None else _document(model, given)
        answer = {} if returned is None else _document(model, returned)
        written = orjson.dumps(
            [_request(SOURCES[service], operation, request), _answer(SOURCES[service], operation, answer)]
        )
        assert CANARY.encode() not in written, operation


def test_every_other_member_of_a_kms_request_is_shown() -> None:
    """So that the list of what may be shown does not fall behind the model unnoticed."""
    model = load_service_model("kms")
    hidden = {"GrantToken", "GrantTokens", "Recipient", "GranteeServicePrincipal", "RetiringServicePrincipal"}
    custom_stores = ("Xks", "CloudHsm", "TrustAnchor", "KeyStore", "CustomKeyStore", "NewCustomKeyStore")
    unseen = set()
    for operation in model.operation_names:
        shape_name = model.input_shape(operation)
        assert shape_name is not None
        visible = visibility(seen.KMS, operation)
        for name, member in model.shapes[shape_name]["members"].items():
            shape: Mapping[str, Any] = model.shapes[member["shape"]]
            secret = shape["type"] == "blob" or shape.get("sensitive")
            if not secret and name not in visible.plain | visible.structured and name not in hidden:
                unseen.add(name)
    assert {name for name in unseen if not name.startswith(custom_stores)} == set()


@pytest.mark.parametrize(
    ("source", "operation", "expected"),
    [
        (seen.KMS, "Decrypt", True),
        (seen.KMS, "GenerateDataKey", True),
        (seen.KMS, "ReEncrypt", True),
        (seen.KMS, "ListGrants", True),
        (seen.KMS, "CreateGrant", False),
        (seen.KMS, "RetireGrant", False),
        (seen.KMS, "ScheduleKeyDeletion", False),
        (seen.DYNAMODB, "DescribeTable", True),
        (seen.DYNAMODB, "UpdateTable", False),
        (seen.IAM, "SimulatePrincipalPolicy", True),
        (seen.IAM, "CreateAccessKey", False),
        (seen.STS, "AssumeRole", True),
        (seen.CLOUDTRAIL, "LookupEvents", True),
    ],
)
def test_read_only(source: str, operation: str, expected: bool) -> None:
    assert is_read_only(source, operation) is expected


def test_calls_on_items_are_data_events_and_calls_on_tables_are_not() -> None:
    model = load_service_model("dynamodb")
    data = {name for name in model.operation_names if is_data_event(seen.DYNAMODB, name)}
    assert {"GetItem", "BatchWriteItem", "TransactWriteItems", "ExecuteStatement", "Scan"} <= data
    assert not any(name.startswith(("Describe", "List", "Create", "Delete")) for name in data - {"DeleteItem"})
    assert not is_data_event(seen.KMS, "Decrypt")
