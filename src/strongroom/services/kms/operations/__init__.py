"""One file for each operation of the KMS API."""
