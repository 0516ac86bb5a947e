"""The pages that `docs/desk.md` shows, walked through; with `DRAW_PICTURES` set its pictures are taken anew."""

import os
import re
from io import BytesIO
from pathlib import Path

import asyncpg
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from contracts.queries.proceedings import ListDuties
from infra.database.databases import DATABASES
from services.desk.access import administration
from services.desk.domain.people import Role
from shared.clock import SystemClock
from tests.e2e import test_desk
from tests.e2e.test_desk import ACT, CHOSEN, Someone, client_of, opened, sign_in
from tests.system import System

pytestmark = pytest.mark.usefixtures("played")
browser = test_desk.browser

DOCS = Path(__file__).parents[2] / "docs"
DRAWS = "DRAW_PICTURES" in os.environ
WIDTH, HEIGHT = 1280, 900
COLOURS, LARGEST = 32, 60_000
OTHERS = ("0101", "0401")
"""Bodies whose accounts other tests make: a body has one head."""
PICTURE = re.compile(r"!\[([^\]]+)\]\(images/(desk-[a-z]+\.png)\)")


@pytest.fixture(scope="module")
async def pictured(system: System) -> Someone:
    """In this proceeding of a body of no other test costs can be recorded."""
    async with system.connected("desk") as connection:
        taken = {row["code"][:4] for row in await connection.fetch("SELECT code FROM account")}
    async with client_of(system, "operator:cli") as client:
        for duty in (await client.duties(ListDuties())).duties:
            found = await client.open_acts(duty.number, SystemClock().today())
            costs = next(each for each in found.acts if each.act == ACT)
            if duty.body not in {*OTHERS, *taken} and {problem.code for problem in costs.problems} <= {"actor-unfit"}:
                return Someone(duty.executor, duty.body, duty.number)
    raise AssertionError("costs can be recorded in no proceeding with a duty")


async def signed_in(page: Page, system: System, role: Role, code: str, full_name: str) -> None:
    name = f"{role}-pictured"
    connection = await asyncpg.connect(system.stack.database_url("desk", DATABASES["desk"].owner))
    try:
        given = await administration.add(connection, name, full_name, role, code, "operator:test")
    finally:
        await connection.close()
    await sign_in(page, name, given)
    for field, text in (("#old", given), ("#new", CHOSEN), ("#repeated", CHOSEN)):
        await page.fill(field, text)
    await page.click("main button")


async def taken(page: Page, name: str) -> str:
    """The page as it stands, down to a height, as a picture of few colours."""
    await expect(page.locator("h1")).to_be_visible()
    if DRAWS:
        height = min(HEIGHT, round(await page.evaluate("document.body.getBoundingClientRect().height")))
        await page.set_viewport_size({"width": WIDTH, "height": height})
        with Image.open(BytesIO(await page.screenshot())) as picture:
            picture.convert("RGB").quantize(COLOURS).save(DOCS / "images" / name, optimize=True)
        await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return name


async def test_the_pages_of_the_guide(browser: Browser, system: System, pictured: Someone) -> None:
    shown = []
    async with opened(browser, system, "en-GB") as page:
        await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        await signed_in(page, system, Role.EXECUTOR, pictured.executor, "Ivanova Anna Petrovna")
        shown.append(await taken(page, "desk-work.png"))
        await page.goto(f"/proceedings/{pictured.number}")
        shown.append(await taken(page, "desk-proceeding.png"))
        await page.goto(f"/proceedings/{pictured.number}/acts/{ACT}")
        await page.locator("[name='data.kind']").select_option(index=1)
        await page.locator("[name='data.sum.amount']").fill("twelve")
        await page.click("text=See what would follow")
        shown.append(await taken(page, "desk-error.png"))
        await page.locator("[name='data.sum.amount']").fill("12.40")
        await page.click("text=See what would follow")
        shown.append(await taken(page, "desk-preview.png"))
    async with opened(browser, system, "en-GB") as page:
        await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        await signed_in(page, system, Role.HEAD, pictured.body, "Petrova Olga Ivanovna")
        for path in ("/copies", "/money", "/body"):
            await page.goto(path)
            shown.append(await taken(page, f"desk-{path[1:]}.png"))
    assert shown == [name for _, name in PICTURE.findall((DOCS / "desk.md").read_text(encoding="utf-8"))]


def test_every_picture_of_the_guide_is_there_and_small() -> None:
    named = PICTURE.findall((DOCS / "desk.md").read_text(encoding="utf-8"))
    assert {name for _, name in named} == {each.name for each in (DOCS / "images").glob("desk-*.png")}
    for words, name in named:
        assert len(words.split()) > 3, f"{name} needs a text that says what it shows"
        with Image.open(DOCS / "images" / name) as picture:
            assert (picture.format, picture.mode, picture.width) == ("PNG", "P", WIDTH)
        assert (DOCS / "images" / name).stat().st_size < LARGEST
