"""The desk and its JSON interface over services that answer without a broker, and what they were sent."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from starlette.datastructures import State

from contracts.events.intake_handling import Load
from contracts.identifiers import new_id
from contracts.queries.deadlines import Limits
from contracts.queries.intake import StatementTasks, Undistributed, UndistributedStatement
from contracts.queries.proceedings import (
    Caseload,
    Documents,
    Duties,
    ExecutorCases,
    FindProceedings,
    History,
    MonthCases,
    MonthRecovered,
    ProceedingRow,
    ProceedingRows,
    Substitutions,
    UnidentifiedMoney,
)
from contracts.replies import Accepted, Rejected
from contracts.values import Money
from services.desk.access.dependencies import SESSION_COOKIE
from services.desk.access.forms import Forms
from services.desk.access.tokens import Caller, Scope
from services.desk.api.app import ApiApp
from services.desk.app import DeskApp, DeskParts
from services.desk.domain.people import Person, Role
from services.desk.log_verification import LogVerifier
from services.desk.rendering import Pages
from shared.act_fields import ActFields
from shared.clock import FixedClock
from shared.law.rule_sets import RuleSets
from shared.naming import LawNames
from tests.unit.desk.taken_files import TakenFiles

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NUMBER, BODY, EXECUTOR, OTHER = "0101-2026-000001", "0101", "0101-017", "0101-018"
ACTS = ActFields(RuleSets.load().in_force(NOW.date()))
ROW = ProceedingRow(
    id=new_id(),
    number=NUMBER,
    body=BODY,
    executor=EXECUTOR,
    status="compulsory",
    since=NOW.date(),
    initiated_on=NOW.date() - timedelta(days=30),
    document="1",
    issuer="EC-MINSK",
    debtor="Debtor",
    recoverer="Recoverer",
)
UNDISTRIBUTED = UndistributedStatement(
    registration_number="17/<2026>", received_on=NOW.date(), issuer="EC-MINSK", document="<1>", issued_on=NOW.date()
)
CASELOAD = Caseload(
    executors=(ExecutorCases(executor=EXECUTOR, status="compulsory", proceedings=1),),
    duties=(),
    initiated=(MonthCases(month=date(2026, 10, 1), status="compulsory", proceedings=1),),
    standing_since=(MonthCases(month=date(2026, 10, 1), status="completed-fulfilled", proceedings=2),),
    recovered=(MonthRecovered(month=date(2026, 11, 1), sum=Money(amount=Decimal("12.40"), currency="933")),),
)
CODES = {
    Role.REGISTRAR: "0101-001",
    Role.EXECUTOR: EXECUTOR,
    Role.HEAD: BODY,
    Role.ACCOUNTANT: BODY,
    Role.OPERATOR: "petrova",
    Role.AUDITOR: "petrova",
}


@dataclass
class Services:
    """What the services answer, and what they were sent."""

    reply: Rejected | None = None
    actor: str = ""
    sent: list[tuple[str, Any, UUID]] = field(default_factory=list)
    """Actor, command and id of each command."""

    def acting_as(self, actor: str) -> Self:
        self.actor = actor
        return self

    async def find(self, asked: FindProceedings) -> ProceedingRows:
        known = asked.number in (NUMBER, None) and asked.executor in (EXECUTOR, None)
        return ProceedingRows(proceedings=(ROW,) if known else (), more=False)

    async def show(self, *_: object) -> ProceedingRow:
        return ROW

    statement = open_acts = show

    async def history(self, *_: object, **__: object) -> History:
        return History(id=ROW.id, number=NUMBER, acts=(), revisions=())

    async def documents(self, *_: object, **__: object) -> Documents:
        return Documents(number=NUMBER, resolutions=())

    async def caseload(self, _: object) -> Caseload:
        return CASELOAD

    async def duties(self, _: object) -> Duties:
        return Duties(duties=(), more=False)

    async def statement_tasks(self, _: object) -> StatementTasks:
        return StatementTasks(tasks=(), more=False)

    async def undistributed(self, _: object) -> Undistributed:
        return Undistributed(statements=(UNDISTRIBUTED,), more=False, loads=(Load(executor=OTHER, documents=3),))

    async def limits(self, _: object) -> Limits:
        return Limits(limits=(), more=False)

    async def substitutions(self, _: object) -> Substitutions:
        view = {"executor": EXECUTOR, "substitute": OTHER, "since": "2026-11-02", "until": "2026-11-20"}
        return Substitutions.model_validate({"substitutions": [{"substitution": UUID(int=344), **view}]})

    async def unidentified(self, _: object) -> UnidentifiedMoney:
        return UnidentifiedMoney(receipts=())

    async def preview(self, *_: object) -> ProceedingRow:
        return ROW

    preview_on_statement = preview

    async def send(self, stream: UUID, command: Any, _: date, *__: object, **how: Any) -> Accepted | Rejected:
        self.sent.append((self.actor, command, how["id"]))
        return self.reply or Accepted(command_id=how["id"], stream=stream, version=3)


class Tokens:
    """A token names what it stands for: `head:act`, `executor:read:0101-018`."""

    async def caller(self, token: str | None) -> Caller | None:
        if token is None or ":" not in token:
            return None
        role, scope, *code = token.split(":")
        found = Role(role)
        return Caller(Person("ivanova", "Ivanova A. P.", found, code[0] if code else CODES[found]), Scope(scope))


class Trail:
    """The database: its audit trail, and the executors who have accounts."""

    async def execute(self, *_: object) -> None: ...

    async def fetch(self, *_: object) -> list[dict[str, str]]:
        return [{"code": EXECUTOR, "full_name": "Ivanova <O'Neil>"}, {"code": OTHER, "full_name": "=Petrov"}]


class Sessions:
    """The session names who is signed in: `head:0101`."""

    async def person(self, token: str | None) -> Person | None:
        role, _, code = (token or "").partition(":")
        return Person("ivanova", "Ivanova A. P.", Role(role), code) if role else None


@cache
def _pages() -> Pages:
    """Once: templates are compiled when they are first shown."""
    return Pages(LawNames(ACTS.rule_set))


def application(services: Services) -> DeskApp:
    """The desk with its JSON interface."""
    app = DeskApp()
    parts = {"client": services, "tokens": Tokens(), "acts": ACTS, "clock": FixedClock(NOW)}
    parts |= {"sessions": Sessions(), "forms": Forms("k" * 32, 60), "pages": _pages()}
    parts |= {"provider": None, "trace_url": "https://traces/{trace}", "monitoring": None}
    parts |= {"verifier": LogVerifier(services, parts["clock"])}  # type: ignore[arg-type]
    parts |= {"statement_files": TakenFiles(NOW)}
    app.use(DeskParts(**parts))  # type: ignore[arg-type]
    app.state.pool = Trail()
    return app


def desk(services: Services, token: str) -> httpx.AsyncClient:
    """The pages, for somebody who is signed in; forms carry the token of the session."""
    transport, cookies = httpx.ASGITransport(application(services)), {SESSION_COOKIE: token}
    return httpx.AsyncClient(transport=transport, base_url="https://desk", cookies=cookies)


def interface(services: object, files: TakenFiles | None = None) -> httpx.AsyncClient:
    """The JSON interface, with the files of the bank that were taken in."""
    app = ApiApp()
    parts = {"client": services, "tokens": Tokens(), "acts": ACTS, "clock": FixedClock(NOW), "pool": Trail()}
    app.state = State({**parts, "statement_files": files or TakenFiles(NOW)})
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk")


def headers(token: str | None, key: UUID | None = None) -> dict[str, str]:
    authorization = {"authorization": f"Bearer {token}"} if token else {}
    return {**authorization, "idempotency-key": str(key or uuid4())}
