"""How a rotation of the root key comes into force: all at once, whenever the machine stops.

What is to lie in the data directory under the new root key is written beside, in ``rotation-<id>``, each file
in its place there. Then the record is replaced by one that carries the id: this rename is the rotation. What
was written beside then takes its place, now or when the data directory is next opened; the files of a rotation
whose id the record does not carry never came into force and are removed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.encryption.root_key.key import RootKey
from strongroom.encryption.root_key.providers import Parameters
from strongroom.encryption.root_key.record import RootKeyRecord
from strongroom.private_files import sync_directory
from strongroom.randomness import Randomness

_PREFIX = "rotation-"


class Rotation:
    """A rotation that has not come into force."""

    def __init__(self, data_dir: Path, randomness: Randomness) -> None:
        self._data_dir = data_dir
        self._randomness = randomness
        self._id = randomness.bytes(8).hex()
        self._directory = data_dir / f"{_PREFIX}{self._id}"

    def place(self, path: Path) -> Path:
        """Where to write the file that is to replace ``path``, a file in the data directory. Raises OSError."""
        place = self._directory / path.relative_to(self._data_dir)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    def put_in_force(self, new: RootKey, provider: str, parameters: Parameters) -> None:
        """Make ``new`` the root key of the data directory. Raises RootKeyError and OSError."""
        for directory in (self._directory, *_directories(self._directory), self._data_dir):
            sync_directory(directory)
        record = RootKeyRecord(provider, parameters, new.wrapped(), self._id)
        record.write(self._data_dir, self._randomness)


def finish_rotations(data_dir: Path) -> None:
    """Give the files of a rotation that is in force their places, and remove those of others.

    For whoever holds the data directory's lock, before anything in it is opened. Raises RootKeyError.
    """
    rotations = _rotations(data_dir)
    if not rotations:
        return
    record = RootKeyRecord.read(data_dir)
    try:
        for directory in rotations:
            if record is not None and directory.name == f"{_PREFIX}{record.rotation}":
                _take_places(directory, data_dir)
            shutil.rmtree(directory)
        sync_directory(data_dir)
    except OSError as error:
        raise RootKeyError(f"data directory {data_dir}: it cannot be written: {error.strerror}.") from error


def is_unfinished(data_dir: Path) -> bool:
    """Whether a rotation was interrupted, or is under way."""
    return bool(_rotations(data_dir))


def _rotations(data_dir: Path) -> list[Path]:
    return [path for path in data_dir.glob(f"{_PREFIX}*") if path.is_dir()]


def _take_places(directory: Path, data_dir: Path) -> None:
    for below in (directory, *_directories(directory)):
        place = data_dir / below.relative_to(directory)
        for file in [path for path in below.iterdir() if path.is_file()]:
            file.rename(place / file.name)
        sync_directory(place)


def _directories(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_dir())
