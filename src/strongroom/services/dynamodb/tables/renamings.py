"""The policies of tables and streams go on with the users and roles that they name when IAM renames or deletes
those."""

from __future__ import annotations

from dataclasses import replace

from strongroom.services.dynamodb.tables.catalog import Tables
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.resource_policies import renamed_policy
from strongroom.services.iam.policy import Renaming


async def rename_principal(tables: Tables, renaming: Renaming) -> None:
    """Rename the principal in all policies of all tables."""
    for table in tables.all():
        if _renamed(table.record, renaming) is table.record:
            continue
        async with table.changing:
            if table in tables.all():
                await tables.change(table, lambda record: _renamed(record, renaming))


def _renamed(record: TableRecord, renaming: Renaming) -> TableRecord:
    policies = {holder: renamed_policy(policy, renaming) for holder, policy in record.policies.items()}
    return record if policies == record.policies else replace(record, policies=policies)
