"""What a proceeding's events add up to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.values import Money, PartyKind
from shared.law.money.amounts import subtract, zero


@dataclass(frozen=True, slots=True)
class Since:
    """A status and the day it began."""

    code: str
    day: date


def standing_on(history: tuple[Since, ...], day: date) -> str:
    """The status that stood on a day; on the days before the first one, the first."""
    return next((each.code for each in reversed(history) if each.day <= day), history[0].code)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the execution document and what became of it."""

    number: int
    type: str
    sum: Money | None
    repaid: Money | None
    fulfilled_on: date | None = None

    @property
    def outstanding(self) -> Money | None:
        """What is still to be paid; none for a claim that is not for money."""
        return subtract(self.sum, self.repaid) if self.sum and self.repaid else None

    @property
    def settled(self) -> bool:
        """Whether nothing is left of it."""
        left = self.outstanding
        return left.amount == 0 if left else self.fulfilled_on is not None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure and its statuses."""

    id: UUID
    code: str
    history: tuple[Since, ...]

    @property
    def status(self) -> str:
        """Its latest status."""
        return self.history[-1].code


@dataclass(frozen=True, slots=True)
class Ledger:
    """The money of a proceeding in one currency, apart from the claims."""

    costs: Money
    """Costs that the debtor bears."""
    costs_paid: Money
    imposed: Money
    """Fees imposed by a resolution of their own (Art. 402(1) ind. 3)."""
    imposed_paid: Money
    withheld: Money
    """Fees taken out of payments (Art. 402(1) ind. 2)."""
    received: Money
    surplus: Money

    @property
    def costs_owed(self) -> Money:
        """Costs not recovered yet."""
        return subtract(self.costs, self.costs_paid)

    @property
    def fee_owed(self) -> Money:
        """Imposed fees not recovered yet."""
        return subtract(self.imposed, self.imposed_paid)


def empty_ledger(currency: str) -> Ledger:
    """A ledger without entries."""
    nothing = zero(currency)
    return Ledger(nothing, nothing, nothing, nothing, nothing, nothing, nothing)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension that lasts."""

    ground: str
    since: date
    until: date | None
    interrupted: str
    """The status to which the proceeding returns."""


@dataclass(frozen=True, slots=True)
class Proceeding:
    """An initiated proceeding. A stream without events has none."""

    number: str
    body: str
    rule_set: str
    executor: str
    debtor: PartyKind
    recoverer: PartyKind
    immediate: bool
    history: tuple[Since, ...]
    claims: Mapping[int, Claim]
    measures: Mapping[UUID, Measure] = field(default_factory=dict)
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    events: Mapping[UUID, tuple[str, date]] = field(default_factory=dict)
    """Type and effective date of every event, by its id."""
    recorded: frozenset[UUID] = frozenset()
    """Ids of recorded payments and costs."""
    served_on: date | None = None
    suspension: Suspension | None = None
    ended: bool = False

    @property
    def status(self) -> str:
        """The latest status."""
        return self.history[-1].code

    @property
    def initiated_on(self) -> date:
        """The effective date of the initiation."""
        return self.history[0].day

    def status_on(self, day: date) -> str:
        """The status by effective date; after the end always the last one."""
        return self.status if self.ended else standing_on(self.history, day)

    def reached(self, status: str) -> date | None:
        """The day a status first began."""
        return next((each.day for each in self.history if each.code == status), None)

    def ledger(self, currency: str) -> Ledger:
        """The ledger of a currency, empty where nothing happened in it."""
        return self.ledgers.get(currency) or empty_ledger(currency)

    def claims_in(self, currency: str) -> tuple[Claim, ...]:
        """The money claims of a currency."""
        return tuple(claim for claim in self.claims.values() if claim.sum and claim.sum.currency == currency)

    def currencies(self) -> tuple[str, ...]:
        """Currencies in which the document claims money, in the order of the claims."""
        return tuple(dict.fromkeys(claim.sum.currency for claim in self.claims.values() if claim.sum))

    def open_claims(self) -> Iterator[Claim]:
        """Claims of which something is left."""
        return (claim for claim in self.claims.values() if not claim.settled)


State = Proceeding | None
