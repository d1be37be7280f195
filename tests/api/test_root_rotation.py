"""``strongroom root rotate``: another root key, of the same kind or another, for a stopped server's data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from api.tables import create_music, song, song_key, under_key
from server import COMMAND, Server, ServerFailed

PASSPHRASE = "correct horse battery"
OTHER_PASSPHRASE = "staple correct horse"


def rotate(server, old, new, *more, given="", new_given=""):
    """Run the command: the passphrases, where there are any, come by descriptors."""
    descriptors = [pipe(text) for text in (given, new_given)]
    fds = ["--root-key-passphrase-fd", str(descriptors[0]), "--new-root-key-passphrase-fd", str(descriptors[1])]
    places = ["--data-dir", str(server.data_dir), "--root-key", str(old), "--new-root-key", str(new)]
    try:
        return subprocess.run(
            [str(COMMAND), "root", "rotate", *places, *fds, *more],
            capture_output=True,
            text=True,
            timeout=60,
            pass_fds=descriptors,
            env=server.environment(),
        )
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def pipe(text):
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return reading


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The directory of a stopped server, a table's name in it, and something encrypted under a key in it."""
    server = Server(tmp_path_factory.mktemp("filled"), transition_seconds=0).start()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    for number in range(20):
        kms.create_alias(AliasName=f"alias/{number}", TargetKeyId=key)
    table = create_music(dynamodb, SSESpecification=under_key(key))
    dynamodb.put_item(TableName=table, Item=song("kept"))
    blob = kms.encrypt(KeyId=key, Plaintext=b"kept too")["CiphertextBlob"]
    grant = kms.create_grant(
        KeyId=key, GranteePrincipal="arn:aws:iam::123456789012:root", Operations=["RetireGrant"]
    )
    server.stop()
    return server.directory, table, blob, grant["GrantToken"]


@pytest.fixture
def server(filled, tmp_path):
    """A stopped server on a copy of the data."""
    shutil.copytree(filled[0], tmp_path / "server")
    return Server(tmp_path / "server", transition_seconds=0)


def assert_all_is_there(server, filled):
    _, table, blob, token = filled
    server.start()
    try:
        dynamodb, kms = server.client("dynamodb"), server.client("kms")
        assert dynamodb.get_item(TableName=table, Key=song_key("kept"))["Item"] == song("kept")
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept too"
        kms.retire_grant(GrantToken=token)  # a grant token goes on to be one
    finally:
        assert server.stop() == 0


def refused_to_start(server):
    with pytest.raises(ServerFailed) as caught:
        server.start()
    assert caught.value.code == 1
    return caught.value.said


def test_the_data_opens_with_the_new_key_and_without_the_old(server, filled):
    new = server.root_key.with_name("new.key")
    done = rotate(server, server.root_key, new)
    assert (done.returncode, done.stderr) == (0, "")
    *progress, first, second = done.stdout.splitlines()
    assert progress[-1].endswith(" entries are under the new root key")
    assert first == f"root key  {new}"
    assert second == f"The old one, {server.root_key}, opens nothing in {server.data_dir} any more."
    assert "holds another root key" in refused_to_start(Server(server.directory))
    server.root_key.unlink()
    assert_all_is_there(Server(server.directory, root_key=new), filled)
    audit = ["audit", "verify", "--data-dir", str(server.data_dir), "--root-key", str(new)]
    assert subprocess.run([str(COMMAND), *audit], capture_output=True, timeout=60).returncode == 0


def test_with_json_every_step_is_a_line(server):
    new = server.root_key.with_name("new.key")
    done = rotate(server, server.root_key, new, "--json")
    *steps, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert last == {"rotated": True, "rootKey": str(new)}
    assert [step["done"] for step in steps] == sorted({step["done"] for step in steps})
    assert steps[-1]["done"] == steps[-1]["total"] > 20
    assert json.loads(rotate(server, server.root_key, new, "--json").stdout) == {
        "rotated": False,
        "rootKey": str(new),
    }


def test_the_kind_of_the_root_key_can_change_and_change_back(server, filled):
    file, passphrase = server.root_key, "passphrase:"
    assert rotate(server, file, passphrase, new_given=PASSPHRASE).returncode == 0
    assert rotate(server, passphrase, passphrase, given=PASSPHRASE, new_given=OTHER_PASSPHRASE).returncode == 0
    by_passphrase = Server(
        server.directory, root_key=passphrase, root_key_passphrase_fd=0, transition_seconds=0
    )
    by_passphrase.given = PASSPHRASE.encode()
    assert "it is not the one that the data is sealed under" in refused_to_start(by_passphrase)
    by_passphrase.given = OTHER_PASSPHRASE.encode()
    assert by_passphrase.start().stop() == 0
    file.unlink()
    assert rotate(server, passphrase, file, given=OTHER_PASSPHRASE).returncode == 0
    assert_all_is_there(server, filled)


def test_a_rotation_that_is_refused_touches_nothing(server, filled):
    before = {path: path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file()}

    def refusal(old, new, **given):
        done = rotate(server, old, new, **given)
        assert done.stdout == ""
        return done.returncode, done.stderr.removeprefix("strongroom root: ").removesuffix("\n")

    old, other = server.root_key, server.root_key.with_name("other.key")
    Server(server.directory / "other", root_key=other).start().stop()
    new = server.root_key.with_name("new.key")
    assert refusal(old, old) == (2, f"--new-root-key: the present root key is in {old}; name another file")
    assert refusal(other, new) == (
        1,
        f"root key file {other}: it holds another root key than the one that the data in {server.data_dir} is "
        "sealed under. Name the file that belongs to this data directory.",
    )
    assert refusal(old, server.data_dir / "new.key")[1].startswith(
        f"root key file {server.data_dir / 'new.key'}: it lies in the data directory"
    )
    assert refusal(old, "passphrase:", new_given="short")[1].startswith(
        "root key passphrase: it has 5 characters"
    )
    assert refusal(old, "passphrase:")[1] == "new root key passphrase: it is empty"
    shutil.copy(old, new)
    assert refusal(old, new) == (1, f"root key {new}: it is the root key that the data is under already")
    assert {path: path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file()} == before
    assert_all_is_there(server, filled)


def test_a_running_server_is_not_disturbed(server):
    server.start()
    try:
        done = rotate(server, server.root_key, server.root_key.with_name("new.key"))
        assert done.returncode == 1
        assert (
            done.stderr
            == f"strongroom root: the data directory {server.data_dir} is in use by another process\n"
        )
        assert server.client("dynamodb").list_tables()["TableNames"]
    finally:
        server.stop()


def test_nothing_on_the_disk_is_under_the_old_key_any_more(server):
    """The catalog, the audit log's head and the sealing key do not open with what the old key derives."""
    from strongroom.encryption.root_key import RootKey
    from strongroom.encryption.sealing import SealBroken
    from strongroom.randomness import SystemRandomness
    from strongroom.services.cloudtrail.head import HeadBroken, HeadFile
    from strongroom.storage.engine import WrongStoreKey
    from strongroom.storage.sqlite.integrity import damage_of

    randomness = SystemRandomness()
    catalog = server.data_dir / "stores" / "catalog.db"
    secrets = [bytes.fromhex(server.root_key.read_text().split()[1])]
    before = catalog.read_bytes()
    new = server.root_key.with_name("new.key")
    assert rotate(server, server.root_key, new).returncode == 0
    secrets.append(bytes.fromhex(new.read_text().split()[1]))
    old_key, new_key = (RootKey(secret, randomness, bytes(32)) for secret in secrets)
    with pytest.raises(WrongStoreKey):
        damage_of("catalog", catalog, old_key.derive("catalog"))
    assert damage_of("catalog", catalog, new_key.derive("catalog")) == []
    with pytest.raises(HeadBroken):
        HeadFile(server.data_dir / "audit", old_key.seal_for("audit")).read()
    assert HeadFile(server.data_dir / "audit", new_key.seal_for("audit")).read() is not None
    wrapped = bytes.fromhex(json.loads((server.data_dir / "root-key-record.json").read_text())["wrapped"])
    with pytest.raises(SealBroken):
        RootKey.of_wrapped(secrets[0], randomness, wrapped)
    assert RootKey.of_wrapped(secrets[1], randomness, wrapped)
    pages = {before[at : at + 4096] for at in range(0, len(before), 4096)}
    for file in server.data_dir.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not pages & {content[at : at + 4096] for at in range(0, len(content), 4096)}, file


@pytest.mark.skipif(shutil.which("softhsm2-util") is None, reason="softhsm2 is not installed")
def test_the_root_key_can_move_into_a_token(server, filled, tmp_path, monkeypatch):
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    initialize = ["--init-token", "--free", "--label", "vault", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(["softhsm2-util", *initialize], check=True, capture_output=True, timeout=30)
    uri = f"pkcs11:token=vault;object=strongroom?module-path={Path('/usr/lib/softhsm/libsofthsm2.so')}"
    done = rotate(server, server.root_key, uri, new_given="1234")
    assert done.returncode == 0, done.stderr
    assert "root key  pkcs11:token=vault;object=strongroom\n" in done.stdout
    (tmp_path / "pin").write_text("1234")
    in_token = Server(
        server.directory, root_key=f"{uri}&pin-source=file:{tmp_path / 'pin'}", transition_seconds=0
    )
    assert_all_is_there(in_token, filled)
    assert rotate(server, uri, uri, given="1234", new_given="1234").returncode == 0
    in_token.start().stop()
