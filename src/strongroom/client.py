"""Calls of a running server by the command: over the connection that its settings describe, signed."""

from __future__ import annotations

import configparser
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple

from strongroom.clock import Clock
from strongroom.edge import sigv4
from strongroom.edge.tls import TlsError, client_context
from strongroom.settings import Settings

_CONTENT_TYPE = "application/x-amz-json-1.1"
_SIGNED = (b"content-type", b"host", b"x-amz-date", b"x-amz-target")


class CallFailed(Exception):
    """The server was not reached, or refused. The message says why, in one line."""


class AccessKey(NamedTuple):
    """An access key; ``token`` is the session token of temporary ones."""

    id: str
    secret: str
    token: str = ""


def connection(settings: Settings) -> HTTPConnection:
    """A connection to the server that has these settings too. Raises TlsError."""
    if settings.tls_files is None:
        return HTTPConnection(settings.host, settings.port, timeout=30)
    context = client_context(settings.tls_files[0])
    return HTTPSConnection(settings.host, settings.port, timeout=30, context=context)


def access_key(settings: Settings, environment: Mapping[str, str]) -> AccessKey:
    """The access key of the environment, or else the root user's in the file of the settings, or else one that
    stands for the root user in open mode. Raises CallFailed when the file holds none."""
    if "AWS_ACCESS_KEY_ID" in environment and "AWS_SECRET_ACCESS_KEY" in environment:
        token = environment.get("AWS_SESSION_TOKEN", "")
        return AccessKey(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], token)
    file = settings.root_credentials_file
    parser = configparser.ConfigParser(interpolation=None)
    try:
        if not parser.read(file):
            return AccessKey("local", "local")
        section = parser["default"]
        return AccessKey(section["aws_access_key_id"], section["aws_secret_access_key"])
    except (configparser.Error, KeyError, OSError, UnicodeDecodeError) as error:
        raise CallFailed(f"{file}: it holds no access key that can be read") from error


def call(
    settings: Settings, key: AccessKey, clock: Clock, service: str, target: str, document: Mapping[str, Any]
) -> dict[str, Any]:
    """One call of an operation of the AWS JSON protocol. Raises CallFailed."""
    body = json.dumps(document).encode()
    try:
        opened = connection(settings)
    except TlsError as error:
        raise CallFailed(str(error)) from error
    try:
        host = f"[{opened.host}]" if ":" in opened.host else opened.host
        headers = _signed(f"{host}:{opened.port}", key, clock, settings.region, service, target, body)
        opened.request("POST", "/", body, headers)
        answer = opened.getresponse()
        content = answer.read()
    except (OSError, HTTPException) as error:
        raise CallFailed(f"no server at {settings.host}:{settings.port}: {error}") from error
    finally:
        opened.close()
    return _decoded(answer.status, content)


def _signed(
    host: str, key: AccessKey, clock: Clock, region: str, service: str, target: str, body: bytes
) -> dict[str, str]:
    """The headers of the request, its signature among them."""
    time = datetime.fromtimestamp(clock.now(), UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = sigv4.Scope(key.id, time[:8], region, service, sigv4.TERMINATOR)
    headers = {"Content-Type": _CONTENT_TYPE, "Host": host, "X-Amz-Date": time, "X-Amz-Target": target}
    names: tuple[bytes, ...] = _SIGNED
    if key.token:
        headers["X-Amz-Security-Token"] = key.token
        names = tuple(sorted((*_SIGNED, b"x-amz-security-token")))
    lowered = {name.lower().encode("ascii"): value.encode("latin-1") for name, value in headers.items()}
    signing = sigv4.Signer(key.secret, scope).begin(time, sigv4.canonical_head(b"POST", b"/", lowered, names))
    signature = signing.signature(body).decode("ascii")
    signed_headers = b";".join(names).decode("ascii")
    headers["Authorization"] = (
        f"{sigv4.ALGORITHM} Credential={'/'.join(scope)}, SignedHeaders={signed_headers}, Signature={signature}"
    )
    return headers


def _decoded(status: int, content: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(content)
    except ValueError:
        raise CallFailed(f"the server answered with status {status} and no JSON") from None
    if status == 200:
        return answer
    message = answer.get("message") or answer.get("Message") or answer.get("__type")
    raise CallFailed(f"the server refused: {message}")
