"""The engine interface and the engines."""
