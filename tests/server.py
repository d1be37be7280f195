"""A real server for tests: the installed command in a process of its own, on a free port with its own data."""

from __future__ import annotations

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

COMMAND = Path(sys.executable).with_name("strongroom")
_READY_SECONDS = 20.0
_STOP_SECONDS = 30.0
_ENDPOINT = re.compile(r"\bendpoint\W{1,20}(https?://[^\s\"\x1b]+)")


class ServerFailed(AssertionError):
    """The server ended instead of getting ready; ``code`` is its exit code, the message what it said."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"strongroom serve ended with {code}: {said}")
        self.code = code
        self.said = said


class Server:
    """One data directory and the server on it.

    ``flags`` become the server's flags: ``table_key_cache=0`` is ``--table-key-cache 0``, ``json_logs=True`` is
    ``--json-logs``. The server keeps its port over a restart, and finds what is ``given`` on descriptor 0.
    """

    def __init__(self, directory: Path, *, env: dict[str, str] | None = None, **flags: Any) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.data_dir = directory / "data"
        self.root_key = directory / "keys" / "root.key"
        self.root_credentials = directory / "keys" / "root-credentials"
        self.log_file = directory / "log"
        self.endpoint = ""
        self.ca_bundle: Path | None = None
        self.access_key = ("test", "test")
        self.given: bytes | None = None
        self._env = env or {}
        self._flags: dict[str, Any] = {"port": 0, **flags}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int:
        """The process id of the running server."""
        assert self._process is not None
        return self._process.pid

    @property
    def port(self) -> int:
        """The port of the running server."""
        return int(self.endpoint.rpartition(":")[2])

    def trust(self, certificate: Path) -> Server:
        """Have clients speak TLS to the server, and take this certificate for it."""
        self.ca_bundle = certificate
        return self

    def start(self, **flags: Any) -> Server:
        """Start, and return when the server is ready. Raises ServerFailed."""
        assert self._process is None, "it runs already"
        self._flags.update(flags)
        offset = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [str(COMMAND), "serve", *self._arguments()],
                stdin=subprocess.DEVNULL if self.given is None else subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment(),
                cwd=self.directory,
            )
        if self._process.stdin is not None:
            self._process.stdin.write(self.given or b"")
            self._process.stdin.close()
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            said = self.log_file.read_bytes()[offset:].decode("utf-8", "replace")
            if (found := _ENDPOINT.search(said)) is not None:
                break
            code = self._process.poll()
            if code is not None or time.monotonic() > deadline:
                self.kill()
                raise ServerFailed(-1 if code is None else code, said)
            time.sleep(0.01)
        self.endpoint = found[1]
        self._flags["port"] = self.port
        with self.open("/healthz") as answer:
            assert answer.status == 200
        return self

    def open(self, path: str, body: bytes | None = None) -> Any:
        """The answer to a GET of a page, or to a POST of ``body``."""
        context = ssl.create_default_context(cafile=self.ca_bundle) if self.ca_bundle else None
        return urllib.request.urlopen(f"{self.endpoint}{path}", body, timeout=10, context=context)

    def stop(self) -> int:
        """SIGTERM, and wait for the end: the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL, as a crash would end it."""
        return self._end(signal.SIGKILL)

    def restart(self, **flags: Any) -> Server:
        """Stop, and start again on the same data, with these flags changed."""
        self.stop()
        return self.start(**flags)

    def advance(self, seconds: float) -> None:
        """Move the clock of a server in rehearsal mode forward."""
        body = json.dumps({"advance": seconds}).encode()
        with self.open("/_strongroom/clock", body) as answer:
            assert answer.status == 200

    def now(self) -> datetime:
        """The time on the clock of a server in rehearsal mode."""
        with self.open("/_strongroom/clock") as answer:
            return datetime.fromtimestamp(json.load(answer)["now"], UTC)

    def log_text(self) -> str:
        """Everything that the server has said since its first start."""
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""

    def client(self, service: str, *, region: str = "us-east-1", **config: Any) -> Any:
        """A boto3 client without retries; ``config`` are options of botocore's Config."""
        key, secret = self.access_key
        options = {"retries": {"total_max_attempts": 1}, "read_timeout": 60, **config}
        return boto3.Session().client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            verify=str(self.ca_bundle) if self.ca_bundle else None,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(**options),
        )

    def environment(self) -> dict[str, str]:
        """The environment that the server runs in: the test's without its settings, plus its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
        return {**kept, "HOME": str(self.directory), **self._env}

    def _arguments(self) -> list[str]:
        settings = {
            "data_dir": self.data_dir,
            "root_key": self.root_key,
            "root_credentials": self.root_credentials,
            **self._flags,
        }
        arguments = []
        for name, value in settings.items():
            flag = "--" + name.replace("_", "-")
            if value is True:
                arguments.append(flag)
            elif value is not None and value is not False:
                arguments += [flag, str(value)]
        return arguments

    def _end(self, number: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        self._process = None
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the server did not stop; it said: {self.log_text()}") from None
