"""What became of the entries of a bank statement, and the files that were taken in, as pages and programs see them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.base import Contract
from contracts.problems import Problem
from contracts.values import Instant, Money, PositiveMoney
from shared.bank_statements.choices import Choice, Step
from shared.bank_statements.entries import BankEntry, EntryKind
from shared.bank_statements.recording import Became, Result


class EntryStanding(StrEnum):
    """What became of an entry."""

    OPEN = "open"
    """Nobody has decided on it."""
    MATCHED = "matched"
    """It is on record where it belongs: in a proceeding, or as money that went back to its payer."""
    SUSPENSE = "suspense"
    """It is money that names no proceeding, on the account of the body."""
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    """It may have been recorded: the next upload says."""
    LEFT = "left"
    """Nothing was to be recorded of it, or the file has it twice."""


class Turnover(Contract):
    """What came in and went out in one currency; what was taken back or came back counts where it went."""

    came_in: Money
    went_out: Money


class TakenStatement(Contract):
    """A file of the bank that was taken in."""

    id: UUID
    name: str
    """Of the file; empty where it had none."""
    digest: str
    """Its SHA-256, in hexadecimal digits."""
    format: str
    number: str | None = None
    dated: date | None = None
    account: str | None = None
    bank: str | None = None
    since: date | None = None
    until: date | None = None
    opening: Money | None = None
    """What the account held before, as the file states it; CSV states nothing."""
    closing: Money | None = None
    turnover: tuple[Turnover, ...] = ()
    entries: int
    pending: int = 0
    """Entries that were not booked yet and are left out."""
    taken_by: str
    """The account of the person."""
    taken_at: Instant
    matched: int = 0
    suspense: int = 0
    refused: int = 0
    left: int = 0
    unanswered: int = 0
    open: int = 0

    @property
    def unexplained(self) -> Money | None:
        """By how much the closing balance differs from the opening one with the entries; None: it does not, or one is
        not stated.
        """
        if self.opening is None or self.closing is None or self.opening.currency != self.closing.currency:
            return None
        found = (each for each in self.turnover if each.came_in.currency == self.closing.currency)
        moved = sum((each.came_in.amount - each.went_out.amount for each in found), Decimal(0))
        amount = abs(self.closing.amount - self.opening.amount - moved)
        return Money(amount=amount, currency=self.closing.currency) if amount else None


class TakenEntry(Contract):
    """An entry of a file that was taken in."""

    ordinal: int
    place: str
    """Where it stands in the file."""
    kind: EntryKind
    order: str
    booked_on: date
    sum: PositiveMoney
    standing: EntryStanding
    step: Step | None = None
    """What was recorded of it, or refused."""
    found_in: str | None = None
    """The proceeding in which it is on record, or the body on whose account; where it was refused, the proceeding that
    refused it.
    """
    problems: tuple[Problem, ...] = ()
    settled_by: str | None = None
    settled_at: Instant | None = None


class TakenStatements(Contract):
    """Files that were taken in, the latest first."""

    statements: tuple[TakenStatement, ...]
    more: bool


class TakenEntries(Contract):
    """A file that was taken in, with some of its entries in its order."""

    statement: TakenStatement
    entries: tuple[TakenEntry, ...]
    more: bool


class Settled(NamedTuple):
    """What has become of an entry."""

    place: str
    standing: EntryStanding
    step: Step | None = None
    found_in: str | None = None
    problems: tuple[Problem, ...] = ()


def turnover_of(entries: Iterable[BankEntry]) -> tuple[Turnover, ...]:
    """What came in and went out, by currency."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for entry in entries:
        came_in, went_out = sums.get(entry.sum.currency, (Decimal(0), Decimal(0)))
        amount = entry.sum.amount
        sums[entry.sum.currency] = (came_in + amount, went_out) if entry.adds else (came_in, went_out + amount)
    return tuple(
        Turnover(
            came_in=Money(amount=came_in, currency=currency),
            went_out=Money(amount=went_out, currency=currency),
        )
        for currency, (came_in, went_out) in sorted(sums.items())
    )


def on_record(entry: BankEntry, found_in: str | None, body: str) -> Settled:
    """Of an entry that was on record before, or that the file has twice."""
    if not found_in:
        return Settled(entry.place, EntryStanding.LEFT)
    suspense = entry.kind is EntryKind.CREDIT and found_in == body
    return Settled(entry.place, EntryStanding.SUSPENSE if suspense else EntryStanding.MATCHED, found_in=found_in)


def settled(result: Result, body: str) -> Settled | None:
    """What has become of an entry; None: nothing."""
    place, choice = result.entry.place, result.choice
    match result.became:
        case Became.RECORDED:
            return Settled(place, _recorded(choice), choice.step, result.where)
        case Became.KNOWN:
            return on_record(result.entry, result.where, body)
        case Became.REFUSED:
            return Settled(place, EntryStanding.REFUSED, choice.step, result.where or None, result.problems)
        case Became.UNANSWERED:
            return Settled(place, EntryStanding.UNANSWERED, choice.step, result.where or None)
        case Became.LEFT:
            return Settled(place, EntryStanding.LEFT)
        case Became.NOT_SENT:
            return None


def _recorded(choice: Choice) -> EntryStanding:
    return EntryStanding.SUSPENSE if choice.step is Step.UNIDENTIFIED else EntryStanding.MATCHED
