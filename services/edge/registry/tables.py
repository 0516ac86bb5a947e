"""The registry of consumers in the edge's own database: read by API processes, written from events."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from contracts.events.edge import KeyKind
from services.edge.registry.domain.consumers import BearerKey, Consumer, ConsumerQuota, SignatureKey
from services.edge.registry.domain.decider import material_of
from services.edge.registry.domain.registration import HeldKey, Registered
from shared.database import Connection, Pool
from shared.signatures.keys import KeyUnfit, PublicKey, public_key
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

# One statement, one snapshot: a consumer is never read without the keys it was registered with.
_CONSUMERS = """
    SELECT id, scopes, legal_grounds, valid_from, valid_to, status, certificates, requests_per_second, burst,
           look_ups_per_day,
           ARRAY(SELECT (key.id, kind, material, key.valid_from, least(key.valid_to, revoked_at))
                 FROM consumer_key AS key WHERE key.consumer = consumer.id) AS keys
    FROM consumer ORDER BY id
"""
_WRITE = """
    INSERT INTO consumer (id, scopes, legal_grounds, valid_from, valid_to, status, certificates, requests_per_second,
                          burst, look_ups_per_day)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (id) DO UPDATE SET
        scopes = excluded.scopes, legal_grounds = excluded.legal_grounds, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, status = excluded.status, certificates = excluded.certificates,
        requests_per_second = excluded.requests_per_second, burst = excluded.burst,
        look_ups_per_day = excluded.look_ups_per_day
"""
_WRITE_KEYS = """
    INSERT INTO consumer_key (id, consumer, kind, material, valid_from, valid_to, revoked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE SET
        kind = excluded.kind, material = excluded.material, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, revoked_at = excluded.revoked_at
"""

_MAKE_BUDGET = "INSERT INTO budget (consumer) VALUES ($1) ON CONFLICT DO NOTHING"


async def consumers_in(database: Pool | Connection) -> dict[str, Consumer]:
    """All consumers by id."""
    return {row["id"]: _consumer(row) for row in await database.fetch(_CONSUMERS)}


async def write_registrations(connection: Connection, registrations: Iterable[Registered]) -> None:
    """Bring the rows of these registrations up to date; a proposal that was never approved has none."""
    for registered in registrations:
        if registered.terms is None or registered.status is None:
            continue
        terms, consumer = registered.terms, registered.consumer
        await connection.execute(
            _WRITE, consumer, sorted(terms.scopes), sorted(terms.legal_grounds), terms.valid_from, terms.valid_to,
            registered.status.value, [bytes.fromhex(digest) for digest in terms.certificates],
            terms.quota.requests_per_second, terms.quota.burst, terms.quota.look_ups_per_day,
        )  # fmt: skip
        await connection.execute(_MAKE_BUDGET, consumer)
        await connection.executemany(_WRITE_KEYS, [_key_row(consumer, held) for held in registered.keys.values()])


def _key_row(consumer: str, held: HeldKey) -> tuple[Any, ...]:
    key = held.key
    return (key.id, consumer, key.kind.value, material_of(key), key.valid_from, key.valid_to, held.revoked_at)


def _consumer(row: Mapping[str, Any]) -> Consumer:
    bearer, signing = list[BearerKey](), dict[str, SignatureKey]()
    for key, kind, material, *validity in row["keys"]:
        if kind == KeyKind.BEARER:
            bearer.append(BearerKey(material, *validity))
        elif (public := _public_key(key, kind, material)) is not None:
            signing[key] = SignatureKey(key, public, *validity)
    return Consumer(
        id=row["id"],
        bearer_keys=tuple(bearer),
        scopes=frozenset(row["scopes"]),
        legal_grounds=frozenset(row["legal_grounds"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        status=row["status"],
        keys=signing,
        certificates=frozenset(row["certificates"]),
        quota=ConsumerQuota(row["requests_per_second"], row["burst"], row["look_ups_per_day"]),
    )


@lru_cache(maxsize=1024)
def _public_key(id_: str, kind: str, material: bytes) -> PublicKey | None:
    """The key; none where an earlier release registered one that is refused today: it verifies nothing."""
    try:
        return public_key(kind, material)
    except KeyUnfit as unfit:
        _log.error("registered key ignored", key=id_, reason=str(unfit))
        return None
