"""The JSON interface over services that answer without a broker, and what they were sent."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from starlette.datastructures import State

from contracts.identifiers import new_id
from contracts.queries.deadlines import Limits
from contracts.queries.proceedings import Duties, FindProceedings, ProceedingRow, ProceedingRows
from contracts.replies import Accepted, Rejected
from services.desk.access.tokens import Caller, Scope
from services.desk.api.app import ApiApp
from services.desk.domain.people import Person, Role
from shared.act_fields import ActFields
from shared.clock import FixedClock
from shared.law.rule_sets import RuleSets

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NUMBER, BODY, EXECUTOR = "0101-2026-000001", "0101", "0101-017"
ACTS = ActFields(RuleSets.load().in_force(NOW.date()))
_ROW = ProceedingRow(
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
        return ProceedingRows(proceedings=(_ROW,) if asked.number == NUMBER else (), more=False)

    async def show(self, *_: object) -> ProceedingRow:
        return _ROW

    statement = history = documents = open_acts = show

    async def duties(self, _: object) -> Duties:
        return Duties(duties=(), more=False)

    async def limits(self, _: object) -> Limits:
        return Limits(limits=(), more=False)

    async def preview(self, *_: object) -> ProceedingRow:
        return _ROW

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
    """The audit trail."""

    async def execute(self, *_: object) -> None: ...


def interface(services: Services) -> httpx.AsyncClient:
    app = ApiApp()
    parts = {"client": services, "tokens": Tokens(), "acts": ACTS, "clock": FixedClock(NOW), "pool": Trail()}
    app.state = State(parts)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk")


def headers(token: str | None, key: UUID | None = None) -> dict[str, str]:
    authorization = {"authorization": f"Bearer {token}"} if token else {}
    return {**authorization, "idempotency-key": str(key or uuid4())}
