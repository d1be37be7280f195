"""The CloudTrail service: what its operations are handed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from strongroom.clock import Clock
from strongroom.services.cloudtrail import operations
from strongroom.services.operations import Operations, RequestParser


class CloudTrail:
    """The look-up API of the audit log in ``directory``."""

    def __init__(self, directory: Path, clock: Clock, parsers: Mapping[str, RequestParser]) -> None:
        self.directory = directory
        self.clock = clock
        self.operations = Operations(self, operations, parsers)
