"""Which tags there can be."""

from __future__ import annotations

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.tag_rules import checked_keys, checked_tags, merged_tags


def tag(key: str | None, value: str | None = "v") -> dict[str, str | None]:
    return {"Key": key, "Value": value}


def test_letters_numbers_spaces_and_some_punctuation_are_fine() -> None:
    tags = [tag("Größe", ""), tag("a b", "_.:/=+-@"), tag("k" * 128, "v" * 256)]
    assert checked_tags(tags) == {"Größe": "", "a b": "_.:/=+-@", "k" * 128: "v" * 256}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([tag(None)], "The Tag Key provided is invalid, Key: null"),
        ([tag("")], "The Tag Key provided is invalid, Key: "),
        ([tag("a#")], "The Tag Key provided is invalid, Key: a#"),
        ([tag("k" * 129)], "The Tag Key provided is invalid, Key: " + "k" * 129),
        ([tag("AWS:x")], "Tag Key cannot be prefixed with aws:, Key: AWS:x"),
        ([tag("a", None)], "The Tag Value provided is invalid, Value: null"),
        ([tag("a", "b;")], "The Tag Value provided is invalid, Value: b;"),
        ([tag("a", "v" * 257)], "The Tag Value provided is invalid, Value: " + "v" * 257),
        ([tag("a"), tag("a")], "Duplicate Tag Keys provided as input: Duplicate Tag Key found a"),
    ],
)
def test_a_wrong_tag_is_named(wrong: list[dict[str, str | None]], message: str) -> None:
    with pytest.raises(ServiceError) as refused:
        checked_tags(wrong)
    assert (refused.value.code, refused.value.message) == ("ValidationException", message)


def test_fifty_tags_are_the_most() -> None:
    fifty = {f"k{number}": "v" for number in range(50)}
    assert merged_tags(fifty, {"k0": "w"})["k0"] == "w"
    with pytest.raises(ServiceError, match="Number of Tags exceed the current limit"):
        merged_tags(fifty, {"another": "v"})
    with pytest.raises(ServiceError, match="Number of Tags exceed the current limit"):
        checked_keys([f"k{number}" for number in range(51)])
