"""A reader of a stream that does as the Kinesis Client Library does: parents first, on from where it was."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from server import Server

#: Errors after which a reader takes a new iterator behind the last record that it has read.
_EXPIRED = "ExpiredIteratorException"


@dataclass
class Lease:
    """How far one shard has been read: the records, the iterator to go on with, and whether there is more."""

    parent: str | None
    records: list[dict[str, Any]] = field(default_factory=list)
    iterator: str | None = None
    finished: bool = False


class StreamReader(threading.Thread):
    """Reads a stream until it is told to finish and has seen everything; survives the server's restarts.

    ``leases`` has the shards in the order in which they were taken up.
    """

    def __init__(self, server: Server, arn: str, limit: int) -> None:
        super().__init__()
        self._server = server
        self._arn = arn
        self._limit = limit
        self._finish = threading.Event()
        self.leases: dict[str, Lease] = {}
        self.failure: BaseException | None = None

    def finish(self) -> None:
        """End once every shard has been read to where it is now."""
        self._finish.set()
        self.join(120)
        assert not self.is_alive()
        assert self.failure is None, self.failure

    def records(self) -> list[dict[str, Any]]:
        """Everything read, a shard's parent before the shard."""
        return [record for lease in self.leases.values() for record in lease.records]

    def run(self) -> None:
        streams = self._server.client("dynamodbstreams")
        try:
            while True:
                finishing = self._finish.is_set()
                if self._read_all(streams) and finishing:
                    return
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            self.failure = error

    def _read_all(self, streams: Any) -> bool:
        """Go once through the shards whose parents have been read; whether nothing more was there."""
        try:
            self._discover(streams)
            found = [self._read(streams, shard, lease) for shard, lease in self._readable()]
            return not any(found)
        except BotoCoreError:
            time.sleep(0.02)  # the server is away
            return False
        except ClientError as error:
            if error.response["Error"]["Code"] != _EXPIRED:
                raise
            for lease in self.leases.values():
                lease.iterator = None
            return False

    def _discover(self, streams: Any) -> None:
        more: dict[str, Any] = {}
        while True:
            described = streams.describe_stream(StreamArn=self._arn, Limit=3, **more)["StreamDescription"]
            for shard in described["Shards"]:
                self.leases.setdefault(shard["ShardId"], Lease(shard.get("ParentShardId")))
            if "LastEvaluatedShardId" not in described:
                return
            more = {"ExclusiveStartShardId": described["LastEvaluatedShardId"]}

    def _readable(self) -> list[tuple[str, Lease]]:
        return [
            (shard, lease)
            for shard, lease in self.leases.items()
            if not lease.finished and (lease.parent is None or self.leases[lease.parent].finished)
        ]

    def _read(self, streams: Any, shard: str, lease: Lease) -> bool:
        """Read one page of a shard; whether there was anything, or may be something in a child."""
        if lease.iterator is None:
            lease.iterator = self._new_iterator(streams, shard, lease)
        answer = streams.get_records(ShardIterator=lease.iterator, Limit=self._limit)
        lease.records += answer["Records"]
        lease.iterator = answer.get("NextShardIterator")
        lease.finished = lease.iterator is None
        return lease.finished or bool(answer["Records"])

    def _new_iterator(self, streams: Any, shard: str, lease: Lease) -> str:
        position: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if lease.records:
            last = lease.records[-1]["dynamodb"]["SequenceNumber"]
            position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last}
        answer = streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **position)
        return str(answer["ShardIterator"])
