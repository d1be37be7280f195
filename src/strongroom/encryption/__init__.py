"""The heart: root key, key material, table keys, data keys."""
