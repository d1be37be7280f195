"""The KMS service."""
