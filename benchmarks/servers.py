"""The servers under test: how each is started, asked and stopped."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.workloads import RequestBuilder, definition

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = HERE / ".peers"
START_PATIENCE = 60.0


class BenchmarkError(Exception):
    """The benchmark cannot go on; the message says why."""


@dataclass(slots=True)
class ServerUnderTest:
    """A server program: its command, with ``{port}`` and ``{data}`` to be filled in, and its process."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    seconds_to_first_answer: float = 0.0

    def start(self, data: Path) -> None:
        """Start it with its data below ``data`` and wait for its first right answer."""
        data.mkdir(parents=True)
        self.port = _free_port()
        filled = {"port": str(self.port), "data": str(data)}
        command = [part.format(**filled) for part in self.command]
        environment = {name: value.format(**filled) for name, value in self.environment.items()}
        log = data / "log"
        started = time.perf_counter()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=data,
                env={**_unconfigured(os.environ), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() > started + START_PATIENCE:
                self.stop()
                raise BenchmarkError(f"{self.name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.002)
        self.seconds_to_first_answer = time.perf_counter() - started

    def stop(self) -> None:
        """End it and whatever it started."""
        if self.process is None:
            return
        for number, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 10.0)):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
            try:
                self.process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None

    def call(self, operation: str, document: dict[str, Any]) -> dict[str, Any]:
        """One DynamoDB call; raises BenchmarkError for an error."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(RequestBuilder(self.port).request(operation, document))
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            body = answer.read()
        if answer.status != 200:
            raise BenchmarkError(f"{self.name} answered {operation} with {answer.status}: {body[:300]!r}")
        found: dict[str, Any] = json.loads(body)
        return found

    def create_table(self, table: str) -> None:
        """Make one of the benchmark's tables and wait until it is active."""
        self.call("CreateTable", definition(table))
        while self.call("DescribeTable", {"TableName": table})["Table"]["TableStatus"] != "ACTIVE":
            time.sleep(0.02)

    def resident_bytes(self) -> int:
        """Resident memory of the process and its children."""
        assert self.process is not None
        return sum(_resident_bytes(pid) for pid in _family(self.process.pid))

    def processor_seconds(self) -> float:
        """Processor time that the process and its children have used."""
        assert self.process is not None
        return sum(_processor_seconds(pid) for pid in _family(self.process.pid))

    def _answers(self) -> bool:
        try:
            return "TableNames" in self.call("ListTables", {})
        except (OSError, http.client.HTTPException, BenchmarkError, json.JSONDecodeError):
            return False


def strongroom(*flags: str) -> ServerUnderTest:
    """This server with its defaults but for ``flags``: encryption on, every acknowledgement on disk."""
    program = Path(sys.executable).with_name("strongroom")
    arguments = ["--port", "{port}", "--data-dir", "{data}/store", "--root-key", "{data}/root.key"]
    return ServerUnderTest("strongroom", [str(program), "serve", *arguments, *flags])


def dynalite() -> ServerUnderTest:
    """dynalite on LevelDB on disk, without its waiting times."""
    program = PEERS / "node_modules" / "dynalite" / "cli.js"
    arguments = ["--host", "127.0.0.1", "--port", "{port}", "--path", "{data}/leveldb", "--createTableMs", "0"]
    return ServerUnderTest("dynalite", ["node", str(program), *arguments])


def moto() -> ServerUnderTest:
    """moto's server; everything in memory."""
    return ServerUnderTest("moto", [str(PEERS / "venv/bin/moto_server"), "-H", "127.0.0.1", "-p", "{port}"])


def ministack() -> ServerUnderTest:
    """ministack with DynamoDB alone; everything in memory."""
    environment = {
        "GATEWAY_PORT": "{port}",
        "BIND_HOST": "127.0.0.1",
        "SERVICES": "dynamodb",
        "LOG_LEVEL": "ERROR",
        "TMPDIR": "{data}",
        "MINISTACK_DOCKER_TIMEOUT": "0.1",
        "DOCKER_HOST": "unix://{data}/no-docker.sock",
    }
    return ServerUnderTest("ministack", [str(PEERS / "venv/bin/ministack")], environment)


SERVERS: dict[str, Callable[..., ServerUnderTest]] = {
    "strongroom": strongroom,
    "dynalite": dynalite,
    "moto": moto,
    "ministack": ministack,
}


def install_peers() -> None:
    """Install the pinned peers below ``benchmarks/.peers`` unless they are there as pinned."""
    pins = [HERE / "peers" / name for name in ("package.json", "package-lock.json", "requirements.lock")]
    wanted = "\n".join(pin.read_text() for pin in pins)
    installed = PEERS / "installed"
    if installed.exists() and installed.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        raise BenchmarkError("dynalite needs Node.js and npm; install them, or choose others with --servers")
    print("installing the peers below benchmarks/.peers", file=sys.stderr)
    PEERS.mkdir(exist_ok=True)
    for pin in pins[:2]:
        shutil.copy(pin, PEERS)
    pip = [str(PEERS / "venv/bin/python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    for command in (
        ["npm", "ci", "--silent", "--prefix", str(PEERS), "--no-audit", "--no-fund"],
        [sys.executable, "-m", "venv", "--clear", str(PEERS / "venv")],
        [*pip, str(pins[2])],
    ):
        if subprocess.run(command, check=False).returncode != 0:
            raise BenchmarkError(f"this failed: {' '.join(command)}")
    installed.write_text(wanted)


def _unconfigured(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("STRONGROOM_")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _resident_bytes(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    family = [pid]
    for member in family:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            family.extend(int(child) for child in children.read_text().split())
    return family
