"""Every setting, declared once: flag, variable, TOML key and help are made from the declaration.

A flag wins over its ``STRONGROOM_*`` variable, the variable over the TOML file, the file over the default.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from strongroom import setting_values
from strongroom.machine_memory import usable_memory
from strongroom.root_key_setting import RootKeySetting, read_root_key_setting

_PREFIX = "STRONGROOM_"
_LARGEST_PAGE_CACHE = 4 << 30


class SettingsError(ValueError):
    """A setting is not usable. The message names it and says what it takes."""


def _data_home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("XDG_DATA_HOME") or Path(environment.get("HOME", "~")) / ".local" / "share")


def _config_home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "~")) / ".config")


def _page_cache() -> int:
    """In MiB."""
    return max(1, min(usable_memory() // 4, _LARGEST_PAGE_CACHE) >> 20)


def _declare(
    read: Callable[[str], Any],
    text: str,
    *,
    default: str | Callable[[Mapping[str, str]], str],
    shown: str = "",
    metavar: str = "",
    choices: Sequence[str] = (),
) -> dict[str, Any]:
    """The declaration of a setting. ``default`` is in the form that ``read`` takes, or a function of the
    environment; ``shown`` is how the help writes such a default."""
    return {
        "read": read,
        "text": text,
        "default": default,
        "shown": shown or default,
        "metavar": metavar or "{" + ",".join(choices) + "}",
        "choices": choices,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server is told."""

    host: str = field(
        metadata=_declare(setting_values.text, "address to listen on", default="127.0.0.1", metavar="ADDRESS")
    )
    port: int = field(
        metadata=_declare(
            setting_values.port, "port to listen on; 0 takes a free one", default="8000", metavar="PORT"
        )
    )
    data_dir: Path = field(
        metadata=_declare(
            setting_values.path,
            "directory of the encrypted tables, made when it is missing",
            default=lambda environment: str(_data_home(environment) / "strongroom" / "data"),
            shown="$XDG_DATA_HOME/strongroom/data, that is ~/.local/share/strongroom/data",
            metavar="DIR",
        )
    )
    root_key: RootKeySetting = field(
        metadata=_declare(
            setting_values.text,
            "the root key, which protects all key material: a file (FILE or file:FILE), made at the first "
            "start, never inside the data directory; passphrase: for one that is asked for; or the URI of a "
            "key on a token, pkcs11:token=...;object=...?module-path=...; back it up elsewhere than the data: "
            "without it nothing can be read",
            default=lambda environment: str(_config_home(environment) / "strongroom" / "root.key"),
            shown="$XDG_CONFIG_HOME/strongroom/root.key, that is ~/.config/strongroom/root.key",
            metavar="ROOT-KEY",
        )
    )
    root_key_passphrase_fd: int | None = field(
        metadata=_declare(
            setting_values.descriptor,
            "descriptor that gives the root key's passphrase or the token's PIN, up to its end",
            default="",
            shown="asked for on the terminal",
            metavar="NUMBER",
        )
    )
    auth: Literal["open", "iam"] = field(
        metadata=_declare(
            setting_values.text,
            "open: any access key acts as the account's root user, for a loopback address only; iam: every "
            "request must be signed with a known access key",
            default="open",
            choices=("open", "iam"),
        )
    )
    root_credentials: Path | None = field(
        metadata=_declare(
            setting_values.path,
            "with --auth iam: file that the root user's access key is written to at the first start",
            default="",
            shown="root-credentials beside the root key",
            metavar="FILE",
        )
    )
    tls: Literal["off", "self-signed"] = field(
        metadata=_declare(
            setting_values.text,
            "self-signed: serve over TLS with a certificate that is made at the first start, tls-cert.pem and "
            "tls-key.pem beside the root key; --tls-cert and --tls-key serve over TLS with yours",
            default="off",
            choices=("off", "self-signed"),
        )
    )
    tls_cert: Path | None = field(
        metadata=_declare(
            setting_values.path,
            "PEM file of the server's certificate, followed by its issuers' if there are any",
            default="",
            shown="none",
            metavar="FILE",
        )
    )
    tls_key: Path | None = field(
        metadata=_declare(
            setting_values.path,
            "PEM file of the certificate's private key, without a passphrase",
            default="",
            shown="none",
            metavar="FILE",
        )
    )
    behind_tls_proxy: bool = field(
        metadata=_declare(
            setting_values.switch,
            "let the server listen beyond loopback addresses without TLS of its own, because all clients come "
            "through a proxy that speaks TLS; to policies every request then came over TLS",
            default="false",
        )
    )
    region: str = field(
        metadata=_declare(
            setting_values.region,
            "region of requests whose credential names none",
            default="us-east-1",
            metavar="REGION",
        )
    )
    account: str = field(
        metadata=_declare(
            setting_values.account,
            "account of callers; with --auth open an access key id of 12 digits is itself the account",
            default="123456789012",
            metavar="ACCOUNT",
        )
    )
    table_key_cache: float = field(
        metadata=_declare(
            setting_values.seconds,
            "how long a table's key may be used without asking KMS again; 0 asks for every request",
            default="300",
            metavar="SECONDS",
        )
    )
    key_check: float = field(
        metadata=_declare(
            setting_values.interval,
            "how often the tables whose KMS key cannot be used any more are looked for",
            default="3600",
            metavar="SECONDS",
        )
    )
    transition_seconds: float = field(
        metadata=_declare(
            setting_values.seconds,
            "how long a table is CREATING, UPDATING or DELETING, and its encryption UPDATING",
            default="0.2",
            metavar="SECONDS",
        )
    )
    page_cache: int = field(
        metadata=_declare(
            setting_values.mebibytes,
            "memory for the decrypted pages of all tables",
            default=lambda _environment: str(_page_cache()),
            shown="a quarter of the memory that the server may use, at most 4096",
            metavar="MIB",
        )
    )
    audit_file_size: int = field(
        metadata=_declare(
            setting_values.mebibytes,
            "size at which a file of the audit log is full and a new one is begun",
            default="64",
            metavar="MIB",
        )
    )
    kms_request_quotas: bool = field(
        metadata=_declare(
            setting_values.switch,
            "refuse KMS requests beyond the service's quotas of requests in a second",
            default="false",
        )
    )
    log_level: Literal["debug", "info", "warning", "error"] = field(
        metadata=_declare(
            setting_values.text,
            "what to log; debug adds a line for each request",
            default="info",
            choices=("debug", "info", "warning", "error"),
        )
    )
    json_logs: bool = field(
        metadata=_declare(setting_values.switch, "log JSON lines instead of text", default="false")
    )
    rehearsal: bool = field(
        metadata=_declare(
            setting_values.switch,
            "run on a clock that `strongroom clock advance` moves forward",
            default="false",
        )
    )

    @property
    def tls_files(self) -> tuple[Path, Path] | None:
        """The files of the server's certificate and its private key, or None when it does not speak TLS."""
        if self.tls_cert is not None and self.tls_key is not None:
            return self.tls_cert, self.tls_key
        if self.tls == "self-signed":
            return self.root_key.beside / "tls-cert.pem", self.root_key.beside / "tls-key.pem"
        return None

    @property
    def root_credentials_file(self) -> Path:
        """Where the root user's access key is written."""
        return self.root_credentials or self.root_key.beside / "root-credentials"


def add_flags(parser: argparse.ArgumentParser, *names: str) -> None:
    """Give ``parser`` the flags of the settings called ``names``, or of all; and ``--config``."""
    parser.add_argument(
        "--config",
        metavar="FILE",
        default=None,
        help="TOML file of settings, named like the flags, for example: data-dir = '/srv/strongroom' "
        f"(variable {_PREFIX}CONFIG)",
    )
    for declared in fields(Settings):
        if names and declared.name not in names:
            continue
        data = declared.metadata
        flag = "--" + _key(declared)
        text = f"{data['text']} (default: {data['shown']}; variable {_variable(declared)})"
        if data["read"] is setting_values.switch:
            parser.add_argument(
                flag,
                action=argparse.BooleanOptionalAction,
                default=None,
                help=text.replace("%", "%%"),
            )
        else:
            parser.add_argument(flag, metavar=data["metavar"], default=None, help=text.replace("%", "%%"))


def read_settings(flags: argparse.Namespace, environment: Mapping[str, str]) -> Settings:
    """The settings, from the parsed flags, the environment's variables and the TOML file that either names.

    Raises SettingsError for a value that a setting does not take, and for settings that do not go together.
    """
    file = getattr(flags, "config", None) or environment.get(_PREFIX + "CONFIG")
    written = _read_file(Path(file).expanduser()) if file else {}
    values = {}
    for declared in fields(Settings):
        source, value = _find(declared, flags, environment, written, file)
        values[declared.name] = _read(declared, source, value)
        if declared.name == "root_key":
            values[declared.name] = read_root_key(source, values[declared.name], environment)
    settings = Settings(**values)
    _check_together(settings)
    return settings


def read_root_key(source: str, text: str, environment: Mapping[str, str]) -> RootKeySetting:
    """The setting of a root key that stands in ``source``. Raises SettingsError, which shows no PIN."""
    try:
        return read_root_key_setting(text, _config_home(environment) / "strongroom")
    except ValueError as error:
        raise SettingsError(f"{source}: {error}") from error


def environment() -> Mapping[str, str]:
    """The process's environment variables: read nowhere else."""
    return os.environ


def _key(declared: Field[Any]) -> str:
    return declared.name.replace("_", "-")


def _variable(declared: Field[Any]) -> str:
    return _PREFIX + declared.name.upper()


def _read_file(path: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"--config {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"--config {path}: {error}") from error
    known = {_key(declared) for declared in fields(Settings)}
    if unknown := sorted(written.keys() - known):
        raise SettingsError(
            f"--config {path}: there is no setting {unknown[0]!r} (known: {', '.join(sorted(known))})"
        )
    return written


def _find(
    declared: Field[Any],
    flags: argparse.Namespace,
    environment: Mapping[str, str],
    written: Mapping[str, Any],
    file: str | None,
) -> tuple[str, Any]:
    """Where a setting's value stands, and the value as it stands there."""
    flag = getattr(flags, declared.name, None)
    if flag is not None:
        return "--" + _key(declared), flag
    if variable := environment.get(_variable(declared)):
        return _variable(declared), variable
    if _key(declared) in written:
        return f"{_key(declared)} in {file}", written[_key(declared)]
    default = declared.metadata["default"]
    return "--" + _key(declared), default(environment) if callable(default) else default


def _read(declared: Field[Any], source: str, value: Any) -> Any:
    data = declared.metadata
    if data["read"] is setting_values.switch and isinstance(value, bool):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SettingsError(
            f"{source}: must be a {'truth value' if data['read'] is setting_values.switch else 'plain value'}"
        )
    text = str(value)
    if not text and data["default"] == "":
        return None
    if data["choices"] and text not in data["choices"]:
        raise SettingsError(f"{source}: must be one of {', '.join(data['choices'])}, not {text!r}")
    try:
        return data["read"](text)
    except ValueError as error:
        raise SettingsError(f"{source}: {error}, not {text!r}") from error


def _check_together(settings: Settings) -> None:
    if settings.auth == "open" and not _is_loopback(settings.host):
        raise SettingsError(
            f"--auth open is for loopback addresses only: on {settings.host} everybody who reaches the port "
            "could use every table and key without a secret. Use --auth iam, or --host 127.0.0.1"
        )
    _check_tls(settings)
    if settings.root_credentials_file.resolve().is_relative_to(settings.data_dir.resolve()):
        raise SettingsError(
            f"--root-credentials {settings.root_credentials_file}: it lies in the data directory, so whoever "
            "copies the data would have the access key too"
        )


def _check_tls(settings: Settings) -> None:
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise SettingsError("--tls-cert and --tls-key go together: name both files")
    if settings.tls == "self-signed" and settings.tls_cert is not None:
        raise SettingsError(
            "--tls self-signed makes a certificate of its own: leave --tls-cert and --tls-key away"
        )
    if settings.tls_files is None and not settings.behind_tls_proxy and not _is_loopback(settings.host):
        raise SettingsError(
            f"without TLS the server listens on loopback addresses only: on {settings.host} everybody on the "
            "way could read and change what clients send and get. Use --tls-cert and --tls-key, or --tls "
            "self-signed, or --host 127.0.0.1; --behind-tls-proxy says that a proxy speaks TLS to all clients"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
