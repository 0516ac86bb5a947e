"""What a command asks for as the event that would record it; what follows from the course is filled in later."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from contracts.acts.file_complaint import FileComplaint
from contracts.acts.restore_complaint_limit import RestoreComplaintLimit
from contracts.acts.take_complaint_to_court import TakeComplaintToCourt
from contracts.banking import BankOrder
from contracts.commands import proceedings as commands
from contracts.commands.debtor_groups import RecordRepaymentByAnotherDebtor
from contracts.commands.distribution import AnnulDistribution, CorrectDistribution, ResolveDistribution
from contracts.commands.information import GiveInformation
from contracts.commands.parties import NameSuccessor
from contracts.envelope import CommandEnvelope
from contracts.events import proceedings as events
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.distribution import DistributionAnnulled, DistributionCorrected, DistributionResolved
from contracts.events.information import InformationGiven
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.registry import Command, Event
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.act_types import MADE_FROM_ROWS
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import imposed_fee
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.rules import paid_by_debtor
from shared.decider import Rejection
from shared.law.money.amounts import BYN, zero
from shared.law.money.errors import UnknownBaseUnit
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Ground


def drafted(journal: Journal, course: Course, command: CommandEnvelope[Any], row: ActRow) -> Act:
    """The act of a command. Raises Rejection where the command names no such act."""
    draft = _DRAFTS.get(type(command.data), _as_stated)(_Asked(journal, course, command, row))
    evidence = {}
    if isinstance(command.data, commands.ReturnDocument):
        evidence["act_drawn_up"] = command.data.act_drawn_up
    return Act(command.id, row.act, command.effective_date, draft, command.actor, draft=True, evidence=evidence)


class _Asked:
    """A command before its course."""

    def __init__(self, journal: Journal, course: Course, command: CommandEnvelope[Any], row: ActRow) -> None:
        self.journal, self.course, self.row = journal, course, row
        self.data, self.day = command.data, command.effective_date
        self.rules = course.rules

    def ground(self) -> Ground:
        """The ground the command names. Raises Rejection where it carries none of the row's decisions."""
        ground = self.rules.ground(self.data.ground, self.day)
        if ground is None or ground.decision not in self.row.decisions:
            detail = f"{self.data.ground} is no ground of {' or '.join(sorted(self.row.decisions))}"
            raise Rejection(refused.GROUND_UNFIT.because(detail, self.row.article))
        return ground

    def status(self, ground: Ground) -> events.Status:
        """The status that a decision on a ground leads to."""
        return self.rules.status(self.rules.leads_to(ground), ground.id, self.day)


def _as_stated(asked: _Asked) -> Event:
    """Of an act whose contract is made from its row: what the command states."""
    event = MADE_FROM_ROWS[asked.row.act]
    return event(**{name: getattr(asked.data, name) for name in type(asked.data).model_fields})


def _measure(asked: _Asked) -> Event:
    data: commands.AddMeasure = asked.data
    row = asked.rules.measure(data.code, asked.day)
    family = asked.rules.family(row)
    if family is None:
        detail = f"{row.id} is a {row.category.value}, not a measure of a proceeding"
        raise Rejection(refused.MEASURE_UNFIT.because(detail, str(row.article)))
    return events.MeasureAdded(
        measure=data.measure,
        code=data.code,
        status=family.starts,
        article=str(row.article),
        sum=data.sum,
        subject=data.subject,
        owed=data.owed,
        accounts=data.accounts,
    )


def _step(asked: _Asked) -> Event:
    data: commands.ChangeMeasureStatus = asked.data
    measure = asked.course.measures.get(data.measure)
    # That the proceeding has no such measure is for the conditions of the act to say.
    article = str(asked.rules.measure(measure.code, asked.day).article) if measure else asked.row.article
    return events.MeasureStatusChanged(measure=data.measure, status=data.status, article=article, note=data.note)


def _payment(asked: _Asked) -> Event:
    data: commands.RecordPayment = asked.data
    nothing = zero(data.sum.currency)
    return events.PaymentReceived(
        payment=data.payment,
        sum=data.sum,
        source=data.source,
        measure=data.measure,
        costs=nothing,
        fee=nothing,
        repayments=(),
        surplus=nothing,
        article=asked.row.article,
        rule_set=asked.rules.id,
        bank_order=_with_payer(asked),
        pledged_thing=data.pledged_thing,
        cash_in_hand=data.cash_in_hand,
        payday=data.payday,
        passed_on=data.passed_on,
        credited_on=data.credited_on,
    )


def _with_payer(asked: _Asked) -> BankOrder | None:
    """The bank order with its payer, where it is known: the debtor, if nobody else is named."""
    order: BankOrder | None = asked.data.bank_order
    if order is None or order.payer is not None or not paid_by_debtor(asked.data.source):
        return order
    return order.model_copy(update={"payer": asked.course.parties[PartyRole.DEBTOR].identifier})


def _repayment_of_another(asked: _Asked) -> Event:
    stated = {name: getattr(asked.data, name) for name in type(asked.data).model_fields}
    return RepaidByAnotherDebtor(**stated, repayments=(), article=asked.row.article)


def _fee(asked: _Asked) -> Event:
    try:
        return imposed_fee(asked.rules, asked.course.debtor_on(asked.day), asked.day)
    except UnknownBaseUnit as error:
        raise Rejection(refused.BASE_UNIT_UNKNOWN.because(str(error))) from error


def _resumption(asked: _Asked) -> Event:
    data: commands.ResumeProceeding = asked.data
    status = asked.rules.status(asked.course.stage, data.reason, asked.day)
    return events.ProceedingResumed(status=status, ground=data.ground)


def _return(asked: _Asked) -> Event:
    ground = asked.ground()
    return events.DocumentReturned(status=asked.status(ground), counts_for_twice_returned=bool(ground.counts_as_return))


def _completion(asked: _Asked) -> Event:
    ground = asked.ground()
    if asked.rules.asked_by(ground).leads_to is None:
        detail = "a return or a termination ends the proceeding itself, with its own ground"
        raise Rejection(refused.GROUND_UNFIT.because(detail, str(ground.article)))
    return events.ProceedingCompleted(status=asked.status(ground))


def _resolution(asked: _Asked) -> UUID:
    """The event that made the resolution, which the command names by the event or by the act; none: the initiation."""
    named, initiation = asked.data.resolution, next(iter(asked.journal.events))
    if named in {None, asked.journal.initiated_by}:
        return initiation
    recorded = {act.id: act.recorded_in for act in asked.journal.acts}
    event: UUID = recorded.get(named) or named
    return event


def _with_start_of_limit(asked: _Asked) -> Event:
    """A complaint as stated, with the event that started its limit where the command names the act."""
    named, recorded = asked.data.started_by, {act.id: act.recorded_in for act in asked.journal.acts}
    return _as_stated(asked).model_copy(update={"started_by": recorded.get(named) or named})


def _restoration(asked: _Asked) -> Event:
    """A restoration as stated; which limit it is follows from the complaint, where the command does not name it."""
    stated = _with_start_of_limit(asked)
    if asked.data.started_by is not None:
        return stated
    steps = asked.course.things.said(asked.data.complaint, "file-complaint", "take-complaint-to-court")
    named = [step.data.started_by for step in steps if step.day <= asked.day]
    return stated.model_copy(update={"started_by": named[-1] if named else None})


def _information(asked: _Asked) -> Event:
    data: GiveInformation = asked.data
    return InformationGiven(information_request=data.information_request, figures_of=data.figures_of)


def _distribution(asked: _Asked) -> Event:
    data: ResolveDistribution = asked.data
    receipt = asked.course.receipts.get(data.payment)
    # What is calculated is filled in by the decision; of nothing, nothing is shared.
    nothing = zero(receipt.sum.currency if receipt else BYN)
    return DistributionResolved(
        distribution=data.distribution,
        payment=data.payment,
        distributed=nothing,
        rest=nothing,
        shares=(),
        article=asked.row.article,
        rule_set=asked.rules.id,
        rates=data.rates,
    )


def _correction_of_distribution(asked: _Asked) -> Event:
    data: CorrectDistribution = asked.data
    nothing = _nothing_of(asked, data.distribution)
    return DistributionCorrected(
        distribution=data.distribution,
        reason=data.reason,
        returned=nothing,
        distributed=nothing,
        rest=nothing,
        shares=(),
        article=asked.row.article,
        rule_set=asked.rules.id,
        rates=data.rates,
    )


def _annulment_of_distribution(asked: _Asked) -> Event:
    data: AnnulDistribution = asked.data
    return DistributionAnnulled(
        distribution=data.distribution,
        paper=data.paper,
        returned=_nothing_of(asked, data.distribution),
        shares=(),
        article=asked.row.article,
        cause=data.cause,
    )


def _nothing_of(asked: _Asked, distribution: UUID) -> Money:
    division = asked.course.distributions.get(distribution)
    return zero(division.total.currency if division else BYN)


_DRAFTS: Mapping[type[Command], Callable[[_Asked], Event]] = {
    commands.AssignExecutor: lambda asked: events.ExecutorAssigned(
        executor=asked.data.executor, article=asked.row.article, reason=asked.data.reason
    ),
    commands.RecordService: lambda asked: events.DebtorServed(
        method=asked.data.method,
        ground=asked.data.ground,
        article=asked.rules.served_under(asked.data.method, asked.data.ground),
    ),
    commands.AddMeasure: _measure,
    commands.ChangeMeasureStatus: _step,
    commands.RecordCost: lambda asked: events.CostIncurred(
        cost=asked.data.cost,
        kind=asked.data.kind,
        sum=asked.data.sum,
        fund=asked.data.fund,
        proposal=asked.data.proposal,
        storage_pay=asked.data.storage_pay,
    ),
    commands.RecordPayment: _payment,
    RecordRepaymentByAnotherDebtor: _repayment_of_another,
    GiveInformation: _information,
    ResolveDistribution: _distribution,
    CorrectDistribution: _correction_of_distribution,
    AnnulDistribution: _annulment_of_distribution,
    commands.ImposeFee: _fee,
    commands.RecordFulfilment: lambda asked: events.ClaimFulfilled(claim=asked.data.claim),
    commands.SuspendProceeding: lambda asked: events.ProceedingSuspended(
        status=asked.status(asked.ground()), until=asked.data.until
    ),
    commands.ResumeProceeding: _resumption,
    commands.TerminateProceeding: lambda asked: events.ProceedingTerminated(status=asked.status(asked.ground())),
    commands.ReturnDocument: _return,
    commands.CompleteProceeding: _completion,
    FileComplaint: _with_start_of_limit,
    TakeComplaintToCourt: _with_start_of_limit,
    RestoreComplaintLimit: _restoration,
    NameSuccessor: lambda asked: SuccessorNamed(
        role=asked.data.role, successor=asked.data.successor, basis=asked.data.basis, article=asked.row.article
    ),
    commands.SendResolutionCopies: lambda asked: events.ResolutionCopiesSent(
        resolution=_resolution(asked),
        recipients=asked.data.recipients,
    ),
}
