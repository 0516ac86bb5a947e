"""Keys are of a kind, and of no other; a national algorithm is one more kind."""

import hmac
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shared.signatures.client import sign_request
from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import signature_in
from shared.signatures.keys import (
    ECDSA_P256,
    ED25519,
    KINDS,
    EcdsaP256Signing,
    Ed25519Signing,
    KeyUnfit,
    PublicKey,
    SigningKey,
    any_public_key,
    fingerprint,
    public_key,
    signing_key,
    spki_in,
)
from shared.signatures.messages import request_to
from shared.signatures.profile import Validity, unverified

Private = Ed25519PrivateKey | EllipticCurvePrivateKey | rsa.RSAPrivateKey

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
URL = "http://edge/v1/policy"
EDWARDS, CURVE = Ed25519PrivateKey.generate(), generate_private_key(SECP256R1())
OTHER_CURVE = generate_private_key(SECP384R1())
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-4, D.1.2.3)


def pem(key: Private) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def spki(key: Private) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def proved(signing: SigningKey, public: PublicKey) -> None:
    request = request_to("GET", URL, sign_request(signing, "GET", URL, {}, None, NOW))
    signature = signature_in(request.headers)
    assert signature
    unverified(request, signature, Validity(), NOW).verify(request, public)


@pytest.mark.parametrize(("kind", "key"), [(ED25519, EDWARDS), (ECDSA_P256, CURVE)])
def test_a_key_is_read_from_what_is_kept_of_it(kind: str, key: Private) -> None:
    signing = signing_key(pem(key), "court.first")
    proved(signing, public_key(kind, spki(key)))
    assert signing_key(pem(key)).id == fingerprint(signing.public)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert signing_key(b64encode(der).decode()).id == fingerprint(signing.public)
    text = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert spki_in(text.decode()) == spki_in(b64encode(spki(key)).decode()) == signing.public.spki


@pytest.mark.parametrize(
    ("kind", "material"),
    [
        (ED25519, spki(CURVE)),
        (ECDSA_P256, spki(EDWARDS)),
        (ECDSA_P256, spki(OTHER_CURVE)),
        (ED25519, b""),
        (ECDSA_P256, b"nonsense"),
        ("rsa", spki(CURVE)),
        ("bearer", bytes(32)),
    ],
)
def test_a_key_of_another_kind_is_none(kind: str, material: bytes) -> None:
    with pytest.raises(KeyUnfit):
        public_key(kind, material)


EDWARDS_HEAD = spki(EDWARDS)[:-32]  # what stands before the point in a SubjectPublicKeyInfo
CURVE_HEAD = spki(CURVE)[:-65]
SMALL_ORDER = (  # https://ristretto.group/test_vectors and RFC 8032: y with the sign of x; canonical ones first
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)
NOT_CANONICAL = [(2**255 - 19 + y).to_bytes(32, "little").hex() for y in range(19)]
OFF_CURVE = [(2).to_bytes(32, "little").hex(), (7).to_bytes(32, "little").hex()]


@pytest.mark.parametrize("point", [*SMALL_ORDER, *NOT_CANONICAL, *OFF_CURVE])
def test_an_ed25519_key_is_a_canonical_point_of_large_order(point: str) -> None:
    """Under the others a signature verifies that nobody made, or one key has two ids."""
    with pytest.raises(KeyUnfit):
        public_key(ED25519, EDWARDS_HEAD + bytes.fromhex(point))


def test_the_keys_of_rfc_8032_are_fit() -> None:
    for point in (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ):
        assert public_key(ED25519, EDWARDS_HEAD + bytes.fromhex(point)).spki[-32:].hex() == point
    for _ in range(64):
        public_key(ED25519, spki(Ed25519PrivateKey.generate()))


def test_a_key_of_p_256_is_a_point_of_the_curve() -> None:
    point = bytearray(spki(CURVE)[-65:])
    point[-1] ^= 1
    zeros = b"\x04" + bytes(64)
    large = b"\x04" + b"\xff" * 64
    for wrong in (bytes(point), zeros, large):
        with pytest.raises(KeyUnfit):
            public_key(ECDSA_P256, CURVE_HEAD + wrong)
    # The identity is one byte: the lengths before it are smaller.
    identity = bytes.fromhex("3019301306072a8648ce3d020106082a8648ce3d030107030200") + b"\x00"
    with pytest.raises(KeyUnfit):
        public_key(ECDSA_P256, identity)


def test_keys_of_rsa_are_not_supported() -> None:
    for size in (1024, 2048):
        material = spki(rsa.generate_private_key(65537, size))
        with pytest.raises(KeyUnfit):
            any_public_key(material)


def test_a_key_of_any_kind_is_read_as_what_it_is() -> None:
    for key in (EDWARDS, CURVE):
        own, read = signing_key(pem(key)).public, any_public_key(spki(key))
        assert (read.algorithm, read.spki) == (own.algorithm, own.spki)
    with pytest.raises(KeyUnfit):
        any_public_key(spki(OTHER_CURVE))


@pytest.mark.parametrize("text", ["", "nonsense", "AAAA", pem(OTHER_CURVE), pem(CURVE).replace("A", "B")])
def test_what_is_no_private_key_signs_nothing(text: str) -> None:
    with pytest.raises(KeyUnfit):
        signing_key(text)


@pytest.mark.parametrize("text", ["nonsense!", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_what_is_no_public_key_is_not_read(text: str) -> None:
    with pytest.raises(KeyUnfit):
        spki_in(text)


@pytest.mark.parametrize("length", [0, 63, 65, 128])
def test_a_signature_of_another_length_is_none(length: int) -> None:
    for key in (Ed25519Signing("a", EDWARDS).public, EcdsaP256Signing("a", CURVE).public):
        assert not key.verifies(bytes(length), b"data")
        assert not key.verifies(bytes(64), b"data")


def test_halves_out_of_range_are_no_signature() -> None:
    public, signature = EcdsaP256Signing("a", CURVE).public, EcdsaP256Signing("a", CURVE).sign(b"data")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    for one, two in ((0, 0), (0, s), (r, 0), (ORDER, s), (r, ORDER), (2**256 - 1, s), (r, 2**256 - 1)):
        assert not public.verifies(one.to_bytes(32) + two.to_bytes(32), b"data")
    assert public.verifies(signature, b"data")


@dataclass(frozen=True)
class National:
    """Stands for an algorithm of another standard: both sides of it."""

    id: str = "court.national"
    secret: bytes = b"secret"
    algorithm: str = "bign-curve256v1"

    @property
    def public(self) -> PublicKey:
        return self

    @property
    def spki(self) -> bytes:
        return self.secret

    def sign(self, data: bytes) -> bytes:
        return hmac.digest(self.secret, data, "sha256")

    def verifies(self, signature: bytes, data: bytes) -> bool:
        return hmac.compare_digest(signature, self.sign(data))


def test_a_national_algorithm_is_one_more_kind() -> None:
    kinds = {**KINDS, "bign": lambda material: National(secret=material)}
    proved(National(), public_key("bign", b"secret", kinds))
    with pytest.raises(SignatureRefused) as caught:
        proved(National(), public_key("bign", b"other", kinds))
    assert caught.value.fault is Fault.WRONG


def test_the_algorithm_is_the_keys_and_never_the_messages() -> None:
    signing = Ed25519Signing("court.first", EDWARDS)
    headers = sign_request(signing, "GET", URL, {}, None, NOW, lifetime=timedelta(seconds=30))
    for algorithm in ("ecdsa-p256-sha256", "hmac-sha256", "none", ""):
        stated = f'{headers["Signature-Input"]};alg="{algorithm}"'
        request = request_to("GET", URL, {**headers, "Signature-Input": stated})
        signature = signature_in(request.headers)
        assert signature
        with pytest.raises(SignatureRefused) as caught:
            unverified(request, signature, Validity(), NOW).verify(request, signing.public)
        assert caught.value.fault is Fault.WRONG
