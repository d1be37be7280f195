"""Policies decide on what is done: what authorization reads out of a request is what the operation makes of it.

Both read the same text at different times. Whatever the operation accepts, authorization has named all of it.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.authorization.attributes import named_attributes
from strongroom.services.dynamodb.authorization.leading_keys import partition_values
from strongroom.services.dynamodb.expressions import Condition, Expressions, Projection, Update
from strongroom.services.dynamodb.legacy.key_conditions import KeyConditions
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

MANY = settings(max_examples=150, deadline=None)
EXPRESSIONS = Expressions()
SCHEMA = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "S"))
NAMES = {"#pk": "pk", "#sk": "sk", "#o": "other"}
VALUES = {":p": {"S": "mine"}, ":q": {"S": "theirs"}, ":s": {"S": "s"}}

PATHS = st.sampled_from(["pk", "sk", "#pk", "#sk", "#o", "a.b", "a[0].c", "other"])
OPERANDS = PATHS | st.sampled_from(list(VALUES)) | st.builds("size({})".format, PATHS)
COMPARISONS = (
    st.builds("{} {} {}".format, OPERANDS, st.sampled_from(["=", "<", ">=", "<>"]), OPERANDS)
    | st.builds("{} BETWEEN {} AND {}".format, OPERANDS, OPERANDS, OPERANDS)
    | st.builds("begins_with({}, {})".format, OPERANDS, OPERANDS)
    | st.builds("{} IN ({})".format, OPERANDS, OPERANDS)
    | st.builds("attribute_exists({})".format, PATHS)
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: (
        st.builds("{} AND {}".format, inner, inner)
        | st.builds("{} OR {}".format, inner, inner)
        | st.builds("NOT {}".format, inner)
        | st.builds("({})".format, inner)
    ),
    max_leaves=4,
)
EQUAL = st.sampled_from(["pk = :p", ":p = pk", "#pk = :p", "(pk = :q)", ":q = #pk", "((#pk)) = :p", "pk = :s"])
SORTED = st.sampled_from(["sk = :s", "sk BETWEEN :p AND :s", "begins_with(#sk, :s)", ":s >= sk", "(sk < :s)"])
KEY_CONDITIONS = (
    CONDITIONS
    | EQUAL
    | st.builds("{} AND {}".format, EQUAL, SORTED)
    | st.builds("{} AND ({})".format, SORTED, EQUAL)
)
UPDATES = st.lists(
    st.builds("SET {} = {}".format, PATHS, OPERANDS)
    | st.builds("SET {} = if_not_exists({}, {}) + {}".format, PATHS, PATHS, OPERANDS, OPERANDS)
    | st.builds("REMOVE {}, {}".format, PATHS, PATHS)
    | st.builds("ADD {} :s".format, PATHS)
    | st.builds("DELETE {} :s".format, PATHS),
    min_size=1,
    max_size=3,
    unique_by=lambda clause: clause.partition(" ")[0],
).map(" ".join)
PROJECTIONS = st.lists(PATHS, min_size=1, max_size=4).map(", ".join)


def request(parameter: str, text: str) -> dict[str, Any]:
    return {parameter: text, "ExpressionAttributeNames": NAMES, "ExpressionAttributeValues": VALUES}


def named(parameter: str, text: str) -> set[str]:
    return set(named_attributes(EXPRESSIONS, [request(parameter, text)]))


def placeholders() -> Any:
    return EXPRESSIONS.placeholders(NAMES, VALUES)


@MANY
@given(KEY_CONDITIONS)
def test_the_leading_key_is_the_partition_that_a_query_reads(text: str) -> None:
    names = {name: NAMES[name] for name in NAMES if name in text}
    values = {name: VALUES[name] for name in VALUES if name in text}
    made = {"KeyConditionExpression": text}
    made |= {"ExpressionAttributeNames": names} if names else {}
    made |= {"ExpressionAttributeValues": values} if values else {}
    try:
        bound = EXPRESSIONS.placeholders(names or None, values or None)
        condition = EXPRESSIONS.key_condition(text, bound, SCHEMA)
    except ServiceError:
        return
    assert partition_values(EXPRESSIONS, [made], "pk") == [condition.partition["S"]]


@MANY
@given(
    st.dictionaries(
        st.sampled_from(["pk", "sk", "other"]),
        st.fixed_dictionaries(
            {
                "ComparisonOperator": st.sampled_from(["EQ", "LT", "BETWEEN", "BEGINS_WITH", "IN"]),
                "AttributeValueList": st.lists(st.sampled_from(list(VALUES.values())), max_size=2),
            }
        ),
        max_size=2,
    )
)
def test_the_same_holds_for_the_older_parameter(conditions: dict[str, Any]) -> None:
    try:
        condition = KeyConditions(conditions).against(SCHEMA)
    except ServiceError:
        return
    assert partition_values(EXPRESSIONS, [{"KeyConditions": conditions}], "pk") == [condition.partition["S"]]


@MANY
@given(CONDITIONS)
def test_every_attribute_of_a_condition_is_named(text: str) -> None:
    try:
        condition: Condition = EXPRESSIONS.condition(text, placeholders())
    except ServiceError:
        return
    assert named("ConditionExpression", text) == condition.top_level_names


@MANY
@given(UPDATES)
def test_every_attribute_of_an_update_is_named(text: str) -> None:
    try:
        update: Update = EXPRESSIONS.update(text, placeholders())
    except ServiceError:
        return
    assert named("UpdateExpression", text) == update.top_level_names | update.read_names


@MANY
@given(PROJECTIONS)
def test_every_attribute_of_a_projection_is_named(text: str) -> None:
    try:
        projection: Projection = EXPRESSIONS.projection(text, placeholders())
    except ServiceError:
        return
    assert named("ProjectionExpression", text) == projection.top_level_names


def test_the_same_bytes_are_the_same_leading_key() -> None:
    keys = [{"Key": {"pk": {"B": text}}} for text in ("QQ==", "QR==", "QS==")]
    assert partition_values(EXPRESSIONS, keys, "pk") == ["QQ=="] * 3
