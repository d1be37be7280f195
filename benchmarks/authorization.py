"""What it costs to verify a signature, and what to decide by policies.

The same load, signed by an access key that nobody has, which open mode takes for the root user's unverified; by
one of the root user's that is verified, but needs no policies; by a user's; and by that of a user whose policy
has conditions on keys. Processor time is told beside the rate: it depends less on what else the machine does.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from statistics import median
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
VERIFIED = "signature verified"
_FORM = "application/x-www-form-urlencoded"
_WORKLOADS = ("get", "put")
_CONNECTIONS = 16
_ALLOW: Mapping[str, Any] = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
_OWN_KEYS = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["customer#*"]}}
_POLICIES: Mapping[str, Mapping[str, Any]] = {
    "and a policy": _ALLOW,
    "and conditions on keys": {**_ALLOW, "Condition": _OWN_KEYS},
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of caller got: the rate, and the server's processor time for an answer in microseconds."""

    measured: Measurement
    processor: float


@dataclass(frozen=True, slots=True)
class AuthorizationRow:
    """One workload: the costs of each kind of caller, by its name."""

    workload: str
    costs: Mapping[str, Cost]

    def ratio(self, caller: str, to: str) -> float | None:
        """The caller's processor time for an answer in terms of another's; None when either was refused."""
        ours, theirs = self.costs[caller], self.costs[to]
        refused = ours.measured.errors or theirs.measured.errors or not theirs.processor
        return None if refused else ours.processor / theirs.processor


def measure_authorization(
    server: ServerUnderTest, items: int, effort: Effort, progress: Progress
) -> list[AuthorizationRow]:
    """All callers in turn, on a server in open mode: it verifies and decides for those that IAM knows."""
    server.create_table(TABLE)
    preload(server, TABLE, items, progress)
    callers = {OPEN: Credentials(), VERIFIED: _root_session(server)}
    callers |= {name: _new_user(server, name, statement) for name, statement in _POLICIES.items()}
    effort = replace(effort, warm_up=0.0)
    costs: dict[str, dict[str, list[Cost]]] = {
        workload: {name: [] for name in callers} for workload in _WORKLOADS
    }
    for number in range(1, effort.rounds + 1):
        for workload, series in costs.items():
            for name, credentials in callers.items():
                progress.show(f"round {number} of {effort.rounds}: {workload}, {name}")
                series[name].append(_cost(server, workload, credentials, items, effort))
    return [
        AuthorizationRow(workload, {name: _median(runs) for name, runs in series.items()})
        for workload, series in costs.items()
    ]


def _cost(server: ServerUnderTest, workload: str, credentials: Credentials, items: int, effort: Effort) -> Cost:
    key = ":".join(part for part in astuple(credentials) if part)
    before = server.processor_seconds()
    run = measure(server, workload, _CONNECTIONS, effort, items=items, options=("--key", key))
    return Cost(run, 1e6 * (server.processor_seconds() - before) / max(run.answers, 1))


def _median(runs: Sequence[Cost]) -> Cost:
    return Cost(medians(run.measured for run in runs), median(run.processor for run in runs))


def _new_user(server: ServerUnderTest, name: str, statement: Mapping[str, Any]) -> Credentials:
    """The access key of a new user with a policy of one statement."""
    user = "".join(letter for letter in name if letter.isalpha())
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam = partial(_call, server, "iam", "2010-05-08")
    iam("CreateUser", UserName=user)
    iam("PutUserPolicy", UserName=user, PolicyName="benchmark", PolicyDocument=document)
    return _credentials(iam("CreateAccessKey", UserName=user))


def _root_session(server: ServerUnderTest) -> Credentials:
    """Temporary credentials of the root user: an access key that the server knows and verifies."""
    return _credentials(_call(server, "sts", "2011-06-15", "GetSessionToken"))


def _credentials(answer: ET.Element) -> Credentials:
    found = {element.tag.rpartition("}")[2]: element.text or "" for element in answer.iter()}
    return Credentials(found["AccessKeyId"], found["SecretAccessKey"], found.get("SessionToken", ""))


def _call(server: ServerUnderTest, service: str, version: str, action: str, **parameters: str) -> ET.Element:
    """One call of the query protocol as the root user; raises BenchmarkError for an error."""
    host = f"127.0.0.1:{server.port}"
    body = urlencode({"Action": action, "Version": version, **parameters}).encode()
    signer = Signer(Credentials(), "us-east-1", service, host, datetime.now(UTC))
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
