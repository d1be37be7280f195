"""The expression language: grammar, parsing, binding of placeholders, evaluation."""
