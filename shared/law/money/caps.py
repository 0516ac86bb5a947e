"""How much may be levied, arrested or seized for a demand."""

from collections.abc import Sequence

from contracts.base import Contract
from contracts.values import Money
from shared.law.money.amounts import add, not_above, percent_of, smaller, subtract, total, written, zero
from shared.law.money.explained import Explained, Step
from shared.law.money.lookup import row
from shared.law.rule_sets.parts.collection import Cap
from shared.law.rule_sets.parts.money import MoneyRules


class Limit(Explained):
    """The most that may be taken."""

    limit: Money

    def allows(self, value: Money) -> bool:
        """Whether a sum or value stays within the limit."""
        return not_above(value, self.limit)


def cap(rules: MoneyRules, code: str, outstanding: Money, costs: Money) -> Limit:
    """The cap of one kind: what is outstanding, the costs and the margin (Art. 369(1), 377(5), 348(5), 380(6)).

    `outstanding` is what is still to be recovered, `costs` the costs so far and foreseen.
    """
    rule = row(rules.caps.caps, code)
    counted = costs if rule.includes_costs else zero(outstanding.currency)
    margin = _margin(rule, outstanding)
    limit = add(outstanding, counted, margin)
    working = (
        f"{written(outstanding)} outstanding + {written(counted)} costs + {written(margin)} margin = {written(limit)}"
    )
    step = Step(article=rule.article, rule=f"At most this may be taken ({rule.names.en})", working=working)
    return Limit(rule_set=rules.id, steps=(step,), limit=limit)


class Covered(Contract):
    """What one measure secures or levies already."""

    name: str
    sum: Money


def left_of(limit: Limit, covering: Sequence[Covered], article: str | None = None) -> Limit:
    """What is left of a limit that holds for several measures together; `article`: on which it rests besides."""
    if not covering:
        return limit
    covered = smaller(total((each.sum for each in covering), limit.limit.currency), limit.limit)
    left = subtract(limit.limit, covered)
    listed = ", ".join(f"{each.name} covers {written(each.sum)}" for each in covering)
    step = Step(
        article=article or limit.steps[0].article,
        rule="It holds for all measures together",
        working=f"{listed}: {written(left)} of {written(limit.limit)} is left",
    )
    return Limit(rule_set=limit.rule_set, steps=(*limit.steps, step), limit=left)


def third_person_limit(rules: MoneyRules, demand: Money, confirmed_debt: Money) -> Limit:
    """What may be levied on a third person's debt: the demand, and no more than he confirmed (Art. 375(2))."""
    limit = smaller(demand, confirmed_debt)
    working = f"the smaller of {written(demand)} and {written(confirmed_debt)} is {written(limit)}"
    step = Step(
        article=rules.caps.third_person.article, rule="A third person pays no more than he owes", working=working
    )
    return Limit(rule_set=rules.id, steps=(step,), limit=limit)


def _margin(rule: Cap, outstanding: Money) -> Money:
    if rule.margin is None:
        return zero(outstanding.currency)
    return percent_of(outstanding, rule.margin.percent, rule.margin.rounding)
