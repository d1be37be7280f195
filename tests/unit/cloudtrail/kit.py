"""What the tests of the audit log share: calls, a root key, and a log of plain events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from strongroom.calls import Call, Principal
from strongroom.encryption.root_key import RootKey
from strongroom.randomness import SystemRandomness
from strongroom.services.cloudtrail.chain import Link
from strongroom.services.cloudtrail.files import audit_files, lines
from strongroom.services.cloudtrail.head import HeadFile
from strongroom.services.cloudtrail.log import AuditLog
from strongroom.services.cloudtrail.verify import Verdict, verify

ACCOUNT = "123456789012"
OTHER = "444455556666"
REGION = "us-east-1"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY_ID}"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Music"
NOON = 1_795_608_000.0  # 2026-11-25T12:00:00Z
ROOT_KEY = RootKey(bytes(range(32)), SystemRandomness(), bytes(32))

ROOT = Principal.root(ACCOUNT, "AKIAROOT")
ALICE = Principal("IAMUser", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/Alice", "AKIAALICE")
SESSION = Principal("AssumedRole", ACCOUNT, f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/nightly", "ASIAREADER")
SERVICE = Principal.service("dynamodb.amazonaws.com", ACCOUNT)


def call(operation: str, principal: Principal = ALICE, **changes: Any) -> Call:
    given: dict[str, Any] = {"source_address": "203.0.113.7", "user_agent": "aws-cli/2", **changes}
    return Call(operation, principal, ACCOUNT, REGION, "ebe8ee68-63bc-11e4-bc2b-4198b6150d5c", **given)


class FixedClock:
    """A clock that stands where it is put."""

    def __init__(self, time: float = NOON) -> None:
        self.time = time

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


def as_they_are(event: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Renders an event that is appended as such."""
    return [event]


def plain_log(directory: Path, **options: Any) -> AuditLog[Mapping[str, Any]]:
    return AuditLog(directory, ROOT_KEY, as_they_are, **{"group_seconds": 0.001, **options})


def read_head(directory: Path) -> Link | None:
    return HeadFile(directory, ROOT_KEY).read()


def check(directory: Path, head: Link | None = None) -> Verdict:
    """The verdict on a log; the head is the one on disk unless another is given."""
    files = [(file.name, lines(file)) for file in audit_files(directory)]
    return verify(files, head or read_head(directory))


def all_lines(directory: Path) -> list[bytes]:
    return [line.text for file in audit_files(directory) for line in lines(file)]
