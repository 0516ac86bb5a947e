"""Keys are of a kind, and of no other; a national algorithm is one more kind."""

import hmac
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
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
from shared.signatures.profile import Times, signed

Private = Ed25519PrivateKey | EllipticCurvePrivateKey

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
    signed(request, signature, Times(), NOW).prove(request, public)


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
            signed(request, signature, Times(), NOW).prove(request, signing.public)
        assert caught.value.fault is Fault.WRONG
