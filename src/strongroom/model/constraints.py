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
from typing import Any, TypeAlias

from strongroom.model.echo import Echo, lower_first
from strongroom.model.java_order import enum_order, member_order
from strongroom.model.json_types import Shape
from strongroom.model.patterns import matcher

#: ``check(value, path, violations)``; the path of a whole request is empty.
Check: TypeAlias = Callable[[Any, str, list[str]], None]
#: A predicate, and what the service demands of a value for which it is false.
Constraint: TypeAlias = tuple[Callable[[Any], object], str]

_FAILED = " failed to satisfy constraint: "
_NUMBERS = frozenset({"integer", "long", "float", "double"})


class ConstraintCompiler:
    """Compiles the shapes of one service to checks, each once.

    A service may check in two passes: ``late`` compiles the constraints that shapes declare under ``late`` (see
    ``corrections``), which count only when all others hold; otherwise those are left out. ``verbatim`` spells
    members as the model does and repeats no values, as the service's newer validator does.
    """

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        echo: Echo,
        *,
        declared_enum_order: bool = False,
        late: bool = False,
        verbatim: bool = False,
    ) -> None:
        self._shapes = shapes
        self._echo = echo
        self._declared_enum_order = declared_enum_order
        self._late = late
        self._verbatim = verbatim
        self._inner_checks: dict[str, Check | None] = {}

    def check(self, shape_name: str) -> Check | None:
        """The check of a shape, or None when nothing in it is constrained."""
        own = self._constraints(self._shapes[shape_name])
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

    def _constraints(self, shape: Shape) -> list[Constraint]:
        traits: Mapping[str, Any] = shape.get("late", {}) if self._late else shape
        measured = shape["type"] not in _NUMBERS
        constraints = [
            _bound(name, traits[name], measured=measured) for name in ("max", "min") if name in traits
        ]
        if "pattern" in traits:
            demand = f"Member must satisfy regular expression pattern: {traits['pattern']}"
            place = 0 if traits.get("pattern_first") else len(constraints)
            constraints.insert(place, (matcher(traits["pattern"]), demand))
        if "enum" in traits:
            listed = traits.get("listed_enum", traits["enum"])
            ordered = listed if self._declared_enum_order else enum_order(listed)
            demand = f"Member must satisfy enum value set: [{', '.join(ordered)}]"
            constraints.append((frozenset(traits["enum"]).__contains__, demand))
        if "exempt_prefix" in traits:
            constraints = [_exempting(traits["exempt_prefix"], constraint) for constraint in constraints]
        return constraints

    def _own(self, shape_name: str, constraints: Sequence[Constraint]) -> Check:
        def own(value: Any, path: str, violations: list[str]) -> None:
            for holds, demand in constraints:
                if not holds(value):
                    violations.append(violation(self._repeated(shape_name, value), path, demand))

        return own

    def _repeated(self, shape_name: str, value: Any) -> str | None:
        shape = self._shapes[shape_name]
        if self._verbatim or shape["type"] == "blob" or shape.get("sensitive"):
            return None
        return self._echo.text(shape_name, value)

    def _members(self, shape: Shape) -> Check | None:
        required = frozenset() if self._late else frozenset(shape.get("required", ()))
        spelled = {lower_first(name): name for name in shape["members"]}
        entries: list[tuple[str, str, str | None, Check | None]] = []
        for lower in member_order(spelled):
            name = spelled[lower]
            member_shape = shape["members"][name]["shape"]
            check = self.check(member_shape)
            if check is not None or name in required:
                hidden = self._shapes[member_shape].get("sensitive")
                missing = ("Value" if hidden else "Value null") if name in required else None
                entries.append((name, name if self._verbatim else lower, missing, check))
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

    def _elements(self, shape_name: str, shape: Shape) -> Check | None:
        element = shape["member"]["shape"]
        of_elements = self._constraints(self._shapes[element])
        demand = f"Member must satisfy constraint: {_listing(of_elements)}"
        every = (lambda value: all(_hold(of_elements, item) for item in value), demand)
        return _in_turn(
            [
                self._own(shape_name, [every]) if of_elements else None,
                _each(self._inner(element), lambda value: enumerate(value, 1)),
            ]
        )

    def _entries(self, shape_name: str, shape: Shape) -> Check | None:
        of_values = self._constraints(self._shapes[shape["value"]["shape"]])
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
        of_keys = self._constraints(self._shapes[shape["key"]["shape"]])
        if not of_keys:
            return None
        demand = f"Map keys must satisfy constraint: {_listing(of_keys)}"
        as_json = shape.get("keys_repeat_json", False)

        def keys(value: Any, path: str, violations: list[str]) -> None:
            if not all(_hold(of_keys, key) for key in value):
                repeated = _as_json(value) if as_json else self._repeated(shape_name, value)
                violations.append(violation(repeated, path, demand))

        return keys


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
