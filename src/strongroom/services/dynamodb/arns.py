"""Names and ARNs of tables. Source: DynamoDB developer guide, "Naming rules and data types"."""

from __future__ import annotations

from strongroom.services.dynamodb import errors


def require_table_name(text: str) -> None:
    """Refuse an ARN where only a name may stand. Lengths and characters of names are the model's."""
    if ":" in text:
        raise errors.validation(
            f"1 validation error detected: Value '{text}' at 'tableName' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        )
