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

    ``sealed`` is None for imported material that was deleted or has expired: it belongs to the key for ever,
    and only the same material can be imported in its place. ``rotated`` is when the material came into use
    (epoch seconds) and ``rotation_type`` how (AUTOMATIC, ON_DEMAND); the first material of a key has neither.
    ``pending`` is material that was imported for a rotation to come. ``expires`` is when imported material
    does.
    """

    id: str
    sealed: bytes | None
    rotated: float | None = None
    rotation_type: str | None = None
    pending: bool = False
    expires: float | None = None
    description: str | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Material:
        """From what ``record`` returned."""
        sealed = record.get("sealed")
        return cls(**{**record, "sealed": None if sealed is None else base64.b64decode(sealed)})

    def record(self) -> dict[str, Any]:
        """What is stored of the material: what differs from the defaults."""
        stored = {
            "id": self.id,
            "sealed": None if self.sealed is None else base64.b64encode(self.sealed).decode(),
            "rotated": self.rotated,
            "rotation_type": self.rotation_type,
            "pending": self.pending or None,
            "expires": self.expires,
            "description": self.description,
        }
        return {name: value for name, value in stored.items() if value is not None}

    def erased(self) -> Material:
        """What is left when the imported material is deleted."""
        return replace(self, sealed=None, expires=None)

    def expired(self, now: float) -> bool:
        """Whether the material must not be used any more."""
        return self.expires is not None and self.expires <= now


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
