"""The record of the root key in the data directory, written before any data.

A JSON document: the ``provider`` of the root key, the ``parameters`` that the provider needs to find it again
(none is secret), the data directory's sealing key ``wrapped`` under the root key (hex), and a ``checksum`` of
all that. When the sealing key does not open, a right checksum tells that the root key is the wrong one, a wrong
checksum that the record is corrupted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.private_files import replace
from strongroom.randomness import Randomness

RECORD = "root-key-record.json"


@dataclass(frozen=True, slots=True)
class RootKeyRecord:
    """Whose the root key is, and the sealing key wrapped under it. ``rotation`` is the id of the rotation that
    made it, empty for the first one."""

    provider: str
    parameters: Mapping[str, str | int]
    wrapped: bytes
    rotation: str = ""

    def write(self, data_dir: Path, randomness: Randomness) -> None:
        """Put the record in the place of the one before: afterwards the new one is there, or after a crash
        either. Raises RootKeyError."""
        document = {
            "version": 1,
            "provider": self.provider,
            "parameters": dict(self.parameters),
            "rotation": self.rotation,
            "wrapped": self.wrapped.hex(),
        }
        document["checksum"] = _checksum(document)
        try:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace(data_dir / RECORD, json.dumps(document).encode("ascii") + b"\n", randomness)
        except OSError as error:
            raise RootKeyError(f"data directory {data_dir}: it cannot be written: {error.strerror}.") from error

    @staticmethod
    def is_missing(data_dir: Path) -> bool:
        """Whether there is no record yet: then the root key is still to be chosen."""
        return not (data_dir / RECORD).exists()

    @classmethod
    def read(cls, data_dir: Path) -> RootKeyRecord | None:
        """The record in the data directory; None when there is none, or an empty file. Raises RootKeyError."""
        try:
            content = (data_dir / RECORD).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RootKeyError(f"data directory {data_dir}: it cannot be read: {error.strerror}.") from error
        if not content:
            return None
        try:
            document = json.loads(content)
            checksum = document.pop("checksum")
            if checksum != _checksum(document) or document["version"] != 1:
                raise ValueError("not as it was written")
            wrapped = bytes.fromhex(document["wrapped"])
            return cls(document["provider"], document["parameters"], wrapped, document["rotation"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RootKeyError(
                f"data directory {data_dir}: its {RECORD} is corrupted. Restore the record from its backup."
            ) from error


def _checksum(document: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode("ascii")).hexdigest()
