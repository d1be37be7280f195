"""``strongroom explain``: what the API says, for people and as JSON."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from api.principals import ACCOUNT, allow, new_user, refused, root_key_pair
from api.tables import create_music, song_key
from server import COMMAND, Server


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in iam mode; its own clients sign as the root user."""
    server = Server(tmp_path_factory.mktemp("strict"), auth="iam", transition_seconds=0).start()
    server.access_key = root_key_pair(server)
    yield server
    server.stop()


def explain(server: Server, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    places = ["--port", str(server.port), "--root-key", str(server.root_key)]
    return subprocess.run(
        [str(COMMAND), "explain", *arguments, *places],
        capture_output=True,
        text=True,
        timeout=30,
        env={**server.environment(), **environment},
    )


def test_a_refused_request_is_explained_to_the_root_user(strict: Server) -> None:
    table = create_music(strict.client("dynamodb"))
    user = new_user(strict, {**allow("dynamodb:PutItem"), "Sid": "Writing"})
    dynamodb = user.client("dynamodb")
    requests: list[str] = []
    dynamodb.meta.events.register(
        "after-call", lambda parsed, **_: requests.append(parsed["ResponseMetadata"]["RequestId"])
    )
    with refused("AccessDeniedException"):
        dynamodb.get_item(TableName=table, Key=song_key("one"))
    done = explain(strict, requests[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "DENIED   dynamodb:GetItem\n"
        f"on       arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}\n"
        f"for      {user.arn}\n"
        "because  No statement in an identity-based policy allows it, and one is needed.\n"
        f"policy   identity-based policy test of {user.arn}\n"
        "         1 Writing  Allow  does not apply: action\n"
    )
    (decision,) = json.loads(explain(strict, requests[0], "--json").stdout)
    assert decision["Outcome"] == "implicitDeny"


def test_a_would_be_request_is_explained_to_whose_key_is_in_the_environment(strict: Server) -> None:
    office = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    user = new_user(strict, allow("kms:ListKeys", Condition=office))
    asked = ["--principal", user.arn, "--action", "kms:ListKeys"]
    done = explain(strict, *asked)
    assert "does not apply: condition IpAddress aws:SourceIp\n" in done.stdout
    done = explain(strict, *asked, "--context", "aws:SourceIp=10.1.2.3")
    assert done.stdout.startswith("ALLOWED  kms:ListKeys\non       *\n")
    assert "with     aws:SourceIp = 10.1.2.3\n" in done.stdout
    own = dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), user.key, strict=True))
    done = explain(strict, *asked, **own)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"strongroom explain: the server refused: User: {user.arn} is not authorized to perform: "
        f"iam:SimulatePrincipalPolicy on resource: {user.arn} because no identity-based policy allows the "
        "iam:SimulatePrincipalPolicy action\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "which request? Give its id, or --principal and --action"),
        (["--action", "kms:Decrypt"], "which request? Give its id, or --principal and --action"),
        (["1234", "--action", "kms:Decrypt"], "either the id of a request, or --principal and --action"),
        (
            ["--principal", "x", "--action", "kms:Decrypt", "--context", "aws:SourceIp"],
            "--context aws:SourceIp: write it like key=value",
        ),
    ],
)
def test_a_wrong_command_line_is_told_in_a_line(strict: Server, arguments: list[str], said: str) -> None:
    done = explain(strict, *arguments)
    assert (done.returncode, done.stderr) == (2, f"strongroom explain: {said}\n")


def test_a_request_that_is_not_known_is_told_in_a_line(strict: Server) -> None:
    done = explain(strict, "1234")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("strongroom explain: the server refused: No decision is known for 1234: ")
    assert done.stderr.count("\n") == 1
