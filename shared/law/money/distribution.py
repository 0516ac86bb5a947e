"""Who is paid out of collected money: queues, shares inside a queue, surplus (Art. 401-405)."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Self

from pydantic import model_validator

from contracts.base import Contract
from contracts.values import Code, Money, Name, PartyKind
from shared.law.money.amounts import same_currency, seniority, smaller, split, subtract, to_minor_units, total, written
from shared.law.money.errors import InvalidInput, UnknownCode
from shared.law.money.explained import Explained, Step
from shared.law.money.fee import Withheld, Withholding, withhold
from shared.law.money.lookup import row
from shared.law.rule_sets.parts.money import MoneyRules


class Claim(Contract):
    """A proceeding that waits for money: its kind of claim (or its queue) and what is still outstanding."""

    number: Name
    initiated_on: date
    outstanding: Money
    kind: Code | None = None
    queue: int | None = None
    secured: Money | None = None
    """What of it a pledge secures, and stands in the queue of the pledge, the rest in that of its kind.

    None: all of a claim of such a kind, where the money is the price of the pledged thing.
    """

    @model_validator(mode="after")
    def _one_way_to_the_queue(self) -> Self:
        if (self.kind is None) == (self.queue is None):
            raise ValueError("give either kind or queue")
        return self


class Collection(Contract):
    """Collected money and the claims it may satisfy."""

    collected: Money
    costs: Money
    debtor: PartyKind
    source: Code
    """Where the money was taken from; some sources stand outside the order of the queues (Art. 404)."""
    fee_due: bool
    """Whether an act that bears the fee was performed (`fee_right`)."""
    earlier: Withheld | None = None
    """What earlier receipts that bear the fee were divided into; none: this is the first."""
    claims: tuple[Claim, ...]
    taken_under: tuple[Name, ...] = ()
    """Numbers of the proceedings under which account money was taken; needed outside the order of the queues only."""
    pledged_thing: bool = False
    """Whether it is the price of the pledged thing."""

    @model_validator(mode="after")
    def _each_claim_once(self) -> Self:
        numbers = [claim.number for claim in self.claims]
        if len(set(numbers)) != len(numbers):
            raise ValueError("a number is listed twice")
        return self


class Payment(Contract):
    """What one claim gets."""

    number: Name
    queue: int | None
    """None where the money stands outside the order of the queues."""
    outstanding: Money
    paid: Money
    remaining: Money


class Distribution(Explained):
    """The calculation of a resolution on distribution: everything adds up to what was collected."""

    collected: Money
    costs_paid: Money
    costs_unpaid: Money
    fee: Money
    credited: Money
    payments: tuple[Payment, ...]
    surplus: Money


def distribute(rules: MoneyRules, collection: Collection) -> Distribution:
    """Distribute collected money: costs, fee, claims by queues, the surplus to the debtor.

    Raises `MixedCurrencies`, `UnknownCode` (source, kind, queue) or `InvalidInput`.
    """
    same_currency(collection.collected, collection.costs, *(claim.outstanding for claim in collection.claims))
    groups = _groups(rules, collection)
    claims = total((claim.outstanding for _, group in groups for claim in group), collection.collected.currency)
    withheld = withhold(
        rules, collection.collected, collection.costs, claims, fee_due=collection.fee_due, earlier=collection.earlier
    )
    payments, steps = _payments(rules, groups, withheld.credited)
    return Distribution(
        rule_set=rules.id,
        steps=(*withheld.steps[:-1], *steps, withheld.steps[-1]),
        payments=payments,
        **_sums(withheld),
    )


def _sums(withheld: Withholding) -> dict[str, Money]:
    return {name: getattr(withheld, name) for name in Withholding.model_fields if name not in Explained.model_fields}


def _groups(rules: MoneyRules, collection: Collection) -> list[tuple[int | None, list[Claim]]]:
    """Claims by the queue in which they are paid; one group without a queue for money outside the order (Art. 404)."""
    in_order = sorted(collection.claims, key=lambda claim: seniority(claim.initiated_on, claim.number))
    if _outside_order(rules, collection):
        return [(None, _taken_for(collection, in_order))]
    lines = [line for claim in in_order for line in _lines(rules, collection, claim)]
    by_queue = sorted(lines, key=itemgetter(0))
    return [(number, [claim for _, claim in group]) for number, group in groupby(by_queue, key=itemgetter(0))]


def _lines(rules: MoneyRules, collection: Collection, claim: Claim) -> Iterator[tuple[int, Claim]]:
    """A claim in its queue; as far as a pledge secures it, in that of the pledge."""
    queue = _queue(rules, claim, pledged_thing=collection.pledged_thing and claim.secured is None)
    first = min(queue, queue_of_pledge(rules))
    if claim.secured is None or first == queue or not claim.secured.amount:
        yield queue, claim
        return
    secured = smaller(claim.outstanding, claim.secured)
    yield first, claim.model_copy(update={"outstanding": secured})
    rest = subtract(claim.outstanding, secured)
    if rest.amount:
        yield queue, claim.model_copy(update={"outstanding": rest})


def _outside_order(rules: MoneyRules, collection: Collection) -> bool:
    rule = rules.distribution.outside_order
    source = row(rules.distribution.sources, collection.source)
    return source.code in rule.sources and collection.debtor in rule.debtors


def _taken_for(collection: Collection, claims: Sequence[Claim]) -> list[Claim]:
    taken = [claim for claim in claims if claim.number in collection.taken_under]
    if not taken or len(taken) != len(set(collection.taken_under)):
        raise InvalidInput(
            "account money of a legal person or sole trader goes to the proceedings under which it was taken: "
            "name them, each of them among the claims",
            field="taken_under",
        )
    return taken


def _queue(rules: MoneyRules, claim: Claim, *, pledged_thing: bool) -> int:
    if claim.kind is not None:
        return queue_of(rules, claim.kind, pledged_thing=pledged_thing)
    for queue in rules.distribution.queues:
        if claim.queue == queue.number:
            return queue.number
    raise UnknownCode(f"claim {claim.number}: queue {claim.queue!r} is not in the table of queues")


def queue_of(rules: MoneyRules, kind: str, *, pledged_thing: bool) -> int:
    """The queue of a kind of claim (Art. 405); raises `UnknownCode`.

    A pledge puts a claim before others out of the price of the pledged thing alone.
    """
    for queue in rules.distribution.queues:
        for each in queue.kinds:
            if each.code == kind:
                others = each.out_of_the_pledged_thing and not pledged_thing
                return rules.distribution.queues[-1].number if others else queue.number
    raise UnknownCode(f"kind of claim {kind!r} is not in the table of queues")


def queue_of_pledge(rules: MoneyRules) -> int:
    """The queue of what a pledge secures, out of the price of the pledged thing; the last one where there is none."""
    queues = rules.distribution.queues
    found = (queue.number for queue in queues if any(each.out_of_the_pledged_thing for each in queue.kinds))
    return next(found, queues[-1].number)


def _payments(
    rules: MoneyRules, groups: Sequence[tuple[int | None, list[Claim]]], credited: Money
) -> tuple[tuple[Payment, ...], tuple[Step, ...]]:
    payments: list[Payment] = []
    steps: list[Step] = []
    for queue, claims in groups:
        outstanding = total((claim.outstanding for claim in claims), credited.currency)
        available = smaller(credited, outstanding)
        shares = split(available, [to_minor_units(claim.outstanding) for claim in claims])
        paid = [_payment(queue, claim, share) for claim, share in zip(claims, shares, strict=True)]
        payments += paid
        steps.append(_queue_step(rules, queue, outstanding, available, paid))
        credited = subtract(credited, available)
    return tuple(payments), tuple(steps)


def _payment(queue: int | None, claim: Claim, share: Money) -> Payment:
    remaining = subtract(claim.outstanding, share)
    return Payment(number=claim.number, queue=queue, outstanding=claim.outstanding, paid=share, remaining=remaining)


def _queue_step(
    rules: MoneyRules, queue: int | None, outstanding: Money, available: Money, paid: Sequence[Payment]
) -> Step:
    if queue is None:
        name, article = "Money from accounts goes to its own proceedings", rules.distribution.outside_order.article
    else:
        name, article = f"Queue {queue}", rules.distribution.queue_order.article
    working = f"{written(available)} for {written(outstanding)}"
    if available == outstanding:
        working += ", in full"
    elif available.amount > 0:
        working += ", in proportion: " + ", ".join(f"{payment.number} {written(payment.paid)}" for payment in paid)
    return Step(article=article, rule=name, working=working)
