"""The server's certificate: when one is made, what is in it, which files are refused."""

from __future__ import annotations

import stat

import pytest
from cryptography import x509

from strongroom.edge.self_signed import ensure_self_signed
from strongroom.edge.tls import TlsError, TlsFiles, client_context, server_context
from strongroom.randomness import SystemRandomness

NOW = 1_800_000_000.0
DAY = 86400
NAMES = ["localhost", "127.0.0.1", "::1", "db.example"]


@pytest.fixture
def files(tmp_path):
    return TlsFiles(tmp_path / "keys" / "tls-cert.pem", tmp_path / "keys" / "tls-key.pem")


def ensure(files, names=NAMES, now=NOW):
    return ensure_self_signed(files, names, now, SystemRandomness())


def certificate(files):
    return x509.load_pem_x509_certificate(files.certificate.read_bytes())


def test_it_is_made_once_for_its_user_alone(files):
    assert ensure(files)
    made = files.certificate.read_bytes(), files.key.read_bytes()
    assert not ensure(files, now=NOW + 800 * DAY)
    assert (files.certificate.read_bytes(), files.key.read_bytes()) == made
    assert {stat.S_IMODE(path.stat().st_mode) for path in (files.certificate, files.key)} == {0o600}
    assert {path.name for path in files.key.parent.iterdir()} == {"tls-cert.pem", "tls-key.pem"}


def test_its_names_are_those_asked_for_and_it_is_no_authority(files):
    ensure(files)
    extensions = certificate(files).extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "db.example"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca


@pytest.mark.parametrize("lost", ["certificate", "key"])
def test_it_is_made_anew_when_half_of_it_is_lost(files, lost):
    ensure(files)
    getattr(files, lost).unlink()
    assert ensure(files)
    server_context(files)


def test_it_is_made_anew_when_it_has_expired(files):
    ensure(files)
    assert ensure(files, now=NOW + 826 * DAY)
    assert certificate(files).not_valid_after_utc.timestamp() > NOW + 1600 * DAY


def test_it_is_made_anew_for_another_name(files):
    ensure(files)
    assert ensure(files, [*NAMES, "10.0.0.1"])
    assert not ensure(files, [*NAMES, "10.0.0.1"])


def test_missing_files_are_named(files):
    with pytest.raises(TlsError) as refused:
        server_context(files)
    assert str(refused.value) == f"TLS file {files.certificate}: it cannot be read: No such file or directory"


@pytest.mark.parametrize("content", ["", "hello", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"])
def test_a_key_that_is_none_is_refused(files, content):
    ensure(files)
    files.key.write_text(content)
    with pytest.raises(
        TlsError, match="they must be a PEM certificate and its private key without a passphrase"
    ):
        server_context(files)


def test_the_key_of_another_certificate_is_refused(files, tmp_path):
    ensure(files)
    other = TlsFiles(tmp_path / "c", tmp_path / "k")
    ensure(other)
    with pytest.raises(TlsError, match="KEY_VALUES_MISMATCH"):
        server_context(TlsFiles(files.certificate, other.key))


def test_a_client_is_told_what_it_cannot_trust(files):
    with pytest.raises(TlsError) as refused:
        client_context(files.certificate)
    assert str(refused.value) == f"TLS file {files.certificate}: it holds no certificate that can be read"
