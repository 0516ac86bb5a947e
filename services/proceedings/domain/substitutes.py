"""Who stands in for an executor of a body: appointed by whom hands proceedings over, from day to day (Art. 344(3)).

The proceedings stay with the executor who is away: nothing in them changes, and both may act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands.substitutes import AppointSubstitute, EndSubstitution
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.substitutes import SubstituteAppointed, SubstitutionEnded
from contracts.identifiers import substitutes_of
from contracts.problems import Problem
from services.proceedings.domain.authority import of_another_body
from services.proceedings.domain.refusals import ACTOR_UNFIT, EXECUTOR_OF_ANOTHER_BODY, NOT_FOR_PROCEEDINGS, Refusal
from services.proceedings.domain.rules import rules_on
from shared.actors import Sender
from shared.decider import Context, Decided, Decider, Rejection
from shared.law.senders import is_named

HANDS_OVER = "assign-executor"
"""The act whose row says who decides which executor acts, and by which article."""
OTHER_STREAM = Refusal("stream-of-another-body", "the substitutes of a body have one stream", "Art. 344(3)", "stream")
REPEATED = Refusal("substitution-repeated", "a substitution is appointed once", "Art. 344(3)", "substitution")
UNKNOWN = Refusal("substitution-unknown", "the substitution was appointed before", "Art. 344(3)", "substitution")
SAME = Refusal("substitute-is-the-executor", "another executor stands in", "Art. 344(3)", "substitute")
OVER = Refusal("substitution-over", "a substitution lasts today or later", "Art. 344(3)", "until")
ENDS_FIRST = Refusal("substitution-ends-first", "the last day is not before the first one", "Art. 344(3)", "until")
NOT_EARLIER = Refusal("substitution-not-earlier", "a substitution ends earlier than it was to", "Art. 344(3)", "until")


@dataclass(frozen=True, slots=True)
class Substitutes:
    """The last day of each substitution of a body."""

    until: Mapping[UUID, date] = field(default_factory=dict)


def decide(state: Substitutes, command: CommandEnvelope[Any], context: Context[None]) -> Decided:
    """The events a command leads to; raises Rejection."""
    data, today = command.data, context.today
    if not isinstance(data, AppointSubstitute | EndSubstitution):
        raise Rejection(NOT_FOR_PROCEEDINGS.because(command.type))
    if command.stream != substitutes_of(data.body):
        raise Rejection(OTHER_STREAM.because(f"those of {data.body} have {substitutes_of(data.body)}"))
    article = _article(command)
    if isinstance(data, EndSubstitution):
        _check(_of_end(state, data, today))
        return [SubstitutionEnded(**dict(data), article=article)]
    _check(_of_appointment(state, data, today))
    return [SubstituteAppointed(**dict(data), article=article)]


def _check(problems: Sequence[Problem]) -> None:
    if problems:
        raise Rejection(*problems)


def _article(command: CommandEnvelope[Any]) -> str:
    """On what it rests, if its sender may decide it. Raises Rejection."""
    rules, sender = rules_on(command.effective_date), Sender.named(command.actor)
    row = rules.law.procedures.enforcement.acts[HANDS_OVER]
    if not is_named(rules.law, sender, row.by):
        raise Rejection(ACTOR_UNFIT.because(f"{command.actor} is none of {', '.join(row.by)}", row.article))
    _check(tuple(of_another_body(sender, {command.data.body})))
    return str(row.article)


def _of_appointment(state: Substitutes, data: AppointSubstitute, today: date) -> list[Problem]:
    problems = [
        EXECUTOR_OF_ANOTHER_BODY.at(where).because(f"executor {executor} is not of body {data.body}")
        for where, executor in (("executor", data.executor), ("substitute", data.substitute))
        if executor.partition("-")[0] != data.body
    ]
    if data.substitute == data.executor:
        problems.append(SAME.because(f"{data.executor} is the executor"))
    if data.until < data.since:
        problems.append(ENDS_FIRST.because(f"{data.until} lies before {data.since}"))
    elif data.until < today:
        problems.append(OVER.because(f"{data.until} lies before {today}"))
    if data.substitution in state.until:
        problems.append(REPEATED.because("the body has a substitution with this id"))
    return problems


def _of_end(state: Substitutes, data: EndSubstitution, today: date) -> list[Problem]:
    until = state.until.get(data.substitution)
    if until is None:
        return [UNKNOWN.because("the body has no substitution with this id")]
    if data.until >= until:
        return [NOT_EARLIER.because(f"it lasts until {until}")]
    if until < today:
        return [OVER.because(f"{until} lies before {today}")]
    return []


def evolve(state: Substitutes, event: EventEnvelope[Any]) -> Substitutes:
    """The substitutions after an event."""
    return replace(state, until={**state.until, event.data.substitution: event.data.until})


SUBSTITUTES: Decider[Substitutes, None] = Decider(initial=Substitutes(), decide=decide, evolve=evolve)
