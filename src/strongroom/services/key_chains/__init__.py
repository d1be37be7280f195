"""Which wrapped keys lie between a KMS key and a table's data: an API of the server's own, signed as others."""
