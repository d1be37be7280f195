"""Shows how far a run is: one line that is replaced on a terminal, a line for each step elsewhere."""

from __future__ import annotations

import sys
import time


class Progress:
    """Writes to standard error, so that standard output holds the result alone."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._terminal = sys.stderr.isatty()
        self._shown = ""

    def show(self, text: str) -> None:
        if text == self._shown:
            return
        self._shown = text
        line = f"[{time.monotonic() - self._started:5.0f} s] {text}"
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def done(self) -> None:
        """Leave the line."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
