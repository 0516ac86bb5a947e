"""The consolidated debtor, and the shares of its proceedings in money that is distributed (Art. 404)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, Self
from uuid import UUID

from contracts.banking import ExchangeRate
from contracts.distribution import ShareOfProceeding
from contracts.events.distribution import DistributionAnnulled, DistributionCorrected, DistributionResolved
from contracts.events.parties import PartyRole
from contracts.events.proceedings import PaymentSource
from contracts.identifiers import consolidated_debtor_of, derived_id
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.held_money import explained
from services.proceedings.domain.persons import NOBODY_JOINED, Payers, person_key
from shared.law.money.amounts import subtract, total, zero
from shared.law.money.explained import Step
from shared.law.procedures import Act

WHOSE_PLEDGE_KNOWN = "whose_pledge_known"
"""Of the same evidence: the record says whose claims the pledge secures of whose thing the money is the price."""
SHARED_BESIDES = "shared_besides"
"""Of the same evidence: whether another proceeding that goes on shares the money, even if nothing is owed in it."""
RATES_NEEDED = "rates_needed"
"""Of the evidence of an act that divides money: the currencies whose rates it has to state."""


class Calculation(NamedTuple):
    """The shares of a distribution, what is left of the money, and how it was calculated."""

    shares: tuple[ShareOfProceeding, ...]
    rest: Money
    steps: tuple[Step, ...] = ()
    rates: tuple[ExchangeRate, ...] = ()
    """By which debts in other currencies took part."""
    needed: frozenset[str] = frozenset()
    """The currencies whose rates are needed, so that all that is open takes part."""
    whose_pledge_known: bool = True
    """Whether the record says whose claims the pledge secures of whose thing the money is the price."""
    shared_besides: bool = False
    """Whether another proceeding that goes on shares the money, even if nothing is owed in it."""

    def with_needed_rates(self) -> Self:
        """The same without rates that were stated before, and that nothing needs any more."""
        return self._replace(rates=tuple(rate for rate in self.rates if rate.currency in self.needed))


def divided_by(course: Course, payment: UUID) -> list[UUID]:
    """The distributions that stand and gave a part of a payment to other proceedings (Art. 406)."""
    return [
        id_ for id_, division in course.distributions.items() if division.payment == payment and division.total.amount
    ]


def awaits_distribution(course: Course, source: PaymentSource) -> bool:
    """Whether money is to be distributed among all proceedings of the debtor.

    Account money of legal persons and sole traders goes to the documents under which it was taken (Art. 404).
    """
    return course.consolidated and in_the_queues(course, source)


def in_the_queues(course: Course, source: PaymentSource) -> bool:
    """Whether money is for all documents against the debtor, and not for that under which it was taken (Art. 404)."""
    rule = course.rules.money.distribution.outside_order
    return not (source.value in rule.sources and course.debtor in rule.debtors)


def consolidated_debtor(course: Course, payers: Payers = NOBODY_JOINED) -> UUID | None:
    """The consolidated debtor of whom it is a proceeding; none: its money is its own."""
    return debtor_of(course, payers) if course.consolidated else None


def debtor_of(course: Course, payers: Payers) -> UUID:
    """The consolidated debtor that the debtor of a proceeding is, whether its money is shared or not."""
    return consolidated_debtor_of(course.office.body, *person_key(course.parties[PartyRole.DEBTOR], payers))


def payment_of_share(distribution: UUID, proceeding: UUID) -> UUID:
    """The payment that the share of a proceeding is in it."""
    return derived_id(distribution, str(proceeding))


def total_of(shares: Iterable[ShareOfProceeding], currency: str) -> Money:
    """What shares come to."""
    return total((share.sum for share in shares), currency)


def with_shares(act: Act, found: Calculation | None, course: Course) -> Act:
    """The act of a distribution with what was calculated for it; every other act as it is."""
    data = act.data
    if found is None or not isinstance(data, DistributionResolved | DistributionCorrected | DistributionAnnulled):
        return act
    total_ = total_of(found.shares, found.rest.currency)
    changed: dict[str, object] = {"shares": found.shares}
    if isinstance(data, DistributionAnnulled):
        division = course.distributions.get(data.distribution)
        changed["returned"] = subtract(division.total, total_) if division else zero(found.rest.currency)
    else:
        steps = explained(found.steps)
        changed |= {"distributed": total_, "rest": found.rest, "explanation": steps, "rates": found.rates or None}
    if isinstance(data, DistributionCorrected):
        division = course.distributions.get(data.distribution)
        changed["returned"] = division.total if division else zero(found.rest.currency)
    evidence = {
        RATES_NEEDED: found.needed,
        WHOSE_PLEDGE_KNOWN: found.whose_pledge_known,
        SHARED_BESIDES: found.shared_besides,
    }
    return replace(act, data=data.model_copy(update=changed), evidence={**act.evidence, **evidence})
