"""CreateKey with every key spec and key usage of the model: what is made, and what is refused how.

Source: KMS API reference, CreateKey, KeyUsage.
"""

import botocore.session
import pytest

ENCRYPT, SIGN, MAC = "ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"
AGREE, ENCAPSULATE = "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE"
RSA_SIGNING = [
    f"RSASSA_{padding}_SHA_{bits}" for padding in ("PKCS1_V1_5", "PSS") for bits in ("256", "384", "512")
]
RSA = {
    ENCRYPT: {"EncryptionAlgorithms": ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]},
    SIGN: {"SigningAlgorithms": RSA_SIGNING},
}


def nist(bits):
    return {SIGN: {"SigningAlgorithms": [f"ECDSA_SHA_{bits}"]}, AGREE: {"KeyAgreementAlgorithms": ["ECDH"]}}


ML_DSA = {SIGN: {"SigningAlgorithms": ["ML_DSA_SHAKE_256"]}}
ML_KEM = {ENCAPSULATE: {"EncapsulationAlgorithms": ["ML_KEM"]}}
SPECS = {
    "SYMMETRIC_DEFAULT": {ENCRYPT: {"EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"]}},
    **dict.fromkeys(["RSA_2048", "RSA_3072"], RSA),
    "ECC_NIST_P256": nist(256),
    "ECC_NIST_P384": nist(384),
    "ECC_NIST_P521": nist(512),
    "ECC_SECG_P256K1": {SIGN: {"SigningAlgorithms": ["ECDSA_SHA_256"]}},
    "ECC_NIST_EDWARDS25519": {SIGN: {"SigningAlgorithms": ["ED25519_SHA_512"]}},
    **{f"HMAC_{bits}": {MAC: {"MacAlgorithms": [f"HMAC_SHA_{bits}"]}} for bits in (224, 256, 384, 512)},
    **dict.fromkeys(["ML_DSA_44", "ML_DSA_65", "ML_DSA_87"], ML_DSA),
    **dict.fromkeys(["ML_KEM_768", "ML_KEM_1024"], ML_KEM),
}
NOT_HERE = ("SM2", "ML_KEM_512")
SLOW = ("RSA_4096",)  # made as the others of its family
MODEL = botocore.session.get_session().get_service_model("kms")
USAGES = MODEL.shape_for("KeyUsageType").enum
ALGORITHMS = (
    "EncryptionAlgorithms",
    "SigningAlgorithms",
    "MacAlgorithms",
    "KeyAgreementAlgorithms",
    "EncapsulationAlgorithms",
)


def test_every_key_spec_of_the_model_is_here():
    assert set(MODEL.shape_for("KeySpec").enum) == {*SPECS, *NOT_HERE, *SLOW}


@pytest.mark.parametrize("spec", SPECS)
def test_a_key_has_the_algorithms_of_its_usage_and_no_other_usage(root, spec):
    for usage in USAGES:
        if usage in SPECS[spec]:
            made = root.create_key(KeySpec=spec, KeyUsage=usage)
            assert root("DescribeKey", KeyId=made["KeyId"])["KeyMetadata"] == made
            assert (made["KeySpec"], made["CustomerMasterKeySpec"], made["KeyUsage"]) == (spec, spec, usage)
            listed = {member: made[member] for member in ALGORITHMS if member in made}
            assert listed == SPECS[spec][usage]
            assert ("CurrentKeyMaterialId" in made) == (spec == "SYMMETRIC_DEFAULT")
        else:
            with root.refused("ValidationException", f"KeyUsage {usage} is not compatible with KeySpec {spec}"):
                root.create_key(KeySpec=spec, KeyUsage=usage)


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec != "SYMMETRIC_DEFAULT"])
def test_only_a_symmetric_key_has_a_usage_by_default(root, spec):
    with root.refused(
        "ValidationException",
        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    ):
        root.create_key(KeySpec=spec)


@pytest.mark.parametrize("spec", NOT_HERE)
def test_a_spec_that_is_not_here(root, spec):
    with root.refused("UnsupportedOperationException", f"KeySpec {spec} is not supported in this Region."):
        root.create_key(KeySpec=spec, KeyUsage=SIGN)
