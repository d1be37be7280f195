"""Signature Version 4, enough to sign the benchmark's own requests.

Written apart from the server's verification, so that one mistake cannot hide in both.
Source: "Create a signed AWS API request", AWS IAM user guide.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

ALGORITHM = "AWS4-HMAC-SHA256"
SIGNED_HEADERS = "content-type;host;x-amz-date;x-amz-target"


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key; a temporary one has a session token."""

    access_key_id: str = "AKIDBENCHMARK0000000"
    secret_access_key: str = "benchmark"
    session_token: str = ""


class Signer:
    """Signs JSON requests to one host under a signing key that is derived once."""

    def __init__(self, credentials: Credentials, region: str, service: str, host: str, at: datetime) -> None:
        self._host = host
        self.token = credentials.session_token
        self._signed_headers = SIGNED_HEADERS
        if self.token:
            self._signed_headers = SIGNED_HEADERS.replace("x-amz-target", "x-amz-security-token;x-amz-target")
        self.timestamp = at.strftime("%Y%m%dT%H%M%SZ")
        day = self.timestamp[:8]
        self._scope = f"{day}/{region}/{service}/aws4_request"
        self._credential = f"{credentials.access_key_id}/{self._scope}"
        key = f"AWS4{credentials.secret_access_key}".encode()
        for part in (day, region, service, "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        self._key = key

    def authorization(self, content_type: str, target: str, body: bytes) -> str:
        """The value of the Authorization header of ``POST /``."""
        token = f"x-amz-security-token:{self.token}\n" if self.token else ""
        canonical = (
            f"POST\n/\n\ncontent-type:{content_type}\nhost:{self._host}\nx-amz-date:{self.timestamp}\n"
            f"{token}x-amz-target:{target}\n\n{self._signed_headers}\n{hashlib.sha256(body).hexdigest()}"
        )
        to_sign = (
            f"{ALGORITHM}\n{self.timestamp}\n{self._scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        )
        signature = hmac.new(self._key, to_sign.encode(), "sha256").hexdigest()
        claim = f"Credential={self._credential}, SignedHeaders={self._signed_headers}"
        return f"{ALGORITHM} {claim}, Signature={signature}"
