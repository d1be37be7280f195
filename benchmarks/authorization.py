"""What it costs to verify a signature and to decide by policies: the same load, signed by an access key that
nobody has (open mode takes it for the root user's), by a user's, and by that of a user whose policy has
conditions on keys.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from benchmarks.comparison import Effort, measure, medians, preload
from benchmarks.load import Measurement
from benchmarks.progress import Progress
from benchmarks.servers import BenchmarkError, ServerUnderTest
from benchmarks.signature import Credentials, Signer
from benchmarks.workloads import TABLE

OPEN = "open"
_FORM = "application/x-www-form-urlencoded"
_WORKLOADS = ("get", "put")
_CONNECTIONS = 16
_ALLOW: Mapping[str, Any] = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
_OWN_KEYS = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["customer#*"]}}
_POLICIES: Mapping[str, Mapping[str, Any]] = {
    "iam": _ALLOW,
    "iam, conditions on keys": {**_ALLOW, "Condition": _OWN_KEYS},
}


@dataclass(frozen=True, slots=True)
class AuthorizationRow:
    """One workload: the medians of each kind of caller, by its name."""

    workload: str
    results: Mapping[str, Measurement]

    def share(self, caller: str) -> float | None:
        """The caller's rate as a share of open mode's, or None when either was answered wrongly."""
        theirs, ours = self.results[OPEN], self.results[caller]
        return None if theirs.errors or ours.errors or not theirs.rate else ours.rate / theirs.rate


def measure_authorization(
    server: ServerUnderTest, items: int, effort: Effort, progress: Progress
) -> list[AuthorizationRow]:
    """All callers in turn, on a server in open mode: it verifies and decides for those that IAM knows."""
    server.create_table(TABLE)
    preload(server, TABLE, items, progress)
    callers = {OPEN: Credentials()}
    callers |= {name: _new_user(server, name, statement) for name, statement in _POLICIES.items()}
    measured: dict[str, dict[str, list[Measurement]]] = {
        workload: {name: [] for name in callers} for workload in _WORKLOADS
    }
    for number in range(1, effort.rounds + 1):
        for workload, series in measured.items():
            for name, credentials in callers.items():
                progress.show(f"round {number} of {effort.rounds}: {workload}, {name}")
                key = f"{credentials.access_key_id}:{credentials.secret_access_key}"
                series[name].append(
                    measure(server, workload, _CONNECTIONS, effort, items=items, options=("--key", key))
                )
    return [
        AuthorizationRow(workload, {name: medians(runs) for name, runs in series.items()})
        for workload, series in measured.items()
    ]


def _new_user(server: ServerUnderTest, name: str, statement: Mapping[str, Any]) -> Credentials:
    """The access key of a new user with a policy of one statement."""
    user = "".join(letter for letter in name if letter.isalpha())
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    _iam(server, "CreateUser", UserName=user)
    _iam(server, "PutUserPolicy", UserName=user, PolicyName="benchmark", PolicyDocument=document)
    answer = _iam(server, "CreateAccessKey", UserName=user)
    found = {element.tag.rpartition("}")[2]: element.text or "" for element in answer.iter()}
    return Credentials(found["AccessKeyId"], found["SecretAccessKey"])


def _iam(server: ServerUnderTest, action: str, **parameters: str) -> ET.Element:
    """One IAM call as the root user; raises BenchmarkError for an error."""
    host = f"127.0.0.1:{server.port}"
    body = urlencode({"Action": action, "Version": "2010-05-08", **parameters}).encode()
    signer = Signer(Credentials(), "us-east-1", "iam", host, datetime.now(UTC))
    connection = http.client.HTTPConnection(host, timeout=60)
    headers = {
        "Content-Type": _FORM,
        "X-Amz-Date": signer.timestamp,
        "Authorization": signer.authorization(_FORM, "", body),
    }
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise BenchmarkError(f"{action} was answered with {answer.status}: {content[:300]!r}")
    return ET.fromstring(content)
