"""PKCS #11 URIs: what they name, what is refused, what is never shown."""

from pathlib import Path

import pytest

from strongroom.pkcs11_uri import read_pkcs11_uri

MODULE = "?module-path=/lib/hsm.so"


def test_the_parts_are_read():
    uri = read_pkcs11_uri(
        "pkcs11:token=The%20Vault;serial=42;object=root%2Fkey;id=%01%ff;type=secret-key" + MODULE
    )
    assert (uri.token, uri.serial, uri.object, uri.id) == ("The Vault", "42", "root/key", b"\x01\xff")
    assert (uri.module_path, uri.pin_source, uri.pin_value) == (Path("/lib/hsm.so"), None, None)


@pytest.mark.parametrize("source", ["file:/etc/pin", "file:///etc/pin", "/etc/pin", "file:%2Fetc%2Fpin"])
def test_the_pin_may_be_in_a_file(source):
    assert read_pkcs11_uri(f"pkcs11:object=k{MODULE}&pin-source={source}").pin_source == Path("/etc/pin")


def test_a_pin_is_never_shown():
    uri = read_pkcs11_uri(f"pkcs11:object=k{MODULE}&pin-value=12%2034")
    assert uri.pin_value == "12 34"
    assert str(uri) == "pkcs11:object=k"
    assert "12" not in repr(uri)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("pkcs12:object=k" + MODULE, "must begin with pkcs11:"),
        ("pkcs11:object=k", "must have ?module-path=, the token's PKCS #11 library"),
        ("pkcs11:token=t" + MODULE, "must name the key by object= or id="),
        ("pkcs11:object=k;type=public" + MODULE, "must name a secret key: type=secret-key"),
        ("pkcs11:object=k;slot-id=1" + MODULE, "takes token=;serial=;object=;id=;type= and has another part"),
        ("pkcs11:object=" + MODULE, "takes token=;serial=;object=;id=;type= and has another part"),
        ("pkcs11:object=k;object=l" + MODULE, "has object= more than once"),
        ("pkcs11:object=%ff" + MODULE, "has a part that is not UTF-8"),
        (
            f"pkcs11:object=k{MODULE}&secret=1",
            "takes module-path=&pin-source=&pin-value= and has another part",
        ),
        (
            f"pkcs11:object=k{MODULE}&pin-value=1&pin-source=/p",
            "must have pin-source= or pin-value=, not both",
        ),
        (f"pkcs11:object=k{MODULE}&pin-source=|cat", "must have a file in pin-source: file:/path"),
    ],
)
def test_what_cannot_be_used_is_told(uri, said):
    with pytest.raises(ValueError) as refused:
        read_pkcs11_uri(uri)
    assert str(refused.value) == said
