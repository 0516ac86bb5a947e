"""Keys, and the algorithms behind them: a port, so that national algorithms stand beside those of the RFC.

A key is of a *kind*, which is what registries keep; the kind has one algorithm, so that no message chooses it.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

ED25519, ECDSA_P256 = "ed25519", "ecdsa-p256"
"""Kinds of keys."""

_ECDSA = ECDSA(SHA256())
HALF = 32
"""Bytes of r, and of s, in a signature of P-256 (RFC 9421, 3.3.4)."""

# edwards25519 (RFC 8032, 5.1).
_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
# The y coordinates of the eight points whose order divides 8: the order is 1, 2, 4, 4 and, for the last two, 8.
_OF_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER = frozenset({1, _PRIME - 1, 0, _OF_ORDER_8, _PRIME - _OF_ORDER_8})


class KeyUnfit(ValueError):
    """The material is no key of its kind."""


class PublicKey(Protocol):
    """What proves signatures."""

    @property
    def algorithm(self) -> str:
        """Its name in messages (registry of RFC 9421, 6.2)."""
        ...

    @property
    def spki(self) -> bytes:
        """The key as SubjectPublicKeyInfo (DER)."""
        ...

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether it is this key's signature of these data."""
        ...


class SigningKey(Protocol):
    """What signs."""

    @property
    def id(self) -> str:
        """Under which its public key is known to those who verify."""
        ...

    @property
    def public(self) -> PublicKey:
        """The key others verify with."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature of these data."""
        ...


@dataclass(frozen=True, slots=True)
class Ed25519Public:
    """EdDSA over edwards25519 (RFC 9421, 3.3.6)."""

    key: Ed25519PublicKey
    algorithm: str = "ed25519"

    @property
    def spki(self) -> bytes:
        return self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class EcdsaP256Public:
    """ECDSA over P-256 with SHA-256; a signature is r and s, 32 bytes each (RFC 9421, 3.3.4)."""

    key: EllipticCurvePublicKey
    algorithm: str = "ecdsa-p256-sha256"

    @property
    def spki(self) -> bytes:
        return self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        if len(signature) != 2 * HALF:
            return False
        r, s = int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:])
        try:
            self.key.verify(encode_dss_signature(r, s), data, _ECDSA)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Ed25519Signing:
    """Signs with Ed25519."""

    id: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519Public:
        return Ed25519Public(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)


@dataclass(frozen=True, slots=True)
class EcdsaP256Signing:
    """Signs with ECDSA P-256."""

    id: str
    key: EllipticCurvePrivateKey

    @property
    def public(self) -> EcdsaP256Public:
        return EcdsaP256Public(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.key.sign(data, _ECDSA))
        return r.to_bytes(HALF) + s.to_bytes(HALF)


def _ed25519(spki: bytes) -> PublicKey:
    key = load_der_public_key(spki)
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnfit("the key is not an Ed25519 one")
    _check_edwards_point(key.public_bytes_raw())
    return Ed25519Public(key)


def _check_edwards_point(encoded: bytes) -> None:
    """Raise KeyUnfit unless this is the canonical encoding of a point that is not of small order.

    The library does not check: for a key of small order, signatures that verify can be made without the private key.
    """
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= _PRIME:
        raise KeyUnfit("the key is not in canonical form")
    if y in _SMALL_ORDER:
        raise KeyUnfit("the key is a point of small order")
    # x² = (y² - 1) / (d y² + 1) must have a root (RFC 8032, 5.1.3); u / v is a square exactly if u v is.
    square = y * y % _PRIME
    if pow((square - 1) * (_D * square + 1), (_PRIME - 1) // 2, _PRIME) != 1:
        raise KeyUnfit("the key is not a point of the curve")


def _ecdsa_p256(spki: bytes) -> PublicKey:
    key = load_der_public_key(spki)
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise KeyUnfit("the key is not one of the curve P-256")
    return EcdsaP256Public(key)


Kinds = Mapping[str, Callable[[bytes], PublicKey]]
"""Reads the SubjectPublicKeyInfo of a kind of keys."""

KINDS: Kinds = MappingProxyType({ED25519: _ed25519, ECDSA_P256: _ecdsa_p256})


def public_key(kind: str, spki: bytes, kinds: Kinds = KINDS) -> PublicKey:
    """The public key in a SubjectPublicKeyInfo (DER). Raises KeyUnfit."""
    if kind not in kinds:
        raise KeyUnfit("nothing is known of keys of this kind")
    try:
        return kinds[kind](spki)
    except KeyUnfit:
        raise
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnfit("the key cannot be read") from None


def any_public_key(spki: bytes, kinds: Kinds = KINDS) -> PublicKey:
    """The public key in a SubjectPublicKeyInfo (DER), of whichever kind it is. Raises KeyUnfit."""
    for kind in kinds:
        with suppress(KeyUnfit):
            return public_key(kind, spki, kinds)
    raise KeyUnfit("the key is of no kind that is known")


def spki_in(text: str) -> bytes:
    """The SubjectPublicKeyInfo in a PEM, or in base64 of its DER. Raises KeyUnfit."""
    try:
        if "-----BEGIN" in text:
            key = load_pem_public_key(text.encode())
            return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b64decode(text, validate=True)
    except (ValueError, UnsupportedAlgorithm, NotBase64):
        raise KeyUnfit("the key cannot be read") from None


def kind_of(spki: bytes, kinds: Kinds = KINDS) -> str:
    """The kind of a public key. Raises KeyUnfit."""
    for kind in kinds:
        with suppress(KeyUnfit):
            public_key(kind, spki, kinds)
            return kind
    raise KeyUnfit(f"the key is of none of the kinds {', '.join(kinds)}")


def signing_key(text: str, id_: str | None = None) -> SigningKey:
    """The private key in a PEM, or in base64 of its PKCS #8 (DER). Raises KeyUnfit.

    Without an id, its public key's fingerprint is one.
    """
    try:
        is_pem = "-----BEGIN" in text
        key = load_pem_private_key(text.encode(), None) if is_pem else load_der_private_key(b64decode(text), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnfit("the private key cannot be read") from None
    if isinstance(key, Ed25519PrivateKey):
        return Ed25519Signing(id_ or fingerprint(Ed25519Public(key.public_key())), key)
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return EcdsaP256Signing(id_ or fingerprint(EcdsaP256Public(key.public_key())), key)
    raise KeyUnfit("the private key is neither an Ed25519 one nor one of the curve P-256")


def fingerprint(key: PublicKey) -> str:
    """The first half of the SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits."""
    return sha256(key.spki).hexdigest()[:32]
