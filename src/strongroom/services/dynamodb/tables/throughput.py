"""Units a second: what may be asked for, how they move, what is left of the day's decreases. Pure.

Source: DynamoDB API reference, ProvisionedThroughput, OnDemandThroughput and WarmThroughput; developer guide,
"Service, account, and table quotas". Messages as observed of the service in October 2026.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import Throughput, WarmThroughput

#: The account's quotas, which DescribeLimits tells: units of a table or an index, and of all tables together.
TABLE_MOST_UNITS = 40_000
ACCOUNT_MOST_UNITS = 80_000

#: What every on-demand table is ready for.
ON_DEMAND_WARM = WarmThroughput(12_000, 4_000)

_OUT_OF_BOUNDS = 1_000_000_000_000
_FREE_DECREASES = 4
_DECREASE_INTERVAL = 3600
_DAY = 86_400
_GUIDE = "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
_INITIAL_GUIDE = (
    "See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"
    "#on-demand-capacity-mode-initial"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the units belong to: the table (``index`` None) or one of its indexes, in a region."""

    region: str
    index: str | None = None

    @property
    def spaced(self) -> str:
        """As messages on on-demand throughput name it."""
        return "table" if self.index is None else f"index : {self.index}"

    @property
    def plain(self) -> str:
        """As messages on warm throughput name it."""
        return "table" if self.index is None else f"index {self.index}"


def check_bounds(asked: Mapping[str, int]) -> None:
    """Refuse numbers of units that are beyond all measure."""
    for name in ("ReadCapacityUnits", "WriteCapacityUnits"):
        if asked[name] > _OUT_OF_BOUNDS:
            raise errors.validation(f"Given value {asked[name]} for {name} is out of bounds")


def check_quota(asked: Mapping[str, int], place: Place) -> None:
    """Refuse more units than a table or an index may have. Raises LimitExceededException."""
    where = "table" if place.index is None else "index"
    named = "" if place.index is None else f" for index {place.index}"
    for name in ("ReadCapacityUnits", "WriteCapacityUnits"):
        if asked[name] > TABLE_MOST_UNITS:
            raise errors.limit_exceeded(
                f"The requested {name}{named}, {asked[name]}, is above the per {where} maximum for the account "
                f"in {place.region}. Per table maximum: {TABLE_MOST_UNITS}. {_GUIDE}"
            )


def check_account_quota(reserved: Throughput, wanted: Throughput, region: str) -> None:
    """Refuse what takes all tables together over the account's quota. Raises LimitExceededException."""
    for name, has, asks in (
        ("ReadCapacityUnits", reserved.read_units, wanted.read_units),
        ("WriteCapacityUnits", reserved.write_units, wanted.write_units),
    ):
        if asks > 0 and has + asks > ACCOUNT_MOST_UNITS:
            raise errors.limit_exceeded(
                f"This request would have caused the {name} limit to be exceeded for the account in {region}. "
                f"Current {name} reserved by the account: {has}. Limit: {ACCOUNT_MOST_UNITS}. Requested: "
                f"{asks}. {_GUIDE}"
            )


def of_request(asked: Mapping[str, int]) -> Throughput:
    """The wire's ``ProvisionedThroughput``."""
    return Throughput(asked["ReadCapacityUnits"], asked["WriteCapacityUnits"])


def moved(current: Throughput, wanted: Throughput, place: Place, now: float) -> Throughput:
    """``wanted`` with the history of ``current``.

    Raises ServiceError: ValidationException when nothing would change, LimitExceededException when no decrease
    is left.
    """
    if (wanted.read_units, wanted.write_units) == (current.read_units, current.write_units):
        raise errors.validation(_unchanged(current, wanted, place))
    rises = wanted.read_units > current.read_units or wanted.write_units > current.write_units
    falls = wanted.read_units < current.read_units or wanted.write_units < current.write_units
    if not falls:
        return replace(
            wanted,
            last_increase=now,
            last_decrease=current.last_decrease,
            decreases_today=current.decreases_today,
        )
    decreases = decreases_today(current, now)
    if decreases >= _FREE_DECREASES and now - (current.last_decrease or 0) < _DECREASE_INTERVAL:
        raise _no_decrease_left(current, decreases)
    return replace(
        wanted,
        last_increase=now if rises else current.last_increase,
        last_decrease=now,
        decreases_today=decreases + 1,
    )


def decreases_today(throughput: Throughput, now: float) -> int:
    """How often the units were decreased since midnight UTC."""
    last = throughput.last_decrease
    return throughput.decreases_today if last is not None and last // _DAY == now // _DAY else 0


def raised(warm: WarmThroughput, other: WarmThroughput) -> WarmThroughput:
    """The larger of both, each kind of units by itself."""
    return WarmThroughput(max(warm.read_units, other.read_units), max(warm.write_units, other.write_units))


def warmed(warm: WarmThroughput, throughput: Throughput) -> WarmThroughput:
    """A table is always ready for what it is provisioned with."""
    return raised(warm, WarmThroughput(throughput.read_units, throughput.write_units))


def initial_warm(
    asked: Mapping[str, int] | None, throughput: Throughput | None, place: Place
) -> WarmThroughput:
    """The warm throughput of something new; ``throughput`` is None when it is on demand.

    Raises ServiceError when less or more is asked for than it can have.
    """
    if throughput is None:
        floor, lower = ON_DEMAND_WARM, f"initial throughput for OnDemand. {_INITIAL_GUIDE}"
    else:
        floor, lower = warmed(WarmThroughput(0, 0), throughput), ""
    wanted = _asked_warm(asked, floor)
    for name, wants, has in _pairs(wanted, floor):
        if wants < has:
            than = lower or f"{name.replace('UnitsPerSecond', 'CapacityUnits')} of ProvisionedThroughput"
            raise errors.invalid_parameter(
                f"Requested {name} for WarmThroughput for {place.plain} is lower than {than}"
            )
    _check_warm_quota(wanted, place)
    return wanted


def next_warm(asked: Mapping[str, int], current: WarmThroughput, place: Place) -> WarmThroughput:
    """The warm throughput asked for of something that exists. Raises ServiceError when it would shrink."""
    wanted = _asked_warm(asked, current)
    for name, wants, has in _pairs(wanted, current):
        if wants < has:
            raise errors.invalid_parameter(
                f"Requested {name} for WarmThroughput for {place.plain} is lower than current WarmThroughput, "
                "decreasing WarmThroughput is not supported"
            )
    _check_warm_quota(wanted, place)
    return wanted


def check_on_demand(asked: Mapping[str, int], place: Place, *, may_clear: bool) -> None:
    """Refuse limits of on-demand throughput out of range. ``may_clear``: -1 takes a limit away."""
    for name in ("MaxReadRequestUnits", "MaxWriteRequestUnits"):
        units = asked.get(name)
        if units is None or (may_clear and units == -1):
            continue
        if units < 1:
            raise errors.invalid_parameter(
                f"Requested {name} for OnDemandThroughput for {place.spaced} is outside of valid range"
            )
        if units > TABLE_MOST_UNITS:
            quota = name.replace("Max", "TableMax").replace("RequestUnits", "CapacityUnits")
            raise errors.limit_exceeded(
                f"Subscriber limit exceeded: Requested {name} for OnDemandThroughput for {place.spaced} "
                f"exceeds {quota} of the account in region {place.region}"
            )


def merged_on_demand(current: Mapping[str, int] | None, asked: Mapping[str, int]) -> Mapping[str, int] | None:
    """The limits after a change: members that are not asked for stay, -1 takes one away."""
    limits = {name: units for name, units in {**(current or {}), **asked}.items() if units != -1}
    return limits or None


def first_limit(asked: Mapping[str, int]) -> str:
    """The limit of on-demand throughput that a message names."""
    return next(
        (n for n in ("MaxReadRequestUnits", "MaxWriteRequestUnits") if n in asked), "MaxReadRequestUnits"
    )


def _asked_warm(asked: Mapping[str, int] | None, otherwise: WarmThroughput) -> WarmThroughput:
    units = asked or {}
    return WarmThroughput(
        units.get("ReadUnitsPerSecond", otherwise.read_units),
        units.get("WriteUnitsPerSecond", otherwise.write_units),
    )


def _pairs(one: WarmThroughput, other: WarmThroughput) -> tuple[tuple[str, int, int], ...]:
    return (
        ("ReadUnitsPerSecond", one.read_units, other.read_units),
        ("WriteUnitsPerSecond", one.write_units, other.write_units),
    )


def _check_warm_quota(wanted: WarmThroughput, place: Place) -> None:
    for name, wants, _ in _pairs(wanted, wanted):
        if wants > TABLE_MOST_UNITS:
            quota = f"TableMax{name.replace('UnitsPerSecond', 'CapacityUnits')}"
            raise errors.limit_exceeded(
                f"Subscriber limit exceeded: Requested {name} for WarmThroughput for {place.plain} exceeds "
                f"{quota} of the account in region {place.region}"
            )


def _unchanged(current: Throughput, wanted: Throughput, place: Place) -> str:
    whose = "the table" if place.index is None else f"the index {place.index}"
    of = "the table" if place.index is None else f"index {place.index}"
    return (
        f"The provisioned throughput for {whose} will not change. The requested value equals the current "
        f"value. Current ReadCapacityUnits provisioned for {of}: {current.read_units}. Requested "
        f"ReadCapacityUnits: {wanted.read_units}. Current WriteCapacityUnits provisioned for {of}: "
        f"{current.write_units}. Requested WriteCapacityUnits: {wanted.write_units}. {_GUIDE}"
    )


def _no_decrease_left(current: Throughput, decreases: int) -> ServiceError:
    last = current.last_decrease or 0.0
    midnight = (last // _DAY + 1) * _DAY
    return errors.limit_exceeded(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After "
        f"the first {_FREE_DECREASES} decreases, each subsequent decrease in the same UTC day can be performed "
        f"at most once every {_DECREASE_INTERVAL} seconds. Number of decreases today: {decreases}. Last "
        f"decrease at {_spoken(last)}. Next decrease can be made at "
        f"{_spoken(min(last + _DECREASE_INTERVAL, midnight))}"
    )


def _spoken(time: float) -> str:
    moment = dt.datetime.fromtimestamp(time, dt.UTC)
    return (
        f"{moment:%A, %B} {moment.day}, {moment.year} at {moment.hour % 12 or 12}:{moment:%M:%S %p} "
        "Coordinated Universal Time"
    )
