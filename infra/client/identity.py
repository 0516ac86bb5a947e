"""The consumer and its proofs, the purpose of a request, and the keys that verify answers."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from contracts.service_3_11_01 import Policy
from shared.signatures.keys import KINDS, KeyUnfit, PublicKey, SigningKey, fingerprint, public_key, spki_in

ServiceKeys: TypeAlias = Mapping[str, PublicKey]
"""The keys the service signs its answers with, by their ids."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A registered consumer, with a key that signs its requests, a bearer key, or both."""

    consumer: str
    key: SigningKey | None = None
    """Its id is the one it is registered under: `<consumer>.<name>`."""
    bearer: str | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why it is asked."""

    legal_ground: str
    """Code of the code list `legal_grounds`."""
    court_case: str


@dataclass(frozen=True, slots=True)
class Tls:
    """TLS settings besides the authorities that the machine trusts."""

    authority: Path | None = None
    """Certificates (PEM) of the issuers of the service's certificate; none: those of the machine."""
    certificate: Path | None = None
    """The consumer's certificate (PEM), where the service asks for one."""
    key: Path | None = None
    """Its private key (PEM), if that is in another file."""

    def context(self) -> ssl.SSLContext:
        """The context of connections."""
        context = ssl.create_default_context(cafile=self.authority)
        if self.certificate:
            context.load_cert_chain(self.certificate, self.key)
        return context


def service_keys_of(policy: Policy) -> ServiceKeys:
    """The keys in a policy. Trust them only if the policy itself was verified, or came by another way."""
    return {key.id: _read(key.public_key) for key in policy.keys}


def service_keys_in(*keys: str) -> ServiceKeys:
    """Public keys of the service in PEM, as they were handed over. Raises KeyUnfit."""
    read = map(_read, keys)
    return {fingerprint(key): key for key in read}


def _read(pem: str) -> PublicKey:
    spki = spki_in(pem)
    for kind in KINDS:
        try:
            return public_key(kind, spki)
        except KeyUnfit:
            continue
    raise KeyUnfit("the key is of no kind that is known")
