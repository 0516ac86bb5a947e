"""The deposit account of a body: up to which day its books are closed, and who may close them (Art. 403)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.commands.accounts import ClosePeriod
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.accounts import PeriodClosed
from contracts.identifiers import accounts_of
from services.proceedings.domain.refusals import NOT_FOR_PROCEEDINGS, Refusal
from services.proceedings.domain.rules import rules_on
from shared.decider import Context, Decided, Decider, Rejection

ALREADY_CLOSED = Refusal("period-already-closed", "a period is closed once", "Art. 403", "until")
NOT_OVER = Refusal("period-not-over", "a period is closed when its last day has come", "Art. 403", "until")
NOT_FOR_THE_BODY = Refusal("actor-unfit", "the body closes its own accounts", "Art. 403", "actor")
UNKNOWN_BODY = Refusal("body-without-accounts", "the body has proceedings on record", "Art. 403", "body")
OTHER_STREAM = Refusal("stream-of-another-body", "the accounts of a body have one stream", "Art. 403", "stream")


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the tables of the service say of a body."""

    known: bool
    """Whether a proceeding has a number of the body."""
    closed_until: date | None
    """The last day of its last closed period."""


def decide(state: date | None, command: CommandEnvelope[Any], context: Context[AccountFacts]) -> Decided:
    """The events a command leads to; raises Rejection."""
    data, facts = command.data, context.facts
    if not isinstance(data, ClosePeriod):
        raise Rejection(NOT_FOR_PROCEEDINGS.because(command.type))
    if command.stream != accounts_of(data.body):
        raise Rejection(OTHER_STREAM.because(f"those of {data.body} have {accounts_of(data.body)}"))
    rules, actor = rules_on(data.until), command.actor
    closing = rules.proceedings.money.closing
    if rules.actor(actor) not in closing.by or actor.partition(":")[2].partition("-")[0] != data.body:
        raise Rejection(NOT_FOR_THE_BODY.because(f"{actor} does not keep the accounts of {data.body}"))
    if data.until > context.today:
        raise Rejection(NOT_OVER.because(f"{data.until} is after {context.today}"))
    if not facts.known:
        raise Rejection(UNKNOWN_BODY.because(f"no proceeding has a number of {data.body}"))
    # Earlier releases closed periods without an event.
    closed = max(state or date.min, facts.closed_until or date.min)
    if data.until <= closed:
        raise Rejection(ALREADY_CLOSED.because(f"the accounts of {data.body} are closed until {closed}"))
    return [PeriodClosed(body=data.body, until=data.until, statement=data.statement, article=closing.article)]


def evolve(state: date | None, event: EventEnvelope[Any]) -> date | None:
    """Up to which day the books are closed after an event."""
    return event.data.until if isinstance(event.data, PeriodClosed) else state


ACCOUNTS: Decider[date | None, AccountFacts] = Decider(initial=None, decide=decide, evolve=evolve)
