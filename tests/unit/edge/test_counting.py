"""Metrics and the request log."""

from structlog.testing import capture_logs

from strongroom.errors import ServiceError

from .house import SECRET_TEXT, House, at_once, unsigned
from .signing import signed


def test_requests_are_counted_by_their_outcome(house):
    house.ask(signed())
    house.does = lambda: at_once(ServiceError("ResourceNotFoundException", ""))
    house.ask(signed())
    house.ask(unsigned("nonsense"))
    text = house.metrics.text().decode()
    for code, operation in (
        ("OK", "ListTables"),
        ("ResourceNotFoundException", "ListTables"),
        ("UnknownOperationException", "-"),
    ):
        labels = f'code="{code}",operation="{operation}",service="dynamodb"'
        assert f"strongroom_requests_total{{{labels}}} 1.0" in text
    assert 'strongroom_request_seconds_count{operation="ListTables",service="dynamodb"} 2.0' in text
    assert 'le="+Inf",operation="ListTables",service="dynamodb"} 2.0' in text
    assert 'strongroom_table_key_cache_total{outcome="hit"} 3.0' in text


def test_kms_calls_are_counted(house):
    house.metrics.kms_call("Decrypt", "OK")
    assert b'strongroom_kms_calls_total{code="OK",operation="Decrypt"} 1.0' in house.metrics.text()


def test_the_request_log_has_no_content():
    house = House(logs_requests=True)
    with capture_logs() as logs:
        house.ask(signed(body=b'{"Item":"%b"}' % SECRET_TEXT.encode()))
    (line,) = logs
    assert (line["operation"], line["code"], line["status"]) == ("ListTables", "OK", 200)
    assert SECRET_TEXT not in str(line)


def test_without_it_nothing_is_logged(house):
    with capture_logs() as logs:
        house.ask(signed())
    assert logs == []
