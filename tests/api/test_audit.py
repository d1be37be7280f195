"""The audit log: who used which key, found by look-up, in the file, and by the check of its chain."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from api.principals import allow, new_user, refused
from api.tables import create_music, song, song_key, under_key
from server import COMMAND, Server


def events(server: Server, wanted: int = 1, **filters: Any) -> list[dict[str, Any]]:
    """At least ``wanted`` events that a look-up finds, the newest first."""
    cloudtrail = server.client("cloudtrail")
    deadline = time.monotonic() + 10
    while True:
        found = cloudtrail.lookup_events(**filters)["Events"]
        if len(found) >= wanted:
            return [json.loads(event["CloudTrailEvent"]) for event in found]
        assert time.monotonic() < deadline, f"found only {len(found)} events"
        time.sleep(0.05)


def named(name: str) -> dict[str, Any]:
    return {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": name}]}


def test_every_use_of_a_tables_key_is_an_event_with_its_encryption_context(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(key))
    dynamodb.put_item(TableName=name, Item=song("one"))
    context = {"aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": "123456789012"}
    (grant,) = events(server, **named("CreateGrant"))
    assert grant["userIdentity"]["invokedBy"] == "dynamodb.amazonaws.com"
    assert grant["userIdentity"]["type"] == "Root"
    assert grant["requestParameters"]["constraints"] == {"encryptionContextSubset": context}
    (generated,) = events(server, **named("GenerateDataKey"))
    assert generated["userIdentity"] == {"type": "AWSService", "invokedBy": "dynamodb.amazonaws.com"}
    assert generated["responseElements"] is None
    decrypted = events(server, **named("Decrypt"))[0]
    assert decrypted["eventSource"] == "kms.amazonaws.com"
    assert decrypted["requestParameters"]["encryptionContext"] == context
    assert decrypted["resources"] == [{"accountId": "123456789012", "type": "AWS::KMS::Key", "ARN": key}]


def test_a_refused_use_of_a_key_is_an_event_with_its_error(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(key))
    kms.disable_key(KeyId=key)
    try:
        dynamodb.get_item(TableName=name, Key=song_key("one"))
    except ClientError:
        pass
    else:
        raise AssertionError("a disabled key was used")
    (decrypted,) = events(server, **named("Decrypt"))
    assert decrypted["errorCode"] == "DisabledException"
    assert decrypted["errorMessage"] == f"{key} is disabled."


def test_the_log_holds_neither_items_nor_attribute_names_nor_plaintext(fresh_server: Any) -> None:
    server: Server = fresh_server()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("a secret song"))
    key = kms.create_key()["KeyMetadata"]["Arn"]
    blob = kms.encrypt(KeyId=key, Plaintext=b"a secret plaintext")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"a secret plaintext"
    events(server, **named("Decrypt"))
    logged = b"".join(path.read_bytes() for path in (server.data_dir / "audit").iterdir())
    assert name.encode() in logged
    for secret in (b"secret", b"SongTitle", b"Artist", b"YSBzZWNyZXQ"):
        assert secret not in logged


def test_looking_up_needs_a_permission_and_is_an_event_itself(server: Server) -> None:
    user = new_user(server)
    with refused(
        "AccessDeniedException",
        f"User: {user.arn} is not authorized to perform: cloudtrail:LookupEvents because no identity-based "
        "policy allows the cloudtrail:LookupEvents action",
    ):
        user.client("cloudtrail").lookup_events()
    user.may(allow("cloudtrail:LookupEvents"))
    user.client("cloudtrail").lookup_events(**named("CreateTable"))
    by_user = {"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": user.name}]}
    answered, denied = events(server, 2, **by_user)
    assert (answered["eventName"], denied["errorCode"]) == ("LookupEvents", "AccessDeniedException")
    assert "errorCode" not in answered
    assert answered["requestParameters"] == {
        "lookupAttributes": [{"attributeKey": "EventName", "attributeValue": "CreateTable"}]
    }


def verify(server: Server, *flags: str) -> subprocess.CompletedProcess[str]:
    places = ["--data-dir", str(server.data_dir), "--root-key", str(server.root_key)]
    return subprocess.run(
        [str(COMMAND), "audit", "verify", *flags, *places],
        capture_output=True,
        text=True,
        timeout=30,
        env=server.environment(),
    )


def damaged(server: Server, change: Callable[[list[bytes]], list[bytes]], *flags: str) -> Any:
    """What the check says when somebody changes the lines of the log; the log is put back afterwards."""
    path = next(path for path in sorted((server.data_dir / "audit").iterdir()) if path.suffix == ".jsonl")
    before = path.read_bytes()
    path.write_bytes(b"".join(change(before.splitlines(keepends=True))))
    try:
        return verify(server, *flags)
    finally:
        path.write_bytes(before)


def test_verify_finds_what_is_missing_altered_reordered_or_cut_off(fresh_server: Any) -> None:
    server: Server = fresh_server()
    kms = server.client("kms")
    for _ in range(5):
        kms.create_key()
    events(server, 5, **named("CreateKey"))
    assert verify(server).returncode == 0, "a log that is being written is whole"
    server.stop()
    whole = verify(server)
    assert (whole.returncode, whole.stdout.rpartition(", ")[2]) == (0, "all whole\n")
    number = int(whole.stdout.split()[0])
    changes: dict[tuple[str, int], Callable[[list[bytes]], list[bytes]]] = {
        ("missing", 3): lambda lines: lines[:2] + lines[3:],
        ("altered", 1): lambda lines: [lines[0].replace(b"CreateKey", b"DeleteKey"), *lines[1:]],
        ("reordered", 1): lambda lines: [lines[1], lines[0], *lines[2:]],
        ("missing", number): lambda lines: lines[:-1],
    }
    for (flaw, event), change in changes.items():
        found = damaged(server, change, "--json")
        (finding,) = json.loads(found.stdout)["findings"]
        assert (found.returncode, finding["flaw"], finding["first"], finding["last"]) == (1, flaw, event, event)
    emptied = damaged(server, lambda _: [])
    assert (emptied.returncode, emptied.stdout) == (
        1,
        f"NOT WHOLE  events 1 to {number} are missing from the end\n0 events, not whole\n",
    )
