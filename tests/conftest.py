"""Fixtures for tests that drive a running server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from server import Server

AwsCli = Callable[..., Any]
_AWS = Path(sys.executable).with_name("aws")

# How fast a machine is fails no test.
settings.register_profile("strongroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("strongroom")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server shared by all tests of a session (of a worker under xdist): give your tables names of their
    own. Tables change without transitions."""
    server = Server(tmp_path_factory.mktemp("server"), transition_seconds=0).start()
    yield server
    server.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """``fresh_server(**flags)`` starts a server of the test's own. It is stopped when the test ends."""
    started: list[Server] = []

    def start(*, env: dict[str, str] | None = None, **flags: Any) -> Server:
        directory = tmp_path / f"server-{len(started)}"
        started.append(Server(directory, env=env, **{"transition_seconds": 0, **flags}))
        return started[-1].start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def aws(tmp_path: Path) -> AwsCli:
    """``aws(server, "dynamodb", "list-tables", ...)`` runs the AWS CLI and returns its decoded output.

    With ``check=False`` the finished process is returned instead, whatever its exit code.
    """

    def run(server: Server, *arguments: str, check: bool = True, region: str = "us-east-1") -> Any:
        key, secret = server.access_key
        trusted = ["--ca-bundle", str(server.ca_bundle)] if server.ca_bundle else []
        done = subprocess.run(
            [str(_AWS), *arguments, "--endpoint-url", server.endpoint, *trusted],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(tmp_path),
                "AWS_ACCESS_KEY_ID": key,
                "AWS_SECRET_ACCESS_KEY": secret,
                "AWS_DEFAULT_REGION": region,
                "AWS_DEFAULT_OUTPUT": "json",
                "AWS_PAGER": "",
                "AWS_MAX_ATTEMPTS": "1",
                "AWS_EC2_METADATA_DISABLED": "true",
            },
        )
        if not check:
            return done
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip().startswith(("{", "[", '"')) else done.stdout

    return run
