"""Service-linked roles of DynamoDB: which there are, and what their services may do.

DynamoDB's encryption at rest uses none of them: it works by grants.
Sources: DynamoDB developer guide, "Using service-linked roles for DynamoDB"; Application Auto Scaling user
guide, "Service-linked roles for Application Auto Scaling"; IAM API reference,
DeleteServiceLinkedRole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import orjson

from strongroom.services.iam.records import Role

_POLICY = "arn:aws:iam::aws:policy/aws-service-role/"
_TASK = re.compile(r"task/(aws-service-role/[^/]+/[^/]+)/[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class LinkedRole:
    """A role's name, and the ARN of the policy attached to it."""

    role: str
    policy: str


#: The roles by the services that assume them.
LINKED_ROLES: Mapping[str, LinkedRole] = MappingProxyType(
    {
        "dynamodb.application-autoscaling.amazonaws.com": LinkedRole(
            "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
            _POLICY + "AWSApplicationAutoscalingDynamoDBTablePolicy",
        ),
        "replication.dynamodb.amazonaws.com": LinkedRole(
            "AWSServiceRoleForDynamoDBReplication", _POLICY + "DynamoDBReplicationServiceRolePolicy"
        ),
        "contributorinsights.dynamodb.amazonaws.com": LinkedRole(
            "AWSServiceRoleForDynamoDBCloudWatchContributorInsights",
            _POLICY + "DynamoDBCloudWatchContributorInsightsServiceRolePolicy",
        ),
        "kinesisreplication.dynamodb.amazonaws.com": LinkedRole(
            "AWSServiceRoleForDynamoDBKinesisDataStreamsReplication",
            _POLICY + "DynamoDBKinesisReplicationServiceRolePolicy",
        ),
    }
)


def trust_policy(host: str) -> str:
    """The trust policy of a role that only ``host`` assumes."""
    statement = {"Effect": "Allow", "Principal": {"Service": host}, "Action": "sts:AssumeRole"}
    return orjson.dumps({"Version": "2012-10-17", "Statement": [statement]}).decode()


def is_linked_role(path_and_name: str) -> bool:
    """Whether ``aws-service-role/<service>/<role>`` is one of these roles."""
    prefix, _, rest = path_and_name.partition("/")
    host, _, name = rest.partition("/")
    linked = LINKED_ROLES.get(host)
    return prefix == "aws-service-role" and linked is not None and linked.role == name


def deletion_task(role: Role, uuid: str) -> str:
    """The id of the task that deletes a role."""
    return f"task{role.path}{role.name}/{uuid}"


def deleted_role(task: str) -> str | None:
    """The resource part of the ARN of the role that a task deletes; None for what is no task's id."""
    found = _TASK.fullmatch(task)
    return None if found is None else f"role/{found[1]}"
