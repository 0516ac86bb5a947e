"""The fee of Art. 402: whether it is due, and how much it is."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from fractions import Fraction

from contracts.base import Contract
from contracts.codelists import MEASURES
from contracts.values import Code, Money, PartyKind
from shared.law.money.amounts import (
    add,
    larger,
    not_above,
    percent_of,
    rounded,
    same_currency,
    smaller,
    subtract,
    written,
    zero,
)
from shared.law.money.base_units import BaseUnits, base_units
from shared.law.money.errors import UnknownCode
from shared.law.money.explained import Explained, Step
from shared.law.rule_sets.parts.collection import FeeAct, FeeTable
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.vocabulary import FeeReading


class PerformedAct(Contract):
    """An act of the executor with the circumstances that were present."""

    code: Code
    """An act of the fee table, or a measure of the code list."""
    circumstances: frozenset[Code] = frozenset()


class FeeRight(Explained):
    """Whether the fee may be withheld."""

    due: bool


class Withheld(Contract):
    """What earlier receipts of the same document were divided into, since the fee may be withheld.

    Fee and claims are computed on the running totals, so that the total is right to the kopeck after every receipt.
    """

    credited: Money
    fee: Money
    costs: Money


class Withholding(Explained):
    """What becomes of a collected sum before the recoverers: costs, what is left to credit, the fee, the surplus."""

    collected: Money
    costs_paid: Money
    costs_unpaid: Money
    fee: Money
    credited: Money
    """What goes to the claims."""
    surplus: Money
    """What goes back to the debtor."""


class Fee(Explained):
    """A fee by itself, for a resolution of its own."""

    fee: Money


def fee_right(rules: MoneyRules, acts: Sequence[PerformedAct]) -> FeeRight:
    """Whether any performed act gives the right to the property fee (Art. 402(3)); raises `UnknownCode`."""
    steps = tuple(_judged(rules.fee, act) for act in acts)
    due = any(right for right, _ in steps)
    none = Step(article="Art. 402(3)", rule="The fee needs an act that bears it", working="no act was performed")
    return FeeRight(rule_set=rules.id, steps=tuple(step for _, step in steps) or (none,), due=due)


def withhold(
    rules: MoneyRules,
    collected: Money,
    costs: Money,
    claims: Money,
    *,
    fee_due: bool,
    earlier: Withheld | None = None,
) -> Withholding:
    """Divide a collected sum: costs (Art. 401(2)), fee (Art. 402(1) ind. 2), claims and surplus (Art. 403).

    `claims` is everything outstanding that this money may satisfy; what is left after it is the debtor's. `earlier`:
    what was withheld before; none: this is the first receipt that bears the fee.
    """
    same_currency(collected, costs, claims)
    costs_paid = smaller(collected, costs)
    available = subtract(collected, costs_paid)
    credited, fee, working = (
        _credited_and_fee(rules.fee, available, costs_paid, claims, earlier or _nothing_withheld(claims.currency))
        if fee_due
        else (smaller(available, claims), zero(claims.currency), "no act that bears the fee was performed")
    )
    surplus = subtract(available, credited, fee)
    return Withholding(
        rule_set=rules.id,
        steps=_withholding_steps(rules, working, collected, costs_paid, credited, surplus),
        collected=collected,
        costs_paid=costs_paid,
        costs_unpaid=subtract(costs, costs_paid),
        fee=fee,
        credited=credited,
        surplus=surplus,
    )


def fee_on_value(rules: MoneyRules, value: Money) -> Fee:
    """The fee on what reached the recoverer directly: withheld wages (Art. 391), property kept (Art. 383)."""
    rule = rules.fee.property_fee
    fee = percent_of(value, rule.percent, rule.rounding)
    working = f"{rule.percent} % of {written(value)} = {written(fee)}"
    step = Step(
        article=rule.article, rule="The fee on recovered sums or the value of recovered property", working=working
    )
    return Fee(rule_set=rules.id, steps=(step,), fee=fee)


def non_property_fee_right(rules: MoneyRules, circumstances: AbstractSet[str]) -> FeeRight:
    """Whether the fee on a non-property demand is due; raises `UnknownCode` for a circumstance that is not listed."""
    rule = rules.fee.non_property
    _refuse_unlisted(rules.fee, circumstances)
    missing = [code for code in rule.requires if code not in circumstances]
    working = f"missing: {', '.join(missing)}" if missing else "every condition is met"
    step = Step(article=rule.article, rule="The fee on a demand of a non-property nature", working=working)
    return FeeRight(rule_set=rules.id, steps=(step,), due=not missing)


def non_property_fee(rules: MoneyRules, debtor: PartyKind, resolution_day: date, table: BaseUnits | None = None) -> Fee:
    """The fee on one non-property document, in base units of the day of the resolution; raises `UnknownBaseUnit`.

    `table` replaces the base units that come with the system.
    """
    rule, table = rules.fee.non_property, table or base_units()
    base_unit = table.on(resolution_day)
    units = rule.base_units[debtor]
    fee = rounded(Fraction(units) * Fraction(base_unit), table.currency)
    working = f"{units} base units of {base_unit} on {resolution_day} = {written(fee)} ({debtor.value})"
    step = Step(article=rule.article, rule="The fee on a demand of a non-property nature", working=working)
    return Fee(rule_set=rules.id, steps=(step,), fee=fee)


def _judged(table: FeeTable, act: PerformedAct) -> tuple[bool, Step]:
    rule = _act(table, act.code)
    _refuse_unlisted(table, act.circumstances)
    if rule is None:
        name = MEASURES[act.code].names.en.capitalize()
        return False, Step(article="Art. 402(3)", rule=name, working="not among the acts that bear the fee")
    missing = [code for code in rule.requires if code not in act.circumstances]
    right = rule.bears_fee and not missing
    reason = "bears the fee" if right else f"does not: missing {', '.join(missing)}" if missing else "bears no fee"
    return right, Step(article=rule.article, rule=rule.names.en.capitalize(), working=reason)


def _act(table: FeeTable, code: str) -> FeeAct | None:
    """The row of an act or of the measure by which it is done; none for a measure that is in no row."""
    for act in table.acts.values():
        if code == act.code or code in act.measures:
            return act
    if code in MEASURES:
        return None
    raise UnknownCode(f"{code!r} is neither an act of the fee table nor a measure")


def _refuse_unlisted(table: FeeTable, circumstances: AbstractSet[str]) -> None:
    unlisted = set(circumstances) - set(table.circumstances)
    if unlisted:
        raise UnknownCode(f"circumstances are not listed: {', '.join(sorted(unlisted))}")


def _nothing_withheld(currency: str) -> Withheld:
    nothing = zero(currency)
    return Withheld(credited=nothing, fee=nothing, costs=nothing)


def _credited_and_fee(
    table: FeeTable, available: Money, costs_paid: Money, claims: Money, earlier: Withheld
) -> tuple[Money, Money, str]:
    """What is credited, the fee, and how: where money is short, and where it is enough for all claims."""
    rate = Fraction(table.property_fee.percent) / 100
    of_credited = table.reading is FeeReading.OF_CREDITED
    running, costs = add(earlier.credited, earlier.fee, available), add(earlier.costs, costs_paid)
    owed = add(earlier.credited, claims)
    if of_credited:
        credited = rounded(Fraction(running.amount) / (1 + rate), claims.currency)
        on_all_claims = Fraction(owed.amount) * rate
        base = credited
    else:
        base = add(running, costs)
        credited = subtract(running, smaller(percent_of(base, table.property_fee.percent), running))
        on_all_claims = (Fraction(owed.amount) + Fraction(costs.amount)) * rate / (1 - rate)
    # Once a receipt was taken back, the rest of the others need not add up to the kopeck: nothing is taken back for it.
    credited = smaller(larger(credited, earlier.credited), add(earlier.credited, available))
    if not_above(owed, credited):
        # Enough for every claim: the debtor pays the fee on what was needed only, and gets the rest back (Art. 403).
        fee = larger(smaller(rounded(on_all_claims, claims.currency), subtract(running, owed)), earlier.fee)
        base = owed if of_credited else add(owed, costs, fee)
        credited = owed
    else:
        fee = subtract(running, credited)
    working = f"{table.property_fee.percent} % of {written(base)}, to the kopeck {written(fee)}"
    if earlier.fee.amount:
        working += f", of which {written(earlier.fee)} before"
    return subtract(credited, earlier.credited), subtract(fee, earlier.fee), working


def _withholding_steps(
    rules: MoneyRules, fee_working: str, collected: Money, costs_paid: Money, credited: Money, surplus: Money
) -> tuple[Step, ...]:
    order = rules.distribution
    return (
        Step(
            article=order.costs.article,
            rule="The costs of execution come first",
            working=f"{written(costs_paid)} of {written(collected)}",
        ),
        Step(article=rules.fee.property_fee.article, rule="Then the fee", working=fee_working),
        Step(article=order.recoverers.article, rule="Then the claims", working=written(credited)),
        Step(article=order.surplus.article, rule="The surplus goes to the debtor", working=written(surplus)),
    )
