"""Papers that show what an act rests on, and acts on time limits, in a browser."""

from collections.abc import Callable
from datetime import timedelta

import asyncpg
import pytest
from playwright.async_api import Browser, Page, expect

from contracts.queries.deadlines import LimitView, ListLimits, Standing
from contracts.queries.proceedings import ListDuties
from infra.database.databases import DATABASES
from services.desk.access import administration
from services.desk.domain.people import Role
from shared.clock import SystemClock
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.vocabulary import LimitKind
from tests.e2e import test_desk
from tests.e2e.test_desk import CHOSEN, check_page, client_of, opened, sign_in
from tests.e2e.test_desk_pictures import OTHERS
from tests.system import System

pytestmark = pytest.mark.usefixtures("played")
browser = test_desk.browser

SUSPEND, NOTICE = "suspend-proceeding", "parties-notified"
GROUND, SHOWS = "suspend-must-document-appealed", "document-contested"


async def taken_by_others(system: System) -> set[str]:
    """The executors to whom other tests gave an account."""
    async with system.connected("desk") as connection:
        rows = await connection.fetch("SELECT code FROM account WHERE name NOT LIKE 'papers-%'")
    return {row["code"] for row in rows}


@pytest.fixture(scope="module")
async def executor(system: System) -> tuple[str, str]:
    """An executor without an account, who can suspend a proceeding; with its number."""
    taken = await taken_by_others(system)
    async with client_of(system, "operator:cli") as client:
        duties = (await client.duties(ListDuties())).duties
    for duty in duties:
        if duty.executor in taken or duty.body not in OTHERS:
            continue
        async with client_of(system, f"executor:{duty.executor}") as client:
            acts = (await client.open_acts(duty.number, SystemClock().today())).acts
        suspension = next(each for each in acts if each.act == SUSPEND)
        if suspension.open and any(each.ground == GROUND and not each.problems for each in suspension.grounds):
            return duty.executor, duty.number
    raise AssertionError("no executor of these bodies can suspend a proceeding")


async def begin(page: Page, system: System, code: str) -> None:
    """Sign in as the executor, with another password the first time."""
    name = f"papers-{code}"
    connection = await asyncpg.connect(system.stack.database_url("desk", DATABASES["desk"].owner))
    try:
        if await connection.fetchval("SELECT 1 FROM account WHERE name = $1", name):
            await sign_in(page, name, CHOSEN)
            return
        given = await administration.add(connection, name, "Ivanova A. P.", Role.EXECUTOR, code, "operator:test")
    finally:
        await connection.close()
    await sign_in(page, name, given)
    for field, text in (("#old", given), ("#new", CHOSEN), ("#repeated", CHOSEN)):
        await page.fill(field, text)
    await page.click("main button")


async def test_a_refusal_asks_for_the_paper_and_the_paper_is_recorded(
    browser: Browser, system: System, executor: tuple[str, str]
) -> None:
    code, number = executor
    async with opened(browser, system) as page:
        await begin(page, system, code)
        await page.goto(f"/proceedings/{number}/acts/{SUSPEND}")
        there = page.locator("[name='data.ground'] optgroup").first
        await expect(there).to_have_attribute("label", "Grounds that are there today")
        assert await there.locator(f"option[value={GROUND}]").count() == 1
        await expect(page.locator("[name='recording.attestations.0.condition']")).to_have_value(NOTICE)
        await check_page(page, "en")

        await page.locator("[name='data.ground']").select_option(GROUND)
        await page.locator("[name='recording.attestations.0.paper.kind']").fill("notice")
        await page.click("text=See what would follow")
        await expect(page.locator("[role=alert]")).to_contain_text("Nothing was recorded")
        missing = page.locator("[name='recording.attestations.1.condition']")
        await expect(missing).to_have_value(SHOWS)
        await expect(page.locator("[id='problem-recording.attestations.1.paper']")).to_contain_text(SHOWS)
        await check_page(page, "en")

        await page.locator("[name='recording.attestations.1.paper.kind']").fill("court-ruling")
        await page.locator("[name='recording.attestations.1.paper.number']").fill("12-3")
        await page.click("text=See what would follow")
        await expect(page.locator("main")).to_contain_text("Nothing is recorded yet")
        await page.click("text=Record it")
        await expect(page.locator("h1")).to_have_text(f"Enforcement proceeding {number}")
    async with client_of(system, f"executor:{code}") as client:
        acts = (await client.history(number)).acts
    stated = next(each.recording for each in reversed(acts) if each.act == SUSPEND)
    assert stated is not None
    papers = {each.condition: (each.paper.kind, each.paper.number, each.paper.author) for each in stated.attestations}
    author = f"executor:{code}"
    assert papers == {NOTICE: ("notice", None, author), SHOWS: ("court-ruling", "12-3", author)}


async def with_a_limit(system: System, standing: Standing, fits: Callable[[LimitView], bool]) -> LimitView:
    """A time limit that stands so, of an executor to whom no other test gave an account."""
    taken = await taken_by_others(system)
    async with client_of(system, "operator:cli") as client:
        limits = (await client.limits(ListLimits(standing=standing))).limits
    of_bodies = [each for each in limits if each.executor and each.executor not in taken and each.body in OTHERS]
    return next(filter(fits, of_bodies))


async def test_the_page_of_a_time_limit_says_why_it_is_not_extended_or_restored(
    browser: Browser, system: System
) -> None:
    law, until = RuleSets.load().in_force(SystemClock().today()), SystemClock().today() + timedelta(days=10)

    def for_the_executor(limit: LimitView) -> bool:
        """Of the executor's own duty: nothing restores it (Art. 138(1))."""
        row = law.limit(limit.limit)
        return "court-executor" in (limit.who or ()) and not row.restored_by and not row.set_by

    def set_by_the_code(limit: LimitView) -> bool:
        return law.limit(limit.limit).kind is LimitKind.ACT_BY and not law.limit(limit.limit).extended_by

    missed = await with_a_limit(system, Standing.EXPIRED, for_the_executor)
    runs = await with_a_limit(system, Standing.RUNNING, set_by_the_code)
    for limit, act, said in (
        (runs, "extend-limit", "падаўжаюць толькі тэрмін, прызначаны судом"),
        (missed, "restore-limit", "суд аднаўляе тэрмін удзельніка"),
    ):
        async with opened(browser, system, "be") as page:
            await begin(page, system, str(limit.executor))
            await page.goto(f"/proceedings/{limit.number}/limits")
            await check_page(page, "be")
            await page.click(f"a[href$='/{limit.id}/{act}']")
            await check_page(page, "be")
            await page.locator("[name='data.until']").fill(until.isoformat())
            await page.locator("[name='data.reasons']").fill("хвароба")
            await page.click("main button")
            await expect(page.locator("[role=alert], [role=status]")).to_contain_text(said)
            await check_page(page, "be")
