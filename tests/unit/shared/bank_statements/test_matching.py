"""To what entries of a statement belong, by what is on record."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.events.proceedings import PaymentSource
from contracts.identifiers import derived_id
from contracts.queries.proceedings import (
    ActView,
    History,
    MeasureView,
    ProceedingRow,
    ProceedingView,
    RecordedOrder,
    UnidentifiedView,
)
from shared.bank_statements.choices import NOTHING, UNIDENTIFIED, Choice, NoChoice, Step
from shared.bank_statements.entries import BankEntry
from shared.bank_statements.matching import (
    Found,
    Match,
    OnRecord,
    Outcome,
    Remark,
    Way,
    credit_known_in,
    matched_by_record,
    matched_credit,
    repeated,
    ways_to,
)
from shared.bank_statements.payouts import payouts_in, reversals_in
from shared.bank_statements.purposes import documents_in, proceedings_in

BODY, RUNNING = "0101", {"compulsory", "suspended"}
FIRST, SECOND = "0101-2026-000001", "0101-2026-000002"
DAY = date(2026, 11, 19)
PAYER, OTHER = {"kind": "unp", "value": "100000007"}, {"kind": "unp", "value": "291234572"}
DEBTOR = (Way(PaymentSource.DEBTOR),)
MEASURE = UUID(int=7)
LEVY = Way(PaymentSource.ACCOUNT_LEVY, MEASURE, "bank-presentation")
Fields = dict[str, Any]


def money(amount: str) -> Fields:
    return {"amount": amount, "currency": "933"}


def entry(kind: str = "credit", amount: str = "200.00", **fields: Any) -> BankEntry:
    values = {"place": "1", "kind": kind, "order": "214", "dated": DAY, "booked_on": DAY, "sum": money(amount)}
    return BankEntry.model_validate({**values, **fields})


def row(number: str, status: str = "compulsory") -> ProceedingRow:
    return ProceedingRow.model_validate(
        {
            "id": derived_id(UUID(int=0), number), "number": number, "body": number[:4], "executor": "0101-017",
            "status": status, "since": DAY, "initiated_on": DAY, "document": "D-1", "issuer": "EC-MINSK",
            "debtor": "Debtor", "recoverer": "Recoverer",
        }
    )  # fmt: skip


def payment(number: str, way: Way = DEBTOR[0]) -> Choice:
    return Choice(Step.PAYMENT, number, way.source.value, way.measure)


@pytest.mark.parametrize(
    ("purpose", "proceedings", "documents"),
    [
        ("", [], []),
        ("Debt by 0101-2026-000001, paid in full", [FIRST], []),
        ("ИП № 0101 – 2026 – 1; и 0101-2026-2.", [FIRST, SECOND], []),
        ("0101-2026-1 0101-2026-000001", [FIRST], []),
        ("10101-2026-000001 and 0101-2026-0000011", [], ["10101-2026-000001", "0101-2026-0000011"]),
        ("по исп. листу №155эип26114-1 от 02.03.2026 на сумму 1850.40", [], ["155ЭИП26114-1"]),
        ("document 155EIP26114-1", [], ["155EIP26114-1"]),
        ("No.17-2/2026 «A-1»", [], ["17-2/2026"]),
        ("sum 12,40 of 2026-11-19, code 911", [], []),
        ("case ١٢٣٤-٥", [], []),
        ("<script>alert(1000)</script>", [], ["1000"]),
        (" ".join(f"A-{n}000" for n in range(20)), [], [f"A-{n}000" for n in range(8)]),
        (f"{'1' * 61} x", [], []),
    ],
)
def test_numbers_in_a_purpose(purpose: str, proceedings: list[str], documents: list[str]) -> None:
    assert list(proceedings_in(purpose)) == proceedings
    assert list(documents_in(purpose)) == documents


A, B = row(FIRST), row(SECOND)
ENDED, ELSEWHERE = row("0101-2026-000003", "completed-fulfilled"), row("0401-2026-000001")
WAYS = {FIRST: DEBTOR, SECOND: DEBTOR}
REST = (UNIDENTIFIED, NOTHING)


@pytest.mark.parametrize(
    ("found", "ways", "match"),
    [
        (Found(), WAYS, Match(Outcome.UNMATCHED, REST, UNIDENTIFIED)),
        (Found([A]), WAYS, Match(Outcome.EXACT, (payment(FIRST), *REST), payment(FIRST))),
        (Found([A, A]), WAYS, Match(Outcome.EXACT, (payment(FIRST), *REST), payment(FIRST))),
        (Found([A], [B]), WAYS, Match(Outcome.EXACT, (payment(FIRST), *REST), payment(FIRST))),
        (Found((), [A]), WAYS, Match(Outcome.EXACT, (payment(FIRST), *REST), payment(FIRST))),
        (Found((), [A, ENDED]), WAYS, Match(Outcome.EXACT, (payment(FIRST), *REST), payment(FIRST))),
        (Found((), [A, B]), WAYS, Match(Outcome.PROPOSED, (payment(FIRST), payment(SECOND), *REST))),
        (Found([A, B]), WAYS, Match(Outcome.PROPOSED, (payment(FIRST), payment(SECOND), *REST))),
        (Found((), [ELSEWHERE]), WAYS, Match(Outcome.UNMATCHED, REST, UNIDENTIFIED)),
        (Found([ENDED]), WAYS, Match(Outcome.UNMATCHED, REST, UNIDENTIFIED, remarks=(Remark.ENDED,))),
        (Found([ELSEWHERE]), WAYS, Match(Outcome.UNMATCHED, REST, UNIDENTIFIED, remarks=(Remark.OTHER_BODY,))),
        # What names a proceeding that has ended is not put to another one of the payer by itself.
        (Found([ENDED], [A]), WAYS, Match(Outcome.PROPOSED, (payment(FIRST), *REST), remarks=(Remark.ENDED,))),
        (Found([A, ENDED]), WAYS, Match(Outcome.PROPOSED, (payment(FIRST), *REST), remarks=(Remark.ENDED,))),
        # Whether the debtor paid or a levy brought it decides on the fee: a person says so.
        (
            Found([A]),
            {FIRST: (*DEBTOR, LEVY)},
            Match(Outcome.PROPOSED, (payment(FIRST), payment(FIRST, LEVY), *REST)),
        ),
    ],
)
def test_credits(found: Found, ways: dict[str, tuple[Way, ...]], match: Match) -> None:
    assert matched_credit(found, BODY, RUNNING, ways) == match


def measured(*history: tuple[str, str], code: str = "bank-presentation") -> ProceedingView:
    states = [{"status": status, "day": day} for status, day in history]
    measure = MeasureView.model_validate({"id": MEASURE, "code": code, "article": "Art. 370(1)", "history": states})
    return viewed(measure)


def viewed(*measures: MeasureView) -> ProceedingView:
    model: Any = ProceedingView
    found: ProceedingView = model.model_construct(measures=measures)
    return found


@pytest.mark.parametrize(
    ("view", "ways"),
    [
        (measured(("ordered", "2026-11-01")), (*DEBTOR, LEVY)),
        (measured(("ordered", "2026-11-19")), (*DEBTOR, LEVY)),
        (measured(("ordered", "2026-11-20")), DEBTOR),
        (measured(("ordered", "2026-11-01"), ("cancelled", "2026-11-02")), DEBTOR),
        (measured(("ordered", "2026-11-01"), code="search"), DEBTOR),
        (viewed(), DEBTOR),
    ],
)
def test_how_money_can_have_come(view: ProceedingView, ways: tuple[Way, ...]) -> None:
    brought_by = {PaymentSource.DEBTOR: set[str](), PaymentSource.ACCOUNT_LEVY: {"bank-presentation"}}
    assert ways_to(view, brought_by, {"cancelled"}, DAY) == ways


def recorded(
    number: str = FIRST, amount: str = "200.00", dated: str = "2026-11-19", payer: Any = None
) -> RecordedOrder:
    values = {"number": number, "payment": MEASURE, "key": "214", "dated": dated, "sum": money(amount), "payer": payer}
    return RecordedOrder.model_validate(values)


def held(amount: str = "200.00", number: str = "214", **returned: Any) -> UnidentifiedView:
    sent = {"payout": UUID(int=9), "sum": money("75.50"), "ordered_on": "2026-11-18", "order": "88", **returned}
    return UnidentifiedView.model_validate(
        {
            "receipt": UUID(int=8), "credited_on": DAY, "sum": money(amount), "held": money("0.00"), "payer": "P",
            "purpose": "p", "bank_order": {"number": number, "dated": DAY}, "returns": [sent] if returned else [],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "where"),
    [
        (OnRecord(), None),
        (OnRecord([recorded()]), FIRST),
        (OnRecord([recorded(payer=PAYER)]), FIRST),
        (OnRecord([recorded(payer=OTHER)]), None),
        (OnRecord([recorded(amount="200.01")]), None),
        (OnRecord([recorded(dated="2026-11-18")]), None),
        (OnRecord((), [held()]), BODY),
        (OnRecord((), [held("199.00")]), None),
        (OnRecord((), [held(number="215")]), None),
    ],
)
def test_credits_that_are_on_record(known: OnRecord, where: str | None) -> None:
    assert credit_known_in(entry(order="2 14", identifier=PAYER), BODY, known) == where


def test_what_a_file_has_twice() -> None:
    entries = [
        entry(place="1"), entry(place="2"), entry(place="3", kind="credit-reversed"), entry(place="4", amount="1"),
        entry(place="5", identifier=PAYER), entry(place="6", identifier=OTHER),
    ]  # fmt: skip
    assert repeated(entries) == {"2", "5", "6"}
    assert repeated(entries[-2:]) == set()


def act(name: str, day: int, struck: bool = False, **data: Any) -> ActView:
    return ActView(
        id=derived_id(UUID(int=1), f"{name} {day}"), act=name, article="Art. 403", day=date(2026, 11, day),
        recorded_at=datetime(2026, 11, day, tzinfo=UTC), actor="accountant:0101", data=data, struck=struck,
    )  # fmt: skip


def history(*acts: ActView) -> OnRecord:
    found = History(id=UUID(int=2), number=FIRST, acts=acts, revisions=())
    return OnRecord(payouts=payouts_in(found), reversed=reversals_in(found))


OUT = str(UUID(int=9))
ORDERED = act("order-payout", 18, payout=OUT, sum=money("75.50"), order="88")
UNNUMBERED = act("order-payout", 18, payout=OUT, sum=money("75.50"))
DEBITED, BACK = act("confirm-payout", 19, payout=OUT), act("return-payout", 20, payout=OUT)
WITHDRAWN = act("cancel-payout", 19, payout=OUT)
TAKEN = act("record-bank-reversal", 19, bank_order={"number": "214", "dated": "2026-11-19"})
DEBIT = entry("debit", "75.50", order="88")
TO_CONFIRM, TO_RETURN = (
    Choice(Step.PAYOUT_DEBITED, FIRST, thing=UUID(OUT)),
    Choice(Step.PAYOUT_CAME_BACK, FIRST, thing=UUID(OUT)),
)
CONFIRM_RETURN = Choice(Step.RETURN_DEBITED, thing=UUID(OUT))
REVERSE = Choice(Step.REVERSAL, FIRST, thing=MEASURE)
CAME_BACK = DEBIT.model_copy(update={"kind": "debit-reversed"})
TAKEN_BACK = entry("credit-reversed", "50.00")
NONE = Match(Outcome.UNMATCHED, (NOTHING,))


def exact(choice: Choice) -> Match:
    return Match(Outcome.EXACT, (choice, NOTHING), choice)


@pytest.mark.parametrize(
    ("asked", "known", "match"),
    [
        (DEBIT, OnRecord(), NONE),
        (DEBIT, history(ORDERED), exact(TO_CONFIRM)),
        (DEBIT, history(act("order-payout", 18, struck=True, **ORDERED.data)), NONE),
        (DEBIT, history(act("order-payout", 18, **{**ORDERED.data, "order": "89"})), NONE),
        (DEBIT, history(act("order-payout", 18, **{**ORDERED.data, "sum": money("75.51")})), NONE),
        (DEBIT, history(UNNUMBERED), Match(Outcome.PROPOSED, (TO_CONFIRM, NOTHING))),
        (DEBIT, history(ORDERED, DEBITED), Match(Outcome.KNOWN, known_in=FIRST)),
        (DEBIT, history(ORDERED, DEBITED, BACK), Match(Outcome.KNOWN, known_in=FIRST)),
        (DEBIT, history(ORDERED, WITHDRAWN), NONE),
        (DEBIT, OnRecord((), [held(confirmed_on=None)]), exact(CONFIRM_RETURN)),
        (DEBIT, OnRecord((), [held(confirmed_on=DAY)]), Match(Outcome.KNOWN, known_in=BODY)),
        (DEBIT, OnRecord((), [held(order=None)]), NONE),
        (CAME_BACK, history(ORDERED), NONE),
        (CAME_BACK, history(ORDERED, DEBITED), exact(TO_RETURN)),
        (CAME_BACK, history(ORDERED, DEBITED, BACK), Match(Outcome.KNOWN, known_in=FIRST)),
        (CAME_BACK, OnRecord((), [held(confirmed_on=DAY)]), exact(Choice(Step.RETURN_CAME_BACK, thing=UUID(OUT)))),
        (TAKEN_BACK, OnRecord(), NONE),
        (TAKEN_BACK, OnRecord([recorded()]), exact(REVERSE)),
        (TAKEN_BACK, OnRecord([recorded(dated="2026-11-01")]), exact(REVERSE)),
        (TAKEN_BACK, OnRecord([recorded(dated="2026-11-20")]), NONE),
        (TAKEN_BACK, OnRecord([recorded(amount="49.99")]), NONE),
        (TAKEN_BACK, OnRecord([recorded(BODY)]), Match(
            Outcome.UNMATCHED, (NOTHING,), remarks=(Remark.HELD_UNIDENTIFIED,)
        )),
        (TAKEN_BACK, OnRecord([recorded(), recorded(SECOND)]), Match(
            Outcome.PROPOSED, (REVERSE, Choice(Step.REVERSAL, SECOND, thing=MEASURE), NOTHING)
        )),
        (TAKEN_BACK, history(TAKEN), Match(Outcome.KNOWN, known_in=FIRST)),
    ],
)  # fmt: skip
def test_entries_that_are_no_credit(asked: BankEntry, known: OnRecord, match: Match) -> None:
    assert matched_by_record(asked, BODY, known) == match


@pytest.mark.parametrize(
    "choice", [NOTHING, UNIDENTIFIED, payment(FIRST), payment(FIRST, LEVY), REVERSE, CONFIRM_RETURN]
)
def test_a_choice_is_read_as_it_is_written(choice: Choice) -> None:
    assert Choice.read(str(choice)) == choice


@pytest.mark.parametrize(
    "text",
    [
        "", "everything", "payment", "payment:0101-2026-000001", "payment::debtor", "payment:0101-2026-000001:debtor:x",
        f"unidentified:{FIRST}", f"reversal:{FIRST}", f"return-debited:{FIRST}::{OUT}", "return-debited",
        f"payment:{FIRST}:debtor:{OUT}:more", f"reversal:{FIRST}:debtor:{OUT}",
    ],
)  # fmt: skip
def test_what_is_no_choice(text: str) -> None:
    with pytest.raises(NoChoice):
        Choice.read(text)
