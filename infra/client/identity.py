"""Who asks and how that is proved, why it is asked, and which keys prove its answers."""

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
    """What TLS needs to know besides the authorities the machine trusts."""

    authority: Path | None = None
    """Certificates (PEM) the service's own may be issued by; none: those of the machine."""
    certificate: Path | None = None
    """The consumer's certificate (PEM), where the service asks for one."""
    key: Path | None = None
    """Its private key (PEM), if that is in a file of its own."""

    def context(self) -> ssl.SSLContext:
        """As connections use it."""
        context = ssl.create_default_context(cafile=self.authority)
        if self.certificate:
            context.load_cert_chain(self.certificate, self.key)
        return context


def service_keys_of(policy: Policy) -> ServiceKeys:
    """The keys a policy names. They prove nothing unless that policy itself was proved, or came another way."""
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
