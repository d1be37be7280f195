"""The hash orders, held against lists that the services themselves have printed."""

from __future__ import annotations

import random

import pytest

from strongroom.model.java_order import enum_order, member_order, string_hash

# Enum lists in messages of DynamoDB (dynalite, dynamodb-conformance, ack-api-quirks) and, from before it listed
# them in declared order, of KMS (moto).
PRINTED_ENUMS = [
    "ALL_NEW UPDATED_OLD ALL_OLD NONE UPDATED_NEW",
    "INDEXES TOTAL NONE",
    "SIZE NONE",
    "OR AND",
    "B N S",
    "HASH RANGE",
    "ALL INCLUDE KEYS_ONLY",
    "AES256 KMS",
    "PROVISIONED PAY_PER_REQUEST",
    "SPECIFIC_ATTRIBUTES COUNT ALL_ATTRIBUTES ALL_PROJECTED_ATTRIBUTES",
    "OLD_IMAGE KEYS_ONLY NEW_AND_OLD_IMAGES NEW_IMAGE",
    "ENABLE DISABLE",
    "THROTTLED_KEYS ACCESSED_AND_THROTTLED_KEYS",
]
PRINTED_WITH_COLLISIONS = [
    (
        "EQ NE IN LE LT GE GT BETWEEN NOT_NULL NULL CONTAINS NOT_CONTAINS BEGINS_WITH",
        "IN NULL BETWEEN LT NOT_CONTAINS EQ GT NOT_NULL NE LE BEGINS_WITH GE CONTAINS",
    ),
    (
        "RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 "
        "SYMMETRIC_DEFAULT HMAC_224 HMAC_256 HMAC_384 HMAC_512",
        "RSA_2048 ECC_NIST_P384 ECC_NIST_P256 ECC_NIST_P521 HMAC_384 RSA_3072 ECC_SECG_P256K1 RSA_4096 "
        "SYMMETRIC_DEFAULT HMAC_256 HMAC_224 HMAC_512",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("a", 97),
        ("key", 106079),
        ("hello", 99162322),
        ("Aa", 2112),
        ("BB", 2112),
        ("\U0001f600", 1772899),
    ],
)
def test_string_hash_is_that_of_java(text: str, expected: int) -> None:
    """31-polynomial over UTF-16 units, modulo 2**32."""
    assert string_hash(text) == expected


@pytest.mark.parametrize("printed", PRINTED_ENUMS)
def test_enum_values_are_listed_as_the_service_prints_them(printed: str) -> None:
    """Whatever order the model has them in."""
    values = printed.split()
    shuffled = random.Random(7).sample(values, len(values))
    assert enum_order(shuffled) == values


@pytest.mark.parametrize(("declared", "printed"), PRINTED_WITH_COLLISIONS)
def test_enum_values_in_one_bucket_stand_in_reverse_order_of_the_model(declared: str, printed: str) -> None:
    assert enum_order(declared.split()) == printed.split()


def test_a_structure_of_up_to_twelve_members_has_the_order_of_sixteen_buckets() -> None:
    """PutItem with three invalid enums and an empty table name (dynamodb-conformance)."""
    members = ["tableName", "item", "expected", "returnValues", "returnConsumedCapacity"]
    members += ["returnItemCollectionMetrics", "conditionalOperator", "conditionExpression"]
    ordered = member_order(members)
    reported = ["returnValues", "returnConsumedCapacity", "returnItemCollectionMetrics", "tableName"]
    assert [name for name in ordered if name in reported] == reported


def test_a_larger_structure_has_the_order_of_thirty_two_buckets() -> None:
    """UpdateItem has 13 members (dynamodb-conformance, 9 October 2026)."""
    members = [f"member{n}" for n in range(8)]
    reported = ["returnConsumedCapacity", "tableName", "returnValues", "conditionalOperator", "key"]
    ordered = member_order(reported[::-1] + members)
    assert [name for name in ordered if name in reported] == reported
