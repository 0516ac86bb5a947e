"""To what an entry of a statement belongs: pure functions over what is on record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.banking import BankOrder, order_key
from contracts.events.proceedings import PaymentSource
from contracts.queries.proceedings import (
    ProceedingRow,
    ProceedingView,
    RecordedOrder,
    UnidentifiedReturnView,
    UnidentifiedView,
)
from contracts.values import Money
from shared.bank_statements.choices import NOTHING, UNIDENTIFIED, Choice, Step
from shared.bank_statements.entries import BankEntry, EntryKind
from shared.bank_statements.payouts import Payout, PayoutState, Reversed

CANDIDATES_AT_MOST = 10
"""Proceedings that are proposed for one entry."""


class Outcome(StrEnum):
    """How sure it is where an entry belongs."""

    KNOWN = "known"
    """It is on record."""
    EXACT = "exact"
    PROPOSED = "proposed"
    """A person chooses."""
    UNMATCHED = "unmatched"


class Remark(StrEnum):
    """What a person should know about an entry."""

    ENDED = "ended"
    """The proceeding that it names has ended."""
    OTHER_BODY = "other-body"
    """The proceeding that it names is one of another body."""
    REPEATED = "repeated"
    """It is in the file twice."""
    HELD_UNIDENTIFIED = "held-unidentified"
    """What the bank took back is unidentified money."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where an entry belongs."""

    outcome: Outcome
    choices: tuple[Choice, ...] = ()
    """What can be recorded of it."""
    chosen: Choice = NOTHING
    """What is recorded unless a person chooses otherwise."""
    known_in: str | None = None
    """The proceeding in which it is on record, or the body on whose account."""
    remarks: tuple[Remark, ...] = ()


class Found(NamedTuple):
    """The proceedings that an entry may be for."""

    named: Sequence[ProceedingRow] = ()
    """Those whose number, or the number of whose document, is in the purpose."""
    of_payer: Sequence[ProceedingRow] = ()
    """Those against the payer."""


class Way(NamedTuple):
    """How money can have come to a proceeding."""

    source: PaymentSource
    measure: UUID | None = None
    code: str = ""
    """Of the measure."""


class OnRecord(NamedTuple):
    """What is on record of the money of a body."""

    orders: Sequence[RecordedOrder] = ()
    unidentified: Sequence[UnidentifiedView] = ()
    payouts: Sequence[Payout] = ()
    """Of the proceedings that the entry names."""
    reversed: Sequence[Reversed] = ()
    """Of the proceedings that have its order or that it names."""


def same_money(one: Money, other: Money) -> bool:
    """Whether two sums are equal."""
    return (one.amount, one.currency) == (other.amount, other.currency)


def is_order(recorded: RecordedOrder, order: BankOrder) -> bool:
    """Whether the order on record may be this one."""
    one_payer = recorded.payer is None or order.payer is None or recorded.payer == order.payer
    return (recorded.key, recorded.dated) == (order.key, order.dated) and one_payer


def credit_known_in(entry: BankEntry, body: str, known: OnRecord) -> str | None:
    """Where the money of a credit is on record: a proceeding, or the account of the body."""
    order = entry.bank_order
    for each in known.unidentified:
        if same_money(each.sum, entry.sum) and each.bank_order.may_be(order):
            return body
    found = (each for each in known.orders if same_money(each.sum, entry.sum) and is_order(each, order))
    return next((each.number for each in found), None)


def repeated(entries: Iterable[BankEntry]) -> set[str]:
    """The places of entries that the file has before."""
    found, places = list[BankEntry](), set[str]()
    for entry in entries:
        if any(
            each.kind is entry.kind and same_money(each.sum, entry.sum) and each.bank_order.may_be(entry.bank_order)
            for each in found
        ):
            places.add(entry.place)
        else:
            found.append(entry)
    return places


def own_and_running(rows: Iterable[ProceedingRow], body: str, running: Collection[str]) -> list[ProceedingRow]:
    """The proceedings of a body that take money, each once."""
    own = (row for row in rows if row.body == body and row.status in running)
    return list({row.id: row for row in own}.values())


def candidates(found: Found, body: str, running: Collection[str]) -> list[ProceedingRow]:
    """The proceedings that a credit may be a payment of: those that it names, else those against its payer."""
    named = own_and_running(found.named, body, running)
    return (named or own_and_running(found.of_payer, body, running))[:CANDIDATES_AT_MOST]


def matched_credit(found: Found, body: str, running: Collection[str], ways: Mapping[str, Sequence[Way]]) -> Match:
    """A credit that is not on record; `ways` are those in which each of its candidates can have got money."""
    remarks = _remarks(found, body, running)
    rows = candidates(found, body, running)
    payments = tuple(
        Choice(Step.PAYMENT, row.number, way.source.value, way.measure, way.code)
        for row in rows
        for way in ways[row.number]
    )
    choices = (*payments, UNIDENTIFIED, NOTHING)
    if not payments:
        return Match(Outcome.UNMATCHED, choices, UNIDENTIFIED, remarks=remarks)
    # What names a proceeding that takes no money is left to a person, even if another one is found by the payer.
    if len(payments) == 1 and not remarks:
        return Match(Outcome.EXACT, choices, payments[0])
    return Match(Outcome.PROPOSED, choices, NOTHING, remarks=remarks)


def ways_to(
    view: ProceedingView, brought_by: Mapping[PaymentSource, Collection[str]], void: Collection[str], on: date
) -> tuple[Way, ...]:
    """How money of a day can have come: paid by the debtor, or brought by a measure that had begun.

    `brought_by`: the codes of the measures that bring money of a source; `void`: the statuses in which one brings none.
    """
    by_measure = (
        Way(source, measure.id, measure.code)
        for measure in view.measures
        if measure.history and measure.history[0].day <= on and measure.history[-1].status not in void
        for source in sorted(brought_by)
        if measure.code in brought_by[source]
    )
    return (Way(PaymentSource.DEBTOR), *by_measure)


def matched_reversal(entry: BankEntry, body: str, known: OnRecord) -> Match:
    """A credit that the bank took back: the payment of its order."""
    order = entry.bank_order
    for each in known.reversed:
        if each.order.may_be(order):
            return Match(Outcome.KNOWN, known_in=each.number)
    orders = [
        each
        for each in known.orders
        if each.key == order.key
        and each.dated <= entry.booked_on
        and (each.payer is None or order.payer is None or each.payer == order.payer)
        and each.sum.currency == entry.sum.currency
        and each.sum.amount >= entry.sum.amount
    ]
    held = (Remark.HELD_UNIDENTIFIED,) if any(each.number == body for each in orders) else ()
    found = tuple(Choice(Step.REVERSAL, each.number, thing=each.payment) for each in orders if each.number != body)
    return _of_choices(found, sure=not held, remarks=held)


def matched_debit(entry: BankEntry, body: str, known: OnRecord) -> Match:
    """A debit: a payout that was ordered, or money that goes back to its payer."""
    payouts = [each for each in known.payouts if same_money(each.sum, entry.sum)]
    for each in payouts:
        if each.state is not PayoutState.ORDERED and each.has_order(entry.order) and each.debited_on == entry.booked_on:
            return Match(Outcome.KNOWN, known_in=each.number)
    returns = _returns(entry, known)
    if any(sent.confirmed_on == entry.booked_on for sent in returns):
        return Match(Outcome.KNOWN, known_in=body)
    ordered = [
        each
        for each in payouts
        if each.state is PayoutState.ORDERED and (each.order is None or each.has_order(entry.order))
    ]
    named = [each for each in ordered if each.order is not None]
    to_confirm = [sent for sent in returns if sent.confirmed_on is None]
    found = (
        *(Choice(Step.PAYOUT_DEBITED, each.number, thing=each.payout) for each in named or ordered),
        *(Choice(Step.RETURN_DEBITED, thing=sent.payout) for sent in to_confirm),
    )
    # A payout whose order has no number may be another one of the same sum.
    return _of_choices(found, sure=bool(named or to_confirm))


def matched_return(entry: BankEntry, known: OnRecord) -> Match:
    """What came back: a payout, or money that was sent back to its payer."""
    payouts = [each for each in known.payouts if same_money(each.sum, entry.sum) and each.has_order(entry.order)]
    for each in payouts:
        if each.state is PayoutState.RETURNED:
            return Match(Outcome.KNOWN, known_in=each.number)
    debited = [each for each in payouts if each.state is PayoutState.DEBITED]
    returns = _returns(entry, known)
    return _of_choices(
        (
            *(Choice(Step.PAYOUT_CAME_BACK, each.number, thing=each.payout) for each in debited),
            *(Choice(Step.RETURN_CAME_BACK, thing=sent.payout) for sent in returns),
        ),
        sure=True,
    )


def matched_by_record(entry: BankEntry, body: str, known: OnRecord) -> Match:
    """An entry that is no credit: what is on record says what it is."""
    match entry.kind:
        case EntryKind.CREDIT_REVERSED:
            return matched_reversal(entry, body, known)
        case EntryKind.DEBIT:
            return matched_debit(entry, body, known)
        case _:
            return matched_return(entry, known)


def _of_choices(found: tuple[Choice, ...], *, sure: bool, remarks: tuple[Remark, ...] = ()) -> Match:
    choices = (*found, NOTHING)
    if not found:
        return Match(Outcome.UNMATCHED, choices, remarks=remarks)
    if len(found) == 1 and sure:
        return Match(Outcome.EXACT, choices, found[0], remarks=remarks)
    return Match(Outcome.PROPOSED, choices, remarks=remarks)


def _returns(entry: BankEntry, known: OnRecord) -> list[UnidentifiedReturnView]:
    """Money that was sent back by the order of an entry."""
    return [
        sent
        for receipt in known.unidentified
        for sent in receipt.returns
        if same_money(sent.sum, entry.sum) and sent.order and order_key(sent.order) == order_key(entry.order)
    ]


def _remarks(found: Found, body: str, running: Collection[str]) -> tuple[Remark, ...]:
    ended = any(row.body == body and row.status not in running for row in found.named)
    elsewhere = any(row.body != body for row in found.named)
    return (*((Remark.ENDED,) if ended else ()), *((Remark.OTHER_BODY,) if elsewhere else ()))
