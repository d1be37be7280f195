"""What the edge needs of a protocol, whichever of AWS's it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from strongroom.randomness import Randomness
from strongroom.services.operations import Answer


class WireProtocol(Protocol):
    """How one service speaks: what a signature must say, and the form of answers and errors.

    ``scope_name`` is the service in a credential's scope; ``home_region`` the region in which a service acts
    that has one only, whatever region a request is signed for. ``skew_minutes`` is how far the signing time may
    be from the service's. ``only_aws4`` tells that an Authorization header of another scheme counts as none at
    all; ``unsigned_message`` is the text for none. ``body_limit`` is in bytes; ``codes_bodies`` tells that
    bodies may be compressed, both ways.
    """

    @property
    def scope_name(self) -> str: ...

    @property
    def home_region(self) -> str | None: ...

    @property
    def skew_minutes(self) -> int: ...

    @property
    def only_aws4(self) -> bool: ...

    @property
    def unsigned_message(self) -> str: ...

    @property
    def body_limit(self) -> int: ...

    @property
    def codes_bodies(self) -> bool: ...

    @property
    def internal_error(self) -> tuple[str, str]:
        """Code and text of the error for a failure of the server's own."""
        ...

    def new_request_id(self, randomness: Randomness) -> str:
        """An id for one request."""
        ...

    def answer(self, operation: str, answer: Answer, request_id: str) -> bytes:
        """The document of a successful call. Raises TypeError for an answer that is none."""
        ...

    def error(self, code: str, message: str, status: int, fields: Mapping[str, Any], request_id: str) -> bytes:
        """The error document. An empty message is left out."""
        ...

    def answer_headers(self, content_type: bytes, request_id: str, body: bytes) -> bytes:
        """The header lines of an answer."""
        ...
