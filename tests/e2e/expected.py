"""The expected card of a case, computed from its commands without code or tables of the services.

The consequences of the demo's acts are written here from the law: the end of the voluntary term, the first status of a
measure and its status at the end, the cases in which a fee is due, and the distribution of money.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from contracts.acts.record_ruling_on_measure import RecordRulingOnMeasure
from contracts.acts.send_income_order import SendIncomeOrder
from contracts.codelists import (
    CLAIM_TYPES,
    CURRENCIES,
    ENFORCEMENT_BODIES,
    MEASURE_STATUSES,
    MEASURES,
    STATUS_REASONS,
    STATUSES,
    CodeListEntry,
)
from contracts.commands import intake, proceedings
from contracts.documents import Claim
from contracts.events.intake import Proposal
from contracts.events.proceedings import PaymentSource
from infra.demo.script import Script, Step
from shared.law.calendar import WorkingCalendar

VOLUNTARY_TERM = 7
"""Working days (Art. 357(1))."""
DECIDED_BY_THE_COURT = {"ens-exit-restriction"}
"""Measures that begin as a request to the court (Art. 348(4)); the executor adopts the others himself."""
DONE = {"performed", "not-performed", "cancelled"}
CONTINUES = {("comp-levy-wages", "completed-sent-to-income")}
"""Measures that the end does not cancel: deductions at the place of work continue (Art. 395(1))."""
LEVIED = {PaymentSource.ACCOUNT_LEVY, PaymentSource.PROPERTY_SALE}
ENDS = {
    proceedings.TerminateProceeding: {"terminate-waived": "completed-terminated"},
    proceedings.ReturnDocument: {"return-no-property": "completed-returned"},
    proceedings.CompleteProceeding: {
        "complete-fulfilled": "completed-fulfilled",
        "complete-sent-to-work": "completed-sent-to-income",
    },
}


@dataclass(frozen=True)
class Dated:
    """A code that is valid from a day."""

    day: date
    code: str
    reason: str = ""


@dataclass
class History:
    """The history of a proceeding."""

    body: str = ""
    immediate: bool = False
    claims: tuple[Claim, ...] = ()
    executors: list[Dated] = field(default_factory=list)
    statuses: list[Dated] = field(default_factory=list)
    measures: dict[Any, tuple[str, list[Dated]]] = field(default_factory=dict)
    """Code and statuses of each measure."""
    repayments: list[tuple[date, int, Decimal]] = field(default_factory=list)
    """Day, claim, amount."""
    costs: Decimal = Decimal(0)
    levied: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By currency: what was received that bears the fee, without the costs."""
    credited: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By currency: what of it went to the claims."""

    def owed(self, claim: Claim) -> Decimal:
        """The balance of a claim for money."""
        assert claim.sum
        return claim.sum.amount - sum(amount for _, number, amount in self.repayments if number == claim.number)


def initiated(script: Script) -> bool:
    """Whether the case ever became a proceeding."""
    return any(
        isinstance(step.data, intake.DecideOnStatement) and step.data.decision is Proposal.INITIATE
        for step in script.steps
    )


def days_of(script: Script, calendar: WorkingCalendar) -> list[date]:
    """Every day on which something in the answer changes."""
    history = history_of(script, calendar)
    days = {dated.day for _, statuses in history.measures.values() for dated in statuses}
    days |= {dated.day for dated in (*history.statuses, *history.executors)} | {day for day, _, _ in history.repayments}
    return sorted(days)


def card(script: Script, calendar: WorkingCalendar, language: str = "en", on: date | None = None) -> dict[str, Any]:
    """The card as JSON without the number; `on`: the state at the end of that day."""
    history = history_of(script, calendar)
    until = on or date.max

    def name(codes: Any, code: str) -> str:
        entry: CodeListEntry = codes[code]
        return str(getattr(entry.names, language))

    statuses = [status for status in history.statuses if status.day <= until]
    return {
        "body_code": history.body,
        "body_name": name(ENFORCEMENT_BODIES, history.body),
        "executor_full_name": [executor.code for executor in history.executors if executor.day <= until][-1],
        "initiated_on": history.statuses[0].day.isoformat(),
        "status_code": statuses[-1].code,
        "status_name": name(STATUSES, statuses[-1].code),
        "claims": [_claim(claim, history, until, name) for claim in history.claims],
        "statuses": [
            {
                "code": status.code,
                "name": name(STATUSES, status.code),
                "date": status.day.isoformat(),
                "reason_code": status.reason,
                "reason_name": name(STATUS_REASONS, status.reason),
            }
            for status in statuses
        ],
        "measures": [
            {
                "code": code,
                "name": name(MEASURES, code),
                "added_on": reached[0].day.isoformat(),
                "status_code": reached[-1].code,
                "status_name": name(MEASURE_STATUSES, reached[-1].code),
                "status_date": reached[-1].day.isoformat(),
            }
            for code, reached in _measures(history, until)
        ],
    }


def _claim(claim: Claim, history: History, until: date, name: Any) -> dict[str, Any]:
    info: dict[str, Any] = {"code": claim.type, "name": name(CLAIM_TYPES, claim.type)}
    if claim.sum is None:
        return info | {"currency": None, "amount": None, "repaid": None, "balance": None}
    currency = CURRENCIES[claim.sum.currency]
    repaid = sum(
        (amount for day, number, amount in history.repayments if number == claim.number and day <= until),
        Decimal("0.00"),
    )
    return info | {
        "currency": {
            "code": currency.code,
            "name": name(CURRENCIES, currency.code),
            "abbreviation": currency.abbreviation,
        },
        "amount": f"{claim.sum.amount:.2f}",
        "repaid": f"{repaid:.2f}",
        "balance": f"{claim.sum.amount - repaid:.2f}",
    }


def _measures(history: History, until: date) -> Iterator[tuple[str, list[Dated]]]:
    """Oldest first, each with its statuses so far."""
    in_order = sorted(history.measures.values(), key=lambda measure: measure[1][0].day)
    for code, statuses in in_order:
        if reached := [status for status in statuses if status.day <= until]:
            yield code, reached


def history_of(script: Script, calendar: WorkingCalendar) -> History:
    """The history that results from the commands of a case."""
    history = History()
    term_ends: date | None = None
    for step in script.steps:
        if term_ends and term_ends <= step.day and history.statuses[-1].code == "voluntary-term":
            history.statuses.append(Dated(term_ends, "compulsory", "compulsory-term-expired"))
        _apply(history, step)
        if history.statuses and history.statuses[-1].code == "voluntary-term":
            term_ends = _end_of_term(history.statuses[-1].day, calendar)
    if term_ends and term_ends <= script.today and history.statuses[-1].code == "voluntary-term":
        history.statuses.append(Dated(term_ends, "compulsory", "compulsory-term-expired"))
    return history


def _end_of_term(served_on: date, calendar: WorkingCalendar) -> date:
    """The first day on which the voluntary term is over."""
    day, left = served_on, VOLUNTARY_TERM
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    return day + timedelta(days=1)


def _apply(history: History, step: Step) -> None:
    match step.data:
        case intake.RegisterStatement(body=body, claims=claims, document=document):
            history.body, history.claims, history.immediate = body, claims, document.immediate_execution
        case intake.DecideOnStatement(executor=executor):
            history.executors = [Dated(step.day, executor.full_name)]
            history.statuses = [Dated(step.day, "initiated", "initiate-statement")]
            if history.immediate:
                history.statuses.append(Dated(step.day, "compulsory", "compulsory-immediate"))
        case proceedings.RecordService():
            if history.statuses[-1].code == "initiated":
                history.statuses.append(Dated(step.day, "voluntary-term", "voluntary-term-served"))
        case proceedings.AssignExecutor(executor=executor):
            history.executors.append(Dated(step.day, executor.full_name))
        case proceedings.AddMeasure(measure=measure, code=code):
            begins = "requested" if code in DECIDED_BY_THE_COURT else "adopted"
            history.measures[measure] = (code, [Dated(step.day, begins)])
        case RecordRulingOnMeasure(measure=measure):
            history.measures[measure][1].append(Dated(step.day, "adopted"))
        case proceedings.ChangeMeasureStatus(measure=measure, status=status):
            history.measures[measure][1].append(Dated(step.day, status))
        case SendIncomeOrder(measure=measure) if measure is not None:
            # The levy is carried out once the document is with the payer (Art. 391(1)).
            history.measures[measure][1].append(Dated(step.day, "in-force"))
        case proceedings.RecordCost(sum=cost):
            history.costs += cost.amount
        case proceedings.RecordPayment():
            _paid(history, step.day, step.data)
        case proceedings.SuspendProceeding(ground=ground):
            history.statuses.append(Dated(step.day, "suspended", ground))
        case proceedings.ResumeProceeding(reason=reason):
            history.statuses.append(Dated(step.day, history.statuses[-2].code, reason))
        case proceedings.TerminateProceeding() | proceedings.ReturnDocument() | proceedings.CompleteProceeding():
            _ended(history, step.day, ENDS[type(step.data)][step.data.ground], step.data.ground)


def _ended(history: History, day: date, status: str, ground: str) -> None:
    history.statuses.append(Dated(day, status, ground))
    for code, statuses in history.measures.values():
        if statuses[-1].code not in DONE and (code, status) not in CONTINUES:
            statuses.append(Dated(day, "cancelled"))


def _paid(history: History, day: date, payment: proceedings.RecordPayment) -> None:
    """Costs first, then ten percent of the credited sum if the executor levied the money, then the claims."""
    claims = [claim for claim in history.claims if claim.sum and claim.sum.currency == payment.sum.currency]
    owed = [history.owed(claim) for claim in claims]
    total = sum(owed, Decimal(0))
    costs = min(history.costs, payment.sum.amount) if payment.sum.currency == "933" else Decimal(0)
    history.costs -= costs
    available = payment.sum.amount - costs
    if _bears_fee(history, day, payment):
        # The total is right to the kopeck after every receipt.
        currency, before = payment.sum.currency, history.credited[payment.sum.currency]
        history.levied[currency] += available
        available = min(total, _rounded(Fraction(history.levied[currency]) * 10 / 11) - before)
        history.credited[currency] += available
    for claim, share in zip(claims, _shared(min(available, total), owed), strict=True):
        history.repayments.append((day, claim.number, share))


def _bears_fee(history: History, day: date, payment: proceedings.RecordPayment) -> bool:
    """Levied after the term (Art. 402(3) ind. 2), or paid by the debtor under arrest (ind. 3)."""
    if payment.source in LEVIED:
        return any(status.code == "compulsory" and status.day <= day for status in history.statuses)
    return any(
        code == "arrest-of-property" and "in-force" in {status.code for status in statuses}
        for code, statuses in history.measures.values()
    )


def _shared(whole: Decimal, owed: Sequence[Decimal]) -> list[Decimal]:
    """Shares in proportion to the debts; remaining kopecks go to the largest fractions, the earlier claim first."""
    kopecks = [Fraction(whole) * 100 * Fraction(debt) / Fraction(sum(owed)) for debt in owed]
    whole_ones = [exact.numerator // exact.denominator for exact in kopecks]
    by_fraction = sorted(range(len(owed)), key=lambda place: whole_ones[place] - kopecks[place])
    for place in by_fraction[: int(whole * 100) - sum(whole_ones)]:
        whole_ones[place] += 1
    return [Decimal(amount).scaleb(-2) for amount in whole_ones]


def _rounded(amount: Fraction) -> Decimal:
    """To the kopeck, halves up."""
    return Decimal(int(amount * 100 + Fraction(1, 2))).scaleb(-2)
