"""The server over TLS: its clients, those that do not speak it, its orderly end, what policies see of it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, SSLError

from api.tables import create_music, song, song_key
from server import COMMAND, Server

AWS = Path(sys.executable).with_name("aws")


def over_tls(directory, **flags):
    """A server with a certificate of its own, which clients trust."""
    server = Server(directory, tls="self-signed", transition_seconds=0, **flags)
    return server.trust(server.root_key.with_name("tls-cert.pem")).start()


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    server = over_tls(tmp_path_factory.mktemp("secure"), rehearsal=True)
    yield server
    server.stop()


@pytest.fixture
def own(tmp_path):
    """A server of the test's own."""
    server = over_tls(tmp_path / "own")
    yield server
    server.stop()


def connect(server, **context):
    made = ssl.create_default_context(cafile=server.ca_bundle)
    for name, value in context.items():
        setattr(made, name, value)
    return made.wrap_socket(
        socket.create_connection(("127.0.0.1", server.port), timeout=10), server_hostname="localhost"
    )


def test_boto3_and_the_aws_cli_are_served(secure, aws):
    dynamodb = secure.client("dynamodb")
    assert secure.endpoint.startswith("https://127.0.0.1:")
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("Call Me Today"))
    assert dynamodb.get_item(TableName=name, Key=song_key("Call Me Today"))["Item"] == song("Call Me Today")
    assert name in aws(secure, "dynamodb", "list-tables")["TableNames"]


def test_a_large_item_goes_both_ways(secure):
    dynamodb = secure.client("dynamodb")
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item={**song("long"), "text": {"S": "x" * 390_000}})
    item = dynamodb.get_item(TableName=name, Key=song_key("long"))["Item"]
    assert len(item["text"]["S"]) == 390_000


def test_a_client_that_does_not_trust_the_certificate_refuses_it(secure):
    trusted, secure.ca_bundle = secure.ca_bundle, None
    try:
        with pytest.raises(SSLError):
            secure.client("dynamodb").list_tables()
    finally:
        secure.ca_bundle = trusted


def test_the_certificate_passes_the_strict_check(secure):
    with connect(secure, verify_flags=ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_TRUSTED_FIRST) as client:
        names = {value for _, value in client.getpeercert()["subjectAltName"]}
    assert {"localhost", "127.0.0.1", socket.gethostname()} <= names


def test_the_command_to_try_works_as_it_stands(secure):
    (command,) = re.findall(r"try it +(.*)", secure.log_text())
    assert f"--ca-bundle {shlex.quote(str(secure.ca_bundle))}" in command
    environment = {"PATH": f"{AWS.parent}:{os.environ['PATH']}", "HOME": str(secure.directory)}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "TableNames" in json.loads(done.stdout)


def test_the_clock_command_speaks_tls_too(secure):
    flags = ["--tls", "self-signed", "--root-key", str(secure.root_key), "--port", str(secure.port)]
    done = subprocess.run(
        [str(COMMAND), "clock", "advance", "1h", *flags], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert secure.now().timestamp() - time.time() > 3500


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tls_1_1_is_refused(secure):
    with pytest.raises((ssl.SSLError, OSError)):
        connect(secure, maximum_version=ssl.TLSVersion.TLSv1_1, minimum_version=ssl.TLSVersion.TLSv1)
    with connect(secure, maximum_version=ssl.TLSVersion.TLSv1_2) as client:
        assert client.version() == "TLSv1.2"


def test_a_client_without_tls_gets_no_answer(secure):
    request = b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n\r\n"
    with socket.create_connection(("127.0.0.1", secure.port), timeout=10) as client:
        client.sendall(request)
        got = b""
        while more := client.recv(4096):
            got += more
    assert b"HTTP" not in got
    assert len(got) <= 7, "a TLS alert and nothing more"
    assert "Traceback" not in secure.log_text()
    assert secure.client("dynamodb").list_tables()


def test_a_refused_request_gets_its_answer_and_the_end(secure):
    with connect(secure) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        got = b""
        while b"0\r\n\r\n" not in got:
            got += client.recv(4096)
        assert got.startswith(b"HTTP/1.1 413 ")
    assert secure.client("dynamodb").list_tables()


def test_the_key_and_the_certificate_are_for_the_servers_user_alone(secure):
    for name in ("tls-cert.pem", "tls-key.pem"):
        assert stat.S_IMODE(secure.root_key.with_name(name).stat().st_mode) == 0o600


def test_the_certificate_stays_over_a_restart(own):
    before = own.ca_bundle.read_bytes()
    own.restart()
    assert own.ca_bundle.read_bytes() == before
    assert own.client("dynamodb").list_tables()


def test_sigterm_lets_a_request_that_is_arriving_finish_and_ends_idle_connections(own):
    with connect(own) as idle, connect(own) as client:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(4096).startswith(b"HTTP/1.1 200 ")
        client.sendall(b"GET /healthz HTTP/1.1\r\nHo")
        client.sendall(b"st: x\r\n")
        with connect(own) as later:  # its request comes after the half one, so that has been read
            later.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert later.recv(4096).startswith(b"HTTP/1.1 200 ")
        os.kill(own.process_id, signal.SIGTERM)
        assert idle.recv(4096) == b""
        client.sendall(b"\r\n")
        got = b""
        while more := client.recv(4096):
            got += more
        assert got.startswith(b"HTTP/1.1 503 ")
        assert b"Connection: close" in got
    started = time.monotonic()
    assert own.stop() == 0
    assert time.monotonic() - started < 10
    assert "Traceback" not in own.log_text()


def test_given_files_are_served_with(secure, tmp_path):
    certificate, key = (secure.root_key.with_name(name) for name in ("tls-cert.pem", "tls-key.pem"))
    server = Server(tmp_path / "given", tls_cert=certificate, tls_key=key).trust(certificate).start()
    try:
        assert server.client("dynamodb").list_tables()["TableNames"] == []
        assert not server.root_key.with_name("tls-cert.pem").exists()
    finally:
        server.stop()


def test_a_renewed_certificate_is_served_without_a_restart(own, tmp_path):
    other = over_tls(tmp_path / "other")
    other.stop()
    with connect(own) as before:
        for name in ("tls-cert.pem", "tls-key.pem"):
            other.root_key.with_name(name).rename(own.root_key.with_name(name))
        deadline = time.monotonic() + 20
        while "read a new certificate" not in own.log_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with connect(own) as after:
            assert after.getpeercert()["serialNumber"] != before.getpeercert()["serialNumber"]
        before.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert before.recv(4096).startswith(b"HTTP/1.1 200 ")


def only_over_tls(server):
    """A table, and the answer to a user who may use it over TLS only."""
    iam, dynamodb = server.client("iam"), server.client("dynamodb")
    name = create_music(dynamodb)
    iam.create_user(UserName=name)
    statement = {
        "Effect": "Allow",
        "Action": "dynamodb:DescribeTable",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="tls", PolicyDocument=document)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    before, server.access_key = server.access_key, (made["AccessKeyId"], made["SecretAccessKey"])
    try:
        return server.client("dynamodb").describe_table(TableName=name)["Table"]["TableStatus"]
    except ClientError as error:
        return error.response["Error"]["Code"]
    finally:
        server.access_key = before


def only_over_tls_for_the_key(server):
    """The answer to the root user who asks KMS for a key that its policy denies without TLS."""
    kms = server.client("kms")
    allow = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}
    deny = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "kms:Encrypt",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]})
    key = kms.create_key(Policy=policy)["KeyMetadata"]["KeyId"]
    try:
        return len(kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]) > 0
    except ClientError as error:
        return error.response["Error"]["Code"]


def test_policies_see_that_the_transport_is_secure(secure, server):
    assert only_over_tls(secure) == "ACTIVE"
    assert only_over_tls_for_the_key(secure) is True
    assert only_over_tls(server) == "AccessDeniedException"
    assert only_over_tls_for_the_key(server) == "AccessDeniedException"


def test_behind_a_proxy_that_speaks_tls_it_is_secure_too(fresh_server):
    assert only_over_tls(fresh_server(behind_tls_proxy=True)) == "ACTIVE"


def test_beyond_loopback_it_serves_over_tls_with_iam(tmp_path):
    server = over_tls(tmp_path / "beyond", host="0.0.0.0", auth="iam")
    try:
        assert server.endpoint == f"https://127.0.0.1:{server.port}"
        with connect(server) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
    finally:
        server.stop()
