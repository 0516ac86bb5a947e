"""Keys of P-256 in the door's hands: the same keys and signatures as in anybody else's."""

from secrets import token_bytes

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.edge.p256 import QUICK_KINDS, P256Public, P256Signing, quick
from shared.signatures.keys import (
    ECDSA_P256,
    ED25519,
    KINDS,
    EcdsaP256Signing,
    Ed25519Signing,
    KeyUnfit,
    public_key,
)

OWN = EcdsaP256Signing("house.first", generate_private_key(SECP256R1()))
QUICK = quick(OWN)
PUBLIC = public_key(ECDSA_P256, OWN.public.spki, QUICK_KINDS)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group (FIPS 186-4, D.1.2.3)


def test_it_is_the_same_key() -> None:
    assert isinstance(QUICK, P256Signing)
    assert isinstance(PUBLIC, P256Public)
    assert QUICK.id == OWN.id
    assert QUICK.public == PUBLIC
    assert (PUBLIC.spki, PUBLIC.algorithm) == (OWN.public.spki, OWN.public.algorithm)
    assert quick(EcdsaP256Signing("b", generate_private_key(SECP256R1()))).public != PUBLIC


def test_signatures_are_the_same_in_both_hands() -> None:
    for _ in range(600):  # one in 128 has a half that begins with a zero
        data = token_bytes(40)
        theirs, ours = OWN.sign(data), QUICK.sign(data)
        assert PUBLIC.verifies(theirs, data)
        assert len(ours) == 64
        assert OWN.public.verifies(ours, data)


def test_a_signature_is_of_its_data_and_its_key() -> None:
    signature = OWN.sign(b"data")
    other = public_key(ECDSA_P256, EcdsaP256Signing("b", generate_private_key(SECP256R1())).public.spki, QUICK_KINDS)
    assert not PUBLIC.verifies(signature, b"other")
    assert not other.verifies(signature, b"data")
    for place in range(64):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not PUBLIC.verifies(bytes(changed), b"data")


@pytest.mark.parametrize("length", [0, 1, 63, 65, 72, 128])
def test_a_signature_of_another_length_is_none(length: int) -> None:
    assert not PUBLIC.verifies(bytes(length), b"data")


def test_halves_out_of_range_are_no_signature() -> None:
    signature = OWN.sign(b"data")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    for one, two in ((0, 0), (0, s), (r, 0), (ORDER, s), (r, ORDER), (2**256 - 1, s), (r, 2**256 - 1)):
        assert not PUBLIC.verifies(one.to_bytes(32) + two.to_bytes(32), b"data")
    # As with any ECDSA: -s proves what s proves.
    assert PUBLIC.verifies(signature[:32] + (ORDER - s).to_bytes(32), b"data")


def test_other_keys_are_what_they_are() -> None:
    edwards = Ed25519Signing("house.other", Ed25519PrivateKey.generate())
    assert quick(edwards) is edwards
    assert QUICK_KINDS.keys() == KINDS.keys()
    assert public_key(ED25519, edwards.public.spki, QUICK_KINDS).verifies(edwards.sign(b"data"), b"data")


def test_a_key_of_another_kind_is_none() -> None:
    larger = generate_private_key(SECP384R1()).public_key()
    for material in (b"", b"nonsense", larger.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)):
        with pytest.raises(KeyUnfit):
            public_key(ECDSA_P256, material, QUICK_KINDS)
