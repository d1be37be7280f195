"""Imported key material: wrapping, tokens, expiry on a clock that the test moves, deletion and re-import."""

from __future__ import annotations

import base64
import hmac
import os
import re
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
)

from api.kms_calls import refused
from api.tables import create_music, song, song_key, under_key
from api.test_audit import events, named
from api.test_key_loss import wait_for_status
from server import Server

DAY = 86_400.0
FOR_EVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Any:
    server = Server(
        tmp_path_factory.mktemp("import"), rehearsal=True, transition_seconds=0, table_key_cache=0, key_check=1
    ).start()
    yield server
    server.stop()


@pytest.fixture
def kms(rehearsal: Server) -> Any:
    return rehearsal.client("kms")


def external(kms: Any, spec: str = "SYMMETRIC_DEFAULT", usage: str = "ENCRYPT_DECRYPT") -> Any:
    return kms.create_key(Origin="EXTERNAL", KeySpec=spec, KeyUsage=usage)["KeyMetadata"]


def wrapped(material: bytes, public_key: Any, algorithm: str) -> bytes:
    hashed = SHA1() if algorithm.endswith("SHA_1") else SHA256()
    oaep = OAEP(MGF1(hashed), hashed, None)
    if algorithm.startswith("RSAES"):
        return bytes(public_key.encrypt(material, oaep))
    wrapping_key = os.urandom(32)
    return bytes(public_key.encrypt(wrapping_key, oaep)) + aes_key_wrap_with_padding(wrapping_key, material)


def parameters(
    kms: Any, key: Any, material: bytes, algorithm: str = "RSAES_OAEP_SHA_256", spec: str = "RSA_2048"
) -> dict[str, Any]:
    """What an ImportKeyMaterial of the material needs beside the key's id."""
    given = kms.get_parameters_for_import(KeyId=key["KeyId"], WrappingAlgorithm=algorithm, WrappingKeySpec=spec)
    public_key = load_der_public_key(given["PublicKey"])
    return {
        "ImportToken": given["ImportToken"],
        "EncryptedKeyMaterial": wrapped(material, public_key, algorithm),
    }


def import_(kms: Any, key: Any, material: bytes, **more: Any) -> Any:
    more = more or FOR_EVER
    return kms.import_key_material(KeyId=key["KeyId"], **parameters(kms, key, material), **more)


def described(kms: Any, key: Any) -> Any:
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def pkcs8(private_key: Any) -> bytes:
    der: bytes = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return der


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
@pytest.mark.parametrize("spec", ["RSA_2048", "RSA_3072", "RSA_4096"])
def test_a_key_waits_for_its_material_and_uses_it(kms: Any, algorithm: str, spec: str) -> None:
    key = external(kms)
    assert (key["KeyState"], key["Enabled"], key["Origin"]) == ("PendingImport", False, "EXTERNAL")
    assert not {"ExpirationModel", "ValidTo", "CurrentKeyMaterialId"} & set(key)
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    asked = parameters(kms, key, os.urandom(32), algorithm, spec)
    imported = kms.import_key_material(KeyId=key["KeyId"], **asked, **FOR_EVER)
    assert imported["KeyId"] == key["Arn"]
    after = described(kms, key)
    assert (after["KeyState"], after["Enabled"]) == ("Enabled", True)
    assert after["ExpirationModel"] == "KEY_MATERIAL_DOES_NOT_EXPIRE"
    assert after["CurrentKeyMaterialId"] == imported["KeyMaterialId"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=blob)
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (b"x", imported["KeyMaterialId"])


def test_parameters_are_valid_for_a_day(rehearsal: Server, kms: Any) -> None:
    key = external(kms)
    given = kms.get_parameters_for_import(
        KeyId=key["KeyId"], WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048"
    )
    assert given["KeyId"] == key["Arn"]
    lifetime = given["ParametersValidTo"] - rehearsal.now()
    assert timedelta(hours=23, minutes=59) < lifetime <= timedelta(days=1)
    asked = parameters(kms, key, os.urandom(32))
    rehearsal.advance(DAY + 1)
    with refused("ExpiredImportTokenException", ""):
        kms.import_key_material(KeyId=key["KeyId"], **asked, **FOR_EVER)


def test_a_token_belongs_to_one_key_and_is_not_to_be_made(kms: Any) -> None:
    key, other = external(kms), external(kms)
    asked = parameters(kms, key, os.urandom(32))
    with refused("InvalidImportTokenException", ""):
        kms.import_key_material(KeyId=other["KeyId"], **asked, **FOR_EVER)
    token = asked["ImportToken"]
    for forged in (b"x", token[:-1], token[:-1] + bytes([token[-1] ^ 1])):
        with refused("InvalidImportTokenException", ""):
            kms.import_key_material(KeyId=key["KeyId"], **{**asked, "ImportToken": forged}, **FOR_EVER)


def test_material_that_is_wrapped_wrongly(kms: Any) -> None:
    key = external(kms)
    asked, other = parameters(kms, key, bytes(32)), parameters(kms, key, bytes(32))
    foreign = {**asked, "EncryptedKeyMaterial": other["EncryptedKeyMaterial"]}
    with refused("InvalidCiphertextException", ""):
        kms.import_key_material(KeyId=key["KeyId"], **foreign, **FOR_EVER)
    for impossible in (b"x", bytes(257)):
        with refused("ValidationException", "Invalid encrypted key size."):
            kms.import_key_material(
                KeyId=key["KeyId"], **{**asked, "EncryptedKeyMaterial": impossible}, **FOR_EVER
            )
    for length in (16, 31, 33):
        with refused("IncorrectKeyMaterialException", ""):
            import_(kms, key, bytes(length))
    assert described(kms, key)["KeyState"] == "PendingImport"


@pytest.mark.parametrize(("bits", "length"), [(224, 28), (256, 32), (384, 48), (512, 64)])
def test_an_hmac_key_of_one_s_own(kms: Any, bits: int, length: int) -> None:
    key = external(kms, f"HMAC_{bits}", "GENERATE_VERIFY_MAC")
    material = os.urandom(length)
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, material[:-1])
    import_(kms, key, material)
    mac = kms.generate_mac(KeyId=key["KeyId"], Message=b"x", MacAlgorithm=f"HMAC_SHA_{bits}")["Mac"]
    assert mac == hmac.digest(material, b"x", f"sha{bits}")
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, os.urandom(length))
    with refused("ValidationException", "ImportType is supported only for symmetric encryption KMS keys."):
        import_(kms, key, material, ImportType="EXISTING_KEY_MATERIAL", **FOR_EVER)


PAIRS = {
    "RSA_2048": lambda: rsa.generate_private_key(65537, 2048),
    "ECC_NIST_P256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ECC_NIST_P521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "ECC_SECG_P256K1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "ECC_NIST_EDWARDS25519": ed25519.Ed25519PrivateKey.generate,
}


@pytest.mark.parametrize("spec", PAIRS)
@pytest.mark.parametrize("algorithm", ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"])
def test_a_key_pair_of_one_s_own(kms: Any, spec: str, algorithm: str) -> None:
    key = external(kms, spec, "SIGN_VERIFY")
    private_key = PAIRS[spec]()
    asked = parameters(kms, key, pkcs8(private_key), algorithm)
    kms.import_key_material(KeyId=key["KeyId"], **asked, **FOR_EVER)
    public = private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert kms.get_public_key(KeyId=key["KeyId"])["PublicKey"] == public
    other = "ECC_NIST_P384" if spec != "ECC_NIST_P384" else "ECC_NIST_P256"
    wrong = external(kms, other, "SIGN_VERIFY")
    with refused("IncorrectKeyMaterialException", ""):
        kms.import_key_material(
            KeyId=wrong["KeyId"], **parameters(kms, wrong, pkcs8(private_key), algorithm), **FOR_EVER
        )


@pytest.mark.parametrize(
    ("spec", "usage", "algorithm", "wrapping"),
    [
        ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "RSA_AES_KEY_WRAP_SHA_256", "RSA_4096"),
        ("RSA_2048", "SIGN_VERIFY", "RSAES_OAEP_SHA_256", "RSA_4096"),
        ("ECC_NIST_P521", "SIGN_VERIFY", "RSAES_OAEP_SHA_256", "RSA_2048"),
    ],
)
def test_not_every_algorithm_wraps_every_material(
    kms: Any, spec: str, usage: str, algorithm: str, wrapping: str
) -> None:
    key = external(kms, spec, usage)
    with refused(
        "UnsupportedOperationException",
        f"Wrapping algorithm {algorithm} with {wrapping} is not supported for key spec {spec}.",
    ):
        kms.get_parameters_for_import(KeyId=key["KeyId"], WrappingAlgorithm=algorithm, WrappingKeySpec=wrapping)
    with refused(
        "UnsupportedOperationException", "Wrapping algorithm RSAES_PKCS1_V1_5 with RSA_2048 is not supported."
    ):
        kms.get_parameters_for_import(
            KeyId=key["KeyId"], WrappingAlgorithm="RSAES_PKCS1_V1_5", WrappingKeySpec="RSA_2048"
        )


def test_only_keys_without_material_of_kms_take_some(kms: Any) -> None:
    key = kms.create_key()["KeyMetadata"]
    message = f"{key['Arn']} origin is AWS_KMS which is not valid for this operation."
    with refused("UnsupportedOperationException", message):
        kms.get_parameters_for_import(
            KeyId=key["KeyId"], WrappingAlgorithm="RSAES_OAEP_SHA_1", WrappingKeySpec="RSA_2048"
        )
    with refused("UnsupportedOperationException", message):
        kms.import_key_material(KeyId=key["KeyId"], ImportToken=b"x", EncryptedKeyMaterial=b"x", **FOR_EVER)
    with refused("UnsupportedOperationException", message):
        kms.delete_imported_key_material(KeyId=key["KeyId"])


def test_the_date_of_expiry_is_checked(rehearsal: Server, kms: Any) -> None:
    key = external(kms)
    asked = {"KeyId": key["KeyId"], **parameters(kms, key, bytes(32))}
    with refused(
        "ValidationException", "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES"
    ):
        kms.import_key_material(**asked)
    with refused("ValidationException", "ValidTo must be in the future"):
        kms.import_key_material(**asked, ValidTo=rehearsal.now() - timedelta(seconds=5))
    with refused("ValidationException", "ValidTo must be within 365 days"):
        kms.import_key_material(**asked, ValidTo=rehearsal.now() + timedelta(days=366))
    with refused(
        "ValidationException",
        "The parameter ValidTo cannot be specified for a key with an expiration model of "
        "KEY_MATERIAL_DOES_NOT_EXPIRE",
    ):
        kms.import_key_material(**asked, **FOR_EVER, ValidTo=rehearsal.now() + timedelta(days=1))


def test_material_expires_on_the_server_s_clock_and_comes_back(rehearsal: Server, kms: Any) -> None:
    key, material = external(kms), os.urandom(32)
    valid_to = rehearsal.now().replace(microsecond=0) + timedelta(days=10)
    imported = import_(kms, key, material, ValidTo=valid_to)
    before = described(kms, key)
    assert (before["ExpirationModel"], before["ValidTo"]) == ("KEY_MATERIAL_EXPIRES", valid_to)
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    rehearsal.advance(10 * DAY)
    after = described(kms, key)
    assert (after["KeyState"], after["Enabled"]) == ("PendingImport", False)
    assert not {"ExpirationModel", "ValidTo"} & set(after)
    assert after["CurrentKeyMaterialId"] == imported["KeyMaterialId"]
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.decrypt(CiphertextBlob=blob)
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, os.urandom(32))
    again = import_(kms, key, material)
    assert again["KeyMaterialId"] == imported["KeyMaterialId"]
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    assert described(kms, key)["ExpirationModel"] == "KEY_MATERIAL_DOES_NOT_EXPIRE"
    expired = next(
        event
        for event in events(rehearsal, **named("DeleteExpiredKeyMaterial"))
        if event["serviceEventDetails"]["keyId"] == key["KeyId"]
    )
    assert expired["serviceEventDetails"]["keyMaterialId"] == imported["KeyMaterialId"]


def test_deleted_material_can_only_be_replaced_by_itself(kms: Any) -> None:
    key, material = external(kms), os.urandom(32)
    assert "KeyMaterialId" not in kms.delete_imported_key_material(KeyId=key["KeyId"])
    imported = import_(kms, key, material)
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    deleted = kms.delete_imported_key_material(KeyId=key["Arn"])
    assert (deleted["KeyId"], deleted["KeyMaterialId"]) == (key["Arn"], imported["KeyMaterialId"])
    assert described(kms, key)["KeyState"] == "PendingImport"
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.decrypt(CiphertextBlob=blob)
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.enable_key(KeyId=key["KeyId"])
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, os.urandom(32))
    import_(kms, key, material)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    with refused("NotFoundException", f"Key material '{'0' * 64}' does not exist"):
        kms.delete_imported_key_material(KeyId=key["KeyId"], KeyMaterialId="0" * 64)


def test_imported_material_is_rotated_to_other_imported_material(kms: Any) -> None:
    key, first, second = external(kms), os.urandom(32), os.urandom(32)
    one = import_(kms, key, first, KeyMaterialDescription="first", **FOR_EVER)["KeyMaterialId"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with refused(
        "KMSInvalidStateException", f"No available key material pending rotation for the key: {key['Arn']}."
    ):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, second)
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, first, ImportType="NEW_KEY_MATERIAL", **FOR_EVER)
    with refused(
        "ValidationException", "KeyMaterialId cannot be specified when ImportType is NEW_KEY_MATERIAL."
    ):
        import_(kms, key, second, ImportType="NEW_KEY_MATERIAL", KeyMaterialId=one, **FOR_EVER)
    two = import_(kms, key, second, ImportType="NEW_KEY_MATERIAL", **FOR_EVER)["KeyMaterialId"]
    with pytest.raises(kms.exceptions.KMSInvalidStateException) as refusal:
        import_(kms, key, os.urandom(32), ImportType="NEW_KEY_MATERIAL", **FOR_EVER)
    assert re.fullmatch(
        rf"New key material \(id: [0-9a-f]{{64}}\) cannot be imported into KMS key {key['Arn']}, "
        rf"because another key material \(id: {two}\) is pending rotation\.",
        refusal.value.response["Error"]["Message"],
    )
    assert described(kms, key)["CurrentKeyMaterialId"] == one
    common = {"KeyId": key["KeyId"], "ImportState": "IMPORTED", **FOR_EVER}
    assert kms.list_key_rotations(KeyId=key["KeyId"])["Rotations"] == []
    everything = {"KeyId": key["KeyId"], "IncludeKeyMaterial": "ALL_KEY_MATERIAL"}
    assert kms.list_key_rotations(**everything)["Rotations"] == [
        {**common, "KeyMaterialId": one, "KeyMaterialState": "CURRENT", "KeyMaterialDescription": "first"},
        {**common, "KeyMaterialId": two, "KeyMaterialState": "PENDING_ROTATION"},
    ]
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    assert described(kms, key)["CurrentKeyMaterialId"] == two
    (rotation,) = kms.list_key_rotations(KeyId=key["KeyId"])["Rotations"]
    assert (rotation["KeyMaterialState"], rotation["RotationType"]) == ("CURRENT", "ON_DEMAND")
    assert kms.decrypt(CiphertextBlob=blob)["KeyMaterialId"] == one
    kms.delete_imported_key_material(KeyId=key["KeyId"], KeyMaterialId=one)
    states = [each["ImportState"] for each in kms.list_key_rotations(**everything)["Rotations"]]
    assert states == ["PENDING_IMPORT", "IMPORTED"]
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    with refused("IncorrectKeyMaterialException", ""):
        import_(kms, key, first, KeyMaterialId=two, **FOR_EVER)
    import_(kms, key, first, KeyMaterialId=one, **FOR_EVER)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_material_that_awaits_its_rotation_can_be_taken_back(kms: Any) -> None:
    key = external(kms)
    import_(kms, key, os.urandom(32))
    waiting = import_(kms, key, os.urandom(32), ImportType="NEW_KEY_MATERIAL", **FOR_EVER)["KeyMaterialId"]
    kms.delete_imported_key_material(KeyId=key["KeyId"], KeyMaterialId=waiting)
    assert described(kms, key)["KeyState"] == "Enabled"
    listed = kms.list_key_rotations(KeyId=key["KeyId"], IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    assert [each["KeyMaterialState"] for each in listed] == ["CURRENT"]


def test_imported_material_has_no_schedule(kms: Any) -> None:
    key = external(kms)
    import_(kms, key, os.urandom(32))
    message = f"{key['Arn']} origin is EXTERNAL which is not valid for this operation."
    for call in (kms.enable_key_rotation, kms.disable_key_rotation, kms.get_key_rotation_status):
        with refused("UnsupportedOperationException", message):
            call(KeyId=key["KeyId"])


def test_a_table_is_lost_with_the_material_of_its_key_and_found_again(rehearsal: Server, kms: Any) -> None:
    dynamodb = rehearsal.client("dynamodb")
    key, material = external(kms), os.urandom(32)
    import_(kms, key, material)
    name = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    dynamodb.put_item(TableName=name, Item=song("one"))
    kms.delete_imported_key_material(KeyId=key["KeyId"])
    with pytest.raises(ClientError) as caught:
        dynamodb.get_item(TableName=name, Key=song_key("one"))
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["Error"]["Message"].startswith(
        "KMS validation error: com.amazonaws.services.kms.model.KMSInvalidStateException: "
        f"{key['Arn']} is pending import. (Service: AWSKMS; Status Code: 400; Error Code: "
        "KMSInvalidStateException; "
    )
    rehearsal.advance(2)
    wait_for_status(dynamodb, name, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    import_(kms, key, material)
    assert dynamodb.get_item(TableName=name, Key=song_key("one"))["Item"] == song("one")
    rehearsal.advance(2)
    wait_for_status(dynamodb, name, "ACTIVE")


def test_neither_token_nor_material_is_in_the_audit_log(rehearsal: Server, kms: Any) -> None:
    key, material = external(kms), os.urandom(32)
    asked = parameters(kms, key, material)
    kms.import_key_material(KeyId=key["KeyId"], **asked, KeyMaterialDescription="described", **FOR_EVER)
    imported = next(
        event
        for event in events(rehearsal, **named("ImportKeyMaterial"))
        if event["requestParameters"]["keyId"] == key["KeyId"]
    )
    assert imported["requestParameters"] == {
        "keyId": key["KeyId"],
        "keyMaterialDescription": "described",
        "expirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }
    material_id = described(kms, key)["CurrentKeyMaterialId"]
    assert imported["responseElements"] == {"keyId": key["Arn"], "keyMaterialId": material_id}
    logged = b"".join(path.read_bytes() for path in (rehearsal.data_dir / "audit").iterdir())
    for secret in (material, asked["ImportToken"], asked["EncryptedKeyMaterial"]):
        assert base64.b64encode(secret) not in logged
        assert secret.hex().encode() not in logged
