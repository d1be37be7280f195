"""Where a passphrase or a PIN comes from: a descriptor that another program writes to, or the terminal."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from strongroom.root_key_setting import RootKeySetting

_MOST_BYTES = 4096


class PassphraseError(Exception):
    """There is no passphrase to be had. The message says what to do about it."""


def read_for_root_key(
    setting: RootKeySetting,
    descriptor: int | None,
    *,
    flag: str,
    is_new: bool,
    what: str = "root key passphrase",
) -> str:
    """The passphrase of a root key or the PIN of its token; empty for a file, which needs none.

    ``flag`` is what names the descriptor, ``what`` the passphrase; ``is_new`` tells that it is being chosen.
    Raises PassphraseError.
    """
    if setting.kind == "file":
        return ""
    if setting.token_key is None:
        return read_passphrase(descriptor, what, flag=flag, twice=is_new)
    if setting.token_key.pin_value is not None:
        return setting.token_key.pin_value
    what = f"PIN for {setting}"
    if setting.token_key.pin_source is not None:
        return _from_file(setting.token_key.pin_source, what)
    return read_passphrase(descriptor, what, flag=flag, twice=False)


def read_passphrase(descriptor: int | None, what: str, *, flag: str, twice: bool) -> str:
    """What ``descriptor`` gives up to its end, without the end of its line; where there is none, what is typed
    on the terminal, ``twice`` to find typing errors. ``what`` names it to people, ``flag`` the descriptor.

    Raises PassphraseError.
    """
    if descriptor is not None:
        return _from_descriptor(descriptor, what, flag)
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise PassphraseError(f"{what}: there is no terminal to ask for it. Give it by {flag}") from None
    try:
        typed = getpass.getpass(f"{what}: ")
        if twice and getpass.getpass(f"{what}, again: ") != typed:
            raise PassphraseError(f"{what}: the two are not the same")
    except (EOFError, KeyboardInterrupt):
        raise PassphraseError(f"{what}: none was given") from None
    return _not_empty(typed, what)


def _from_descriptor(descriptor: int, what: str, flag: str) -> str:
    content = b""
    try:
        while len(content) <= _MOST_BYTES and (more := os.read(descriptor, _MOST_BYTES)):
            content += more
        text = content.decode("utf-8")
    except OSError as error:
        raise PassphraseError(f"{what}: {flag} {descriptor} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise PassphraseError(f"{what}: {flag} {descriptor} does not give UTF-8 text") from None
    if len(content) > _MOST_BYTES:
        raise PassphraseError(f"{what}: {flag} {descriptor} gives more than {_MOST_BYTES} bytes")
    return _not_empty(text.removesuffix("\n").removesuffix("\r"), what)


def _from_file(path: Path, what: str) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise PassphraseError(f"{what}: the file {path} cannot be read: {error.strerror}") from error
    try:
        return _from_descriptor(descriptor, what, f"{path}, descriptor")
    finally:
        os.close(descriptor)


def _not_empty(passphrase: str, what: str) -> str:
    if not passphrase:
        raise PassphraseError(f"{what}: it is empty")
    return passphrase
