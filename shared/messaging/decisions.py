"""Decisions of operators about held messages, and their record (table `parked_decision`).

One person has messages tried again, or drops one that no stream waits for. To pass over an event means that its
consumer goes on without it for good: one person proposes it, and another one approves. ParkedDecision and record are
one transaction.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from asyncpg import Record
from pydantic import TypeAdapter, ValidationError

from contracts.values import Text
from shared.commits import confirmed
from shared.database import Connection
from shared.failures import Overtaken
from shared.messaging import positions
from shared.messaging.deferred import release
from shared.messaging.parked import HeldMessage, NotHeld, Retried, show
from shared.messaging.parked import retry as retry_held

_LONGEST_ACTOR = 100
_TEXT: TypeAdapter[str] = TypeAdapter(Text)

PositionKey = Callable[[Connection, str], Awaitable[str]]
"""Under which name a consumer keeps its positions; called in the transaction of the decision."""

_COLUMNS = """id, action, held_id, consumer, source, stream, version, type, message_id, trace_id, routing_key, sender,
              problem, first_seen_at, actor, reason, decided_at, approved_by, approved_at, withdrawn_by, withdrawn_at,
              withdrawal_reason"""
_RECORD = f"""
INSERT INTO parked_decision (action, held_id, consumer, source, stream, version, type, message_id, trace_id,
                             routing_key, sender, problem, headers, fingerprint, first_seen_at, actor, reason)
SELECT $2, id, consumer, source, stream, version, type, message_id, trace_id,
       routing_key, sender, problem, headers, fingerprint, first_seen_at, $3, $4
FROM deferred_message WHERE id = ANY ($1::bigint[]) ORDER BY id
RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_PROPOSED = """
SELECT id FROM parked_decision
WHERE held_id = $1 AND action = 'pass-over' AND approved_at IS NULL AND withdrawn_at IS NULL
"""
_LOCK = "SELECT FROM deferred_message WHERE id = $1 FOR UPDATE"
_FIND = f"SELECT {_COLUMNS} FROM parked_decision WHERE id = $1 FOR UPDATE"  # noqa: S608 - constants
_APPROVE = f"""
UPDATE parked_decision SET approved_by = $2, approved_at = now() WHERE id = $1 RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_WITHDRAW = f"""
UPDATE parked_decision SET withdrawn_by = $2, withdrawn_at = now(), withdrawal_reason = $3 WHERE id = $1
RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_LIST = f"""
SELECT {_COLUMNS} FROM parked_decision
ORDER BY action = 'pass-over' AND approved_at IS NULL AND withdrawn_at IS NULL DESC, id DESC LIMIT $1
"""  # noqa: S608 - constants
_ABOUT = f"SELECT {_COLUMNS} FROM parked_decision WHERE held_id = $1 ORDER BY id DESC"  # noqa: S608 - constants
_WAKE = """
UPDATE deferred_message SET reason = 'retry', next_attempt_at = now(), changed_at = now()
WHERE consumer = $1 AND source = $2 AND stream = $3 AND version = $4 AND reason = 'gap'
"""


class DecisionRefused(Exception):
    """This may not be decided, or not by this person; the text says why."""


class MustBePassedOver(DecisionRefused):
    """The stream waits for this very event: dropping it would end the stream."""


class ParkedDecision(NamedTuple):
    """What was decided about a message, with what was known of it."""

    id: int
    action: str
    """`drop`, `pass-over` or `retry`."""
    held_id: int
    """The id the message was held under."""
    consumer: str
    source: str | None
    stream: UUID | None
    version: int | None
    type: str | None
    message_id: str | None
    trace_id: str | None
    routing_key: str
    sender: str | None
    """The user who sent it, as the broker has verified; None: it named none, or was decided by an earlier release."""
    problem: str
    first_seen_at: datetime
    actor: str
    reason: str
    decided_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None

    @property
    def state(self) -> str:
        """`done`, `proposed` (it waits for a second person) or `withdrawn`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "done" if self.action != "pass-over" or self.approved_at is not None else "proposed"


async def own_name(_: Connection, consumer: str) -> str:
    """The position key of a consumer with one copy of its tables."""
    return consumer


async def retry(connection: Connection, ids: Collection[int], *, actor: str, reason: str) -> Retried:
    """Have messages tried again at once, with all their attempts. Raises DecisionRefused."""
    actor, reason = _actor(actor), _reason(reason)
    async with confirmed(connection):
        outcome = await retry_held(connection, ids)
        await connection.execute(_RECORD, outcome.ids, "retry", actor, reason)
    return outcome


async def drop(
    connection: Connection, message_id: int, *, actor: str, reason: str, position_key: PositionKey = own_name
) -> ParkedDecision:
    """Delete a message for good; later events are not affected.

    A message that could not be read has no place in a stream, whatever version it claims: the event of that version is
    applied when it comes. Raises NotHeld, or DecisionRefused if the stream waits for the event.
    """
    actor, reason = _actor(actor), _reason(reason)
    async with confirmed(connection):
        message = await show(connection, message_id)
        if message.ordered:
            _, missing = await _place(connection, message, position_key)
            _check_not_needed(message, missing)
        await _lock(connection, message_id)
        decision = await _recorded(connection, message_id, "drop", actor, reason)
        await release(connection, [message_id])
    return decision


async def propose_pass_over(
    connection: Connection, message_id: int, *, actor: str, reason: str, position_key: PositionKey = own_name
) -> ParkedDecision:
    """Propose to go on without the event a stream waits for; nothing changes until another person approves.

    Raises NotHeld or DecisionRefused.
    """
    actor, reason = _actor(actor), _reason(reason)
    async with confirmed(connection):
        message = await show(connection, message_id)
        _, missing = await _place(connection, message, position_key)
        _check_next(message, missing)
        await _lock(connection, message_id)
        if (proposal := await connection.fetchval(_PROPOSED, message_id)) is not None:
            raise DecisionRefused(f"proposal {proposal} to pass over message {message_id} is open already")
        return await _recorded(connection, message_id, "pass-over", actor, reason)


async def approve(
    connection: Connection, decision_id: int, *, actor: str, position_key: PositionKey = own_name
) -> ParkedDecision:
    """Carry out what another person proposed: the position moves past the event, later ones are applied without it.

    Raises DecisionRefused.
    """
    actor = _actor(actor)
    async with confirmed(connection):
        decision = await _open(connection, decision_id)
        if _same(actor, decision.actor):
            raise DecisionRefused(f"{decision.actor} proposed it, so somebody else has to approve it")
        try:
            message = await show(connection, decision.held_id)
            key, missing = await _place(connection, message, position_key)
            _check_next(message, missing)
            await _lock(connection, message.id)
        except NotHeld:
            raise DecisionRefused(
                f"message {decision.held_id} is not held any more (it was applied or dropped): withdraw the proposal"
            ) from None
        await _move_on(connection, message, key)
        return _decision(await connection.fetchrow(_APPROVE, decision_id, actor))


async def withdraw(connection: Connection, decision_id: int, *, actor: str, reason: str) -> ParkedDecision:
    """Close a proposal without carrying it out; anybody may. Raises DecisionRefused."""
    actor, reason = _actor(actor), _reason(reason)
    async with confirmed(connection):
        await _open(connection, decision_id)
        return _decision(await connection.fetchrow(_WITHDRAW, decision_id, actor, reason))


async def list_decisions(connection: Connection, limit: int = 100) -> list[ParkedDecision]:
    """What was decided: first what waits for a second person, then the latest."""
    return [_decision(row) for row in await connection.fetch(_LIST, limit)]


async def decisions_about(connection: Connection, message_id: int) -> list[ParkedDecision]:
    """What was decided about a message, the latest first."""
    return [_decision(row) for row in await connection.fetch(_ABOUT, message_id)]


async def find(connection: Connection, decision_id: int) -> ParkedDecision | None:
    """A decision."""
    row = await connection.fetchrow(_FIND, decision_id)
    return row and _decision(row)


async def count_decisions(connection: Connection) -> int:
    """How many decisions there are, however few are listed."""
    number: int = await connection.fetchval("SELECT count(*) FROM parked_decision")
    return number


async def _place(connection: Connection, message: HeldMessage, position_key: PositionKey) -> tuple[str, int]:
    """The key of its position, and the version its stream waits for; locked as the consumer locks it."""
    if not message.ordered or message.source is None or message.stream is None:
        raise DecisionRefused(
            "the message has no version to pass over, as it could not be read or conflicts with another event: drop it"
        )
    key, stream = await position_key(connection, message.consumer), (message.source, message.stream)
    try:
        return key, (await positions.claim(connection, key, [stream]))[stream].version + 1
    except Overtaken:
        raise DecisionRefused("its stream is being worked on at this moment: try again") from None


def _check_not_needed(message: HeldMessage, missing: int) -> None:
    _check_not_ahead(message, missing)
    if message.version == missing:
        raise MustBePassedOver(f"the stream waits for version {missing}, which is this event")


def _check_next(message: HeldMessage, missing: int) -> None:
    _check_not_ahead(message, missing)
    if message.version != missing:
        raise DecisionRefused(f"version {message.version} has been applied, the stream is beyond it: drop the message")


def _check_not_ahead(message: HeldMessage, missing: int) -> None:
    if message.version is not None and message.version > missing:
        raise DecisionRefused(f"the stream waits for version {missing} first; this is version {message.version}")


async def _lock(connection: Connection, message_id: int) -> None:
    """After the position, in the order in which the consumer locks. The message may have been applied meanwhile."""
    if await connection.fetchrow(_LOCK, message_id) is None:
        raise NotHeld(message_id)


async def _move_on(connection: Connection, message: HeldMessage, key: str) -> None:
    if message.source is None or message.stream is None or message.version is None:
        raise ValueError("an event that holds a place has a source, a stream and a version")
    await positions.pass_over(connection, key, message.source, message.stream, message.version)
    await connection.execute(_WAKE, message.consumer, message.source, message.stream, message.version + 1)
    await release(connection, [message.id])


async def _recorded(connection: Connection, message_id: int, action: str, actor: str, reason: str) -> ParkedDecision:
    return _decision(await connection.fetchrow(_RECORD, [message_id], action, actor, reason))


async def _open(connection: Connection, decision_id: int) -> ParkedDecision:
    row = await connection.fetchrow(_FIND, decision_id)
    if row is None:
        raise DecisionRefused(f"there is no proposal {decision_id}")
    decision = _decision(row)
    if decision.state != "proposed":
        raise DecisionRefused(f"{decision_id} is no open proposal: {decision.action}, {decision.state}")
    return decision


def _decision(row: Record) -> ParkedDecision:
    return ParkedDecision(**row)


def _actor(text: str) -> str:
    actor = text.strip()
    # An invisible character would make two persons of one.
    if not actor or len(actor) > _LONGEST_ACTOR or not actor.isprintable():
        raise DecisionRefused(f"an actor is named in 1 to {_LONGEST_ACTOR} visible characters")
    return actor


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _reason(text: str) -> str:
    try:
        return _TEXT.validate_python(text.strip())
    except ValidationError:
        raise DecisionRefused("a reason is a text of 1 to 2000 characters") from None
