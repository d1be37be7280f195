"""The root key: what protects all key material at rest. It never lies in the data directory.

Two files belong together. The root key file holds the key as one line, ``strongroom-root-key-1`` and 64 hex
digits. The check record in the data directory, written before any data, is a constant sealed under the root
key, with a checksum of the sealed bytes. When a record does not open, a right checksum tells that the key is
the wrong one, a wrong checksum that the record is corrupted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.encryption.sealing import KEY_BYTES, SealBroken, Sealer
from strongroom.private_files import write_new
from strongroom.randomness import Randomness

CHECK_RECORD = "root-key-check.json"
_KEY_LINE = re.compile(rb"strongroom-root-key-1 ([0-9a-f]{64})\n?")
_CHECK_PLAINTEXT = b"strongroom root key check"
_CHECK_ASSOCIATED = b"root-key-check"


class RootKeyError(Exception):
    """The root key cannot be used. The message says what to do about it."""


class RootKey:
    """The root key, opened. It gives out derived keys and seals; the key itself is never given out."""

    def __init__(self, secret: bytes, randomness: Randomness) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a root key has {KEY_BYTES} bytes")
        self._secret = secret
        self._sealer = Sealer(randomness)
        self._sealing_key = self.derive("seal")

    def __repr__(self) -> str:
        return "RootKey(...)"

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose: HKDF-SHA-256 (RFC 5869) of the root key."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"strongroom/1/{purpose}".encode()).derive(
            self._secret
        )

    def seal(self, plaintext: bytes, associated: bytes) -> bytes:
        """Seal ``plaintext`` under the root key, bound to ``associated``."""
        return self._sealer.seal(self._sealing_key, plaintext, associated=associated)

    def open(self, sealed: bytes, associated: bytes) -> bytes:
        """Open what ``seal`` sealed with the same associated data. Raises SealBroken."""
        return self._sealer.open(self._sealing_key, sealed, associated=associated)


def open_root_key(path: Path, data_dir: Path, randomness: Randomness) -> RootKey:
    """The root key in the file ``path``, made there on the first start (mode 0600) and checked at every other.

    Raises RootKeyError when the file lies in the data directory, is missing although data exists, is malformed,
    can be read or written by others, or is not the key of this data directory. Never overwrites a file.
    """
    if path.resolve().is_relative_to(data_dir.resolve()):
        raise RootKeyError(
            f"root key file {path}: it lies in the data directory {data_dir}, so whoever copies the data would "
            "have the key too. Choose a path outside."
        )
    data_exists = _holds_data(data_dir)
    secret = _read(path)
    if secret is None:
        if data_exists:
            raise RootKeyError(
                f"root key file {path}: it is missing, but {data_dir} holds data sealed under a root key. "
                "Restore the file from its backup, or name the right file; without it the data cannot be read."
            )
        secret = _create(path, randomness)
    root_key = RootKey(secret, randomness)
    _check(root_key, path, data_dir, data_exists, randomness)
    return root_key


def _holds_data(data_dir: Path) -> bool:
    """Whether the directory holds the check record or any other file with bytes in it, but for locks."""
    return any(
        entry.stat().st_size > 0
        for entry in data_dir.rglob("*")
        if entry.is_file() and entry.suffix != ".lock" and entry.name.lower() != "lock"
    )


def _read(path: Path) -> bytes | None:
    """The key in the file, or None when there is no file."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(256)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RootKeyError(f"root key file {path}: it cannot be read: {error.strerror}.") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RootKeyError(
            f"root key file {path}: its mode {mode:04o} lets other users use it. Run: chmod 600 {path}"
        )
    line = _KEY_LINE.fullmatch(content)
    if line is None:
        raise RootKeyError(
            f"root key file {path}: it does not hold a root key (one line, 'strongroom-root-key-1' and 64 hex "
            "digits). Restore the file from its backup, or name the right file."
        )
    return bytes.fromhex(line[1].decode("ascii"))


def _create(path: Path, randomness: Randomness) -> bytes:
    """Make a new key and its file: whole, durable and only where there was no file."""
    secret = randomness.bytes(KEY_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(path, f"strongroom-root-key-1 {secret.hex()}\n".encode("ascii"), randomness)
    except OSError as error:
        raise RootKeyError(f"root key file {path}: it cannot be made: {error.strerror}.") from error
    return secret


def _check(root_key: RootKey, path: Path, data_dir: Path, data_exists: bool, randomness: Randomness) -> None:
    """Compare the key with the data directory's check record, or write the record when there is no data."""
    record = data_dir / CHECK_RECORD
    try:
        content = record.read_bytes()
    except FileNotFoundError:
        content = None
    if not content:
        if data_exists:
            raise RootKeyError(
                f"data directory {data_dir}: it holds data but its {CHECK_RECORD} is missing or empty. Restore "
                "the data directory from its backup."
            )
        _write_check(root_key, record, randomness)
        return
    sealed = _sealed_in(content)
    if sealed is None:
        raise RootKeyError(
            f"data directory {data_dir}: its {CHECK_RECORD} is corrupted, so it cannot be told whether the "
            f"root key in {path} is the right one. Restore the record from its backup."
        )
    try:
        root_key.open(sealed, _CHECK_ASSOCIATED)
    except SealBroken:
        raise RootKeyError(
            f"root key file {path}: it holds another root key than the one that the data in {data_dir} is "
            "sealed under. Name the file that belongs to this data directory."
        ) from None


def _write_check(root_key: RootKey, record: Path, randomness: Randomness) -> None:
    sealed = root_key.seal(_CHECK_PLAINTEXT, _CHECK_ASSOCIATED)
    document = {"version": 1, "sealed": sealed.hex(), "checksum": hashlib.sha256(sealed).hexdigest()}
    try:
        record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        record.unlink(missing_ok=True)  # an empty one, left by a crash
        write_new(record, json.dumps(document).encode("ascii") + b"\n", randomness)
    except OSError as error:
        raise RootKeyError(
            f"data directory {record.parent}: it cannot be written: {error.strerror}."
        ) from error


def _sealed_in(content: bytes) -> bytes | None:
    """The sealed constant of a check record, or None when the record is not as it was written."""
    try:
        document = json.loads(content)
        sealed = bytes.fromhex(document["sealed"])
        return sealed if hashlib.sha256(sealed).hexdigest() == document["checksum"] else None
    except (ValueError, KeyError, TypeError):
        return None
