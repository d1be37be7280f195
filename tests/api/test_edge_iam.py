"""iam mode: the root user's access key, and nobody else."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from api.principals import root_key_pair
from server import Server, ServerFailed

AWS = Path(sys.executable).with_name("aws")


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A server in iam mode; its clients sign as the root user."""
    server = Server(tmp_path_factory.mktemp("strict"), auth="iam", transition_seconds=0).start()
    server.access_key = root_key_pair(server)
    yield server
    server.stop()


def refused(server, access_key, **more):
    client = Server.client
    server_key, server.access_key = server.access_key, access_key
    try:
        with pytest.raises(ClientError) as caught:
            client(server, "dynamodb", **more).list_tables()
    finally:
        server.access_key = server_key
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_the_root_user_is_let_in(strict):
    assert strict.client("dynamodb").list_tables()["TableNames"] == []
    assert strict.client("kms").list_keys()["Keys"] == []


def test_the_first_start_says_once_where_the_access_key_is(fresh_server):
    server = fresh_server(auth="iam")
    said = f"{server.root_credentials} (written now, and only now)"
    assert said in server.log_text()
    assert f"AWS_SHARED_CREDENTIALS_FILE={server.root_credentials} aws" in server.log_text()
    written = server.root_credentials.read_bytes()
    server.restart()
    assert server.log_text().count(said) == 1
    assert server.root_credentials.read_bytes() == written
    server.access_key = root_key_pair(server)
    assert server.client("dynamodb").list_tables()["TableNames"] == []
    assert stat.S_IMODE(server.root_credentials.stat().st_mode) == 0o600


def test_the_command_to_try_signs_as_the_root_user(fresh_server):
    server = fresh_server(auth="iam")
    (command,) = re.findall(r"try it +(.*)", server.log_text())
    environment = {"PATH": f"{AWS.parent}:{os.environ['PATH']}", "HOME": str(server.directory)}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, timeout=60)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"TableNames": []}), done.stderr


def test_the_secret_is_nowhere_else(fresh_server):
    server = fresh_server(auth="iam", log_level="debug")
    _, secret = root_key_pair(server)
    server.access_key = root_key_pair(server)
    server.client("dynamodb").list_tables()
    server.stop()
    assert secret not in server.log_text()
    for file in server.data_dir.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes()


def test_an_unknown_access_key_is_refused(strict):
    assert refused(strict, ("AKIAUNKNOWN", "x")) == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_a_wrong_secret_is_refused(strict):
    code, message = refused(strict, (strict.access_key[0], "x"))
    assert code == "InvalidSignatureException"
    assert message.startswith("The request signature we calculated does not match")


def test_in_open_mode_the_known_key_is_verified_all_the_same(fresh_server):
    server = fresh_server(auth="iam")
    key_id, secret = root_key_pair(server)
    server.restart(auth="open")
    assert refused(server, (key_id, "x"))[0] == "InvalidSignatureException"
    server.access_key = (key_id, secret)
    assert server.client("dynamodb").list_tables()["TableNames"] == []
    server.access_key = ("anybody", "else")
    assert server.client("dynamodb").list_tables()["TableNames"] == []


def test_a_file_that_is_there_is_not_overwritten_but_taken(tmp_path):
    server = Server(tmp_path / "server", auth="iam")
    server.root_credentials.parent.mkdir(parents=True)
    text = f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {'s' * 40}\n"
    server.root_credentials.write_text(text)
    server.root_credentials.chmod(0o600)
    server.start()
    server.access_key = ("AKIAIOSFODNN7EXAMPLE", "s" * 40)
    assert server.client("dynamodb").list_tables()["TableNames"] == []
    assert server.root_credentials.read_text() == text
    assert "root user " not in server.log_text(), "nothing was written"
    server.stop()


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("hello", 0o600, "holds no access key"),
        ("[default]\naws_access_key_id = short\naws_secret_access_key = short\n", 0o600, "16 letters"),
        (
            f"[default]\naws_access_key_id = {'A' * 20}\naws_secret_access_key = {'s' * 40}\n",
            0o644,
            "chmod 600",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_stops_the_start(tmp_path, text, mode, said):
    server = Server(tmp_path / "server", auth="iam")
    server.root_credentials.parent.mkdir(parents=True)
    server.root_credentials.write_text(text)
    server.root_credentials.chmod(mode)
    with pytest.raises(ServerFailed, match=said) as caught:
        server.start()
    assert len(caught.value.said.splitlines()) == 1
    assert server.root_credentials.read_text() == text


def test_the_access_key_never_lies_in_the_data_directory(tmp_path):
    server = Server(tmp_path / "server", auth="iam")
    server.data_dir.mkdir(parents=True)
    with pytest.raises(ServerFailed, match="--root-credentials"):
        server.start(root_credentials=server.data_dir / "credentials")


def test_it_may_listen_on_every_address(fresh_server):
    server = fresh_server(auth="iam", host="0.0.0.0", behind_tls_proxy=True)
    server.access_key = root_key_pair(server)
    assert server.client("dynamodb").list_tables()["TableNames"] == []
