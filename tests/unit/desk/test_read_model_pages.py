"""The console's page about rebuilds of the read model: who may see and ask for what."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from contracts.problems import Problem
from contracts.queries.read_model import RebuildLine, Rebuilds, RebuildState, RequestRebuild
from services.desk.domain.people import Role
from shared.clerk_client import QueryRefused
from tests.unit.desk import running
from tests.unit.desk.console import Console
from tests.unit.desk.running import CODES, NOW

PAGE = "/operations/read-model"
LINE = RebuildLine(
    id=7,
    state=RebuildState.RUNNING,
    actor="operator:ivanov",
    reason="<letter 7>",
    comparing=True,
    asked_at=NOW,
    started_at=NOW,
    phase="reading",
    events=1200,
    total=5000,
    reported_at=NOW + timedelta(seconds=5),
)
DONE = LINE.model_copy(update={"id": 6, "state": RebuildState.DIFFERED, "ended_at": NOW, "detail": "The copies differ"})


class Services(running.Services):
    """A court_query of which a rebuild was asked before."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, RequestRebuild]] = []
        self.lines: tuple[RebuildLine, ...] = (DONE,)
        self.refusal: Problem | None = None

    async def rebuilds(self) -> Rebuilds:
        return Rebuilds(rebuilds=self.lines)

    async def request_rebuild(self, asked: RequestRebuild) -> Rebuilds:
        self.asked.append((self.actor, asked))
        if self.refusal:
            raise QueryRefused((self.refusal,))
        return await self.rebuilds()


@pytest.fixture
async def operator() -> AsyncIterator[Console[Services]]:
    console = Console(Services(), Role.OPERATOR)
    async with console.client:
        yield console


@pytest.mark.parametrize("role", Role)
async def test_operators_and_auditors_look_and_operators_alone_act(role: Role) -> None:
    console = Console(Services(), role)
    looks, acts = role in (Role.OPERATOR, Role.AUDITOR), role is Role.OPERATOR
    async with console.client:
        page = await console.get(PAGE)
        assert page.status_code == (200 if looks else 404)
        assert ("<button>Rebuild it" in page.text) == acts
        assert (f'href="{PAGE}"' in (await console.get("/password")).text) == looks
        answer = await console.post(PAGE, reason="letter 8", comparing="true")
        assert answer.status_code == (303 if acts else 404)
    asked = [(f"{role}:{CODES[role]}", RequestRebuild(reason="letter 8", comparing=True))]
    assert console.services.asked == (asked if acts else [])
    assert console.trail.entries == ([("ivanova", "rebuild-asked", "read model")] if acts else [])


async def test_the_progress_is_shown_and_none_is_asked_for_beside_it(operator: Console[Services]) -> None:
    operator.services.lines = (LINE, DONE)
    page = (await operator.get(PAGE)).text
    for text in ("reads the events", "1,200 of 5,000 events", "&lt;letter 7&gt;", "done, the copies differ"):
        assert text in page, text
    assert '<progress max="5000" value="1200"' in page
    assert "<button>Rebuild it" not in page


async def test_a_rebuild_without_comparison(operator: Console[Services]) -> None:
    answer = await operator.post(PAGE, reason=" letter 8 ")
    assert answer.headers["location"] == f"{PAGE}?asked=true"
    assert 'role="status"' in (await operator.get(answer.headers["location"])).text
    assert [asked for _, asked in operator.services.asked] == [RequestRebuild(reason="letter 8", comparing=False)]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
async def test_a_rebuild_has_a_reason(operator: Console[Services], reason: str) -> None:
    answer = await operator.post(PAGE, reason=reason)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (operator.services.asked, operator.trail.entries) == ([], [])


async def test_a_refusal_is_shown(operator: Console[Services]) -> None:
    operator.services.refusal = Problem(code="rebuild-open", rule="r", detail="ivanov has asked for a rebuild")
    answer = await operator.post(PAGE, reason="x")
    assert answer.status_code == 422
    assert "ivanov has asked for a rebuild" in answer.text


@pytest.mark.parametrize("language", ["ru", "be"])
async def test_the_page_is_in_three_languages(operator: Console[Services], language: str) -> None:
    page = await operator.client.get(PAGE, headers={"accept-language": language})
    assert page.headers["content-language"] == language
    assert "Rebuild" not in page.text
