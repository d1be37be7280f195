"""Key material at rest, and the ciphertext blobs made with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.encryption.key_material import (
    InvalidCiphertext,
    KeyMaterial,
    canonical_context,
    decrypt,
    encrypt,
    open_material,
    parse,
    seal_material,
)
from strongroom.encryption.root_key import RootKey
from strongroom.encryption.sealing import SealBroken
from strongroom.randomness import SystemRandomness

RANDOMNESS = SystemRandomness()
ROOT = RootKey(bytes(32), RANDOMNESS, bytes(32))
MATERIAL = KeyMaterial("ab" * 32, bytes(range(32)))
OTHER = KeyMaterial("ab" * 32, bytes(32))
ACCOUNT = "123456789012"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{KEY_ID}"
CONTEXT = {"aws:dynamodb:tableName": "Music", "aws:dynamodb:subscriberId": ACCOUNT}
contexts = st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4)


def blob(plaintext=b"a table key", context=CONTEXT):
    return encrypt(MATERIAL, ACCOUNT, KEY_ID, plaintext, context, RANDOMNESS)


def test_material_comes_back_from_rest():
    sealed = seal_material(ROOT, ARN, MATERIAL)
    assert MATERIAL.secret not in sealed
    assert open_material(ROOT, ARN, MATERIAL.id, sealed) == MATERIAL


@pytest.mark.parametrize(
    ("arn", "material_id"), [(ARN.replace("us-east-1", "us-west-2"), MATERIAL.id), (ARN, "cd" * 32)]
)
def test_material_at_rest_belongs_to_one_key_and_one_id(arn, material_id):
    with pytest.raises(SealBroken):
        open_material(ROOT, arn, material_id, seal_material(ROOT, ARN, MATERIAL))


def test_material_does_not_show_itself():
    assert "secret" not in repr(MATERIAL)


@given(st.binary(min_size=1, max_size=200), contexts)
def test_what_was_encrypted_is_decrypted_under_the_same_context(plaintext, context):
    assert decrypt(MATERIAL, parse(blob(plaintext, context)), dict(reversed(context.items()))) == plaintext


@given(contexts, contexts)
def test_contexts_are_canonical_without_ambiguity(one, other):
    assert (canonical_context(one) == canonical_context(other)) == (one == other)


@given(contexts, contexts)
def test_another_context_is_refused(one, other):
    if one != other:
        with pytest.raises(InvalidCiphertext):
            decrypt(MATERIAL, parse(blob(context=one)), other)


def test_a_blob_names_its_account_key_and_material():
    ciphertext = parse(blob())
    assert (ciphertext.account, ciphertext.key_id, ciphertext.material_id) == (ACCOUNT, KEY_ID, MATERIAL.id)


def test_the_longest_plaintext_stays_below_the_longest_ciphertext():
    assert len(blob(bytes(4096))) <= 6144


def test_another_material_is_refused():
    with pytest.raises(InvalidCiphertext):
        decrypt(OTHER, parse(blob()), CONTEXT)


def test_every_flipped_bit_is_refused():
    good = blob()
    for position in range(len(good)):
        for bit in range(8):
            bad = bytearray(good)
            bad[position] ^= 1 << bit
            with pytest.raises(InvalidCiphertext):
                decrypt(MATERIAL, parse(bytes(bad)), CONTEXT)


def test_every_truncation_and_every_extension_is_refused():
    good = blob()
    for bad in [*(good[:length] for length in range(len(good))), good + b"\0"]:
        with pytest.raises(InvalidCiphertext):
            decrypt(MATERIAL, parse(bad), CONTEXT)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_make_parsing_fail_otherwise(noise):
    with pytest.raises(InvalidCiphertext):
        decrypt(MATERIAL, parse(noise), CONTEXT)


def test_a_blob_of_the_first_version_is_read_for_ever():
    """Made when version 1 of the format was all there was: it must never become unreadable."""
    made = bytes.fromhex(
        "010c3131313132323232333333332431323334616263642d313261622d333463642d353665662d313233343536373839"
        "306162abababababababababababababababababababababababababababababababab540322153dc1c21a5667920ace"
        "8f0e5e4767ff7408dae07eafbde91600761a101cbe388794fdcff3839b60b6cdba73d18343dc60950809f1676fba1d9f"
        "95b659b67435d18a"
    )
    assert decrypt(MATERIAL, parse(made), {"purpose": "test"}) == b"made by the first version"
