"""Browsers: what pages of other origins may do here (the Fetch standard, "CORS protocol").

The services answer every origin, because a request without a valid signature achieves nothing. In open mode
any signature will do, so there a page from anywhere could read every table of whoever visits it; pages that
were not loaded from this machine are refused.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from strongroom.edge.http import Headers

_EXPOSED = b"x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,x-amz-crc32,Date"
_MAX_AGE_SECONDS = 172800
ANSWER = b"Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: %b\r\n" % _EXPOSED


def preflight(headers: Headers) -> bytes:
    """The header lines that answer a preflight request: whatever it asks for is allowed."""
    lines = []
    if asked := headers.get(b"access-control-request-headers"):
        lines.append(b"Access-Control-Allow-Headers: " + asked)
    if asked := headers.get(b"access-control-request-method"):
        lines.append(b"Access-Control-Allow-Methods: " + asked)
    lines.append(b"Access-Control-Max-Age: %d" % _MAX_AGE_SECONDS)
    return ANSWER + b"\r\n".join(lines) + b"\r\n"


def is_elsewhere(origin: bytes) -> bool:
    """Whether a browser sends this origin for a page that was not loaded from this machine.

    ``null`` is the origin of a sandboxed page, which may come from anywhere.
    """
    if origin == b"null":
        return True
    if b"://" not in origin:
        return False
    try:
        host = urlsplit(origin.decode("latin-1")).hostname or ""
    except ValueError:
        return True
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True
