"""The AWS SDK for JavaScript: waiters, paginators, transactions, modeled errors, KMS."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

from server import Server

_APPLICATION = Path(__file__).with_name("javascript_sdk.mjs")


def _node() -> str:
    """Node.js as the web console's build finds it: this machine's, or the one installed beside Python."""
    return shutil.which("node") or str(Path(sys.executable).with_name("node"))


def test_an_application_runs_unchanged(server: Server) -> None:
    done = subprocess.run(
        [_node(), str(_APPLICATION), server.endpoint, f"orders-{uuid.uuid4().hex}"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "items": 39,
        "paid": True,
        "raw": [0, 255],
        "refused": ["ConditionalCheckFailedException", "The conditional request failed", 400],
        "sealedByTheKey": True,
        "decrypted": "secret",
    }
