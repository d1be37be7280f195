"""A world of its own for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from .world import Caller, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with asyncio.Runner() as runner:
        made = World(tmp_path, runner)
        yield made
        made.close()


@pytest.fixture
def root(world: World) -> Caller:
    return world.root
