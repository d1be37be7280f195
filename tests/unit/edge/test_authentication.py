"""Who calls: strangers in open mode, known access keys, and everybody in iam mode."""

import time

import pytest

from strongroom.calls import Principal
from strongroom.edge import sigv4
from strongroom.edge.authentication import Authentication
from strongroom.edge.json_protocol import DYNAMODB, KMS
from strongroom.errors import ServiceError
from strongroom.services.iam.credentials import Credential, NoCredentials

from .signing import KEY_ID, SECRET, exchange, signed

USER = Principal("IAMUser", "111122223333", "arn:aws:iam::111122223333:user/ann", KEY_ID)
INVALID_TOKEN = ("UnrecognizedClientException", "The security token included in the request is invalid.")


class Ahead:
    """A clock that is some seconds ahead of the machine's."""

    def __init__(self, seconds=0.0):
        self.seconds = seconds

    def now(self):
        return time.time() + self.seconds


class Known:
    """The access keys that somebody has."""

    def __init__(self, *credentials):
        self.credentials = {credential.access_key_id: credential for credential in credentials}

    def find(self, access_key_id):
        return self.credentials.get(access_key_id)


def authentication(mode="iam", credentials=None, ahead=0.0, clock=None):
    if credentials is None:
        credentials = Known(Credential(KEY_ID, SECRET, USER))
    clock = clock or Ahead(ahead)
    return Authentication(mode, credentials, clock, account="123456789012", region="us-east-1")


def refusal(authentication, made, protocol=DYNAMODB):
    with pytest.raises(ServiceError) as caught:
        authentication.identify(made, protocol)
    assert caught.value.status == 400
    return caught.value.code, caught.value.message


@pytest.mark.parametrize("mode", ["open", "iam"])
def test_a_known_key_with_its_secret_is_its_principal(mode):
    who = authentication(mode)
    for _ in range(2):
        identity = who.identify(signed(region="eu-west-1"), DYNAMODB)
        assert (identity.principal, identity.account, identity.region) == (USER, "111122223333", "eu-west-1")


@pytest.mark.parametrize("mode", ["open", "iam"])
def test_a_known_key_with_another_secret_is_refused(mode):
    code, message = refusal(authentication(mode), signed(secret="guess"))
    assert code == "InvalidSignatureException"
    assert message == (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
        "Access Key and signing method. Consult the service documentation for details."
    )


def test_a_valid_signature_is_of_no_use_for_another_request():
    who = authentication()
    made = signed(body=b'{"TableName":"mine"}')
    who.identify(made, DYNAMODB)
    made.body = b'{"TableName":"yours"}'
    assert refusal(who, made)[0] == "InvalidSignatureException"


def test_in_iam_mode_an_unknown_key_is_refused():
    assert refusal(authentication(), signed(key_id="AKIAUNKNOWN")) == INVALID_TOKEN


def test_in_open_mode_an_unknown_key_is_the_account_root():
    identity = authentication("open").identify(signed(key_id="anything", secret="any"), DYNAMODB)
    assert identity.principal == Principal.root("123456789012", "anything")
    assert identity.region == "us-east-1"


def test_in_open_mode_a_key_id_of_twelve_digits_is_the_account():
    identity = authentication("open").identify(signed(key_id="000011112222"), DYNAMODB)
    assert identity.account == "000011112222"
    assert identity.principal.arn == "arn:aws:iam::000011112222:root"


def test_in_open_mode_clocks_may_differ():
    authentication("open", NoCredentials(), ahead=86400).identify(signed(), DYNAMODB)


def test_in_open_mode_a_credential_without_region_stands_for_the_default():
    made = exchange(
        headers={
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101//dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
            "X-Amz-Date": "20260101T000000Z",
        }
    )
    assert authentication("open").identify(made, DYNAMODB).region == "us-east-1"


@pytest.mark.parametrize(
    ("credential", "time", "code"),
    [
        ("a/b/c/d", "20260101T000000Z", "IncompleteSignatureException"),
        ("a/20260101/us east/dynamodb/aws4_request", "20260101T000000Z", "IncompleteSignatureException"),
        ("a/20260101/us_east/dynamodb/aws4_request", "20260101T000000Z", "InvalidSignatureException"),
        ("a/20260101/us-east-1/dynamodb/aws4", "20260101T000000Z", "InvalidSignatureException"),
        ("a/20260101/us-east-1/dynamodb/aws4_request", "yesterday", "IncompleteSignatureException"),
    ],
)
def test_in_open_mode_a_malformed_signature_is_refused_every_time(credential, time, code):
    who = authentication("open")
    header = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
    for _ in range(2):
        made = exchange(headers={"Authorization": header, "X-Amz-Date": time})
        assert refusal(who, made)[0] == code


def test_a_key_that_becomes_known_is_verified_from_then_on():
    known = Known()
    who = authentication("open", known)
    made = signed(secret="guess")
    assert who.identify(made, DYNAMODB).principal.kind == "Root"
    known.credentials[KEY_ID] = Credential(KEY_ID, SECRET, USER)
    assert refusal(who, made)[0] == "InvalidSignatureException"


def test_a_key_that_is_deleted_is_refused_from_then_on():
    known = Known(Credential(KEY_ID, SECRET, USER))
    who = authentication("iam", known)
    who.identify(signed(), DYNAMODB)
    known.credentials.clear()
    assert refusal(who, signed()) == INVALID_TOKEN


def test_a_request_like_one_before_must_not_be_too_old_either():
    clock = Ahead()
    who = authentication(clock=clock)
    made = signed()
    assert who.identify(made, DYNAMODB) == who.identify(made, DYNAMODB)
    for ahead, said in ((905, "Signature expired: "), (-905, "Signature not yet current: ")):
        clock.seconds = ahead
        assert refusal(who, made)[1].startswith(said)
    clock.seconds = 0.0
    assert who.identify(made, DYNAMODB).principal == USER


def test_a_request_like_one_before_needs_credentials_that_have_not_ended():
    clock = Ahead()
    temporary = Credential(KEY_ID, SECRET, USER, session_token="t", expires=time.time() + 60)
    who = authentication("iam", Known(temporary), clock=clock)
    made = signed(token="t")
    assert who.identify(made, DYNAMODB) == who.identify(made, DYNAMODB)
    clock.seconds = 61
    assert refusal(who, made)[0] == "ExpiredTokenException"


def test_a_request_like_one_before_needs_the_same_access_key():
    known = Known(Credential(KEY_ID, SECRET, USER))
    who = authentication("iam", known)
    made = signed()
    who.identify(made, DYNAMODB)
    known.credentials[KEY_ID] = Credential(KEY_ID, "another", USER)
    assert refusal(who, made)[0] == "InvalidSignatureException"


def test_a_request_like_one_before_is_for_the_same_service():
    who = authentication()
    made = signed()
    who.identify(made, DYNAMODB)
    assert refusal(who, made, KMS)[1] == "Credential should be scoped to correct service: 'kms'."


def test_a_signing_time_that_is_not_signed_itself_cannot_be_renewed():
    """A Date header need not be among the signed ones: the time is in what is signed all the same."""
    clock = Ahead()
    who = authentication(clock=clock)
    stamps = [time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + ahead)) for ahead in (0, 600)]
    scope = sigv4.Scope(KEY_ID, stamps[0][:8], "us-east-1", "dynamodb", "aws4_request")
    made = exchange(headers={"Host": "localhost", "Date": stamps[0]})
    head = sigv4.canonical_head(b"POST", b"/", made.headers, (b"host",))
    signature = sigv4.Signer(SECRET, scope).begin(stamps[0], head).signature(made.body)
    made.headers[b"authorization"] = b"AWS4-HMAC-SHA256 Credential=%b, SignedHeaders=host, Signature=%b" % (
        "/".join(scope).encode(),
        signature,
    )
    for _ in range(2):
        assert who.identify(made, DYNAMODB).principal == USER
    made.headers[b"date"] = stamps[1].replace(stamps[1][:8], stamps[0][:8]).encode()
    assert refusal(who, made)[0] == "InvalidSignatureException"


def test_what_is_remembered_of_clients_has_an_end():
    who = authentication("open", Known())
    for number in range(3000):
        made = signed_by_a_stranger(f"AKIA{number}", f"{number}")
        assert who.identify(made, DYNAMODB).principal.kind == "Root"
    for number in range(100):
        who.identify(signed_by_a_stranger("AKIA2999", f"{number}"), DYNAMODB)
        who.identify(signed_by_a_stranger("AKIA2998", "v" * 5000), DYNAMODB)
    assert len(who._clients) <= 1024
    assert max(len(client.requests) for client in who._clients.values()) <= 32
    assert all("v" * 99 not in repr(client.requests) for client in who._clients.values())


def signed_by_a_stranger(key_id, value):
    headers = {
        "Host": "localhost",
        "X-Amz-Date": "20260101T000000Z",
        "X-Other": value,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={key_id}/20260101/us-east-1/dynamodb/aws4_request, "
        "SignedHeaders=host;x-amz-date;x-other, Signature=0000",
    }
    return exchange(headers=headers)


@pytest.mark.parametrize(("protocol", "service", "minutes"), [(DYNAMODB, "dynamodb", 15), (KMS, "kms", 5)])
def test_a_signature_expires(protocol, service, minutes):
    authentication(ahead=60 * minutes - 5).identify(signed(service=service), protocol)
    for ahead, said in ((1, "Signature expired: "), (-1, "Signature not yet current: ")):
        code, message = refusal(
            authentication(ahead=ahead * (60 * minutes + 5)), signed(service=service), protocol
        )
        assert code == "InvalidSignatureException"
        assert message.startswith(said)
        assert f" {minutes} min.)" in message


def test_a_signature_for_one_service_is_of_no_use_at_another():
    code, message = refusal(authentication(), signed(service="kms"))
    assert code == "InvalidSignatureException"
    assert message == "Credential should be scoped to correct service: 'dynamodb'."


def test_the_time_is_checked_before_the_key():
    code, message = refusal(authentication(ahead=86400), signed(key_id="AKIAUNKNOWN"))
    assert (code, message[:17]) == ("InvalidSignatureException", "Signature expired")


def test_a_presigned_request_is_verified():
    who = authentication()
    assert who.identify(signed(in_query=True, body=b""), DYNAMODB).principal == USER
    assert refusal(who, signed(in_query=True, body=b"", secret="guess"))[0] == "InvalidSignatureException"


def test_temporary_credentials_need_their_token():
    temporary = Credential(KEY_ID, SECRET, USER, session_token="the token", expires=time.time() + 60)
    who = authentication("iam", Known(temporary))
    assert who.identify(signed(token="the token"), DYNAMODB).principal == USER
    assert refusal(who, signed(token="another")) == INVALID_TOKEN
    assert refusal(who, signed()) == INVALID_TOKEN


def test_a_token_with_a_long_term_key_is_refused():
    assert refusal(authentication(), signed(token="made up")) == INVALID_TOKEN


def test_temporary_credentials_expire():
    temporary = Credential(KEY_ID, SECRET, USER, session_token="t", expires=time.time() - 1)
    assert refusal(authentication("iam", Known(temporary)), signed(token="t")) == (
        "ExpiredTokenException",
        "The security token included in the request is expired",
    )


def test_no_secret_shows_in_the_text_of_a_credential():
    assert SECRET not in repr(Credential(KEY_ID, SECRET, USER, session_token="token"))
