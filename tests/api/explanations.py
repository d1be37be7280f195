"""A client of the API that explains decisions, for tests: boto3 with the server's own model of it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from api.principals import Signer
from server import Server


class Explaining:
    """Makes clients of the API. botocore loads models from directories, so the model is copied into one.

    ``room`` is the service's room, in which its model lies."""

    def __init__(self, directory: Path, room: str = "explain") -> None:
        model = directory / "strongroom" / "2026-11-01"
        model.mkdir(parents=True)
        source = files(f"strongroom.services.{room}").joinpath("service-2.json")
        (model / "service-2.json").write_bytes(source.read_bytes())
        self._session = botocore.session.Session()
        self._session.get_component("data_loader").search_paths.append(str(directory))

    def client(self, signer: Server | Signer) -> Any:
        server = signer if isinstance(signer, Server) else signer.server
        key, secret, *token = signer.access_key if isinstance(signer, Server) else signer.key
        return self._session.create_client(
            "strongroom",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token[0] if token else None,
            config=Config(retries={"total_max_attempts": 1}),
        )


def statements(decision: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What an explanation says of each statement: kind and name of its policy, its effect, what it missed."""
    return [
        (each["PolicyType"], each.get("PolicyName", ""), each["Effect"], each.get("Missed", "applies"))
        for each in decision["Statements"]
    ]


def context(decision: dict[str, Any]) -> dict[str, list[str]]:
    return {entry["ContextKeyName"]: entry["ContextKeyValues"] for entry in decision["ContextEntries"]}


def entries(**keys: Any) -> list[dict[str, Any]]:
    """Context entries; ``kms__ViaService="x"`` is the key ``kms:ViaService``."""
    return [
        {"ContextKeyName": name.replace("__", ":"), "ContextKeyValues": json.loads(json.dumps(values))}
        for name, values in keys.items()
    ]
