"""The setting that says where the root key comes from: ``file:PATH`` or a bare path, ``passphrase:``, or the
URI of a key on a PKCS #11 token."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from strongroom.pkcs11_uri import SCHEME, Pkcs11Uri, read_pkcs11_uri

PASSPHRASE = "passphrase:"  # noqa: S105 - a scheme
_FILE = "file:"


@dataclass(frozen=True, slots=True)
class RootKeySetting:
    """Where the root key comes from. ``file`` is set for a file, ``token_key`` for a key on a token.

    ``beside`` is the directory where files that belong to the root key lie. ``str()`` shows no PIN.
    """

    kind: Literal["file", "passphrase", "pkcs11"]
    beside: Path
    file: Path | None = None
    token_key: Pkcs11Uri | None = None

    def __str__(self) -> str:
        return str(self.file or self.token_key or PASSPHRASE)


def read_root_key_setting(text: str, config_dir: Path) -> RootKeySetting:
    """The setting that is written so; ``config_dir`` is where files lie for a root key that is in none.

    Raises ValueError; its text shows no PIN.
    """
    if text.startswith(SCHEME):
        return RootKeySetting("pkcs11", config_dir, token_key=read_pkcs11_uri(text))
    if text.startswith(PASSPHRASE):
        if text != PASSPHRASE:
            raise ValueError(f"must be {PASSPHRASE} alone; the passphrase is asked for")
        return RootKeySetting("passphrase", config_dir)
    path = text.removeprefix(_FILE)
    if not path:
        raise ValueError("must not be empty")
    file = Path(path).expanduser()
    return RootKeySetting("file", file.parent, file=file)
