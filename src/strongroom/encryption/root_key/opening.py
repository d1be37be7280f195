"""Opening a data directory with its root key: made on the first start, checked at every other."""

from __future__ import annotations

from pathlib import Path

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.encryption.root_key.key import RootKey
from strongroom.encryption.root_key.providers import RootKeyProvider
from strongroom.encryption.root_key.record import RECORD, RootKeyRecord
from strongroom.encryption.sealing import KEY_BYTES, SealBroken
from strongroom.randomness import Randomness

SETTINGS = {
    "file": "--root-key FILE",
    "passphrase": "--root-key passphrase:",
    "pkcs11": "--root-key pkcs11:...",
}
"""How a root key of each provider is named to the server."""


def open_root_key(provider: RootKeyProvider, data_dir: Path, randomness: Randomness) -> RootKey:
    """The root key of the provider, with the data directory's sealing key.

    Raises RootKeyError when the provider cannot give it, or when it is not the key of this data directory; then
    nothing is changed. The first start, which finds no data, makes what is missing.
    """
    record = RootKeyRecord.read(data_dir)
    if record is not None:
        return open_recorded(provider, record, randomness)
    if _holds_data(data_dir):
        raise RootKeyError(
            f"data directory {data_dir}: it holds data but its {RECORD} is missing or empty. Restore the data "
            "directory from its backup."
        )
    secret, parameters = provider.make()
    root_key = RootKey(secret, randomness, randomness.bytes(KEY_BYTES))
    RootKeyRecord(provider.kind, parameters, root_key.wrapped()).write(data_dir, randomness)
    return root_key


def open_recorded(provider: RootKeyProvider, record: RootKeyRecord, randomness: Randomness) -> RootKey:
    """The root key that the record is of. Raises RootKeyError."""
    if provider.kind != record.provider:
        raise RootKeyError(
            f"root key {provider}: the data is sealed under a root key of another kind. Start with "
            f"{SETTINGS.get(record.provider, record.provider)}"
        )
    try:
        return RootKey.of_wrapped(provider.find(record.parameters), randomness, record.wrapped)
    except SealBroken:
        raise RootKeyError(provider.mismatch()) from None
    except (KeyError, ValueError) as error:
        raise RootKeyError(f"root key {provider}: the parameters in {RECORD} make no sense.") from error


def _holds_data(data_dir: Path) -> bool:
    """Whether the directory holds any file with bytes in it, but for locks."""
    return any(
        entry.stat().st_size > 0
        for entry in data_dir.rglob("*")
        if entry.is_file() and entry.suffix != ".lock" and entry.name.lower() != "lock"
    )
