"""Levy on income: an order carries it out, a payday is compared with the law, a proceeding goes on (Art. 391-395)."""

from uuid import UUID

from contracts.events.proceedings import CompulsoryExecutionStarted
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.deductions import currencies_without_rate, deductions, levied_on
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.income import (
    AT_PAYER,
    after_the_end,
    orders,
    orders_in,
    resting,
)
from services.proceedings.domain.income_basis import ORDERED, opens_periodic_alone
from services.proceedings.domain.paydays import SETTLED, WITHHELD, left_of, of_payment
from services.proceedings.domain.things import Step
from shared.law.money.amounts import written, zero
from shared.law.procedures import Act, ActRow

CHECK = "check-deductions"
RENEWED = "compulsory-renewed"


@EFFECTS.named("begin-income-levy")
def begin_income_levy(course: Course, act: Act, row: ActRow) -> None:
    """With the first order the levy is carried out (Art. 402(3) ind. 2)."""
    measure = course.measures.get(act.data.measure)
    if measure is not None and measure.status == ORDERED:
        measure.periodic_alone = opens_periodic_alone(course)
        course.move_measure(measure, "in-force", act.day, row.article, row.act)


@EFFECTS.named("compare-deduction")
def compare_deduction(course: Course, act: Act, row: ActRow) -> None:
    """Where a payer withheld another sum than the Code gives, the deductions are to be checked (Art. 395(1))."""
    withheld = act.data.withheld
    if not withheld.amount:
        _settle(course, act, act.data.payday, SETTLED)
    due, working, article = _due(course, act, row)
    course.due_on_paydays[act.data.payday] = due
    if due is None or due.amount != withheld.amount:
        compared = f"{written(withheld)} was withheld, {written(due)} is due: " if due is not None else ""
        problem = refused.DEDUCTION_UNFIT.because(f"{compared}{working}", article)
        course.open_duty(CHECK, act.id, act.day, (problem,))


def _due(course: Course, act: Act, row: ActRow) -> tuple[Money | None, str, str]:
    """What the payer has to withhold on a payday, how that follows, by which article; none where that is not known."""
    nothing, rest = zero(act.data.withheld.currency), resting(course, act.data.income_order, act.day)
    levied, kinds = levied_on(course, act.data), course.rules.money.income.kinds
    if after_the_end(course, act.day):
        return nothing, f"the proceeding is {course.status} since {course.statuses[-1].day}", str(row.article)
    if rest is not None:
        stopped = course.rules.law.procedures.enforcement.rows[_moved_by(course, act.data.income_order, rest)]
        return nothing, f"{stopped.names.en} on {rest.day}", str(stopped.article)
    if not levied:
        others = ", ".join(kinds[each.kind].names.en for each in act.data.income)
        return nothing, f"the document is for other income than {others}", str(row.article)
    unrated = currencies_without_rate(course, act.data) if any(kinds[each.kind].rate for each in levied) else []
    if unrated and act.data.other_documents:
        # Art. 392(2): in proportion to the sums, which are in several currencies.
        return None, f"the shares of the documents need the official rates of {', '.join(unrated)}", str(row.article)
    shares = deductions(course, act.data)
    if shares is None:
        return nothing, "nothing is left to be withheld", str(row.article)
    due = next(each.withheld for each in shares.deductions if each.number == course.number)
    return due, "; ".join(step.working for step in shares.steps), str(shares.steps[0].article)


def _moved_by(course: Course, thing: UUID, step: Step) -> str:
    """The row of the act that brought a thing to a status."""
    return next(said.name for said in course.things.acts[thing] if said.act == step.act)


@EFFECTS.named("end-income-levy")
def end_income_levy(course: Course, act: Act, row: ActRow) -> None:
    """A levy by which all was withheld is performed, once no payer has its document (Art. 392(1))."""
    sent = dict(orders(course))
    measure = course.measures.get(sent[act.data.income_order].measure) if act.data.income_order in sent else None
    elsewhere = any(sent[order].measure == measure.id for order in orders_in(course, AT_PAYER)) if measure else False
    if act.data.cause == "fully-withheld" and measure is not None and measure.status == "in-force" and not elsewhere:
        course.move_measure(measure, "performed", act.day, row.article, row.act)


@EFFECTS.named("renew")
def renew(course: Course, act: Act, _: ActRow) -> None:
    """A completed proceeding goes on in compulsory execution, with what it had (Art. 391(3))."""
    if not course.ended:
        return
    course.ended, course.ended_by = False, None
    status = course.rules.status("compulsory", RENEWED, act.day)
    course.move(CompulsoryExecutionStarted(status=status), act.day, status.code)


@EFFECTS.named("move-things")
def move_things(course: Course, act: Act, row: ActRow) -> None:
    """The act moves its things; another effect publishes it."""
    course.things.take(act, row)


@EFFECTS.named("settle-payday")
def settle_payday(course: Course, act: Act, row: ActRow) -> None:
    """What was sent on, or came back, settles the payday or opens it again (Art. 391(2))."""
    for payday in of_payment(course, act.data.payment):
        _settle(course, act, payday, _settled(row))


@EFFECTS.named("settle-returned-payday")
def settle_returned_payday(course: Course, act: Act, row: ActRow) -> None:
    """What the debtor has again nobody sends on (Art. 394(1))."""
    _settle(course, act, act.data.payday, _settled(row))


def _settle(course: Course, act: Act, payday: UUID, settled: str | None) -> None:
    """A payday is settled once all that was withheld was sent on, and is open again where some of it came back.

    `settled` is the status to which an act of this kind brings it; none: it settles nothing.
    """
    left, status = left_of(course, payday), course.things.status(payday)
    if left is None:
        return
    if status == WITHHELD and not left.amount and settled is not None:
        course.things.move(payday, settled, act)
    elif status != WITHHELD and left.amount:
        course.things.move(payday, WITHHELD, act)


def _settled(row: ActRow) -> str | None:
    return next((move.to for move in row.moves_thing if move.by_effect), None)
