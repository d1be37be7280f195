"""``strongroom root``: another root key for the data."""

from __future__ import annotations

import argparse
import json
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from strongroom import setting_values
from strongroom.command_line import DATA_SETTINGS, Parser, offline
from strongroom.passphrases import read_for_root_key
from strongroom.root_key_setting import RootKeySetting
from strongroom.settings import Settings, SettingsError, add_flags, environment, read_root_key

if TYPE_CHECKING:
    from strongroom.root_rotation import Progress

_NEW, _NEW_DESCRIPTOR = "--new-root-key", "--new-root-key-passphrase-fd"


def add_root(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "root",
        help="change the root key, or where it comes from",
        description="Put the data of a stopped server under another root key, of the same kind or another. It "
        "may be interrupted at any point: the data is then under the old key or under the new one, whole, and "
        "the command can be run again. Afterwards start the server with the new --root-key; the old root key "
        "opens nothing in the data directory any more.",
    )
    parser.add_argument("action", choices=["rotate"])
    parser.add_argument(
        _NEW, metavar="ROOT-KEY", required=True, help="the new root key, in the words of --root-key"
    )
    parser.add_argument(
        _NEW_DESCRIPTOR,
        metavar="NUMBER",
        help="descriptor that gives the new root key's passphrase or its token's PIN, up to its end",
    )
    parser.add_argument("--json", action="store_true", help="lines of JSON: the progress, then the result")
    add_flags(parser, *DATA_SETTINGS)
    parser.set_defaults(command=_rotate)


def _rotate(flags: argparse.Namespace) -> int:
    def run(settings: Settings, passphrase: str) -> Coroutine[Any, Any, int]:
        new = read_root_key(_NEW, flags.new_root_key, environment())
        old = settings.root_key
        if old.file is not None and new.file is not None and old.file.resolve() == new.file.resolve():
            raise SettingsError(f"{_NEW}: the present root key is in {new.file}; name another file")
        new_passphrase = read_for_root_key(
            new,
            _descriptor(flags.new_root_key_passphrase_fd),
            flag=_NEW_DESCRIPTOR,
            is_new=True,
            what="new root key passphrase",
        )
        return _run(settings, passphrase, new, new_passphrase, as_json=flags.json)

    return offline("root", flags, run)


def _descriptor(text: str | None) -> int | None:
    try:
        return None if text is None else setting_values.descriptor(text)
    except ValueError as error:
        raise SettingsError(f"{_NEW_DESCRIPTOR}: {error}, not {text!r}") from error


async def _run(
    settings: Settings, passphrase: str, new: RootKeySetting, new_passphrase: str, *, as_json: bool
) -> int:
    from strongroom.encryption.root_key.choice import provider_of
    from strongroom.randomness import SystemRandomness
    from strongroom.root_rotation import rotate_root_key

    randomness = SystemRandomness()
    is_changed = await rotate_root_key(
        settings,
        provider_of(settings.root_key, passphrase, settings.data_dir, randomness),
        provider_of(new, new_passphrase, settings.data_dir, randomness),
        _Shown(as_json),
    )
    if as_json:
        print(json.dumps({"rotated": is_changed, "rootKey": str(new)}))
    elif is_changed:
        print(f"root key  {new}")
        print(f"The old one, {settings.root_key}, opens nothing in {settings.data_dir} any more.")
    else:
        print(f"root key  {new}")
        print(f"The data in {settings.data_dir} is under it already.")
    return 0


class _Shown:
    """Shows the progress: with JSON every step, otherwise every tenth of the way."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._tenths = 0

    def __call__(self, progress: Progress) -> None:
        if self._as_json:
            print(json.dumps({"done": progress.done, "total": progress.total}), flush=True)
        elif (tenths := progress.done * 10 // progress.total) > self._tenths:
            self._tenths = tenths
            print(f"{progress.done} of {progress.total} entries are under the new root key", flush=True)
