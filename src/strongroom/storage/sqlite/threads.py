"""The threads that all stores share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor


class Threads:
    """Threads for commits, which are short and wait for the disk, and for long reads. They start on demand."""

    def __init__(self, committing: int, reading: int) -> None:
        self.committing = ThreadPoolExecutor(committing, thread_name_prefix="strongroom-commit")
        self.reading = ThreadPoolExecutor(reading, thread_name_prefix="strongroom-read")

    def stop(self) -> None:
        """Return when all threads have finished their work."""
        self.committing.shutdown()
        self.reading.shutdown()
