"""How much memory the process may use."""

from __future__ import annotations

import os
from pathlib import Path

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def usable_memory() -> int:
    """The machine's memory in bytes, or what a container may use of it.

    Sources: sysconf(3); Linux's documentation of control groups, version 2 ``memory.max`` and version 1
    ``memory.limit_in_bytes``.
    """
    amounts = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for file in _LIMITS:
        try:
            amounts.append(int(file.read_text("ascii")))
        except (OSError, ValueError):
            continue  # no control groups of this version, or no limit ("max")
    return min(amounts)
