"""Every route with every role: who may use it stands in `routes.yaml`; a route that is not there fails here."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Mount, Route
from structlog.testing import capture_logs

from contracts.identifiers import new_id
from contracts.queries.proceedings import FindProceedings, ProceedingRows
from services.desk.access.dependencies import SESSION_COOKIE
from services.desk.access.forms import FIELD, VISIT_COOKIE
from services.desk.api.app import PREFIX
from services.desk.api.plain import PLAIN
from services.desk.app import DeskApp
from services.desk.domain.people import Role
from services.desk.log_verification import LogVerifier
from services.desk.pages import money
from shared.messaging.client import NoReply
from shared.plain_yaml import read_table
from tests.unit.desk import running
from tests.unit.desk.running import CODES, NOW, NUMBER, ROW

_TABLE = read_table((Path(__file__).parent / "routes.yaml").read_text(encoding="utf-8"))
_PAGES, _INTERFACE, _ACCOUNTS = _TABLE["pages"], _TABLE["interface"], _TABLE["accounts"]
_GROUPS: Mapping[str, frozenset[str]] = {
    **{name: frozenset(roles) for name, roles in _TABLE["groups"].items()},
    "anybody": frozenset(Role),
    "nobody": frozenset(),
}
_GOLDEN = Path(__file__).parents[2] / "contract/golden/lea.intake.register-statement.v1.json"
_REGISTRATION = {**json.loads(_GOLDEN.read_text(encoding="utf-8")), "body": "0101"}
_VALUES: Mapping[str, str] = {
    "body": "0101",
    "number": NUMBER,
    "act": "record-cost",
    "part": "acts",
    "name": "record-cost",
    "kind": "correct-entry",
    "answer": "approve",
    "resolution": "1",
    "language": "en",
    "table": "load",
    "executor": "0101-017",
    "service": "proceedings",
    "message": "1",
    "consumer": "court-1",
    "subscriber": "bank",
}
"""Of addresses; what is not named is an id."""
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "/statements/": {"act": "assess-statement", "name": "assess-statement"},
    "/limits/": {"act": "extend-limit", "name": "extend-limit"},
    "/operations/messages/{service}/{message}/": {"proposal": "2"},
}
"""By a part of the address the values there; what is later counts."""
_DAY = str(NOW.date())
_QUERY = {"day": _DAY, "since": "0", "number": NUMBER}
_REFUSED = (401, 403, 404)
_ELSE = "0401"
"""Another body."""


class NoService:
    """Finds the proceeding of body 0101 and nothing else: what is asked besides gets no answer, and is noted."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def acting_as(self, _: str) -> "NoService":
        return self

    async def find(self, _: FindProceedings) -> ProceedingRows:
        return ProceedingRows(proceedings=(ROW,), more=False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        async def unanswered(*_: object, **__: object) -> None:
            self.asked.append(name)
            raise NoReply

        return unanswered


class Sessions(running.Sessions):
    """No session lasts, so that no stream does; what is asked besides who is signed in gets no answer."""

    async def lasts(self, _: str) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(NoService(), name)


class Tokens(running.Tokens):
    """Those of the interface; what is asked besides whose they are gets no answer."""

    def __getattr__(self, name: str) -> Any:
        return getattr(NoService(), name)


class Sent(NamedTuple):
    """A route of the application."""

    method: str
    path: str
    act: str = ""
    """On the account of a body."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.act}".rstrip()

    @property
    def row(self) -> str:
        """Where it stands in the table."""
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        values = dict(_VALUES)
        for part, others in _ELSEWHERE.items():
            values |= others if part in self.path else {}
        values |= {"act": self.act, "name": self.act} if self.act else {}
        return re.sub(r"\{(\w+)(?::path)?\}", lambda found: quote(values.get(found[1]) or str(new_id())), self.path)

    @property
    def of_a_body(self) -> bool:
        return re.search(r"\{(number|body)\b", self.path) is not None


def routes_of(routes: Iterable[Any], mounted: str = "") -> Iterator[Sent]:
    """All routes, of included routers and mounted applications, too."""
    for route in routes:
        if isinstance(route, Mount):
            if isinstance(route.app, FastAPI):
                yield from routes_of(route.app.routes, route.path)
            else:
                yield Sent("GET", f"{route.path}/")
        elif isinstance(route, Route):
            yield from (Sent(method, f"{mounted}{route.path}") for method in sorted(route.methods or ()))
        else:
            yield from routes_of(route.original_router.routes, mounted)


def each_act(route: Sent) -> list[Sent]:
    """A route of acts on the account of a body once for each of them."""
    of_account = route.path.endswith(("/money/acts/{act}", "/accounts/{name}"))
    return [route._replace(act=act) for act in _ACCOUNTS] if of_account else [route]


_ALL = [sent for each in routes_of(DeskApp().routes) if each.path != "/static/" for sent in each_act(each)]
_OF_PAGES = [each for each in _ALL if not each.path.startswith(f"{PREFIX}/")]
_OF_INTERFACE = [each._replace(path=each.path.removeprefix(PREFIX)) for each in _ALL if each not in _OF_PAGES]
_FORMS = [each for each in _OF_PAGES if each.method == "POST"]


def roles(expected: Mapping[str, str], route: Sent) -> list[Role]:
    return [Role(role) for role in sorted(_GROUPS[_ACCOUNTS[route.act] if route.act else expected[route.row]])]


def code_of(role: Role, body: str = "0101") -> str:
    return CODES[role].replace("0101", body)


class Sweep:
    """One application for all requests; each has services that nobody has asked anything yet."""

    def __init__(self) -> None:
        self.app = running.application(cast("running.Services", NoService()))
        state = self.app.state
        state.sessions, state.tokens, state.monitoring = Sessions(), Tokens(), NoService()
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="https://desk")

    async def request(self, route: Sent, **what: Any) -> tuple[int, list[str], httpx.Response]:
        """The status, what the services were asked, and the answer."""
        services: Any = NoService()
        self.app.state.client = self.app.state.statement_files = services
        self.app.state.verifier = LogVerifier(services, self.app.state.clock)
        answer = await self.client.request(route.method, route.address, **what)
        return answer.status_code, services.asked, answer

    def token(self, session: str) -> str:
        """That of the forms of a session."""
        return str(self.app.state.forms.token(_of_session(session)))

    def kept(self, session: str) -> str:
        """A bank statement that a page kept; nothing is left of it."""
        kept = {"taken": str(new_id()), "statement": {"format": "csv", "entries": []}}
        return str(self.app.state.forms.sealed(_of_session(session), kept))

    async def page(
        self, route: Sent, session: str, token: str | None = None, **headers: str
    ) -> tuple[int, list[str], httpx.Response]:
        """Ask for a page, or send its form, by default with the token of the session."""
        headers["cookie"] = _cookie(session)
        if route.method == "GET":
            return await self.request(route, params=_QUERY, headers=headers)
        fields = {FIELD: self.token(session) if token is None else token, "id": str(new_id())}
        fields |= {"day": _DAY, "since": _DAY, "statement": self.kept(session)}
        return await self.request(route, data=fields, headers=headers)

    async def call(self, route: Sent, token: str | None) -> tuple[int, list[str]]:
        """Call a path operation of the interface."""
        content: dict[str, Any] = {}
        if route.method == "POST":
            content["json"] = _body(route)
        elif "{" not in route.path:
            content["params"] = _QUERY
        status, asked, _ = await self.request(
            route._replace(path=PREFIX + route.path), headers=running.headers(token), **content
        )
        return status, asked


def _cookie(session: str) -> str:
    """That of a session, or of a visit without one."""
    return f"{SESSION_COOKIE}={session}" if session else f"{VISIT_COOKIE}=v"


def _of_session(session: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [(b"cookie", _cookie(session).encode())]})


def _body(route: Sent) -> dict[str, Any]:
    if "bank-statements" in route.path:
        return {"content": ""}
    return {"data": _REGISTRATION if route.path in ("/statements", "/statements/preview") else {}}


@pytest.fixture(scope="module")
def sweep() -> Iterator[Sweep]:
    with capture_logs():  # traces of what was not answered take seconds to be written
        yield Sweep()


def test_every_route_has_its_row() -> None:
    assert {each.row for each in _OF_PAGES} == set(_PAGES)
    assert {each.row for each in _OF_INTERFACE} == set(_INTERFACE)
    assert {*_PAGES.values(), *_INTERFACE.values(), *_ACCOUNTS.values()} <= {*_GROUPS, "accounts"}
    of_account = {row for row, group in {**_PAGES, **_INTERFACE}.items() if group == "accounts"}
    assert {each.row for each in (*_OF_PAGES, *_OF_INTERFACE) if each.act} == of_account
    assert set(_ACCOUNTS) == {each.name for each in PLAIN if each.path.startswith("/accounts/")} == set(money._ACTS)


@pytest.mark.parametrize("route", _OF_PAGES, ids=str)
async def test_a_page_is_for_the_roles_of_its_row(sweep: Sweep, route: Sent) -> None:
    for role in Role:
        status, asked, _ = await sweep.page(route, f"{role}:{code_of(role)}")
        if role in roles(_PAGES, route):
            assert status not in _REFUSED or asked, (role, status)
        else:
            assert (status, asked) == (404, []), role


@pytest.mark.parametrize("route", _OF_PAGES, ids=str)
async def test_without_a_session_one_signs_in_first(sweep: Sweep, route: Sent) -> None:
    status, asked, answer = await sweep.page(route, "")
    if _PAGES[route.row] == "anybody":
        assert status not in _REFUSED
    elif _PAGES[route.row] != "nobody":
        assert (status, asked) == (303 if route.method == "GET" else 403, [])
        assert route.method != "GET" or answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("route", [each for each in _OF_PAGES if each.of_a_body], ids=str)
async def test_a_page_of_another_body_is_not_found(sweep: Sweep, route: Sent) -> None:
    for role in roles(_PAGES, route):
        if role is not Role.AUDITOR:
            status, asked, _ = await sweep.page(route, f"{role}:{code_of(role, _ELSE)}")
            assert (status, asked) == (404, []), role


@pytest.mark.parametrize("route", _FORMS, ids=str)
async def test_a_form_of_another_session_or_site_is_refused(sweep: Sweep, route: Sent) -> None:
    for role in roles(_PAGES, route):
        session = f"{role}:{code_of(role)}"
        for token in ("", "x", sweep.token(f"head:{_ELSE}")):
            status, asked, _ = await sweep.page(route, session, token)
            assert (status, asked) == (403, []), role
        for said in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere"}):
            status, asked, _ = await sweep.page(route, session, **said)
            assert (status, asked) == (403, []), role


@pytest.mark.parametrize("route", _OF_INTERFACE, ids=str)
async def test_a_path_operation_is_for_the_roles_of_its_row(sweep: Sweep, route: Sent) -> None:
    for role in Role:
        status, asked = await sweep.call(route, f"{role}:act")
        if role in roles(_INTERFACE, route):
            assert status not in _REFUSED or asked, (role, status)
        else:
            of_the_body = route.act and role in _GROUPS["acting"]
            assert (status, asked) == (403 if of_the_body else 404, []), role


@pytest.mark.parametrize("route", _OF_INTERFACE, ids=str)
async def test_a_path_operation_needs_a_token_of_its_scope_and_body(sweep: Sweep, route: Sent) -> None:
    for nobody in (None, "x"):
        assert await sweep.call(route, nobody) == (401, [])
    records = route.method == "POST" and not route.path.endswith(("/preview", "/draft"))
    for role in roles(_INTERFACE, route):
        status, asked = await sweep.call(route, f"{role}:read")
        assert (status == 403) == records, (role, status)
        assert not records or asked == []
        if route.of_a_body and role is not Role.AUDITOR:
            assert await sweep.call(route, f"{role}:act:{code_of(role, _ELSE)}") == (404, []), role
