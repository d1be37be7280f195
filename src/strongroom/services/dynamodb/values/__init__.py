"""Attribute values: numbers, sizes, comparison and key encodings, as pure functions."""
