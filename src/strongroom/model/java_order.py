"""The orders in which the services list things: those of the hash tables that hold them.

When several members of a structure are at fault, the service reports them in the iteration order of a Java
``HashMap`` keyed by member name; the values of an enum are listed in the order of a plainer hash table. Both
orders are functions of the names alone, so they can be computed for every shape.

Source: found by comparing messages of the services, recorded by public test suites, with ``String.hashCode``
(Java SE API) and ``HashMap`` (JEP 180: the hash is spread by ``h ^ h >>> 16``; capacity 16, doubled beyond a
load of 0.75). Every recorded message agrees; the tests name them.
"""

from __future__ import annotations

from collections.abc import Iterable


def string_hash(text: str) -> int:
    """Java's ``String.hashCode`` as an unsigned 32-bit number."""
    value = 0
    for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"):
        value = (31 * value + unit) & 0xFFFFFFFF
    return value


def member_order(names: Iterable[str]) -> list[str]:
    """Lower-camel-case member names in the order in which their violations are reported."""
    listed = list(names)
    capacity = _capacity(len(listed), 16)
    return sorted(listed, key=lambda name: _spread(string_hash(name)) & (capacity - 1))


def enum_order(values: Iterable[str]) -> list[str]:
    """Enum values in the order in which ``Member must satisfy enum value set`` lists them.

    Values in one bucket stand in reverse order of the model: later ones were put in front.
    """
    listed = list(values)[::-1]
    capacity = _capacity(len(listed), 32)
    return sorted(listed, key=lambda value: string_hash(value) & (capacity - 1))


def _spread(value: int) -> int:
    return value ^ (value >> 16)


def _capacity(count: int, smallest: int) -> int:
    capacity = smallest
    while count > capacity * 0.75:
        capacity *= 2
    return capacity
