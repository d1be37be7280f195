"""Bytes in, bytes out: HTTP, signatures, the AWS protocols, errors on the wire."""
