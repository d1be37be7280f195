"""What the numbers in README.md come from: ``python -m benchmarks --help``."""
