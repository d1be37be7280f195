"""Sealing keeps plaintext secret and refuses whatever was not sealed exactly so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.encryption.sealing import SealBroken, Sealer
from strongroom.randomness import SystemRandomness

SEALER = Sealer(SystemRandomness())
KEY = bytes(range(32))


@given(st.binary(max_size=300), st.binary(max_size=60))
def test_what_was_sealed_opens(plaintext, associated):
    sealed = SEALER.seal(KEY, plaintext, associated=associated)
    assert SEALER.open(KEY, sealed, associated=associated) == plaintext


@settings(max_examples=60)
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_every_flipped_bit_is_noticed(position, bit):
    sealed = bytearray(SEALER.seal(KEY, b"a data key", associated=b"table 1"))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        SEALER.open(KEY, bytes(sealed), associated=b"table 1")


def test_every_truncation_is_noticed():
    sealed = SEALER.seal(KEY, b"a data key", associated=b"")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            SEALER.open(KEY, sealed[:length], associated=b"")


def test_another_key_does_not_open():
    sealed = SEALER.seal(KEY, b"a data key", associated=b"")
    with pytest.raises(SealBroken):
        SEALER.open(bytes(32), sealed, associated=b"")


def test_other_associated_data_does_not_open():
    sealed = SEALER.seal(KEY, b"a data key", associated=b"table 1")
    with pytest.raises(SealBroken):
        SEALER.open(KEY, sealed, associated=b"table 2")


def test_sealing_twice_gives_different_bytes_without_the_plaintext():
    first, second = (SEALER.seal(KEY, b"canary" * 10, associated=b"") for _ in range(2))
    assert first != second
    assert b"canary" not in first


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError):
        SEALER.seal(bytes(length), b"", associated=b"")
