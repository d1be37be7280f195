"""Key schemas, attribute definitions and secondary indexes: what CreateTable refuses, in its words."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.index_definitions import defined_indexes
from strongroom.services.dynamodb.tables.key_definitions import (
    attribute_types,
    require_all_used,
    table_key_schema,
)

INVALID = "One or more parameter values were invalid: "
ARTIST = {"AttributeName": "Artist", "KeyType": "HASH"}
SONG = {"AttributeName": "SongTitle", "KeyType": "RANGE"}
GENRE = {"AttributeName": "Genre", "KeyType": "HASH"}
ALL = {"ProjectionType": "ALL"}


def hashed(name: str) -> dict[str, str]:
    return {"AttributeName": name, "KeyType": "HASH"}


def ranged(name: str) -> dict[str, str]:
    return {"AttributeName": name, "KeyType": "RANGE"}


def definitions(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def define(names: list[str], schema: list[dict[str, str]], **indexes: Any) -> None:
    types = attribute_types(definitions(*names))
    table = table_key_schema(schema, types)
    require_all_used(types, [schema, *(each["KeySchema"] for listed in indexes.values() for each in listed)])
    defined_indexes(indexes, table, types, "us-east-1")


def index(name: str, schema: list[dict[str, str]], projection: dict[str, Any] = ALL) -> dict[str, Any]:
    units = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    return {"IndexName": name, "KeySchema": schema, "Projection": projection, "ProvisionedThroughput": units}


def local(name: str, schema: list[dict[str, str]], projection: dict[str, Any] = ALL) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": schema, "Projection": projection}


@pytest.mark.parametrize(
    ("names", "schema", "indexes", "message"),
    [
        (["A"], [ARTIST, SONG], {}, "Invalid KeySchema: Some index key attribute have no definition"),
        (
            ["A"],
            [ARTIST],
            {},
            INVALID + "Some index key attributes are not defined in AttributeDefinitions. Keys: [Artist], "
            "AttributeDefinitions: [A]",
        ),
        (
            ["Artist", "SongTitle"],
            [ARTIST, {**ARTIST, "KeyType": "RANGE"}],
            {},
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ),
        (
            ["Artist"],
            [{**ARTIST, "KeyType": "RANGE"}],
            {},
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        (
            ["Artist", "SongTitle"],
            [ARTIST, {**SONG, "KeyType": "HASH"}],
            {},
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ),
        (
            ["Artist", "SongTitle"],
            [ARTIST],
            {},
            INVALID
            + "Number of attributes in KeySchema does not exactly match number of attributes defined in "
            "AttributeDefinitions",
        ),
        (
            ["Artist", "SongTitle", "Genre", "Year"],
            [ARTIST, SONG],
            {"GlobalSecondaryIndexes": [index("by-genre", [GENRE])]},
            INVALID + "Some AttributeDefinitions are not used. AttributeDefinitions: "
            "[Artist, SongTitle, Genre, Year], keys used: [Artist, SongTitle, Genre]",
        ),
        (
            ["Artist"],
            [ARTIST],
            {"LocalSecondaryIndexes": [local("one", [ARTIST, SONG])]},
            INVALID + "Table KeySchema does not have a range key, which is required when specifying a "
            "LocalSecondaryIndex",
        ),
        (
            ["Artist", "SongTitle"],
            [ARTIST, SONG],
            {"LocalSecondaryIndexes": [local("one", [ARTIST])]},
            INVALID + "Index KeySchema does not have a range key for index: one",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST, SONG],
            {"LocalSecondaryIndexes": [local("one", [GENRE, SONG])]},
            INVALID
            + "Index KeySchema does not have the same leading hash key as table KeySchema for index: one. "
            "index hash key: Genre, table hash key: Artist",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST, SONG],
            {"GlobalSecondaryIndexes": [index("one", [GENRE]), index("one", [GENRE])]},
            INVALID + "Duplicate index name: one",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST, SONG],
            {"GlobalSecondaryIndexes": [index("one", [GENRE], {})]},
            INVALID + "Unknown ProjectionType: null",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST, SONG],
            {"GlobalSecondaryIndexes": [index("one", [GENRE], {"ProjectionType": "INCLUDE"})]},
            INVALID + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST, SONG],
            {
                "GlobalSecondaryIndexes": [
                    index("one", [GENRE], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "x"]})
                ]
            },
            INVALID + "Duplicate element in NonKeyAttributes: x",
        ),
        (
            ["Artist", "Genre"],
            [ARTIST],
            {"GlobalSecondaryIndexes": [index("one", [GENRE, ranged("Artist"), hashed("Artist")])]},
            "The KeySchema contains multiple key attributes with the same name",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST],
            {"GlobalSecondaryIndexes": [index("one", [GENRE, SONG, ARTIST])]},
            INVALID + "All HASH key attributes must precede RANGE key attributes in the KeySchema",
        ),
        (
            ["Artist", *"abcde"],
            [ARTIST],
            {"GlobalSecondaryIndexes": [index("one", [hashed(name) for name in "abcde"])]},
            INVALID + "The KeySchema exceeds the maximum allowed number of HASH key attributes",
        ),
        (
            ["Artist", *"abcdef"],
            [ARTIST],
            {"GlobalSecondaryIndexes": [index("one", [hashed("a"), *(ranged(name) for name in "bcdef")])]},
            INVALID + "The KeySchema exceeds the maximum allowed number of RANGE key attributes",
        ),
        (
            ["Artist", "SongTitle", "Genre"],
            [ARTIST, SONG],
            {"GlobalSecondaryIndexes": [index("one", [GENRE], {**ALL, "NonKeyAttributes": ["x"]})]},
            INVALID + "ProjectionType is ALL, but NonKeyAttributes is specified",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(
    names: list[str], schema: list[dict[str, str]], indexes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        define(names, schema, **indexes)
    assert (refused.value.code, refused.value.message) == ("ValidationException", message)


def test_a_table_with_both_kinds_of_index_is_accepted() -> None:
    define(
        ["Artist", "SongTitle", "Genre"],
        [ARTIST, SONG],
        LocalSecondaryIndexes=[local("local", [ARTIST, {**GENRE, "KeyType": "RANGE"}])],
        GlobalSecondaryIndexes=[index("global", [GENRE])],
    )


def test_a_global_index_has_up_to_four_attributes_of_either_kind() -> None:
    schema = [*(hashed(name) for name in "abcd"), *(ranged(name) for name in "efgh")]
    define(["Artist", *"abcdefgh"], [ARTIST], GlobalSecondaryIndexes=[index("wide", schema)])


def test_an_attribute_is_defined_once() -> None:
    with pytest.raises(ServiceError) as refused:
        attribute_types(definitions("Artist", "Artist"))
    assert refused.value.message == "Attribute Name is duplicated: Artist"
