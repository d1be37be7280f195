"""The account's root user in iam mode: the access key that everything begins with.

Its secret lies in the catalog, sealed under the root key. At the first start it is made and written once to a
file that the AWS CLI and SDKs read. A file that is there already is not overwritten: its access key is taken.
"""

from __future__ import annotations

import asyncio
import configparser
import json
import re
import stat
from pathlib import Path

from strongroom.calls import Principal
from strongroom.encryption.root_key import RootKey
from strongroom.encryption.sealing import SealBroken
from strongroom.private_files import write_new
from strongroom.randomness import Randomness
from strongroom.services.iam.credentials import Credential
from strongroom.storage.engine import Key, Reader, Store

_SPACE = "access-keys"
_KEY: Key = (b"root", b"")
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" * 4
_SECRET_LENGTH = 40


class RootCredentialsError(Exception):
    """The root user's access key cannot be made, read or kept. The message says what to do about it."""


def has_access_key(reader: Reader, account: str) -> bool:
    """Whether the account's root user has an access key."""
    stored = reader.get(_SPACE, _KEY)
    return stored is not None and json.loads(stored)["account"] == account


class RootUser:
    """Knows the root user's access key, if there is one. ``catalog`` keeps it from start to start."""

    def __init__(self, catalog: Store, root_key: RootKey, account: str) -> None:
        self._catalog = catalog
        self._root_key = root_key
        self._account = account
        self._credential: Credential | None = None

    def find(self, access_key_id: str) -> Credential | None:
        """The root user's access key, when it is the one asked for."""
        credential = self._credential
        return credential if credential is not None and credential.access_key_id == access_key_id else None

    def load(self) -> bool:
        """Read the access key from the catalog; whether there is one. Raises RootCredentialsError."""
        stored = self._catalog.get(_SPACE, _KEY)
        if stored is None:
            return False
        record = json.loads(stored)
        access_key_id = record["accessKeyId"]
        try:
            secret = self._root_key.open(bytes.fromhex(record["sealedSecret"]), _associated(access_key_id))
        except SealBroken as error:
            raise RootCredentialsError(
                "the catalog's record of the root user's access key is broken"
            ) from error
        self._credential = self._made(record["account"], access_key_id, secret.decode("ascii"))
        return True

    async def create(self, file: Path, randomness: Randomness) -> bool:
        """Make the access key and write it to ``file``, or take the one that is in it, and keep it; whether the
        file was written. Raises RootCredentialsError.
        """
        is_written = True
        access_key_id = "AKIA" + randomness.bytes(16).translate(_BASE32).decode("ascii")
        secret = randomness.bytes(_SECRET_LENGTH).translate(_BASE64).decode("ascii")
        try:
            await asyncio.to_thread(_write, file, access_key_id, secret, randomness)
        except FileExistsError:
            access_key_id, secret = _read(file)
            is_written = False
        except OSError as error:
            raise RootCredentialsError(f"root credentials {file}: {error.strerror}") from error
        sealed = self._root_key.seal(secret.encode("ascii"), _associated(access_key_id))
        record = {"account": self._account, "accessKeyId": access_key_id, "sealedSecret": sealed.hex()}
        value = json.dumps(record).encode("ascii")
        await self._catalog.write(lambda transaction: transaction.put(_SPACE, _KEY, value))
        self._credential = self._made(self._account, access_key_id, secret)
        return is_written

    def _made(self, account: str, access_key_id: str, secret: str) -> Credential:
        return Credential(access_key_id, secret, Principal.root(account, access_key_id))


def _associated(access_key_id: str) -> bytes:
    return b"access key " + access_key_id.encode("ascii")


def _write(file: Path, access_key_id: str, secret: str, randomness: Randomness) -> None:
    """Write a new file of mode 0600, whole. Raises OSError, FileExistsError when there is one."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = f"[default]\naws_access_key_id = {access_key_id}\naws_secret_access_key = {secret}\n"
    write_new(file, text.encode("ascii"), randomness)


def _read(file: Path) -> tuple[str, str]:
    """The access key id and secret in an AWS shared credentials file. Raises RootCredentialsError."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        parser.read_string(file.read_text("ascii"))
        access_key_id = parser["default"]["aws_access_key_id"]
        secret = parser["default"]["aws_secret_access_key"]
    except (OSError, UnicodeDecodeError, configparser.Error, KeyError) as error:
        raise RootCredentialsError(
            f"root credentials {file}: the file is there, but holds no access key for [default]. Move it away, "
            "and a new one is written"
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RootCredentialsError(
            f"root credentials {file}: the mode {mode:04o} lets other users use it. Run: chmod 600 {file}"
        )
    if not re.fullmatch(r"\w{16,128}", access_key_id, re.ASCII) or len(secret) < _SECRET_LENGTH:
        raise RootCredentialsError(
            f"root credentials {file}: an access key id has 16 letters and digits or more, a secret "
            f"{_SECRET_LENGTH} characters or more"
        )
    return access_key_id, secret
