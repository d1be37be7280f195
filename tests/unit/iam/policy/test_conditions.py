"""Condition operators, as the IAM User Guide describes them, one row a rule."""

from __future__ import annotations

from typing import Any

import pytest

from .kit import applies, statement

#: operator, key, policy value, request keys, whether the statement applies
SINGLE: list[tuple[str, str, Any, dict[str, Any], bool]] = [
    # Strings
    ("StringEquals", "a:b", "x", {"a:b": "x"}, True),
    ("StringEquals", "a:b", "x", {"a:b": "X"}, False),
    ("StringEquals", "a:b", "x", {}, False),
    ("StringEquals", "a:b", ["x", "y"], {"a:b": "y"}, True),
    ("StringEquals", "a:b", ["x", "y"], {"a:b": "z"}, False),
    ("StringEquals", "a:b", [], {"a:b": "z"}, False),
    ("StringEquals", "a:b", "x*", {"a:b": "xyz"}, False),
    ("StringEquals", "a:b", "x*", {"a:b": "x*"}, True),
    ("StringEquals", "A:B", "x", {"a:b": "x"}, True),
    ("StringEquals", "a:b", "x", {"A:B": "x"}, True),
    ("StringEquals", "a:b/Tag", "x", {"a:b/tag": "x"}, True),
    ("StringEquals", "a:b", "10", {"a:b": 10}, True),
    ("StringEquals", "a:b", "true", {"a:b": True}, True),
    ("StringEquals", "a:b", "", {"a:b": ""}, True),
    ("StringNotEquals", "a:b", "x", {"a:b": "y"}, True),
    ("StringNotEquals", "a:b", "x", {"a:b": "x"}, False),
    ("StringNotEquals", "a:b", "x", {}, True),
    ("StringNotEquals", "a:b", ["x", "y"], {"a:b": "y"}, False),
    ("StringNotEquals", "a:b", ["x", "y"], {"a:b": "z"}, True),
    ("StringEqualsIgnoreCase", "a:b", "Straße", {"a:b": "STRASSE"}, True),
    ("StringEqualsIgnoreCase", "a:b", "Xy", {"a:b": "xY"}, True),
    ("StringEqualsIgnoreCase", "a:b", "Xy", {"a:b": "xz"}, False),
    ("StringEqualsIgnoreCase", "a:b", "Xy", {}, False),
    ("StringNotEqualsIgnoreCase", "a:b", "Xy", {"a:b": "xY"}, False),
    ("StringNotEqualsIgnoreCase", "a:b", "Xy", {"a:b": "xz"}, True),
    ("StringNotEqualsIgnoreCase", "a:b", "Xy", {}, True),
    ("StringLike", "a:b", "dynamodb.*.amazonaws.com", {"a:b": "dynamodb.eu-west-1.amazonaws.com"}, True),
    ("StringLike", "a:b", "dynamodb.*.amazonaws.com", {"a:b": "s3.eu-west-1.amazonaws.com"}, False),
    ("StringLike", "a:b", "x?z", {"a:b": "xyz"}, True),
    ("StringLike", "a:b", "x?z", {"a:b": "xz"}, False),
    ("StringLike", "a:b", "X*", {"a:b": "xyz"}, False),
    ("StringLike", "a:b", "*", {"a:b": ""}, True),
    ("StringLike", "a:b", "*", {}, False),
    ("StringLike", "a:b", "x.z", {"a:b": "xyz"}, False),
    ("StringLike", "a:b", "x*", {"a:b": "x\nz"}, True),
    ("StringNotLike", "a:b", "x*", {"a:b": "xyz"}, False),
    ("StringNotLike", "a:b", "x*", {"a:b": "yz"}, True),
    ("StringNotLike", "a:b", "x*", {}, True),
    # Numbers
    ("NumericEquals", "a:b", "10", {"a:b": "10"}, True),
    ("NumericEquals", "a:b", "10", {"a:b": "10.0"}, True),
    ("NumericEquals", "a:b", 10, {"a:b": 10}, True),
    ("NumericEquals", "a:b", "10", {"a:b": "11"}, False),
    ("NumericEquals", "a:b", "ten", {"a:b": "ten"}, False),
    ("NumericEquals", "a:b", "10", {}, False),
    ("NumericNotEquals", "a:b", "10", {"a:b": "11"}, True),
    ("NumericNotEquals", "a:b", "10", {"a:b": "10"}, False),
    ("NumericNotEquals", "a:b", "10", {}, True),
    ("NumericLessThan", "a:b", "10", {"a:b": "9.99"}, True),
    ("NumericLessThan", "a:b", "10", {"a:b": "10"}, False),
    ("NumericLessThan", "a:b", "9", {"a:b": "10"}, False),
    ("NumericLessThanEquals", "a:b", "10", {"a:b": "10"}, True),
    ("NumericLessThanEquals", "a:b", "10", {"a:b": "11"}, False),
    ("NumericGreaterThan", "a:b", "10", {"a:b": "11"}, True),
    ("NumericGreaterThan", "a:b", "10", {"a:b": "10"}, False),
    ("NumericGreaterThanEquals", "a:b", "10", {"a:b": "10"}, True),
    ("NumericGreaterThanEquals", "a:b", "10", {"a:b": "-10"}, False),
    ("NumericGreaterThan", "a:b", "10", {"a:b": "Infinity"}, False),
    # Dates
    ("DateEquals", "a:b", "2020-01-01T00:00:01Z", {"a:b": "2020-01-01T00:00:01Z"}, True),
    ("DateEquals", "a:b", "2020-01-01T00:00:01Z", {"a:b": "2020-01-01T01:00:01+01:00"}, True),
    ("DateEquals", "a:b", "1577836801", {"a:b": "2020-01-01T00:00:01Z"}, True),
    ("DateEquals", "a:b", "2020-01-01", {"a:b": "2020-01-01T00:00:00Z"}, True),
    ("DateEquals", "a:b", "2020", {"a:b": "2020-01-01T00:00Z"}, True),
    ("DateEquals", "a:b", "2020-01-01T00:00:00.5Z", {"a:b": 1577836800.5}, True),
    ("DateNotEquals", "a:b", "2020-01-01", {"a:b": "2020-01-02"}, True),
    ("DateNotEquals", "a:b", "2020-01-01", {}, True),
    ("DateLessThan", "a:b", "2020-01-02", {"a:b": "2020-01-01T23:59:59Z"}, True),
    ("DateLessThan", "a:b", "2020-01-01", {"a:b": "2020-01-01"}, False),
    ("DateLessThanEquals", "a:b", "2020-01-01", {"a:b": "2020-01-01"}, True),
    ("DateGreaterThan", "a:b", "2020-01-01T00:00:01Z", {"a:b": "2021-06-30T00:00:00Z"}, True),
    ("DateGreaterThan", "a:b", "2020-01-01T00:00:01Z", {"a:b": "2019-06-30T00:00:00Z"}, False),
    ("DateGreaterThan", "a:b", "2020-01-01T00:00:01Z", {}, False),
    ("DateGreaterThanEquals", "a:b", "2020-01-01", {"a:b": 1577836800}, True),
    ("DateGreaterThan", "a:b", "2020-01-01", {"a:b": "yesterday"}, False),
    # Booleans
    ("Bool", "aws:SecureTransport", "true", {"aws:SecureTransport": True}, True),
    ("Bool", "aws:SecureTransport", True, {"aws:SecureTransport": True}, True),
    ("Bool", "aws:SecureTransport", "TRUE", {"aws:SecureTransport": "true"}, True),
    ("Bool", "aws:SecureTransport", "false", {"aws:SecureTransport": True}, False),
    ("Bool", "aws:SecureTransport", "false", {"aws:SecureTransport": False}, True),
    ("Bool", "aws:SecureTransport", "false", {}, False),
    # Binary
    ("BinaryEquals", "a:b", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", {"a:b": b"BinaryValueInBase64"}, True),
    (
        "BinaryEquals",
        "a:b",
        "QmluYXJ5VmFsdWVJbkJhc2U2NA==",
        {"a:b": "QmluYXJ5VmFsdWVJbkJhc2U2NA=="},
        True,
    ),
    ("BinaryEquals", "a:b", "QmluYXJ5", {"a:b": b"binary"}, False),
    ("BinaryEquals", "a:b", "not base64!", {"a:b": "not base64!"}, False),
    # Addresses
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", {"aws:SourceIp": "203.0.113.7"}, True),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", {"aws:SourceIp": "203.0.114.7"}, False),
    ("IpAddress", "aws:SourceIp", "203.0.113.7", {"aws:SourceIp": "203.0.113.7"}, True),
    ("IpAddress", "aws:SourceIp", "203.0.113.7", {"aws:SourceIp": "203.0.113.8"}, False),
    ("IpAddress", "aws:SourceIp", "203.0.113.9/24", {"aws:SourceIp": "203.0.113.7"}, True),
    (
        "IpAddress",
        "aws:SourceIp",
        ["203.0.113.0/24", "2001:DB8:1234:5678::/64"],
        {"aws:SourceIp": "2001:db8:1234:5678::1"},
        True,
    ),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", {"aws:SourceIp": "2001:db8::1"}, False),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", {"aws:SourceIp": "dynamodb.amazonaws.com"}, False),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", {}, False),
    ("IpAddress", "aws:SourceIp", "everywhere", {"aws:SourceIp": "203.0.113.7"}, False),
    ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", {"aws:SourceIp": "203.0.113.7"}, False),
    ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", {"aws:SourceIp": "192.0.2.1"}, True),
    ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", {}, True),
    # ARNs
    ("ArnEquals", "a:b", "arn:aws:sns:eu-west-1:1:t", {"a:b": "arn:aws:sns:eu-west-1:1:t"}, True),
    ("ArnEquals", "a:b", "arn:aws:sns:*:1:t*", {"a:b": "arn:aws:sns:eu-west-1:1:topic"}, True),
    ("ArnLike", "a:b", "arn:aws:sns:*:1:?opic", {"a:b": "arn:aws:sns:eu-west-1:1:topic"}, True),
    (
        "ArnLike",
        "a:b",
        "arn:aws:someservice:*:111122223333:finance/*",
        {"a:b": "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"},
        False,
    ),
    (
        "StringLike",
        "a:b",
        "arn:aws:someservice:*:111122223333:finance/*",
        {"a:b": "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"},
        True,
    ),
    ("ArnLike", "a:b", "arn:aws:lambda:*:*:function:*", {"a:b": "arn:aws:lambda:r:1:function:f:9"}, True),
    ("ArnLike", "a:b", "arn:aws:iam::1:user/A", {"a:b": "arn:aws:iam::1:user/a"}, False),
    ("ArnLike", "a:b", "arn:aws:iam::1:user/A", {}, False),
    ("ArnLike", "a:b", "not an arn", {"a:b": "not an arn"}, False),
    ("ArnNotEquals", "a:b", "arn:aws:iam::1:user/A", {"a:b": "arn:aws:iam::1:user/A"}, False),
    ("ArnNotEquals", "a:b", "arn:aws:iam::1:user/A", {"a:b": "arn:aws:iam::1:user/B"}, True),
    ("ArnNotLike", "a:b", "arn:aws:iam::1:user/*", {"a:b": "arn:aws:iam::1:user/B"}, False),
    ("ArnNotLike", "a:b", "arn:aws:iam::1:user/*", {}, True),
    # Existence
    ("Null", "aws:TokenIssueTime", "true", {}, True),
    ("Null", "aws:TokenIssueTime", "true", {"aws:TokenIssueTime": "2020-01-01"}, False),
    ("Null", "aws:TokenIssueTime", "false", {"aws:TokenIssueTime": "2020-01-01"}, True),
    ("Null", "aws:TokenIssueTime", False, {}, False),
    ("Null", "aws:TagKeys", "true", {"aws:TagKeys": []}, True),
    # IfExists
    ("StringEqualsIfExists", "a:b", "x", {}, True),
    ("StringEqualsIfExists", "a:b", "x", {"a:b": "x"}, True),
    ("StringEqualsIfExists", "a:b", "x", {"a:b": "y"}, False),
    ("StringNotEqualsIfExists", "a:b", "x", {}, True),
    ("StringNotEqualsIfExists", "a:b", "x", {"a:b": "x"}, False),
    ("NumericLessThanIfExists", "a:b", "10", {}, True),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", "true", {}, True),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", "true", {"aws:MultiFactorAuthPresent": False}, False),
    ("IpAddressIfExists", "aws:SourceIp", "10.0.0.0/8", {}, True),
    ("ArnLikeIfExists", "aws:SourceArn", "arn:aws:sns:*:1:*", {}, True),
]

MULTIVALUED: list[tuple[str, str, Any, dict[str, Any], bool]] = [
    # The table of "Evaluation logic for condition set operators"
    (
        "ForAllValues:StringEquals",
        "dynamodb:Attributes",
        ["PostDateTime", "Message", "Tags"],
        {"dynamodb:Attributes": ["PostDateTime", "UserName"]},
        False,
    ),
    (
        "ForAnyValue:StringEquals",
        "dynamodb:Attributes",
        ["PostDateTime", "Message", "Tags"],
        {"dynamodb:Attributes": ["PostDateTime", "UserName"]},
        True,
    ),
    ("ForAllValues:StringLike", "a:b", ["x*", "y"], {"a:b": ["xa", "xb", "y"]}, True),
    ("ForAllValues:StringLike", "a:b", ["x*", "y"], {"a:b": ["xa", "yb"]}, False),
    ("ForAllValues:StringEquals", "a:b", "x", {}, True),
    ("ForAllValues:StringEquals", "a:b", "x", {"a:b": []}, True),
    ("ForAllValues:StringEquals", "a:b", "x", {"a:b": ""}, True),
    ("ForAllValues:StringEquals", "a:b", "x", {"a:b": "x"}, True),
    ("ForAnyValue:StringEquals", "a:b", "x", {}, False),
    ("ForAnyValue:StringEquals", "a:b", "x", {"a:b": []}, False),
    ("ForAnyValue:StringEquals", "a:b", "", {"a:b": ""}, False),
    ("ForAnyValue:StringEquals", "a:b", "x", {"a:b": ["y", "z"]}, False),
    ("ForAnyValue:StringLike", "a:b", "y*", {"a:b": ["x", "yz"]}, True),
    # Negated: every value, or any value, matches none
    ("ForAllValues:StringNotEquals", "a:b", ["x", "y"], {"a:b": ["v", "w"]}, True),
    ("ForAllValues:StringNotEquals", "a:b", ["x", "y"], {"a:b": ["v", "x"]}, False),
    ("ForAllValues:StringNotEquals", "a:b", ["x", "y"], {}, True),
    ("ForAnyValue:StringNotEquals", "a:b", ["x", "y"], {"a:b": ["v", "x"]}, True),
    ("ForAnyValue:StringNotEquals", "a:b", ["x", "y"], {"a:b": ["y", "x"]}, False),
    ("ForAnyValue:StringNotEquals", "a:b", ["x", "y"], {}, False),
    ("ForAnyValue:StringEqualsIfExists", "a:b", "x", {}, True),
    ("ForAllValues:NumericLessThan", "a:b", "10", {"a:b": ["1", "2"]}, True),
    ("ForAllValues:NumericLessThan", "a:b", "10", {"a:b": ["1", "20"]}, False),
    ("ForAnyValue:ArnLike", "a:b", "arn:aws:iam::1:role/*", {"a:b": ["arn:aws:iam::1:role/x"]}, True),
    # Without a qualifier, several values match when any does
    ("StringEquals", "a:b", "x", {"a:b": ["x", "y"]}, True),
    ("StringEquals", "a:b", "x", {"a:b": ["z", "y"]}, False),
    ("StringNotEquals", "a:b", "x", {"a:b": ["x", "y"]}, False),
]


@pytest.mark.parametrize(("operator", "key", "value", "keys", "expected"), SINGLE + MULTIVALUED)
def test_operator(operator: str, key: str, value: Any, keys: dict[str, Any], expected: bool) -> None:
    assert applies(statement(Condition={operator: {key: value}}), keys) is expected


def test_all_operators_and_all_keys_of_a_condition_must_hold() -> None:
    both = statement(
        Condition={"StringEquals": {"a:b": "x", "a:c": "y"}, "NumericLessThan": {"a:d": "5"}},
    )
    assert applies(both, {"a:b": "x", "a:c": "y", "a:d": 4})
    assert not applies(both, {"a:b": "x", "a:c": "z", "a:d": 4})
    assert not applies(both, {"a:b": "x", "a:c": "y", "a:d": 5})


def test_an_empty_condition_always_holds() -> None:
    assert applies(statement(Condition={}))
    assert applies(statement(Condition={"StringEquals": {}}))
