"""Pages of a SELECT: limits, tokens, and what a token is good for."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest

from api.items import create_table, n, s
from api.statements import answer, wrong
from server import Server

INVALID = "Invalid NextToken"
OTHER_REQUEST = "NextToken does not match request"


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """Twelve partitions ``a`` to ``l`` of three items."""
    name = create_table(dynamodb, "pk:S", "sk:N")
    for partition in "abcdefghijkl":
        for sort in range(3):
            dynamodb.put_item(TableName=name, Item={"pk": s(partition), "sk": n(sort), "v": n(sort % 2)})
    return name


def pages(dynamodb: Any, text: str, **request: Any) -> list[list[str]]:
    """Where the items of every page lie."""
    found, token = [], {}
    while True:
        page = answer(dynamodb, text, **request, **token)
        found.append([item["pk"]["S"] + item["sk"]["N"] for item in page["Items"]])
        if "NextToken" not in page:
            assert "LastEvaluatedKey" not in page
            return found
        token = {"NextToken": page["NextToken"]}


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("WHERE pk = 'a'", ["a0", "a1", "a2"]),
        ("WHERE pk = 'a' ORDER BY sk DESC", ["a2", "a1", "a0"]),
        ("WHERE pk = 'a' AND sk > 0", ["a1", "a2"]),
        ("WHERE pk IN ['b', 'a']", ["a0", "a1", "a2", "b0", "b1", "b2"]),
        ("WHERE pk IN ['b', 'a'] ORDER BY pk DESC", ["b2", "b1", "b0", "a2", "a1", "a0"]),
        ("WHERE pk = 'a' AND sk IN [0, 2]", ["a0", "a2"]),
        ("WHERE pk = 'a' AND v = 1", ["a1"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_pages_of_any_size_have_each_item_once_in_order(
    dynamodb: Any, table: str, clause: str, expected: list[str], limit: int
) -> None:
    found = pages(dynamodb, f'SELECT pk, sk FROM "{table}" {clause}', Limit=limit)
    assert [place for page in found for place in page] == expected
    assert all(len(page) <= limit for page in found)


def test_a_scan_has_each_item_once(dynamodb: Any, table: str) -> None:
    whole = [place for page in pages(dynamodb, f'SELECT pk, sk FROM "{table}"') for place in page]
    found = pages(dynamodb, f'SELECT pk, sk FROM "{table}"', Limit=5)
    assert [place for page in found for place in page] == whole
    assert [len(page) for page in found] == [5, 5, 5, 5, 5, 5, 5, 1]


def test_a_limit_counts_what_is_read_before_the_filter(dynamodb: Any, table: str) -> None:
    found = pages(dynamodb, f"SELECT pk, sk FROM \"{table}\" WHERE pk = 'a' AND v = 1", Limit=1)
    assert found == [[], ["a1"], [], []]


def test_a_page_reads_ten_alternatives(dynamodb: Any, table: str) -> None:
    choices = ", ".join(f"'{partition}'" for partition in "abcdefghijkl")
    found = pages(dynamodb, f'SELECT pk, sk FROM "{table}" WHERE pk IN [{choices}] AND sk = 1')
    assert [len(page) for page in found] == [10, 2]


def test_a_page_ends_with_a_megabyte(dynamodb: Any) -> None:
    name = create_table(dynamodb, "pk:S", "sk:N")
    for number in range(4):
        dynamodb.put_item(TableName=name, Item={"pk": s("a"), "sk": n(number), "v": s("x" * 390_000)})
    assert [len(page) for page in pages(dynamodb, f"SELECT pk, sk FROM \"{name}\" WHERE pk = 'a'")] == [3, 1]


def test_a_page_tells_the_key_that_it_ends_with(dynamodb: Any, table: str) -> None:
    page = answer(dynamodb, f"SELECT v FROM \"{table}\" WHERE pk = 'a'", Limit=2)
    assert page["LastEvaluatedKey"] == {"pk": s("a"), "sk": n(1)}


def test_a_token_tells_nothing_of_the_key(dynamodb: Any) -> None:

    name = create_table(dynamodb, "pk:S", "sk:S")
    for sort in ("secret-1", "secret-2"):
        dynamodb.put_item(TableName=name, Item={"pk": s("secret"), "sk": s(sort)})
    page = answer(dynamodb, f"SELECT * FROM \"{name}\" WHERE pk = 'secret'", Limit=1)
    assert b"secret" not in b64decode(page["NextToken"])


def test_a_token_belongs_to_its_statement_and_parameters(dynamodb: Any, table: str) -> None:
    text = f'SELECT pk FROM "{table}" WHERE pk = ?'
    token = answer(dynamodb, text, s("a"), Limit=1)["NextToken"]
    assert wrong(dynamodb, text, s("b"), NextToken=token) == OTHER_REQUEST
    assert wrong(dynamodb, text.replace("pk FROM", "sk FROM"), s("a"), NextToken=token) == OTHER_REQUEST
    assert wrong(dynamodb, f"{text} AND sk = 1", s("a"), NextToken=token) == OTHER_REQUEST
    assert len(answer(dynamodb, text, s("a"), NextToken=token, Limit=2, ConsistentRead=True)["Items"]) == 2


def test_what_is_no_token_is_refused(dynamodb: Any, table: str) -> None:
    text = f"SELECT pk FROM \"{table}\" WHERE pk = 'a'"
    token = answer(dynamodb, text, Limit=1)["NextToken"]
    forged = ("B" if token[30] == "A" else "A").join((token[:30], token[31:]))
    for wrong_token in ("garbage", "not base64!", forged, token[:40]):
        assert wrong(dynamodb, text, NextToken=wrong_token) == INVALID


def test_a_token_outlives_the_server_and_no_table(fresh_server: Any) -> None:
    server: Server = fresh_server()
    dynamodb = server.client("dynamodb")
    name = create_table(dynamodb, "pk:S", "sk:S")
    for sort in "123":
        dynamodb.put_item(TableName=name, Item={"pk": s("a"), "sk": s(sort)})
    text = f"SELECT sk FROM \"{name}\" WHERE pk = 'a'"
    token = answer(dynamodb, text, Limit=1)["NextToken"]
    server.restart()
    dynamodb = server.client("dynamodb")
    assert answer(dynamodb, text, NextToken=token)["Items"] == [{"sk": s("2")}, {"sk": s("3")}]
    definition = dynamodb.describe_table(TableName=name)["Table"]
    dynamodb.delete_table(TableName=name)
    dynamodb.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=definition["AttributeDefinitions"],
        KeySchema=definition["KeySchema"],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    assert wrong(dynamodb, text, NextToken=token) == OTHER_REQUEST
