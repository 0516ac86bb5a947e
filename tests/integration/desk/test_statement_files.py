"""The files of the bank that were taken in, over a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from contracts.identifiers import new_id
from contracts.problems import Problem
from services.desk.access import administration
from services.desk.domain.people import Role
from services.desk.domain.statement_files import EntryStanding, Settled
from services.desk.settings import DeskSettings
from services.desk.statement_files import StatementFiles, entry_key_of, key_of
from shared.bank_statements.choices import Step
from shared.bank_statements.entries import BankStatement
from shared.bank_statements.reading import read_statement
from shared.clock import FixedClock
from shared.database import create_pool
from tests.engines import NewDatabase
from tests.unit.shared.bank_statements.test_reading import FILES

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BODY, OTHER, NUMBER = "0101", "0401", "0101-2026-000001"
CONTENT = (FILES / "version-02.xml").read_bytes()
STATEMENT = read_statement(CONTENT)
MATCHED = Settled("1", EntryStanding.MATCHED, Step.PAYMENT, NUMBER)
KNOWN = MATCHED._replace(step=None)
REFUSED = Settled(
    "1", EntryStanding.REFUSED, Step.PAYMENT, NUMBER, (Problem(code="x", rule="<r>", detail="d\N{DEGREE SIGN}"),)
)


@dataclass
class Kept:
    """The files of one database."""

    files: StatementFiles
    clock: FixedClock

    async def take(self, content: bytes = CONTENT, statement: BankStatement = STATEMENT, body: str = BODY) -> UUID:
        return (await self.files.take(body, "november.xml", content, statement, "ivanova")).id

    async def settle(self, id_: UUID, *entries: Settled, by: str = "ivanova", ago: float = 0, body: str = BODY) -> None:
        self.clock.moment += timedelta(seconds=10)
        await self.files.settle(body, id_, entries, by, self.clock.now() - timedelta(seconds=ago))

    async def standing(self, id_: UUID, body: str = BODY) -> tuple[str, str | None, str | None]:
        """What became of the first entry: standing, step, and by whom."""
        found = await self.files.shown(body, id_, 1)
        assert found
        [entry] = found.entries
        return entry.standing.value, entry.step and entry.step.value, entry.settled_by


@pytest.fixture
async def kept(migrated_database: NewDatabase) -> AsyncIterator[Kept]:
    database = migrated_database("desk")
    connection = await asyncpg.connect(database.owner_url)
    for name, code in (("ivanova", BODY), ("petrova", OTHER)):
        await administration.add(connection, name, "Ivanova A. P.", Role.ACCOUNTANT, code, "operator:petrova")
    await connection.close()
    pool, clock = await create_pool(DeskSettings(database_url=database.url, form_key="k" * 16)), FixedClock(NOW)
    try:
        yield Kept(StatementFiles(pool, clock), clock)
    finally:
        await pool.close()


async def test_a_file_is_kept_and_recognised(kept: Kept) -> None:
    first = await kept.files.take(BODY, "november\0.xml", CONTENT, STATEMENT, "ivanova")
    assert first.before is None
    shown = await kept.files.shown(BODY, first.id, 100)
    assert shown
    file = shown.statement
    assert (file.name, file.number, file.account, file.bank) == (
        "november.xml", "223", "BY20OLMP31350000001000000933", "OLMPBY2X",
    )  # fmt: skip
    assert (file.opening, file.closing, file.unexplained) == (STATEMENT.opening, STATEMENT.closing, None)
    assert (file.since, file.until) == STATEMENT.period
    assert [(str(each.came_in.amount), str(each.went_out.amount)) for each in file.turnover] == [("200.00", "78.60")]
    assert (file.entries, file.open, file.pending, file.taken_by, file.taken_at) == (3, 3, 1, "ivanova", NOW)
    assert [(each.ordinal, each.place, each.order, each.kind, each.sum, each.booked_on) for each in shown.entries] == [
        (n, each.place, each.order, each.kind, each.sum, each.booked_on)
        for n, each in enumerate(STATEMENT.entries, start=1)
    ]
    await kept.settle(first.id, MATCHED)
    again = await kept.files.take(BODY, "other", CONTENT, STATEMENT, "petrova")
    assert again.id == first.id
    assert again.before
    assert (again.before.name, again.before.taken_by, again.before.matched) == ("november.xml", "ivanova", 1)
    elsewhere = await kept.files.take(OTHER, "x", CONTENT, STATEMENT, "petrova")
    assert (elsewhere.before, elsewhere.id == first.id) == (None, False)


async def test_a_file_that_two_people_take_in_at_once_is_one(kept: Kept) -> None:
    ids = await asyncio.gather(*(kept.take() for _ in range(5)))
    assert len(set(ids)) == 1
    assert len((await kept.files.listed(BODY, 10)).statements) == 1


async def test_a_file_without_entries(kept: Kept) -> None:
    id_ = await kept.take(b"x", STATEMENT.model_copy(update={"entries": (), "since": None, "until": None}))
    shown = await kept.files.shown(BODY, id_, 10)
    assert shown
    assert (shown.entries, shown.statement.turnover, shown.statement.since) == ((), (), None)
    await kept.settle(id_)


async def test_what_became_of_entries(kept: Kept) -> None:
    id_ = await kept.take()
    left = Settled("4", EntryStanding.LEFT)
    await kept.settle(id_, REFUSED, Settled("2", EntryStanding.SUSPENSE, Step.UNIDENTIFIED, BODY), left)
    shown = await kept.files.shown(BODY, id_, 10)
    assert shown
    file, (one, two, three) = shown.statement, shown.entries
    assert (file.refused, file.suspense, file.left, file.open, file.matched) == (1, 1, 1, 0, 0)
    assert (one.problems, one.found_in, two.step, three.step) == (REFUSED.problems, NUMBER, Step.UNIDENTIFIED, None)
    await kept.settle(id_, MATCHED, by="petrova")
    shown = await kept.files.shown(BODY, id_, 1)
    assert shown
    [one] = shown.entries
    assert (one.standing, one.problems, one.settled_by) == (EntryStanding.MATCHED, (), "petrova")


async def test_what_is_found_on_record_again_stays_as_it_was_recorded(kept: Kept) -> None:
    id_ = await kept.take()
    await kept.settle(id_, MATCHED)
    await kept.settle(id_, KNOWN, by="petrova")
    assert await kept.standing(id_) == ("matched", "payment", "ivanova")
    elsewhere = KNOWN._replace(found_in="0101-2026-000002")
    await kept.settle(id_, elsewhere, by="petrova")
    assert await kept.standing(id_) == ("matched", None, "petrova")


async def test_what_somebody_else_settled_meanwhile_counts(kept: Kept) -> None:
    id_ = await kept.take()
    await kept.settle(id_, MATCHED)
    await kept.settle(id_, REFUSED, by="petrova", ago=20)
    assert await kept.standing(id_) == ("matched", "payment", "ivanova")
    await kept.settle(id_, REFUSED, by="petrova")
    assert await kept.standing(id_) == ("refused", "payment", "petrova")
    await kept.settle(id_, MATCHED, ago=20)
    assert await kept.standing(id_) == ("matched", "payment", "ivanova")


async def test_files_are_those_of_the_body(kept: Kept) -> None:
    id_ = await kept.take()
    assert await kept.files.shown(OTHER, id_, 10) is None
    assert (await kept.files.listed(OTHER, 10)).statements == ()
    await kept.settle(id_, MATCHED, body=OTHER)
    assert (await kept.standing(id_))[0] == "open"
    assert await kept.files.shown(BODY, new_id(), 10) is None


async def test_pages(kept: Kept) -> None:
    ids = [await kept.take(str(n).encode()) for n in range(5)]
    found, seen, place = await kept.files.listed(BODY, 2), list[UUID](), None
    while True:
        seen += [each.id for each in found.statements]
        if (place := key_of(found)) is None:
            break
        found = await kept.files.listed(BODY, 2, place)
    assert sorted(seen) == sorted(ids)
    assert len(set(seen)) == len(ids)
    shown = await kept.files.shown(BODY, ids[0], 2)
    assert shown
    rest = await kept.files.shown(BODY, ids[0], 2, entry_key_of(shown))
    assert rest
    assert [each.ordinal for each in (*shown.entries, *rest.entries)] == [1, 2, 3]
    assert entry_key_of(rest) is None
