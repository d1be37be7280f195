"""What is served besides the services: health, metrics, and the clock of a rehearsal."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, TypeAlias

import orjson

from strongroom.clock import Clock, RehearsalClock
from strongroom.edge.http import Exchange
from strongroom.edge.metrics import CONTENT_TYPE, Metrics

CLOCK_PATH = b"/_strongroom/clock"
_TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
_JSON = b"Content-Type: application/json\r\n"

Page: TypeAlias = Callable[[Exchange], None]


class Health:
    """``GET /healthz``: 200 once the server is ready, 503 before and while it stops."""

    def __init__(self) -> None:
        self.ready = False

    def __call__(self, exchange: Exchange) -> None:
        if self.ready:
            exchange.respond(200, _TEXT, b"ok\n")
        else:
            exchange.respond(503, _TEXT, b"not ready\n")


def metrics_page(metrics: Metrics) -> Page:
    """``GET /metrics``: everything counted, for Prometheus."""

    def show(exchange: Exchange) -> None:
        exchange.respond(200, b"Content-Type: " + CONTENT_TYPE.encode("ascii") + b"\r\n", metrics.text())

    return show


class ClockPage:
    """The clock: GET tells the time, POST ``{"advance": seconds}`` moves it forward.

    Only clients on this machine are answered: moving the clock ends waiting periods, so it can delete keys.
    """

    def __init__(self, clock: RehearsalClock, system_clock: Clock) -> None:
        self._clock = clock
        self._system_clock = system_clock

    def __call__(self, exchange: Exchange) -> None:
        if not ip_address(exchange.peer).is_loopback:
            exchange.respond(403, _TEXT, b"the clock is moved from the machine that the server runs on\n")
        elif exchange.method == b"GET":
            self._show(exchange)
        elif exchange.method != b"POST":
            exchange.respond(405, b"Allow: GET, POST\r\n" + _TEXT, b"use GET or POST\n")
        elif (seconds := _advance_in(exchange.body)) is None:
            exchange.respond(400, _TEXT, b'the body must be {"advance": seconds}, with seconds 0 or more\n')
        else:
            self._clock.advance(seconds)
            self._show(exchange)

    def _show(self, exchange: Exchange) -> None:
        now = self._clock.now()
        ahead = max(0.0, now - self._system_clock.now())
        exchange.respond(200, _JSON, orjson.dumps({"now": now, "ahead": round(ahead, 3)}))


def _advance_in(body: bytes) -> float | None:
    """The seconds that a request's body asks for, or None when it asks for nothing that can be done."""
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict) or document.keys() != {"advance"}:
        return None
    seconds = document["advance"]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return float(seconds) if 0 <= seconds <= 1e9 else None
