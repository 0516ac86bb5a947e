"""What the court was answered about a proceeding: who may see it, which days, and the status that was shown."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.queries.access_log import (
    DisclosureLine,
    Disclosures,
    KnownState,
    KnownStates,
    ListDisclosures,
    ListKnownStates,
    LogPlace,
)
from services.desk.domain.people import Role
from tests.unit.desk import running
from tests.unit.desk.conftest import Desk
from tests.unit.desk.console import Console
from tests.unit.desk.running import NUMBER
from tests.unit.desk.test_sizes import following, long_one

PAGE = f"/proceedings/{NUMBER}/disclosures"
ASKED_AT = datetime(2026, 11, 19, 7, tzinfo=UTC)
LINE = DisclosureLine(
    at=ASKED_AT,
    chain=UUID(int=1),
    sequence=7,
    operation="information-request",
    consumer="supreme-court",
    request_id=UUID(int=9),
    legal_ground="case-at-hand",
    court_case="<12-3/2026>",
    repeated=False,
    status=200,
    answer_digest="ab" * 32,
)
OF_A_DAY = LINE.model_copy(
    update={"sequence": 6, "as_of": date(2026, 10, 1), "as_known_at": ASKED_AT - timedelta(days=9)}
)
AGAIN = LINE.model_copy(update={"sequence": 5, "repeated": True})


class Services(running.Services):
    """An edge that answered the court three times, and the read model."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []

    async def disclosures(self, asked: ListDisclosures) -> Disclosures:
        self.asked.append(asked)
        return Disclosures(lines=(LINE, OF_A_DAY, AGAIN), more=True)

    async def known_states(self, asked: ListKnownStates) -> KnownStates:
        self.asked.append(asked)
        state = KnownState(status="compulsory", reason="voluntary-term-expired", since=date(2026, 11, 2))
        return KnownStates(states=(state, None, state))


async def test_answers_with_the_status_that_each_showed() -> None:
    head = Console(Services(), Role.HEAD)
    page = (await head.get(PAGE)).text
    assert page.count("ab" * 32) == 3
    assert page.count(", since 2 November 2026") == 1
    assert "&lt;12-3/2026&gt;" in page
    assert "the answer of an earlier request, sent again" in page
    days, moments = head.services.asked
    assert days == ListDisclosures(proceeding=NUMBER, since=date(2026, 10, 21), until=date(2026, 11, 20))
    assert [(each.as_of, each.known_at) for each in moments.moments[:2]] == [
        (None, ASKED_AT),
        (date(2026, 10, 1), ASKED_AT - timedelta(days=9)),
    ]


async def test_it_goes_on_after_the_last_answer() -> None:
    head = Console(Services(), Role.HEAD)
    await head.client.get(following_in((await head.get(PAGE)).text))
    assert head.services.asked[2].after == LogPlace(at=AGAIN.at, chain=AGAIN.chain, sequence=AGAIN.sequence)


def following_in(page: str) -> str:
    return following(page.replace("Answers: pages", "Answers: страницы"), "Answers")


@pytest.mark.parametrize("typed", [{"since": "x"}, {"since": "2026-01-01"}, {"since": "2026-11-21"}])
async def test_days_that_cannot_be_searched_are_not_asked_for(typed: dict[str, str]) -> None:
    head = Console(Services(), Role.HEAD)
    answer = await head.get(PAGE, **typed)
    assert answer.status_code == 422
    assert "Nothing was searched" in answer.text
    assert head.services.asked == []


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_see_it(role: Role) -> None:
    may = role in (Role.EXECUTOR, Role.HEAD, Role.AUDITOR)
    someone = Console(Services(), role)
    assert (await someone.get(PAGE)).status_code == (200 if may else 404)


async def test_a_proceeding_of_others_has_no_answers() -> None:
    assert (await Console(Services(), Role.HEAD).get("/proceedings/0401-2026-000001/disclosures")).status_code == 404


async def test_the_proceeding_leads_there(desk: Desk) -> None:
    long_one(desk)
    assert f'href="{PAGE}"' in await desk.get(f"/proceedings/{NUMBER}")
