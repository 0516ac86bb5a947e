"""How money is shared among all proceedings against one debtor: costs, charged fees, then by queues (Art. 401-406).

Unlike in `distribute`, each proceeding has separate costs and fees, and bears ten percent of what it gets or none.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import NamedTuple, Self

from pydantic import model_validator

from contracts.base import Contract
from contracts.values import Code, Money, Name
from shared.law.money.amounts import (
    add,
    from_minor_units,
    same_currency,
    seniority,
    smaller,
    split,
    subtract,
    to_minor_units,
    total,
    written,
    zero,
)
from shared.law.money.distribution import queue_of, queue_of_pledge
from shared.law.money.explained import Explained, Step
from shared.law.money.fee import Withheld
from shared.law.rule_sets.parts.collection import FeeTable
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.vocabulary import FeeReading

_HALF = Fraction(1, 2)


class OpenClaim(Contract):
    """What is still outstanding of a claim of a document."""

    claim: int
    kind: Code
    outstanding: Money
    secured: Money | None = None
    """What of it the pledge secures of whose thing the money is the price; none: nothing."""


class Participant(Contract):
    """A proceeding against the debtor: what is owed in it in the currency of the money."""

    number: Name
    initiated_on: date
    costs: Money
    charged_fees: Money
    """Fees charged by resolutions of their own: they come before the claims (Art. 403)."""
    claims: tuple[OpenClaim, ...]
    bears_fee: bool
    """Whether an act that bears the fee was performed in it (Art. 402(3))."""
    earlier: Withheld | None = None
    """What earlier money that bears the fee was divided into in it; none: nothing was."""


class ConsolidatedMoney(Contract):
    """Money of a consolidated debtor, and the proceedings that share it."""

    collected: Money
    participants: tuple[Participant, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        numbers = [each.number for each in self.participants]
        if len(set(numbers)) != len(numbers):
            raise ValueError("a proceeding is listed twice")
        return self


class ClaimShare(Contract):
    """What a claim gets, and in which queue."""

    claim: int
    queue: int
    """The first one in which it stands."""
    outstanding: Money
    paid: Money
    secured: Money | None = None
    """What of it stands there alone, where the rest is not secured by the pledge and stands in a later one."""


class ProceedingShare(Contract):
    """What a proceeding gets: its costs, its charged fees, the ten percent, and its claims."""

    number: Name
    costs: Money
    charged_fees: Money
    fee: Money
    """The ten percent of what its claims get."""
    claims: tuple[ClaimShare, ...]

    @property
    def sum(self) -> Money:
        """All it gets."""
        return add(self.costs, self.charged_fees, self.fee, *(claim.paid for claim in self.claims))


class Consolidation(Explained):
    """The calculation of a resolution: shares and surplus add up to what was collected."""

    collected: Money
    shares: tuple[ProceedingShare, ...]
    """By date of initiation, then number."""
    surplus: Money


class _Line(NamedTuple):
    """A claim, or a part of it, in its queue."""

    place: int
    """That of its proceeding."""
    claim: OpenClaim
    queue: int
    sum: Money

    @property
    def units(self) -> int:
        return to_minor_units(self.sum)

    @property
    def key(self) -> tuple[int, int, int]:
        return self.place, self.claim.claim, self.queue


_Paid = Mapping[tuple[int, int, int], Money]
"""By place of the proceeding, number of the claim, and queue."""


def consolidate(rules: MoneyRules, money: ConsolidatedMoney) -> Consolidation:
    """Share money among all proceedings against one debtor.

    Raises `MixedCurrencies`, or `UnknownCode` for a kind of claim that is not in the table of queues.
    """
    currency = same_currency(money.collected, *_sums(money.participants))
    participants = sorted(money.participants, key=lambda each: seniority(each.initiated_on, each.number))
    costs = _in_proportion(money.collected, [each.costs for each in participants])
    after_costs = subtract(money.collected, total(costs, currency))
    charged = _in_proportion(after_costs, [each.charged_fees for each in participants])
    available = subtract(after_costs, total(charged, currency))
    lines = [
        line for place, each in enumerate(participants) for claim in each.claims for line in _lines(rules, place, claim)
    ]
    fees = _Fees(rules.fee, participants, costs)
    paid, steps = _by_queues(rules, lines, available, fees)
    tenths = fees.shared(available, lines, paid)
    surplus = subtract(available, total(paid.values(), currency), total(tenths, currency))
    order = rules.distribution
    first = (
        (order.costs.article, "The costs of execution come first", total(costs, currency)),
        (order.recoverers.article, "Then fees charged by resolution", total(charged, currency)),
        (rules.fee.property_fee.article, "Then the fee on what is credited", total(tenths, currency)),
    )
    of_proceeding = {place: list(group) for place, group in groupby(lines, key=lambda line: line.place)}
    return Consolidation(
        rule_set=rules.id,
        steps=(
            *(Step(article=article, rule=rule, working=written(sum_)) for article, rule, sum_ in first),
            *steps,
            Step(article=order.surplus.article, rule="The surplus goes to the debtor", working=written(surplus)),
        ),
        collected=money.collected,
        shares=tuple(
            ProceedingShare(
                number=each.number,
                costs=costs[place],
                charged_fees=charged[place],
                fee=tenths[place],
                claims=tuple(_shares(of_proceeding.get(place, ()), paid)),
            )
            for place, each in enumerate(participants)
        ),
        surplus=surplus,
    )


def _lines(rules: MoneyRules, place: int, claim: OpenClaim) -> Iterator[_Line]:
    """A claim in its queue; what a pledge secures of it comes before the rest, out of the pledged thing alone."""
    queue = queue_of(rules, claim.kind, pledged_thing=False)
    first, secured = min(queue, queue_of_pledge(rules)), claim.secured or zero(claim.outstanding.currency)
    secured = smaller(claim.outstanding, secured)
    if first == queue or not secured.amount:
        yield _Line(place, claim, queue, claim.outstanding)
        return
    yield _Line(place, claim, first, secured)
    rest = subtract(claim.outstanding, secured)
    if rest.amount:
        yield _Line(place, claim, queue, rest)


def _shares(lines: Sequence[_Line], paid: _Paid) -> Iterator[ClaimShare]:
    """What the claims of a proceeding get, whose lines stand together."""
    for claim, group in groupby(lines, key=lambda line: line.claim):
        parts = list(group)
        yield ClaimShare(
            claim=claim.claim,
            queue=parts[0].queue,
            outstanding=claim.outstanding,
            paid=add(*(paid[line.key] for line in parts)),
            secured=parts[0].sum if len(parts) > 1 else None,
        )


def _sums(participants: Sequence[Participant]) -> Iterator[Money]:
    for each in participants:
        yield each.costs
        yield each.charged_fees
        yield from (claim.outstanding for claim in each.claims)


def _in_proportion(available: Money, owed: Sequence[Money]) -> tuple[Money, ...]:
    """What is there for what is owed, in proportion where it is less."""
    whole = smaller(available, total(owed, available.currency))
    return split(whole, [to_minor_units(each) for each in owed])


class _Fees:
    """The ten percent of what each proceeding gets, in minor units, on the running totals of the proceeding."""

    def __init__(self, table: FeeTable, participants: Sequence[Participant], costs: Sequence[Money]) -> None:
        percent = Fraction(table.property_fee.percent) / 100
        of_credited = table.reading is FeeReading.OF_CREDITED
        self.rate = percent if of_credited else percent / (1 - percent)
        """Of what is credited."""
        self._bear = [each.bears_fee for each in participants]
        self._carried = [
            self._before(each, None if of_credited else costs[place]) if each.bears_fee else Fraction()
            for place, each in enumerate(participants)
        ]

    def _before(self, each: Participant, costs: Money | None) -> Fraction:
        """What the fee lacks of earlier money, with that on costs where these bear it; negative: it has too much."""
        of_costs = to_minor_units(costs) if costs else 0
        if each.earlier is None:
            return self.rate * of_costs
        earlier = to_minor_units(each.earlier.credited)
        of_costs += to_minor_units(each.earlier.costs) if costs else 0
        return self.rate * (earlier + of_costs) - to_minor_units(each.earlier.fee)

    def on(self, line: _Line) -> Fraction:
        """What the claim bears when it is paid in full."""
        return self.rate * line.units if self._bear[line.place] else Fraction()

    def carried(self, places: set[int]) -> Fraction:
        """What is to be made up for of earlier money of these proceedings."""
        return sum((self._carried[place] for place in places), Fraction())

    def shared(self, available: Money, lines: Sequence[_Line], paid: _Paid) -> tuple[Money, ...]:
        """The fee of each proceeding; what it comes to is what claims leave, or what all of them bear."""
        credited = [0 for _ in self._bear]
        for line in lines:
            credited[line.place] += to_minor_units(paid[line.key])
        owed = [
            max(self.rate * sum_ + self._carried[place], Fraction()) if sum_ and self._bear[place] else Fraction()
            for place, sum_ in enumerate(credited)
        ]
        left = to_minor_units(available) - sum(map(to_minor_units, paid.values()))
        in_full = all(paid[line.key] == line.sum for line in lines)
        due = min(floor(sum(owed, Fraction()) + _HALF), left) if in_full else left
        whole = from_minor_units(due if any(owed) else 0, available.currency)
        return split(whole, owed)


def _by_queues(
    rules: MoneyRules, lines: Sequence[_Line], available: Money, fees: _Fees
) -> tuple[dict[tuple[int, int, int], Money], tuple[Step, ...]]:
    """What each claim gets: a queue is paid when the former is paid in full (Art. 404)."""
    currency, left, rest = available.currency, Fraction(to_minor_units(available)), to_minor_units(available)
    paid: dict[tuple[int, int, int], Money] = {}
    steps: list[Step] = []
    begun: set[int] = set()
    for queue, group in groupby(sorted(lines, key=lambda line: line.queue), key=lambda line: line.queue):
        claims = list(group)
        owed, places = sum(line.units for line in claims), {line.place for line in claims}
        left -= fees.carried(places - begun)
        begun |= places
        needed, units = owed + sum(map(fees.on, claims), Fraction()), owed
        if left < needed:
            units = min(owed, floor(max(left, Fraction()) * owed / needed + _HALF))
        units, left = min(units, rest), max(left - needed, Fraction())
        rest -= units
        shares = split(from_minor_units(units, currency), [line.units for line in claims])
        paid |= {line.key: share for line, share in zip(claims, shares, strict=True)}
        working = f"{written(from_minor_units(units, currency))} for {written(from_minor_units(owed, currency))}"
        working += ", in full" if units == owed else ", in proportion" if units else ""
        steps.append(Step(article=rules.distribution.queue_order.article, rule=f"Queue {queue}", working=working))
    return paid, tuple(steps)
