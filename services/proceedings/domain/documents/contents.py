"""What a resolution says, apart from its language (Art. 343(2) and the article of its act).

It follows from the proceeding as it stood when the resolution was made: what happens later never changes it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.acts.convert_receipt import ReceiptConverted
from contracts.acts.decline_question import QuestionDeclined
from contracts.acts.extend_suspension import SuspensionExtended
from contracts.acts.postpone_action import ActionPostponed
from contracts.codelists import CLAIM_TYPES, CURRENCIES, MEASURE_STATUSES, STATUSES, Names
from contracts.envelope import EventEnvelope
from contracts.events import proceedings as events
from contracts.events.corrections import CorrectionMade
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.events.information import InformationGiven
from contracts.events.parties import PartyRole
from contracts.registry import Event
from contracts.revisions import entry_of
from contracts.values import Money
from services.proceedings.domain.course import VOLUNTARY_TERM, Course
from services.proceedings.domain.documents.force import copies_to, is_execution_document
from services.proceedings.domain.documents.returns import executed, presented_again
from services.proceedings.domain.documents.sentences import sentence_of
from services.proceedings.domain.documents.slips import changes_between
from services.proceedings.domain.documents.stated import ground_named, measure_named, stated_in
from services.proceedings.domain.journal import Journal, recorded_act, stated_by
from services.proceedings.domain.rules import Rules
from services.proceedings.domain.views import executor_in
from shared.documents.complaints import complaints_against
from shared.documents.resolution import (
    Change,
    Clause,
    Code,
    Concerned,
    Line,
    Reason,
    Resolution,
    Value,
)
from shared.law.money.amounts import add, total
from shared.law.rule_sets.fields import Wording
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.rows import Actor

DECISION = "decide-on-statement"
_HEAD = "head-of-enforcement-body"


class Made(NamedTuple):
    """A resolution that was made."""

    number: str
    kind: str
    """Of document, as the rule set names it."""
    event: EventEnvelope[Any]
    """The event that made it."""
    journal: Journal
    """The proceeding after it."""
    course: Course
    before: Journal | None
    """Before it; none: nothing was."""
    numbers: Mapping[UUID, str]
    """Of the resolutions made in the proceeding, by act."""


def resolution(made: Made) -> Resolution:
    """What the resolution says."""
    rules, day = made.course.rules, made.event.effective_date
    data = _data(made)
    row = _row(made, data)
    document = rules.law.document(made.kind, day)
    head = _HEAD in document.issuer and (len(document.issuer) == 1 or rules.actor(made.event.actor) == _HEAD)
    maker = _HEAD if head else "court-executor"
    initiation = made.journal.initiation
    parties = made.course.parties
    return Resolution(
        number=made.number,
        kind=document.name,
        subject=_subject(data, row),
        signatory=maker,
        body=made.course.office.body,
        executor=executor_in(made.course.items, initiation.executor),
        made_on=day,
        concerns=Concerned(made.journal.number, made.journal.initiated_on),
        document=initiation.document,
        recoverer=parties[PartyRole.RECOVERER],
        debtor=parties[PartyRole.DEBTOR],
        claims=tuple(
            (CLAIM_TYPES[claim.type].names, claim.sum) for claim in made.course.claims.values() if claim.fell_on is None
        ),
        stated=(*_stated(data, row, made, day), *_papers(made, data)),
        reasons=_without_repetition(_reasons(data, row, rules, day)),
        decided=(
            tuple(_decided(data, made, day))
            or tuple(sentence_of(data, row, made.course, day))
            or (Clause("other", {"act": row.names}),)
        ),
        sums=tuple(_sums(data, made)),
        total=_total(data),
        changes=_changes(data, made),
        complaints=complaints_against(_complained_of(row, data, rules), maker, rules.law, day),
        copies_to=_named(copies_to(row, made.event.id, made.course), rules),
        execution_document=is_execution_document(document, data, made.course, day),
    )


def _data(made: Made) -> Event:
    """The event of the act; a revision says it beside what it changed."""
    data: Event = made.event.data
    if isinstance(data, events.CourseRevised) and data.act is not None:
        return entry_of(data.act).data
    return data


def _row(made: Made, data: Event) -> ActRow:
    """The row of the act; of an initiation, that of the decision on the statement."""
    procedures = made.course.rules.law.procedures
    if isinstance(data, events.ProceedingInitiated):
        return procedures.statement.acts[DECISION]
    id_ = data.entry if isinstance(data, CorrectionMade) else made.event.id
    act = next((each for each in made.journal.acts if each.recorded_in == id_), None)
    return procedures.enforcement.rows[act.name] if act else procedures.statement.acts[DECISION]


def _stated(data: Event, row: ActRow, made: Made, day: date) -> Iterator[Line]:
    """A value that two fields state, such as the kind of a measure, stands once."""
    if row.act != DECISION and not isinstance(data, CorrectionMade):
        yield from {repr(line.value): line for line in stated_in(data, row, made.course, day)}.values()
    if isinstance(data, InformationGiven):
        yield from _figures(data, made.course.rules)


def _figures(data: InformationGiven, rules: Rules) -> Iterator[Line]:
    """Of each proceeding against the debtor its status, the debt by currency, and the measures that last (Art. 407)."""
    for each in data.figures or ():
        number = Names(en=each.number, ru=each.number, be=each.number)
        yield Line(number, STATUSES[each.status].names)
        yield from (Line(number, debt) for debt in each.debts)
        for held in each.encumbrances:
            yield Line(number, rules.measure(held.measure, held.since).name)


def _subject(data: Event, row: ActRow) -> Names | Code:
    match data:
        case events.ProceedingInitiated():
            return Code("initiation")
        case CorrectionMade():
            return Code("slip")
        case _:
            return row.names


def _papers(made: Made, data: Event) -> Iterator[Line]:
    """The papers that show what the act rests on, each with what it shows."""
    rules, recording = made.course.rules, made.event.recording
    if isinstance(data, CorrectionMade):
        yield Line("reason", data.reason)
        if data.basis is not None:
            yield Line("paper", data.basis)
    for attested in recording.attestations if recording else ():
        yield Line(_shown_by(rules.condition(attested.condition, made.event.effective_date).name), attested.paper)
    if recording is not None and recording.reason is not None:
        yield Line("reason", recording.reason)


def _shown_by(condition: Wording) -> str | Names:
    """What a paper shows; where it has no name in every language, the paper speaks for itself."""
    if condition.ru is None or condition.be is None:
        return "paper"
    return Names(en=condition.en, ru=condition.ru, be=condition.be)


def _reasons(data: Event, row: ActRow, rules: Rules, day: date) -> Iterator[Reason]:
    """The articles: of the act, of its ground, of what its event says of itself."""
    if isinstance(data, CorrectionMade):
        yield Reason("Art. 343(4)")
        return
    yield Reason(str(row.article))
    status, article = getattr(data, "status", None), getattr(data, "article", None)
    if isinstance(status, events.Status):
        yield Reason(status.article, ground_named(rules, status.reason, day))
    elif isinstance(data, events.SuspensionGroundEnded | SuspensionExtended):
        ground = rules.ground(data.ground, day)
        yield Reason(str(ground.article) if ground else str(row.article), ground_named(rules, data.ground, day))
    if article is not None:
        yield Reason(article)


def _without_repetition(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """An article is named once, with what it says where that is known."""
    named: dict[str, Reason] = {}
    for reason in reasons:
        if reason.article not in named or reason.name is not None:
            named[reason.article] = reason
    return tuple(named.values())


def _decided(data: Event, made: Made, day: date) -> Iterator[Clause]:
    course, rules = made.course, made.course.rules
    match data:
        case events.ProceedingInitiated():
            yield Clause("initiate")
            if data.document.immediate_execution:
                yield Clause("execute-at-once")
            else:
                yield Clause("voluntary-term", {"days": rules.law.limit(VOLUNTARY_TERM, day).amount or 0})
                yield Clause("after-the-term")
        case events.ExecutorAssigned():
            yield Clause("assign", {"executor": data.executor})
        case events.ProceedingResumed():
            yield Clause("resume")
        case events.SuspensionGroundEnded():
            yield Clause("ground-ended", {"ground": ground_named(rules, data.ground, day)})
        case events.MeasureAdded():
            yield Clause("measure", {"measure": measure_named(course, data.measure, day)})
            if data.sum is not None:
                yield Clause("measure-sum", {"sum": data.sum})
            if data.cap is not None:
                yield Clause("measure-cap", {"sum": data.cap})
        case events.MeasureStatusChanged():
            measure = measure_named(course, data.measure, day)
            yield Clause("measure-status", {"measure": measure, "status": _status(data)})
        case ActionPostponed():
            yield Clause("postpone", {"measure": measure_named(course, data.measure, day), "until": data.until})
        case events.CostIncurred():
            yield Clause("cost" if rules.borne_by_debtor(data.kind) else "cost-of-buyer", {"sum": data.sum})
            yield Clause("cost-at-once")
        case ReceiptConverted():
            yield Clause("convert", {"currency": CURRENCIES[data.into].names})
        case events.FeeImposed():
            yield Clause("fee", {"sum": data.sum, "base_units": data.base_units})
        case FeeChargedApart():
            yield Clause("fee-apart", {"sum": data.sum})
            for day_, sum_ in _direct_payments(made):
                yield Clause("direct-payment", {"day": day_, "sum": sum_})
        case events.PaymentReceived():
            yield Clause("distribute", {"sum": data.sum})
        case events.ProceedingSuspended():
            yield Clause("suspend")
            if data.until is not None:
                yield Clause("suspend-until", {"until": data.until})
            else:
                yield Clause("suspend-lasting")
        case SuspensionExtended():
            yield Clause("extend", {"until": data.until})
        case QuestionDeclined():
            ground = course.matters.questions[data.question].ground
            yield Clause("decline", {"ground": ground_named(rules, ground, day), "reason": data.reason})
        case events.ProceedingTerminated() | events.DocumentReturned() | events.ProceedingCompleted():
            yield from _ended(data, made, day)
        case CorrectionMade():
            yield Clause("correct", {"number": _corrected_number(data, made)})


def _ended(data: Event, made: Made, day: date) -> Iterator[Clause]:
    match data:
        case events.ProceedingTerminated():
            yield Clause("terminate")
            yield Clause("document-to-issuer", {"issuer": made.journal.initiation.document.issuer.name})
        case events.DocumentReturned():
            yield Clause("return")
            ground = made.course.rules.ground(data.status.reason, day)
            if ground is not None and ground.requires_act:
                yield Clause("act-drawn-up")
            yield from executed(made.course)
            yield presented_again(data, made.course, day)
        case events.ProceedingCompleted():
            yield Clause("complete")
            if data.status.code == "completed-sent-to-income":
                yield Clause("sent-to-income")
    for item in made.course.published_by(made.event.causation_id):
        if isinstance(item.data, events.MeasureStatusChanged):
            measure = measure_named(made.course, item.data.measure, day)
            yield Clause("release", {"measure": measure, "status": _status(item.data)})


def _status(data: events.MeasureStatusChanged) -> Names:
    return MEASURE_STATUSES[data.status].names


def _corrected_number(data: CorrectionMade, made: Made) -> Value:
    """The number of the resolution that is corrected; one that was recorded has that of its paper."""
    act = next((each for each in made.journal.acts if each.id == data.act), None)
    paper = act.recording.paper if act and act.recording else None
    return made.numbers.get(data.act) or (paper and paper.number) or Code("without-number")


def _changes(data: Event, made: Made) -> tuple[Change, ...]:
    """What a correction changes in what was written."""
    if not isinstance(data, CorrectionMade) or data.reads is None or made.before is None:
        return ()
    written = made.before.initiated_on, made.before.initiation
    if data.act != made.before.initiated_by:
        act = recorded_act(made.before, data.act)
        written = act.day, act.data
    day, reads = entry_of(data.reads)
    return changes_between(written, (day, stated_by(reads)))


def _direct_payments(made: Made) -> Iterator[tuple[date, Money]]:
    """What reached the recoverer past the account of the body, and bears the fee."""
    for receipt in made.course.receipts.values():
        if receipt.past_account and receipt.fee_due:
            yield receipt.day, receipt.sum


def _total(data: Event) -> Money | None:
    match data:
        case events.PaymentReceived():
            return data.sum
        case DistributionResolved() | DistributionCorrected():
            return add(data.distributed, data.rest)
    return None


def _shares(data: DistributionResolved | DistributionCorrected) -> Iterator[Line]:
    """Costs and fees, and what each claim gets in its queue, by the numbers of the proceedings (Art. 404-406)."""
    currency = data.rest.currency
    yield Line("to-costs", total((share.costs for share in data.shares), currency))
    yield Line("to-fee", total((add(share.charged_fees, share.fee) for share in data.shares), currency))
    for share in data.shares:
        for claim in share.claims:
            yield Line(Names(en=share.number, ru=share.number, be=share.number), claim)
    yield Line("to-surplus", data.rest)


def _sums(data: Event, made: Made) -> Iterator[Line]:
    """Where a payment goes, in the order of the distribution (Art. 403); claims are distinguished by their types."""
    if isinstance(data, DistributionResolved | DistributionCorrected):
        yield from _shares(data)
    if isinstance(data, events.PaymentReceived):
        yield Line("to-costs", data.costs)
        yield Line("to-fee", data.fee)
        for each in data.repayments:
            claim = made.course.claims[each.claim]
            yield Line(CLAIM_TYPES[claim.type].names if len(data.repayments) > 1 else "to-claim", each.sum)
        yield Line("to-surplus", data.surplus)
        if data.unallocated is not None:
            yield Line("held", data.unallocated)


def _complained_of(row: ActRow, data: Event, rules: Rules) -> ActRow:
    """A correction is a resolution of the executor, complained of like others."""
    return rules.law.procedures.statement.acts[DECISION] if isinstance(data, CorrectionMade) else row


def _named(actors: tuple[str, ...], rules: Rules) -> tuple[Names, ...]:
    return tuple(rules.law.row(Actor, actor).name for actor in actors)
