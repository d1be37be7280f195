"""Rotations of a root key that are killed, for a test to look at what they leave.

``python rotator.py DIRECTORY SCRATCH`` takes the server's directory ``DIRECTORY`` with ``data`` and
``keys/root.key``, and for every step of a rotation to ``keys/new.key`` makes a copy, has the rotation killed as
``kill -9`` would just before that step, and looks. For each it writes a line of JSON: the ``step``; the exit
``code``; ``is_new``, whether the record is that of the new key; ``whole``, whether ``strongroom verify`` and
``audit verify`` find the data whole under the key of the record; ``again``, the exit code of the rotation when
it is run again; ``finished``, whether nothing of it is left then. The last one was not killed.
``python rotator.py DIRECTORY SCRATCH STEP`` leaves in ``SCRATCH`` what the kill before that step leaves.

A step is a call by which the command changes what is on the disk, SQLite's own apart. Every run is a fork of
this process, so that Python starts once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import strongroom.root_rotation  # noqa: F401 - so that the forks need not
from strongroom.cli import main

_STEPS = ("fsync", "fdatasync", "rename", "replace", "link", "unlink", "rmdir", "mkdir", "pwrite")
_NEVER = 10_000


def kill_before(step: int) -> None:
    """Have this process kill itself before that step."""
    counted = 0

    def killing(call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **named: Any) -> Any:
            nonlocal counted
            counted += 1
            if counted == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return counting

    for name in _STEPS:
        setattr(os, name, killing(getattr(os, name)))


def forked(arguments: list[str], step: int = _NEVER) -> int:
    """The exit code of the command in a process of its own; negative for the signal that ended it."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            kill_before(step)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            code = main(arguments)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def rotated(directory: Path, scratch: Path, step: int = _NEVER) -> int:
    """Copy the directory and rotate the copy's root key: the exit code."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(directory, scratch)
    return forked(rotation_in(scratch), step)


def rotation_in(directory: Path) -> list[str]:
    return ["root", "rotate", *places(directory, "root.key"), "--new-root-key", f"{directory}/keys/new.key"]


def places(directory: Path, key: str) -> list[str]:
    return ["--data-dir", f"{directory}/data", "--root-key", f"{directory}/keys/{key}"]


def looked_at(directory: Path, scratch: Path, step: int) -> dict[str, Any]:
    """What a rotation leaves that is killed before that step, and what becomes of it."""
    code = rotated(directory, scratch, step)
    is_new = json.loads((scratch / "data" / "root-key-record.json").read_text())["rotation"] != ""
    present = places(scratch, "new.key" if is_new else "root.key")
    return {
        "step": step,
        "code": code,
        "is_new": is_new,
        "whole": not any(forked([*command, *present]) for command in (["verify"], ["audit", "verify"])),
        "again": forked(rotation_in(scratch)),
        "finished": not list((scratch / "data").glob("rotation-*")),
    }


if __name__ == "__main__":
    given, copied = Path(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        sys.exit(0 if rotated(given, copied, int(sys.argv[3])) == -signal.SIGKILL else 1)
    for number in range(1, _NEVER):
        found = looked_at(given, copied, number)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
        if found["code"] == 0:
            break
