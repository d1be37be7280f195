"""The account's quota of provisioned units, over all tables of a region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import TableRecord, Throughput
from strongroom.services.dynamodb.tables.throughput import check_account_quota as check


def check_account_quota(tables: Iterable[Table], definition: Mapping[str, Any], region: str) -> None:
    """Refuse a new table with more units than the account has left. Raises LimitExceededException."""
    wanted = [definition["throughput"], *(index.throughput for index in definition["indexes"])]
    check(_reserved(tables), _sum(wanted), region)


def check_account_quota_moved(tables: Iterable[Table], before: TableRecord, after: TableRecord) -> None:
    """Refuse a change that takes more units than the account has left. Raises LimitExceededException."""
    had, wants = _units(before), _units(after)
    more = Throughput(max(0, wants.read_units - had.read_units), max(0, wants.write_units - had.write_units))
    if more.read_units or more.write_units:
        check(_reserved(tables), more, before.region)


def _reserved(tables: Iterable[Table]) -> Throughput:
    return _sum(_units(table.record) for table in tables)


def _units(record: TableRecord) -> Throughput:
    """What a table and its indexes hold, or will when the changes under way are over."""
    job = record.job("throughput")
    own = record.throughput if job is None else Throughput(job.target["read_units"], job.target["write_units"])
    return _sum([own, *(index.next_throughput or index.throughput for index in record.indexes)])


def _sum(held: Iterable[Throughput]) -> Throughput:
    listed = list(held)
    return Throughput(sum(each.read_units for each in listed), sum(each.write_units for each in listed))
