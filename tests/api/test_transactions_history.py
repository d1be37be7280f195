"""Several clients on a few items of two tables under different keys: every history has a legal order."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from api.histories import Operation, State, is_linearizable
from api.items import create_table, n, s
from api.raw_calls import RawDynamoDB
from api.tables import under_key
from api.transaction_calls import check, get, put, update
from server import Server

CLIENTS = 6
OPERATIONS = 120
FAILED = "failed"
DONE = "done"


class Registers:
    """Four items with a number each, two in either table."""

    def __init__(self, server: Server) -> None:
        dynamodb, kms = server.client("dynamodb"), server.client("kms")
        self.tables = [create_table(dynamodb), create_table(dynamodb)]
        for table in self.tables:
            key = kms.create_key()["KeyMetadata"]["Arn"]
            dynamodb.update_table(TableName=table, SSESpecification=under_key(key))
        self.places = [(table, {"pk": s(name)}) for table in self.tables for name in ("a", "b")]
        for table, key in self.places:
            dynamodb.put_item(TableName=table, Item={**key, "v": n(0)})
        self.initial: State = (0,) * len(self.places)


class Client(threading.Thread):
    """Sends operations chosen by chance, and notes them with their answers."""

    def __init__(self, number: int, server: Server, registers: Registers) -> None:
        super().__init__()
        self._connection = RawDynamoDB(server.port)
        self._places = registers.places
        self._chance = random.Random(number)
        self._number = number
        self._seen = list(registers.initial)
        self.history: list[Operation] = []

    def run(self) -> None:
        kinds: list[Callable[[int], None]] = [
            self._read_all,
            self._read_one,
            self._move,
            self._compare_and_set,
            self._set_two,
            self._add,
        ]
        with self._connection:
            for count in range(OPERATIONS):
                self._chance.choice(kinds)(1 + self._number + CLIENTS * count)

    def _note(self, name: str, operation: str, effect: Any, answer_of: Any, **document: Any) -> Any:
        sent = time.monotonic_ns()
        status, body = self._connection.call(operation, **document)
        answered = time.monotonic_ns()
        answer = answer_of(status, body)
        self.history.append(Operation(sent, answered, effect, answer, name))
        return answer

    def _read_all(self, _fresh: int) -> None:
        def answer(status: int, body: Any) -> State:
            assert status == 200, body
            return tuple(int(response["Item"]["v"]["N"]) for response in body["Responses"])

        actions = [get(table, key) for table, key in self._places]
        self._seen = list(
            self._note(
                "read all", "TransactGetItems", lambda state: (state, state), answer, TransactItems=actions
            )
        )

    def _read_one(self, _fresh: int) -> None:
        at = self._chance.randrange(len(self._places))
        table, key = self._places[at]

        def answer(status: int, body: Any) -> int:
            assert status == 200, body
            return int(body["Item"]["v"]["N"])

        self._seen[at] = self._note(
            "read",
            "GetItem",
            lambda state: (state, state[at]),
            answer,
            TableName=table,
            Key=key,
            ConsistentRead=True,
        )

    def _move(self, _fresh: int) -> None:
        """Take one from a register and give it to another, which may lie in the other table."""
        source, target = self._chance.sample(range(len(self._places)), 2)

        def effect(state: State) -> tuple[State, str]:
            if state[source] <= 0:
                return state, FAILED
            return _with(state, {source: state[source] - 1, target: state[target] + 1}), DONE

        values = {"ExpressionAttributeValues": {":one": n(-1), ":none": n(0)}}
        actions = [
            update(*self._places[source], "ADD v :one", ConditionExpression="v > :none", **values),
            update(*self._places[target], "ADD v :one", ExpressionAttributeValues={":one": n(1)}),
        ]
        self._note("move", "TransactWriteItems", effect, _done_or_failed, TransactItems=actions)

    def _compare_and_set(self, fresh: int) -> None:
        """A plain conditional write."""
        at = self._chance.randrange(len(self._places))
        expected = self._seen[at]
        table, key = self._places[at]

        def effect(state: State) -> tuple[State, str]:
            return (_with(state, {at: fresh}), DONE) if state[at] == expected else (state, FAILED)

        self._note(
            "compare and set",
            "PutItem",
            effect,
            _done_or_failed,
            TableName=table,
            Item={**key, "v": n(fresh)},
            **_if_still(expected),
        )

    def _set_two(self, fresh: int) -> None:
        """Set two registers if they, and a third one that stays, are what was seen of them."""
        first, second, third = self._chance.sample(range(len(self._places)), 3)
        expected = {at: self._seen[at] for at in (first, second, third)}

        def effect(state: State) -> tuple[State, str]:
            if any(state[at] != value for at, value in expected.items()):
                return state, FAILED
            return _with(state, {first: fresh, second: -fresh}), DONE

        actions = [
            put(table, {**key, "v": n(value)}, **_if_still(expected[at]))
            for at, value in ((first, fresh), (second, -fresh))
            for table, key in [self._places[at]]
        ]
        still = _if_still(expected[third])
        condition = still.pop("ConditionExpression")
        actions.append(check(*self._places[third], condition, **still))
        self._note("set two", "TransactWriteItems", effect, _done_or_failed, TransactItems=actions)

    def _add(self, _fresh: int) -> None:
        """A plain update, which answers the new number."""
        at = self._chance.randrange(len(self._places))
        table, key = self._places[at]

        def effect(state: State) -> tuple[State, int]:
            return _with(state, {at: state[at] + 3}), state[at] + 3

        def answer(status: int, body: Any) -> int:
            assert status == 200, body
            return int(body["Attributes"]["v"]["N"])

        self._seen[at] = self._note(
            "add",
            "UpdateItem",
            effect,
            answer,
            TableName=table,
            Key=key,
            UpdateExpression="ADD v :three",
            ExpressionAttributeValues={":three": n(3)},
            ReturnValues="UPDATED_NEW",
        )


def _with(state: State, changes: dict[int, int]) -> State:
    return tuple(changes.get(at, value) for at, value in enumerate(state))


def _if_still(value: int) -> dict[str, Any]:
    return {"ConditionExpression": "v = :seen", "ExpressionAttributeValues": {":seen": n(value)}}


def _done_or_failed(status: int, body: dict[str, Any]) -> str:
    if status == 200:
        return DONE
    assert body["__type"].endswith(("#ConditionalCheckFailedException", "#TransactionCanceledException")), body
    reasons = {reason["Code"] for reason in body.get("CancellationReasons", [])}
    assert reasons <= {"None", "ConditionalCheckFailed"}, body
    return FAILED


def test_every_history_has_a_legal_order(server: Server) -> None:
    registers = Registers(server)
    clients = [Client(number, server, registers) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    histories = [client.history for client in clients]
    assert [len(history) for history in histories] == [OPERATIONS] * CLIENTS
    written = [each for history in histories for each in history if each.name in ("move", "set two")]
    assert {each.answer for each in written} == {DONE, FAILED}
    assert is_linearizable(histories, registers.initial)


def write(sent: int, answered: int, value: int) -> Operation:
    return Operation(sent, answered, lambda _state: ((value, value), DONE), DONE)


def read(sent: int, answered: int, *values: int) -> Operation:
    return Operation(sent, answered, lambda state: (state, state), values)


@pytest.mark.parametrize(
    ("clients", "legal"),
    [
        ([[write(0, 1, 1)], [read(2, 3, 1, 1)]], True),
        ([[write(0, 1, 1)], [read(2, 3, 0, 0)]], False),  # an answered write is not seen
        ([[write(0, 5, 1)], [read(2, 3, 0, 0), read(3, 4, 1, 1)]], True),
        ([[write(0, 5, 1)], [read(2, 3, 1, 1), read(3, 4, 0, 0)]], False),  # seen, and then not any more
        ([[write(0, 5, 1)], [read(2, 3, 1, 0)]], False),  # half of a write is seen
        ([[write(0, 9, 1)], [write(0, 9, 2)], [read(1, 8, 2, 2), read(8, 9, 1, 1)]], True),
        ([[write(0, 9, 1)], [write(0, 9, 2)], [read(1, 2, 2, 2), read(3, 4, 1, 1), read(5, 6, 2, 2)]], False),
    ],
)
def test_the_search_tells_legal_histories_from_others(clients: list[list[Operation]], legal: bool) -> None:
    assert is_linearizable(clients, (0, 0)) is legal


def test_read_skew_is_never_seen(server: Server) -> None:
    """Writers move amounts between tables; whoever reads all of them in one transaction sees the same total."""
    registers = Registers(server)
    total = 400
    dynamodb = server.client("dynamodb")
    for table, key in registers.places:
        dynamodb.put_item(TableName=table, Item={**key, "v": n(total // len(registers.places))})
    writing = threading.Event()
    writing.set()
    moved: list[int] = []

    def move(number: int) -> None:
        chance = random.Random(number)
        with RawDynamoDB(server.port) as connection:
            for count in range(150):
                (source, target), amount = chance.sample(registers.places, 2), chance.randint(1, 9)
                actions = [
                    update(*place, "ADD v :amount", ExpressionAttributeValues={":amount": n(by)})
                    for place, by in ((source, -amount), (target, amount))
                ]
                status, body = connection.call("TransactWriteItems", TransactItems=actions)
                assert status == 200, body
                moved.append(count)

    def watch(totals: list[int]) -> None:
        actions = [get(*place) for place in registers.places]
        with RawDynamoDB(server.port) as connection:
            while writing.is_set():
                status, body = connection.call("TransactGetItems", TransactItems=actions)
                assert status == 200, body
                totals.append(sum(int(response["Item"]["v"]["N"]) for response in body["Responses"]))

    seen: list[list[int]] = [[], []]
    watchers = [threading.Thread(target=watch, args=(totals,)) for totals in seen]
    movers = [threading.Thread(target=move, args=(number,)) for number in range(3)]
    for thread in (*watchers, *movers):
        thread.start()
    for thread in movers:
        thread.join()
    writing.clear()
    for thread in watchers:
        thread.join()
    assert len(moved) == 450
    for totals in seen:
        assert len(totals) > 20
        assert set(totals) == {total}
