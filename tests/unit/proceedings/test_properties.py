"""What holds in every life of a proceeding, whatever commands come in whatever order."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import proceedings as events
from contracts.events.duties import DutyClosed
from contracts.events.money import Held, MoneyAllocated
from contracts.registry import Event
from shared.decider import Rejection
from tests.unit.proceedings.harness import Fields, Life, life

CODES = {"BYN": "933", "USD": "840"}
CURRENCIES = tuple(CODES)
FIRST_DAY = date(2026, 3, 16)
ENDS = (events.ProceedingTerminated, events.DocumentReturned, events.ProceedingCompleted)
CODES_OF = {
    "arrest": "ens-arrest-bank-money",
    "exit": "ens-exit-restriction",
    "request": "ea-request-property-data",
    "levy": "comp-levy-bank-money",
    "sale": "comp-levy-property",
    "wages": "wage-levy-referral",
}
STATUSES = ("adopted", "in-force", "performed", "cancelled", "suspended")

amounts = st.integers(1, 150_000).map(lambda kopecks: f"{Decimal(kopecks) / 100:.2f}")
money = st.tuples(amounts, st.sampled_from(CURRENCIES)).map(" ".join)
demands = st.sampled_from(["perform-action", "transfer-of-property"])


def _command(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    return st.fixed_dictionaries({"command": st.just(name), **fields})


def _payment(source: str, *measures: str) -> st.SearchStrategy[Fields]:
    brought_by = {"measure": st.sampled_from(measures)} if measures else {}
    return _command("record-payment", payment=st.uuids().map(str), sum=money, source=st.just(source), **brought_by)


payments = _payment("debtor") | _payment("account-levy", "levy") | _payment("property-sale", "sale")
costs = _command("record-cost", cost=st.uuids().map(str), kind=st.sampled_from(["travel", "sale"]), sum=money)
claims_and_fees = _command("impose-fee") | _command("record-fulfilment", claim=st.integers(1, 4))
measures = st.sampled_from(sorted(CODES_OF)).flatmap(
    lambda name: _command("add-measure", measure=st.just(name), code=st.just(CODES_OF[name]), sum=money)
) | _command("change-measure-status", measure=st.sampled_from(sorted(CODES_OF)), status=st.sampled_from(STATUSES))
pauses = _command("suspend-proceeding", ground=st.just("suspend-must-release-claim")) | _command(
    "resume-proceeding", reason=st.just("resume-ground-ended")
)
stages = _command("record-service", method=st.just("handed-over")) | _command("start-compulsory-execution")
ends = st.one_of(
    _command("return-document", ground=st.just("return-no-property"), act_drawn_up=st.booleans()),
    _command("terminate-proceeding", ground=st.just("terminate-waived")),
    _command("complete-proceeding", ground=st.sampled_from(["complete-fulfilled", "complete-sent-to-work"])),
)
deeds = st.one_of(payments, payments, costs, claims_and_fees, measures, measures, pauses, stages)


def _dated(commands: st.SearchStrategy[Fields], size: int) -> st.SearchStrategy[list[tuple[int, Fields]]]:
    return st.lists(st.tuples(st.integers(0, 3), commands), min_size=size // 2, max_size=size)


steps: st.SearchStrategy[list[tuple[int, Fields]]] = st.tuples(
    _dated(deeds, 16), _dated(ends, 2), _dated(deeds | ends, 6)
).map(lambda parts: [*parts[0], *parts[1], *parts[2]])
begun = st.lists(
    st.tuples(st.sampled_from(sorted(CODES_OF)), st.sampled_from(["adopted", "in-force"])),
    unique_by=lambda pair: pair[0],
    max_size=4,
).map(
    lambda pairs: [
        {"event": "measure-added", "day": date(2026, 3, 16), "measure": name, "code": CODES_OF[name],
         "status": status, "article": "Art. 343(1)"}
        for name, status in pairs
    ]
)  # fmt: skip
cases = st.fixed_dictionaries(
    {
        "debtor": st.sampled_from(["citizen", "entrepreneur", "legal-person"]),
        "claims": st.lists(money | demands, min_size=1, max_size=4),
        "history": st.sampled_from(["compulsory", "compulsory", "voluntary-term", "initiated"]),
        "given": begun,
    }
)


@dataclass
class Books:
    """The money of one currency, kept from the events alone."""

    claimed: Counter[int] = field(default_factory=Counter)
    repaid: Counter[int] = field(default_factory=Counter)
    costs: Decimal = Decimal(0)
    costs_paid: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    surplus: Decimal = Decimal(0)
    unallocated: Decimal = Decimal(0)

    def book(self, event: Event) -> None:
        """Enter an event, and hold it against what is owed."""
        match event:
            case events.CostIncurred(kind=kind, sum=cost) if kind is not events.CostKind.SALE:
                self.costs += cost.amount
            case events.PaymentReceived() as paid:
                parts = (paid.costs, paid.fee, paid.surplus, *(part.sum for part in paid.repayments))
                held = paid.unallocated.amount if paid.unallocated else Decimal(0)
                assert {part.currency for part in parts} == {paid.sum.currency}
                assert sum(part.amount for part in parts) + held == paid.sum.amount
                self.received += paid.sum.amount
                self.unallocated += held
                self._pay(paid)
            case MoneyAllocated(held=Held.UNALLOCATED) as paid:
                self.unallocated -= paid.costs.amount + paid.fee.amount + paid.credited.amount + paid.surplus.amount
                self._pay(paid)
            case MoneyAllocated(held=Held.SURPLUS) as paid:
                taken = (paid.costs, paid.fee, paid.credited, paid.unallocated)
                self.surplus -= sum(part.amount for part in taken)
                self.unallocated += paid.unallocated.amount
                self._pay(paid)

    def _pay(self, paid: events.PaymentReceived | MoneyAllocated) -> None:
        self.costs_paid += paid.costs.amount
        self.fees += paid.fee.amount
        self.surplus += paid.surplus.amount
        self.repaid.update({part.claim: part.sum.amount for part in paid.repayments})
        # Art. 401(2), 403: nothing goes to a later part while an earlier one is open.
        assert self.costs_paid <= self.costs
        assert self.costs_paid == self.costs or not (paid.fee.amount or paid.repayments or paid.surplus.amount)
        assert all(self.repaid[number] <= self.claimed[number] for number in self.repaid)
        assert self.repaid == self.claimed or not paid.surplus.amount


def _books(case: Fields) -> dict[str, Books]:
    books = {CODES[currency]: Books() for currency in CURRENCIES}
    for number, claim in enumerate(case["claims"], start=1):
        if claim[0].isdigit():
            amount, currency = claim.split()
            books[CODES[currency]].claimed[number] = Decimal(amount)  # type: ignore[assignment]
    return books


def _lived(case: Fields, spec: list[tuple[int, Fields]]) -> tuple[Life, list[Event]]:
    """The proceeding after the commands, and the events of those that were accepted."""
    proceeding, day, lived = life(case), FIRST_DAY, list[Event]()
    for days, command in spec:
        day += timedelta(days)
        with suppress(Rejection):
            lived += [item.data for item in proceeding.carry_out({"day": day, **command})]
    return proceeding, lived


@settings(max_examples=150, deadline=None)
@given(cases, steps)
def test_the_money_adds_up_to_the_kopeck_in_each_currency(case: Fields, spec: list[tuple[int, Fields]]) -> None:
    books = _books(case)
    proceeding, lived = _lived(case, spec)
    for event in lived:
        if isinstance(event, events.CostIncurred | events.PaymentReceived):
            books[event.sum.currency].book(event)
        elif isinstance(event, MoneyAllocated):
            books[event.costs.currency].book(event)
    course = proceeding.course()
    for currency, book in books.items():
        parts = book.costs_paid + book.fees + book.repaid.total() + book.surplus + book.unallocated
        assert book.received == parts
        outstanding = {claim.number: claim.outstanding for claim in course.claims_in(currency)}
        for number, left in outstanding.items():
            assert left is not None
            assert left.amount == book.claimed[number] - book.repaid[number]


@settings(max_examples=150, deadline=None)
@given(cases, steps)
def test_nothing_moves_after_the_end(case: Fields, spec: list[tuple[int, Fields]]) -> None:
    _, lived = _lived(case, spec)
    lived = [event for event in lived if not isinstance(event, events.DutyOpened | DutyClosed)]
    ends = [place for place, event in enumerate(lived) if isinstance(event, ENDS)]
    assert len(ends) <= 1
    end = lived[ends[0]].status.code if ends else ""  # type: ignore[attr-defined]
    for event in lived[ends[0] + 1 :] if ends else ():
        if isinstance(event, events.PaymentReceived | MoneyAllocated | events.CostIncurred | events.FeeImposed):
            # Expenses are recovered after a return or a termination (Art. 400(1) ind. 4-5), and deductions go on where
            # the document was sent to the place of income (Art. 391): claims are repaid there alone.
            assert end != "completed-fulfilled"
            assert end == "completed-sent-to-income" or not getattr(event, "repayments", ())
            continue
        if isinstance(event, events.DebtorServed):
            continue  # whenever it becomes known
        # Only the court's cancellation of its own restriction is left (Art. 348(9)).
        assert isinstance(event, events.MeasureStatusChanged)
        assert (event.status, event.article) == ("cancelled", "Art. 348(9)")


@settings(max_examples=100, deadline=None)
@given(cases, steps)
def test_statuses_follow_each_other_in_time(case: Fields, spec: list[tuple[int, Fields]]) -> None:
    proceeding, lived = _lived(case, spec)
    course = proceeding.course(FIRST_DAY)
    for history in (course.statuses, *(each.history for each in course.measures.values())):
        days = [each.day for each in history]
        assert days == sorted(days)
    if course.ended:
        assert not any(
            measure.status in {"adopted", "in-force"}
            and measure.code.startswith(("ens-arrest", "arrest", "comp-levy-bank"))
            for measure in course.measures.values()
        )
    # What is made in the order of its days only adds to the course.
    assert not any(isinstance(event, events.CourseRevised) for event in lived)
