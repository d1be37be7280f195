"""Updates against a naive interpreter: it walks the item and asks of each place whether it is written."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.expressions import Expressions

EXPRESSIONS = Expressions(cache_size=64)

NAMES = ["a1", "b1", "c1", "d1"]
NUMBERS = st.integers(-99, 99).map(lambda number: {"N": str(number)})
STRING_SETS = st.sets(st.sampled_from("pqrs"), min_size=1).map(lambda elements: {"SS": sorted(elements)})
NUMBER_SETS = st.sets(st.integers(-5, 5), min_size=1).map(
    lambda elements: {"NS": [str(n) for n in sorted(elements)]}
)
SCALARS = NUMBERS | st.sampled_from([{"S": "x"}, {"S": ""}, {"BOOL": True}, {"NULL": True}, {"B": "AAE="}])
LISTS = st.lists(SCALARS, max_size=3).map(lambda elements: {"L": elements})
DOCUMENTS = st.recursive(
    SCALARS | STRING_SETS | NUMBER_SETS,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda elements: {"L": elements})
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4).map(lambda members: {"M": members})
    ),
    max_leaves=12,
)
ITEMS = st.dictionaries(st.sampled_from(NAMES), DOCUMENTS, max_size=4)


def places(value, path=()):
    """Each path at which ``value`` has something, with what is there."""
    ((kind, content),) = value.items()
    if kind in ("L", "M"):
        children = enumerate(content) if kind == "L" else content.items()
        for step, child in children:
            yield (*path, step), child
            yield from places(child, (*path, step))


def vacancies(value, path=()):
    """Each path at which ``value`` has nothing but could have."""
    ((kind, content),) = value.items()
    if kind == "M":
        yield from ((*path, name) for name in NAMES if name not in content)
        children = content.items()
    elif kind == "L":
        yield from ((*path, len(content) + behind) for behind in (0, 1, 2, 10))
        children = enumerate(content)
    else:
        return
    for step, child in children:
        yield from vacancies(child, (*path, step))


def written(path):
    name, *steps = path
    return name + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def overlap(one, other):
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


@st.composite
def operands(draw, there, values, kind=None):
    """The text of an operand and its value: a placeholder, or something of the item; of one type or any."""
    readable = [(path, value) for path, value in there.items() if kind is None or kind in value]
    choice = draw(st.sampled_from(["placeholder", "path", "present", "absent"]))
    if not readable or choice == "placeholder":
        strategy = {None: DOCUMENTS, "N": NUMBERS, "L": LISTS}[kind]
        return placeholder(values, draw(strategy))
    path, value = draw(st.sampled_from(readable))
    if choice == "present":
        return f"if_not_exists({written(path)}, gone.deep[3])", value
    if choice == "absent":
        return f"if_not_exists(gone[1].deep, {written(path)})", value
    return written(path), value


def placeholder(values, value):
    name = f":v{len(values)}"
    values[name] = value
    return name, value


@st.composite
def sets(draw, path, there, values):
    form = draw(st.sampled_from(["plain", "+", "-", "list_append"]))
    if form == "plain":
        text, value = draw(operands(there, values))
    elif form == "list_append":
        first, second = draw(operands(there, values, "L")), draw(operands(there, values, "L"))
        text, value = f"list_append({first[0]}, {second[0]})", {"L": first[1]["L"] + second[1]["L"]}
    else:
        left, right = draw(operands(there, values, "N")), draw(operands(there, values, "N"))
        numbers = Fraction(left[1]["N"]), Fraction(right[1]["N"])
        text = f"{left[0]} {form} {right[0]}"
        value = {"N": str(numbers[0] + numbers[1] if form == "+" else numbers[0] - numbers[1])}
    return "SET", f"{written(path)} = {text}", value


@st.composite
def adds(draw, path, there, values):
    current = there.get(path)
    if current is None:
        text, value = placeholder(values, draw(NUMBERS | STRING_SETS))
    elif "N" in current:
        text, operand = placeholder(values, draw(NUMBERS))
        value = {"N": str(int(current["N"]) + int(operand["N"]))}
    elif "SS" in current:
        text, operand = placeholder(values, draw(STRING_SETS))
        value = {"SS": sorted(set(current["SS"]).union(operand["SS"]))}
    else:
        text, operand = placeholder(values, draw(NUMBER_SETS))
        value = {"NS": sorted(set(current["NS"]).union(operand["NS"]), key=int)}
    return "ADD", f"{written(path)} {text}", value


@st.composite
def deletes(draw, path, there, values):
    current = there.get(path, {})
    kind = "NS" if "NS" in current else "SS"
    text, operand = placeholder(values, draw(NUMBER_SETS if kind == "NS" else STRING_SETS))
    left = [element for element in current.get(kind, []) if element not in operand[kind]]
    return "DELETE", f"{written(path)} {text}", {kind: left} if left else None


@st.composite
def updates(draw):
    """An item, an update of it and, for each path that it writes, the value expected there."""
    item = draw(ITEMS)
    there = dict(places({"M": item}))
    candidates = [*there, *vacancies({"M": item})]
    paths = []
    for path in draw(st.lists(st.sampled_from(candidates), min_size=1, max_size=6)):
        if not any(overlap(path, other) for other in paths):
            paths.append(path)
    values, sections, expected = {}, {}, {}
    for path in paths:
        current = there.get(path, {})
        forms = [sets(path, there, values), st.just(("REMOVE", written(path), None))]
        if not current or current.keys() & {"N", "SS", "NS"}:
            forms.append(adds(path, there, values))
        if not current or current.keys() & {"SS", "NS"}:
            forms.append(deletes(path, there, values))
        keyword, text, expected[path] = draw(st.one_of(forms))
        sections.setdefault(keyword, []).append(text)
    order = draw(st.permutations(list(sections)))
    text = " ".join(f"{keyword} {', '.join(sections[keyword])}" for keyword in order)
    return SimpleNamespace(item=item, text=text, values=values, expected=expected)


def rebuilt(value, expected, path=()):
    """The value at ``path`` after the update."""
    ((kind, content),) = value.items()
    if kind not in ("L", "M"):
        return value
    steps = list(range(len(content))) if kind == "L" else list(content)
    new_steps = {other[-1] for other in expected if other[:-1] == path}
    result = {}
    for step in [*steps, *sorted(new_steps - set(steps))]:
        at = (*path, step)
        after = expected[at] if at in expected else rebuilt(content[step], expected, at)
        if after is not None:
            result[step] = after
    return {kind: list(result.values()) if kind == "L" else result}


@given(updates())
def test_an_update_agrees_with_the_naive_interpreter(case):
    before = deepcopy(case.item)
    placeholders = EXPRESSIONS.placeholders(None, case.values or None)
    update = EXPRESSIONS.update(case.text, placeholders)
    placeholders.require_all_used()
    assert {"M": update.apply(case.item)} == rebuilt({"M": case.item}, case.expected)
    assert case.item == before


@given(updates())
def test_what_is_written_can_be_read_back(case):
    """Below maps; elements of lists may have moved."""
    update = EXPRESSIONS.update(case.text, EXPRESSIONS.placeholders(None, case.values or None))
    new = {"M": update.apply(case.item)}
    shown = {"M": update.updated_values(new["M"])}
    for path, value in case.expected.items():
        if value is not None and not any(isinstance(step, int) for step in path):
            assert dict(places(new))[path] == value
            assert dict(places(shown))[path] == value
