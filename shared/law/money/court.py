"""The court's side: claim amount (Art. 128), court expenses (Art. 132, 133), periodic payments (Art. 337(3))."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.base import Contract
from contracts.values import Code, Money
from shared.law.money.amounts import add, not_above, rounded, same_currency, split, subtract, total, written, zero
from shared.law.money.errors import InvalidInput
from shared.law.money.explained import Explained, Step
from shared.law.money.lookup import row
from shared.law.rule_sets.parts.court import DemandKind
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.sheets import Cited


class Accessory(Contract):
    """A penalty or interest named in the claim."""

    kind: Code
    amount: Money


class Demand(Contract):
    """One independent demand of a claim."""

    kind: Code
    value: Money | None = None
    """The sum or value; for land the established price."""
    market_value: Money | None = None
    """For land without an established price."""
    accessories: tuple[Accessory, ...] = ()


class ClaimAmount(Explained):
    """The amount of a claim."""

    amount: Money


class ExpenseSplit(Explained):
    """Who bears court expenses."""

    plaintiff: Money
    respondent: Money
    not_collected: Money
    """What nobody pays, for example the part of a duty from which the plaintiff is exempt."""


class Shares(Explained):
    """Equal or proportionate parts of a sum."""

    parts: tuple[Money, ...]


class PeriodicPayment(Contract):
    """One payment of a judgment on periodic payments."""

    due_on: date
    amount: Money


class Presentable(Explained):
    """Which periodic payments may still be presented for execution."""

    presentable: Money
    lapsed: Money


def claim_amount(rules: MoneyRules, demands: Sequence[Demand], set_by_court: Money | None = None) -> ClaimAmount:
    """The amount of a claim: each demand with its penalties and interest, all added up, unless the court corrects it.

    Raises `UnknownCode`, `MixedCurrencies` or `InvalidInput` (no demand, no value).
    """
    if not demands:
        raise InvalidInput("a claim has at least one demand", field="demands")
    amounts, steps = zip(*(_demand(rules, demand) for demand in demands), strict=True)
    amount = add(*amounts)
    all_steps = [step for demand_steps in steps for step in demand_steps]
    if len(demands) > 1:
        working = " + ".join(map(written, amounts)) + f" = {written(amount)}"
        all_steps.append(Step(article=rules.claim_amount.several.article, rule="Several demands", working=working))
    if set_by_court is not None:
        same_currency(amount, set_by_court)
        working = f"{written(set_by_court)} instead of {written(amount)}"
        all_steps.append(
            Step(article=rules.claim_amount.set_by_court.article, rule="Set by the court", working=working)
        )
    return ClaimAmount(rule_set=rules.id, steps=tuple(all_steps), amount=set_by_court or amount)


def expenses_in_proportion(rules: MoneyRules, expenses: Money, claimed: Money, satisfied: Money) -> ExpenseSplit:
    """Court expenses by the satisfied part of the claim (Art. 133(1))."""
    respondent, working = _proportion(expenses, claimed, satisfied)
    rule = rules.court_costs.proportional
    step = Step(article=rule.article, rule="Expenses follow the satisfied part", working=working)
    return _expenses(rules, step, expenses, plaintiff=subtract(expenses, respondent), respondent=respondent)


def duty_of_exempt_plaintiff(
    rules: MoneyRules, duty: Money, claimed: Money, satisfied: Money, *, respondent_exempt: bool
) -> ExpenseSplit:
    """The duty an exempt plaintiff did not pay: in proportion from a respondent who is not exempt (Art. 133(2)).

    If the claim is refused as a whole, the plaintiff pays it (Art. 133(5)).
    """
    nothing = zero(duty.currency)
    respondent, working = _proportion(duty, claimed, satisfied)
    if satisfied.amount == 0:
        step = Step(article=rules.court_costs.refusal.article, rule="The claim is refused", working=written(duty))
        return _expenses(rules, step, duty, plaintiff=duty, respondent=nothing)
    if respondent_exempt:
        respondent, working = nothing, "the respondent is exempt"
    step = Step(article=rules.court_costs.exempt_plaintiff.article, rule="Duty of an exempt plaintiff", working=working)
    return _expenses(rules, step, duty, plaintiff=nothing, respondent=respondent)


def expenses_on_abandonment(
    rules: MoneyRules, expenses: Money, *, paid_after_filing: bool, demanded: bool
) -> ExpenseSplit:
    """The plaintiff's expenses when he drops the claim (Art. 133(3))."""
    nothing = zero(expenses.currency)
    refunded = paid_after_filing and demanded
    plaintiff, respondent = (nothing, expenses) if refunded else (expenses, nothing)
    working = "the respondent paid after filing, the plaintiff demands them" if refunded else "nothing is refunded"
    step = Step(article=rules.court_costs.abandonment.article, rule="The claim is dropped", working=working)
    return _expenses(rules, step, expenses, plaintiff=plaintiff, respondent=respondent)


def shares_of_co_participants(rules: MoneyRules, expenses: Money, claims: Sequence[Money]) -> Shares:
    """Expenses among co-participants: equally, or by their claims where these differ (Art. 133(6))."""
    if not claims:
        raise InvalidInput("there is no co-participant", field="claims")
    same_currency(expenses, *claims)
    return _shares(rules, rules.court_costs.co_participants, expenses, [claim.amount for claim in claims])


def deposits(rules: MoneyRules, estimate: Money, parties: int) -> Shares:
    """Deposits for expenses that both sides asked for or the court ordered: equal parts (Art. 132(1))."""
    if parties < 1:
        raise InvalidInput("there is nobody to deposit", field="parties")
    return _shares(rules, rules.court_costs.deposit, estimate, [1] * parties)


def presentable_payments(
    rules: MoneyRules, payments: Sequence[PeriodicPayment], presented_on: date, last_day: Callable[[date], date]
) -> Presentable:
    """What of periodic payments may be presented on a day: the limit runs for each separately (Art. 337(3)).

    `last_day` gives the last day of the presentation limit for the day a payment became due. Payments that are not due
    yet are neither presentable nor lapsed.
    """
    if not payments:
        raise InvalidInput("there is no payment", field="payments")
    currency = same_currency(*(payment.amount for payment in payments))
    due = [payment for payment in payments if payment.due_on <= presented_on]
    in_time = [payment.amount for payment in due if presented_on <= last_day(payment.due_on)]
    presentable = total(in_time, currency)
    lapsed = subtract(total((payment.amount for payment in due), currency), presentable)
    working = f"{len(in_time)} of {len(due)} due payments, {written(presentable)}; lapsed {written(lapsed)}"
    step = Step(article=rules.periodic.presentation.article, rule="Each payment has its own limit", working=working)
    return Presentable(rule_set=rules.id, steps=(step,), presentable=presentable, lapsed=lapsed)


def _demand(rules: MoneyRules, demand: Demand) -> tuple[Money, list[Step]]:
    kind = row(rules.claim_amount.kinds, demand.kind)
    value, source = _value(kind, demand)
    steps = [Step(article=kind.article, rule=kind.names.en.capitalize(), working=f"{source} {written(value)}")]
    for accessory in demand.accessories:
        rule = row(rules.claim_amount.accessories, accessory.kind)
        steps.append(Step(article=rule.article, rule=rule.names.en.capitalize(), working=written(accessory.amount)))
    return add(value, *(accessory.amount for accessory in demand.accessories)), steps


def _value(kind: DemandKind, demand: Demand) -> tuple[Money, str]:
    if demand.market_value is not None and not kind.market_value_if_no_price:
        raise InvalidInput(f"a market value counts for land only, not for {kind.code}", field="market_value")
    if demand.value is not None:
        return demand.value, "stated value"
    if demand.market_value is None:
        raise InvalidInput(f"the demand {kind.code} has no value", field="value")
    return demand.market_value, "no established price, market value"


def _proportion(expenses: Money, claimed: Money, satisfied: Money) -> tuple[Money, str]:
    same_currency(claimed, satisfied)
    if claimed.amount == 0 or not not_above(satisfied, claimed):
        raise InvalidInput("what is satisfied is a part of a claim that is more than nothing", field="satisfied")
    part = Fraction(satisfied.amount) / Fraction(claimed.amount)
    respondent = rounded(Fraction(expenses.amount) * part, expenses.currency)
    working = f"{written(expenses)} x {written(satisfied)} / {written(claimed)} = {written(respondent)}"
    return respondent, working


def _expenses(rules: MoneyRules, step: Step, whole: Money, *, plaintiff: Money, respondent: Money) -> ExpenseSplit:
    return ExpenseSplit(
        rule_set=rules.id,
        steps=(step,),
        plaintiff=plaintiff,
        respondent=respondent,
        not_collected=subtract(whole, plaintiff, respondent),
    )


def _shares(rules: MoneyRules, rule: Cited, whole: Money, weights: Sequence[Decimal | int]) -> Shares:
    parts = split(whole, weights)
    working = f"{written(whole)} = " + " + ".join(map(written, parts))
    return Shares(rule_set=rules.id, steps=(Step(article=rule.article, rule="Shares", working=working),), parts=parts)
