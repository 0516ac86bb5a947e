"""Who may ask: a registered consumer with its keys, what it may look up, on which grounds, how much and how long."""

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType

from contracts.codelists import LEGAL_GROUNDS
from contracts.problems import Problem
from services.edge.refusals import (
    CONSUMER_NOT_VALID,
    KEY_NOT_VALID,
    NOT_AUTHENTICATED,
    NOT_PERMITTED,
    Refused,
    refused,
)
from shared.signatures.keys import PublicKey

SCOPES = ("proceeding-number", "execution-document", "court-case", "debtor")
"""Kinds of look-ups."""

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class BearerKey:
    """A secret that a consumer shows."""

    digest: bytes
    """SHA-256 of it."""
    valid_from: datetime
    valid_to: datetime | None = None
    """Also when it was revoked."""


@dataclass(frozen=True, slots=True)
class ConsumerKey:
    """A public key with which a consumer's requests are proved."""

    id: str
    """`<consumer>.<name>`: the `keyid` of its signatures."""
    public: PublicKey
    valid_from: datetime
    valid_to: datetime | None = None
    """Also when it was revoked."""


@dataclass(frozen=True, slots=True)
class Quota:
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
    status: str = ACTIVE
    keys: Mapping[str, ConsumerKey] = field(default_factory=lambda: MappingProxyType({}))
    """By their ids."""
    certificates: frozenset[bytes] = frozenset()
    """SHA-256 of each TLS certificate (DER) it may come with."""
    quota: Quota | None = None
    """None: as much as it likes."""


_NOBODY = (BearerKey(bytes(32), datetime.min.replace(tzinfo=UTC)),)


def digest_of(key: str) -> bytes:
    """What is kept of a key."""
    return sha256(key.encode()).digest()


def bearer_of(registry: Mapping[str, Consumer], key: str | None, now: datetime) -> Consumer:
    """The consumer a key (`<consumer>.<secret>`) belongs to. Raises Refused.

    Whether the consumer or its secret is unknown is not told, nor to be measured.
    """
    if not key:
        raise refused(NOT_AUTHENTICATED, "every request carries a key", "no key was given", field="Authorization")
    consumer = registry.get(key.partition(".")[0])
    digest = digest_of(key)
    keys = consumer.bearer_keys if consumer else _NOBODY
    known = [kept for kept in keys if hmac.compare_digest(kept.digest, digest)]
    if consumer is None or not known:
        raise refused(NOT_AUTHENTICATED, "the key is registered", "the key is not known", field="Authorization")
    check_key_valid(known[0], now, "Authorization")
    return consumer


def check_key_valid(key: BearerKey | ConsumerKey, now: datetime, field: str) -> None:
    """Whether a key opens anything at present. Raises Refused."""
    if now < key.valid_from or (key.valid_to is not None and now >= key.valid_to):
        rule, detail = "a request is proved with a valid key", "the key is not valid at present"
        raise refused(KEY_NOT_VALID, rule, detail, field=field)


def check_valid(consumer: Consumer, now: datetime) -> None:
    """Whether the consumer may ask at present. Raises Refused."""
    if consumer.status != ACTIVE:
        raise refused(CONSUMER_NOT_VALID, "the consumer is active", f"the consumer is {consumer.status}")
    if now < consumer.valid_from:
        raise refused(CONSUMER_NOT_VALID, "the consumer is valid", "the consumer's validity has not begun")
    if consumer.valid_to is not None and now >= consumer.valid_to:
        raise refused(CONSUMER_NOT_VALID, "the consumer is valid", "the consumer's validity has ended")


def check_ground(consumer: Consumer, legal_ground: str, field: str) -> None:
    """Whether the consumer may ask on a ground of the list. Raises Refused."""
    if legal_ground not in consumer.legal_grounds:
        raise refused(
            NOT_PERMITTED,
            "the consumer asks on grounds it is registered for",
            f"the consumer may not ask on the ground {legal_ground}",
            field=field,
            article=LEGAL_GROUNDS[legal_ground].article,
        )


def check_scopes(scopes: Collection[str], kinds: Iterable[str]) -> None:
    """Whether an answer to look-ups of these kinds may be given under the scopes a consumer has now. Raises Refused.

    For answers that are kept: they were made under the scopes of their time.
    """
    if withdrawn := sorted(set(kinds) - set(scopes)):
        raise Refused(NOT_PERMITTED, *map(not_permitted, withdrawn))


def not_permitted(scope: str, field: str | None = None) -> Problem:
    """Why a look-up of this kind is not permitted."""
    return Problem(
        code=NOT_PERMITTED.code,
        field=field,
        rule="the consumer looks up by what it is registered for",
        detail=f"the consumer may not look up by {scope}",
    )
