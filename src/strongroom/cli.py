"""The ``strongroom`` command."""

from __future__ import annotations

import argparse
import gc
import json
import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strongroom.command_line import DATA_SETTINGS, USAGE_ERROR, Parser, offline, passphrase, say
from strongroom.passphrases import PassphraseError
from strongroom.root_command import add_root
from strongroom.settings import Settings, SettingsError, add_flags, environment, read_settings

if TYPE_CHECKING:
    from strongroom.app import Started

_OFFLINE_SETTINGS = (*DATA_SETTINGS, "region", "account")
_INTERRUPTED = 130
_SECONDS_IN = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = Parser(
        prog="strongroom",
        description="A server that speaks the DynamoDB and KMS wire APIs and really encrypts every table at "
        "rest under the key its owner chose.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_serve,
        _add_verify,
        _add_table_key,
        _add_audit,
        add_root,
        _add_explain,
        _add_clock,
        _add_version,
    ):
        add(commands)
    flags = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = flags.command
    try:
        return command(flags)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _add_serve(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "serve",
        help="start the server",
        description="Start the server. It makes what it needs at the first start and runs until SIGTERM or "
        "Ctrl-C.",
        epilog="Every setting is a flag, a variable or a key of the TOML file; a flag wins over its variable, "
        "the variable over the file.",
    )
    add_flags(parser)
    parser.set_defaults(command=_serve)


def _serve(flags: argparse.Namespace) -> int:
    try:
        settings = read_settings(flags, environment())
        given = passphrase(settings)
    except SettingsError as error:
        return say(f"strongroom serve: {error}", USAGE_ERROR)
    except PassphraseError as error:
        return say(f"strongroom serve: {error}", 1)
    gc.disable()  # until the server has started: what a start makes stays, and looking costs a tenth of it
    import uvloop

    from strongroom import app, logs

    logs.configure_logs(settings.log_level, as_json=settings.json_logs)
    try:
        uvloop.run(app.run(settings, given, lambda started: _announce(started, settings)))
    except app.StartError as error:
        return say(f"strongroom serve: {error}", 1)
    finally:
        gc.enable()
    return 0


def _announce(started: Started, settings: Settings) -> None:
    """Tell where the server is: lines for people, or one line of the JSON log."""
    command = _first_command(started, settings, environment())
    if settings.json_logs:
        from structlog import get_logger

        get_logger().info(
            "ready",
            endpoint=started.endpoint,
            data_directory=str(started.data_dir),
            root_key=started.root_key,
            root_credentials=started.root_credentials and str(started.root_credentials),
            command=command,
        )
        return
    print(f"endpoint        {started.endpoint}")
    print(f"console         {started.endpoint}/console/")
    print(f"data directory  {started.data_dir}")
    print(f"root key        {started.root_key}")
    if started.root_credentials is not None:
        print(f"root user       {started.root_credentials} (written now, and only now)")
    print(f"try it          {command}", flush=True)


def _first_command(started: Started, settings: Settings, environment: Mapping[str, str]) -> str:
    """A command for the AWS CLI that works as it stands."""
    command = (
        f"aws dynamodb list-tables --endpoint-url {shlex.quote(started.endpoint)} --region {settings.region}"
    )
    if settings.tls == "self-signed" and settings.tls_files is not None:
        command += f" --ca-bundle {shlex.quote(str(settings.tls_files[0]))}"
    if settings.auth == "iam":
        file = settings.root_credentials_file
        return f"AWS_SHARED_CREDENTIALS_FILE={shlex.quote(str(file))} {command}" if file.exists() else command
    has_credentials = (
        environment.keys() & {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE"}
        or Path(environment.get("HOME", "~"), ".aws", "credentials").expanduser().exists()
    )
    return command if has_credentials else f"AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local {command}"


def _add_verify(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "verify",
        help="check every page of every table's file",
        description="Check every page of every table's file of a stopped server: that it is authentic and that "
        "the structure is whole. The exit code is 1 when something is damaged.",
    )
    parser.add_argument("--json", action="store_true", help="a line of JSON for each file")
    add_flags(parser, *_OFFLINE_SETTINGS)
    parser.set_defaults(command=_verify)


def _verify(flags: argparse.Namespace) -> int:
    from strongroom.offline import Finding, verify

    def show(finding: Finding) -> None:
        if flags.json:
            print(json.dumps(asdict(finding), default=str), flush=True)
        elif finding.locked is not None:
            print(f"not checked  {finding.name}: {finding.locked}", flush=True)
        elif finding.damage:
            print(f"DAMAGED      {finding.name} ({finding.file}): {'; '.join(finding.damage)}", flush=True)
        else:
            print(f"whole        {finding.name} ({finding.file})", flush=True)

    async def run(settings: Settings, passphrase: str) -> int:
        damaged = 0
        async for finding in verify(settings, passphrase):
            show(finding)
            damaged += bool(finding.damage)
        return 1 if damaged else 0

    return offline("verify", flags, run)


def _add_table_key(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "table-key",
        help="unwrap a table's data key, to open its file with another SQLCipher",
        description="Unwrap the data key of a table of a stopped server through the table's KMS key, and show "
        "how any SQLCipher 4 opens the table's file with it. Whoever has this key can read the table.",
    )
    parser.add_argument("table", help="the table's name")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    add_flags(parser, *_OFFLINE_SETTINGS)
    parser.set_defaults(command=_table_key)


def _table_key(flags: argparse.Namespace) -> int:
    from strongroom.offline import table_key

    async def run(settings: Settings, passphrase: str) -> int:
        key = await table_key(settings, passphrase, flags.table)
        if flags.json:
            print(json.dumps({"table": key.table, "file": str(key.file), "dataKey": key.data_key.hex()}))
            return 0
        print(f"file      {key.file}")
        print(f"data key  {key.data_key.hex()}")
        print(f"open it   sqlcipher {shlex.quote(str(key.file))}")
        print(f"          PRAGMA key = \"x'{key.data_key.hex()}'\";")
        return 0

    return offline("table-key", flags, run)


def _add_audit(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "audit",
        help="check the audit log",
        description="Check that no event of the audit log is missing, altered or out of order, also while the "
        "server runs. The exit code is 1 when the log is not whole.",
    )
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument(
        "--archive",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="where older files of the log were moved; may be given several times",
    )
    add_flags(parser, *DATA_SETTINGS)
    parser.set_defaults(command=_audit)


def _audit(flags: argparse.Namespace) -> int:
    from strongroom.offline import audit_verdict

    async def run(settings: Settings, passphrase: str) -> int:
        verdict = audit_verdict(settings, passphrase, flags.archive)
        if flags.json:
            print(
                json.dumps({"events": verdict.events, "findings": [asdict(each) for each in verdict.findings]})
            )
        else:
            for finding in verdict.findings:
                print(f"NOT WHOLE  {': '.join(filter(None, (finding.file, finding.text)))}")
            print(f"{verdict.events} events, {'all whole' if verdict.whole else 'not whole'}")
        return 0 if verdict.whole else 1

    return offline("audit", flags, run)


def _add_explain(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "explain",
        help="show why a request was, or would be, allowed or denied",
        description="Show the decisions that a running server took for a request, or would take now: every "
        "statement that it looked at, and what kept it from applying. The access key is the environment's, or "
        "else the root user's.",
    )
    parser.add_argument("request", nargs="?", help="the id of a request, or of an event of the audit log")
    parser.add_argument(
        "--principal", metavar="ARN", help="who would ask: the root user, a user, a role, a session"
    )
    parser.add_argument("--action", help="what for, like kms:Decrypt")
    parser.add_argument("--resource", metavar="ARN", default="*", help="on what (default: *)")
    parser.add_argument(
        "--context",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a condition key of the request, like aws:SourceIp=10.0.0.1; once for each value",
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    names = ("host", "port", "region", "root_key", "root_credentials", "tls", "tls_cert", "tls_key")
    add_flags(parser, *names)
    parser.set_defaults(command=_explain)


def _explain(flags: argparse.Namespace) -> int:
    from strongroom import client
    from strongroom.clock import SystemClock
    from strongroom.explanations import explanation

    try:
        settings = read_settings(flags, environment())
        operation, document = _explained(flags)
    except ValueError as error:
        return say(f"strongroom explain: {error}", USAGE_ERROR)
    try:
        key = client.access_key(settings, environment())
        target = f"Strongroom_20261101.{operation}"
        answer = client.call(settings, key, SystemClock(), "strongroom", target, document)
    except client.CallFailed as error:
        return say(f"strongroom explain: {error}", 1)
    decisions = answer["Decisions"] if "Decisions" in answer else [answer["Decision"]]
    print(json.dumps(decisions) if flags.json else explanation(decisions))
    return 0


def _explained(flags: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    """The operation that answers the question, and its request. Raises ValueError."""
    if flags.request is not None:
        if flags.principal is not None or flags.action is not None or flags.context:
            raise ValueError("either the id of a request, or --principal and --action")
        return "ExplainRequest", {"RequestId": flags.request}
    if flags.principal is None or flags.action is None:
        raise ValueError("which request? Give its id, or --principal and --action")
    values: dict[str, list[str]] = {}
    for pair in flags.context:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(f"--context {pair}: write it like key=value")
        values.setdefault(name, []).append(value)
    return "ExplainAccess", {
        "PrincipalArn": flags.principal,
        "Action": flags.action,
        "Resource": flags.resource,
        "ContextEntries": [
            {"ContextKeyName": name, "ContextKeyValues": given} for name, given in values.items()
        ],
    }


def _add_clock(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "clock",
        help="show the clock of a rehearsal, or move it forward",
        description="Show the clock of a server that was started with --rehearsal, or move it forward: waiting "
        "periods end and caches expire as if the time had passed.",
    )
    parser.add_argument("action", nargs="?", choices=["show", "advance"], default="show")
    parser.add_argument(
        "duration", nargs="?", help="how far to move the clock, like 90s, 15m, 12h, 7d or 1d12h"
    )
    add_flags(parser, "host", "port", "root_key", "tls", "tls_cert", "tls_key")
    parser.set_defaults(command=_clock)


def _clock(flags: argparse.Namespace) -> int:
    from strongroom import client
    from strongroom.edge.tls import TlsError

    try:
        settings = read_settings(flags, environment())
        seconds = _duration(flags.duration) if flags.action == "advance" else None
    except ValueError as error:
        return say(f"strongroom clock: {error}", USAGE_ERROR)
    try:
        connection = client.connection(settings)
    except TlsError as error:
        return say(f"strongroom clock: {error}", 1)
    try:
        if seconds is None:
            connection.request("GET", "/_strongroom/clock")
        else:
            connection.request("POST", "/_strongroom/clock", json.dumps({"advance": seconds}))
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        return say(f"strongroom clock: no server at {settings.host}:{settings.port}: {error}", 1)
    finally:
        connection.close()
    if answer.status == 404:
        return say("strongroom clock: the server was not started with --rehearsal", 1)
    if answer.status != 200:
        return say(f"strongroom clock: the server refused: {body.decode('utf-8', 'replace').strip()}", 1)
    clock = json.loads(body)
    time = datetime.fromtimestamp(clock["now"], UTC).isoformat(timespec="seconds")
    print(f"{time}  ({clock['ahead']:.0f} s ahead)")
    return 0


def _duration(text: str | None) -> float:
    """Seconds of a duration like ``7d`` or ``1d12h``; a bare number is seconds. Raises ValueError."""
    if text is None:
        raise ValueError("advance by how much? For example: strongroom clock advance 7d")
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    parts = re.findall(r"(\d+)([smhdw])", text)
    if not parts or "".join(count + unit for count, unit in parts) != text:
        raise ValueError(f"{text!r} is no duration; write it like 90s, 15m, 12h, 7d or 1d12h")
    return float(sum(int(count) * _SECONDS_IN[unit] for count, unit in parts))


def _add_version(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser("version", help="show the version")
    parser.set_defaults(command=_version)


def _version(_flags: argparse.Namespace) -> int:
    print(f"strongroom {version('strongroom')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
