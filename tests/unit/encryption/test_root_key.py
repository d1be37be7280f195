"""The root key file: made once, checked at every start, never overwritten, never inside the data directory."""

import json
import os
import stat

import pytest

from strongroom.encryption.root_key import RootKey, RootKeyError, open_root_key
from strongroom.encryption.root_key.file import FileProvider
from strongroom.encryption.root_key.record import RECORD
from strongroom.encryption.sealing import SealBroken
from strongroom.randomness import SystemRandomness

RANDOMNESS = SystemRandomness()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys" / "root.key"


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


def start(path, data_dir):
    return open_root_key(FileProvider(path, data_dir, RANDOMNESS), data_dir, RANDOMNESS)


def test_the_first_start_makes_a_key_file_that_only_its_owner_can_use(path, data_dir):
    start(path, data_dir)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["root.key"]


def test_the_mode_does_not_depend_on_the_umask(path, data_dir):
    before = os.umask(0o777)
    try:
        path.parent.mkdir(mode=0o700)
        path.parent.chmod(0o700)
        data_dir.mkdir()
        data_dir.chmod(0o700)
        start(path, data_dir)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_later_start_opens_the_same_key(path, data_dir):
    sealed = start(path, data_dir).seal(b"material", b"arn")
    content = path.read_bytes()
    assert start(path, data_dir).open(sealed, b"arn") == b"material"
    assert path.read_bytes() == content


def test_a_key_file_made_beforehand_is_used_for_an_empty_data_directory(path, data_dir, tmp_path):
    first, second = start(path, data_dir), start(path, tmp_path / "another")
    assert first.derive("catalog") == second.derive("catalog")


def test_each_data_directory_has_a_sealing_key_of_its_own(path, data_dir, tmp_path):
    sealed = start(path, data_dir).seal(b"material", b"")
    with pytest.raises(SealBroken):
        start(path, tmp_path / "another").open(sealed, b"")


def test_a_missing_key_file_is_not_replaced_while_data_exists(path, data_dir):
    start(path, data_dir)
    path.unlink()
    with pytest.raises(RootKeyError, match=r"missing.*Restore"):
        start(path, data_dir)
    assert not path.exists()


def test_a_lock_file_is_no_data(path, data_dir):
    data_dir.mkdir()
    (data_dir / "strongroom.lock").write_text("4711")
    start(path, data_dir)
    assert path.exists()


def test_data_without_a_record_is_refused(path, data_dir):
    start(path, data_dir)
    (data_dir / RECORD).unlink()
    (data_dir / "tables").mkdir()
    (data_dir / "tables" / "catalog.db").write_bytes(b"x")
    with pytest.raises(RootKeyError, match=r"holds data but its root-key-record\.json is missing"):
        start(path, data_dir)


def test_another_root_key_is_told_from_corruption(path, data_dir, tmp_path):
    start(path, data_dir)
    start(tmp_path / "other.key", tmp_path / "other")
    with pytest.raises(RootKeyError, match="holds another root key"):
        start(tmp_path / "other.key", data_dir)


@pytest.mark.parametrize("damage", ["checksum", "wrapped", "not json", "empty object", "[]"])
def test_a_corrupted_record_is_told_from_a_wrong_key(path, data_dir, damage):
    start(path, data_dir)
    record = data_dir / RECORD
    document = json.loads(record.read_text())
    if damage in document:
        document[damage] = ("0" if document[damage][0] != "0" else "1") + document[damage][1:]
        record.write_text(json.dumps(document))
    else:
        record.write_text({"not json": "{", "empty object": "{}"}.get(damage, damage))
    with pytest.raises(RootKeyError, match="is corrupted"):
        start(path, data_dir)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o660, 0o666, 0o610])
def test_a_key_file_that_others_can_use_is_refused_with_the_remedy(path, data_dir, mode):
    start(path, data_dir)
    path.chmod(mode)
    with pytest.raises(RootKeyError, match=f"chmod 600 {path}"):
        start(path, data_dir)


def test_a_key_file_that_nobody_may_write_is_accepted(path, data_dir):
    start(path, data_dir)
    path.chmod(0o400)
    start(path, data_dir)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"00" * 32, b"strongroom-root-key-2 " + b"00" * 32, b"strongroom-root-key-1 " + b"00" * 31],
)
def test_a_malformed_key_file_is_refused_and_kept(path, data_dir, content):
    start(path, data_dir)
    path.write_bytes(content)
    with pytest.raises(RootKeyError, match="does not hold a root key"):
        start(path, data_dir)
    assert path.read_bytes() == content


def test_a_malformed_key_file_is_not_overwritten_where_there_is_no_data(path, data_dir):
    path.parent.mkdir()
    path.touch(mode=0o600)
    with pytest.raises(RootKeyError, match="does not hold a root key"):
        start(path, data_dir)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("below", ["root.key", "deep/root.key"])
def test_a_key_file_inside_the_data_directory_is_refused(data_dir, below):
    with pytest.raises(RootKeyError, match="lies in the data directory"):
        start(data_dir / below, data_dir)
    assert not (data_dir / below).exists()


def test_a_link_into_the_data_directory_is_refused(path, data_dir):
    data_dir.mkdir()
    path.parent.mkdir()
    path.symlink_to(data_dir / "root.key")
    with pytest.raises(RootKeyError, match="lies in the data directory"):
        start(path, data_dir)


def test_a_crash_between_key_file_and_record_does_no_harm(path, data_dir):
    start(path, data_dir)
    (data_dir / RECORD).unlink()
    (data_dir / RECORD).touch()
    sealed = start(path, data_dir).seal(b"material", b"")
    assert start(path, data_dir).open(sealed, b"") == b"material"


def test_a_place_that_cannot_be_written_is_reported(tmp_path, data_dir):
    (tmp_path / "file").touch()
    with pytest.raises(RootKeyError, match="cannot be"):
        start(tmp_path / "file" / "root.key", data_dir)


def test_keys_derived_for_different_purposes_differ():
    key = RootKey(bytes(32), RANDOMNESS, bytes(32))
    assert len(key.derive("catalog")) == 32
    assert key.derive("catalog") == RootKey(bytes(32), RANDOMNESS, bytes(32)).derive("catalog")
    assert len({key.derive("catalog"), key.derive("wrap"), key.derive(""), bytes(32)}) == 4


def test_a_derived_key_is_hkdf_of_rfc_5869():
    import hashlib
    import hmac

    secret = bytes(range(32))
    pseudorandom = hmac.digest(bytes(32), secret, hashlib.sha256)
    expected = hmac.digest(pseudorandom, b"strongroom/1/catalog\x01", hashlib.sha256)
    assert RootKey(secret, RANDOMNESS, bytes(32)).derive("catalog") == expected


def test_what_is_sealed_for_one_thing_does_not_open_for_another():
    key = RootKey(bytes(32), RANDOMNESS, bytes(32))
    with pytest.raises(SealBroken):
        key.open(key.seal(b"material", b"arn 1"), b"arn 2")


def test_what_is_sealed_opens_under_the_successor_whose_derived_keys_are_others():
    first = RootKey(bytes(32), RANDOMNESS, bytes([1]) * 32)
    second = first.successor(bytes([2]) * 32)
    assert second.open(first.seal(b"material", b"arn"), b"arn") == b"material"
    assert first.derive("catalog") != second.derive("catalog")
    with pytest.raises(SealBroken):
        second.seal_for("audit").open(first.seal_for("audit").seal(b"head", b""), b"")


def test_a_sealing_key_is_unwrapped_by_its_root_key_alone():
    key = RootKey(bytes(32), RANDOMNESS, bytes([1]) * 32)
    sealed = key.seal(b"material", b"arn")
    assert RootKey.of_wrapped(bytes(32), RANDOMNESS, key.wrapped()).open(sealed, b"arn") == b"material"
    with pytest.raises(SealBroken):
        RootKey.of_wrapped(bytes([1]) * 32, RANDOMNESS, key.wrapped())


def test_a_root_key_does_not_show_itself():
    assert "00" not in repr(RootKey(bytes(32), RANDOMNESS, bytes(32)))
