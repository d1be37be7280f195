"""Where the services check a request otherwise than botocore's model of them says.

A correction replaces traits of a shape, or gives a member another shape. Besides botocore's traits these exist:

``late``             traits that are checked only when everything else holds; ``sentence`` among them is what
                     the service says then, with a place for the name of the ``{member}``
``exempt_prefix``    values that begin so keep every constraint of the shape
``pattern_first``    the pattern is reported before the length
``listed_enum``      the values that a message lists, where they are not those that are accepted
``newer_demand``     what the newer validator says of an enum, without saying where
``newer_order``      members that the newer validator reports first
``keys_repeat_json`` a message about the keys of a map repeats the map as JSON

In June 2026 DynamoDB began to move its operations, region by region, to a newer validator. Requests in which a
required member is missing still get the older one's answer. For all others it looks at bounds first, then at
enums and patterns, and stops where it finds something.

Every entry names its source:

[conformance]  github.com/paritysuite/dynamodb-conformance: captures and tests, June to October 2026
[ack]          ack-api-quirks, finding DDB-TABLE-457: degenerate requests to DynamoDB, October 2026
[dynalite]     github.com/architect/dynalite: tests that also run against the service
[floci]        github.com/floci-io/floci: tests of KMS requests
[argmin]       Argmin's probes of the STS query protocol
[spinifex]     github.com/mulgadc/spinifex: messages of IAM for tags
[versitygw]    github.com/versity/versitygw: tests of its IAM interface
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from strongroom.model.constraints import Reporting
from strongroom.model.json_types import Shape


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message that stands alone, for a member that is missing (before all others), unknown to its enum (in
    the newer validator, after bounds) or empty (after everything else)."""

    operation: str
    member: str
    when: Literal["missing", "unknown", "empty"]
    text: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """What to change in one service's model.

    ``traits`` by shape name: traits to set, or to remove where the value is None; unknown names make new
    shapes. ``members``: ``Structure.Member`` to the name of the shape it gets. ``newer``: operations that the
    newer validator checks. ``printed_members``: see ``echo``.
    """

    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()
    newer: frozenset[str] = frozenset()
    printed_members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reporting: Reporting = field(default_factory=Reporting)

    def apply(self, shapes: Mapping[str, Shape]) -> dict[str, Shape]:
        """The corrected shapes; the given ones stay as they are."""
        corrected: dict[str, Shape] = dict(shapes)
        for name, changes in self.traits.items():
            traits = {**corrected.get(name, {}), **changes}
            corrected[name] = {trait: value for trait, value in traits.items() if value is not None}
        for place, shape_name in self.members.items():
            structure, member = place.split(".")
            members = {**corrected[structure]["members"], member: {"shape": shape_name}}
            corrected[structure] = {**corrected[structure], "members": members}
        return corrected


_TABLE_NAME = {"min": 3, "max": 255, "pattern": "[a-zA-Z0-9_.-]+", "exempt_prefix": "arn:"}

#: Operations that answer in their own words when TableName is missing. [conformance] CreateTable; [dynalite]
_NAME_THEIR_TABLE = (
    "CreateTable",
    "DeleteTable",
    "DescribeTable",
    "DescribeTimeToLive",
    "UpdateTable",
    "UpdateTimeToLive",
)

#: Further operations on tables; that they check the name as those above do is by analogy.
_TAKE_A_TABLE = (
    "CreateBackup",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "ListBackups",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
)


def _late_name(member: str) -> Mapping[str, Any]:
    sentence = f"{member} must be at least 3 characters long and at most 255 characters long"
    return {"min": 3, "max": 255, "sentence": sentence}


_RETURNS = ("ReturnConsumedCapacity", "ReturnValues", "ReturnItemCollectionMetrics")
_UNKNOWN = "Failed to satisfy constraint: Member must satisfy enum value set: "
_RETURN_VALUES = f"{_UNKNOWN}[ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"

DYNAMODB = Corrections(
    traits={
        # TableName takes an ARN, so the model only limits its length. A value that is no ARN must still be a
        # table name: item operations say so only when all else holds, one violation at a time. [conformance]
        "TableArn": {"late": _TABLE_NAME},
        # Table operations check it with the other members. [conformance] CreateTable, [ack] DescribeTable
        "TableNameOrArn": {"type": "string", **_TABLE_NAME},
        # [ack] ListTables with an empty ExclusiveStartTableName
        "StartTableName": {"type": "string", **_TABLE_NAME, "exempt_prefix": None, "pattern_first": True},
        # [ack] CreateBackup with an empty name
        "BackupName": {"pattern_first": True},
        # [ack] CreateTable and UpdateTable with an empty key id
        "KMSMasterKeyId": {"min": 1},
        # The model lost the limit when indexes got multi-attribute keys; a table's keys kept it. [conformance]
        "TableKeySchema": {"type": "list", "member": {"shape": "KeySchemaElement"}, "min": 1, "max": 2},
        # ARNs are checked by the operation, in its own words. [ack] DescribeBackup with an empty ARN
        "BackupArn": {"min": None},
        # Names that are checked last and in words of their own. [ack] DescribeGlobalTable,
        # UpdateContributorInsights and RestoreTableFromBackup with empty names
        "LateTableName": {"type": "string", "late": _late_name("TableName")},
        "LateIndexName": {"type": "string", "late": _late_name("IndexName")},
        # The model no longer asks for the schema of a table. [ack] CreateTable without either
        "CreateTableInput": {"required": ["TableName", "AttributeDefinitions", "KeySchema"]},
        # An unknown class is refused in words of its own. [ack] CreateTable and UpdateTable
        "TableClass": {"enum": None},
        # The bound is the one of ListExports and ListImports, by analogy.
        "ListContributorInsightsLimit": {"min": 1},
        # [dynalite] tests of AttributesToGet
        "AttributeNameList": {"max": 255},
        # The length of an attribute's name is part of the check of the item.
        "AttributeName": {"max": None},
        # Tags are checked by the operation, in its own words. [ack] TagResource, UntagResource, CreateTable
        "Tag": {"required": None},
        "TagKeyString": {"min": None, "max": None},
        "TagValueString": {"min": None, "max": None},
        # [conformance] BatchGetItem with a malformed table name
        "BatchGetRequestMap": {"key": {"shape": "TableNameOrArn"}, "keys_repeat_json": True},
        # [conformance] BatchWriteItem without requests has a sentence of its own
        "BatchWriteItemRequestMap": {"min": None},
        # [conformance] probes o_put_three_bad_enums, o_del_two_bad_enums
        "ReturnValue": {"newer_demand": _RETURN_VALUES},
        "PutItemInput": {"newer_order": _RETURNS},
        "DeleteItemInput": {"newer_order": _RETURNS},
    },
    members={
        "CreateTableInput.KeySchema": "TableKeySchema",
        "LocalSecondaryIndex.KeySchema": "TableKeySchema",
        "ListTablesInput.ExclusiveStartTableName": "StartTableName",
        "DescribeGlobalTableInput.GlobalTableName": "LateTableName",
        "DescribeGlobalTableSettingsInput.GlobalTableName": "LateTableName",
        "RestoreTableFromBackupInput.TargetTableName": "LateTableName",
        "DescribeContributorInsightsInput.IndexName": "LateIndexName",
        "UpdateContributorInsightsInput.IndexName": "LateIndexName",
        **{
            f"{operation}Input.TableName": "TableNameOrArn"
            for operation in (*_NAME_THEIR_TABLE, *_TAKE_A_TABLE)
        },
    },
    sentences=(
        *(
            Sentence(
                operation,
                "TableName",
                "missing",
                "The parameter 'TableName' is required but was not present in the request",
            )
            for operation in _NAME_THEIR_TABLE
        ),
        # [dynalite] tests of the three operations
        *(
            Sentence(operation, "ResourceArn", "missing", "Invalid TableArn")
            for operation in ("TagResource", "UntagResource", "ListTagsOfResource")
        ),
        # [conformance] probe o_upd_two_bad_enums
        Sentence("UpdateItem", "ReturnValues", "unknown", f"1 validation error detected: {_RETURN_VALUES}"),
        # [conformance] 'XOR with two QueryFilter conditions'; the item writes put the same into the usual frame
        Sentence("Query", "ConditionalOperator", "unknown", f"{_UNKNOWN}[ALL, OR]"),
        *(
            Sentence(
                operation, "ConditionalOperator", "unknown", f"1 validation error detected: {_UNKNOWN}[ALL, OR]"
            )
            for operation in ("PutItem", "UpdateItem", "DeleteItem")
        ),
        # [conformance] probe o_bw_empty_requestitems
        Sentence(
            "BatchWriteItem",
            "RequestItems",
            "empty",
            "The requestItems parameter is required for BatchWriteItem",
        ),
    ),
    # The operations that the newer validator checks in us-east-1, October 2026. [conformance]
    newer=frozenset(
        {"PutItem", "UpdateItem", "DeleteItem", "GetItem", "BatchGetItem", "Query", "SearchVectors"}
    ),
    # [conformance] the echo of BatchWriteItem with 26 requests
    printed_members={
        "AttributeValue": (
            *("S", "N", "B", "INT", "DECIMAL", "DOUBLE", "SS", "NS", "BS", "INTSET", "DECIMALSET", "DOUBLESET"),
            *("M", "L", "NULL", "BOOL"),
        ),
        "PutRequest": ("Item", "workloadProfileName"),
        "WriteRequest": ("PutRequest", "DeleteRequest"),
    },
)

#: The upper limits of ``Limit`` are in the API reference of the operations, not in the model.
DYNAMODB_STREAMS = Corrections(
    traits={
        "Limit100": {"type": "integer", "min": 1, "max": 100},
        "Limit1000": {"type": "integer", "min": 1, "max": 1000},
    },
    members={
        "ListStreamsInput.Limit": "Limit100",
        "DescribeStreamInput.Limit": "Limit100",
        "GetRecordsInput.Limit": "Limit1000",
    },
)

KMS = Corrections(
    traits={
        # [floci] DescribeKey and GetPublicKey with an empty and a non-ASCII key id
        "KeyIdType": {"pattern": r"^\p{ASCII}+$"},
        # The message lists the specs of all keys, though only these two are accepted. [floci] GenerateDataKey
        "DataKeySpec": {
            "listed_enum": (
                *("RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"),
                *("ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "SYMMETRIC_DEFAULT"),
                *("HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"),
            )
        },
    },
    reporting=Reporting(declared_enum_order=True),
)

_NAME = {
    "pattern": r"[\w+=,.@-]+",
    "sentence": "The specified value for {member} is invalid. "
    "It must contain only alphanumeric characters and/or the following: +=,.@_-",
}
_PATH = {
    "pattern": r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)",
    "sentence": "The specified value for {member} is invalid. "
    "It must begin and end with / and contain only alphanumeric characters and/or / characters.",
}

IAM = Corrections(
    traits={
        # Names and paths are refused in words of their own, when the lengths are right. [versitygw]
        **{
            name: {"pattern": None, "late": _NAME}
            for name in (
                *("existingUserNameType", "groupNameType", "instanceProfileNameType", "policyNameType"),
                *("roleNameType", "serverCertificateNameType", "userNameType", "virtualMFADeviceName"),
            )
        },
        "pathType": {"pattern": None, "late": _PATH},
    },
    # [spinifex] TagUser and UntagUser
    reporting=Reporting(declared_enum_order=True, repeats_values=False, null_elements=True),
)

# [argmin] AssumeRole with an empty RoleArn
STS = Corrections(reporting=Reporting(declared_enum_order=True, pattern_first=True))
