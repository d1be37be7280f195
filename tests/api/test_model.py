"""Random sequences of operations on a server and on a model of it end alike: in items, indexes and stream."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from api.stream_calls import records_of
from api.table_model import Item, Key, TableModel, key_of, wire_key
from server import Server

NUMBERS = ["-1e20", "-2.5", "-2", "0", "0.001", "3", "10", "99999999999999999999999999999999999999"]
PARTITIONS = ["a", "b", "Ünïcode"]
GROUPS = ["red", "green"]

keys = st.tuples(st.sampled_from(PARTITIONS), st.sampled_from(["-2", "0", "0.5", "3", "10"]))
values = st.one_of(
    st.sampled_from(["", "x", "long" * 50]).map(lambda text: {"S": text}),
    st.sampled_from(["0", "-7", "12.5"]).map(lambda number: {"N": number}),
    st.booleans().map(lambda truth: {"BOOL": truth}),
    st.just({"NULL": True}),
    st.just({"L": [{"S": "in a list"}, {"M": {"deep": {"N": "1"}}}]}),
)
extras = st.fixed_dictionaries(
    {},
    optional={
        "group": st.sampled_from(GROUPS).map(lambda group: {"S": group}),
        "rank": st.sampled_from(["-3", "0", "1", "2.5", "100"]).map(lambda rank: {"N": rank}),
        "value": values,
    },
)


class TableMachine(RuleBasedStateMachine):
    """One table on the server and its model; ``server`` is set by the test."""

    server: Server

    def __init__(self) -> None:
        super().__init__()
        self.dynamodb = self.server.client("dynamodb")
        self.name = f"model-{uuid.uuid4().hex}"
        self.model = TableModel()
        kinds = {"pk": "S", "sk": "N", "group": "S", "rank": "N"}
        made = self.dynamodb.create_table(
            TableName=self.name,
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": kind} for n, kind in kinds.items()],
            KeySchema=_schema("pk", "sk"),
            BillingMode="PAY_PER_REQUEST",
            GlobalSecondaryIndexes=[_index("by-group", "ALL", "group", "rank")],
            LocalSecondaryIndexes=[_index("by-rank", "KEYS_ONLY", "pk", "rank")],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        self.stream = made["TableDescription"]["LatestStreamArn"]

    @rule(key=keys, extra=extras, only_new=st.booleans())
    def put(self, key: Key, extra: Item, only_new: bool) -> None:
        item = {**wire_key(key), **extra}
        condition = {"ConditionExpression": "attribute_not_exists(pk)"} if only_new else {}
        done = self._done(self.dynamodb.put_item, TableName=self.name, Item=item, **condition)
        assert done == (not only_new or key not in self.model.items)
        if done:
            self.model.put(item)

    @rule(key=keys, rank=st.sampled_from(["-3", "1", "7"]), needs_group=st.booleans())
    def set_rank(self, key: Key, rank: str, needs_group: bool) -> None:
        condition = {"ConditionExpression": "attribute_exists(#g)"} if needs_group else {}
        names = {"#r": "rank", **({"#g": "group"} if needs_group else {})}
        done = self._update(key, "SET #r = :r", names, {":r": {"N": rank}}, **condition)
        assert done == (not needs_group or "group" in self.model.items.get(key, {}))
        if done:
            self.model.update(key, lambda item: {**item, "rank": {"N": rank}})

    @rule(key=keys, name=st.sampled_from(["group", "rank", "value"]))
    def remove(self, key: Key, name: str) -> None:
        assert self._update(key, "REMOVE #n", {"#n": name}, None)
        if key in self.model.items:
            self.model.update(key, lambda item: {n: value for n, value in item.items() if n != name})

    @rule(key=keys)
    def delete(self, key: Key) -> None:
        old = self.dynamodb.delete_item(TableName=self.name, Key=wire_key(key), ReturnValues="ALL_OLD")
        assert old.get("Attributes") == self.model.items.get(key)
        self.model.delete(key)

    @rule(puts=st.dictionaries(keys, extras, max_size=6), deletes=st.sets(keys, max_size=3))
    def batch(self, puts: dict[Key, Item], deletes: set[Key]) -> None:
        items = [{**wire_key(key), **extra} for key, extra in puts.items()]
        gone = deletes - puts.keys()
        requests = [{"PutRequest": {"Item": item}} for item in items]
        requests += [{"DeleteRequest": {"Key": wire_key(key)}} for key in gone]
        if requests:
            self.dynamodb.batch_write_item(RequestItems={self.name: requests})
        for item in items:
            self.model.put(item)
        for key in gone:
            self.model.delete(key)

    @rule(puts=st.dictionaries(keys, extras, min_size=1, max_size=4), absent=keys)
    def transact(self, puts: dict[Key, Item], absent: Key) -> None:
        items = [{**wire_key(key), **extra} for key, extra in puts.items()]
        actions: list[dict[str, Any]] = [{"Put": {"TableName": self.name, "Item": item}} for item in items]
        if absent not in puts:
            check = {"Key": wire_key(absent), "ConditionExpression": "attribute_not_exists(pk)"}
            actions.append({"ConditionCheck": {"TableName": self.name, **check}})
        done = self._done(self.dynamodb.transact_write_items, TransactItems=actions)
        assert done == (absent in puts or absent not in self.model.items)
        for item in items if done else ():
            self.model.put(item)

    @rule(
        pk=st.sampled_from(PARTITIONS), ends=st.tuples(*[st.sampled_from(NUMBERS)] * 2), forward=st.booleans()
    )
    def query(self, pk: str, ends: tuple[str, str], forward: bool) -> None:
        low, high = sorted(ends, key=float)
        found = self._all(
            "query",
            KeyConditionExpression="pk = :p AND sk BETWEEN :l AND :h",
            ExpressionAttributeValues={":p": {"S": pk}, ":l": {"N": low}, ":h": {"N": high}},
            ScanIndexForward=forward,
        )
        assert found == self.model.query(pk, low, high, forward=forward)

    @rule(group=st.sampled_from(GROUPS))
    def query_the_global_index(self, group: str) -> None:
        found = self._all(
            "query",
            IndexName="by-group",
            KeyConditionExpression="#g = :g",
            ExpressionAttributeNames={"#g": "group"},
            ExpressionAttributeValues={":g": {"S": group}},
        )
        expected = self.model.group(group)
        assert [item["rank"] for item in found] == [item["rank"] for item in expected]
        assert _by_key(found) == _by_key(expected)

    @rule(pk=st.sampled_from(PARTITIONS))
    def query_the_local_index(self, pk: str) -> None:
        found = self._all(
            "query",
            IndexName="by-rank",
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": pk}},
            ConsistentRead=True,
        )
        expected = self.model.ranked(pk)
        assert [item["rank"] for item in found] == [item["rank"] for item in expected]
        assert _by_key(found) == _by_key(expected)

    @rule(segments=st.integers(1, 4))
    def scan_in_segments(self, segments: int) -> None:
        found = [
            self._all("scan", Segment=segment, TotalSegments=segments, ConsistentRead=True)
            for segment in range(segments)
        ]
        assert _by_key([item for part in found for item in part]) == _by_key(list(self.model.items.values()))

    @invariant()
    def items_are_the_models(self) -> None:
        found = self.dynamodb.scan(TableName=self.name, ConsistentRead=True)["Items"]
        assert _by_key(found) == _by_key(list(self.model.items.values()))

    def teardown(self) -> None:
        changes: dict[Key, list[tuple[Item | None, Item | None]]] = {}
        for record in records_of(self.server.client("dynamodbstreams"), self.stream):
            told = record["dynamodb"]
            key = key_of(told["Keys"])
            changes.setdefault(key, []).append((told.get("OldImage"), told.get("NewImage")))
        assert changes == self.model.changes
        self.dynamodb.delete_table(TableName=self.name)

    def _update(
        self, key: Key, expression: str, names: dict[str, str], bound: Item | None, **condition: str
    ) -> bool:
        more: dict[str, Any] = {**condition, **({"ExpressionAttributeValues": bound} if bound else {})}
        return self._done(
            self.dynamodb.update_item,
            TableName=self.name,
            Key=wire_key(key),
            UpdateExpression=expression,
            ExpressionAttributeNames=names,
            **more,
        )

    def _done(self, call: Any, **request: Any) -> bool:
        """Whether a conditional write was done; any other error fails the test."""
        exceptions = self.dynamodb.exceptions
        try:
            call(**request)
        except (exceptions.ConditionalCheckFailedException, exceptions.TransactionCanceledException):
            return False
        return True

    def _all(self, operation: str, **request: Any) -> list[Item]:
        """What an operation finds over all pages of three items."""
        pages = self.dynamodb.get_paginator(operation).paginate(
            TableName=self.name, PaginationConfig={"PageSize": 3}, **request
        )
        return [item for page in pages for item in page["Items"]]


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def _index(name: str, projection: str, partition: str, sort: str) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": _schema(partition, sort),
        "Projection": {"ProjectionType": projection},
    }


def _by_key(items: list[Item]) -> list[Item]:
    return sorted(items, key=key_of)


@pytest.mark.timeout(300)
def test_a_table_does_what_its_model_does(server: Server) -> None:
    class Machine(TableMachine):
        pass

    Machine.server = server
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
