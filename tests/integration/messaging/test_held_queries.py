"""Held messages over the bus: who may look, who decides, and what happens if the same is asked twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from contracts.identifiers import new_id
from contracts.queries.held import (
    Approve,
    DecideHeld,
    Drop,
    HeldDecision,
    HeldReason,
    ListHeld,
    PassOver,
    RetryHeld,
    ShowHeld,
    Withdraw,
)
from shared.clerk_client import ClerkClient, QueryRefused
from shared.database import Connection, Pool
from shared.failures import PermanentFailure
from shared.messaging.held_queries import HeldQueries
from shared.messaging.inbox import Inbox
from shared.messaging.queries import QueryEndpoint
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.integration.messaging.kit import TRACE, Seen, delivery, message
from tests.patience import PATIENCE, until

SERVICE, DESK = "court_query", publisher_of("desk")
ONE, OTHER, AUDITOR = "operator:petrova", "operator:ivanov", "auditor:sidorova"
WHY = "letter 7: the act was annulled"


@pytest.fixture
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    async with pool.acquire() as acquired:
        await acquired.execute("DELETE FROM deferred_message")
        yield acquired


@pytest.fixture
async def client(settings: Settings, pool: Pool) -> AsyncIterator[ClerkClient]:
    """A client of the desk, with the endpoint of the service."""
    endpoint = QueryEndpoint(settings, pool, HeldQueries())
    running = asyncio.create_task(endpoint.run())

    async def ready() -> bool:
        return await endpoint.readiness() is None

    try:
        await until(ready)
        async with ClerkClient(settings.broker_url, user=DESK, source="/lea/desk", actor=ONE, name="test") as opened:
            yield opened
    finally:
        endpoint.stop()
        await asyncio.wait_for(running, PATIENCE)


@pytest.fixture
def inbox(pool: Pool, seen: Seen) -> Inbox:
    """A consumer that can never apply version 2 of a stream."""
    seen.fail = lambda event: PermanentFailure("does not fit") if event.version == 2 else None
    return Inbox(pool, seen)


async def poisoned(client: ClerkClient, inbox: Inbox) -> dict[int | None, int]:
    """What is held of a stream that stands still at version 2: ids by version."""
    stream = new_id()
    await inbox.take([delivery(*message(stream, version)) for version in (1, 2, 3)])
    found = await client.held_messages(SERVICE, ListHeld(consumer=inbox.name))
    return {each.version: each.id for each in found.messages}


async def refused(client: ClerkClient, decision: HeldDecision) -> str:
    """The code of the refusal, and its sentence."""
    with pytest.raises(QueryRefused) as error:
        await client.decide_held(SERVICE, DecideHeld(decision=decision))
    [problem] = error.value.problems
    return f"{problem.code}: {problem.detail}"


@pytest.mark.usefixtures("connection")
async def test_an_auditor_looks_and_an_operator_sees_the_same(client: ClerkClient, inbox: Inbox) -> None:
    ids = await poisoned(client, inbox)
    for actor in (AUDITOR, ONE):
        found = await client.acting_as(actor).held_messages(
            SERVICE, ListHeld(reason=HeldReason.PARKED, consumer=inbox.name)
        )
        assert ([each.id for each in found.messages], found.total) == ([ids[2]], 1)
        assert found.messages[0].problem == "PermanentFailure: does not fit"
        view = await client.acting_as(actor).held_message(SERVICE, ShowHeld(message=ids[2]))
        assert view.message == found.messages[0]
        assert (view.message.trace_id, view.body) == (TRACE, None)
        assert view.headers["cloudEvents:type"] == view.message.type
        shown = await client.acting_as(actor).held_message(SERVICE, ShowHeld(message=ids[2], body=True))
        assert "voluntary-execution" in str(shown.body)


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize("actor", [AUDITOR, "executor:0101-017", "head:0101", "operators:x", "service:desk"])
async def test_operators_alone_change_something(client: ClerkClient, inbox: Inbox, actor: str) -> None:
    ids = await poisoned(client, inbox)
    other = client.acting_as(actor)
    for asked in (
        other.retry_held(SERVICE, RetryHeld(messages=(ids[2],), reason=WHY)),
        other.retry_held(SERVICE, RetryHeld(messages=(ids[2],), dry_run=True)),
        other.decide_held(SERVICE, DecideHeld(decision=PassOver(message=ids[2], reason=WHY))),
    ):
        with pytest.raises(QueryRefused, match="the actor does not begin with operator:"):
            await asked
    assert await poisoned_again(client, inbox) == ids


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize("actor", ["executor:0101-017", "registrar:0101-001", "security:petrova", "auditors:x"])
async def test_others_see_nothing(client: ClerkClient, actor: str) -> None:
    for asked in (
        client.acting_as(actor).held_messages(SERVICE, ListHeld()),
        client.acting_as(actor).held_message(SERVICE, ShowHeld(message=1)),
    ):
        with pytest.raises(QueryRefused, match="operator: or auditor:"):
            await asked


async def poisoned_again(client: ClerkClient, inbox: Inbox) -> dict[int | None, int]:
    found = await client.held_messages(SERVICE, ListHeld(consumer=inbox.name))
    return {each.version: each.id for each in found.messages}


@pytest.mark.usefixtures("connection")
async def test_a_dry_run_changes_nothing_and_a_retry_is_due_at_once(
    client: ClerkClient, pool: Pool, inbox: Inbox, seen: Seen
) -> None:
    ids = await poisoned(client, inbox)
    for dry_run in (True, False):
        asked = RetryHeld(messages=(ids[2], ids[3], 2**62), dry_run=dry_run, reason=WHY)
        retried = await client.retry_held(SERVICE, asked)
        assert (retried.ids, retried.waiting, retried.not_held) == ((ids[2],), (ids[3],), (2**62,))
        found = await client.held_messages(SERVICE, ListHeld(consumer=inbox.name, reason=HeldReason.RETRY))
        assert [each.id for each in found.messages] == ([] if dry_run else [ids[2]])
        decided = (await client.held_message(SERVICE, ShowHeld(message=ids[2]))).decisions
        expected = [] if dry_run else [("retry", "done", ONE, WHY)]
        assert [(each.action, each.state, each.actor, each.reason) for each in decided] == expected
    assert (await client.held_message(SERVICE, ShowHeld(message=ids[3]))).decisions == ()
    seen.fail = lambda _: None
    await inbox.retry_due()
    assert await poisoned_again(client, inbox) == {}


@pytest.mark.usefixtures("connection")
async def test_two_operators_pass_an_event_over_and_asking_twice_changes_nothing(
    client: ClerkClient, pool: Pool, inbox: Inbox
) -> None:
    ids = await poisoned(client, inbox)
    proposing = DecideHeld(decision=PassOver(message=ids[2], reason=WHY))
    proposal = await client.decide_held(SERVICE, proposing)
    assert await client.decide_held(SERVICE, proposing) == proposal
    assert (proposal.state, proposal.actor, proposal.reason) == ("proposed", ONE, WHY)
    assert "is open already" in await refused(client.acting_as(OTHER), PassOver(message=ids[2], reason=WHY))
    assert "somebody else has to approve it" in await refused(client, Approve(proposal=proposal.id))
    approving = DecideHeld(decision=Approve(proposal=proposal.id))
    done = await client.acting_as(OTHER).decide_held(SERVICE, approving)
    assert (done.state, done.approved_by) == ("done", OTHER)
    assert await client.acting_as(OTHER).decide_held(SERVICE, approving) == done
    assert "no open proposal" in await refused(client.acting_as("operator:third"), Approve(proposal=proposal.id))
    await inbox.retry_due()
    view = await client.held_message(SERVICE, ShowHeld(message=ids[2]))
    assert (view.message, view.decisions) == (None, (done,))


@pytest.mark.usefixtures("connection")
async def test_a_proposal_is_withdrawn_and_can_be_made_anew(client: ClerkClient, inbox: Inbox) -> None:
    ids = await poisoned(client, inbox)
    proposing = DecideHeld(decision=PassOver(message=ids[2], reason=WHY))
    first = await client.decide_held(SERVICE, proposing)
    withdrawing = DecideHeld(decision=Withdraw(proposal=first.id, reason="not needed"))
    withdrawn = await client.decide_held(SERVICE, withdrawing)
    assert (withdrawn.state, withdrawn.withdrawn_by, withdrawn.withdrawal_reason) == ("withdrawn", ONE, "not needed")
    assert await client.decide_held(SERVICE, withdrawing) == withdrawn
    assert (await client.decide_held(SERVICE, proposing)).id != first.id


@pytest.mark.usefixtures("connection")
async def test_dropping_is_refused_where_a_stream_waits_and_done_once_where_none_does(
    client: ClerkClient, inbox: Inbox
) -> None:
    ids = await poisoned(client, inbox)
    assert "the stream waits for version 2" in await refused(client, Drop(message=ids[2], reason=WHY))
    await inbox.take([delivery(*message(new_id(), 1, body=b"{"))])
    [broken] = {*(await poisoned_again(client, inbox)).values()} - {*ids.values()}
    dropping = DecideHeld(decision=Drop(message=broken, reason=WHY))
    dropped = await client.decide_held(SERVICE, dropping)
    assert (dropped.action, dropped.state, dropped.held_id) == ("drop", "done", broken)
    assert await client.decide_held(SERVICE, dropping) == dropped
    assert (await refused(client, Drop(message=broken, reason="another"))).startswith("not-held:")
    assert (await refused(client.acting_as(OTHER), Drop(message=broken, reason=WHY))).startswith("not-held:")
    with pytest.raises(QueryRefused, match="is not held"):
        await client.held_message(SERVICE, ShowHeld(message=2**62))
