"""What the commands of ``strongroom`` share: the parser, the passphrase, the run on a stopped server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from strongroom.passphrases import PassphraseError, read_for_root_key
from strongroom.settings import Settings, SettingsError, environment, read_settings

USAGE_ERROR = 2
DATA_SETTINGS = ("data_dir", "root_key", "root_key_passphrase_fd")
"""The settings of every command that opens the data."""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Tell a wrong command line in one line."""
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (see {self.prog} --help)\n")


def passphrase(settings: Settings) -> str:
    """What the root key needs besides its setting. Raises PassphraseError."""
    from strongroom.encryption.root_key.record import RootKeyRecord

    is_new = RootKeyRecord.is_missing(settings.data_dir)
    flag = "--root-key-passphrase-fd"
    return read_for_root_key(settings.root_key, settings.root_key_passphrase_fd, flag=flag, is_new=is_new)


def offline(
    name: str, flags: argparse.Namespace, run: Callable[[Settings, str], Coroutine[Any, Any, int]]
) -> int:
    """Run a command on the data of a stopped server: what ``run`` returns for its settings and passphrase.

    ``run`` itself is called before the event loop, which takes Ctrl-C for itself: it may ask for more.
    """
    try:
        settings = read_settings(flags, environment())
        work = run(settings, passphrase(settings))
    except SettingsError as error:
        return say(f"strongroom {name}: {error}", USAGE_ERROR)
    except PassphraseError as error:
        return say(f"strongroom {name}: {error}", 1)
    import uvloop

    from strongroom import logs
    from strongroom.offline import OfflineError

    logs.configure_logs("warning", as_json=settings.json_logs)
    try:
        return uvloop.run(work)
    except OfflineError as error:
        return say(f"strongroom {name}: {error}", 1)


def say(problem: str, code: int) -> int:
    print(problem, file=sys.stderr)
    return code
