"""A root key from a passphrase: scrypt, a salt for each, the right passphrase told from a wrong one."""

import json

import pytest
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from strongroom.encryption.root_key import RootKeyError, open_root_key
from strongroom.encryption.root_key.file import FileProvider
from strongroom.encryption.root_key.passphrase import PassphraseProvider
from strongroom.encryption.root_key.record import RECORD, RootKeyRecord
from strongroom.randomness import SystemRandomness

RANDOMNESS = SystemRandomness()
GOOD = "correct horse battery"


def start(data_dir, passphrase=GOOD):
    return open_root_key(PassphraseProvider(passphrase, RANDOMNESS), data_dir, RANDOMNESS)


def test_the_same_passphrase_opens_the_data_again(tmp_path):
    first = start(tmp_path)
    again = start(tmp_path)
    assert again.derive("catalog") == first.derive("catalog")
    assert again.open(first.seal(b"material", b"arn"), b"arn") == b"material"


def test_a_wrong_passphrase_is_told_and_nothing_is_touched(tmp_path):
    start(tmp_path)
    before = (tmp_path / RECORD).read_bytes()
    with pytest.raises(RootKeyError) as refused:
        start(tmp_path, "wrong horse battery")
    assert str(refused.value) == (
        "root key passphrase: it is not the one that the data is sealed under. Nothing was changed."
    )
    assert (tmp_path / RECORD).read_bytes() == before


def test_two_data_directories_under_one_passphrase_have_different_keys(tmp_path):
    assert start(tmp_path / "a").derive("catalog") != start(tmp_path / "b").derive("catalog")


def test_the_root_key_is_scrypt_with_the_recorded_parameters(tmp_path):
    secret, parameters = PassphraseProvider(GOOD, RANDOMNESS).make()
    assert {**parameters, "salt": ""} == {"n": 131072, "r": 8, "p": 1, "salt": ""}
    salt = bytes.fromhex(parameters["salt"])
    assert len(salt) == 32
    assert Scrypt(salt=salt, length=32, n=131072, r=8, p=1).derive(GOOD.encode()) == secret


def test_a_short_passphrase_is_not_chosen(tmp_path):
    with pytest.raises(RootKeyError, match="Choose one of 12 characters or more"):
        start(tmp_path, "elevenchars")
    assert list(tmp_path.iterdir()) == []


def test_data_of_another_provider_is_told_which(tmp_path):
    start(tmp_path / "data")
    file = FileProvider(tmp_path / "root.key", tmp_path / "data", RANDOMNESS)
    with pytest.raises(RootKeyError) as refused:
        open_root_key(file, tmp_path / "data", RANDOMNESS)
    assert str(refused.value) == (
        f"root key {tmp_path / 'root.key'}: the data is sealed under a root key of another kind. Start with "
        "--root-key passphrase:"
    )
    assert not (tmp_path / "root.key").exists()


@pytest.mark.parametrize(
    "parameters", [{}, {"n": 3, "r": 8, "p": 1, "salt": ""}, {"n": 2**30, "r": 8, "p": 1, "salt": ""}]
)
def test_parameters_that_make_no_sense_are_told(tmp_path, parameters):
    start(tmp_path)
    document = json.loads((tmp_path / RECORD).read_text())
    RootKeyRecord("passphrase", parameters, bytes.fromhex(document["wrapped"])).write(tmp_path, RANDOMNESS)
    with pytest.raises(RootKeyError, match=r"make no sense|scrypt cannot be run"):
        start(tmp_path)
