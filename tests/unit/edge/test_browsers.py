"""Requests of browsers: pages of this machine, and pages from elsewhere."""

import pytest

from .house import UNKNOWN, House, unsigned
from .signing import exchange, signed

ASKS = {
    "Origin": "http://localhost:3000",
    "Access-Control-Request-Headers": "a, b, c",
    "Access-Control-Request-Method": "d",
}


def test_a_preflight_is_allowed_what_it_asks_for(house):
    got = house.ask(exchange(method="OPTIONS", headers=ASKS, body=b""))
    assert (got.status, got.body) == (200, b"")
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["access-control-allow-headers"] == "a, b, c"
    assert got.headers["access-control-allow-methods"] == "d"
    assert got.headers["access-control-max-age"] == "172800"
    assert "x-amzn-RequestId" in got.headers["access-control-expose-headers"]
    assert len(got.headers["x-amzn-requestid"]) == 52


def test_answers_may_be_read_by_the_page(house):
    got = house.ask(signed(headers={"Origin": "whatever"}))
    assert (got.status, got.headers["access-control-allow-origin"]) == (200, "*")
    assert "x-amzn-RequestId" in got.headers["access-control-expose-headers"]


def test_errors_too(house):
    got = house.ask(unsigned(headers={"Origin": "whatever"}, body=b""))
    assert (got.body, got.headers["access-control-allow-origin"]) == (UNKNOWN, "*")


@pytest.mark.parametrize("origin", ["https://example.com", "null"])
@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_where_any_signature_will_do_pages_from_elsewhere_are_refused(house, origin, method):
    got = house.ask(signed(method=method, headers={"Origin": origin}))
    assert got.status == 403
    assert "access-control-allow-origin" not in got.headers
    assert house.calls == []


def test_where_signatures_are_verified_every_origin_is_answered():
    house = House(guards_origins=False)
    got = house.ask(signed(headers={"Origin": "https://example.com"}))
    assert (got.status, got.headers["access-control-allow-origin"]) == (200, "*")


def test_the_servers_own_pages_are_never_for_pages_from_elsewhere():
    house = House(guards_origins=False)
    made = exchange(target="/page", headers={"Origin": "https://example.com"})
    assert house.ask(made).status == 403
