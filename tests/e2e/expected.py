"""What the card of a case has to say, from its commands alone: no service, no rule and no table of ours is asked.

What the law makes of the demo's acts is written down here as a lawyer would: when the voluntary term ends, with which
status a measure begins and what becomes of it at the end, where a fee is due and how money is shared out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
GOES_ON = {("comp-levy-wages", "completed-sent-to-income")}
"""What the end does not cancel: deductions at the place of work go on (Art. 395(1))."""
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
    """A code from a day on."""

    day: date
    code: str
    reason: str = ""


@dataclass
class Life:
    """What happened in a proceeding, day by day."""

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

    def owed(self, claim: Claim) -> Decimal:
        """What is left of a claim for money."""
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
    life = life_of(script, calendar)
    days = {dated.day for _, statuses in life.measures.values() for dated in statuses}
    days |= {dated.day for dated in (*life.statuses, *life.executors)} | {day for day, _, _ in life.repayments}
    return sorted(days)


def card(script: Script, calendar: WorkingCalendar, language: str = "en", on: date | None = None) -> dict[str, Any]:
    """The card as JSON, all but the number; `on`: as things stood at the end of that day."""
    life = life_of(script, calendar)
    until = on or date.max

    def name(codes: Any, code: str) -> str:
        entry: CodeListEntry = codes[code]
        return str(getattr(entry.names, language))

    statuses = [status for status in life.statuses if status.day <= until]
    return {
        "body_code": life.body,
        "body_name": name(ENFORCEMENT_BODIES, life.body),
        "executor_full_name": [executor.code for executor in life.executors if executor.day <= until][-1],
        "initiated_on": life.statuses[0].day.isoformat(),
        "status_code": statuses[-1].code,
        "status_name": name(STATUSES, statuses[-1].code),
        "claims": [_claim(claim, life, until, name) for claim in life.claims],
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
            for code, reached in _measures(life, until)
        ],
    }


def _claim(claim: Claim, life: Life, until: date, name: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"code": claim.type, "name": name(CLAIM_TYPES, claim.type)}
    if claim.sum is None:
        return told | {"currency": None, "amount": None, "repaid": None, "balance": None}
    currency = CURRENCIES[claim.sum.currency]
    repaid = sum(
        (amount for day, number, amount in life.repayments if number == claim.number and day <= until), Decimal("0.00")
    )
    return told | {
        "currency": {
            "code": currency.code,
            "name": name(CURRENCIES, currency.code),
            "abbreviation": currency.abbreviation,
        },
        "amount": f"{claim.sum.amount:.2f}",
        "repaid": f"{repaid:.2f}",
        "balance": f"{claim.sum.amount - repaid:.2f}",
    }


def _measures(life: Life, until: date) -> Iterator[tuple[str, list[Dated]]]:
    """Oldest first, each with its statuses so far."""
    in_order = sorted(life.measures.values(), key=lambda measure: measure[1][0].day)
    for code, statuses in in_order:
        if reached := [status for status in statuses if status.day <= until]:
            yield code, reached


def life_of(script: Script, calendar: WorkingCalendar) -> Life:
    """The life that the commands of a case tell."""
    life = Life()
    term_ends: date | None = None
    for step in script.steps:
        if term_ends and term_ends <= step.day and life.statuses[-1].code == "voluntary-term":
            life.statuses.append(Dated(term_ends, "compulsory", "compulsory-term-expired"))
        _lived(life, step)
        if life.statuses and life.statuses[-1].code == "voluntary-term":
            term_ends = _end_of_term(life.statuses[-1].day, calendar)
    if term_ends and term_ends <= script.today and life.statuses[-1].code == "voluntary-term":
        life.statuses.append(Dated(term_ends, "compulsory", "compulsory-term-expired"))
    return life


def _end_of_term(served_on: date, calendar: WorkingCalendar) -> date:
    """The first day on which the voluntary term is over."""
    day, left = served_on, VOLUNTARY_TERM
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    return day + timedelta(days=1)


def _lived(life: Life, step: Step) -> None:
    match step.data:
        case intake.RegisterStatement(body=body, claims=claims, document=document):
            life.body, life.claims, life.immediate = body, claims, document.immediate_execution
        case intake.DecideOnStatement(executor=executor):
            life.executors = [Dated(step.day, executor.full_name)]
            life.statuses = [Dated(step.day, "initiated", "initiate-statement")]
            if life.immediate:
                life.statuses.append(Dated(step.day, "compulsory", "compulsory-immediate"))
        case proceedings.RecordService():
            if life.statuses[-1].code == "initiated":
                life.statuses.append(Dated(step.day, "voluntary-term", "voluntary-term-served"))
        case proceedings.AssignExecutor(executor=executor):
            life.executors.append(Dated(step.day, executor.full_name))
        case proceedings.AddMeasure(measure=measure, code=code):
            begins = "requested" if code in DECIDED_BY_THE_COURT else "adopted"
            life.measures[measure] = (code, [Dated(step.day, begins)])
        case proceedings.ChangeMeasureStatus(measure=measure, status=status):
            life.measures[measure][1].append(Dated(step.day, status))
        case proceedings.RecordCost(sum=cost):
            life.costs += cost.amount
        case proceedings.RecordPayment():
            _paid(life, step.day, step.data)
        case proceedings.SuspendProceeding(ground=ground):
            life.statuses.append(Dated(step.day, "suspended", ground))
        case proceedings.ResumeProceeding(reason=reason):
            life.statuses.append(Dated(step.day, life.statuses[-2].code, reason))
        case proceedings.TerminateProceeding() | proceedings.ReturnDocument() | proceedings.CompleteProceeding():
            _ended(life, step.day, ENDS[type(step.data)][step.data.ground], step.data.ground)


def _ended(life: Life, day: date, status: str, ground: str) -> None:
    life.statuses.append(Dated(day, status, ground))
    for code, statuses in life.measures.values():
        if statuses[-1].code not in DONE and (code, status) not in GOES_ON:
            statuses.append(Dated(day, "cancelled"))


def _paid(life: Life, day: date, payment: proceedings.RecordPayment) -> None:
    """Costs first, then ten percent of what is credited where the executor brought the money in, then the claims."""
    claims = [claim for claim in life.claims if claim.sum and claim.sum.currency == payment.sum.currency]
    owed = [life.owed(claim) for claim in claims]
    total = sum(owed, Decimal(0))
    costs = min(life.costs, payment.sum.amount) if payment.sum.currency == "933" else Decimal(0)
    life.costs -= costs
    available = payment.sum.amount - costs
    if _bears_fee(life, day, payment):
        available = min(total, _rounded(Fraction(available) * 10 / 11))
    for claim, share in zip(claims, _shared(min(available, total), owed), strict=True):
        life.repayments.append((day, claim.number, share))


def _bears_fee(life: Life, day: date, payment: proceedings.RecordPayment) -> bool:
    """Levied after the term (Art. 402(3) ind. 2), or paid by the debtor under arrest (ind. 3)."""
    if payment.source in LEVIED:
        return any(status.code == "compulsory" and status.day <= day for status in life.statuses)
    return any(
        code == "arrest-of-property" and "in-force" in {status.code for status in statuses}
        for code, statuses in life.measures.values()
    )


def _shared(whole: Decimal, owed: Sequence[Decimal]) -> list[Decimal]:
    """In proportion to the debts; kopecks left over go to the largest fractions, the earlier claim first."""
    kopecks = [Fraction(whole) * 100 * Fraction(debt) / Fraction(sum(owed)) for debt in owed]
    whole_ones = [exact.numerator // exact.denominator for exact in kopecks]
    by_fraction = sorted(range(len(owed)), key=lambda place: whole_ones[place] - kopecks[place])
    for place in by_fraction[: int(whole * 100) - sum(whole_ones)]:
        whole_ones[place] += 1
    return [Decimal(amount).scaleb(-2) for amount in whole_ones]


def _rounded(amount: Fraction) -> Decimal:
    """To the kopeck, halves up."""
    return Decimal(int(amount * 100 + Fraction(1, 2))).scaleb(-2)
