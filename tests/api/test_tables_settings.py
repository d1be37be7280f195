"""Settings beside the table itself: tags, time to live, limits, endpoints, recovery, insights, Kinesis."""

from __future__ import annotations

from typing import Any

import pytest

from api.refusals import IN_USE, INVALID, ONE, invalid, refused
from api.tables import create_music, table_name
from server import Server

ACCOUNT = "123456789012"
ON_DEMAND: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
NOT_FOUND = ("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found")


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


def arn_of(name: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{name}"


def make(dynamodb: Any, **parts: Any) -> str:
    name = table_name()
    dynamodb.create_table(TableName=name, **ON_DEMAND, **parts)
    return name


def tags_of(dynamodb: Any, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"]}


def test_tags_are_added_overwritten_and_removed(dynamodb: Any) -> None:
    arn = arn_of(make(dynamodb))
    assert tags_of(dynamodb, arn) == {}
    dynamodb.tag_resource(
        ResourceArn=arn, Tags=[{"Key": "team", "Value": "blue"}, {"Key": "ключ", "Value": "a+b-c=d.e_f:g/h@i"}]
    )
    dynamodb.tag_resource(
        ResourceArn=arn, Tags=[{"Key": "team", "Value": "red"}, {"Key": "empty", "Value": ""}]
    )
    assert tags_of(dynamodb, arn) == {"team": "red", "ключ": "a+b-c=d.e_f:g/h@i", "empty": ""}
    dynamodb.untag_resource(ResourceArn=arn, TagKeys=["team", "never was"])
    assert tags_of(dynamodb, arn) == {"ключ": "a+b-c=d.e_f:g/h@i", "empty": ""}


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ([], "Atleast one Tag needs to be provided as Input."),
        ([{}], "The Tag Key provided is invalid, Key: null"),
        ([{"Key": "k"}], "The Tag Value provided is invalid, Value: null"),
        ([{"Key": "", "Value": "v"}], "The Tag Key provided is invalid, Key: "),
        ([{"Key": "k" * 129, "Value": "v"}], f"The Tag Key provided is invalid, Key: {'k' * 129}"),
        ([{"Key": "k", "Value": "v" * 257}], f"The Tag Value provided is invalid, Value: {'v' * 257}"),
        ([{"Key": "k", "Value": "100%"}], "The Tag Value provided is invalid, Value: 100%"),
        ([{"Key": "aws:k", "Value": "v"}], "Tag Key cannot be prefixed with aws:, Key: aws:k"),
        (
            [{"Key": "dup", "Value": "1"}, {"Key": "dup", "Value": "2"}],
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found dup",
        ),
        (
            [{"Key": f"key-{number}", "Value": "v"} for number in range(51)],
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ),
    ],
)
def test_wrong_tags_are_refused_all_together(dynamodb: Any, tags: list[dict[str, str]], message: str) -> None:
    arn = arn_of(make(dynamodb))
    good = {"Key": "good", "Value": "v"}
    given = [good, *tags] if tags else []
    assert invalid(dynamodb.tag_resource, ResourceArn=arn, Tags=given) == message
    assert tags_of(dynamodb, arn) == {}


def test_fifty_tags_are_the_most(dynamodb: Any) -> None:
    arn = arn_of(make(dynamodb))
    dynamodb.tag_resource(
        ResourceArn=arn, Tags=[{"Key": f"key-{number}", "Value": "v"} for number in range(50)]
    )
    dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": "key-1", "Value": "w"}])
    full = "Number of Tags exceed the current limit for the provided ResourceArn"
    assert invalid(dynamodb.tag_resource, ResourceArn=arn, Tags=[{"Key": "more", "Value": "v"}]) == full
    assert (
        invalid(dynamodb.untag_resource, ResourceArn=arn, TagKeys=[f"key-{number}" for number in range(51)])
        == full
    )
    assert invalid(dynamodb.untag_resource, ResourceArn=arn, TagKeys=[]) == (
        "Atleast one Tag Key needs to be provided as Input."
    )
    assert invalid(dynamodb.untag_resource, ResourceArn=arn, TagKeys=[""]) == (
        "The Tag Key provided is invalid, Key: "
    )


def test_only_tables_have_tags(dynamodb: Any) -> None:
    name = make(dynamodb)
    arn = arn_of(name)

    def listed(text: str) -> tuple[str, str]:
        return refused(dynamodb.list_tags_of_resource, ResourceArn=text)

    assert listed(name) == ("ValidationException", f"{INVALID}ARNs must start with 'arn:': {name}")
    bucket = "arn:aws:s3:::bucket"
    assert listed(bucket) == (
        "ValidationException",
        f"{INVALID}Provided Arn is not a DynamoDB resource arn: {bucket}",
    )
    foreign = arn.replace(ACCOUNT, "210987654321")
    assert listed(foreign) == ("AccessDeniedException", "Access is denied")
    elsewhere = arn.replace("us-east-1", "eu-west-1")
    assert listed(elsewhere) == (
        "ValidationException",
        f"Invalid TableArn: Invalid ResourceArn provided as input {elsewhere}",
    )
    assert listed(f"{arn}/index/one") == (
        "ValidationException",
        f"{INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: "
        f"{arn}/index/one",
    )
    for missing in (arn_of("no-such-table"), f"{arn}/stream/2026-01-01T00:00:00.000"):
        assert listed(missing) == (
            "ResourceNotFoundException",
            f"Requested resource not found: ResourceArn: {missing} not found",
        )


def ttl(dynamodb: Any, name: str, attribute: str, *, enabled: bool) -> Any:
    return dynamodb.update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute}
    )


def test_time_to_live_is_switched_once_an_hour(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True)
    dynamodb = server.client("dynamodb", parameter_validation=False)
    name = make(dynamodb)

    def described() -> Any:
        return dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]

    def refusal(attribute: str, *, enabled: bool) -> str:
        return invalid(lambda: ttl(dynamodb, name, attribute, enabled=enabled))

    assert described() == {"TimeToLiveStatus": "DISABLED"}
    assert refusal("a", enabled=False) == "TimeToLive is already disabled"
    answer = ttl(dynamodb, name, "expires", enabled=True)["TimeToLiveSpecification"]
    assert answer == {"Enabled": True, "AttributeName": "expires"}
    assert described() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    assert refusal("expires", enabled=True) == "TimeToLive is already enabled"
    other = "TimeToLive is active on a different AttributeName: current AttributeName is expires"
    assert refusal("other", enabled=True) == refusal("other", enabled=False) == other
    too_soon = "Time to live has been modified multiple times within a fixed interval"
    assert refusal("expires", enabled=False) == too_soon
    server.advance(3601)
    ttl(dynamodb, name, "expires", enabled=False)
    assert described() == {"TimeToLiveStatus": "DISABLED"}
    assert refusal("expires", enabled=True) == too_soon
    server.advance(3601)
    ttl(dynamodb, name, "other", enabled=True)
    assert described() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "other"}


def test_time_to_live_of_a_table_that_comes_goes_or_is_not_there(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True, transition_seconds=600)
    dynamodb = server.client("dynamodb")
    name = make(dynamodb)
    assert invalid(dynamodb.describe_time_to_live, TableName=name) == (
        "Cannot describe time to live while table is in CREATING state: Current table state is CREATING"
    )
    assert refused(lambda: ttl(dynamodb, name, "a", enabled=True)) == (
        "ResourceInUseException",
        f"{IN_USE}Table {name} is being created",
    )
    server.advance(601)
    dynamodb.delete_table(TableName=name)
    assert invalid(dynamodb.describe_time_to_live, TableName=name) == (
        "Cannot describe time to live while table is in DELETING state: Current table state is DELETING"
    )
    assert refused(dynamodb.describe_time_to_live, TableName="no-such-table") == NOT_FOUND
    assert refused(lambda: ttl(dynamodb, "no-such-table", "a", enabled=True)) == NOT_FOUND


def test_a_time_to_live_specification_is_whole(dynamodb: Any) -> None:
    assert invalid(
        dynamodb.update_time_to_live, TableName="no-such-table", TimeToLiveSpecification={"Enabled": True}
    ) == (
        f"{ONE}Value null at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must "
        "not be null"
    )


def test_limits_and_endpoints(server: Server, dynamodb: Any) -> None:
    limits = dynamodb.describe_limits()
    del limits["ResponseMetadata"]
    assert limits == {
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    }
    address = server.endpoint.removeprefix("http://")
    assert dynamodb.describe_endpoints()["Endpoints"] == [{"Address": address, "CachePeriodInMinutes": 1440}]


def test_point_in_time_recovery_is_a_setting(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True)
    dynamodb = server.client("dynamodb", parameter_validation=False)
    name = make(dynamodb)

    def described() -> Any:
        answer = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        assert answer["ContinuousBackupsStatus"] == "ENABLED"
        return answer["PointInTimeRecoveryDescription"]

    def update(**specification: Any) -> Any:
        return dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification=specification
        )["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    assert described() == {"PointInTimeRecoveryStatus": "DISABLED"}
    begun = update(PointInTimeRecoveryEnabled=True)
    assert begun["PointInTimeRecoveryStatus"] == "ENABLED"
    assert begun["RecoveryPeriodInDays"] == 35
    assert begun["EarliestRestorableDateTime"] == begun["LatestRestorableDateTime"]
    server.advance(3600)
    later = update(PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=1)
    assert later["RecoveryPeriodInDays"] == 1
    assert later["EarliestRestorableDateTime"] == begun["EarliestRestorableDateTime"]
    span = later["LatestRestorableDateTime"] - begun["LatestRestorableDateTime"]
    assert 3298 <= span.total_seconds() <= 3310
    server.advance(2 * 86_400)
    assert described()["EarliestRestorableDateTime"] > begun["EarliestRestorableDateTime"]
    assert invalid(lambda: update(PointInTimeRecoveryEnabled=False, RecoveryPeriodInDays=7)) == (
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery."
    )
    assert invalid(lambda: update(PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=36)) == (
        f"{ONE}Value '36' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy "
        "constraint: Member must have value less than or equal to 35"
    )
    assert update(PointInTimeRecoveryEnabled=False) == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert refused(dynamodb.describe_continuous_backups, TableName="no-such-table") == (
        "TableNotFoundException",
        "Table not found: no-such-table",
    )


def test_contributor_insights_go_through_their_states(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True, transition_seconds=60)
    dynamodb = server.client("dynamodb", parameter_validation=False)
    index = {
        "IndexName": "gsi1",
        "KeySchema": ON_DEMAND["KeySchema"],
        "Projection": {"ProjectionType": "ALL"},
    }
    name = make(dynamodb, GlobalSecondaryIndexes=[index])

    def update(action: str, **parts: Any) -> Any:
        answer = dynamodb.update_contributor_insights(TableName=name, ContributorInsightsAction=action, **parts)
        return answer["ContributorInsightsStatus"], answer.get("ContributorInsightsMode")

    def described(**parts: Any) -> Any:
        answer = dynamodb.describe_contributor_insights(TableName=name, **parts)
        del answer["ResponseMetadata"]
        return answer

    assert refused(lambda: update("ENABLE")) == (
        "ValidationException",
        "Table or Index is not in a valid state to update Key Access Insights: TableStatus must be ACTIVE to "
        "enable ContributorInsights.",
    )
    server.advance(61)
    assert described() == {"TableName": name, "ContributorInsightsStatus": "DISABLED"}
    assert update("DISABLE") == ("DISABLED", None)
    assert update("ENABLE") == ("ENABLING", "ACCESSED_AND_THROTTLED_KEYS")
    assert described()["ContributorInsightsStatus"] == "ENABLING"
    server.advance(61)
    assert update("ENABLE") == ("ENABLED", "ACCESSED_AND_THROTTLED_KEYS")
    assert update("ENABLE", ContributorInsightsMode="THROTTLED_KEYS") == ("ENABLING", "THROTTLED_KEYS")
    assert update("ENABLE", IndexName="gsi1")[0] == "ENABLING"
    server.advance(61)
    assert described(IndexName="gsi1")["IndexName"] == "gsi1"
    pages = [
        page["ContributorInsightsSummaries"] for page in paged(dynamodb.list_contributor_insights, MaxResults=1)
    ]
    assert pages == [
        [
            {
                "TableName": name,
                "ContributorInsightsStatus": "ENABLED",
                "ContributorInsightsMode": "THROTTLED_KEYS",
            }
        ],
        [
            {
                "TableName": name,
                "IndexName": "gsi1",
                "ContributorInsightsStatus": "ENABLED",
                "ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS",
            }
        ],
    ]
    assert update("DISABLE")[0] == "DISABLING"
    server.advance(61)
    assert described()["ContributorInsightsStatus"] == "DISABLED"
    listed = dynamodb.list_contributor_insights(TableName=name)["ContributorInsightsSummaries"]
    assert [each.get("IndexName") for each in listed] == ["gsi1"]
    assert refused(dynamodb.describe_contributor_insights, TableName=name, IndexName="ghost") == (
        "ResourceNotFoundException",
        f"Requested resource not found: Index: ghost not found for table: {name}",
    )
    assert invalid(dynamodb.describe_contributor_insights, TableName=name, IndexName="") == (
        "IndexName must be at least 3 characters long and at most 255 characters long"
    )


def paged(operation: Any, **request: Any) -> Any:
    """All pages of a list, by its NextToken."""
    while True:
        page = operation(**request)
        yield page
        if "NextToken" not in page:
            return
        request["NextToken"] = page["NextToken"]


def test_a_kinesis_destination_fails_as_a_stream_that_is_not_there_does(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True, transition_seconds=60)
    dynamodb = server.client("dynamodb", parameter_validation=False)
    name = make(dynamodb)
    server.advance(61)
    stream = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/changes"
    request = {"TableName": name, "StreamArn": stream}

    def destinations() -> Any:
        return dynamodb.describe_kinesis_streaming_destination(TableName=name)["KinesisDataStreamDestinations"]

    assert destinations() == []
    answer = dynamodb.enable_kinesis_streaming_destination(**request)
    assert (answer["DestinationStatus"], answer["EnableKinesisStreamingConfiguration"]) == ("ENABLING", {})
    assert destinations() == [{"StreamArn": stream, "DestinationStatus": "ENABLING"}]
    wrong = "Table is not in a valid state to enable Kinesis Streaming Destination: "
    assert invalid(dynamodb.enable_kinesis_streaming_destination, **request) == (
        f"{wrong}EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE "
        "operation."
    )
    assert invalid(dynamodb.disable_kinesis_streaming_destination, **request) == (
        f"{wrong}KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
    )
    assert invalid(dynamodb.update_kinesis_streaming_destination, **request) == (
        "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration "
        "cannot be null or contain only null values"
    )
    configuration = {"ApproximateCreationDateTimePrecision": "MICROSECOND"}
    assert invalid(
        dynamodb.update_kinesis_streaming_destination,
        **request,
        UpdateKinesisStreamingConfiguration=configuration,
    ) == (
        f"{wrong}Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. "
        f"TableName: {name}, kdsArn: {stream}"
    )
    server.advance(61)
    assert destinations() == [
        {
            "StreamArn": stream,
            "DestinationStatus": "ENABLE_FAILED",
            "DestinationStatusDescription": "User does not have a permission to use kinesis stream",
        }
    ]
    dynamodb.enable_kinesis_streaming_destination(**request)
    assert [each["DestinationStatus"] for each in destinations()] == ["ENABLING"]


def test_settings_of_a_table_that_is_not_there(dynamodb: Any) -> None:
    missing = {"TableName": "no-such-table"}
    assert refused(dynamodb.describe_contributor_insights, **missing) == NOT_FOUND
    assert refused(dynamodb.list_contributor_insights, **missing) == NOT_FOUND
    assert refused(dynamodb.describe_kinesis_streaming_destination, **missing) == NOT_FOUND
    stream = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/changes"
    assert refused(dynamodb.enable_kinesis_streaming_destination, **missing, StreamArn=stream) == NOT_FOUND


def test_settings_survive_a_restart(fresh_server: Any) -> None:
    server = fresh_server()
    dynamodb = server.client("dynamodb")
    name = create_music(
        dynamodb,
        TableClass="STANDARD_INFREQUENT_ACCESS",
        DeletionProtectionEnabled=True,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    arn = arn_of(name)
    dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "blue"}])
    ttl(dynamodb, name, "expires", enabled=True)
    dynamodb.update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.update_contributor_insights(TableName=name, ContributorInsightsAction="ENABLE")
    stream = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/changes"
    dynamodb.enable_kinesis_streaming_destination(TableName=name, StreamArn=stream)

    def everything() -> list[Any]:
        client = server.client("dynamodb")
        answers = [
            client.describe_table(TableName=name),
            client.list_tags_of_resource(ResourceArn=arn),
            client.describe_time_to_live(TableName=name),
            client.describe_contributor_insights(TableName=name),
            client.describe_kinesis_streaming_destination(TableName=name),
            client.describe_continuous_backups(TableName=name),
        ]
        for answer in answers:
            del answer["ResponseMetadata"]
        recovery = answers[-1]["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        del recovery["LatestRestorableDateTime"]
        return answers

    before = everything()
    server.restart()
    assert everything() == before
    assert before[0]["Table"]["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY"
