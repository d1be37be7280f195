"""Signatures under attack: whatever is done to a signed request, it is refused as the service does, or it still
says the same."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.edge import sigv4
from strongroom.edge.authentication import Authentication
from strongroom.edge.http import Exchange
from strongroom.edge.json_protocol import DYNAMODB
from strongroom.errors import ServiceError

from .signing import exchange, signed
from .test_authentication import authentication

MANY = settings(max_examples=150, deadline=None)
CODES = {
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
}
FRAGMENTS = st.sampled_from(
    [
        b"AWS4-HMAC-SHA256",
        b"Credential=",
        b"SignedHeaders=",
        b"Signature=",
        b"/",
        b";",
        b",",
        b" ",
        b"=",
        b"host",
    ]
)
PIECES = st.lists(FRAGMENTS | st.binary(max_size=6), max_size=12).map(b"".join)


def identified(who: Authentication, made: Exchange) -> bool:
    """Whether the request is let in. Any error that is not the service's is raised."""
    try:
        who.identify(made, DYNAMODB)
    except ServiceError as error:
        if error.code not in CODES:
            raise
        return False
    return True


def spliced(text: bytes, start: int, removed: int, inserted: bytes) -> bytes:
    start %= len(text) + 1
    return text[:start] + inserted + text[start + removed :]


def what_it_says(made: Exchange) -> sigv4.Authorization:
    return sigv4.read_authorization(made.target, made.headers, unsigned_message="none", only_aws4=True)


@MANY
@given(authorization=PIECES, date=PIECES | st.none(), target=PIECES, body=st.binary(max_size=20))
def test_what_is_no_signature_is_refused(
    authorization: bytes, date: bytes | None, target: bytes, body: bytes
) -> None:
    made = exchange(body=body)
    made.target = b"/" + target
    made.headers = {b"host": b"localhost", b"authorization": authorization}
    if date is not None:
        made.headers[b"x-amz-date"] = date
    assert not identified(authentication(), made)


@MANY
@given(
    where=st.sampled_from([b"authorization", b"x-amz-date", b"x-amz-target", b"host", b"content-type"]),
    start=st.integers(0, 300),
    removed=st.integers(0, 3),
    inserted=st.binary(max_size=3),
)
def test_a_signed_request_whose_headers_were_changed_is_refused_or_says_the_same(
    where: bytes, start: int, removed: int, inserted: bytes
) -> None:
    """What is let in differs in blanks that do not count, or in the case of the names of headers."""
    made, who = signed(), authentication()
    assert identified(who, made), "what a client's requests have in common is remembered from here on"
    changed = copy.copy(made)
    changed.headers = {**made.headers, where: spliced(made.headers[where], start, removed, inserted)}
    if identified(who, changed):
        assert what_it_says(changed) == what_it_says(made)
        assert b" ".join(changed.headers[where].split()).lower() == made.headers[where].lower() or (
            where == b"authorization"
        )


@MANY
@given(
    start=st.integers(0, 30), removed=st.integers(0, 3), inserted=st.binary(max_size=3), as_target=st.booleans()
)
def test_a_signed_request_whose_body_or_target_was_changed_is_refused(
    start: int, removed: int, inserted: bytes, as_target: bool
) -> None:
    made, who = signed(target="/path?name=value", body=b'{"TableName": "Music"}'), authentication()
    assert identified(who, made)
    part = made.target if as_target else made.body
    changed = spliced(part, start, removed, inserted)
    if as_target:
        made.target = changed
    else:
        made.body = changed
    if identified(who, made):
        assert _canonical(made.target) == _canonical(b"/path?name=value")
        assert as_target or changed == part


@MANY
@given(name=st.sampled_from([b"host", b"x-amz-date", b"x-amz-target", b"authorization"]), added=st.booleans())
def test_no_signed_header_can_be_taken_away_and_none_of_amazons_added(name: bytes, added: bool) -> None:
    made, who = signed(), authentication()
    assert identified(who, made)
    if added:
        made.headers = {**made.headers, b"x-amz-" + name: b"x"}
    else:
        made.headers = {each: value for each, value in made.headers.items() if each != name}
    assert not identified(who, made)


def _canonical(target: bytes) -> bytes:
    return sigv4.canonical_head(b"POST", target, {}, ())
