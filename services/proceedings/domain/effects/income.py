"""Levy on income: an order carries it out, a payday is compared with the law, a proceeding goes on (Art. 391-395)."""

from contracts.events.proceedings import CompulsoryExecutionStarted
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.income import AT_PAYER, deductions, orders, orders_in
from services.proceedings.domain.paydays import of_payment, settle
from shared.law.money.amounts import written, zero
from shared.law.procedures import Act, ActRow

CHECK = "check-deductions"
RENEWED = "compulsory-renewed"


@EFFECTS.named("begin-income-levy")
def begin_income_levy(course: Course, act: Act, row: ActRow) -> None:
    """With the first order the levy is carried out (Art. 402(3) ind. 2)."""
    measure = course.measures.get(act.data.measure)
    if measure is not None and measure.status == "adopted":
        course.move_measure(measure, "in-force", act.day, row.article, row.act)


@EFFECTS.named("compare-deduction")
def compare_deduction(course: Course, act: Act, row: ActRow) -> None:
    """Where a payer withheld another sum than the Code gives, the deductions are to be checked (Art. 395(1))."""
    shares = deductions(course, act.data)
    currency = act.data.withheld.currency
    due, working, article = zero(currency), "nothing is left to be withheld", str(row.article)
    if shares is not None:
        due = next(each.withheld for each in shares.deductions if each.number == course.number)
        working, article = "; ".join(step.working for step in shares.steps), str(shares.steps[0].article)
    if due.amount != act.data.withheld.amount:
        detail = f"{written(act.data.withheld)} was withheld, {written(due)} is due: {working}"
        course.open_duty(CHECK, act.id, act.day, (refused.DEDUCTION_UNFIT.because(detail, article),))


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
    settled = next((move.to for move in row.moves_thing if move.by_effect), None)
    for payday in of_payment(course, act.data.payment):
        settle(course, act, payday, settled)
