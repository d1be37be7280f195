"""A world of its own for each test."""

from __future__ import annotations

from unit.iam.conftest import root, world

__all__ = ["root", "world"]
