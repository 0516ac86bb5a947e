"""Consumers as the API processes read them: keys, scopes, legal grounds, quota, validity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from services.edge.registry.domain.registration import ConsumerStatus
from shared.signatures.keys import PublicKey

SCOPES = ("proceeding-number", "execution-document", "court-case", "debtor")
"""Kinds of look-ups."""


@dataclass(frozen=True, slots=True)
class BearerKey:
    """A secret that a consumer sends."""

    digest: bytes
    """SHA-256 of it."""
    valid_from: datetime
    valid_to: datetime | None = None
    """Also when it was revoked."""


@dataclass(frozen=True, slots=True)
class SignatureKey:
    """A public key that verifies signatures of a consumer."""

    id: str
    """`<consumer>.<name>`: the `keyid` of its signatures."""
    public: PublicKey
    valid_from: datetime
    valid_to: datetime | None = None
    """Also when it was revoked."""


@dataclass(frozen=True, slots=True)
class ConsumerQuota:
    """How much a consumer may ask."""

    requests_per_second: float
    burst: int
    """Requests that may come at once."""
    look_ups_per_day: int
    """Days are those of Europe/Minsk."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer of the service."""

    id: str
    bearer_keys: tuple[BearerKey, ...]
    scopes: frozenset[str]
    """Kinds of look-ups it may make."""
    legal_grounds: frozenset[str]
    """Grounds on which it may ask."""
    valid_from: datetime
    valid_to: datetime | None = None
    status: str = ConsumerStatus.ACTIVE
    keys: Mapping[str, SignatureKey] = field(default_factory=lambda: MappingProxyType({}))
    """By their ids."""
    certificates: frozenset[bytes] = frozenset()
    """SHA-256 of each TLS client certificate (DER) bound to it."""
    quota: ConsumerQuota | None = None
    """None: no limit."""
