"""README's tutorial, as somebody would paste it into a shell: every command runs, every output comes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from server import Server

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """The tutorial's commands in their order, each block with the output that is shown behind it."""
    found: list[tuple[str, str]] = []
    for kind, content in BLOCK.findall(README.read_text(encoding="utf-8")):
        if kind == "sh":
            found.append((content, ""))
        else:
            commands, _ = found.pop()
            found.append((commands, content))
    return found


def as_pattern(output: str) -> str:
    """``...`` in an output stands for what differs from run to run."""
    return re.escape(output.strip()).replace(re.escape("..."), r"\S+")


def test_the_tutorial_runs_as_it_is_written(fresh_server: Any, tmp_path: Path) -> None:
    """Block after block in one shell, on a server as the tutorial starts it."""
    server: Server = fresh_server(rehearsal=True, transition_seconds=0.2)
    mark = "=== end of block ==="
    script = "set -e\n" + "".join(f"{commands}\necho '{mark}'\n" for commands, _ in steps())
    script = script.replace("http://127.0.0.1:8000", server.endpoint)
    script = script.replace("clock advance", f"clock --port {server.port} advance")
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={
            "HOME": str(tmp_path),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "AWS_PAGER": "",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    outputs = done.stdout.split(f"{mark}\n")
    assert len(steps()) > 8
    for (commands, expected), output in zip(steps(), outputs, strict=False):
        assert re.fullmatch(as_pattern(expected), output.strip()), f"{commands}\nprinted:\n{output}"


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link of README, CONTRIBUTING, CHANGELOG and docs names a file that is there."""
    documents = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    missing = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert missing == []
