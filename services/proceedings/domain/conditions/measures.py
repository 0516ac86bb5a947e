"""What measures ask for: their family, their place in the proceeding, their sum (Art. 343, 348, 351, 360)."""

from collections.abc import Iterator

from contracts.acts.report_measure_step import MeasureStepReported
from contracts.acts.request_measure import MeasureRequested
from contracts.banking import Account
from contracts.events.proceedings import MeasureAdded, MeasureStatusChanged
from contracts.problems import Problem
from contracts.values import PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import owes
from services.proceedings.domain.caps import cap_in_order, cap_of, whole_cap
from services.proceedings.domain.changed_judgments import judgment_fell
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.costs_to_come import something_to_levy_for
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.measure_requests import COURT, code_that_begins
from services.proceedings.domain.periodic import payments_to_come
from services.proceedings.domain.refusals import Refusal
from services.proceedings.domain.third_persons_debt import answer_of, left_of_answer
from shared.check_digits import fault_of_account
from shared.law.money import Limit
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.measures import Transition
from shared.law.rule_sets.rows import Measure as MeasureRow
from shared.law.rule_sets.vocabulary import Nature

BY_RULING = "court-ruling"
BY_PETITION = "petition"
REFUSED = "refused"
SUSPENDED = "suspended"


@CONDITIONS.derived("new-measure", of_form=True)
def new_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """A measure is initiated once."""
    data: MeasureAdded = act.data
    if data.measure in course.measures:
        yield refused.MEASURE_REPEATED.because("a measure has this id already")


@CONDITIONS.derived("currency-of-the-claims", of_form=True)
def currency_of_the_claims(course: Course, act: Act, _: ActRow) -> Problems:
    """The sum of a measure is stated where the document claims money in several currencies."""
    data: MeasureAdded = act.data
    currencies, article = course.currencies(), str(_row(course, act).article)
    if data.sum is None and len(currencies) > 1 and course.rules.asked_by_measure(data.code).cap:
        yield refused.SUM_MISSING.because(f"the document claims money in {', '.join(currencies)}", article)


@CONDITIONS.derived("currency-of-a-debt")
def currency_of_a_debt(course: Course, act: Act, _: ActRow) -> Problems:
    """The sum of a measure is in a currency in which something is owed: claims, costs, or a charged fee."""
    data: MeasureAdded = act.data
    if data.sum is not None and data.sum.currency not in course.owed_in():
        detail = f"nothing is owed in currency {data.sum.currency}"
        yield refused.NOTHING_OWED_IN_CURRENCY.because(detail, str(_row(course, act).article))


@CONDITIONS.derived("within-third-person-debt")
def within_third_person_debt(course: Course, act: Act, _: ActRow) -> Problems:
    """A third person pays no more than it owes the debtor (Art. 375)."""
    data: MeasureAdded = act.data
    if data.sum is None or data.owed is None:
        return
    same = data.sum.currency == data.owed.currency
    if not same or data.sum.amount > data.owed.amount:
        detail = f"{written(data.sum)} is more than the {written(data.owed)} that the third person owes"
        yield refused.CAP_EXCEEDED.because(detail, course.rules.money.caps.third_person.article)


@CONDITIONS.derived("third-person-debt-due")
def third_person_debt_due(course: Course, act: Act, _: ActRow) -> Problems:
    """What a third person answered is the sum and the day of its debt, where the levy rests on nothing else.

    With its consent its property is levied on before that day, but not for nothing (Art. 375(3)).
    """
    data: MeasureAdded = act.data
    asked = course.rules.asked_by_measure(data.code)
    by_consent = asked.levies_on_property_of is not None
    levies = asked.asks_third_person and (asked.total is not None or by_consent) and data.owed is None
    answer = answer_of(course, None, data.subject) if levies else None
    if answer is None:
        return
    if answer.due_on is not None and act.day < answer.due_on and not by_consent:
        yield refused.TOO_EARLY.because(f"the third person is to pay on {answer.due_on}", "Art. 375(1)")
    owed, left, sum_ = answer.owed, left_of_answer(course, answer), data.sum
    if left is None or not left.amount or (sum_ and sum_.currency == left.currency and sum_.amount > left.amount):
        detail = f"the third person answered that it owes {'nothing' if owed is None else written(owed)}"
        detail += (
            "" if owed is None or left is None or left.amount == owed.amount else f", of which {written(left)} is left"
        )
        yield refused.CAP_EXCEEDED.because(detail, course.rules.money.caps.third_person.article)


@CONDITIONS.derived("accounts-fit-measure", of_form=True)
def accounts_fit_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """Accounts are named of a measure that is directed at accounts, and can exist."""
    accounts: tuple[Account, ...] = act.data.accounts or ()
    code, measure = code_that_begins(course, act.data), course.measures.get(act.data.measure)
    code = code or (measure.code if measure is not None else None)
    if accounts and code is not None and not course.rules.asked_by_measure(code).on_accounts:
        yield refused.ACCOUNTS_UNFIT.because(f"{code} is not directed at accounts")
    for place, each in enumerate(accounts):
        if fault := fault_of_account(each.account):
            yield refused.ACCOUNTS_UNFIT.at(f"accounts.{place}.account").because(fault)


@CONDITIONS.derived("judgment-stands")
def judgment_stands(course: Course, _: Act, __: ActRow) -> Problems:
    """Nothing more is taken under a judgment that fell in whole: its recovery is ended (Art. 334(2))."""
    if judgment_fell(course):
        yield refused.JUDGMENT_FELL.because("the judgment is on record as changed or annulled in whole")


@CONDITIONS.derived("something-owed")
def something_owed(course: Course, _: Act, __: ActRow) -> Problems:
    """Property is levied on within what is owed: claims, costs, fees, and what is to be charged or falls due yet."""
    if not something_to_levy_for(course):
        yield refused.EVERYTHING_PAID.because("claims, costs and fees are paid")


@CONDITIONS.derived("measure-begins-in-status")
def measure_begins_in_status(course: Course, act: Act, _: ActRow) -> Problems:
    """Measures of its family begin in the status of the day."""
    row = _row(course, act)
    family = course.rules.family(row)
    if course.ended or family is None:
        return
    goes_on = course.status == SUSPENDED and course.rules.asked_by_measure(row.id).while_suspended
    if course.status not in family.statuses and not goes_on:
        detail = f"{row.id} does not begin while the proceeding is {course.status}"
        yield refused.NOT_IN_THIS_STATUS.at("code").because(detail, family.article)


@CONDITIONS.derived("debtor-fits-measure")
def debtor_fits_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """Some measures are for citizens and sole traders, some for legal persons."""
    row = _row(course, act)
    asked = course.rules.asked_by_measure(row.id)
    if asked.legal_person and course.debtor is not PartyKind.LEGAL_PERSON:
        yield refused.DEBTOR_NO_LEGAL_PERSON.because("the debtor is no legal person", str(row.article))
    if asked.individual and course.debtor is PartyKind.LEGAL_PERSON:
        yield refused.DEBTOR_NOT_INDIVIDUAL.because("the debtor is a legal person", str(row.article))


@CONDITIONS.derived("claim-fits-measure")
def claim_fits_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """The measure serves a claim of its kind of which something is left, or what is owed beside the claims."""
    row = _row(course, act)
    asked = course.rules.asked_by_measure(row.id)
    natures = {course.rules.nature(claim.type) for claim in course.open_claims()}
    # Costs and a charged fee are levied like claims (Art. 401(2), 402(1)); payments fall due later (Art. 389(1)).
    owed = asked.claim is Nature.MONEY and (owes(course) or payments_to_come(course))
    if asked.claim is not None and asked.claim not in natures and not owed:
        yield refused.NO_FITTING_CLAIM.because(f"no {asked.claim.value} claim is open", str(row.article))


@CONDITIONS.derived("sum-within-cap")
def sum_within_cap(course: Course, act: Act, _: ActRow) -> Problems:
    """All measures together secure or levy no more than execution needs (Art. 348(5), 369(1), 377(5), 380(6))."""
    data: MeasureAdded = act.data
    yield from _beyond(cap_of(course, data), data, refused.CAP_EXCEEDED)


@CONDITIONS.derived("request-within-cap")
def request_within_cap(course: Course, act: Act, _: ActRow) -> Problems:
    """No more is asked for than secures the claims, the costs and the ten percent; what others secure may still end."""
    yield from _beyond(whole_cap(course, act.data), act.data, refused.CAP_EXCEEDED)


@CONDITIONS.derived("money-comes-first")
def money_comes_first(course: Course, act: Act, _: ActRow) -> Problems:
    """Other property is levied on for what money does not cover (Art. 369(6))."""
    data: MeasureAdded = act.data
    yield from _beyond(cap_in_order(course, data), data, refused.OUT_OF_ORDER_OF_LEVY)


def _beyond(limit: Limit | None, data: MeasureAdded | MeasureRequested, refusal: Refusal) -> Iterator[Problem]:
    """A measure for more than a limit; one whose sum is not stated needs something to be left."""
    if limit is None or (limit.allows(data.sum) if data.sum is not None else limit.limit.amount):
        return
    wanted = written(data.sum) if data.sum is not None else f"a measure of {data.code}"
    working = "; ".join(step.working for step in limit.steps)
    yield refusal.because(f"{wanted} is more than {written(limit.limit)}: {working}", limit.steps[-1].article)


@CONDITIONS.derived("known-measure", of_form=True)
def known_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """The measure belongs to the proceeding."""
    data: MeasureStatusChanged = act.data
    if data.measure not in course.measures:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")


@CONDITIONS.derived("step-of-the-measure")
def step_of_the_measure(course: Course, act: Act, act_row: ActRow) -> Problems:
    """A measure moves along its statuses, or as the row of the act says."""
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")
        return
    row = course.rules.measure(measure.code, act.day)
    if act_row.moves_measure is not None:
        if measure.status not in act_row.moves_measure.from_:
            detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
            yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, act_row.article)
        return
    data: MeasureStatusChanged = act.data
    step = course.step(measure, data.status, act.day)
    if step is None:
        detail = f"{measure.code} cannot go from {measure.status} to {data.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.because(detail, str(row.article))
    elif step.taken_by == BY_PETITION or (step.taken_by == BY_RULING and COURT in row.decided_by):
        wanted = "the decision on a petition" if step.taken_by == BY_PETITION else "the ruling of the court"
        detail = f"{measure.code} goes from {measure.status} to {data.status} by {wanted}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.because(detail, str(step.article or row.article))
    elif measure.pause is not None and not measure.pause.stops and data.status == measure.pause.back_to:
        detail = (
            f"the court suspended {measure.code} until {measure.pause.last_day}; it is in force again by law after that"
        )
        yield refused.MEASURE_STEP_IMPOSSIBLE.because(detail, measure.pause.article)
    else:
        # Art. 351(2): what a bank or another addressee did is a fact, and no action of the executor that rests.
        yield from barred(course, measure, step, row, by_others=isinstance(act.data, MeasureStepReported))


@CONDITIONS.derived("refusal-has-motives", of_form=True)
def refusal_has_motives(_: Course, act: Act, __: ActRow) -> Problems:
    """What is refused is refused for reasons that the resolution states (Art. 343(2) ind. 6)."""
    data: MeasureStatusChanged = act.data
    if data.status == REFUSED and data.note is None:
        yield refused.REASON_MISSING.at("note").because("the measure is refused", "Art. 343(2) ind. 6")


def barred(
    course: Course, measure: Measure, step: Transition, row: MeasureRow, *, by_others: bool = False
) -> Iterator[Problem]:
    """Why a step of a measure is not open now: the proceeding ended, or is suspended."""
    # What the executor ordered ended with the proceeding, unless it was done after an end that was recorded late.
    asked = course.rules.asked_by_measure(row.id)
    ended_with_it = "court-executor" in row.decided_by and measure.history[-1].day < course.statuses[-1].day
    if course.ended and (step.to != "cancelled" or ended_with_it):
        detail = f"the proceeding is {course.status}; only the court's cancellation is left"
        yield refused.FINISHED.because(detail)
    elif course.status == SUSPENDED and not (step.while_suspended or by_others or asked.while_suspended):
        detail = f"{row.id} is not carried on while the proceeding is suspended"
        yield refused.NOT_IN_THIS_STATUS.at("status").because(detail, str(row.article))


def _row(course: Course, act: Act) -> MeasureRow:
    data: MeasureAdded = act.data
    return course.rules.measure(data.code, act.day)
