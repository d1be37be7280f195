"""TLS: the files of the server's certificate, and the contexts of both ends of a connection."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path


class TlsError(Exception):
    """The certificate or its key cannot be used. The message says what to do about it."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """A certificate, followed by those of its issuers, and its private key: PEM files."""

    certificate: Path
    key: Path


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """TLS 1.2 or later with the files' certificate. Raises TlsError."""
    for path in (files.certificate, files.key):
        try:
            path.open("rb").close()
        except OSError as error:
            raise TlsError(f"TLS file {path}: it cannot be read: {error.strerror}") from error
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        # without a password OpenSSL would ask for one on the terminal
        context.load_cert_chain(files.certificate, files.key, password=lambda: b"")
    except ssl.SSLError as error:
        raise TlsError(
            f"TLS files {files.certificate} and {files.key}: they must be a PEM certificate and its private "
            f"key without a passphrase ({error.reason or 'not readable'})"
        ) from error
    return context


def client_context(certificate: Path) -> ssl.SSLContext:
    """For a client on the server's machine: it trusts the server's certificate, whatever the names in it.
    Raises TlsError."""
    try:
        context = ssl.create_default_context(cafile=str(certificate))
    except OSError as error:
        raise TlsError(f"TLS file {certificate}: it holds no certificate that can be read") from error
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.check_hostname = False
    return context
