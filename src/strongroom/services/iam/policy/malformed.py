"""The one error of reading policies."""

from __future__ import annotations


class MalformedPolicy(ValueError):
    """A document is no valid policy of its kind; the message is the service's own.

    IAM answers it as ``MalformedPolicyDocument``, KMS as ``MalformedPolicyDocumentException``.
    """
