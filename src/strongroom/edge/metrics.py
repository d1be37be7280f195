"""What the server counts, in Prometheus' words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class _Latency:
    """How many answers took how long: a count for each bucket, the last for those beyond every bound."""

    __slots__ = ("buckets", "sum")

    def __init__(self) -> None:
        self.buckets = [0] * (len(_BOUNDS) + 1)
        self.sum = 0.0

    def cumulated(self) -> Iterator[tuple[str, float]]:
        """Each bound, and how many answers took no longer."""
        total = 0
        for bound, count in zip([*map(str, _BOUNDS), "+Inf"], self.buckets, strict=True):
            total += count
            yield bound, total


class Metrics(Collector):
    """Every metric of one server, in a registry of its own.

    Counts in plain numbers: the event loop is the only writer, so no lock is needed.
    ``table_keys`` tells the look-ups of table keys so far, by outcome: ``hit``, ``miss`` (a KMS Decrypt
    followed) and ``refusal`` (KMS refused it).
    """

    def __init__(self, table_keys: Callable[[], Mapping[str, int]]) -> None:
        self._table_keys = table_keys
        self._requests: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self._latencies: defaultdict[tuple[str, str], _Latency] = defaultdict(_Latency)
        self._kms_calls: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def request(self, service: str, operation: str, code: str, seconds: float) -> None:
        """Count one answered request. ``code`` is OK or the error type."""
        self._requests[service, operation, code] += 1
        latency = self._latencies[service, operation]
        latency.buckets[bisect_left(_BOUNDS, seconds)] += 1
        latency.sum += seconds

    def kms_call(self, operation: str, code: str) -> None:
        """Count one call that DynamoDB made to KMS. ``code`` is OK or the error type."""
        self._kms_calls[operation, code] += 1

    def text(self) -> bytes:
        """Everything counted, in the Prometheus text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "strongroom_requests",
            "Answered requests by service, operation and code: OK or the error type.",
            labels=["service", "operation", "code"],
        )
        for labels, count in self._requests.items():
            requests.add_metric(labels, count)
        seconds = HistogramMetricFamily(
            "strongroom_request_seconds",
            "Time from a complete request to its answer.",
            labels=["service", "operation"],
        )
        for operation, latency in self._latencies.items():
            seconds.add_metric(operation, list(latency.cumulated()), latency.sum)
        kms_calls = CounterMetricFamily(
            "strongroom_kms_calls",
            "Calls that DynamoDB made to KMS, by operation and code: OK or the error type.",
            labels=["operation", "code"],
        )
        for call, count in self._kms_calls.items():
            kms_calls.add_metric(call, count)
        table_keys = CounterMetricFamily(
            "strongroom_table_key_cache",
            "Look-ups of a table's key: hit, miss (a KMS Decrypt followed) or refusal (KMS refused it).",
            labels=["outcome"],
        )
        for outcome, count in self._table_keys().items():
            table_keys.add_metric([outcome], count)
        yield from (requests, seconds, kms_calls, table_keys)
