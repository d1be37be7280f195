"""The AWS CLI on keys of every kind: what a user types."""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from api.kms_calls import key_arn
from server import Server


def new_key(aws: Any, server: Server, *arguments: str) -> str:
    return str(aws(server, "kms", "create-key", *arguments)["KeyMetadata"]["KeyId"])


def test_a_file_is_signed_and_the_signature_verified_elsewhere(server: Server, aws: Any) -> None:
    key_id = new_key(aws, server, "--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY")
    message = server.directory / "message"
    message.write_bytes(b"a message")
    named = ("--key-id", key_id, "--message", f"fileb://{message}", "--signing-algorithm", "ECDSA_SHA_256")
    signature = base64.b64decode(aws(server, "kms", "sign", *named)["Signature"])
    stored = server.directory / "signature"
    stored.write_bytes(signature)
    public: Any = load_der_public_key(server.client("kms").get_public_key(KeyId=key_id)["PublicKey"])
    public.verify(signature, b"a message", ec.ECDSA(SHA256()))
    assert aws(server, "kms", "verify", *named, "--signature", f"fileb://{stored}")["SignatureValid"] is True


def test_material_is_imported(server: Server, aws: Any) -> None:
    key_id = new_key(aws, server, "--origin", "EXTERNAL")
    given = aws(
        *(server, "kms", "get-parameters-for-import", "--key-id", key_id),
        *("--wrapping-algorithm", "RSAES_OAEP_SHA_256", "--wrapping-key-spec", "RSA_2048"),
    )
    public: Any = load_der_public_key(base64.b64decode(given["PublicKey"]))
    token, wrapped = server.directory / "token", server.directory / "wrapped"
    token.write_bytes(base64.b64decode(given["ImportToken"]))
    wrapped.write_bytes(public.encrypt(os.urandom(32), OAEP(MGF1(SHA256()), SHA256(), None)))
    aws(
        *(server, "kms", "import-key-material", "--key-id", key_id),
        *("--import-token", f"fileb://{token}", "--encrypted-key-material", f"fileb://{wrapped}"),
        *("--expiration-model", "KEY_MATERIAL_DOES_NOT_EXPIRE"),
    )
    assert server.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"


def test_a_key_is_replicated(server: Server, aws: Any) -> None:
    key_id = new_key(aws, server, "--multi-region")
    aws(server, "kms", "replicate-key", "--key-id", key_id, "--replica-region", "eu-west-1")
    replica = server.client("kms", region="eu-west-1").describe_key(KeyId=key_id)["KeyMetadata"]
    assert replica["Arn"] == key_arn(key_id, "eu-west-1")
    assert replica["MultiRegionConfiguration"]["PrimaryKey"]["Arn"] == key_arn(key_id)
