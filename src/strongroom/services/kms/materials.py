"""The key materials of a KMS key as the catalog holds them, and the schedule by which new ones are made.

Source: KMS developer guide, "Rotate AWS KMS keys".
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Material:
    """One key material of a key: its id, and the material sealed under the root key.

    ``rotated`` is when it came into use (epoch seconds) and ``rotation_type`` how (AUTOMATIC, ON_DEMAND); the
    first material of a key has neither.
    """

    id: str
    sealed: bytes
    rotated: float | None = None
    rotation_type: str | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Material:
        """From what ``record`` returned."""
        return cls(
            record["id"],
            base64.b64decode(record["sealed"]),
            record.get("rotated"),
            record.get("rotation_type"),
        )

    def record(self) -> dict[str, Any]:
        """What is stored of the material."""
        stored: dict[str, Any] = {"id": self.id, "sealed": base64.b64encode(self.sealed).decode()}
        if self.rotated is not None:
            stored |= {"rotated": self.rotated, "rotation_type": self.rotation_type}
        return stored


@dataclass(frozen=True, slots=True)
class Rotation:
    """Automatic rotation as it was set: every ``period_days`` days, counted from ``since`` (epoch seconds)."""

    enabled: bool = False
    period_days: int = 365
    since: float = 0.0

    @property
    def due(self) -> float:
        """When the material is to be rotated, be it in the past."""
        return self.since + self.period_days * DAY

    def next_date(self, now: float) -> float:
        """When the material is rotated next."""
        return self.done(now).due

    def done(self, now: float) -> Rotation:
        """The schedule once the rotations due until ``now`` are done; it keeps its dates."""
        period = self.period_days * DAY
        return replace(self, since=self.since + max(0.0, now - self.since) // period * period)

    def resumed(self, now: float) -> Rotation:
        """The schedule of a key that is used again: a rotation that was missed meanwhile is due at once."""
        missed = self.enabled and self.due <= now
        return replace(self, since=now - self.period_days * DAY) if missed else self
