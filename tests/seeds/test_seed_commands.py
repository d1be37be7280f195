"""Both documents, command for command, through the AWS CLI: what they write runs, what they promise comes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from api.tables import create_music, song, song_key, wait_for_settled_key
from seeds.commands import HOW_TO, TUTORIAL, arguments, commands, outputs
from server import Server

ACCOUNT = "123456789012"

CREATE_OWNED, CREATE_MANAGED, CREATE_CUSTOMER, UPDATE_OWNED, UPDATE_MANAGED, UPDATE_CUSTOMER = range(6)
CREATE_IN_HOW_TO, DESCRIBE_IN_HOW_TO = range(2)

Aws = Callable[..., Any]


@pytest.fixture(scope="module")
def music_server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server whose tables pass through visible transitions; each test works in a region of its own."""
    server = Server(tmp_path_factory.mktemp("music"), transition_seconds=0.3).start()
    yield server
    server.stop()


@pytest.fixture
def region(request: pytest.FixtureRequest) -> str:
    """A region in which no other test has tables: both documents call their tables alike."""
    return f"us-{request.node.name.partition('[')[0].replace('_', '-')}"[:60].rstrip("-").lower()


@pytest.fixture
def run(aws: Aws, music_server: Server, region: str) -> Aws:
    """``run("dynamodb", ...)`` runs the AWS CLI in the test's region."""
    return lambda *words, **options: aws(music_server, *words, region=region, **options)


def identifiers(run: Aws) -> dict[str, str]:
    """A customer managed key, by each of the four identifiers that KMSMasterKeyId takes."""
    key = run("kms", "create-key", "--description", "of the Music table")["KeyMetadata"]
    alias = f"alias/music-{key['KeyId'][:8]}"
    run("kms", "create-alias", "--alias-name", alias, "--target-key-id", key["KeyId"])
    alias_arn = key["Arn"].replace(f"key/{key['KeyId']}", alias)
    return {"key id": key["KeyId"], "key ARN": key["Arn"], "alias": alias, "alias ARN": alias_arn}


def wait_until_active(run: Aws, table: str) -> None:
    run("dynamodb", "wait", "table-exists", "--table-name", table)


def settled(server: Server, region: str, table: str) -> dict[str, Any] | None:
    return wait_for_settled_key(server.client("dynamodb", region=region), table)


def test_the_documents_are_read_whole() -> None:
    """Six commands in the tutorial, two in the how-to, with an output for five of them."""
    assert [arguments(command)[1] for command in commands(TUTORIAL)] == ["create-table"] * 3 + [
        "update-table"
    ] * 3
    assert [arguments(command)[1] for command in commands(HOW_TO)] == ["create-table", "describe-table"]
    assert (len(outputs(TUTORIAL)), len(outputs(HOW_TO))) == (4, 1)


def test_tutorial_create_with_the_aws_owned_key(run: Aws, music_server: Server, region: str) -> None:
    created = run(*arguments(commands(TUTORIAL)[CREATE_OWNED]))["TableDescription"]
    assert created["TableStatus"] == "CREATING"
    assert "SSEDescription" not in created
    wait_until_active(run, "Music")
    described = run("dynamodb", "describe-table", "--table-name", "Music")["Table"]
    assert "SSEDescription" not in described
    assert described["ProvisionedThroughput"]["ReadCapacityUnits"] == 10
    assert described["ProvisionedThroughput"]["WriteCapacityUnits"] == 5
    aliases = run("kms", "list-aliases")["Aliases"]
    assert [alias for alias in aliases if "TargetKeyId" in alias] == []


def test_tutorial_create_with_the_aws_managed_key(run: Aws, region: str) -> None:
    created = run(*arguments(commands(TUTORIAL)[CREATE_MANAGED]))["TableDescription"]
    sse = created["SSEDescription"]
    assert (sse["Status"], sse["SSEType"]) == ("ENABLED", "KMS")
    managed = run("kms", "describe-key", "--key-id", "alias/aws/dynamodb")["KeyMetadata"]
    assert sse["KMSMasterKeyArn"] == managed["Arn"]
    assert managed["KeyManager"] == "AWS"
    assert managed["Arn"].startswith(f"arn:aws:kms:{region}:{ACCOUNT}:key/")


def test_tutorial_create_with_a_customer_managed_key(run: Aws) -> None:
    key = run("kms", "create-key")["KeyMetadata"]
    created = run(*arguments(commands(TUTORIAL)[CREATE_CUSTOMER], key["KeyId"]))["TableDescription"]
    assert created["SSEDescription"] == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key["Arn"]}


def test_tutorial_create_takes_every_identifier_of_a_key(run: Aws) -> None:
    """Key id, key ARN, alias and alias ARN all become the key's ARN."""
    names = identifiers(run)
    for number, identifier in enumerate(names.values()):
        words = arguments(commands(TUTORIAL)[CREATE_CUSTOMER], identifier)
        words[words.index("Music")] = f"Music{number}"
        assert run(*words)["TableDescription"]["SSEDescription"]["KMSMasterKeyArn"] == names["key ARN"]


@pytest.mark.parametrize("route", ["through all kinds", "to another key and back"])
def test_tutorial_update_of_a_table_with_items(route: str, run: Aws, music_server: Server, region: str) -> None:
    """A table with items goes from key to key, and is read and written during and after each command.

    Two routes, because the service admits four changes of a table's encryption a day.
    """
    dynamodb = music_server.client("dynamodb", region=region)
    name = f"Music-{route.replace(' ', '-')}"
    first, second = (run("kms", "create-key")["KeyMetadata"] for _ in range(2))
    create_music(dynamodb, name, SSESpecification={"Enabled": True})
    dynamodb.put_item(TableName=name, Item=song("before"))
    managed = run("kms", "describe-key", "--key-id", "alias/aws/dynamodb")["KeyMetadata"]["Arn"]
    to_first = (UPDATE_CUSTOMER, first["KeyId"], first["Arn"])
    to_second = (UPDATE_CUSTOMER, second["KeyId"], second["Arn"])
    steps = {
        "through all kinds": [(UPDATE_OWNED, "", None), (UPDATE_MANAGED, "", managed), to_first, to_second],
        "to another key and back": [to_first, to_second, to_first, (UPDATE_MANAGED, "", managed)],
    }[route]
    for number, (command, key, arn) in enumerate(steps):
        words = arguments(commands(TUTORIAL)[command], key)
        words[words.index("Music")] = name
        run(*words)
        title = f"during {number}"
        dynamodb.put_item(TableName=name, Item=song(title))
        assert dynamodb.get_item(TableName=name, Key=song_key(title))["Item"] == song(title)
        expected = arn and {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": arn}
        assert settled(music_server, region, name) == expected
        assert dynamodb.get_item(TableName=name, Key=song_key("before"))["Item"] == song("before")
    assert dynamodb.scan(TableName=name)["Count"] == 1 + len(steps)


def test_tutorial_update_passes_through_updating(run: Aws) -> None:
    """The command's own answer shows UPDATING on a table that stays ACTIVE; then the promised output comes."""
    run(*arguments(commands(TUTORIAL)[CREATE_OWNED]))
    wait_until_active(run, "Music")
    answer = run(*arguments(commands(TUTORIAL)[UPDATE_MANAGED]))["TableDescription"]
    assert answer["SSEDescription"]["Status"] == "UPDATING"
    assert answer["TableStatus"] == "ACTIVE"
    deadline = time.monotonic() + 20
    words = ("dynamodb", "describe-table", "--table-name", "Music", "--query", "Table.SSEDescription")
    while (sse := run(*words))["Status"] != "ENABLED" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert sse.keys() == {"Status", "SSEType", "KMSMasterKeyArn"}


@pytest.mark.parametrize("document", [HOW_TO, TUTORIAL], ids=lambda document: document.stem)
def test_promised_outputs_have_the_members_of_ours(document: Any, run: Aws) -> None:
    """Every output that a document shows has the members and values that a table under a key shows here."""
    name = f"Promised-{document.stem}"
    words = arguments(commands(TUTORIAL)[CREATE_MANAGED])
    words[words.index("Music")] = name
    ours = run(*words)["TableDescription"]["SSEDescription"]
    for output in outputs(document):
        text = output.strip().removeprefix('"SSEDescription":').strip().replace('",\n  }', '"\n  }')
        promised = json.loads(text)
        assert promised.keys() == ours.keys()
        assert (promised["Status"], promised["SSEType"]) == (ours["Status"], ours["SSEType"])


def test_how_to_create_and_describe(run: Aws) -> None:
    """Its two commands: a PAY_PER_REQUEST table under the reader's key, and the query that shows it."""
    key = run("kms", "create-key")["KeyMetadata"]
    created = run(*arguments(commands(HOW_TO)[CREATE_IN_HOW_TO], key["Arn"]))["TableDescription"]
    assert created["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    wait_until_active(run, "MyTable")
    assert run(*arguments(commands(HOW_TO)[DESCRIBE_IN_HOW_TO])) == {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": key["Arn"],
    }


def test_how_to_detour_over_export_and_recreation(
    run: Aws, music_server: Server, region: str, tmp_path
) -> None:
    """Its detour, needless but followed: scan out, delete, recreate under the key, load back."""
    dynamodb = music_server.client("dynamodb", region=region)
    schema = ["--attribute-definitions", "AttributeName=id,AttributeType=S"]
    schema += ["--key-schema", "AttributeName=id,KeyType=HASH", "--billing-mode", "PAY_PER_REQUEST"]
    run("dynamodb", "create-table", "--table-name", "MyTable", *schema)
    wait_until_active(run, "MyTable")
    items = [
        {"id": {"S": f"item {number}"}, "n": {"N": str(number)}, "tags": {"SS": ["a", "b"]}}
        for number in range(40)
    ]
    for start in (0, 25):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        (tmp_path / "load.json").write_text(json.dumps({"MyTable": puts}))
        run("dynamodb", "batch-write-item", "--request-items", "file://load.json")
    exported = run("dynamodb", "scan", "--table-name", "MyTable", "--page-size", "7")["Items"]
    assert len(exported) == len(items)
    run("dynamodb", "delete-table", "--table-name", "MyTable")
    run("dynamodb", "wait", "table-not-exists", "--table-name", "MyTable")
    key = run("kms", "create-key")["KeyMetadata"]
    run(*arguments(commands(HOW_TO)[CREATE_IN_HOW_TO], key["Arn"]))
    wait_until_active(run, "MyTable")
    assert dynamodb.scan(TableName="MyTable")["Count"] == 0
    for start in (0, 25):
        puts = [{"PutRequest": {"Item": item}} for item in exported[start : start + 25]]
        (tmp_path / "load.json").write_text(json.dumps({"MyTable": puts}))
        answer = run("dynamodb", "batch-write-item", "--request-items", "file://load.json")
        assert answer["UnprocessedItems"] == {}
    again = run("dynamodb", "scan", "--table-name", "MyTable")["Items"]
    assert sorted(again, key=lambda item: item["id"]["S"]) == sorted(items, key=lambda item: item["id"]["S"])


def test_terraform_polls_to_the_end_of_a_key_change(music_server: Server, region: str) -> None:
    """Terraform's steps: create, poll until ACTIVE; change the SSESpecification alone, poll its status; absent
    means DISABLED. The status never leaves UPDATING for anything but the target, and the table stays ACTIVE."""
    dynamodb, kms = (music_server.client(service, region=region) for service in ("dynamodb", "kms"))
    create_music(dynamodb, "Music")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    for specification, target in (
        ({"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": arn}, "ENABLED"),
        ({"Enabled": False}, "DISABLED"),
    ):
        dynamodb.update_table(TableName="Music", SSESpecification=specification)
        seen = []
        deadline = time.monotonic() + 20
        while (not seen or seen[-1] != target) and time.monotonic() < deadline:
            table = dynamodb.describe_table(TableName="Music")["Table"]
            assert table["TableStatus"] == "ACTIVE"
            seen.append(table.get("SSEDescription", {}).get("Status", "DISABLED"))
            time.sleep(0.02)
        assert set(seen) == {"UPDATING", target}
