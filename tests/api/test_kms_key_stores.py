"""Custom key stores: an account without one, which every account here is."""

from __future__ import annotations

from typing import Any

import pytest

from api.kms_calls import refused
from server import Server

STORE = "cks-1234567890abcdef0"


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


def test_there_are_none(kms: Any) -> None:
    listed = kms.describe_custom_key_stores()
    assert (listed["CustomKeyStores"], listed["Truncated"]) == ([], False)
    with refused("InvalidMarkerException", "Could not deserialize NextToken"):
        kms.describe_custom_key_stores(Marker="x")


def test_none_is_found(kms: Any) -> None:
    for call in (
        kms.describe_custom_key_stores,
        kms.connect_custom_key_store,
        kms.disconnect_custom_key_store,
        kms.delete_custom_key_store,
        kms.update_custom_key_store,
    ):
        with refused("CustomKeyStoreNotFoundException", ""):
            call(CustomKeyStoreId=STORE)
    with refused("CustomKeyStoreNotFoundException", ""):
        kms.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId=STORE)
    with refused("CustomKeyStoreNotFoundException", ""):
        kms.generate_random(NumberOfBytes=1, CustomKeyStoreId=STORE)


def test_none_can_be_made(kms: Any) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value null at 'cloudHsmClusterId' failed to satisfy constraint: Member "
        "must not be null",
    ):
        kms.create_custom_key_store(CustomKeyStoreName="store")
    with refused("CloudHsmClusterNotFoundException", ""):
        kms.create_custom_key_store(
            CustomKeyStoreName="store",
            CloudHsmClusterId="cluster-a23b4cdefgh",
            TrustAnchorCertificate="certificate",
            KeyStorePassword="password",
        )
    with refused("XksProxyUriUnreachableException", ""):
        kms.create_custom_key_store(
            CustomKeyStoreName="store",
            CustomKeyStoreType="EXTERNAL_KEY_STORE",
            XksProxyUriEndpoint="https://xks.example.com",
            XksProxyUriPath="/kms/xks/v1",
            XksProxyConnectivity="PUBLIC_ENDPOINT",
            XksProxyAuthenticationCredential={
                "AccessKeyId": "ABCDEFGHIJKLMNOPQRST",
                "RawSecretAccessKey": "A" * 43,
            },
        )
