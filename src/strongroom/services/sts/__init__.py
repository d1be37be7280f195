"""The STS service: who calls, and temporary credentials."""
