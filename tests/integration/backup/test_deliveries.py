"""The report of a restore names subscribers that were sent lost events."""

from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack

import asyncpg
import pytest

from contracts.events.proceedings import MeasureAdded, ProceedingInitiated
from infra.backup.deliveries import LostDelivery, lost_deliveries
from infra.backup.losses import LostEvent
from infra.stack.stack import Stack
from shared.subscribable import SOURCES
from tests.engines import NewDatabase
from tests.integration.subscribers.kit import House

ACTOR = "executor:0101-017"


@pytest.fixture
def house(engines: Stack, migrated_database: NewDatabase, new_vhost: Callable[[], str]) -> House:
    sources = {name: migrated_database(name) for name in SOURCES}
    return House(engines, migrated_database("subscribers"), sources, new_vhost())


async def deliveries(house: House, events: Iterable[LostEvent]) -> list[LostDelivery]:
    async with AsyncExitStack() as opened:
        ends = {}
        for name, database in {**house.sources, "subscribers": house.own}.items():
            ends[name] = await asyncpg.connect(database.owner_url)
            opened.push_async_callback(ends[name].close, timeout=1)
        return await lost_deliveries(ends, events)


async def test_who_was_sent_what_of_the_lost_events(house: House) -> None:
    before = await house.store([1])
    await house.subscribe("bank")
    await house.subscribe("registry", types=[MeasureAdded.type])
    async with house.delivering():
        await house.sent("bank", len(before))
        lost = await house.store([2])
        await house.sent("bank", len(before) + len(lost))
        await house.sent("registry", sum(each.type == MeasureAdded.type for each in (*before, *lost)))
    # Nobody has been sent this one.
    lost += await house.store([3])
    (of_two,) = {each.stream for each in lost if each.type == ProceedingInitiated.type} - {lost[-1].stream}
    named = [
        LostEvent(
            *("proceedings", each.stream, each.version, each.type, each.recorded_at, each.actor, each.causation_id),
            "0101-2026-000002" if each.stream == of_two else None,
        )
        for each in lost
    ]
    sequences = [each.version for each in lost if each.stream == of_two]
    measures = [each.version for each in lost if each.stream == of_two and each.type == MeasureAdded.type]
    assert measures
    assert await deliveries(house, named) == [
        LostDelivery("bank", "proceedings", of_two, sequences, "0101-2026-000002"),
        LostDelivery("registry", "proceedings", of_two, measures, "0101-2026-000002"),
    ]
    # A subscriber that was suspended since knows them all the same.
    await house.own.execute("UPDATE subscriber SET standing = 'suspended' WHERE name = 'bank'")
    assert [each.subscriber for each in await deliveries(house, named)] == ["bank", "registry"]


async def test_nobody_was_sent_what_nobody_is_delivered(house: House) -> None:
    await house.subscribe("bank")
    assert await deliveries(house, []) == []
    events = await house.store([4])
    lost = LostEvent(
        "proceedings", events[0].stream, 1, events[0].type, events[0].recorded_at, ACTOR, events[0].causation_id
    )
    assert await deliveries(house, [lost]) == []
