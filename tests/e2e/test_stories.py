"""The stories of `stories/*.yaml`: the court's answer, the documents, the books and the duties at their end."""

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.proceedings.verification import verify_courses
from shared.messaging.client import CommandClient
from tests.e2e.conftest import Office
from tests.e2e.storytelling import Story, begin, books, documents, open_duties, stories, tell
from tests.e2e.test_court_answers import by_document, card
from tests.patience import PATIENCE
from tests.system import System

STORIES = stories(Path(__file__).parent / "stories")


@pytest.fixture(scope="module")
async def played(office: Office, operator: CommandClient, system: System) -> None:
    """All stories happen beside each other."""
    await begin(STORIES, office, system)
    await asyncio.gather(*(tell(story, operator, system) for story in STORIES))
    await system.settle()


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_the_end_of_the_story(court: httpx.AsyncClient, system: System, story: Story) -> None:
    for script, then in story.ends():
        found = await card(court, by_document(script))
        statuses = [(each["code"], each["date"]) for each in found["statuses"]]
        assert statuses == [(code.split()[0], story.day(at).isoformat()) for code, at in then["statuses"].items()]
        assert [_read(claim) for claim in found["claims"]] == then["claims"]
        assert {each["code"]: each["status_code"] for each in found["measures"]} == then["measures"]
        assert await _rendered(system, script.proceeding, len(then["documents"])) == then["documents"]
        assert await books(system, script.proceeding) == {name: f"{sum_:.2f}" for name, sum_ in then["books"].items()}
        assert await open_duties(system, script.proceeding) == set(then["duties"])


@pytest.mark.usefixtures("played")
async def test_every_course_computed_anew_is_what_was_published(system: System) -> None:
    async with system.connected("proceedings") as connection:
        assert (await verify_courses(connection)).differing == []


def _read(claim: dict[str, Any]) -> str:
    if claim["amount"] is None:
        return str(claim["code"])
    assert Decimal(claim["amount"]) - Decimal(claim["repaid"]) == Decimal(claim["balance"])
    return f"{claim['repaid']} repaid of {claim['amount']} {claim['currency']['abbreviation']}"


async def _rendered(system: System, proceeding: Any, number: int) -> list[str]:
    """The documents of a proceeding, as soon as there are so many: they are rendered beside the commands."""
    async with asyncio.timeout(PATIENCE):
        found = await documents(system, proceeding)
        while len(found) < number:
            await asyncio.sleep(0.2)
            found = await documents(system, proceeding)
    return found
