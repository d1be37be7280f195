"""Which members of a request and an answer an event may show: what is not named here is never shown.

Sources: KMS developer guide, "Logging AWS KMS API calls" and the examples of its entries; IAM User Guide and
DynamoDB developer guide, the chapters on CloudTrail; the service models for the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

KMS = "kms.amazonaws.com"
DYNAMODB = "dynamodb.amazonaws.com"
IAM = "iam.amazonaws.com"
STS = "sts.amazonaws.com"
CLOUDTRAIL = "cloudtrail.amazonaws.com"
STRONGROOM = "strongroom"

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Visibility:
    """What may be shown of one operation.

    ``plain`` are request members that hold a scalar or a list of scalars, ``structured`` those that may hold
    anything else; ``answer`` are the answer's members. ``defaults`` are shown where the request has no value.
    """

    plain: frozenset[str] = frozenset()
    structured: frozenset[str] = frozenset()
    answer: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


def visibility(event_source: str, operation: str) -> Visibility:
    """What may be shown of an operation. Of an unknown one: nothing."""
    service = _SERVICES.get(event_source)
    if service is None:
        return Visibility()
    return Visibility(
        service.plain,
        service.structured,
        service.answers.get(operation, frozenset()),
        service.defaults.get(operation, _NOTHING),
    )


def is_data_event(event_source: str, operation: str) -> bool:
    """Whether an operation works on items; such calls are not in the audit log."""
    return event_source == DYNAMODB and operation in _ITEM_OPERATIONS


def is_read_only(event_source: str, operation: str) -> bool:
    """CloudTrail's ``readOnly``: cryptographic operations and the issue of credentials count as reading."""
    service = _SERVICES.get(event_source)
    prefixes = ("Describe", "Get", "List", "Lookup", "Simulate", "Generate")
    return operation.startswith(prefixes) or (service is not None and operation in service.read_only)


def changes_key(event_source: str, operation: str) -> bool:
    """Whether KMS names the key in the event's ``responseElements`` though the operation does not return it."""
    return event_source == KMS and not is_read_only(event_source, operation)


@dataclass(frozen=True, slots=True)
class _Service:
    plain: frozenset[str]
    structured: frozenset[str]
    answers: Mapping[str, frozenset[str]]
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: _NOTHING)
    read_only: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ITEM_OPERATIONS = _names(
    "GetItem PutItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem TransactGetItems "
    "TransactWriteItems ExecuteStatement BatchExecuteStatement ExecuteTransaction GetRecords "
    "GetShardIterator SearchVectors StartBulkPutItems"
)
_SYMMETRIC = MappingProxyType({"EncryptionAlgorithm": "SYMMETRIC_DEFAULT"})

_KMS = _Service(
    plain=_names(
        "KeyId SourceKeyId DestinationKeyId TargetKeyId AliasName KeySpec KeyPairSpec NumberOfBytes "
        "KeyUsage CustomerMasterKeySpec Origin MultiRegion BypassPolicyLockoutSafetyCheck Description "
        "Policy PolicyName EncryptionAlgorithm SourceEncryptionAlgorithm DestinationEncryptionAlgorithm "
        "SigningAlgorithm MessageType MacAlgorithm KeyAgreementAlgorithm GranteePrincipal "
        "RetiringPrincipal GranteeServicePrincipal RetiringServicePrincipal "
        "Operations Name GrantId PendingWindowInDays RotationPeriodInDays ReplicaRegion "
        "PrimaryRegion WrappingAlgorithm WrappingKeySpec ExpirationModel ValidTo ImportType "
        "KeyMaterialDescription KeyMaterialId IncludeKeyMaterial Limit Marker TagKeys CustomKeyStoreId "
        "CustomKeyStoreName DryRun DryRunModifiers EncapsulationAlgorithm ResourceOwners"
    ),
    structured=_names(
        "EncryptionContext SourceEncryptionContext DestinationEncryptionContext Constraints Tags"
    ),
    answers={
        "CreateKey": _names("KeyMetadata"),
        "ReplicateKey": _names("ReplicaKeyMetadata ReplicaPolicy ReplicaTags"),
        "CreateGrant": _names("GrantId"),
        "ScheduleKeyDeletion": _names("KeyId KeyState DeletionDate PendingWindowInDays"),
        "ImportKeyMaterial": _names("KeyId KeyMaterialId"),
        "DeleteImportedKeyMaterial": _names("KeyId KeyMaterialId"),
        "RotateKeyOnDemand": _names("KeyId"),
    },
    defaults={
        "Encrypt": _SYMMETRIC,
        "Decrypt": _SYMMETRIC,
        "ReEncrypt": MappingProxyType(
            {
                "SourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
                "DestinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
            }
        ),
        "ReplicateKey": MappingProxyType({"Description": "", "BypassPolicyLockoutSafetyCheck": False}),
        "CreateKey": MappingProxyType(
            {
                "KeyUsage": "ENCRYPT_DECRYPT",
                "KeySpec": "SYMMETRIC_DEFAULT",
                "Origin": "AWS_KMS",
                "Description": "",
                "MultiRegion": False,
                "BypassPolicyLockoutSafetyCheck": False,
            }
        ),
    },
    read_only=_names(
        "Encrypt Decrypt ReEncrypt Sign Verify VerifyMac DeriveSharedSecret Encapsulate Decapsulate"
    ),
)
_DYNAMODB = _Service(
    plain=_names(
        "TableName IndexName TableArn BillingMode TableClass DeletionProtectionEnabled BackupName "
        "BackupArn SourceTableName SourceTableArn TargetTableName RestoreDateTime UseLatestRestorableTime "
        "ResourceArn TagKeys GlobalTableName ExportArn ExportTime S3Bucket S3BucketOwner S3Prefix "
        "S3SseAlgorithm S3SseKmsKeyId ExportFormat ExportType ImportArn InputFormat InputCompressionType "
        "StreamArn Limit MaxResults ExclusiveStartTableName ContributorInsightsAction "
        "ContributorInsightsMode Policy ExpectedRevisionId ConfirmRemoveSelfResourceAccess "
        "MultiRegionConsistency BackupType PageSize TimeRangeLowerBound TimeRangeUpperBound"
    ),
    structured=_names(
        "AttributeDefinitions KeySchema LocalSecondaryIndexes GlobalSecondaryIndexes ProvisionedThroughput "
        "OnDemandThroughput WarmThroughput StreamSpecification SSESpecification Tags "
        "GlobalSecondaryIndexUpdates ReplicaUpdates TimeToLiveSpecification "
        "PointInTimeRecoverySpecification BillingModeOverride GlobalSecondaryIndexOverride "
        "LocalSecondaryIndexOverride ProvisionedThroughputOverride OnDemandThroughputOverride "
        "SSESpecificationOverride ReplicationGroup GlobalTableWitnessUpdates S3BucketSource "
        "InputFormatOptions TableCreationParameters IncrementalExportSpecification"
    ),
    answers={
        **dict.fromkeys(("CreateTable", "UpdateTable", "DeleteTable"), _names("TableDescription")),
        **dict.fromkeys(("RestoreTableFromBackup", "RestoreTableToPointInTime"), _names("TableDescription")),
        "CreateBackup": _names("BackupDetails"),
        "DeleteBackup": _names("BackupDescription"),
        "UpdateTimeToLive": _names("TimeToLiveSpecification"),
        "UpdateContinuousBackups": _names("ContinuousBackupsDescription"),
        "UpdateContributorInsights": _names("TableName IndexName ContributorInsightsStatus"),
        "PutResourcePolicy": _names("RevisionId"),
        "DeleteResourcePolicy": _names("RevisionId"),
        "ExportTableToPointInTime": _names("ExportDescription"),
        "ImportTable": _names("ImportTableDescription"),
    },
)
_IAM = _Service(
    plain=_names(
        "UserName NewUserName GroupName NewGroupName RoleName Path NewPath PathPrefix PolicyName PolicyArn "
        "PolicyDocument AssumeRolePolicyDocument PermissionsBoundary Description MaxSessionDuration "
        "AccessKeyId Status VersionId SetAsDefault TagKeys AWSServiceName CustomSuffix DeletionTaskId "
        "PolicySourceArn ActionNames ResourceArns ResourcePolicy ResourceOwner CallerArn PolicyInputList "
        "PermissionsBoundaryPolicyInputList OnlyAttached Scope PolicyUsageFilter EntityFilter Marker "
        "MaxItems Arn InstanceProfileName AccountAlias Filter"
    ),
    structured=_names("Tags"),
    answers={
        "CreateUser": _names("User"),
        "CreateGroup": _names("Group"),
        "CreateRole": _names("Role"),
        "CreateServiceLinkedRole": _names("Role"),
        "CreatePolicy": _names("Policy"),
        "CreateInstanceProfile": _names("InstanceProfile"),
        "CreatePolicyVersion": _names("PolicyVersion"),
        "CreateAccessKey": _names("AccessKey"),
        "DeleteServiceLinkedRole": _names("DeletionTaskId"),
    },
)
_STS = _Service(
    plain=_names(
        "RoleArn RoleSessionName DurationSeconds Policy TransitiveTagKeys ExternalId SerialNumber "
        "SourceIdentity Name AccessKeyId"
    ),
    structured=_names("PolicyArns Tags"),
    answers={
        "AssumeRole": _names("Credentials AssumedRoleUser PackedPolicySize SourceIdentity"),
        "GetSessionToken": _names("Credentials"),
        "GetFederationToken": _names("Credentials FederatedUser PackedPolicySize"),
    },
    read_only=_names("AssumeRole DecodeAuthorizationMessage"),
)
_CLOUDTRAIL = _Service(
    plain=_names("StartTime EndTime EventCategory MaxResults"),
    structured=_names("LookupAttributes"),
    answers={},
)
_STRONGROOM = _Service(
    plain=_names("RequestId PrincipalArn Action Resource TableName"),
    structured=frozenset(),
    answers={},
    read_only=_names("ExplainAccess ExplainRequest"),
)
_SERVICES: Mapping[str, _Service] = MappingProxyType(
    {KMS: _KMS, DYNAMODB: _DYNAMODB, IAM: _IAM, STS: _STS, CLOUDTRAIL: _CLOUDTRAIL, STRONGROOM: _STRONGROOM}
)
