"""What operators decide about held messages is recorded; passing over an event takes two people."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg
import pytest

from contracts.identifiers import new_id
from shared.database import Connection, Pool
from shared.failures import PermanentFailure
from shared.messaging import decisions, parked
from shared.messaging.decisions import DecisionRefused, MustBePassedOver, ParkedDecision
from shared.messaging.inbox import Inbox
from shared.messaging.parked import NotHeld
from shared.messaging.senders import publisher_of
from tests.integration.messaging.kit import Message, Seen, delivery, message

ONE, OTHER = "operations:petrova", "operations:ivanov"
WHY = "letter 7: the act was annulled"


@pytest.fixture
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    async with pool.acquire() as acquired:
        await acquired.execute("DELETE FROM deferred_message")
        yield acquired


@pytest.fixture
def inbox(pool: Pool, seen: Seen) -> Inbox:
    """A consumer that can never apply version 2 of a stream."""
    seen.fail = lambda event: PermanentFailure("does not fit") if event.version == 2 else None
    return Inbox(pool, seen)


async def take(inbox: Inbox, messages: Sequence[Message]) -> None:
    await inbox.take([delivery(*each) for each in messages])


async def held(connection: Connection, inbox: Inbox) -> dict[int | None, int]:
    """Ids of what is held, by version."""
    listed = await parked.list_held(connection, consumer=inbox.name, reason=None)
    return {each.version: each.id for each in listed}


async def poisoned(connection: Connection, inbox: Inbox) -> tuple[UUID, dict[int | None, int]]:
    """A stream that stands still at version 2, and what is held of it."""
    stream = new_id()
    await take(inbox, [message(stream, version) for version in (1, 2, 3, 4)])
    return stream, await held(connection, inbox)


async def propose(connection: Connection, held_id: int) -> ParkedDecision:
    return await decisions.propose_pass_over(connection, held_id, actor=ONE, reason=WHY)


async def test_an_event_is_passed_over_when_a_second_person_approves(
    connection: Connection, pool: Pool, inbox: Inbox, seen: Seen
) -> None:
    stream, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])
    assert (proposal.state, proposal.actor, proposal.reason, proposal.approved_by) == ("proposed", ONE, WHY, None)
    assert await held(connection, inbox) == ids
    assert await inbox.retry_due() == 0

    decision = await decisions.approve(connection, proposal.id, actor=OTHER)
    assert (decision.state, decision.approved_by) == ("done", OTHER)
    await inbox.retry_due()
    assert await seen.versions(pool, stream) == [1, 3, 4]
    assert await held(connection, inbox) == {}
    assert (decision.consumer, decision.stream, decision.version) == (seen.name, stream, 2)
    assert (decision.action, decision.problem) == ("pass-over", "PermanentFailure: does not fit")
    assert decision.sender == publisher_of("deadlines")
    assert decision in await decisions.list_decisions(connection, 1000)


@pytest.mark.parametrize("same", [ONE, f" {ONE} ", ONE.upper()])
async def test_the_proposer_cannot_approve(connection: Connection, inbox: Inbox, same: str) -> None:
    _, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])
    with pytest.raises(DecisionRefused, match=f"{ONE} proposed it, so somebody else has to approve"):
        await decisions.approve(connection, proposal.id, actor=same)
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute(
            "UPDATE parked_decision SET approved_by = $2, approved_at = now() WHERE id = $1", proposal.id, same
        )
    assert await held(connection, inbox) == ids


async def test_dropping_what_a_stream_waits_for_is_refused(connection: Connection, inbox: Inbox) -> None:
    _, ids = await poisoned(connection, inbox)
    with pytest.raises(MustBePassedOver, match="waits for version 2, which is this event"):
        await decisions.drop(connection, ids[2], actor=ONE, reason=WHY)
    with pytest.raises(DecisionRefused, match="waits for version 2 first; this is version 3"):
        await decisions.drop(connection, ids[3], actor=ONE, reason=WHY)
    with pytest.raises(DecisionRefused, match="waits for version 2 first; this is version 4"):
        await propose(connection, ids[4])
    assert await held(connection, inbox) == ids


async def test_the_first_event_of_a_stream_can_be_passed_over(
    connection: Connection, pool: Pool, inbox: Inbox, seen: Seen
) -> None:
    """Nothing was ever applied, so there is no position yet."""
    stream = new_id()
    seen.fail = lambda event: PermanentFailure("does not fit") if event.version == 1 else None
    await take(inbox, [message(stream, 1), message(stream, 2)])
    proposal = await propose(connection, (await held(connection, inbox))[1])
    await decisions.approve(connection, proposal.id, actor=OTHER)
    await inbox.retry_due()
    assert await seen.versions(pool, stream) == [2]


async def test_an_unreadable_message_is_dropped_and_never_passed_over(
    connection: Connection, pool: Pool, inbox: Inbox, seen: Seen
) -> None:
    stream = new_id()
    broken = message(stream, 1, body=b"{")
    await take(inbox, [broken])
    (kept,) = await parked.list_held(connection, consumer=inbox.name)
    with pytest.raises(
        DecisionRefused, match=r"has no version to pass over, as it could not be read or conflicts .*: drop it"
    ):
        await propose(connection, kept.id)
    decision = await decisions.drop(connection, kept.id, actor=f" {ONE}", reason=f"{WHY}\n")
    assert (decision.action, decision.state, decision.actor, decision.reason) == ("drop", "done", ONE, WHY)
    assert decision.message_id == broken[0]["cloudEvents:id"]
    assert "body is not a valid" in decision.problem
    assert await held(connection, inbox) == {}
    await take(inbox, [message(stream, 1)])
    assert await seen.versions(pool, stream) == [1]
    with pytest.raises(NotHeld):
        await decisions.drop(connection, kept.id, actor=ONE, reason=WHY)


async def test_a_duplicate_is_dropped_and_cannot_be_passed_over(
    connection: Connection, pool: Pool, inbox: Inbox, seen: Seen
) -> None:
    stream = new_id()
    seen.fail = lambda _: PermanentFailure("does not fit")
    await take(inbox, [message(stream, 1)])
    (id_,) = (await held(connection, inbox)).values()
    await connection.execute(
        "INSERT INTO stream_position (consumer, source, stream, version) VALUES ($1, '/lea/deadlines', $2, 5)",
        *(seen.name, stream),
    )
    with pytest.raises(DecisionRefused, match="version 1 has been applied"):
        await propose(connection, id_)
    assert (await decisions.drop(connection, id_, actor=ONE, reason=WHY)).version == 1
    position = "SELECT version FROM stream_position WHERE consumer = $1 AND stream = $2"
    assert await connection.fetchval(position, seen.name, stream) == 5


async def test_an_event_is_proposed_once_at_a_time(connection: Connection, inbox: Inbox) -> None:
    _, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])
    with pytest.raises(DecisionRefused, match=f"proposal {proposal.id} .* is open already"):
        await decisions.propose_pass_over(connection, ids[2], actor=OTHER, reason=WHY)
    withdrawn = await decisions.withdraw(connection, proposal.id, actor=OTHER, reason="a release repairs it")
    assert (withdrawn.state, withdrawn.withdrawn_by) == ("withdrawn", OTHER)
    with pytest.raises(DecisionRefused, match=f"{proposal.id} is no open proposal: pass-over, withdrawn"):
        await decisions.approve(connection, proposal.id, actor=OTHER)
    assert (await propose(connection, ids[2])).id > proposal.id


async def test_a_proposal_lapses_when_the_event_is_applied_after_all(
    connection: Connection, pool: Pool, inbox: Inbox, seen: Seen
) -> None:
    stream, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])
    seen.fail = None
    await parked.retry(connection, [ids[2]])
    await inbox.retry_due()
    assert await seen.versions(pool, stream) == [1, 2, 3, 4]
    with pytest.raises(DecisionRefused, match="is not held any more"):
        await decisions.approve(connection, proposal.id, actor=OTHER)


async def test_only_one_of_two_approvals_carries_a_proposal_out(
    connection: Connection, pool: Pool, inbox: Inbox
) -> None:
    _, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])

    async def approve(actor: str) -> ParkedDecision:
        async with pool.acquire() as own:
            return await decisions.approve(own, proposal.id, actor=actor)

    outcomes = await asyncio.gather(approve(OTHER), approve("operations:third"), return_exceptions=True)
    refused = [each for each in outcomes if isinstance(each, BaseException)]
    assert [str(each) for each in refused] == [f"{proposal.id} is no open proposal: pass-over, done"]


@pytest.mark.parametrize("actor", ["", "  ", "x" * 101, "operations:\u200bpetrova", "a\0b"])
async def test_an_actor_has_a_visible_name(connection: Connection, actor: str) -> None:
    with pytest.raises(DecisionRefused, match="an actor is named"):
        await decisions.drop(connection, 1, actor=actor, reason=WHY)


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2001, "a\0b", "\udc80"])
async def test_a_reason_is_a_text(connection: Connection, reason: str) -> None:
    with pytest.raises(DecisionRefused, match="a reason is a text"):
        await decisions.propose_pass_over(connection, 1, actor=ONE, reason=reason)


async def test_a_decision_is_final(connection: Connection, inbox: Inbox) -> None:
    _, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])
    await decisions.approve(connection, proposal.id, actor=OTHER)
    for attempt in (
        "UPDATE parked_decision SET approved_by = 'operations:nobody' WHERE id = $1",
        "UPDATE parked_decision SET actor = 'operations:nobody' WHERE id = $1",
        "DELETE FROM parked_decision WHERE id = $1",
        "INSERT INTO parked_decision (held_id, approved_by) VALUES ($1, 'operations:nobody')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt, proposal.id)


async def test_open_proposals_are_listed_first_and_all_are_counted(connection: Connection, inbox: Inbox) -> None:
    _, ids = await poisoned(connection, inbox)
    proposal = await propose(connection, ids[2])
    await take(inbox, [message(new_id(), 1, body=b"{")])
    (kept,) = [each for each in await parked.list_held(connection, consumer=inbox.name) if not each.ordered]
    dropped = await decisions.drop(connection, kept.id, actor=ONE, reason=WHY)
    assert dropped.sender == kept.sender == publisher_of("deadlines")
    listed = [each.id for each in await decisions.list_decisions(connection, 1000)]
    assert listed.index(proposal.id) < listed.index(dropped.id)
    assert await decisions.count_decisions(connection) == len(listed)
    assert len(await decisions.list_decisions(connection, 1)) == 1


async def test_retrying_says_what_is_not_tried(connection: Connection, inbox: Inbox) -> None:
    _, ids = await poisoned(connection, inbox)
    asked, gone = [ids[3], ids[2]], 2**63 - 1
    before = await parked.list_held(connection, consumer=inbox.name, reason=None)
    outcome = ([ids[2]], [ids[3]], [gone])
    assert await parked.retry(connection, [*asked, gone], dry_run=True) == outcome
    assert await parked.list_held(connection, consumer=inbox.name, reason=None) == before
    assert await parked.retry(connection, [*asked, gone]) == outcome
    assert [each.reason for each in await parked.list_held(connection, reason=None, ids=asked)] == ["retry", "gap"]


async def test_an_unknown_reason_is_an_error(connection: Connection) -> None:
    for look in (parked.list_held, parked.count_held):
        with pytest.raises(parked.UnknownReason, match="'nonsense'; there are: parked, retry, gap"):
            await look(connection, reason="nonsense")
