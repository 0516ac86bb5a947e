"""Keys of the curve P-256 as the door uses them: the arithmetic is AWS-LC's.

A signature is proved and another made for every request, and nothing the door does takes longer: decision 0014. Keys
are read, and found fit, as everywhere else (`shared/signatures/keys.py`).
"""

from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

from awscrt.crypto import EC, ECRawSignature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.signatures.keys import ECDSA_P256, HALF, KINDS, EcdsaP256Signing, Kinds, SigningKey


@dataclass(frozen=True, slots=True)
class P256Public:
    """ECDSA over P-256 with SHA-256."""

    spki: bytes
    algorithm: str
    key: EC = field(repr=False, compare=False)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        if len(signature) != 2 * HALF:
            return False
        halves = ECRawSignature(signature[:HALF], signature[HALF:])
        proved: bool = self.key.verify(sha256(data).digest(), EC.encode_raw_signature(halves))
        return proved


@dataclass(frozen=True, slots=True)
class P256Signing:
    """Signs with ECDSA over P-256."""

    id: str
    public: P256Public
    key: EC = field(repr=False, compare=False)

    def sign(self, data: bytes) -> bytes:
        signature: bytes = EC.decode_der_signature_to_padded_pair(self.key.sign(sha256(data).digest()), HALF)
        return signature


def _public(spki: bytes) -> P256Public:
    fit = KINDS[ECDSA_P256](spki)
    return P256Public(fit.spki, fit.algorithm, EC.new_key_from_der_data(fit.spki))


def quick(key: SigningKey) -> SigningKey:
    """The same key; one of P-256 as above."""
    if not isinstance(key, EcdsaP256Signing):
        return key
    der = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return P256Signing(key.id, _public(key.public.spki), EC.new_key_from_der_data(der))


QUICK_KINDS: Kinds = MappingProxyType({**KINDS, ECDSA_P256: _public})
"""The kinds of keys; those of P-256 as above."""
