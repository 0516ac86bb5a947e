"""Resolutions become documents beside the commands: rendered once, kept with their hashes, sent to who asks."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import asyncpg
import pytest
from pypdf import PdfReader

from contracts.identifiers import new_id
from contracts.queries.proceedings import DocumentFile, Documents, Draft, ShowDocument
from contracts.recording import Paper, Recording
from contracts.replies import Accepted
from shared.clerk_client import ClerkClient, QueryRefused
from shared.clock import SystemClock
from shared.messaging.senders import OPERATOR
from tests.engines import Database
from tests.integration.proceedings.running import House, of
from tests.patience import PATIENCE

EXECUTOR = "executor:0101-017"
TODAY = SystemClock().today()


@pytest.fixture
async def clerk(service: str, vhost: str) -> AsyncIterator[ClerkClient]:
    async with ClerkClient(vhost, user=OPERATOR, source="/lea/test", actor=EXECUTOR, name="clerk") as client:
        yield client


async def _initiated(house: House, body: str) -> tuple[UUID, str]:
    proceeding = await house.decide_initiation({"body": body}, on=TODAY)
    [initiated] = await house.events(proceeding, 1)
    return proceeding, initiated.data.number


async def _documents(clerk: ClerkClient, number: str, count: int) -> Documents:
    """The resolutions of a proceeding, once so many of them are rendered."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await clerk.documents(number)
            if sum(bool(each.documents) for each in found.resolutions) >= count:
                return found
            await asyncio.sleep(0.1)


def _text(found: DocumentFile | Draft) -> str:
    pages = PdfReader(BytesIO(b64decode(found.content))).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ").replace("\u00a0", " ")


async def test_a_resolution_becomes_a_document_that_says_what_it_said_then(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _initiated(house, "0201")
    for sum_ in ("5.00 BYN", "7.00 BYN"):
        cost = of("RecordCost", cost=new_id(), kind="travel", sum=sum_)
        assert isinstance(await house.send(proceeding, cost, TODAY), Accepted)
    found = await _documents(clerk, number, 3)
    assert [each.number for each in found.resolutions] == [f"0201-{TODAY.year}/{n}" for n in (1, 2, 3)]
    last = await clerk.documents(number, limit=2)
    assert (last.resolutions, last.more) == (found.resolutions[1:], True)
    first = await clerk.documents(number, limit=2, before=last.resolutions[0].number)
    assert (first.resolutions, first.more) == (found.resolutions[:1], False)
    files = [await clerk.document(ShowDocument(resolution=each.number)) for each in found.resolutions]
    assert "Возбудить исполнительное производство" in _text(files[0])
    assert "расходы по исполнению: 5,00 BYN" in _text(files[1])
    for each in files:
        content = b64decode(each.content)
        assert (each.document.sha256, each.document.size) == (sha256(content).hexdigest(), len(content))
        assert each.document.signed_by is None
        assert "без электронной подписи" in _text(each)


async def test_a_draft_says_what_the_resolution_would_say_and_is_kept_nowhere(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _initiated(house, "0501")
    await _documents(clerk, number, 1)
    clerk = clerk.acting_as("executor:0501-017")
    cost = of("RecordCost", cost=new_id(), kind="travel", sum="9.00 BYN")
    kept = "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM resolution), (SELECT count(*) FROM event)"
    before = await house.database.fetch(kept)
    assert (await clerk.preview(number, cost, TODAY)).draft
    draft = await clerk.draft(number, cost, TODAY)
    assert await house.database.fetch(kept) == before
    text = _text(draft)
    for part in ("ПРОЕКТ", "Проект, без номера", "Ничего не записано", "расходы по исполнению: 9,00 BYN"):
        assert part in text
    assert isinstance(await house.send(proceeding, cost, TODAY), Accepted)
    found = await _documents(clerk, number, 2)
    made = await clerk.document(ShowDocument(resolution=found.resolutions[-1].number))
    assert "расходы по исполнению: 9,00 BYN" in _text(made)
    assert "проект" not in _text(made).lower()


async def test_a_draft_is_for_who_may_act_and_of_what_is_made_here(house: House, clerk: ClerkClient) -> None:
    _, number = await _initiated(house, "0101")
    cost = of("RecordCost", cost=new_id(), kind="travel", sum="9.00 BYN")
    paper = Recording(paper=Paper(kind="resolution", number="1", dated=TODAY, author="Ivanova A. P."), reason="paper")
    assert (await clerk.preview(number, cost, TODAY, paper)).draft is None
    with pytest.raises(QueryRefused, match="recorded from paper"):
        await clerk.draft(number, cost, TODAY, paper)
    for stranger in ("executor:0101-018", "registrar:0101-001", "auditor:x"):
        with pytest.raises(QueryRefused):
            await clerk.acting_as(stranger).draft(number, cost, TODAY)


async def test_copies_are_known_by_resolution(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _initiated(house, "0301")
    sent = of("SendResolutionCopies", recipients=["debtor", "recoverer"])
    assert isinstance(await house.send(proceeding, sent, TODAY), Accepted)
    [resolution] = (await _documents(clerk, number, 1)).resolutions
    assert resolution.copies_sent_on == TODAY


async def test_one_that_cannot_be_rendered_holds_no_other_up(house: House, clerk: ClerkClient) -> None:
    await house.database.execute(
        """
        WITH made AS (
            INSERT INTO resolution (act, event, proceeding, kind, body, year, running, made_on)
            VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'd-executor-resolution', '0999', 2026, 1,
                    current_date)
            RETURNING act
        )
        INSERT INTO document_due (act, since) SELECT act, '2026-01-01' FROM made
        """
    )
    _, number = await _initiated(house, "0401")
    assert len((await _documents(clerk, number, 1)).resolutions) == 1
    due = "SELECT body FROM document_due JOIN resolution USING (act)"
    assert [row["body"] for row in await house.database.fetch(due)] == ["0999"]


async def test_a_document_is_never_changed(house: House, clerk: ClerkClient, database: Database) -> None:
    _, number = await _initiated(house, "0101")
    await _documents(clerk, number, 1)
    connection = await asyncpg.connect(database.url)
    try:
        for change in ("UPDATE document SET content = ''", "DELETE FROM document"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change)
    finally:
        await connection.close()


async def test_what_was_not_made_here_is_refused(clerk: ClerkClient) -> None:
    with pytest.raises(QueryRefused, match="no resolution"):
        await clerk.document(ShowDocument(resolution="0101-1999/1"))
