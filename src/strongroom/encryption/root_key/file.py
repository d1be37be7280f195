"""The root key in a file: one line, ``strongroom-root-key-1`` and 64 hex digits, mode 0600."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.encryption.root_key.providers import Parameters
from strongroom.encryption.sealing import KEY_BYTES
from strongroom.private_files import write_new
from strongroom.randomness import Randomness

_KEY_LINE = re.compile(rb"strongroom-root-key-1 ([0-9a-f]{64})\n?")


class FileProvider:
    """Takes the root key from the file ``path``, outside the data directory. Never overwrites a file."""

    kind = "file"

    def __init__(self, path: Path, data_dir: Path, randomness: Randomness) -> None:
        self._path = path
        self._data_dir = data_dir
        self._randomness = randomness

    def __str__(self) -> str:
        return str(self._path)

    def make(self) -> tuple[bytes, Parameters]:
        """The key in the file; where there is none, a new one, and its file."""
        return self._read() or self._create(), {}

    def find(self, parameters: Parameters) -> bytes:  # noqa: ARG002 - a file needs none
        """The key in the file. Raises RootKeyError when it is missing, malformed, can be read or written by
        others, or lies in the data directory."""
        secret = self._read()
        if secret is None:
            raise RootKeyError(
                f"root key file {self._path}: it is missing, but {self._data_dir} holds data sealed under a "
                "root key. Restore the file from its backup, or name the right file; without it the data "
                "cannot be read."
            )
        return secret

    def mismatch(self) -> str:
        return (
            f"root key file {self._path}: it holds another root key than the one that the data in "
            f"{self._data_dir} is sealed under. Name the file that belongs to this data directory."
        )

    def _read(self) -> bytes | None:
        """The key in the file, or None when there is no file."""
        path = self._path
        if path.resolve().is_relative_to(self._data_dir.resolve()):
            raise RootKeyError(
                f"root key file {path}: it lies in the data directory {self._data_dir}, so whoever copies the "
                "data would have the key too. Choose a path outside."
            )
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
                f"root key file {path}: it does not hold a root key (one line, 'strongroom-root-key-1' and 64 "
                "hex digits). Restore the file from its backup, or name the right file."
            )
        return bytes.fromhex(line[1].decode("ascii"))

    def _create(self) -> bytes:
        """Make a new key and its file: whole, durable and only where there was no file."""
        secret = self._randomness.bytes(KEY_BYTES)
        line = f"strongroom-root-key-1 {secret.hex()}\n".encode("ascii")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(self._path, line, self._randomness)
        except OSError as error:
            raise RootKeyError(f"root key file {self._path}: it cannot be made: {error.strerror}.") from error
        return secret
