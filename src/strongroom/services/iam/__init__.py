"""The IAM and STS services."""
