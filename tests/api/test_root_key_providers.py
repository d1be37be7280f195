"""Root keys from a passphrase and from a PKCS #11 token: the server starts with the right one and no other."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import subprocess
import termios
from pathlib import Path

import pytest

from api.tables import create_music, song, song_key
from server import COMMAND, Server, ServerFailed

PASSPHRASE = "correct horse battery"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
needs_softhsm = pytest.mark.skipif(
    shutil.which("softhsm2-util") is None or not SOFTHSM.exists(), reason="softhsm2 is not installed"
)


def contents(directory):
    """What lies in a directory: names and bytes."""
    return {path: path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def failure_of(server):
    """What a server says that cannot start: one line."""
    with pytest.raises(ServerFailed) as caught:
        server.start()
    assert caught.value.code == 1
    (line,) = caught.value.said.splitlines()
    return line.removeprefix("strongroom serve: ")


def put_and_stop(server):
    """Start a server and leave it with an item, under a key of the user's: the table's name."""
    dynamodb = server.start().client("dynamodb")
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("kept"))
    assert server.stop() == 0
    return name


def has_the_item(server, name):
    try:
        key = song_key("kept")
        return server.start().client("dynamodb").get_item(TableName=name, Key=key)["Item"] == song("kept")
    finally:
        server.stop()


def by_passphrase(directory, given=PASSPHRASE):
    server = Server(directory, root_key="passphrase:", root_key_passphrase_fd=0, transition_seconds=0)
    server.given = given.encode() + b"\n"
    return server


def test_the_passphrase_opens_the_data_again(tmp_path):
    server = by_passphrase(tmp_path / "server")
    name = put_and_stop(server)
    assert has_the_item(server, name)
    assert "root key        passphrase:" in server.log_text()
    assert not server.root_key.exists()
    for content in (server.log_text().encode(), *contents(server.data_dir).values()):
        assert PASSPHRASE.encode() not in content


def test_another_passphrase_is_refused_and_touches_nothing(tmp_path):
    server = by_passphrase(tmp_path / "server")
    name = put_and_stop(server)
    before = contents(server.data_dir)
    server.given = b"wrong horse battery"
    assert failure_of(server) == (
        "root key passphrase: it is not the one that the data is sealed under. Nothing was changed."
    )
    server.given = b""
    assert failure_of(server) == "root key passphrase: it is empty"
    assert contents(server.data_dir) == before
    server.given = PASSPHRASE.encode()
    assert has_the_item(server, name)


def test_without_a_terminal_or_a_descriptor_it_says_what_to_do(tmp_path):
    done = subprocess.run(
        [str(COMMAND), "serve", "--root-key", "passphrase:", "--data-dir", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        timeout=30,
        start_new_session=True,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "strongroom serve: root key passphrase: there is no terminal to ask for it. Give it by "
        "--root-key-passphrase-fd\n",
    )
    assert not (tmp_path / "data").exists()


def test_a_file_does_not_open_what_is_under_a_passphrase(tmp_path):
    server = by_passphrase(tmp_path / "server")
    put_and_stop(server)
    other = Server(tmp_path / "other", data_dir=server.data_dir)
    assert failure_of(other) == (
        f"root key {other.root_key}: the data is sealed under a root key of another kind. Start with "
        "--root-key passphrase:"
    )
    assert not other.root_key.exists()


def test_offline_commands_ask_for_it_on_the_terminal(tmp_path):
    server = by_passphrase(tmp_path / "server")
    put_and_stop(server)
    assert "whole" in typed_into(["verify", "--data-dir", str(server.data_dir)], [PASSPHRASE])
    assert "Nothing was changed" in typed_into(
        ["verify", "--data-dir", str(server.data_dir)], ["wrong wrong wrong"]
    )


def test_a_new_passphrase_is_typed_twice(tmp_path):
    shown = typed_into(
        ["serve", "--port", "0", "--data-dir", str(tmp_path / "data")], [PASSPHRASE, "another one..."]
    )
    assert "root key passphrase, again: " in shown
    assert "root key passphrase: the two are not the same" in shown
    assert PASSPHRASE not in shown
    assert not (tmp_path / "data").exists()


def typed_into(arguments, lines):
    """Run the command on a terminal of its own and type a line each time it asks: what the terminal shows."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [str(COMMAND), *arguments, "--root-key", "passphrase:"],
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(its)
    shown = b""
    try:
        for line in lines:
            asked = shown.count(b": ") + 1
            while shown.count(b": ") < asked:
                shown += os.read(ours, 1024)
            os.write(ours, line.encode() + b"\n")
        while True:
            shown += os.read(ours, 1024)
    except OSError:  # the command has ended
        process.wait(30)
        return shown.decode()
    finally:
        os.close(ours)
        process.kill()
        process.wait()


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A SoftHSM token called vault with the PIN 1234: the URI of a key on it, and the environment it needs."""
    tokens = tmp_path / "tokens"
    tokens.mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    new_token("vault")
    return f"pkcs11:token=vault;object=strongroom?module-path={SOFTHSM}"


def new_token(label):
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)


def by_token(directory, uri, pin=b"1234"):
    server = Server(directory, root_key=uri, root_key_passphrase_fd=0, transition_seconds=0)
    server.given = pin
    return server


@needs_softhsm
def test_the_tokens_key_opens_the_data_again(tmp_path, token):
    server = by_token(tmp_path / "server", token)
    name = put_and_stop(server)
    assert has_the_item(server, name)
    assert "root key        pkcs11:token=vault;object=strongroom\n" in server.log_text()


@needs_softhsm
def test_the_pin_may_be_in_a_file(tmp_path, token):
    (tmp_path / "pin").write_text("1234\n")
    server = Server(tmp_path / "server", root_key=f"{token}&pin-source=file:{tmp_path / 'pin'}")
    assert server.start().stop() == 0
    assert "1234" not in server.log_text()


@needs_softhsm
def test_a_wrong_pin_token_or_key_is_refused_and_touches_nothing(tmp_path, token):
    server = by_token(tmp_path / "server", token)
    name = put_and_stop(server)
    before = contents(server.data_dir)
    assert failure_of(by_token(server.directory, token, b"4321")) == (
        "root key pkcs11:token=vault;object=strongroom: the token does not take the PIN. It was tried once; "
        "too many wrong ones lock a token."
    )
    assert failure_of(by_token(server.directory, token.replace("vault", "safe"))) == (
        f"root key pkcs11:token=safe;object=strongroom: no token of {SOFTHSM} fits. Name one by token= or "
        "serial=."
    )
    assert failure_of(by_token(server.directory, token.replace("=strongroom", "=other"))) == (
        "root key pkcs11:token=vault;object=other: there is no such key on the token, or its user may not see "
        "it. Name the token and the key that the data is sealed under."
    )
    new_token("safe")
    put_and_stop(by_token(tmp_path / "another", token.replace("vault", "safe")))
    assert failure_of(by_token(server.directory, token.replace("vault", "safe"))) == (
        "root key pkcs11:token=safe;object=strongroom: it is another key than the one that the data is sealed "
        "under. Name the token and the key that belong to this data directory."
    )
    assert failure_of(by_token(server.directory, token.replace(str(SOFTHSM), "/nowhere.so"))).startswith(
        "root key pkcs11:token=vault;object=strongroom: the token refuses: "
    )
    assert contents(server.data_dir) == before
    assert has_the_item(server, name)


@needs_softhsm
def test_the_key_cannot_be_taken_out_of_the_token(tmp_path, token):
    import pkcs11

    put_and_stop(by_token(tmp_path / "server", token))
    (vault,) = pkcs11.lib(str(SOFTHSM)).get_tokens(token_label="vault")
    with vault.open(user_pin="1234") as session:
        key = session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, label="strongroom")
        assert (key.key_length, key[pkcs11.Attribute.EXTRACTABLE]) == (256, False)
        with pytest.raises(pkcs11.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]
