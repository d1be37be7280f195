"""Request quotas, for a server that is told to hold them."""

import pytest

from kms.callers import ACCOUNT
from strongroom.services.kms.request_quotas import RequestQuotas
from strongroom.services.kms.service import Kms

TOO_FAST = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."


class StandingClock:
    """Time that passes only when a test says so: a quota is of one second."""

    def __init__(self):
        self.seconds = 1_800_000_000.0

    def now(self):
        return self.seconds


@pytest.fixture
def clock():
    return StandingClock()


@pytest.fixture
def kms(kms, catalog, clock, parsers):
    return Kms(catalog, kms.root_key, clock, kms.randomness, parsers, quotas=RequestQuotas(clock))


def throttled(caller):
    return caller.refused("ThrottlingException", TOO_FAST)


def test_each_operation_has_a_quota_of_its_own_in_each_second(root, clock):
    keys = [root.create_key() for _ in range(5)]
    with throttled(root):
        root.create_key()
    for key in keys:
        root("DisableKey", KeyId=key["KeyId"])
    with throttled(root):
        root("DisableKey", KeyId=keys[0]["KeyId"])
    root.at("eu-west-1").create_key()
    clock.seconds += 1
    root.create_key()


def test_refused_requests_count_too(root):
    for _ in range(5):
        with root.refused("NotFoundException"):
            root("EnableKey", KeyId="1234abcd-12ab-34cd-56ef-1234567890ab")
    with throttled(root):
        root("EnableKey", KeyId="1234abcd-12ab-34cd-56ef-1234567890ab")


def test_accounts_do_not_share_a_quota(root):
    key = root.create_key()
    stranger = root.user("eve", account="444455556666")
    for _ in range(5):
        root("EnableKey", KeyId=key["KeyId"])
    with stranger.refused("AccessDeniedException"):
        stranger("EnableKey", KeyId=key["Arn"])
    with throttled(root):
        root("EnableKey", KeyId=key["KeyId"])


def test_cryptographic_operations_share_a_quota_by_the_kind_of_key(root):
    """The quota is taken up by requests that are refused at once: signing so often takes too long."""
    key = root.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    named = {"KeyId": key["KeyId"], "SigningAlgorithm": "ECDSA_SHA_256"}
    for _ in range(999):
        with root.refused("ValidationException"):
            root("Verify", **named, Message=b"", Signature=b"x")
    root("Sign", **named, Message=b"x")
    with throttled(root):
        root("Sign", **named, Message=b"x")
    root("GenerateRandom", NumberOfBytes=1)


def test_key_pairs_have_quotas_by_their_spec(root):
    key = root.create_key()
    request = {"KeyId": key["KeyId"], "KeyPairSpec": "RSA_4096"}
    with root.refused("DryRunOperationException"):
        root("GenerateDataKeyPairWithoutPlaintext", **request, DryRun=True)
    with throttled(root):
        root("GenerateDataKeyPair", **request, DryRun=True)
    root("GenerateDataKeyPairWithoutPlaintext", KeyId=key["KeyId"], KeyPairSpec="ECC_NIST_P256")


def test_a_replica_counts_as_two_keys_in_its_region(root):
    for _ in range(2):
        key = root.create_key(MultiRegion=True)
        root("ReplicateKey", KeyId=key["KeyId"], ReplicaRegion="eu-west-1")
    root.at("eu-west-1").create_key()
    with throttled(root):
        root.at("eu-west-1").create_key()


def test_what_dynamodb_asks_counts_and_is_not_refused(root):
    key = root.create_key()
    grantee = f"arn:aws:iam::{ACCOUNT}:user/bob"
    request = {"KeyId": key["KeyId"], "GranteePrincipal": grantee, "Operations": ["Decrypt"], "DryRun": True}
    through_dynamodb = root.via("dynamodb.us-east-1.amazonaws.com")
    for _ in range(51):
        with root.refused("DryRunOperationException"):
            through_dynamodb("CreateGrant", **request)
    with throttled(root):
        root("CreateGrant", **request)
