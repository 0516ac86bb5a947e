"""What a stream would be after a command, by the decider that carries it out; nothing is recorded."""

from datetime import datetime, time
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from contracts.base import Contract
from contracts.envelope import CommandEnvelope, EventEnvelope
from shared.clock import MINSK
from shared.decider import Context, Decided, Decider, Recorded
from shared.envelopes import event_of
from shared.telemetry.context import Traced

S = TypeVar("S")
F = TypeVar("F")

_LAST_MOMENT = time(23, 59, 59, 999_999)
_UNTRACED = Traced(None, None)


class Foreseen(NamedTuple):
    """What a command would lead to."""

    decided: Decided
    state: Any
    """The state of the stream after it."""
    events: tuple[EventEnvelope[Any], ...]
    """What would be recorded."""


def foreseen(
    decider: Decider[S, F], state: S, version: int, command: CommandEnvelope[Any], context: Context[F], source: str
) -> Foreseen:
    """The decision on a command, and the state after it, were it recorded after all else of today. Raises Rejection."""
    decided = decider.decide(state, command, context)
    after, events = state, []
    for number, each in enumerate(decided, start=version + 1):
        item = each if isinstance(each, Recorded) else Recorded(each, command.effective_date)
        event = event_of(
            command,
            item.data,
            source=source,
            version=number,
            effective_date=item.effective_date,
            recorded_at=datetime.combine(context.today, _LAST_MOMENT, MINSK),
            traced=_UNTRACED,
            inputs=decider.inputs(context.facts),
        )
        after = decider.evolve(after, event)
        events.append(event)
    return Foreseen(decided, after, tuple(events))


def outcome_digest(shown: Contract) -> str:
    """SHA-256 of what a preview shows, whatever the version of the stream it rests on."""
    return sha256(shown.model_dump_json(exclude={"id", "version", "outcome_digest"}).encode()).hexdigest()
