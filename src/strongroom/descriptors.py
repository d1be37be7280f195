"""How many files the process may have open: a table that is in use takes 5 to 7 descriptors."""

from __future__ import annotations

import contextlib
import resource

_ENOUGH = 1 << 20


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open descriptors as far as the hard limit lets: the limit now.

    Source: setrlimit(2), RLIMIT_NOFILE.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # a system may allow less than its hard limit says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
