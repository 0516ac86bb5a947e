"""Consumers of a registry without events get their events, and are not changed."""

import asyncpg
import pytest

from contracts.commands.edge import SuspendConsumer
from services.edge.registry.adoption import adopt
from services.edge.registry.application import registrations
from services.edge.registry.domain.registration import ConsumerStatus
from services.edge.registry.first_consumers import NotInstalled, carry_out
from services.edge.registry.tables import consumers_in
from tests.engines import NewDatabase

# As the migration to several keys left them.
_BEFORE = """
    INSERT INTO consumer (id, scopes, legal_grounds, valid_from, valid_to, status, certificates, requests_per_second,
                          burst, look_ups_per_day)
    SELECT 'old-' || status, '{court-case,debtor}', '{case-at-hand}', '2026-01-01', '2028-01-01', status,
           ARRAY[sha256('certificate')], 300, 600, 1000000
    FROM unnest(ARRAY['active', 'suspended', 'revoked']) AS status;
    INSERT INTO consumer_key (id, consumer, kind, material, valid_from)
    SELECT id || '.first', id, 'bearer', sha256(id::bytea), valid_from FROM consumer;
"""


async def test_old_consumers_are_adopted_unchanged(migrated_database: NewDatabase) -> None:
    own = migrated_database("edge")
    owner = await asyncpg.connect(own.owner_url)
    await owner.execute(_BEFORE)
    before = await consumers_in(owner)
    with pytest.raises(NotInstalled):
        await carry_out(owner, "old-active", SuspendConsumer(consumer="old-active", reason="key lost"))

    assert await adopt(own.owner_url) == ["old-active", "old-suspended"]
    assert await consumers_in(owner) == before
    statuses = {registered.consumer: registered.status for registered in await registrations(owner)}
    assert statuses == {"old-active": ConsumerStatus.ACTIVE, "old-suspended": ConsumerStatus.SUSPENDED}

    await carry_out(owner, "old-active", SuspendConsumer(consumer="old-active", reason="key lost"))
    assert (await consumers_in(owner))["old-active"].status == "suspended"
    assert await adopt(own.owner_url) == []
    await owner.close()
