"""Requests of the query protocol: whose they are, and what is answered."""

from strongroom.edge.query_protocol import QueryProtocol, read_form
from strongroom.edge.service import QueryService
from strongroom.errors import ServiceError
from strongroom.model.service_model import ServiceModelOnDemand

from .house import House, at_once
from .signing import exchange, signed

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
IDENTITY = b"Action=GetCallerIdentity&Version=2011-06-15"


def post(body, headers=FORM, **more):
    return exchange(headers=headers, body=body, **more)


def ask(made, does=lambda: {"Account": "1" * 12}):
    """The answer of an STS, and the forms that it was handed."""
    given = []

    def call(call, form):
        given.append((call.operation, call.region, form))
        return does()

    house = House()
    protocol = QueryProtocol("sts", "2011-06-15", ServiceModelOnDemand("sts"))
    house.dispatcher._query_services = [QueryService("sts", protocol, ["GetCallerIdentity"], call)]
    return house.ask(made), given


def signed_form(body=IDENTITY, **more):
    return signed(
        body=body, headers={"Content-Type": FORM["Content-Type"], "X-Amz-Target": ""}, service="sts", **more
    )


def test_a_form_is_answered_in_xml():
    got, given = ask(signed_form(region="eu-west-1"))
    assert (got.status, got.headers["content-type"]) == (200, "text/xml")
    assert got.headers["x-amzn-requestid"].encode() in got.body
    assert b"<Account>111111111111</Account>" in got.body
    fields = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")]
    assert given == [("GetCallerIdentity", "eu-west-1", fields)]


def test_an_error_keeps_its_status():
    got, _ = ask(signed_form(), lambda: at_once(ServiceError("AccessDenied", "a < b", 403)))
    assert got.status == 403
    assert b"<Type>Sender</Type>" in got.body
    assert b"<Code>AccessDenied</Code>" in got.body
    assert b"a &lt; b" in got.body


def test_a_failure_is_the_receivers():
    got, _ = ask(signed_form(), lambda: at_once(KeyError("secret")))
    assert got.status == 500
    assert b"<Type>Receiver</Type>" in got.body
    assert b"secret" not in got.body


def test_the_signature_comes_before_the_operation():
    got, given = ask(post(b"Action=Nonsense&Version=2011-06-15"))
    assert got.status == 403
    assert b"<Code>MissingAuthenticationToken</Code>" in got.body
    assert given == []


def test_an_unknown_operation():
    got, given = ask(signed_form(b"Action=Nonsense&Version=2011-06-15"))
    assert got.status == 400
    assert b"Could not find operation Nonsense for version 2011-06-15" in got.body
    assert given == []


def test_a_form_of_another_version_is_told_so():
    got, _ = ask(signed_form(b"Action=GetCallerIdentity"))
    assert b"Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED" in got.body


def test_a_form_without_action():
    got, _ = ask(signed_form(b"Version=2011-06-15"))
    assert (got.status, b"<Code>MissingAction</Code>" in got.body) == (400, True)


def test_a_form_for_nobody_is_no_call():
    got, _ = ask(post(b"a=b"))
    assert got.status == 404


def test_a_body_that_is_too_long_is_refused():
    got, given = ask(signed_form(IDENTITY + b"&x=" + b"y" * 1024 * 1024))
    assert (got.status, given) == (413, [])


def test_fields_are_decoded_once():
    form = read_form(post(b"Action=A&Version=1&x=%2B%26&x=2&y=&z=a+b"))
    assert form is not None
    assert form.fields[2:] == [("x", "+&"), ("x", "2"), ("y", ""), ("z", "a b")]


def test_what_is_no_utf_8_or_has_too_many_fields_is_an_empty_form():
    for body in (b"Action=%ff", b"\xff", b"a&" * 20_000):
        form = read_form(post(body))
        assert form is not None
        assert (form.action, form.fields) == ("", [])


def test_json_is_no_form():
    assert read_form(post(b"{}", {"Content-Type": "application/x-amz-json-1.0"})) is None
    assert read_form(post(b"", {}, method="GET", target="/")) is None
