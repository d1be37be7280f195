"""The certificate that connections get, when its files change."""

from __future__ import annotations

import ssl

import pytest

from strongroom.edge.self_signed import ensure_self_signed
from strongroom.edge.served_certificate import ServedCertificate
from strongroom.edge.tls import TlsError, TlsFiles
from strongroom.randomness import SystemRandomness

NOW = 1_800_000_000.0


def made(directory):
    """A new certificate in a directory."""
    files = TlsFiles(directory / "cert.pem", directory / "key.pem")
    ensure_self_signed(files, ["localhost"], NOW, SystemRandomness())
    return files


@pytest.fixture
def files(tmp_path):
    return made(tmp_path / "served")


@pytest.fixture
def renewed(tmp_path):
    return made(tmp_path / "renewed")


def replace(files, by):
    """Rename other files over the files, as those do who renew certificates."""
    by.certificate.rename(files.certificate)
    by.key.rename(files.key)


def text(files):
    return ssl.PEM_cert_to_DER_cert(files.certificate.read_text())


def handshake(context, server_name=None):
    """The certificate that a client gets, which names the server or does not."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=server_name)
    server = context.wrap_bio(to_server, to_client, server_side=True)
    for end in (client, server, client):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return client.getpeercert(binary_form=True)


@pytest.mark.parametrize("server_name", [None, "localhost"])
def test_connections_get_the_newest(files, renewed, server_name):
    served = ServedCertificate(files)
    before, after = text(files), text(renewed)
    assert handshake(served.context, server_name) == before
    replace(files, renewed)
    assert handshake(served.context, server_name) == before
    assert served.renew()
    assert handshake(served.context, server_name) == after
    assert not served.renew()


def test_the_former_stays_until_certificate_and_key_fit(files, renewed):
    served = ServedCertificate(files)
    before, after = text(files), text(renewed)
    files.certificate.write_bytes(renewed.certificate.read_bytes())
    with pytest.raises(TlsError, match="KEY_VALUES_MISMATCH"):
        served.renew()
    assert not served.renew(), "it is said once"
    assert handshake(served.context) == before
    files.key.write_bytes(renewed.key.read_bytes())
    assert served.renew()
    assert handshake(served.context) == after


def test_the_former_stays_when_the_files_are_gone(files, renewed):
    served = ServedCertificate(files)
    before, after = text(files), text(renewed)
    files.key.unlink()
    with pytest.raises(TlsError, match="it cannot be read: No such file or directory"):
        served.renew()
    assert handshake(served.context) == before
    replace(files, renewed)
    assert served.renew()
    assert handshake(served.context) == after
