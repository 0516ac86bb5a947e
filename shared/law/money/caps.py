"""How much may be levied, arrested or seized for a demand."""

from contracts.values import Money
from shared.law.money.amounts import add, not_above, percent_of, smaller, written, zero
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
