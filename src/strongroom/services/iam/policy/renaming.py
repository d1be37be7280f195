"""Policies follow the users and roles that they name, not their names.

When a user is renamed, policies that name it go on with its new ARN. When a user or a role is deleted its
unique id takes the place of the ARN, so that whoever gets the same name later has none of its permissions.
Source: IAM User Guide, "AWS JSON policy elements: Principal" and "IAM identifiers".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Renaming:
    """A user's or role's ARN, and what stands for it from now on: another ARN, or the unique id of one that is
    gone."""

    arn: str
    to: str

    def of(self, name: str) -> str:
        """What becomes of a principal's name: also that of a session of a role that is gone."""
        if name == self.arn:
            return self.to
        prefix = self._sessions
        return f"{self.to}:{name.removeprefix(prefix)}" if prefix and name.startswith(prefix) else name

    def in_policy(self, document: str) -> str:
        """The document with its principals renamed; as it is when it does not name them.

        The document must be one that was accepted before.
        """
        if self._last not in document:
            return document
        content = orjson.loads(document)
        renamed = [self._rename(element) for element in _principal_elements(content)]
        if not any(renamed):
            return document
        layout = orjson.OPT_INDENT_2 if "\n" in document else 0
        return orjson.dumps(content, option=layout).decode("utf-8")

    @property
    def _last(self) -> str:
        """The name without path, which every document that is concerned has in its text."""
        return self.arn.rpartition("/")[2]

    @property
    def _sessions(self) -> str:
        """What the ARNs of a role's sessions begin with; empty for users."""
        _, partition, _, _, account, resource = self.arn.split(":", 5)
        if not resource.startswith("role/"):
            return ""
        return f"arn:{partition}:sts::{account}:assumed-role/{self._last}/"

    def _rename(self, element: dict[str, Any]) -> bool:
        """Rename within a Principal element: whether anything was."""
        before = element.get("AWS")
        if isinstance(before, list):
            element["AWS"] = [self.of(name) for name in before]
        elif isinstance(before, str):
            element["AWS"] = self.of(before)
        return bool(element.get("AWS") != before)


def _principal_elements(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    statements = content["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        for name in ("Principal", "NotPrincipal"):
            if isinstance(statement.get(name), dict):
                yield statement[name]
