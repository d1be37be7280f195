"""Which provider a setting means."""

from __future__ import annotations

from pathlib import Path

from strongroom.encryption.root_key.file import FileProvider
from strongroom.encryption.root_key.passphrase import PassphraseProvider
from strongroom.encryption.root_key.pkcs11 import Pkcs11Provider
from strongroom.encryption.root_key.providers import RootKeyProvider
from strongroom.randomness import Randomness
from strongroom.root_key_setting import RootKeySetting


def provider_of(
    setting: RootKeySetting, passphrase: str, data_dir: Path, randomness: Randomness
) -> RootKeyProvider:
    """The provider that the setting names; ``passphrase`` is the passphrase or the token's PIN, for a file
    nothing."""
    if setting.token_key is not None:
        return Pkcs11Provider(setting.token_key, passphrase, randomness)
    if setting.file is not None:
        return FileProvider(setting.file, data_dir, randomness)
    return PassphraseProvider(passphrase, randomness)
