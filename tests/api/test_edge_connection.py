"""Requests that no SDK sends, to a running server: DynamoDB's answers, and the connection survives.

The expected answers are the real service's.
"""

from __future__ import annotations

import http.client
import json
import socket
import zlib

import pytest

LIST_TABLES = {"X-Amz-Target": "DynamoDB_20120810.ListTables"}
JSON_1_0 = {"Content-Type": "application/x-amz-json-1.0"}
SCOPE = "Credential=test/20260101/us-east-1/dynamodb/aws4_request"
SIGNED = {
    "Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=abc",
    "X-Amz-Date": "20260101T000000Z",
}
UNKNOWN = {"__type": "com.amazon.coral.service#UnknownOperationException"}
SERIALIZATION = {"__type": "com.amazon.coral.service#SerializationException"}


@pytest.fixture
def connection(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    yield connection
    connection.close()


@pytest.fixture
def ask(connection):
    """Send a request; the answer's status, headers and body. The connection must survive it."""

    def send(method="POST", path="/", body=b"", headers=None):
        connection.request(method, path, body or None, headers or {})
        sock = connection.sock
        response = connection.getresponse()
        content = response.read()
        assert connection.sock is sock, "the connection survives"
        return response.status, {n.lower(): v for n, v in response.getheaders()}, content

    return send


def error(answer):
    """The error document of an answer whose headers fit it."""
    status, headers, body = answer
    assert status == 400
    assert headers["x-amz-crc32"] == str(zlib.crc32(body))
    assert headers["content-length"] == str(len(body))
    assert len(headers["x-amzn-requestid"]) == 52
    return json.loads(body)


def test_a_signed_request_is_answered(ask):
    status, headers, body = ask(body=b"{}", headers={**LIST_TABLES, **JSON_1_0, **SIGNED})
    assert status == 200
    assert "TableNames" in json.loads(body)
    assert headers["content-type"] == "application/x-amz-json-1.0"


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE"])
def test_other_methods(ask, method):
    status, headers, body = ask(method)
    assert (status, body, headers["x-amz-crc32"]) == (404, b"<UnknownOperationException/>\n", "3552371480")


def test_get(ask):
    status, _, body = ask("GET")
    assert (status, body) == (200, b"healthy: dynamodb.us-east-1.amazonaws.com ")


@pytest.mark.parametrize(
    "content_type", [None, "whatever", "application/x-amz-json-1.1", "application/jsonasdf"]
)
def test_a_body_of_another_content_type(ask, content_type):
    status, _, body = ask(body=b"hi", headers={"Content-Type": content_type} if content_type else {})
    assert (status, body) == (404, b"<UnknownOperationException/>\n")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json;", "  application/json  ;   asfd", "application/x-amz-json-1.0;x"],
)
@pytest.mark.parametrize("body", [b"hi", b"{", b'{"a":\xff}', b"[1,", b'{"a":NaN}'])
def test_a_body_that_is_no_json(ask, content_type, body):
    assert error(ask(body=body, headers={"Content-Type": content_type})) == SERIALIZATION


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"1", b"null"])
def test_a_body_that_is_no_object(ask, body):
    got = error(ask(body=body, headers={**LIST_TABLES, **JSON_1_0, **SIGNED}))
    assert got["__type"] == "com.amazon.coral.service#SerializationException"


@pytest.mark.parametrize("target", [None, "whatever", "DynamoDB_20120810.ListTable", "Elsewhere.ListTables"])
@pytest.mark.parametrize("body", [b"", b"{}"])
def test_an_unknown_target(ask, target, body):
    headers = {"X-Amz-Target": target} if target else {}
    assert error(ask(body=body, headers={**headers, **(JSON_1_0 if body else {})})) == UNKNOWN


@pytest.mark.parametrize("authorization", [None, "AWS4", "Basic dGVzdDp0ZXN0", "Bearer x"])
def test_no_signature(ask, authorization):
    headers = {"Authorization": authorization} if authorization else {}
    assert error(ask(headers={**LIST_TABLES, **headers})) == {
        "__type": "com.amazon.coral.service#MissingAuthenticationTokenException",
        "message": "Request is missing Authentication Token",
    }


def test_an_incomplete_signature(ask):
    headers = {**LIST_TABLES, "Authorization": "AWS4-"}
    assert error(ask(headers=headers)) == {
        "__type": "com.amazon.coral.service#IncompleteSignatureException",
        "message": "Authorization header requires 'Credential' parameter. Authorization header requires "
        "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header "
        "requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-",
    }


def test_an_incomplete_query(ask):
    assert error(ask(path="/?X-Amz-Algorithm", headers=LIST_TABLES)) == {
        "__type": "com.amazon.coral.service#IncompleteSignatureException",
        "message": "AWS query-string parameters must include 'X-Amz-Algorithm'. "
        "AWS query-string parameters must include 'X-Amz-Credential'. "
        "AWS query-string parameters must include 'X-Amz-Signature'. "
        "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
        "AWS query-string parameters must include 'X-Amz-Date'. "
        "Re-examine the query-string parameters.",
    }


def test_a_presigned_request(ask):
    path = (
        "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20260101/us-east-1/dynamodb/aws4_request"
        "&X-Amz-Signature=0&X-Amz-SignedHeaders=host&X-Amz-Date=20260101T000000Z"
    )
    status, _, body = ask(path=path, body=b"{}", headers={**LIST_TABLES, **JSON_1_0})
    assert (status, list(json.loads(body))) == (200, ["TableNames"])


def test_an_empty_body(ask):
    assert error(ask(headers={**LIST_TABLES, **SIGNED})) == SERIALIZATION


def test_kms_answers_in_its_own_words(ask):
    json_1_1 = {"Content-Type": "application/x-amz-json-1.1"}
    status, headers, body = ask(body=b"{}", headers={**json_1_1, "X-Amz-Target": "TrentService.ListKeys"})
    assert (status, headers["content-type"]) == (400, "application/x-amz-json-1.1")
    assert json.loads(body) == {
        "__type": "MissingAuthenticationTokenException",
        "message": "Missing Authentication Token",
    }
    status, _, body = ask(body=b"{}", headers={**json_1_1, "X-Amz-Target": "TrentService.Nothing"})
    assert (status, json.loads(body)) == (400, {"__type": "UnknownOperationException"})
    status, _, body = ask(body=b"hi", headers={**json_1_1, "X-Amz-Target": "TrentService.ListKeys"})
    assert (status, json.loads(body)) == (400, {"__type": "SerializationException"})


def test_a_body_beyond_the_limit_is_refused(connection):
    connection.request("POST", "/", b"a" * (16 * 1024 * 1024 + 1), JSON_1_0)
    response = connection.getresponse()
    assert (response.status, response.getheader("transfer-encoding"), response.read()) == (413, "chunked", b"")


def test_a_body_at_the_limit_is_not(ask):
    status, _, _ = ask(body=b"a" * (16 * 1024 * 1024))
    assert status == 404


def test_a_body_of_kms_has_a_limit_of_its_own(ask):
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.ListKeys"}
    assert ask(body=b"a" * (1024 * 1024 + 1), headers=headers)[::2] == (413, b"")


def test_nonsense_ends_the_connection_and_not_the_server(server):
    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
        client.sendall(b"\x16\x03\x01\x00\xa5 this is TLS, or nonsense\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")
        while client.recv(1000):
            pass
    assert server.client("dynamodb").list_tables()["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_health_and_metrics(ask):
    assert ask("GET", "/healthz")[::2] == (200, b"ok\n")
    ask(body=b"{}", headers={**LIST_TABLES, **JSON_1_0, **SIGNED})
    status, headers, body = ask("GET", "/metrics")
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/plain")
    assert b'strongroom_requests_total{code="OK",operation="ListTables",service="dynamodb"}' in body


def test_without_rehearsal_there_is_no_clock(ask):
    assert ask("GET", "/_strongroom/clock")[0] == 404
    assert ask("POST", "/_strongroom/clock", b'{"advance": 1}', {"Content-Type": "application/json"})[0] == 400
