"""The second check of a request: does every value keep the constraints of its shape?

A shape is compiled to a *check* that adds a sentence to a list for each violated constraint: ``Value 'ab' at
'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3``. Members are
visited in the order in which the service reports them (``java_order``), a container's own constraints before
those of what it holds. Shapes from which no constraint can be reached compile to None: an item costs nothing.

Lengths count Unicode code points. Sources: the sentences and their order from answers of the services that the
test suites of dynalite, dynamodb-conformance and moto record; code points from Argmin's probes of STS.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from strongroom.model.echo import Echo, lower_first
from strongroom.model.java_order import enum_order, member_order
from strongroom.model.json_types import Shape
from strongroom.model.patterns import matcher

#: ``check(value, path, violations)``; the path of a whole request is empty.
Check: TypeAlias = Callable[[Any, str, list[str]], None]
#: A predicate, and what the service demands of a value for which it is false.
Constraint: TypeAlias = tuple[Callable[[Any], object], str]

_BOUNDS = frozenset({"min", "max"})
_CONTENTS = frozenset({"pattern", "enum"})
_FAILED = " failed to satisfy constraint: "
_NUMBERS = frozenset({"integer", "long", "float", "double"})


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a service words and orders what it reports; the default is DynamoDB's way.

    ``declared_enum_order`` lists enums as the model does, ``pattern_first`` reports patterns before bounds,
    ``repeats_values`` says which value is at fault, ``null_elements`` demands of elements not to be null.
    """

    declared_enum_order: bool = False
    pattern_first: bool = False
    repeats_values: bool = True
    null_elements: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """What one walk over a request looks at.

    ``traits`` of a shape that count, and whether those of list elements and map keys do (all of them, then).
    ``late`` takes the traits that shapes declare under ``late``. ``newer`` reports as the newer validator does
    (see ``corrections``); ``verbatim`` spells members as the model does and repeats no values.
    """

    traits: frozenset[str]
    elements: bool = True
    required: bool = False
    late: bool = False
    newer: bool = False
    verbatim: bool = False


#: The checks of most operations: one walk, then what is checked only when all else holds.
WHOLE = Pass(_BOUNDS | _CONTENTS, required=True)
LATE = Pass(_BOUNDS | _CONTENTS, late=True)

#: The steps of the newer validator, each taken only when those before it found nothing.
NULLS = Pass(frozenset(), elements=False, required=True)
BOUNDS = Pass(_BOUNDS, elements=False, newer=True, verbatim=True)
CONTENTS = Pass(_CONTENTS, newer=True)


class ConstraintCompiler:
    """Compiles the shapes of one service to the checks of one pass, each once."""

    def __init__(self, shapes: Mapping[str, Shape], echo: Echo, over: Pass, reporting: Reporting) -> None:
        self._shapes = shapes
        self._echo = echo
        self._pass = over
        self._reporting = reporting
        self._inner_checks: dict[str, Check | None] = {}

    def check(self, shape_name: str) -> Check | None:
        """The check of a shape, or None when nothing in it is constrained."""
        own = self._constraints(self._shapes[shape_name], self._pass.traits)
        return _in_turn([self._own(shape_name, own) if own else None, self._inner(shape_name)])

    def _inner(self, shape_name: str) -> Check | None:
        """The check of what a container holds."""
        if shape_name not in self._inner_checks:
            # Within itself a shape counts as unconstrained: the one recursive request shape of the services,
            # AttributeValue, has no constraints.
            self._inner_checks[shape_name] = None
            shape = self._shapes[shape_name]
            match shape["type"]:
                case "structure":
                    self._inner_checks[shape_name] = self._members(shape)
                case "list":
                    self._inner_checks[shape_name] = self._elements(shape_name, shape)
                case "map":
                    self._inner_checks[shape_name] = self._entries(shape_name, shape)
        return self._inner_checks[shape_name]

    def _of_elements(self, shape_name: str) -> list[Constraint]:
        """The constraints of list elements, map keys or map values, which are reported at their container."""
        constraints = self._constraints(self._shapes[shape_name], WHOLE.traits) if self._pass.elements else []
        if constraints and self._reporting.null_elements:
            constraints.append((lambda value: value is not None, "Member must not be null"))
        return constraints

    def _constraints(self, shape: Shape, wanted: frozenset[str]) -> list[Constraint]:
        declared: Mapping[str, Any] = shape.get("late", {}) if self._pass.late else shape
        traits = {name: trait for name, trait in declared.items() if name in wanted or name not in WHOLE.traits}
        measured = shape["type"] not in _NUMBERS
        constraints = [
            _bound(name, traits[name], measured=measured) for name in ("max", "min") if name in traits
        ]
        if "pattern" in traits:
            demand = f"Member must satisfy regular expression pattern: {traits['pattern']}"
            first = traits.get("pattern_first", self._reporting.pattern_first)
            place = 0 if first else len(constraints)
            constraints.insert(place, (matcher(traits["pattern"]), demand))
        if "enum" in traits:
            listed = traits.get("listed_enum", traits["enum"])
            ordered = listed if self._reporting.declared_enum_order else enum_order(listed)
            demand = f"Member must satisfy enum value set: [{', '.join(ordered)}]"
            constraints.append((frozenset(traits["enum"]).__contains__, demand))
        if "exempt_prefix" in traits:
            constraints = [_exempting(traits["exempt_prefix"], constraint) for constraint in constraints]
        return constraints

    def _own(self, shape_name: str, constraints: Sequence[Constraint]) -> Check:
        def own(value: Any, path: str, violations: list[str]) -> None:
            for holds, demand in constraints:
                if not holds(value):
                    violations.append(self._violation(shape_name, value, path, demand))

        return own

    def _violation(self, shape_name: str, value: Any, path: str, demand: str) -> str:
        shape = self._shapes[shape_name]
        if self._pass.newer and "newer_demand" in shape:
            return str(shape["newer_demand"])
        if self._pass.late and "sentence" in shape.get("late", {}):
            return Unframed(shape["late"]["sentence"].format(member=path))
        return violation(self._repeated(shape_name, value), path, demand)

    def _repeated(self, shape_name: str, value: Any) -> str | None:
        if self._pass.verbatim or self._hidden(shape_name) or self._shapes[shape_name]["type"] == "blob":
            return None
        return self._echo.text(shape_name, value)

    def _hidden(self, shape_name: str) -> bool:
        return not self._reporting.repeats_values or bool(self._shapes[shape_name].get("sensitive"))

    def _members(self, shape: Shape) -> Check | None:
        required = frozenset(shape.get("required", ()) if self._pass.required else ())
        spelled = {lower_first(name): name for name in shape["members"]}
        entries: list[tuple[str, str, str | None, Check | None]] = []
        for lower in self._reporting_order(shape, spelled):
            name = spelled[lower]
            member_shape = shape["members"][name]["shape"]
            check = self.check(member_shape)
            if check is not None or name in required:
                missing = (
                    ("Value" if self._hidden(member_shape) else "Value null") if name in required else None
                )
                entries.append((name, name if self._pass.verbatim else lower, missing, check))
        if not entries:
            return None

        def members(value: Any, path: str, violations: list[str]) -> None:
            prefix = f"{path}." if path else ""
            for name, written, missing, check in entries:
                member = value.get(name)
                if member is None:
                    if missing is not None:
                        violations.append(f"{missing} at '{prefix}{written}'{_FAILED}Member must not be null")
                elif check is not None:
                    check(member, prefix + written, violations)

        return members

    def _reporting_order(self, shape: Shape, spelled: Mapping[str, str]) -> list[str]:
        order = member_order(spelled)
        if self._pass.newer and "newer_order" in shape:
            place = {name: position for position, name in enumerate(shape["newer_order"])}
            order.sort(key=lambda lower: place.get(spelled[lower], len(place)))
        return order

    def _elements(self, shape_name: str, shape: Shape) -> Check | None:
        element = shape["member"]["shape"]
        of_elements = self._of_elements(element)
        demand = f"Member must satisfy constraint: {_listing(of_elements)}"
        every = (lambda value: all(_hold(of_elements, item) for item in value), demand)
        return _in_turn(
            [
                self._own(shape_name, [every]) if of_elements else None,
                _each(self._inner(element), lambda value: enumerate(value, 1)),
            ]
        )

    def _entries(self, shape_name: str, shape: Shape) -> Check | None:
        of_values = self._of_elements(shape["value"]["shape"])
        demand = f"Map value must satisfy constraint: {_listing(of_values)}"
        every = (lambda value: all(_hold(of_values, item) for item in value.values()), demand)
        return _in_turn(
            [
                self._keys(shape_name, shape),
                self._own(shape_name, [every]) if of_values else None,
                _each(self._inner(shape["value"]["shape"]), lambda value: value.items()),
            ]
        )

    def _keys(self, shape_name: str, shape: Shape) -> Check | None:
        of_keys = self._of_elements(shape["key"]["shape"])
        if not of_keys:
            return None
        demand = f"Map keys must satisfy constraint: {_listing(of_keys)}"
        as_json = shape.get("keys_repeat_json", False)

        def keys(value: Any, path: str, violations: list[str]) -> None:
            if not all(_hold(of_keys, key) for key in value):
                repeated = _as_json(value) if as_json else self._repeated(shape_name, value)
                violations.append(violation(repeated, path, demand))

        return keys


class Unframed(str):
    """A violation that is reported alone, without saying how many were detected."""

    __slots__ = ()


def violation(value: str | None, path: str, demand: str) -> str:
    """The sentence for a value that breaks a constraint; None for a value that is not repeated."""
    repeated = "" if value is None else f" '{value}'"
    return f"Value{repeated} at '{path}'{_FAILED}{demand}"


def _bound(name: str, bound: int, *, measured: bool) -> Constraint:
    noun = "length" if measured else "value"
    if name == "max":
        demand = f"Member must have {noun} less than or equal to {bound}"
        return (lambda v: len(v) <= bound) if measured else (lambda v: v <= bound), demand
    demand = f"Member must have {noun} greater than or equal to {bound}"
    return (lambda v: len(v) >= bound) if measured else (lambda v: v >= bound), demand


def _exempting(prefix: str, constraint: Constraint) -> Constraint:
    holds, demand = constraint
    return (lambda value: value.startswith(prefix) or holds(value)), demand


def _each(inner: Check | None, entries: Callable[[Any], Iterable[tuple[object, Any]]]) -> Check | None:
    """The check of every element; its path is the container's, the element's key and ``member``."""
    if inner is None:
        return None

    def each(value: Any, path: str, violations: list[str]) -> None:
        for key, item in entries(value):
            inner(item, f"{path}.{key}.member", violations)

    return each


def _hold(constraints: Iterable[Constraint], value: Any) -> bool:
    return all(holds(value) for holds, _ in constraints)


def _listing(constraints: Iterable[Constraint]) -> str:
    return f"[{', '.join(demand for _, demand in constraints)}]"


def _as_json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _in_turn(checks: Iterable[Check | None]) -> Check | None:
    """One check for several, or None for none."""
    wanted = [check for check in checks if check is not None]
    if len(wanted) < 2:
        return wanted[0] if wanted else None

    def in_turn(value: Any, path: str, violations: list[str]) -> None:
        for check in wanted:
            check(value, path, violations)

    return in_turn
