"""Branches of WHERE clauses: together they hold exactly what can fulfil the clause, each item once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.expressions import Condition
from strongroom.services.dynamodb.expressions.ast import (
    And,
    Between,
    Call,
    Comparison,
    ConditionTree,
    In,
    Literal,
    Not,
    Or,
    Path,
)
from strongroom.services.dynamodb.partiql.key_branches import Branch, branches_of
from strongroom.services.dynamodb.partiql.read_keys import ReadKeys
from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema, SortBounds, entry_key_of_key

PK, SK, GS = KeyAttribute("pk", "S"), KeyAttribute("sk", "S"), KeyAttribute("gs", "N")
TABLE = KeySchema(PK, SK)
INDEX = IndexKeySchema(TABLE, (PK,), (SK,), is_global=True)
LETTERS = "abc"
ITEMS = [
    {"pk": {"S": partition}, "sk": {"S": sort}, "v": {"S": value}}
    for partition in LETTERS
    for sort in (*LETTERS, "ab", "b\0")
    for value in "xy"
]

values = st.sampled_from([*LETTERS, "ab", "b\0"]).map(lambda text: Literal({"S": text}))
paths = st.sampled_from(["pk", "sk", "sk", "v"]).map(lambda name: Path((name,)))
comparators: Any = st.sampled_from(["=", "=", "=", "<", "<=", ">", ">=", "<>"])
leaves = (
    st.builds(Comparison, comparators, paths, values)
    | st.builds(Comparison, comparators, values, paths)
    | st.builds(Between, paths, values, values)
    | st.builds(In, paths, st.lists(values, min_size=1, max_size=3).map(tuple))
    | st.builds(lambda path, value: Call("begins_with", (path, value)), paths, values)
)
pinned = st.builds(
    lambda value, rest: And((Comparison("=", Path(("pk",)), value), rest)), values, leaves
) | st.builds(lambda value: Comparison("=", Path(("pk",)), value), values)


def _joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, inner)


trees = st.recursive(leaves | pinned, _joined, max_leaves=6) | st.builds(
    And, st.tuples(pinned, st.recursive(leaves, _joined, max_leaves=4))
)


@given(trees, st.sampled_from([ReadKeys.of_table(TABLE), ReadKeys(PK, SK, INDEX)]))
@settings(max_examples=100, deadline=None)
def test_what_fulfils_a_clause_lies_in_one_branch(tree: ConditionTree, keys: ReadKeys) -> None:
    try:
        branches = branches_of(tree, keys)
    except ServiceError as error:
        assert error.message in (  # noqa: PT017 - what else can go wrong is another property
            "Overlapping conditions with range keys are not supported in where clause",
            "Too many decomposed read operations for a given query.",
        )
        event("refused")
        return
    assume(branches is not None)
    assert branches is not None
    event(f"{min(len(branches.reads), 3)} reads")
    fulfils = Condition(tree).matches
    for item in ITEMS:
        holding = [branch for branch in branches.reads if _holds(branch, item, keys)]
        if fulfils(item):
            assert len(holding) == 1
        elif holding and len(branches.reads) == 1:
            assert holding[0].others, "all of a branch without other conditions fulfils the clause"
        assert len(holding) <= 1


def _holds(branch: Branch, item: dict[str, Any], keys: ReadKeys) -> bool:
    position = entry_key_of_key(TABLE, {"pk": item["pk"], "sk": item["sk"]})
    if keys.index is not None:
        entry = keys.index.entry_key(item, position)
        assert entry is not None
        position = entry
    return branch.partition == item["pk"] and _within(branch.within, position[1])


def _within(within: SortBounds, position: bytes) -> bool:
    if within.low is not None and (position, within.includes_low) < (within.low, True):
        return False
    if within.low is not None and position == within.low and not within.includes_low:
        return False
    if within.high is None:
        return True
    return position < within.high or (position == within.high and within.includes_high)


def test_a_range_that_excludes_makes_one_read_of_its_partition() -> None:
    def sort_is(operator: Any, value: str) -> ConditionTree:
        return Comparison(operator, Path(("sk",)), Literal({"S": value}))

    choices = In(Path(("sk",)), tuple(Literal({"S": value}) for value in "abb"))
    pinned_to_a = Comparison("=", Path(("pk",)), Literal({"S": "a"}))
    branches = branches_of(And((pinned_to_a, Not(sort_is("=", "c")), choices)), ReadKeys.of_table(TABLE))
    assert branches is not None
    assert [branch.within for branch in branches.reads] == [SortBounds()]


def test_branches_come_in_the_order_of_their_partitions() -> None:
    def order(where: Sequence[str]) -> list[str]:
        tree = In(Path(("pk",)), tuple(Literal({"S": value}) for value in where))
        branches = branches_of(tree, ReadKeys.of_table(TABLE))
        assert branches is not None
        return [branch.partition["S"] for branch in branches.reads]

    assert order("cab") == ["a", "b", "c"]
