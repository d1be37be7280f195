"""The managed policies of AWS that matter to the services here: those one attaches to whom works with them.

Source: the documents of the policies, AWS Managed Policy Reference, 2026.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

import orjson

from strongroom.services.iam.records import ManagedPolicy, PolicyVersion

ACCOUNT = "aws"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _allow(actions: str | list[str], resource: str = "*", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **elements}


def _prefixed(service: str, names: str) -> list[str]:
    return [f"{service}:{name}" for name in names.split()]


_READ_AUTOSCALING = _prefixed(
    "application-autoscaling", "DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies"
)
_INSIGHT_RULES = "arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*"
_LINKED_SERVICES = [
    "replication.dynamodb.amazonaws.com",
    "dax.amazonaws.com",
    "dynamodb.application-autoscaling.amazonaws.com",
    "contributorinsights.dynamodb.amazonaws.com",
    "kinesisreplication.dynamodb.amazonaws.com",
]

_DYNAMODB_FULL = [
    _allow(["dynamodb:*", "dax:*"], Sid="DDBAndDAXFullAccess"),
    _allow(["kms:DescribeKey", "kms:ListAliases"], Sid="KMSIntegration"),
    _allow(["lambda:ListEventSourceMappings", "lambda:ListFunctions"], Sid="LambdaIntegration"),
    _allow(["sns:ListTopics"], Sid="DaxSNSIntegration"),
    _allow(
        _prefixed(
            "application-autoscaling",
            "DeleteScalingPolicy DeregisterScalableTarget PutScalingPolicy RegisterScalableTarget",
        ),
        Condition={"StringEquals": {"application-autoscaling:service-namespace": "dynamodb"}},
        Sid="ApplicationAutoscalingIntegration",
    ),
    _allow(_READ_AUTOSCALING, Sid="ApplicationAutoscalingDescribeActions"),
    _allow(["tag:GetResources"], Sid="TagManagement"),
    _allow(
        _prefixed("cloudwatch", "DescribeAlarms GetMetricStatistics GetMetricData"), Sid="CloudwatchMonitoring"
    ),
    _allow(
        _prefixed("kinesis", "ListStreams DescribeStream DescribeStreamSummary"), Sid="ListKinesisResources"
    ),
    _allow(
        _prefixed("ec2", "DescribeVpcs DescribeSubnets DescribeSecurityGroups"),
        Sid="ListEC2ResourcesForDaxClusterCreation",
    ),
    _allow("cloudwatch:GetInsightRuleReport", _INSIGHT_RULES, Sid="CloudwatchInsightsRules"),
    _allow(
        ["iam:CreateServiceLinkedRole"],
        Condition={"StringEquals": {"iam:AWSServiceName": _LINKED_SERVICES}},
        Sid="ServiceRoleCreation",
    ),
    _allow(["iam:ListRoles"], Sid="IamIntegration"),
]
_DYNAMODB_READ = [
    _allow(
        [
            *_READ_AUTOSCALING,
            *_prefixed("cloudwatch", "DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric"),
            *_prefixed("cloudwatch", "GetMetricStatistics ListMetrics GetMetricData"),
            *_prefixed("datapipeline", "DescribeObjects DescribePipelines GetPipelineDefinition"),
            *_prefixed("datapipeline", "ListPipelines QueryObjects"),
            *_prefixed(
                "dynamodb",
                "BatchGetItem Describe* List* GetAbacStatus GetItem GetResourcePolicy Query Scan PartiQLSelect",
            ),
            *_prefixed("dax", "Describe* List* GetItem BatchGetItem Query Scan"),
            *_prefixed("ec2", "DescribeVpcs DescribeSubnets DescribeSecurityGroups"),
            *_prefixed("iam", "GetRole ListRoles"),
            *_prefixed("kms", "DescribeKey ListAliases"),
            *_prefixed("sns", "ListSubscriptionsByTopic ListTopics"),
            *_prefixed("lambda", "ListFunctions ListEventSourceMappings GetFunctionConfiguration"),
            *_prefixed("resource-groups", "ListGroups ListGroupResources GetGroup GetGroupQuery"),
            "tag:GetResources",
            *_prefixed("kinesis", "ListStreams DescribeStream DescribeStreamSummary"),
        ],
        Sid="GeneralReadOnlyAccess",
    ),
    _allow("cloudwatch:GetInsightRuleReport", _INSIGHT_RULES, Sid="CCIAccess"),
]
_READ_STREAMS = _prefixed("dynamodb", "DescribeStream GetRecords GetShardIterator ListStreams")
_WRITE_LOGS = _prefixed("logs", "CreateLogGroup CreateLogStream PutLogEvents")
_REPLICATION = [
    _allow(
        [
            *_prefixed("dynamodb", "GetItem PutItem UpdateItem DeleteItem DescribeTable UpdateTable Scan"),
            *_prefixed("dynamodb", "DescribeStream GetRecords GetShardIterator DescribeTimeToLive"),
            *_prefixed("dynamodb", "UpdateTimeToLive DescribeLimits GetResourcePolicy"),
            *_prefixed("application-autoscaling", "RegisterScalableTarget DescribeScalableTargets"),
            *_prefixed("application-autoscaling", "PutScalingPolicy DescribeScalingPolicies"),
            "account:ListRegions",
        ],
        Sid="DynamoDBActionsNeededForSteadyStateReplication",
    ),
    _allow(
        ["iam:CreateServiceLinkedRole"],
        Condition={"StringEquals": {"iam:AWSServiceName": ["dynamodb.application-autoscaling.amazonaws.com"]}},
        Sid="DynamoDBReplicationServiceRolePolicy",
    ),
]

#: name: path, version, date of the version, statements
_POLICIES: Mapping[str, tuple[str, str, str, list[dict[str, Any]]]] = MappingProxyType(
    {
        "AdministratorAccess": ("/", "v1", "2015-02-06T18:39:46Z", [_allow("*")]),
        "PowerUserAccess": (
            "/",
            "v12",
            "2026-02-12T17:59:14Z",
            [
                {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
                _allow(
                    [
                        *_prefixed("account", "GetAccountInformation GetGovCloudAccountInformation"),
                        *_prefixed("account", "GetPrimaryEmail ListRegions"),
                        *_prefixed("iam", "CreateServiceLinkedRole DeleteServiceLinkedRole ListRoles"),
                        *_prefixed("organizations", "DescribeEffectivePolicy DescribeOrganization"),
                    ]
                ),
            ],
        ),
        "IAMFullAccess": (
            "/",
            "v2",
            "2019-06-21T19:40:00Z",
            [
                _allow(
                    [
                        "iam:*",
                        *_prefixed("organizations", "DescribeAccount DescribeOrganization"),
                        *_prefixed("organizations", "DescribeOrganizationalUnit DescribePolicy ListChildren"),
                        *_prefixed("organizations", "ListParents ListPoliciesForTarget ListRoots"),
                        *_prefixed("organizations", "ListPolicies ListTargetsForPolicy"),
                    ]
                )
            ],
        ),
        "IAMReadOnlyAccess": (
            "/",
            "v4",
            "2018-01-25T19:11:27Z",
            [
                _allow(
                    _prefixed(
                        "iam",
                        "GenerateCredentialReport GenerateServiceLastAccessedDetails Get* List* "
                        "SimulateCustomPolicy SimulatePrincipalPolicy",
                    )
                )
            ],
        ),
        "AWSApplicationAutoscalingDynamoDBTablePolicy": (
            "/aws-service-role/",
            "v1",
            "2017-10-20T21:34:57Z",
            [
                _allow(
                    [
                        *_prefixed("dynamodb", "DescribeTable UpdateTable"),
                        *_prefixed("cloudwatch", "PutMetricAlarm DescribeAlarms DeleteAlarms"),
                    ]
                )
            ],
        ),
        "AWSKeyManagementServicePowerUser": (
            "/",
            "v2",
            "2017-03-07T00:55:11Z",
            [
                _allow(
                    [
                        *_prefixed("kms", "CreateAlias CreateKey DeleteAlias Describe* GenerateRandom Get*"),
                        *_prefixed("kms", "List* TagResource UntagResource"),
                        *_prefixed("iam", "ListGroups ListRoles ListUsers"),
                    ]
                )
            ],
        ),
        "AWSLambdaBasicExecutionRole": (
            "/service-role/",
            "v1",
            "2015-04-09T15:03:43Z",
            [_allow(_WRITE_LOGS)],
        ),
        "AWSLambdaDynamoDBExecutionRole": (
            "/service-role/",
            "v1",
            "2015-04-09T15:09:29Z",
            [_allow([*_READ_STREAMS, *_WRITE_LOGS])],
        ),
        "AWSLambdaInvocation-DynamoDB": (
            "/",
            "v1",
            "2015-02-06T18:40:47Z",
            [_allow(["lambda:InvokeFunction"]), _allow(_READ_STREAMS)],
        ),
        "AmazonDynamoDBFullAccess_v2": ("/", "v3", "2026-02-12T18:02:00Z", _DYNAMODB_FULL),
        "AmazonDynamoDBReadOnlyAccess": ("/", "v15", "2024-11-18T17:38:00Z", _DYNAMODB_READ),
        "DynamoDBReplicationServiceRolePolicy": (
            "/aws-service-role/",
            "v8",
            "2024-01-08T20:10:36Z",
            _REPLICATION,
        ),
        "DynamoDBCloudWatchContributorInsightsServiceRolePolicy": (
            "/aws-service-role/",
            "v1",
            "2019-11-15T21:13:58Z",
            [
                _allow(_prefixed("cloudwatch", "DeleteInsightRules PutInsightRule"), _INSIGHT_RULES),
                _allow(["cloudwatch:DescribeInsightRules"]),
            ],
        ),
        "DynamoDBKinesisReplicationServiceRolePolicy": (
            "/aws-service-role/",
            "v1",
            "2020-11-12T00:43:25Z",
            [
                _allow(
                    "kms:GenerateDataKey",
                    Condition={"StringLike": {"kms:ViaService": "kinesis.*.amazonaws.com"}},
                ),
                _allow(_prefixed("kinesis", "PutRecord PutRecords DescribeStream")),
            ],
        ),
    }
)
#: When a policy came to be, where that was before the version in force.
_CREATED: Mapping[str, str] = MappingProxyType(
    {
        "PowerUserAccess": "2015-02-06T18:39:47Z",
        "IAMFullAccess": "2015-02-06T18:40:38Z",
        "IAMReadOnlyAccess": "2015-02-06T18:40:39Z",
        "AWSKeyManagementServicePowerUser": "2015-02-06T18:40:40Z",
        "AmazonDynamoDBFullAccess_v2": "2025-05-22T14:52:06Z",
        "AmazonDynamoDBReadOnlyAccess": "2015-02-06T18:40:12Z",
        "DynamoDBReplicationServiceRolePolicy": "2017-11-09T23:55:34Z",
    }
)
_DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "AdministratorAccess": "Provides full access to AWS services and resources.",
        "PowerUserAccess": "Provides full access to AWS services and resources, but does not allow management "
        "of Users and groups.",
        "IAMFullAccess": "Provides full access to IAM via the AWS Management Console.",
        "IAMReadOnlyAccess": "Provides read only access to IAM via the AWS Management Console.",
        "AWSApplicationAutoscalingDynamoDBTablePolicy": "Policy granting permissions to Application Auto "
        "Scaling to access DynamoDB and CloudWatch.",
        "AWSKeyManagementServicePowerUser": "Provides access to AWS Key Management Service (KMS).",
        "AWSLambdaBasicExecutionRole": "Provides write permissions to CloudWatch Logs.",
        "AWSLambdaDynamoDBExecutionRole": "Provides list and read access to DynamoDB streams and write "
        "permissions to CloudWatch logs.",
        "AWSLambdaInvocation-DynamoDB": "Provides read access to DynamoDB Streams.",
        "AmazonDynamoDBFullAccess_v2": "Provides full access to Amazon DynamoDB",
        "AmazonDynamoDBReadOnlyAccess": "Provides read only access to Amazon DynamoDB via the AWS Management "
        "Console.",
        "DynamoDBReplicationServiceRolePolicy": "Permissions required by DynamoDB for cross-region data "
        "replication",
        "DynamoDBCloudWatchContributorInsightsServiceRolePolicy": "Permissions required to support Amazon "
        "CloudWatch Contributor Insights for Amazon DynamoDB.",
        "DynamoDBKinesisReplicationServiceRolePolicy": "Provide AWS DynamoDB access to KinesisDataStreams",
    }
)


@cache
def policies() -> Mapping[str, ManagedPolicy]:
    """The policies by their ARNs, in the order of their names."""
    made = (_made(name, *_POLICIES[name]) for name in sorted(_POLICIES))
    return MappingProxyType({policy.arn: policy for policy in made})


def _made(name: str, path: str, version: str, date: str, statements: list[dict[str, Any]]) -> ManagedPolicy:
    updated = datetime.fromisoformat(date).timestamp()
    created = datetime.fromisoformat(_CREATED.get(name, date)).timestamp()
    document = orjson.dumps({"Version": "2012-10-17", "Statement": statements}).decode()
    digest = hashlib.sha256(name.encode("ascii")).digest()
    return ManagedPolicy(
        account=ACCOUNT,
        name=name,
        path=path,
        id="ANPA" + "".join(_BASE32[byte % 32] for byte in digest[:17]),
        created=created,
        updated=updated,
        versions=(PolicyVersion(version, document, updated),),
        default=version,
        description=_DESCRIPTIONS[name],
    )
