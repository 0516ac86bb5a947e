"""A policy whose day has not begun on this machine waits for it: nothing is rejected, other events are applied."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY

from contracts.envelope import CommandEnvelope, event_headers
from contracts.events.deadlines import LimitExpired, LimitRef, LimitSet
from contracts.events.intake import InitiationDecided
from contracts.identifiers import derived_id, new_id
from contracts.registry import Event
from contracts.replies import REPLY, Accepted, Rejected
from services.proceedings.application import application
from services.proceedings.policies import Policies
from shared.clock import MINSK, FixedClock
from shared.database import Pool
from shared.messaging.deliveries import Delivery
from shared.messaging.inbox import Inbox, RetryPolicy
from shared.messaging.senders import publisher_of
from tests.engines import NewDatabase
from tests.integration.proceedings.running import of, on_duty
from tests.unit.proceedings.harness import Fields, initiation_of, spelled_out

DECIDED_ON, SERVED_ON, DUE = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 13)
COMPULSORY_ON = date(2026, 3, 14)
NOON = datetime(2026, 3, 13, 12, tzinfo=MINSK)
LAST_SECOND = datetime(2026, 3, 13, 23, 59, 59, tzinfo=MINSK)


@dataclass(frozen=True)
class Service:
    """The event side of proceedings without its broker: messages go in by hand, the clock is moved."""

    pool: Pool
    clock: FixedClock
    inbox: Inbox

    async def take(self, *messages: Delivery) -> None:
        await self.inbox.take(messages)

    async def waited(self) -> None:
        """Let the time of every retry come."""
        await self.pool.execute("UPDATE deferred_message SET next_attempt_at = now() WHERE reason = 'retry'")
        await self.inbox.retry_due()

    async def held(self) -> list[tuple[str, int, int]]:
        """Reason, version and failed attempts of what is held."""
        rows = await self.pool.fetch("SELECT reason, version, attempts FROM deferred_message ORDER BY version, id")
        return [tuple(row) for row in rows]

    async def happened(self, proceeding: UUID) -> list[str]:
        rows = await self.pool.fetch("SELECT type FROM event WHERE stream = $1 ORDER BY version", proceeding)
        return [row["type"].split(".")[2] for row in rows if not on_duty(row["type"])]

    async def answers(self, proceeding: UUID) -> list[Accepted | Rejected]:
        rows = await self.pool.fetch("SELECT reply FROM command WHERE stream = $1 ORDER BY recorded_at", proceeding)
        return [REPLY.validate_json(row["reply"]) for row in rows]


@pytest.fixture
async def service(migrated_database: NewDatabase) -> AsyncIterator[Service]:
    clock = FixedClock(NOON)
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=4) as pool:
        retry = RetryPolicy(attempts=2, delay=1.0, longest=300.0)
        yield Service(pool, clock, Inbox(pool, Policies(application(clock)), retry=retry))


def message(source: str, stream: UUID, version: int, data: Event, day: date) -> Delivery:
    headers = event_headers(
        id=new_id(),
        source=source,
        type=data.type,
        stream=stream,
        version=version,
        effective_date=day,
        recorded_at=datetime.now(UTC),
        actor="executor:0101-017",
        correlation_id=stream,
        causation_id=new_id(),
    )
    sender = publisher_of(source.removeprefix("/lea/"))
    return Delivery(headers, data.model_dump_json().encode(), data.type, sender=sender)


def decision(statement: UUID, day: date) -> Delivery:
    """The decision of intake to initiate."""
    spec: Fields = {**initiation_of({}), "proceeding": derived_id(statement, "proceeding"), "article": "Art. 356(1)"}
    spec.pop("statement")
    return message("/lea/intake", statement, 1, InitiationDecided.model_validate(spelled_out(spec, day)), day)


def term(proceeding: UUID) -> tuple[Delivery, Delivery]:
    """The voluntary term is set, and has expired."""
    ref = LimitRef(
        occurrence=derived_id(proceeding, "term"),
        limit="voluntary-execution",
        article="Art. 357(1)",
        rule_set="epc-2021",
    )
    begun = LimitSet(
        ref=ref, starts_on=SERVED_ON, due=DUE, provisional=False, calendar="by-2026", started_by=new_id(), steps=()
    )
    return (
        message("/lea/deadlines", proceeding, 1, begun, SERVED_ON),
        message("/lea/deadlines", proceeding, 2, LimitExpired(ref=ref, due=DUE), COMPULSORY_ON),
    )


async def in_voluntary_term(service: Service) -> UUID:
    statement = new_id()
    proceeding = derived_id(statement, "proceeding")
    await service.take(decision(statement, DECIDED_ON))
    await command(service, proceeding, of("RecordService", method="handed-over"), SERVED_ON)
    return proceeding


async def command(service: Service, proceeding: UUID, data: Any, day: date) -> None:
    asked = CommandEnvelope[Any](
        id=new_id(),
        source="/lea/test",
        type=data.type,
        stream=proceeding,
        effective_date=day,
        actor="executor:0101-017",
        correlation_id=proceeding,
        issued_at=datetime.now(UTC),
        data=data,
    )
    [answer] = await application(service.clock).handle_in_transaction(service.pool, [asked])
    assert isinstance(answer, Accepted), answer


async def test_an_expired_term_waits_for_its_day_and_other_events_are_applied(service: Service) -> None:
    proceeding, other = await in_voluntary_term(service), new_id()
    begun, expired = term(proceeding)
    later = message("/lea/deadlines", proceeding, 3, LimitExpired(ref=_other_limit(), due=DUE), DUE)
    service.clock.moment = LAST_SECOND
    await service.take(begun, expired, later, decision(other, DECIDED_ON))
    assert await service.held() == [("retry", 2, 0), ("gap", 3, 0)]
    assert await service.happened(derived_id(other, "proceeding")) == ["proceeding-initiated"]

    for _ in range(5):
        await service.waited()
    assert await service.held() == [("retry", 2, 0), ("gap", 3, 0)]
    assert not any(isinstance(answer, Rejected) for answer in await service.answers(proceeding))

    service.clock.advance(timedelta(seconds=1))
    await service.waited()
    assert await service.held() == []
    assert (await service.happened(proceeding))[-1] == "compulsory-execution-started"


async def test_a_decision_of_tomorrow_initiates_tomorrow(service: Service) -> None:
    statement = new_id()
    service.clock.moment = LAST_SECOND
    await service.take(decision(statement, COMPULSORY_ON))
    assert await service.answers(derived_id(statement, "proceeding")) == []
    service.clock.advance(timedelta(seconds=1))
    await service.waited()
    assert await service.happened(derived_id(statement, "proceeding")) == ["proceeding-initiated"]


async def test_the_next_attempt_comes_when_the_day_begins_but_not_too_late(service: Service) -> None:
    service.clock.moment = LAST_SECOND
    await service.take(decision(new_id(), COMPULSORY_ON))
    service.clock.moment = NOON
    await service.take(decision(new_id(), COMPULSORY_ON))
    rows = await service.pool.fetch(
        "SELECT extract(epoch FROM next_attempt_at - changed_at)::float8 AS seconds FROM deferred_message ORDER BY id"
    )
    # The clock may be corrected before: the wait is never longer than between two retries.
    assert [row["seconds"] for row in rows] == pytest.approx([1.0, 300.0], abs=0.01)


async def test_a_refused_policy_is_counted(service: Service) -> None:
    statement = new_id()
    await service.take(decision(statement, DECIDED_ON))
    service.clock.moment = LAST_SECOND + timedelta(days=1)
    before = _refused("voluntary-term")
    await service.take(*term(derived_id(statement, "proceeding")))  # the debtor was never served
    assert _refused("voluntary-term") == before + 1
    assert await service.held() == []


async def test_a_policy_that_finds_nothing_to_do_is_not(service: Service) -> None:
    proceeding = await in_voluntary_term(service)
    service.clock.moment = LAST_SECOND + timedelta(days=1)
    await command(service, proceeding, of("TerminateProceeding", ground="terminate-waived"), DUE)
    before = _refused("voluntary-term")
    await service.take(*term(proceeding))
    assert _refused("voluntary-term") == before
    assert await service.held() == []


def _refused(policy: str) -> float:
    value = REGISTRY.get_sample_value("lea_policies_refused_total", {"policy": policy})
    assert value is not None, "shown from the start, so that the first refusal is an increase"
    return value


def _other_limit() -> LimitRef:
    return LimitRef(occurrence=new_id(), limit="copies-of-initiation", article="Art. 356(2)", rule_set="epc-2021")
