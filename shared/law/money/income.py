"""Deductions from wages, pensions and equated income (Art. 389, 392-394)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import compress

from contracts.base import Contract
from contracts.values import Code, Money, Name
from shared.law.money.amounts import (
    add,
    not_above,
    percent_of,
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
from shared.law.money.errors import InvalidInput
from shared.law.money.explained import Explained, Step
from shared.law.money.lookup import row
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.parts.property import IncomeKind


class IncomeItem(Contract):
    """One sum due to the debtor from one payer for one period."""

    kind: Code
    amount: Money


class Order(Contract):
    """An execution document that is levied on income."""

    number: Name
    initiated_on: date
    outstanding: Money
    percent: int | None = None
    """Its share of the income, where a legislative act gives another (Art. 392(1))."""


class Deduction(Contract):
    """What one document takes from the income."""

    number: Name
    outstanding: Money
    withheld: Money
    remaining: Money


class Deductions(Explained):
    """What is withheld from an income, and what the debtor keeps of it."""

    income: Money
    exempt: Money
    per_order_limit: Money
    """Of a document to which no legislative act gives another share."""
    total_limit: Money
    deductions: tuple[Deduction, ...]
    withheld: Money
    kept: Money
    """All that is left of the income, exempt sums included."""


class IncomeLevy(Explained):
    """Whether recovery is levied on income now."""

    allowed: bool


def deductions(
    rules: MoneyRules, income: Sequence[IncomeItem], orders: Sequence[Order], sentence_deductions: Money | None = None
) -> Deductions:
    """Deductions of one payday: twenty percent per document, of several half of the income stays (Art. 392, 393).

    Of a pension all documents together take twenty percent.

    `sentence_deductions` are what a criminal sentence takes; they change nothing (Art. 392(3)) but are named in the
    steps. Raises `UnknownCode`, `MixedCurrencies` or `InvalidInput`.
    """
    if not income:
        raise InvalidInput("there is no income to deduct from", field="income")
    numbers = [order.number for order in orders]
    if twice := next((number for number in numbers if numbers.count(number) > 1), None):
        raise InvalidInput(f"document {twice} is listed twice", field="orders")
    due, per_order, at_most, steps = _limits(rules, income, orders)
    in_order = sorted(orders, key=lambda order: seniority(order.initiated_on, order.number))
    same_currency(due, *(order.outstanding for order in in_order))
    limits = [_own_limit(rules, income, order, per_order) for order in in_order]
    shares = _shares(at_most, limits, [order.outstanding for order in in_order])
    lines = tuple(map(_deduction, in_order, shares))
    withheld = total(shares, due.currency)
    return Deductions(
        rule_set=rules.id,
        steps=(*steps, *_order_steps(rules, lines, withheld, at_most), *_sentence_step(rules, sentence_deductions)),
        income=due,
        exempt=_exempt(rules, income, due.currency),
        per_order_limit=per_order,
        total_limit=at_most,
        deductions=lines,
        withheld=withheld,
        kept=subtract(due, withheld),
    )


def levy_on_income(
    rules: MoneyRules, demand: Money, monthly: Sequence[IncomeItem], *, periodic: bool, property_short: bool
) -> IncomeLevy:
    """Whether income may be levied on: at once for small sums and periodic payments, else if property falls short."""
    _, share, _, _ = _limits(rules, monthly)
    small = not_above(demand, share)
    table = rules.income
    if periodic:
        allowed, basis, working = True, table.periodic, "periodic payments are levied on income at once"
    elif small:
        working = f"{written(demand)} is within one month's deduction of {written(share)}"
        allowed, basis = True, table.small_sum
    else:
        working = "property is absent or does not suffice" if property_short else "property must be levied on first"
        allowed, basis = property_short, table.property_short
    step = Step(article=basis.article, rule="Levy on income", working=working)
    return IncomeLevy(rule_set=rules.id, steps=(step,), allowed=allowed)


def _limits(
    rules: MoneyRules, income: Sequence[IncomeItem], orders: Sequence[Order] = ()
) -> tuple[Money, Money, Money, tuple[Step, ...]]:
    """The income, what one document may take, what all may take together, and the steps.

    The half that stays is that of several documents (Art. 392(2)): a legislative act may give a single one more.
    """
    currency = same_currency(*(item.amount for item in income))
    kinds = [row(rules.income.kinds, item.kind) for item in income]
    parts = [_share(rules, kind, item) for kind, item in zip(kinds, income, strict=True)]
    per_order = total((part for part, _ in parts), currency)
    levied = total((item.amount for item in compress(income, (kind.rate for kind in kinds))), currency)
    capped = [kind.rate in rules.income.capped_together.rates for kind in kinds]
    together = total((part for part, _ in compress(parts, capped)), currency)
    free = subtract(levied, total((item.amount for item in compress(income, capped)), currency))
    kept_free = percent_of(free, rules.income.kept.percent, rules.income.kept.rounding)
    kept = percent_of(levied, rules.income.kept.percent, rules.income.kept.rounding)
    other_percent = Decimal(max((each.percent or 0 for each in orders), default=0))
    by_other = percent_of(levied, other_percent, rules.income.wage.rounding)
    if len(orders) > 1:
        by_other = smaller(by_other, subtract(levied, kept))
    at_most = max(add(subtract(free, kept_free), together), by_other, key=lambda each: each.amount)
    stays = subtract(levied, at_most)
    step = Step(
        article=rules.income.kept.article if not any(capped) else rules.income.capped_together.article,
        rule="What the debtor keeps at least",
        working=f"{written(stays)} of {written(levied)} stays, so all documents take at most {written(at_most)}",
    )
    return total((item.amount for item in income), currency), per_order, at_most, (*(step for _, step in parts), step)


def _own_limit(rules: MoneyRules, income: Sequence[IncomeItem], order: Order, per_order: Money) -> Money:
    """What a document may take by itself: the share of the Code, or that of the legislative act."""
    if order.percent is None:
        return per_order
    leviable = (item.amount for item in income if row(rules.income.kinds, item.kind).rate is not None)
    return percent_of(total(leviable, per_order.currency), Decimal(order.percent), rules.income.wage.rounding)


def _share(rules: MoneyRules, kind: IncomeKind, item: IncomeItem) -> tuple[Money, Step]:
    rate = rules.income.rate(kind)
    name = kind.names.en.capitalize()
    if rate is None:
        nothing = zero(item.amount.currency)
        return nothing, Step(article=kind.article, rule=name, working=f"{written(item.amount)} is exempt")
    share = percent_of(item.amount, rate.percent, rate.rounding)
    working = f"{rate.percent} % of {written(item.amount)} = {written(share)} per document"
    return share, Step(article=rate.article, rule=name, working=working)


def _exempt(rules: MoneyRules, income: Sequence[IncomeItem], currency: str) -> Money:
    return total((item.amount for item in income if row(rules.income.kinds, item.kind).rate is None), currency)


def _shares(at_most: Money, own: Sequence[Money], outstanding: Sequence[Money]) -> list[Money]:
    """Each document's sum: its own limit, or its share of what all may take, where their limits exceed that.

    A share above the document's own limit is cut to it, and what is cut is shared among the others again.
    """
    limits = [smaller(limit, sum_) for limit, sum_ in zip(own, outstanding, strict=True)]
    if not_above(total(limits, at_most.currency), at_most):
        return limits
    withheld = dict(enumerate(limits))
    open_, pool = list(withheld), at_most
    while open_:
        shares = dict(zip(open_, split(pool, [to_minor_units(outstanding[index]) for index in open_]), strict=True))
        above = [index for index in open_ if shares[index].amount > limits[index].amount]
        if not above:
            withheld |= shares
            break
        pool = subtract(pool, *(limits[index] for index in above))
        open_ = [index for index in open_ if index not in above]
    return list(withheld.values())


def _deduction(order: Order, share: Money) -> Deduction:
    remaining = subtract(order.outstanding, share)
    return Deduction(number=order.number, outstanding=order.outstanding, withheld=share, remaining=remaining)


def _order_steps(rules: MoneyRules, lines: Sequence[Deduction], withheld: Money, at_most: Money) -> tuple[Step, ...]:
    if len(lines) < 2:
        return ()
    capped = withheld == at_most
    shared = "in proportion to the sums, none above its own share" if capped else "each within its own share"
    sums = ", ".join(f"{line.number}: {written(line.withheld)}" for line in lines)
    working = f"{sums} ({shared})"
    return (Step(article=rules.income.several_orders.article, rule="Several documents", working=working),)


def _sentence_step(rules: MoneyRules, sentence_deductions: Money | None) -> tuple[Step, ...]:
    if sentence_deductions is None:
        return ()
    working = f"{written(sentence_deductions)} under the sentence are left out of account"
    return (Step(article=rules.income.corrective_works.article, rule="Corrective works", working=working),)
