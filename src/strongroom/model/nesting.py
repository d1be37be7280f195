"""How deep a request is nested, which decides who checks it.

The newer validator of DynamoDB leaves requests that are nested deeper than it reads to the older one. Source:
answers of the service in us-east-1 and eu-west-2, October 2026: it reads an attribute of 61 lists or maps in an
item, not one of 63; and one of 60 in an action of a transaction, not one of 61.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: In JSON objects and arrays.
_DEEPEST_READ = 127


def is_left_to_older_validator(request: Any) -> bool:
    """Whether a request is nested too deep for the newer validator."""
    level = [request]
    for _ in range(_DEEPEST_READ):
        level = [inner for container in level for inner in _containers(container)]
        if not level:
            return False
    return True


def _containers(container: Any) -> Iterator[Any]:
    for inner in container.values() if isinstance(container, dict) else container:
        if isinstance(inner, dict | list):
            yield inner
