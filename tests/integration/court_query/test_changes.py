"""The feed of changes: no change is missed, even if a transaction commits late or another copy answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest

from infra.recovery.restored import mend_feed
from services.court_query.rebuild import rebuild
from services.edge.lookup.changes import changes_after
from services.edge.lookup.domain.changes import FeedPosition
from shared.database import Connection, Pool
from shared.http.problems import Refused
from tests.factories.proceedings import life, number_of
from tests.integration.court_query.conftest import House
from tests.integration.court_query.test_rebuild import live, lives
from tests.patience import PATIENCE

FROM_THE_FIRST = FeedPosition(0, 0)


@pytest.fixture
async def reader(house: House) -> AsyncIterator[Pool]:
    """The read model as the edge sees it."""
    async with asyncpg.create_pool(house.model.edge_reader_url, min_size=1, max_size=2) as pool:
        yield pool


async def numbers_after(pool: Pool, place: FeedPosition) -> tuple[list[str], FeedPosition]:
    """What the feed has after a place, read to its end."""
    found = list[str]()
    while True:
        page = await changes_after(pool, place, 7, "en")
        found += [changed.number for changed in page.changes]
        place = page.end
        if not page.more:
            return found, place


async def test_each_proceeding_is_listed_once_at_its_last_change(
    house: House, service: Connection, reader: Pool
) -> None:
    first, second = life(1), life(2)
    await live(service, [first[0]])
    await live(service, [second[0]])
    found, place = await numbers_after(reader, FROM_THE_FIRST)
    assert found == [number_of(1), number_of(2)]
    assert (await numbers_after(reader, place))[0] == []
    await live(service, first[1:])
    found, place = await numbers_after(reader, place)
    assert found == [number_of(1)]
    found, _ = await numbers_after(reader, FROM_THE_FIRST)
    assert found == [number_of(2), number_of(1)]


async def test_events_the_card_does_not_show_are_no_change(house: House, service: Connection, reader: Pool) -> None:
    begun, *later = life(1)
    await live(service, [begun])
    _, place = await numbers_after(reader, FROM_THE_FIRST)
    silent = [event for event in later[:2] if "copies-sent" in event.type or "served" in event.type]
    assert silent
    assert silent == later[: len(silent)]
    await live(service, silent)
    assert (await numbers_after(reader, place))[0] == []


async def test_nothing_is_listed_before_a_transaction_that_commits_late(
    house: House, owner: Connection, service: Connection, reader: Pool
) -> None:
    slow = await asyncpg.connect(house.model.url)
    try:
        async with slow.transaction():
            await slow.fetchval("SELECT pg_current_xact_id()")  # it began first
            await live(service, lives(1))
            page = await changes_after(reader, FROM_THE_FIRST, 100, "en")
            assert page.changes == []
            assert page.more
            assert page.end == FROM_THE_FIRST
            await slow.execute("SET LOCAL search_path = read_model_a")
            await slow.execute("INSERT INTO change (number, digest) VALUES ('0101-2026-999999', sha256('late'))")
    finally:
        await slow.close()
    rows = await owner.fetch("SELECT number FROM read_model.change ORDER BY xid, seq")
    assert [row["number"] for row in rows] == ["0101-2026-999999", number_of(1)]
    page = await changes_after(reader, FROM_THE_FIRST, 100, "en")
    # The late one has no card, so it is not told; but the reader has come past it together with the other.
    assert [changed.number for changed in page.changes] == [number_of(1)]
    assert not page.more


async def test_a_transaction_of_another_database_holds_no_change_back(
    house: House, service: Connection, reader: Pool
) -> None:
    other = await asyncpg.connect(house.store.owner_url)
    try:
        async with other.transaction():
            await other.fetchval("SELECT pg_current_xact_id()")  # it began first
            await live(service, lives(1))
            assert (await numbers_after(reader, FROM_THE_FIRST))[0] == [number_of(1)]
            end = (await changes_after(reader, None, 100, "en")).end
            assert (await changes_after(reader, end, 100, "en")).changes == []
    finally:
        await other.close()


async def test_digests_are_those_of_the_cards_in_the_language(house: House, service: Connection, reader: Pool) -> None:
    await live(service, lives(1))
    expected = {
        row["language"]: row["digest"] for row in await service.fetch("SELECT language, digest FROM read_model.answer")
    }
    for language in ("en", "ru", "be"):
        page = await changes_after(reader, FROM_THE_FIRST, 10, language)
        assert page.changes[0].digest == expected[language]


async def test_a_rebuild_does_not_move_unchanged_cards(house: House, service: Connection, reader: Pool) -> None:
    await house.append(lives(1, 2, 3))
    await live(service, lives(1, 2, 3))
    before = await changes_after(reader, FROM_THE_FIRST, 100, "en")
    for _ in range(2):
        await rebuild(house.model.owner_url, house.store.event_reader_url)
        assert await changes_after(reader, FROM_THE_FIRST, 100, "en") == before


async def test_a_rebuild_lists_the_cards_it_changes(
    house: House, owner: Connection, service: Connection, reader: Pool
) -> None:
    await house.append(lives(1, 2))
    await live(service, lives(1, 2))
    _, place = await numbers_after(reader, FROM_THE_FIRST)
    await owner.execute(
        "UPDATE read_model_a.change SET digest = sha256('told by an older release') WHERE number = $1", number_of(1)
    )
    await rebuild(house.model.owner_url, house.store.event_reader_url)
    assert (await numbers_after(reader, place))[0] == [number_of(1)]


async def test_a_reader_gets_every_card_during_rebuilds(house: House, service: Connection, reader: Pool) -> None:
    await house.append(lives(*range(60)))
    await live(service, lives(*range(60)))
    known = dict[str, bytes]()
    async with _following(reader, known), _recording(house, first=60) as recorded:
        await rebuild(house.model.owner_url, house.store.event_reader_url)
        await rebuild(house.model.owner_url, house.store.event_reader_url)
    assert len(recorded) > 3
    place = FROM_THE_FIRST
    for _ in range(40):  # until the follower's cursor, and what was on its way, are behind us
        page = await changes_after(reader, place, 1000, "en")
        if not page.more:
            break
        await asyncio.sleep(0.1)
    told = {changed.number: changed.digest for changed in page.changes}
    assert {number: known.get(number) for number in told} == told


@asynccontextmanager
async def _following(pool: Pool, known: dict[str, bytes]) -> AsyncIterator[None]:
    """A reader that follows the feed, and to its end once everything else has ended."""
    ending = asyncio.Event()

    async def follow() -> None:
        place = FROM_THE_FIRST
        while True:
            last = ending.is_set()
            page = await changes_after(pool, place, 5, "en")
            known.update({changed.number: changed.digest for changed in page.changes})
            place = page.end
            if last and not page.more:
                return

    task = asyncio.create_task(follow())
    try:
        yield
    finally:
        ending.set()
        await asyncio.wait_for(task, PATIENCE)


@asynccontextmanager
async def _recording(house: House, first: int) -> AsyncIterator[list[int]]:
    """Proceedings that begin and live on all the while, in several transactions at a time."""
    recorded = list[int]()

    async def record(number: int) -> None:
        connection = await asyncpg.connect(house.model.url)
        try:
            while True:
                events = life(number)
                for half in (events[:9], events[9:]):
                    await house.append(half)
                    await live(connection, half)
                recorded.append(number)
                number += 2
        finally:
            await connection.close()

    tasks = [asyncio.create_task(record(first + one)) for one in range(2)]
    try:
        yield recorded
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def test_a_cursor_of_another_feed_is_refused(house: House, service: Connection, reader: Pool) -> None:
    await live(service, lives(1))
    with pytest.raises(Refused, match="cursor-unknown"):
        await changes_after(reader, FeedPosition(10**17, 1), 10, "en")


async def test_a_feed_from_another_cluster_goes_on_and_refuses_its_old_cursors(
    house: House, service: Connection, reader: Pool
) -> None:
    await live(service, lives(1))
    owner = await asyncpg.connect(house.model.owner_url)
    await owner.execute("UPDATE read_model_a.change SET xid = ((xid::text::bigint + 9000000000)::text)::xid8")
    await owner.execute("UPDATE read_model_b.change SET xid = ((xid::text::bigint + 9000000000)::text)::xid8")
    given_before = FeedPosition(9_000_000_000, 1)

    assert await mend_feed(owner)
    assert not await mend_feed(owner)
    await owner.close()
    numbers, end = await numbers_after(reader, FROM_THE_FIRST)
    assert numbers == [number_of(1)]
    await live(service, lives(2))
    assert (await numbers_after(reader, end))[0] == [number_of(2)]
    page = await changes_after(reader, None, 10, "en")
    assert (page.changes, page.more) == ((), False)
    for cursor in (given_before, FeedPosition(1, 1)):
        with pytest.raises(Refused, match="cursor-unknown"):
            await changes_after(reader, cursor, 10, "en")


async def test_the_end_of_the_feed(house: House, service: Connection, reader: Pool) -> None:
    await live(service, lives(1))
    page = await changes_after(reader, None, 10, "en")
    assert (page.changes, page.more) == ((), False)
    await live(service, lives(2))
    assert (await numbers_after(reader, page.end))[0] == [number_of(2)]
