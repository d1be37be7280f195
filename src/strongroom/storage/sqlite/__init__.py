"""The embedded engine: one SQLCipher file for each store."""
