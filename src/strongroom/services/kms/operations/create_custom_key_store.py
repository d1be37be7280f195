"""CreateCustomKeyStore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

_REQUIRED = {
    "AWS_CLOUDHSM": ("CloudHsmClusterId", "TrustAnchorCertificate", "KeyStorePassword"),
    "EXTERNAL_KEY_STORE": (
        "XksProxyUriEndpoint",
        "XksProxyUriPath",
        "XksProxyAuthenticationCredential",
        "XksProxyConnectivity",
    ),
}


@operation("CreateCustomKeyStore")
def create_custom_key_store(service: Kms, call: Call, request: Request) -> Answer:
    """There is neither a CloudHSM cluster nor a proxy that a key store could be made of, so none ever is."""
    service.gate(call).admit_in_account("CreateCustomKeyStore")
    kind = request.get("CustomKeyStoreType", "AWS_CLOUDHSM")
    for member in _REQUIRED[kind]:
        if member not in request:
            raise errors.missing_member(member)
    raise errors.cluster_not_found() if kind == "AWS_CLOUDHSM" else errors.proxy_unreachable()
