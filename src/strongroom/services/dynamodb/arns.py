"""Names and ARNs of tables and of what belongs to them.

Source: DynamoDB developer guide, "Naming rules and data types"; API reference, TableName ("You can also provide
the Amazon Resource Name (ARN) of the table in this parameter"); messages as observed.
"""

from __future__ import annotations

from dataclasses import dataclass

from strongroom.calls import Call
from strongroom.services.dynamodb import errors

_PARTS = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """An ARN in its parts; ``resource`` is what follows the account."""

    text: str
    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def table(self) -> str:
        """The name of the table that the resource is or belongs to; empty when it is something else."""
        kind, _, rest = self.resource.partition("/")
        return rest.partition("/")[0] if kind == "table" else ""

    @property
    def part(self) -> tuple[str, str]:
        """What the resource is of its table: kind and name (``stream``, its label); empty for the table."""
        kind, _, name = self.resource.partition(f"table/{self.table}")[2].lstrip("/").partition("/")
        return kind, name


def parse_arn(text: str) -> Arn | None:
    """The ARN in its parts; None when the text is none."""
    parts = text.split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != "arn":
        return None
    return Arn(text, *parts[1:])


def table_name(call: Call, name_or_arn: str) -> str:
    """The name of the table that a TableName means.

    Raises ServiceError for an ARN that is not one of a table in the call's account and region.
    """
    if not name_or_arn.startswith("arn:"):
        return name_or_arn
    arn = parse_arn(name_or_arn)
    if arn is None or arn.service != "dynamodb" or not arn.table:
        raise _wrong_arn("ARN", name_or_arn)
    if arn.partition != "aws":
        raise _wrong_arn("AWS partition", name_or_arn)
    if arn.region != call.region:
        raise _wrong_arn("AWS region", name_or_arn)
    if arn.part != ("", ""):
        raise _wrong_arn("resource type", name_or_arn)
    if arn.account != call.account:
        raise errors.access_denied("Access is denied")
    return arn.table


def require_table_name(text: str) -> None:
    """Refuse an ARN where only a name may stand. Lengths and characters of names are the model's."""
    if ":" in text:
        raise errors.validation(
            f"1 validation error detected: Value '{text}' at 'tableName' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        )


def _wrong_arn(what: str, text: str) -> Exception:
    return errors.validation(f"1 validation error detected: Invalid {what} in '{text}'")
