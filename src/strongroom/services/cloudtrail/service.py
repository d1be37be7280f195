"""The CloudTrail service: what its operations are handed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from strongroom.clock import Clock
from strongroom.services.cloudtrail import operations
from strongroom.services.operations import Admit, Observed, Operations, RequestParser, admit_all, unobserved


class CloudTrail:
    """The look-up API of the audit log in ``directory``; ``admit`` decides who may use it."""

    def __init__(
        self,
        directory: Path,
        clock: Clock,
        parsers: Mapping[str, RequestParser],
        admit: Admit = admit_all,
        observed: Observed = unobserved,
    ) -> None:
        self.directory = directory
        self.clock = clock
        self.operations = observed(Operations(self, operations, parsers, admit))
