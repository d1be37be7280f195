"""Passphrases from descriptors; the terminal is tested with the command."""

import os

import pytest

from strongroom.passphrases import PassphraseError, read_for_root_key, read_passphrase
from strongroom.root_key_setting import read_root_key_setting

FLAG = "--root-key-passphrase-fd"


@pytest.fixture
def given():
    """A descriptor that gives these bytes."""
    opened = []

    def give(content):
        reading, writing = os.pipe()
        opened.append(reading)
        os.write(writing, content)
        os.close(writing)
        return reading

    yield give
    for descriptor in opened:
        os.close(descriptor)


def read(descriptor):
    return read_passphrase(descriptor, "passphrase", flag=FLAG, twice=True)


@pytest.mark.parametrize("content", [b"open sesame", b"open sesame\n", b"open sesame\r\n"])
def test_the_end_of_the_line_does_not_belong_to_it(given, content):
    assert read(given(content)) == "open sesame"


def test_spaces_and_all_else_do(given):
    assert read(given(" öpen\nsesame \n\n".encode())) == " öpen\nsesame \n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "passphrase: it is empty"),
        (b"\n", "passphrase: it is empty"),
        (b"\xff", "does not give UTF-8 text"),
        (b"x" * 4097, "gives more than 4096 bytes"),
    ],
)
def test_what_is_none_is_refused(given, content, said):
    with pytest.raises(PassphraseError, match=said):
        read(given(content))


def test_a_descriptor_that_is_not_open_is_named():
    with pytest.raises(PassphraseError) as refused:
        read(987)
    assert str(refused.value) == f"passphrase: {FLAG} 987 cannot be read: Bad file descriptor"


def test_a_file_needs_none(tmp_path):
    setting = read_root_key_setting("file:/k/root.key", tmp_path)
    assert read_for_root_key(setting, None, flag=FLAG, is_new=True) == ""


def test_a_pin_comes_from_the_uri_its_file_or_the_descriptor(tmp_path, given):
    (tmp_path / "pin").write_text("1234\n")
    uri = "pkcs11:object=k?module-path=/lib/hsm.so"

    def pin(text, descriptor=None):
        return read_for_root_key(read_root_key_setting(text, tmp_path), descriptor, flag=FLAG, is_new=False)

    assert pin(uri + "&pin-value=9") == "9"
    assert pin(f"{uri}&pin-source={tmp_path / 'pin'}") == "1234"
    assert pin(uri, given(b"77")) == "77"
    with pytest.raises(PassphraseError) as refused:
        pin(f"{uri}&pin-source=/nowhere/pin")
    assert str(refused.value) == (
        "PIN for pkcs11:object=k: the file /nowhere/pin cannot be read: No such file or directory"
    )
