"""Settings: where a value comes from, and what is refused."""

import argparse
import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from strongroom.machine_memory import usable_memory
from strongroom.settings import Settings, SettingsError, add_flags, read_settings

HOME = {"HOME": "/home/ann"}


def settings(*flags, **environment):
    parser = argparse.ArgumentParser()
    add_flags(parser)
    return read_settings(parser.parse_args(flags), {**HOME, **environment})


def refusal(*flags, **environment):
    with pytest.raises(SettingsError) as caught:
        settings(*flags, **environment)
    return str(caught.value)


def test_the_defaults():
    made = settings()
    assert (made.host, made.port, made.auth) == ("127.0.0.1", 8000, "open")
    assert (made.region, made.account) == ("us-east-1", "123456789012")
    assert (made.table_key_cache, made.key_check, made.transition_seconds) == (300.0, 3600.0, 0.2)
    assert (made.log_level, made.json_logs, made.rehearsal) == ("info", False, False)
    assert made.kms_request_quotas is False
    assert made.data_dir == Path("/home/ann/.local/share/strongroom/data")
    assert (made.root_key.kind, made.root_key.file) == ("file", Path("/home/ann/.config/strongroom/root.key"))
    assert made.root_credentials_file == Path("/home/ann/.config/strongroom/root-credentials")


def test_the_page_cache_is_a_part_of_the_memory_there_is(monkeypatch):
    for memory, expected in ((1 << 30, 256), (8 << 30, 2048), (64 << 30, 4096), (1 << 20, 1)):
        monkeypatch.setattr("strongroom.settings.usable_memory", lambda memory=memory: memory)
        assert settings().page_cache == expected
    assert settings("--page-cache", "64").page_cache == 64


def test_the_memory_there_is_is_the_machines_or_less():
    assert 64 << 20 < usable_memory() <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_the_root_key_is_not_in_the_data_directory_by_default():
    made = settings()
    assert made.root_key.file is not None
    assert not made.root_key.file.is_relative_to(made.data_dir)


def test_the_directories_of_the_desktop_are_kept():
    made = settings(XDG_DATA_HOME="/d", XDG_CONFIG_HOME="/c")
    places = (Path("/d/strongroom/data"), Path("/c/strongroom/root.key"))
    assert (made.data_dir, made.root_key.file) == places


def test_the_root_credentials_lie_beside_the_root_key():
    assert settings("--root-key", "/k/root.key").root_credentials_file == Path("/k/root-credentials")
    assert settings("--root-credentials", "/k/c").root_credentials_file == Path("/k/c")


def test_a_root_key_is_a_file_a_passphrase_or_a_key_on_a_token():
    assert settings("--root-key", "file:/k/root.key").root_key == settings("--root-key", "/k/root.key").root_key
    made = settings("--root-key", "passphrase:", "--root-key-passphrase-fd", "3", "--tls", "self-signed")
    assert (made.root_key.kind, str(made.root_key), made.root_key_passphrase_fd) == (
        "passphrase",
        "passphrase:",
        3,
    )
    assert made.root_credentials_file == Path("/home/ann/.config/strongroom/root-credentials")
    assert made.tls_files == tuple(made.root_key.beside / name for name in ("tls-cert.pem", "tls-key.pem"))
    uri = "pkcs11:token=t;object=k?module-path=/lib/hsm.so&pin-value=hidden"
    made = settings("--root-key", uri)
    assert (made.root_key.kind, str(made.root_key)) == ("pkcs11", "pkcs11:token=t;object=k")
    assert "hidden" not in repr(made)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("file:", "--root-key: must not be empty"),
        ("", "--root-key: must not be empty, not ''"),
        (
            "passphrase:secret",
            "--root-key: must be passphrase: alone; the passphrase is asked for",
        ),
        (
            "pkcs11:slot-id=1;object=k?module-path=/m&pin-value=1234",
            "--root-key: takes token=;serial=;object=;id=;type= and has another part",
        ),
    ],
)
def test_a_root_key_that_is_none_is_told_without_its_secrets(given, said):
    assert refusal("--root-key", given) == said


def test_flag_wins_over_variable_over_file_over_default(tmp_path):
    file = tmp_path / "strongroom.toml"
    file.write_text('port = 1\nregion = "eu-west-1"\ntable-key-cache = 0.5\njson-logs = true\n')
    made = settings("--config", str(file), "--port", "3", STRONGROOM_PORT="2", STRONGROOM_REGION="eu-west-2")
    assert (made.port, made.region, made.table_key_cache, made.json_logs) == (3, "eu-west-2", 0.5, True)
    assert made.key_check == 3600.0


def test_the_file_may_be_named_by_a_variable(tmp_path):
    file = tmp_path / "strongroom.toml"
    file.write_text("port = 1\n")
    assert settings(STRONGROOM_CONFIG=str(file)).port == 1


def test_a_switch_can_be_turned_off_again(tmp_path):
    file = tmp_path / "strongroom.toml"
    file.write_text("json-logs = true\n")
    assert settings("--config", str(file), "--no-json-logs").json_logs is False
    assert settings(STRONGROOM_JSON_LOGS="Yes").json_logs is True


def test_every_setting_has_a_flag_a_variable_and_a_help():
    parser = argparse.ArgumentParser(prog="strongroom")
    add_flags(parser)
    text = " ".join(parser.format_help().split())
    for setting in fields(Settings):
        assert f"--{setting.name.replace('_', '-')}" in text
        assert f"STRONGROOM_{setting.name.upper()}" in text


def test_only_the_named_flags_are_added():
    parser = argparse.ArgumentParser()
    add_flags(parser, "host", "port")
    assert vars(parser.parse_args([])).keys() == {"config", "host", "port"}


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--port", "65536"), "--port: must be a number from 0 to 65535, not '65536'"),
        (("--port", "-1"), "--port: must be a number from 0 to 65535, not '-1'"),
        (("--port", "\u0661"), "--port: must be a number from 0 to 65535, not '\u0661'"),
        (("--host", ""), "--host: must not be empty, not ''"),
        (("--account", "12345678901"), "--account: must have 12 digits, not '12345678901'"),
        (("--region", "US East"), "--region: must be a region name like us-east-1, not 'US East'"),
        (("--table-key-cache", "-1"), "--table-key-cache: must be a number of seconds, 0 or more, not '-1'"),
        (("--table-key-cache", "nan"), "--table-key-cache: must be a number of seconds, 0 or more, not 'nan'"),
        (("--key-check", "0"), "--key-check: must be a number of seconds, 0.01 or more, not '0'"),
        (("--page-cache", "0"), "--page-cache: must be a whole number of MiB, 1 or more, not '0'"),
        (("--auth", "closed"), "--auth: must be one of open, iam, not 'closed'"),
        (("--log-level", "loud"), "--log-level: must be one of debug, info, warning, error, not 'loud'"),
    ],
)
def test_a_bad_value_is_named_with_what_is_taken(flags, said):
    assert refusal(*flags) == said


def test_a_bad_variable_is_named():
    assert refusal(STRONGROOM_PORT="x") == "STRONGROOM_PORT: must be a number from 0 to 65535, not 'x'"
    assert refusal(STRONGROOM_REHEARSAL="maybe") == "STRONGROOM_REHEARSAL: must be true or false, not 'maybe'"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "there is no setting 'prot'"),
        ("port = ", "Invalid value"),
        ("port = [1]", "must be a plain value"),
        ("port = true", "must be a plain value"),
        ("json-logs = 1979-05-27", "must be a truth value"),
        ("port = 70000", "port in {file}: must be a number from 0 to 65535, not '70000'"),
    ],
)
def test_a_bad_file_is_told(tmp_path, text, said):
    file = tmp_path / "strongroom.toml"
    file.write_text(text)
    assert said.format(file=file) in refusal("--config", str(file))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_open_mode_is_for_loopback_addresses(host):
    assert settings("--host", host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com", "localhost.example.com"])
def test_open_mode_is_refused_elsewhere_with_the_reason(host):
    assert "could use every table and key without a secret" in refusal("--host", host)
    assert settings("--host", host, "--auth", "iam", "--tls", "self-signed").auth == "iam"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com"])
def test_without_tls_it_is_refused_beyond_loopback_with_the_reason(host):
    assert refusal("--host", host, "--auth", "iam") == (
        f"without TLS the server listens on loopback addresses only: on {host} everybody on the way could read "
        "and change what clients send and get. Use --tls-cert and --tls-key, or --tls self-signed, or "
        "--host 127.0.0.1; --behind-tls-proxy says that a proxy speaks TLS to all clients"
    )
    beyond = ("--host", host, "--auth", "iam")
    assert settings(*beyond, "--behind-tls-proxy").tls_files is None
    assert settings(*beyond, "--tls-cert", "/c", "--tls-key", "/k").tls_files == (Path("/c"), Path("/k"))


def test_a_proxy_does_not_replace_authentication():
    assert "could use every table" in refusal("--host", "0.0.0.0", "--behind-tls-proxy")


def test_the_self_signed_certificate_lies_beside_the_root_key():
    made = settings("--tls", "self-signed", "--root-key", "/k/root.key")
    assert made.tls_files == (Path("/k/tls-cert.pem"), Path("/k/tls-key.pem"))


def test_certificate_and_key_go_together():
    assert refusal("--tls-cert", "/c") == "--tls-cert and --tls-key go together: name both files"
    assert refusal("--tls-key", "/k") == "--tls-cert and --tls-key go together: name both files"
    assert "leave --tls-cert and --tls-key away" in refusal(
        "--tls", "self-signed", "--tls-cert", "/c", "--tls-key", "/k"
    )


def test_the_root_credentials_may_not_lie_with_the_data():
    assert "data directory" in refusal("--data-dir", "/d", "--root-credentials", "/d/credentials")


def test_the_documentation_has_every_setting_with_its_default():
    text = Path(__file__).parents[2].joinpath("docs", "settings.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `--([a-z-]+)` \| (.*?) \|", text, re.MULTILINE))
    assert rows.keys() == {setting.name.replace("_", "-") for setting in fields(Settings)}
    for setting in fields(Settings):
        default = setting.metadata["default"]
        shown = rows[setting.name.replace("_", "-")]
        if isinstance(default, str) and default not in ("", "false"):
            assert shown == f"`{default}`"
