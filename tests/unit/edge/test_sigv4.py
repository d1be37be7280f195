"""Signature Version 4, against botocore's signer, which shares no code with it."""

import string
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.edge import sigv4
from strongroom.errors import ServiceError

from .signing import KEY_ID, SECRET, exchange, signed

segment = st.text(string.ascii_letters + string.digits + "-._~ %+é", max_size=8)
header_value = st.text(string.ascii_letters + string.digits + " ,;=/", max_size=30)


def authorization_of(made):
    return sigv4.read_authorization(
        made.target, made.headers, unsigned_message="Request is missing Authentication Token", only_aws4=True
    )


def expected_signature(made, secret=SECRET):
    authorization = authorization_of(made)
    scope = sigv4.read_scope(authorization.claim)
    head = sigv4.canonical_head(made.method, made.target, made.headers, authorization.claim.signed_headers)
    return sigv4.Signer(secret, scope).begin(authorization.time, head).signature(made.body).decode()


@given(
    body=st.binary(max_size=200),
    values=st.lists(header_value, max_size=3),
    region=st.sampled_from(["us-east-1", "eu-central-1"]),
    token=st.none() | st.text(string.ascii_letters + "/+=", min_size=1, max_size=50),
)
def test_a_signature_made_by_an_sdk_is_the_one_we_calculate(body, values, region, token):
    headers = {f"X-Amz-Extra-{number}": value for number, value in enumerate(values)}
    made = signed(headers=headers, body=body, region=region, token=token)
    assert authorization_of(made).signature == expected_signature(made)


@given(segments=st.lists(segment, max_size=4), pairs=st.lists(st.tuples(segment, segment), max_size=3))
def test_paths_and_query_strings_are_put_in_canonical_form(segments, pairs):
    query = urlencode(pairs, quote_via=quote)
    target = "/" + "/".join(quote(part) for part in segments) + ("?" + query if query else "")
    made = signed(target=target)
    assert authorization_of(made).signature == expected_signature(made)


@pytest.mark.parametrize("target", ["/a/../b", "/./a//b/", "/a/b/..", "/../..", "/?b=2&a=1&a=0", "/?empty"])
def test_odd_targets_are_put_in_canonical_form(target):
    made = signed(target=target)
    assert authorization_of(made).signature == expected_signature(made)


def test_a_presigned_request_carries_the_same_signature():
    made = signed(in_query=True, body=b"", method="GET", target="/?Action=x")
    assert authorization_of(made).expires == 3600
    assert authorization_of(made).signature == expected_signature(made)


@given(
    change=st.sampled_from(["body", "method", "target", "header", "secret"]),
)
def test_a_change_of_anything_signed_changes_the_signature(change):
    made = signed()
    secret = SECRET
    if change == "body":
        made.body += b" "
    elif change == "method":
        made.method = b"PUT"
    elif change == "target":
        made.target = b"/?x=1"
    elif change == "header":
        made.headers[b"x-amz-target"] += b"s"
    else:
        secret += "x"
    assert authorization_of(made).signature != expected_signature(made, secret)


def test_runs_of_spaces_in_a_header_count_as_one():
    made = signed(headers={"X-Amz-Extra": "a   b"})
    made.headers[b"x-amz-extra"] = b" a b  "
    assert authorization_of(made).signature == expected_signature(made)


def test_the_example_of_the_signature_documentation():
    """IAM User Guide, the derived signing key of 2015-08-30 for us-east-1 and iam."""
    scope = sigv4.Scope("AKIDEXAMPLE", "20150830", "us-east-1", "iam", "aws4_request")
    key = sigv4.signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope)
    assert key.hex() == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"


def refusal(headers, target="/", only_aws4=True):
    made = exchange(target=target, headers=headers)
    with pytest.raises(ServiceError) as caught:
        sigv4.read_authorization(made.target, made.headers, unsigned_message="None", only_aws4=only_aws4)
    return caught.value.code, caught.value.message


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            "AWS4-",
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "
            "parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-",
        ),
        (
            "AWS4- Signature=b Credential=a",
            "Authorization header requires 'SignedHeaders' parameter. "
            "Authorization=AWS4- Signature=b Credential=a",
        ),
        (
            "AWS4- Signature=b,Credential=a",
            "Authorization header requires 'SignedHeaders' parameter. "
            "Authorization=AWS4- Signature=b,Credential=a",
        ),
        (
            "AWS4-HMAC-SHA256 Signature=b,    Credential,    SignedHeaders",
            "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header: "
            "'AWS4-HMAC-SHA256 Signature=b,    Credential,    SignedHeaders'.",
        ),
    ],
)
def test_an_incomplete_header_is_told_what_it_lacks(header, message):
    assert refusal({"Authorization": header, "Date": "a"}) == ("IncompleteSignatureException", message)


def test_a_header_without_date_is_incomplete():
    header = "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c"
    assert refusal({"Authorization": header})[1] == (
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        f"Authorization={header}"
    )


def test_another_scheme_counts_as_none_where_the_service_says_so():
    assert refusal({"Authorization": "AWS4"}) == ("MissingAuthenticationTokenException", "None")
    code, message = refusal({"Authorization": "a"}, only_aws4=False)
    assert code == "IncompleteSignatureException"
    assert message.endswith(" Authorization=a")


def test_an_incomplete_query_is_told_what_it_lacks():
    assert refusal({}, "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d") == (
        "IncompleteSignatureException",
        "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
        "Re-examine the query-string parameters.",
    )


def test_two_authorizations_are_one_too_many():
    assert refusal({"Authorization": "X"}, "/?X-Amz-Algorithm") == (
        "InvalidSignatureException",
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    )


@pytest.mark.parametrize("time", ["201", "20261301T000000Z", "20260101T000000", "20260101T000000Z ", ""])
def test_a_time_in_another_format_is_refused(time):
    with pytest.raises(ServiceError) as caught:
        sigv4.read_time(time)
    assert caught.value.message == (
        f"Date must be in ISO-8601 'basic format'. Got '{time}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )


@pytest.mark.parametrize(
    ("offset", "message"),
    [
        (-900, None),
        (900, None),
        (
            -901,
            "Signature expired: 20130609T094514Z is now earlier than 20130609T094515Z "
            "(20130609T100015Z - 15 min.)",
        ),
        (
            901,
            "Signature not yet current: 20130609T101516Z is still later than 20130609T101515Z "
            "(20130609T100015Z + 15 min.)",
        ),
    ],
)
def test_a_signature_lasts_for_the_skew_and_no_longer(offset, message):
    now = sigv4.read_time("20130609T100015Z")
    time = sigv4._text(now + offset)
    authorization = sigv4.Authorization(sigv4.Claim("", "", ()), "", time, "")
    if message is None:
        sigv4.check_age(authorization, now + offset, now, 15)
        return
    with pytest.raises(ServiceError) as caught:
        sigv4.check_age(authorization, now + offset, now, 15)
    assert (caught.value.code, caught.value.message) == ("InvalidSignatureException", message)


def test_a_presigned_request_lasts_until_it_expires():
    authorization = sigv4.Authorization(sigv4.Claim("", "", ()), "", "20130609T100015Z", "", expires=3600)
    signed_at = sigv4.read_time(authorization.time)
    sigv4.check_age(authorization, signed_at, signed_at + 3600 + 300, 5)
    with pytest.raises(ServiceError, match="Signature expired"):
        sigv4.check_age(authorization, signed_at, signed_at + 3600 + 301, 5)


@pytest.mark.parametrize(
    ("names", "header", "message"),
    [
        ((b"x-amz-date",), b"x-amz-date", "'Host' or ':authority' must be a 'SignedHeader' in"),
        ((b"host",), b"x-amz-target", "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."),
    ],
)
def test_host_and_amazon_headers_must_be_signed(names, header, message):
    with pytest.raises(ServiceError) as caught:
        sigv4.check_signed_headers(sigv4.Claim("", "", names), {b"host": b"x", header: b"y"})
    assert caught.value.code == "InvalidSignatureException"
    assert caught.value.message.startswith(message)


def test_other_headers_need_not_be_signed():
    sigv4.check_signed_headers(sigv4.Claim("", "", (b"host",)), {b"host": b"x", b"user-agent": b"y"})


@pytest.mark.parametrize(
    ("algorithm", "credential", "message"),
    [
        (
            "AWS4-HMAC-SHA25",
            "a",
            "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only AWS4-HMAC-SHA256 for now). ",
        ),
        (
            "AWS4-HMAC-SHA256",
            "a/b/c/d",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "
            "'a/b/c/d'",
        ),
    ],
)
def test_algorithm_and_elements_of_the_credential_are_checked(algorithm, credential, message):
    with pytest.raises(ServiceError) as caught:
        sigv4.read_scope(sigv4.Claim(algorithm, credential, ()))
    assert (caught.value.code, caught.value.message) == ("IncompleteSignatureException", message)


def test_trailing_slashes_of_a_credential_are_ignored():
    assert sigv4.read_scope(sigv4.Claim(sigv4.ALGORITHM, "a/b/c/d/e//", ())) == ("a", "b", "c", "d", "e")


def test_everything_wrong_with_a_scope_is_listed():
    scope = sigv4.Scope(KEY_ID, "b", "?", "s3", "e")
    with pytest.raises(ServiceError) as caught:
        sigv4.check_scope(scope, "20130609T095204Z", "dynamodb")
    assert (caught.value.code, caught.value.message) == (
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not '?'. "
        "Credential should be scoped to correct service: 'dynamodb'. "
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. "
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'b' != '20130609', from '20130609T095204Z'.",
    )
