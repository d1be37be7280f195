"""One package for each AWS service."""
