"""Compressed bodies, both ways."""

import gzip
import zlib

import botocore.session
import pytest

from strongroom.edge.content_codings import COMPRESSED_BYTES, accepted
from strongroom.edge.json_protocol import DYNAMODB, KMS

from .signing import signed

LONG = {"TableNames": ["a" * COMPRESSED_BYTES]}
LIMIT_ONE = b'{"Limit":1}'
DECODE = {"gzip": gzip.decompress, "deflate": zlib.decompress}
INTERNAL = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}'
)


def zipped(body):
    """The same bytes whenever it is done: test processes compare the names of their tests."""
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", None),
        ("identity", None),
        ("br, zstd, x-gzip", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br, deflate, gzip", "deflate"),
        ("dog, gzip ,, cat", "gzip"),
        ('"gzip"', None),
        ("gzip br", None),
        ("gzip;q=0.2, deflate;q=0.5", "deflate"),
        ("gzip ;q=0", None),
        ("gzip;q=0, gzip;q=0.0001, gzip;q=0", "gzip"),
        ("deflate;q=51,gzip;q=31", "deflate"),
        ("deflate;q=0.5,gzip;q=1;q=0.2", "gzip"),
        ("deflate;q=0.5,gzip;q=0.x", "gzip"),
        ("deflate;q=-0.5,gzip;q=0.2", "gzip"),
        ("gzip;q= 0;q=1", None),
        ("gzip;q =0;q=1", "gzip"),
        ("gzip;level=1", "gzip"),
        ("*", "gzip"),
        ("*;q=0", None),
        ("*, gzip;q=0.5", "deflate"),
        ("*, deflate", "deflate"),
        ("*, gzip;q=0.5, deflate;q=0.4", "gzip"),
        ("*;q=0.5, identity", "gzip"),
    ],
)
def test_the_coding_that_a_client_likes_best(header, coding):
    assert accepted(header.encode()) == (coding and coding.encode())


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_long_answer_is_compressed_for_who_accepts_it(house, coding):
    house.does = lambda: LONG
    plain = house.ask(signed())
    assert "content-encoding" not in plain.headers
    got = house.ask(signed(headers={"Accept-Encoding": coding}))
    assert (got.status, got.headers["content-encoding"]) == (200, coding)
    assert DECODE[coding](got.body) == plain.body
    assert got.headers["x-amz-crc32"] == str(zlib.crc32(got.body)), "of the bytes that are sent"


def test_a_short_answer_is_not(house):
    got = house.ask(signed(headers={"Accept-Encoding": "gzip"}))
    assert "content-encoding" not in got.headers


def test_nor_is_one_of_kms(house):
    house.does = lambda: LONG
    made = signed(
        service="kms",
        headers={
            "X-Amz-Target": "TrentService.ListKeys",
            "Content-Type": "application/x-amz-json-1.1",
            "Accept-Encoding": "gzip",
        },
    )
    assert "content-encoding" not in house.ask(made).headers


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", zipped(LIMIT_ONE)),
        ("GZip", zipped(LIMIT_ONE[:4]) + zipped(LIMIT_ONE[4:])),
        ("gzip", zipped(LIMIT_ONE) + b"what follows"),
        ("deflate", zlib.compress(LIMIT_ONE)),
        ("identity", LIMIT_ONE),
    ],
)
def test_a_request_may_be_compressed(house, coding, body):
    assert house.ask(signed(body=body, headers={"Content-Encoding": coding})).status == 200
    assert house.calls[0][1] == {"Limit": 1}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("br", LIMIT_ONE),
        ("gzip", LIMIT_ONE),
        ("gzip", b""),
        ("gzip", zipped(LIMIT_ONE)[:-1]),
        ("gzip", zipped(b" " * (16 * 1024 * 1024) + LIMIT_ONE)),
        ("gzip", zipped(b"") * 16 + zipped(LIMIT_ONE)),
        ("deflate", LIMIT_ONE),
        ("deflate", b""),
        ("deflate", zlib.compress(LIMIT_ONE[:4]) + zlib.compress(LIMIT_ONE[4:])),
    ],
)
def test_a_body_that_is_not_what_its_coding_says_is_an_internal_error(house, coding, body):
    got = house.ask(signed(body=body, headers={"Content-Encoding": coding}))
    assert (got.status, got.body) == (500, INTERNAL)
    assert house.calls == []


@pytest.mark.parametrize(("service", "protocol"), [("dynamodb", DYNAMODB), ("kms", KMS)])
def test_operations_without_an_output_answer_without_a_body(service, protocol):
    model = botocore.session.Session().get_service_model(service)
    silent = {name for name in model.operation_names if model.operation_model(name).output_shape is None}
    assert protocol.silent == silent
    assert {protocol.answer(name, {}, "") for name in silent} == {b""}
    assert protocol.answer("CreateTable", {}, "") == b"{}"
