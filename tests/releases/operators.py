"""Commands of operators for a sample: the registry of consumers, the calendar, limits, and what is refused."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from contracts.codelists import LEGAL_GROUNDS, Names
from contracts.commands import deadlines, edge
from contracts.commands import proceedings as act
from contracts.commands.edge import registration_of
from contracts.commands.intake import RegisterStatement
from contracts.documents import Executor
from contracts.envelope import CommandEnvelope
from contracts.events.deadlines import CalendarDay, DayKind
from contracts.events.edge import (
    ConsumerChange,
    KeyAddition,
    KeyKind,
    KeyRevocation,
    NewTerms,
    Quota,
    Registration,
    Restoration,
    Revocation,
    Terms,
)
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.cli.court.registration import registered_form
from infra.demo.player import SOURCE
from infra.demo.script import Script
from services.edge.registry.domain.consumers import SCOPES
from services.edge.registry.first_consumers import new_bearer_key
from shared.clock import SystemClock
from shared.database import Connection
from shared.law.calendar import WorkingCalendar
from shared.law.calendar.published import CALENDAR
from shared.messaging.client import CommandClient
from shared.signatures.keys import SigningKey, signing_key

ONE, OTHER = "security:petrova", "security:ivanov"
"""What gives access takes two people."""
GUESSER = "number-guesser"
"""A consumer that tries out numbers."""
_QUOTA = Quota(requests_per_second=1000, burst=2000, look_ups_per_day=1_000_000)

_MOST_DUE = """
    SELECT due FROM limit_standing
    WHERE standing = 'running' AND until IS NULL AND due > $1 AND extract(isodow FROM due) <= 5
    GROUP BY due ORDER BY count(*) DESC, due LIMIT 1
"""
_WITH_LAST_DAY = """
    SELECT stream, occurrence, due FROM limit_standing
    WHERE standing = 'running' AND until IS NOT NULL ORDER BY occurrence LIMIT 2
"""
_MISSED = """
    SELECT stream, occurrence FROM limit_standing JOIN watched_stream USING (stream)
    WHERE standing = 'expired'
      AND (limit_id = 'appeal-against-ruling' OR (kind = 'statement' AND limit_id LIKE 'complaint-%'))
    ORDER BY occurrence LIMIT 5
"""
"""What a court restores, and no act of the proceeding does."""


def new_signing_key(id_: str) -> SigningKey:
    """A private key that is kept nowhere."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return signing_key(pem, id_)


@dataclass(frozen=True)
class Operators:
    """People who send single commands."""

    client: CommandClient
    today: date
    calendar: WorkingCalendar

    async def send(self, stream: UUID, data: Command, actor: str = "operator:sample") -> Accepted | Rejected:
        """The answer to a command."""
        return await self.client.send(
            CommandEnvelope[Any](
                id=new_id(),
                source=SOURCE,
                type=data.type,
                stream=stream,
                effective_date=self.today,
                issued_at=SystemClock().now(),
                actor=actor,
                correlation_id=new_id(),
                data=data,
            )
        )

    async def accepted(self, stream: UUID, data: Command, actor: str = "operator:sample") -> Accepted:
        """The answer to a command that must not be refused."""
        answer = await self.send(stream, data, actor)
        assert isinstance(answer, Accepted), (data, answer)
        return answer

    # -- the registry of consumers

    async def change_registry(self) -> str:
        """Every change of the registry; the bearer key of `GUESSER`, which stays registered."""
        now = datetime.now(UTC)
        secret, bearer = new_bearer_key(GUESSER, "first", now)
        terms = Terms(scopes=SCOPES, legal_grounds=tuple(LEGAL_GROUNDS), quota=_QUOTA, valid_from=now)
        await self._changed(GUESSER, Registration(terms=terms, keys=(bearer,)))

        consumer = "economic-court-brest"
        signing = registered_form(new_signing_key(f"{consumer}.first"), KeyKind.ED25519, now)
        _, second = new_bearer_key(consumer, "second", now, now + timedelta(days=365))
        await self._changed(consumer, Registration(terms=terms, keys=(signing,)))
        await self._changed(consumer, KeyAddition(key=second))
        narrower = terms.model_copy(update={"scopes": ("proceeding-number",), "certificates": ("0f" * 32,)})
        await self._changed(consumer, NewTerms(terms=narrower))
        await self._changed(consumer, KeyRevocation(key=signing.id))
        rejected = await self._proposed(consumer, NewTerms(terms=terms))
        await self.accepted(
            registration_of(consumer), edge.RejectConsumerChange(proposal=rejected, reason="not agreed"), OTHER
        )
        suspended = edge.SuspendConsumer(consumer=consumer, reason="a key was lost")
        await self.accepted(registration_of(consumer), suspended, ONE)
        await self._changed(consumer, Restoration())
        await self._changed(consumer, Revocation())

        waiting = "ministry-of-justice"
        third = registered_form(new_signing_key(f"{waiting}.first"), KeyKind.ED25519, now)
        await self._proposed(waiting, Registration(terms=terms, keys=(third,)))
        return secret

    async def _proposed(self, consumer: str, change: ConsumerChange) -> UUID:
        data = edge.ProposeConsumerChange(consumer=consumer, change=change, reason="letter 7 of the court")
        return (await self.accepted(registration_of(consumer), data, ONE)).command_id

    async def _changed(self, consumer: str, change: ConsumerChange) -> None:
        proposal = await self._proposed(consumer, change)
        await self.accepted(registration_of(consumer), edge.ApproveConsumerChange(proposal=proposal), OTHER)

    # -- calendar and limits

    async def publish_calendars(self, connection: Connection) -> None:
        """One act moves a day on which many limits end, another one settles a year; `connection` is to `deadlines`."""
        off: date = await connection.fetchval(_MOST_DUE, self.today)
        saturday = off + timedelta(days=12 - off.weekday())
        days = (
            CalendarDay(day=off, kind=DayKind.NON_WORKING, exchanged_with=saturday),
            CalendarDay(day=saturday, kind=DayKind.WORKING, exchanged_with=off),
        )
        title = Names(en="An invented act", ru="Вымышленный акт", be="Выдуманы акт")
        moved = deadlines.PublishCalendar(version="invented-1", title=title, adopted=self.today, number="1", days=days)
        await self.accepted(CALENDAR, moved)
        settled = deadlines.PublishCalendar(version="invented-2", settles=(self.today.year + 1,))
        await self.accepted(CALENDAR, settled)

    async def move_limits(self, connection: Connection) -> None:
        """Restore missed limits, and try to extend what acts of proceedings set; `connection` is to `deadlines`."""
        for row in await connection.fetch(_WITH_LAST_DAY):
            extend = deadlines.ExtendLimit(
                occurrence=row["occurrence"], until=self._later(row["due"], 10), reasons="The ground lasts longer."
            )
            assert isinstance(await self.send(row["stream"], extend, "court:EC-MINSK"), Rejected)
        for row in await connection.fetch(_MISSED):
            restore = deadlines.RestoreLimit(
                occurrence=row["occurrence"], until=self._later(self.today, 5), reasons="Illness of the executor."
            )
            await self.accepted(row["stream"], restore, "court:EC-MINSK")

    def _later(self, day: date, working_days: int) -> date:
        return self.calendar.nth_from(day, working_days + 1)

    # -- commands that services send themselves, and commands that are refused

    async def send_what_services_send(self, script: Script) -> None:
        """What policies and timers decide by themselves may come as a message as well; here it changes nothing."""
        registered = script.steps[0].data
        assert isinstance(registered, RegisterStatement)
        initiate = act.InitiateProceeding(
            statement=script.statement,
            body=registered.body,
            executor=Executor(id=script.executor, full_name="Navitski Siarhei Ivanavich"),
            recoverer=registered.recoverer,
            debtor=registered.debtor,
            document=registered.document,
            claims=registered.claims,
        )
        commands: tuple[Command, ...] = (initiate, act.StartCompulsoryExecution(), act.ImposeFee())
        for data in commands:
            assert isinstance(await self.send(script.proceeding, data), Rejected)
        await self.accepted(script.proceeding, deadlines.AnnounceDueLimits(as_of=self.today))
        await self.accepted(
            script.proceeding, deadlines.RescheduleLimits(calendar="invented-1", cause="asked by an operator")
        )
        await self.send(new_id(), act.ResumeProceeding(reason="reopen"))
