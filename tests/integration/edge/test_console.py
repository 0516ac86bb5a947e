"""The operators' console asks the edge and court_query over the bus, and verifies the access log with both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from hashlib import sha256

import asyncpg
import pytest

from contracts.commands.edge import (
    ApproveConsumerChange,
    ProposeConsumerChange,
    SuspendConsumer,
    registration_of,
)
from contracts.events.edge import NewTerms, Quota, Terms
from contracts.queries.access_log import ListDisclosures, ListLogHeads, LogPlace, ReadAccessLog, SearchAccessLog
from contracts.queries.consumers import ListConsumers
from contracts.registry import Command
from contracts.replies import Rejected
from infra.stack.stack import Stack
from services.court_query.access_log_heads import AccessLogHeads
from services.court_query.console import CourtQueries
from services.desk.domain.people import Person, Role
from services.desk.log_verification import LogCheck, LogVerifier
from services.edge.console import EdgeQueries
from services.edge.registry.application import application
from shared.access_log.verification import FaultKind
from shared.clerk_client import ClerkClient, QueryRefused
from shared.clock import FixedClock, SystemClock
from shared.database import create_pool
from shared.eventstore.store import EventStore
from shared.messaging.commands import CommandEndpoint
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint, QueryHandler
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.engines import provisioned
from tests.integration.edge.conftest import COURT, NOW, Edge, proceeding
from tests.integration.edge.log import as_owner, records, sealed, tampering
from tests.patience import PATIENCE, until

NUMBER = proceeding(0).course.number
DAY = NOW.date()
WHOLE = {"since": DAY - timedelta(days=1), "until": DAY}
DESK = publisher_of("desk")


ONE, OTHER = "operator:petrova", "operator:ivanov"
TERMS = Terms(
    scopes=("debtor",),
    legal_grounds=("case-at-hand",),
    quota=Quota(requests_per_second=5, burst=10, look_ups_per_day=100),
    valid_from=NOW,
)


@asynccontextmanager
async def commanded(database_url: str, broker_url: str) -> AsyncIterator[None]:
    """The endpoint of the edge for commands."""
    settings = Settings(service="edge", database_url=database_url, broker_url=broker_url)
    async with await create_pool(settings) as pool:
        endpoint = CommandEndpoint(settings, pool, application(SystemClock()))
        running = asyncio.create_task(endpoint.run())

        async def ready() -> bool:
            return await endpoint.readiness() is None

        try:
            await until(ready)
            yield
        finally:
            endpoint.stop()
            await asyncio.wait_for(running, PATIENCE)


@asynccontextmanager
async def answering(service: str, database_url: str, broker_url: str, handler: QueryHandler) -> AsyncIterator[None]:
    """The endpoint of a service for queries."""
    settings = Settings(service=service, database_url=database_url, broker_url=broker_url)
    async with await create_pool(settings) as pool:
        endpoint = QueryEndpoint(settings, pool, HeldQueries(handler))
        running = asyncio.create_task(endpoint.run())

        async def ready() -> bool:
            return await endpoint.readiness() is None

        try:
            await until(ready)
            yield
        finally:
            endpoint.stop()
            await asyncio.wait_for(running, PATIENCE)


@pytest.fixture
async def console(engines: Stack, fresh_edge: Edge) -> AsyncIterator[ClerkClient]:
    """A client of the desk; the edge and court_query answer with their own roles and users."""
    await provisioned(engines.broker_url("lea_provisioner"))
    services: dict[str, tuple[str, QueryHandler]] = {
        "edge": (fresh_edge.own.worker_url, EdgeQueries()),
        "court_query": (fresh_edge.model.url, CourtQueries()),
    }
    async with AsyncExitStack() as stack:
        for service, (url, handler) in services.items():
            await stack.enter_async_context(answering(service, url, engines.broker_url(publisher_of(service)), handler))
        edge_url = engines.broker_url(publisher_of("edge"))
        await stack.enter_async_context(commanded(fresh_edge.own.worker_url, edge_url))
        yield await stack.enter_async_context(
            ClerkClient(engines.broker_url(DESK), user=DESK, source="/lea/desk", actor=ONE, name="test")
        )


async def keep_heads(edge: Edge) -> None:
    """Seal the log, and keep its heads in court_query."""
    await sealed(edge.own)
    store = EventStore("edge")
    async with as_owner(edge.own) as owner:
        events = [store.decode(row) for row in await owner.fetch("SELECT * FROM event ORDER BY stream, version")]
    connection = await asyncpg.connect(edge.model.url)
    try:
        await AccessLogHeads().apply(connection, [event for event in events if "sealed" in event.type])
    finally:
        await connection.close()


async def verified(console: ClerkClient) -> LogCheck:
    verifier = LogVerifier(console, FixedClock(NOW))
    running = asyncio.create_task(verifier.run())
    verifier.begin(Person("petrova", "Petrova", Role.AUDITOR, "petrova"), DAY)

    async def ended() -> LogCheck | None:
        return verifier.latest if verifier.latest and verifier.latest.ended_at else None

    check: LogCheck = await until(ended)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return check


async def test_requests_are_found_by_what_is_known_of_them(fresh_edge: Edge, console: ClerkClient) -> None:
    for _ in range(3):
        assert (await fresh_edge.get(NUMBER)).status_code == 200
    assert (await fresh_edge.get(NUMBER, {})).status_code == 401
    found = (await console.search_access_log(SearchAccessLog(**WHOLE))).lines
    assert len(found) == 4
    answered = [line for line in found if line.status == 200]
    assert {(line.consumer, line.proceedings, line.proceedings_total) for line in answered} == {(COURT, (NUMBER,), 1)}
    [refused] = [line for line in found if line.status == 401]
    for by, expected in (
        ({"consumer": COURT}, 3),
        ({"consumer": "nobody"}, 0),
        ({"proceeding": NUMBER}, 3),
        ({"proceeding": "0101-2026-999999"}, 0),
        ({"request_id": answered[0].request_id}, 1),
        ({"until": DAY - timedelta(days=1)}, 0),
    ):
        asked = SearchAccessLog.model_validate({**WHOLE, **by})
        assert len((await console.search_access_log(asked)).lines) == expected, by
    assert refused.consumer is None


async def test_a_long_search_goes_on_where_it_ended(fresh_edge: Edge, console: ClerkClient) -> None:
    for _ in range(5):
        await fresh_edge.get(NUMBER)
    whole = (await console.search_access_log(SearchAccessLog(**WHOLE))).lines
    parts, after = list[object](), None
    while True:
        part = await console.search_access_log(SearchAccessLog(**WHOLE, after=after, limit=2))
        parts.extend(part.lines)
        if not part.more:
            break
        after = LogPlace(**part.lines[-1].model_dump(include=set(LogPlace.model_fields)))
    assert parts == list(whole)


@pytest.mark.parametrize("actor", ["executor:0101-017", "head:0101", "auditor:petrova"])
async def test_who_answers_for_a_proceeding_sees_what_was_disclosed(
    fresh_edge: Edge, console: ClerkClient, actor: str
) -> None:
    answers = [await fresh_edge.get(NUMBER) for _ in range(3)]
    assert (await fresh_edge.get(NUMBER, {})).status_code == 401
    asked = ListDisclosures(proceeding=NUMBER, **WHOLE, limit=2)
    seen = console.acting_as(actor)
    first = await seen.disclosures(asked)
    after = LogPlace(**first.lines[-1].model_dump(include=set(LogPlace.model_fields)))
    rest = await seen.disclosures(asked.model_copy(update={"after": after}))
    assert (len(first.lines), first.more, len(rest.lines), rest.more) == (2, True, 1, False)
    lines = (*first.lines, *rest.lines)
    assert {line.answer_digest for line in lines} == {sha256(each.content).hexdigest() for each in answers}
    assert {line.consumer for line in lines} == {COURT}
    other = await seen.disclosures(asked.model_copy(update={"proceeding": "0101-2026-999999"}))
    assert other.lines == ()


@pytest.mark.parametrize("actor", ["registrar:0101-001", "accountant:0101", "operator:petrova"])
async def test_others_do_not_see_what_was_disclosed(console: ClerkClient, actor: str) -> None:
    with pytest.raises(QueryRefused, match="executor: or head: or auditor:"):
        await console.acting_as(actor).disclosures(ListDisclosures(proceeding=NUMBER, **WHOLE))


@pytest.mark.parametrize("actor", ["executor:0101-017", "head:0101", "security:petrova"])
async def test_others_see_nothing(console: ClerkClient, actor: str) -> None:
    other = console.acting_as(actor)
    for asked in (
        other.search_access_log(SearchAccessLog(**WHOLE)),
        other.chain_lines(ReadAccessLog()),
        other.chain_heads(ListLogHeads(since=NOW)),
    ):
        with pytest.raises(QueryRefused, match="operator: or auditor:"):
            await asked


async def test_an_unchanged_log_is_verified(fresh_edge: Edge, console: ClerkClient) -> None:
    for _ in range(3):
        await fresh_edge.get(NUMBER)
    await keep_heads(fresh_edge)
    check = await verified(console)
    assert check.findings is not None
    assert (check.findings.records, check.findings.sealed, check.findings.faults) == (3, 3, ())


async def test_a_rewritten_log_is_found(fresh_edge: Edge, console: ClerkClient) -> None:
    for _ in range(3):
        await fresh_edge.get(NUMBER)
    await keep_heads(fresh_edge)
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence = 3")
    check = await verified(console)
    assert check.findings is not None
    assert {fault.kind for fault in check.findings.faults} == {FaultKind.TRUNCATED}
    assert len(await records(fresh_edge.own)) == 2


async def code_of(client: ClerkClient, consumer: str, command: Command) -> str | None:
    """The code of the refusal of a command; none if it was accepted."""
    reply = await client.send(registration_of(consumer), command, SystemClock().today())
    return reply.problems[0].code if isinstance(reply, Rejected) else None


async def test_two_operators_change_the_registry_and_one_suspends(console: ClerkClient) -> None:
    [court] = (await console.consumers(ListConsumers())).consumers
    assert (court.consumer, court.standing, [key.id for key in court.keys]) == (COURT, "active", [f"{COURT}.first"])
    proposing = ProposeConsumerChange(consumer=COURT, change=NewTerms(terms=TERMS), reason="letter 7")
    assert await code_of(console, COURT, proposing) is None
    [proposal] = (await console.consumers(ListConsumers(consumer=COURT))).consumers[0].proposals
    assert (proposal.by, proposal.reason, proposal.change) == (ONE, "letter 7", NewTerms(terms=TERMS))
    approving = ApproveConsumerChange(proposal=proposal.id)
    assert await code_of(console, COURT, approving) == "four-eyes"
    assert await code_of(console.acting_as(OTHER), COURT, approving) is None
    assert await code_of(console, COURT, SuspendConsumer(consumer=COURT, reason="stolen key")) is None
    [court] = (await console.acting_as("auditor:x").consumers(ListConsumers())).consumers
    assert (court.standing, court.terms, court.proposals) == ("suspended", TERMS, ())
    assert (await console.consumers(ListConsumers(consumer="nobody"))).consumers == ()


@pytest.mark.parametrize("actor", ["auditor:x", "head:0101", "security:petrova", "operators:x", "executor:0101-017"])
async def test_nobody_else_changes_the_registry(console: ClerkClient, actor: str) -> None:
    other, command = console.acting_as(actor), SuspendConsumer(consumer=COURT, reason="x")
    assert await code_of(other, COURT, command) == "sender-not-permitted"
    if actor != "auditor:x":
        with pytest.raises(QueryRefused, match="operator: or auditor:"):
            await other.consumers(ListConsumers())
    [court] = (await console.consumers(ListConsumers())).consumers
    assert court.standing == "active"
