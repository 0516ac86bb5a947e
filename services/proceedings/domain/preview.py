"""What a command would do, by the very functions that carry it out; nothing is recorded."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.events.proceedings import CourseRevised, PaymentReceived
from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.consequences import document_of, duty_changes, notices_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.decide import PROCEEDING, Facts
from services.proceedings.domain.journal import Journal, State
from services.proceedings.domain.limit_changes import limits_begun, limits_ended
from services.proceedings.domain.resolutions import made_here
from services.proceedings.domain.views import measure_states, status_entries
from shared.decider import Context, Decided, Recorded, Rejection
from shared.law.money.amounts import zero
from shared.previews import foreseen, outcome_digest

T = TypeVar("T")

_SOURCE = "/lea/proceedings"


def preview(state: Journal, version: int, command: CommandEnvelope[Any], context: Context[Facts]) -> queries.Preview:
    """What the stream at this version would make of a command."""
    try:
        decided, then, made = foreseen(PROCEEDING, state, version, command, context, _SOURCE)
    except Rejection as rejection:
        return refused_preview(state, version, command, rejection.problems)
    through = max(state.through, context.today)
    before = course_of(state, through, context.facts.calendar)
    after = course_of(then, through, context.facts.calendar)
    shown = queries.Preview(
        id=command.stream,
        number=state.number,
        version=version,
        outcome="accepted",
        irregular=after.irregular.get(command.id, ()),
        revises_since=_revised_since(decided),
        conflicts=tuple(_conflicts(then, before, after, command.id)),
        statuses=_statuses(before, after),
        measures=tuple(_measures(before, after)),
        money=tuple(_money(before, after)),
        allocation=_allocation(after, command),
        division=_division(decided),
    )
    asked = {
        "document": document_of(then, after, command.id),
        "draft": any(made_here(event, then) for event in made) or None,
        "notices": tuple(notices_of(then, after, command.id)),
        "duties": tuple(duty_changes(command.stream, (state, before), (then, after))),
        "limits_begun": tuple(limits_begun(decided, command.effective_date, before, context.facts.calendar)),
        "limits_ended": tuple(limits_ended(decided, command.effective_date, before)),
    }
    # The digest stands for what the course makes of the command, as earlier releases show it.
    return shown.model_copy(update={"outcome_digest": outcome_digest(shown), **asked})


def resolution_foreseen(
    state: Journal, version: int, command: CommandEnvelope[Any], context: Context[Facts]
) -> tuple[Sequence[EventEnvelope[Any]], UUID, str]:
    """What a command would record, and which of it, in a document of which kind, is a resolution. Raises Rejection."""
    then = foreseen(PROCEEDING, state, version, command, context, _SOURCE)
    for event in then.events:
        if kind := made_here(event, then.state):
            return then.events, event.id, kind
    raise Rejection(refused.NO_DRAFT.because("it is recorded from paper, or is no resolution"))


def outcome(state: State, version: int, command: CommandEnvelope[Any], context: Context[Facts]) -> str | None:
    """The digest of the preview; none where the command would be refused."""
    return None if state is None else preview(state, version, command, context).outcome_digest


def refused_preview(
    state: Journal, version: int, command: CommandEnvelope[Any], problems: tuple[Problem, ...]
) -> queries.Preview:
    """The preview of a command that would be refused."""
    return queries.Preview(
        id=command.stream, number=state.number, version=version, outcome="refused", problems=problems
    )


def _revised_since(decided: Decided) -> Any:
    datas = (item.data if isinstance(item, Recorded) else item for item in decided)
    return next((data.since for data in datas if isinstance(data, CourseRevised)), None)


def _conflicts(state: Journal, before: Course, after: Course, own: UUID) -> Iterator[queries.Conflict]:
    """Acts that the command makes irregular."""
    for act in state.acts:
        problems = after.irregular.get(act.id, ())
        if problems and act.id != own and act.id not in before.irregular:
            yield queries.Conflict(act=act.id, name=act.name, day=act.day, problems=problems)


def _statuses(before: Course, after: Course) -> queries.StatusChange | None:
    old, new = _from_first_difference(status_entries(before), status_entries(after))
    return queries.StatusChange(before=tuple(old), after=tuple(new)) if old or new else None


def _from_first_difference(old: Sequence[T], new: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    same = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return old[same:], new[same:]


def _measures(before: Course, after: Course) -> Iterator[queries.MeasureChange]:
    for id_, measure in {**before.measures, **after.measures}.items():
        old, new = (measure_states(course.measures.get(id_)) for course in (before, after))
        if old != new:
            yield queries.MeasureChange(id=id_, code=measure.code, before=old, after=new)


def _money(before: Course, after: Course) -> Iterator[queries.MoneyChange]:
    for number, claim in after.claims.items():
        known = before.claims.get(number)
        old, new = known and known.outstanding, claim.outstanding
        if known is not None and new and old != new:
            before_ = old or zero(new.currency)  # none: the claim was not for money
            yield queries.MoneyChange(of="claim", claim=number, currency=new.currency, before=before_, after=new)
    for currency in sorted({*before.ledgers, *after.ledgers}):
        for of in ("costs", "fee"):
            owed_before, owed_after = _owed(before, currency, of), _owed(after, currency, of)
            if owed_before != owed_after:
                yield queries.MoneyChange(of=of, currency=currency, before=owed_before, after=owed_after)


def _allocation(after: Course, command: CommandEnvelope[Any]) -> queries.Allocation | None:
    """Where the money of the payment goes that the command records."""
    payment = getattr(command.data, "payment", None)
    received = (item.data for item in after.items if isinstance(item.data, PaymentReceived))
    data = next((each for each in received if each.payment == payment), None)
    if data is None:
        return None
    return queries.Allocation(
        costs=data.costs,
        fee=data.fee,
        repayments=data.repayments,
        surplus=data.surplus,
        unallocated=data.unallocated,
        explanation=data.explanation,
    )


def _division(decided: Decided) -> queries.Division | None:
    """What each proceeding gets by the distribution that is decided."""
    for item in decided:
        data = item.data if isinstance(item, Recorded) else item
        if isinstance(data, DistributionResolved | DistributionCorrected):
            return queries.Division(shares=data.shares, rest=data.rest, explanation=data.explanation)
    return None


def _owed(course: Course, currency: str, of: str) -> Money:
    ledger = course.ledgers.get(currency)
    if ledger is None:
        return zero(currency)
    return ledger.costs_owed if of == "costs" else ledger.fee_owed
