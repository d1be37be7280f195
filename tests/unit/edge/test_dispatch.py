"""From a request to its operation and back: order of checks, forms of answers, errors on the wire."""

import asyncio
import zlib

import orjson
import pytest
from structlog.testing import capture_logs

from strongroom.errors import ServiceError
from strongroom.services.operations import RawJson

from .house import SECRET_TEXT, SERIALIZATION, UNKNOWN, House, at_once, unsigned
from .signing import exchange, signed


async def later(value):
    await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


def future_of(value):
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    try:
        loop.call_soon(future.set_result, at_once(value))
    except (ServiceError, KeyError) as error:
        loop.call_soon(future.set_exception, error)
    return future


class TestAnswers:
    """What an operation returns, at once or later."""

    @pytest.mark.parametrize("form", [at_once, future_of, later])
    @pytest.mark.parametrize(
        ("answer", "body"),
        [
            ({"TableNames": ["a"]}, b'{"TableNames":["a"]}'),
            (RawJson(b'{"raw": 1}'), b'{"raw": 1}'),
            ({"CiphertextBlob": b"\x00\xff"}, b'{"CiphertextBlob":"AP8="}'),
        ],
    )
    def test_an_answer_may_come_in_any_form(self, house, form, answer, body):
        house.does = lambda: form(answer)
        got = house.ask(signed())
        assert (got.status, got.body) == (200, body)
        assert got.headers["content-type"] == "application/x-amz-json-1.0"
        assert got.headers["x-amz-crc32"] == str(zlib.crc32(body))

    @pytest.mark.parametrize("form", [at_once, future_of, later])
    def test_an_error_may_come_in_any_form(self, house, form):
        house.does = lambda: form(ServiceError("ResourceNotFoundException", "no such table"))
        got = house.ask(signed())
        assert got.status == 400
        assert orjson.loads(got.body) == {
            "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
            "message": "no such table",
        }

    @pytest.mark.parametrize("form", [at_once, future_of, later])
    def test_a_failure_is_told_to_the_log_only(self, house, form):
        house.does = lambda: form(KeyError(SECRET_TEXT))
        with capture_logs() as logs:
            got = house.ask(signed())
        assert got.status == 500
        assert orjson.loads(got.body) == {
            "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError",
            "message": "Internal server error",
        }
        (line,) = logs
        assert line["error"] == "KeyError"
        assert line["request_id"] == got.headers["x-amzn-requestid"]
        assert "test_dispatch.py" in line["traceback"]
        assert SECRET_TEXT not in str(line), "an exception's message may hold an item"

    def test_an_answer_that_is_no_json_is_a_failure(self, house):
        house.does = lambda: {"TableNames": object()}
        assert house.ask(signed()).status == 500

    def test_a_failure_of_kms_has_its_own_name(self, house):
        house.does = lambda: at_once(RuntimeError())
        got = house.ask(kms())
        assert got.status == 500
        assert orjson.loads(got.body)["__type"] == "KMSInternalException"

    def test_a_cancelled_operation_is_a_failure(self, house):
        def cancelled():
            future = asyncio.get_running_loop().create_future()
            future.cancel()
            return future

        house.does = cancelled
        assert house.ask(signed()).status == 500


class TestCalls:
    """What an operation is told."""

    def test_it_is_told_who_calls_what(self, house):
        got = house.ask(
            signed(
                body=b'{"Limit":1}', region="eu-west-1", key_id="222233334444", headers={"User-Agent": "me/1"}
            )
        )
        ((call, document),) = house.calls
        assert document == {"Limit": 1}
        assert (call.operation, call.account, call.region) == ("ListTables", "222233334444", "eu-west-1")
        assert (call.source_address, call.user_agent) == ("127.0.0.1", "me/1")
        assert call.request_id == got.headers["x-amzn-requestid"]
        assert len(call.request_id) == 52

    def test_the_path_does_not_matter(self, house):
        assert house.ask(signed(target="/anything")).status == 200

    @pytest.mark.parametrize(
        ("sent", "answered"),
        [
            ("application/x-amz-json-1.0", "application/x-amz-json-1.0"),
            ("application/x-amz-json-1.0;blahblah", "application/x-amz-json-1.0"),
            ("application/json", "application/json"),
            ("  application/json  ;   asfd", "application/json"),
        ],
    )
    def test_the_answer_has_the_content_type_of_the_request(self, house, sent, answered):
        got = house.ask(signed(headers={"Content-Type": sent}))
        assert (got.status, got.headers["content-type"]) == (200, answered)


class TestErrors:
    """Errors on the wire."""

    @pytest.mark.parametrize(
        ("code", "namespace", "member"),
        [
            ("ValidationException", "com.amazon.coral.validate#", "message"),
            ("SerializationException", "com.amazon.coral.service#", "Message"),
            ("AccessDeniedException", "com.amazon.coral.service#", "Message"),
            ("UnrecognizedClientException", "com.amazon.coral.service#", "message"),
            ("ThrottlingException", "com.amazon.coral.availability#", "message"),
            ("TransactionCanceledException", "com.amazonaws.dynamodb.v20120810#", "Message"),
            ("ConditionalCheckFailedException", "com.amazonaws.dynamodb.v20120810#", "message"),
        ],
    )
    def test_dynamodb_gives_each_error_its_namespace(self, house, code, namespace, member):
        house.does = lambda: at_once(ServiceError(code, "why"))
        assert orjson.loads(house.ask(signed()).body) == {"__type": namespace + code, member: "why"}

    def test_further_members_are_told(self, house):
        house.does = lambda: at_once(
            ServiceError("ConditionalCheckFailedException", "no", Item={"a": {"S": "x"}})
        )
        assert orjson.loads(house.ask(signed()).body)["Item"] == {"a": {"S": "x"}}

    @pytest.mark.parametrize(
        ("code", "member"), [("NotFoundException", "message"), ("AccessDeniedException", "Message")]
    )
    def test_kms_gives_none(self, house, code, member):
        house.does = lambda: at_once(ServiceError(code, "why"))
        got = house.ask(kms())
        assert orjson.loads(got.body) == {"__type": code, member: "why"}
        assert got.headers["content-type"] == "application/x-amz-json-1.1"
        assert "x-amz-crc32" not in got.headers
        assert len(got.headers["x-amzn-requestid"]) == 36
        assert got.headers["cache-control"].startswith("no-cache")

    def test_the_status_of_an_error_is_its_own(self, house):
        house.does = lambda: at_once(ServiceError("InternalServerError", "", 500))
        got = house.ask(signed())
        assert (got.status, got.body) == (
            500,
            b'{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}',
        )


def kms(body=b"{}", **more):
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.ListKeys"}
    return signed(headers=headers, service="kms", body=body, **more)


class TestOrderOfChecks:
    """Each request is wrong in two ways, and the answer tells which is looked at first."""

    def test_content_type_before_json(self, house):
        assert house.ask(unsigned(body=b"hi", headers={"Content-Type": "whatever"})).status == 404

    def test_json_before_target(self, house):
        assert house.ask(unsigned("nonsense", body=b"hi")).body == SERIALIZATION

    def test_target_before_signature(self, house):
        assert house.ask(unsigned("nonsense")).body == UNKNOWN

    def test_signature_before_an_empty_body(self, house):
        got = orjson.loads(house.ask(unsigned("DynamoDB_20120810.ListTables", body=b"")).body)
        assert got["__type"].endswith("#MissingAuthenticationTokenException")

    def test_an_empty_body_before_the_operation(self, house):
        assert house.ask(signed(body=b"")).body == SERIALIZATION
        assert house.calls == []

    def test_kms_looks_for_the_body_before_the_signature(self, house):
        got = house.ask(
            exchange(
                headers={
                    "Content-Type": "application/x-amz-json-1.1",
                    "X-Amz-Target": "TrentService.ListKeys",
                },
                body=b"",
            )
        )
        assert got.body == b'{"__type":"SerializationException"}'


class TestNotAnOperation:
    """Requests that call nothing."""

    @pytest.mark.parametrize(
        "target", [None, "whatever", "DynamoDB_20120810.ListTable", "DynamoDB_20120810.", "ListTables", "a.b.c"]
    )
    def test_an_unknown_target_is_an_unknown_operation(self, house, target):
        got = house.ask(unsigned(target))
        assert (got.status, got.body) == (400, UNKNOWN)
        assert got.headers["x-amz-crc32"] == "1368724161"

    def test_kms_refuses_in_its_own_words(self, house):
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        got = house.ask(unsigned("TrentService.Nothing", headers=headers))
        assert (got.status, got.body) == (400, b'{"__type":"UnknownOperationException"}')
        assert got.headers["content-type"] == "application/x-amz-json-1.1"

    def test_a_service_is_told_by_the_credential_scope_when_the_target_says_nothing(self, house):
        made = signed(
            service="kms", headers={"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "?"}
        )
        assert house.ask(made).body == b'{"__type":"UnknownOperationException"}'

    @pytest.mark.parametrize("signs", [True, False])
    def test_kms_does_not_take_another_content_type(self, house, signs):
        headers = {"Content-Type": "text/plain", "X-Amz-Target": "TrentService.ListKeys"}
        got = house.ask(signed(headers=headers, service="kms") if signs else unsigned(headers=headers))
        if signs:
            assert (got.status, got.body) == (404, b"<UnknownOperationException/>\n")
        else:
            assert got.status == 403
            assert b"<Message>Missing Authentication Token</Message>" in got.body

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
    def test_other_methods_are_not_found(self, house, method):
        got = house.ask(exchange(method=method, body=b""))
        assert (got.status, got.body) == (404, b"<UnknownOperationException/>\n")
        assert got.headers["x-amz-crc32"] == "3552371480"

    def test_get_tells_that_the_service_is_healthy(self, house):
        got = house.ask(exchange(method="GET", body=b""))
        assert (got.status, got.body) == (200, b"healthy: dynamodb.us-east-1.amazonaws.com ")

    def test_pages_are_found_by_their_path(self, house):
        assert house.ask(exchange(method="GET", target="/page?x=1")).body == b"a page"
        assert house.ask(exchange(method="GET", target="/other")).status == 404


def test_draining_waits_for_coroutines_whose_clients_have_gone():
    house = House()
    finished = []

    async def slow():
        await asyncio.sleep(0.02)
        finished.append(True)
        return {}

    async def run():
        house.does = slow
        house.dispatcher(signed())
        await house.dispatcher.drain(5)

    asyncio.run(run())
    assert finished == [True]
