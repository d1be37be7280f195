"""A certificate that the server makes itself.

It is its own issuer and no authority (``CA:FALSE``), so a client that trusts it trusts nothing else by it. Who
trusts it names its file: ``--ca-bundle`` of the AWS CLI, ``verify`` of boto3.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from strongroom.edge.tls import TlsError, TlsFiles, server_context
from strongroom.private_files import replace
from strongroom.randomness import Randomness

_DAYS = 825  # the longest that all clients take: support.apple.com/103769
_EARLIER = timedelta(hours=1)  # for clients whose clock is behind


def ensure_self_signed(files: TlsFiles, names: Sequence[str], now: float, randomness: Randomness) -> bool:
    """Make a certificate for ``names`` (host names and addresses) and its key, both of mode 0600, unless they
    are there, name all of them and have not expired at ``now`` (epoch seconds); whether it was made.

    Raises TlsError.
    """
    if _is_usable(files, names, datetime.fromtimestamp(now, UTC)):
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    serial = int.from_bytes(randomness.bytes(16)) >> 1
    certificate = _certificate(key, serial, names, datetime.fromtimestamp(now, UTC))
    key_text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        files.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(files.key, key_text, randomness)
        replace(files.certificate, certificate.public_bytes(Encoding.PEM), randomness)
    except OSError as error:
        raise TlsError(f"TLS file {error.filename}: it cannot be written: {error.strerror}") from error
    return True


def _is_usable(files: TlsFiles, names: Sequence[str], now: datetime) -> bool:
    try:
        server_context(files)
        certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (TlsError, OSError, ValueError, x509.ExtensionNotFound):
        return False
    return now < certificate.not_valid_after_utc and {_general_name(name) for name in names} <= set(named)


def _certificate(
    key: ec.EllipticCurvePrivateKey, serial: int, names: Sequence[str], now: datetime
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Strongroom")])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
