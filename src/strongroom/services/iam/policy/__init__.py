"""The policy engine, pure: documents and a request context in, a decision out."""
