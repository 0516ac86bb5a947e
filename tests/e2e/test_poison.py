"""Messages that cannot be applied are parked with reason and trace; after a fix none is missing."""

import asyncio
import signal
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
import httpx
import pytest

from contracts.commands.proceedings import RecordCost
from contracts.envelope import event_headers
from contracts.events.intake import DecisionCopiesSent
from contracts.events.proceedings import DebtorServed, ServiceMethod
from contracts.identifiers import new_id
from contracts.registry import Event
from infra.demo.scenarios import SCENARIOS
from infra.demo.script import Script
from infra.stack.settings import PROJECT
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging import decisions, parked
from shared.messaging.parked import HeldMessage
from tests.e2e import expected
from tests.e2e.conftest import Office
from tests.e2e.test_court_answers import ask, by_document, card, without_number
from tests.e2e.wire import Wire
from tests.patience import until
from tests.system import LISTENS_TO, System

LATER = 160
"""Cases beyond this number are played here."""
CALENDAR = belarus()
VALID: Mapping[str, Event] = {
    "intake": DecisionCopiesSent(recipients=("debtor",)),
    "proceedings": DebtorServed(method=ServiceMethod.ELECTRONIC, article="Art. 142(1)"),
}
"""A valid event of each source."""


@dataclass(frozen=True)
class Poison:
    """The fault of a message."""

    what: str
    reason: str
    """A part of the problem that the operator sees."""
    body: bytes | None = None
    """None: the valid one."""
    type: str | None = None
    """In place of the event's name and version."""
    headers: Mapping[str, Any] = field(default_factory=dict)
    """Replaced attributes; None: left out."""
    bare: bool = False
    """Without any header."""


POISONS = (
    Poison("no JSON", "MalformedMessage: body is not a valid", b"{not json"),
    Poison("an empty body", "MalformedMessage: body is not a valid", b""),
    Poison("bytes that are no text", "MalformedMessage: body is not a valid", b"\xff\x00\xfe"),
    Poison("a list", "MalformedMessage: body is not a valid", b"[]"),
    Poison("fields missing", "Field required", b"{}"),
    Poison("a field of another type", "Input should be", b'{"recipients": 5, "method": 5, "article": 5}'),
    Poison("a type nobody knows", "UnknownType: unknown message type", type="proceeding-vanished.v1"),
    Poison("a version to come", "UnknownType: unknown message type", type="{name}.v99"),
    Poison("no CloudEvent", "specversion is not 1.0", headers={"specversion": None}),
    Poison("a CloudEvent to come", "specversion is not 1.0", headers={"specversion": "2.0"}),
    Poison("no type", "cloudEvents:type is missing", headers={"type": None}),
    Poison("no id", "id: Field required", headers={"id": None}),
    Poison("no stream", "stream: Input should be a valid UUID", headers={"subject": "the debtor"}),
    Poison("a version before the first", "version: Input should be greater than", headers={"sequence": 0}),
    Poison("a version no column holds", "version: Input should be less than", headers={"sequence": "3000000000"}),
    Poison("a day far ahead", "effective_date: Input should be less than", headers={"effectivedate": "2999-01-01"}),
    Poison("a version that is no number", "version: Value error, a version is written in", headers={"sequence": "two"}),
    Poison("a moment without a zone", "recorded_at: Input should have timezone", headers={"time": "2026-11-20T10:00"}),
    Poison("no day", "effective_date: Value error, a day is written as", headers={"effectivedate": "soon"}),
    Poison("no partition key", "UnknownType", type="lost.v1", headers={"partitionkey": None}),
    Poison("no header at all", "specversion is not 1.0", bare=True),
)


def poisoned(poison: Poison, source: str) -> tuple[str, dict[str, Any], bytes, str]:
    """Routing key, headers and body of a poisoned message of a source, and its trace."""
    event, trace = VALID[source], uuid.uuid4().hex
    name = event.type.split(".")[2]
    type_ = event.type if poison.type is None else f"lea.{source}.{poison.type.format(name=name)}"
    headers: dict[str, Any] = {
        **event_headers(
            id=new_id(),
            source=f"/lea/{source}",
            type=type_,
            stream=new_id(),
            version=1,
            effective_date=SystemClock().today(),
            recorded_at=SystemClock().now(),
            actor="executor:0101-001",
            correlation_id=new_id(),
            causation_id=new_id(),
            traceparent=f"00-{trace}-b7ad6b7169203331-00",
        )
    }
    headers |= {f"cloudEvents:{attribute}": value for attribute, value in poison.headers.items()}
    sent = {} if poison.bare else {name: value for name, value in headers.items() if value is not None}
    return type_, sent, event.model_dump_json().encode() if poison.body is None else poison.body, trace


@asynccontextmanager
async def operating(system: System, service: str) -> AsyncIterator[asyncpg.Connection]:
    """The access of an operator: the database of a service with the service's role."""
    connection = await asyncpg.connect(system.stack.database_url(service))
    try:
        yield connection
    finally:
        await connection.close()


async def held(system: System, service: str, reason: str | None = "parked") -> list[HeldMessage]:
    async with operating(system, service) as connection:
        return await parked.list_held(connection, reason=reason, limit=1000)


async def assert_answers_complete(court: httpx.AsyncClient, *cases: Script) -> None:
    """The court's answers about these cases follow from their commands."""
    for script in cases:
        found = await card(court, by_document(script))
        assert without_number(found) == expected.card(script, CALENDAR), f"case {script.number}"


def cases_of(office: Office, *lives: str) -> Sequence[Script]:
    """A new case of each scenario."""
    return [office.case_of_kind(SCENARIOS[life].summary, LATER) for life in lives]


async def test_poison_is_parked_by_every_consumer_while_the_rest_flows(
    system: System, wire: Wire, office: Office, court: httpx.AsyncClient
) -> None:
    sent = [(poison, source, *poisoned(poison, source)) for poison in POISONS for source in VALID]
    cases = cases_of(office, "levied-in-full", "two-currencies", "no-property", "recent")
    playing = asyncio.create_task(office.play(*cases))
    for _, _, type_, headers, body, _ in sent:
        await wire.publish(type_, headers, body)
        await asyncio.sleep(0.05)
    played = await playing
    assert not played.refused
    await system.settle()
    await assert_answers_complete(court, *cases)

    for service, sources in LISTENS_TO.items():
        due = [item for item in sent if item[1] in sources]
        kept = await held(system, service)
        assert len(kept) == len(due)
        for poison, _, type_, _, body, trace in due:
            (message,) = [each for each in kept if _is(each, type_, body, None if poison.bare else trace)]
            assert poison.reason in message.problem, poison.what
            assert message.consumer == service
        await _drop(system, service, kept)
    assert [await held(system, service, None) for service in LISTENS_TO] == [[]] * len(LISTENS_TO)


def _is(message: HeldMessage, type_: str, body: bytes, trace: str | None) -> bool:
    return (message.routing_key, message.body, message.trace_id) == (type_, body, trace)


async def _drop(system: System, service: str, messages: Sequence[HeldMessage]) -> None:
    async with operating(system, service) as connection:
        for message in messages:
            await decisions.drop(connection, message.id, actor="operations:petrova", reason="a test")


async def test_an_event_of_a_newer_release_waits_for_the_newer_consumer(
    system: System, office: Office, court: httpx.AsyncClient
) -> None:
    """It is parked as an unknown type and later events of its stream wait; with the new release all are applied."""
    costly, other = cases_of(office, "property-sold", "levied-in-part")
    async with older_release(system, "court_query", "lea.proceedings.cost-incurred.v1"):
        played = await office.play(costly, other)
        assert not played.refused

        costs = sum(isinstance(step.data, RecordCost) for step in costly.steps)

        async def parked_with_followers() -> bool:
            reasons = Counter(message.reason for message in await held(system, "court_query", None))
            return reasons["parked"] == costs and reasons["gap"] > 0 and not await _behind(system, other)

        await until(parked_with_followers, "the unknown events are parked, the other case is applied")
        await assert_answers_complete(court, other)
        assert (await card(court, by_document(costly)))["claims"][0]["repaid"] == "0.00"
        assert {(message.problem, bool(message.trace_id)) for message in await held(system, "court_query")} == {
            ("UnknownType: unknown message type 'lea.proceedings.cost-incurred.v1'", True)
        }

        async def only_one_is_behind() -> bool:
            return await _data_as_of(court, costly) < recorded < await _data_as_of(court, other)

        recorded = SystemClock().now()
        await until(only_one_is_behind, "answers say that the one proceeding lacks events, and no other")

    async with operating(system, "court_query") as connection:
        assert await parked.retry_parked(connection, "court_query") == costs
    await system.settle()
    await assert_answers_complete(court, costly, other)
    assert await held(system, "court_query", None) == []


async def _data_as_of(court: httpx.AsyncClient, script: Script) -> datetime:
    return datetime.fromisoformat((await ask(court, [by_document(script)]))["freshness"]["data_as_of"])


async def _behind(system: System, script: Script) -> bool:
    """Whether the read model lacks an event of a proceeding."""
    async with system.connected("proceedings") as store, system.connected("court_query") as model:
        there = await store.fetchval("SELECT max(version) FROM event WHERE stream = $1", script.proceeding)
        reached = await system.positions(model, "court_query", "proceedings")
    return bool(reached.get(script.proceeding, 0) != there)


@asynccontextmanager
async def older_release(system: System, service: str, *unknown: str) -> AsyncIterator[None]:
    """Replace a service by an older release without some types; at the end the present one runs again."""
    await asyncio.to_thread(system.stack.stop, service)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.e2e.older_release",
        service,
        *unknown,
        cwd=PROJECT,
        env=system.stack.environment(service),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
        await asyncio.to_thread(system.stack.start, service)


@dataclass(frozen=True)
class Broken:
    """A table that a consumer may temporarily not write, so that events of one type fail."""

    service: str
    table: str
    life: str
    event: str


@pytest.mark.parametrize(
    "broken",
    [
        Broken("court_query", "read_model_a.measure", "levied-in-full", "lea.proceedings.measure-added.v1"),
        Broken("proceedings", "proceeding_number", "paid-at-once", "lea.intake.initiation-decided.v1"),
    ],
    ids=lambda broken: broken.service,
)
async def test_what_a_failing_consumer_parked_is_applied_after_the_fix(
    system: System, office: Office, court: httpx.AsyncClient, broken: Broken
) -> None:
    case = office.case_of_kind(SCENARIOS[broken.life].summary, LATER + 40)
    async with system.connected(broken.service) as owner:
        await owner.execute(f"REVOKE INSERT ON {broken.table} FROM lea_{broken.service}")
        playing = asyncio.create_task(office.play(case))

        async def parked_at_last() -> bool:
            return {message.type for message in await held(system, broken.service)} == {broken.event}

        await until(parked_at_last, "the failing event is parked")
        kept = await held(system, broken.service)
        assert all(message.attempts == 2 and message.trace_id for message in kept)
        assert all("InsufficientPrivilegeError" in message.problem for message in kept)
        others = cases_of(office, "recent") if broken.service == "court_query" else []
        assert not (await office.play(*others)).refused
        await owner.execute(f"GRANT INSERT ON {broken.table} TO lea_{broken.service}")
    async with operating(system, broken.service) as connection:
        await parked.retry_parked(connection, broken.service)
    assert not (await playing).refused
    async with operating(system, broken.service) as connection:
        await parked.retry_parked(connection, broken.service)
    await system.settle()
    await assert_answers_complete(court, case, *others)
    assert await held(system, broken.service, None) == []
