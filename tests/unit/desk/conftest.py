"""The pages of the desk with replies of services that a test gives: no broker, no database."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from services.desk.access.forms import Forms
from services.desk.app import DeskApp
from services.desk.domain.people import Person, Role
from services.desk.pages import acting, bank_statements, money
from services.desk.rendering import Pages
from shared.act_fields import ActFields
from shared.clock import FixedClock
from shared.law.rule_sets import RuleSets
from shared.naming import LawNames
from tests.unit.desk.taken_files import TakenFiles

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def acts() -> ActFields:
    return ActFields(RuleSets.load().in_force(NOW.date()))


def partly(model: Any, **values: Any) -> Any:
    """A reply with no more than what a page reads of it."""
    return model.model_construct(**values)


class Services:
    """Answers in place of the services: the reply of a method is what a test set under its name."""

    def __init__(self) -> None:
        self.replies: dict[str, Any] = {}
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.actor = ""

    def acting_as(self, actor: str) -> "Services":
        self.actor = actor
        return self

    def __getattr__(self, name: str) -> Any:
        async def reply(*arguments: Any, **named: Any) -> Any:
            self.asked.append((name, arguments, named))
            found = self.replies[name]
            if isinstance(found, Exception):
                raise found
            return found(*arguments, **named) if callable(found) else found

        return reply

    def calls(self, name: str) -> list[tuple[Any, ...]]:
        return [arguments for asked, arguments, _ in self.asked if asked == name]


class Desk:
    """The application with somebody signed in."""

    def __init__(self, acts: ActFields, pages: Pages) -> None:
        self.services = Services()
        self.person = Person("ivanova", "Ivanova <A.>", Role.EXECUTOR, "0101-017")
        self.app = DeskApp()
        self.forms = Forms("k" * 16, 600)
        state = self.app.state
        state.sessions = SimpleNamespace(person=self._person, lasts=self._lasts)
        self.looks = 10
        state.forms, state.pages, state.client, state.acts = self.forms, pages, self.services, acts
        state.clock, state.pool, state.provider = FixedClock(NOW), None, None
        self.files = state.statement_files = TakenFiles(NOW)
        cookies = {"__Host-lea-session": "s", "__Host-lea-language": "en"}
        transport = httpx.ASGITransport(self.app)
        self.client = httpx.AsyncClient(transport=transport, base_url="https://desk", cookies=cookies)

    async def _person(self, _: str) -> Person:
        return self.person

    async def _lasts(self, _: str) -> bool:
        """The session lasts for some looks at a proceeding."""
        self.looks -= 1
        return self.looks >= 0

    @property
    def token(self) -> str:
        headers = [(b"cookie", b"__Host-lea-session=s")]
        return self.forms.token(Request({"type": "http", "method": "GET", "path": "/", "headers": headers}))

    async def get(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        assert len(answer.content) < 60_000
        return answer.text

    async def post(self, path: str, sent: dict[str, Any], status: int = 200) -> httpx.Response:
        answer = await self.client.post(path, data={"csrf_token": self.token, **sent})
        assert answer.status_code == status, answer.text
        assert len(answer.content) < 60_000
        return answer


@pytest.fixture(scope="session")
def pages(acts: ActFields) -> Pages:
    return Pages(LawNames(acts.rule_set))


@pytest.fixture
def desk(acts: ActFields, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(acts, pages)

    async def nothing(*_: Any) -> None:
        return None

    for module in (acting, money, bank_statements):
        monkeypatch.setattr(module, "record_command", nothing)
    return made
