"""The AWS CLI commands of the two documents, read out of the documents.

``customer-master-keys.md`` is a how-to with mistakes in it, ``encryption-tutorial.md`` the vendor's own
tutorial; both are kept as they were found.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

HERE = Path(__file__).parent
HOW_TO = HERE / "customer-master-keys.md"
TUTORIAL = HERE / "encryption-tutorial.md"

# How the documents write what every reader has to fill in.
PLACEHOLDERS = ("<your-cmk-arn>", "abcd1234-abcd-1234-a123-ab1234a1b234")

_FENCED = re.compile(r"^( *)```\w*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def commands(document: Path) -> list[str]:
    """Every command of a document in its order, as it is written there."""
    blocks = (match[2] for match in _FENCED.finditer(document.read_text(encoding="utf-8")))
    return [block for block in blocks if block.lstrip().startswith("aws ")]


def outputs(document: Path) -> list[str]:
    """Every output that a document shows for a command."""
    blocks = (match[2] for match in _FENCED.finditer(document.read_text(encoding="utf-8")))
    return [block for block in blocks if '"Status"' in block]


def arguments(command: str, key: str = "") -> list[str]:
    """The command's words behind ``aws``, with ``key`` in the place of a placeholder."""
    for placeholder in PLACEHOLDERS:
        command = command.replace(placeholder, key)
    program, *words = shlex.split(command.replace("\\\n", ""))  # a shell takes such line ends away
    assert program == "aws"
    return words
