"""What holds for every sum, not only for the cases that somebody thought of."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given, settings

import shared.law.money as law
from contracts.values import Money, PartyKind
from shared.law.money.amounts import from_minor_units, not_above, smaller, to_minor_units
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts import MoneyRules
from shared.law.rule_sets.vocabulary import FeeReading

unhurried = settings(deadline=None)

RULES = RuleSets.load().named("epc-2021").money
GROSS = RULES.model_copy(update={"fee": RULES.fee.model_copy(update={"reading": FeeReading.OF_GROSS})})

sums = st.integers(0, 10**9).map(lambda kopecks: from_minor_units(kopecks, law.BYN))
positive_sums = st.integers(1, 10**9).map(lambda kopecks: from_minor_units(kopecks, law.BYN))
small_sums = st.integers(0, 500).map(lambda kopecks: from_minor_units(kopecks, law.BYN))
some_sums = st.one_of(small_sums, sums)
days = st.integers(0, 40).map(lambda after: date(2026, 1, 1) + timedelta(days=after))
rule_sets = st.sampled_from([RULES, GROSS])


@st.composite
def claims(draw: st.DrawFn) -> tuple[law.Claim, ...]:
    drawn = draw(st.lists(st.tuples(days, some_sums, st.integers(1, 5)), max_size=8))
    return tuple(
        law.Claim(number=f"{index:02}", initiated_on=day, outstanding=outstanding, queue=queue)
        for index, (day, outstanding, queue) in enumerate(drawn)
    )


collections = st.builds(
    law.Collection,
    collected=some_sums,
    costs=small_sums,
    debtor=st.sampled_from(PartyKind),
    source=st.sampled_from(["debtor", "property-sale", "income-levy"]),
    fee_due=st.booleans(),
    claims=claims(),
    taken_under=st.just(()),
)


@st.composite
def orders(draw: st.DrawFn) -> list[law.Order]:
    drawn = draw(st.lists(st.tuples(days, some_sums), max_size=7))
    return [
        law.Order(number=f"{index:02}", initiated_on=day, outstanding=sum_) for index, (day, sum_) in enumerate(drawn)
    ]


def kopecks(values: Sequence[Money]) -> int:
    return sum(map(to_minor_units, values))


@unhurried
@given(rules=rule_sets, collection=collections)
def test_distribution_adds_up_to_the_kopeck(rules: MoneyRules, collection: law.Collection) -> None:
    result = law.distribute(rules, collection)
    paid = [payment.paid for payment in result.payments]
    assert kopecks([result.costs_paid, result.fee, *paid, result.surplus]) == to_minor_units(collection.collected)
    assert kopecks(paid) == to_minor_units(result.credited)
    assert law.add(result.costs_paid, result.costs_unpaid) == collection.costs


@unhurried
@given(rules=rule_sets, collection=collections)
def test_no_queue_is_paid_before_an_earlier_one(rules: MoneyRules, collection: law.Collection) -> None:
    result = law.distribute(rules, collection)
    for earlier in result.payments:
        assert not_above(earlier.paid, earlier.outstanding)
        assert law.add(earlier.paid, earlier.remaining) == earlier.outstanding
        for later in result.payments:
            if earlier.queue is not None and later.queue is not None and earlier.queue < later.queue:
                assert earlier.remaining.amount == 0 or later.paid.amount == 0
    if result.surplus.amount > Decimal("0.01"):
        assert all(payment.remaining.amount == 0 for payment in result.payments)


@unhurried
@given(collection=collections)
def test_inside_a_queue_shares_are_proportional_within_a_kopeck(collection: law.Collection) -> None:
    result = law.distribute(RULES, collection)
    for payment in result.payments:
        queue = [other for other in result.payments if other.queue == payment.queue]
        whole, paid = kopecks([other.outstanding for other in queue]), kopecks([other.paid for other in queue])
        if whole:
            exact = Fraction(to_minor_units(payment.outstanding) * paid, whole)
            assert abs(to_minor_units(payment.paid) - exact) < 1


@unhurried
@given(collection=collections, data=st.data())
def test_the_order_in_which_claims_are_listed_changes_nothing(collection: law.Collection, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(collection.claims))
    other = collection.model_copy(update={"claims": tuple(shuffled)})
    assert law.distribute(RULES, other) == law.distribute(RULES, collection)


@unhurried
@given(collected=some_sums, costs=small_sums, owed=some_sums)
def test_the_fee_is_ten_percent_of_what_is_credited(collected: Money, costs: Money, owed: Money) -> None:
    result = law.withhold(RULES, collected, costs, owed, fee_due=True)
    tenth = Fraction(result.credited.amount) / 10
    assert abs(Fraction(result.fee.amount) - tenth) <= Fraction(1, 100)


@unhurried
@given(owed=some_sums, costs=small_sums)
def test_the_cap_of_a_levy_is_exactly_enough(owed: Money, costs: Money) -> None:
    """What may be levied at most pays costs, claim and fee, and leaves nothing: the reading of the fee fits the cap."""
    limit = law.cap(RULES, "levy", owed, costs).limit
    result = law.withhold(RULES, limit, costs, owed, fee_due=True)
    nothing = law.zero(law.BYN)
    assert (result.credited, result.surplus, result.costs_unpaid) == (owed, nothing, nothing)


@unhurried
@given(wages=some_sums, pension=small_sums, exempt=some_sums, documents=orders())
def test_deductions_leave_half_and_stay_within_twenty_percent(
    wages: Money, pension: Money, exempt: Money, documents: list[law.Order]
) -> None:
    income = [
        law.IncomeItem(kind="wages", amount=wages),
        law.IncomeItem(kind="pension", amount=pension),
        law.IncomeItem(kind="child-allowance", amount=exempt),
    ]
    result = law.deductions(RULES, income, documents)
    levied = law.add(wages, pension)
    assert result.withheld.amount * 2 <= levied.amount
    assert law.add(result.withheld, result.kept) == result.income
    assert kopecks([line.withheld for line in result.deductions]) == to_minor_units(result.withheld)
    for line in result.deductions:
        assert line.withheld.amount * 5 <= levied.amount
        assert not_above(line.withheld, line.outstanding)


@unhurried
@given(wages=some_sums, documents=orders())
def test_deductions_waste_nothing_and_favour_no_smaller_debt(wages: Money, documents: list[law.Order]) -> None:
    result = law.deductions(RULES, [law.IncomeItem(kind="wages", amount=wages)], documents)
    limits = [smaller(line.outstanding, result.per_order_limit) for line in result.deductions]
    assert result.withheld == smaller(law.total(limits, law.BYN), result.total_limit)
    by_debt = sorted(result.deductions, key=lambda line: line.outstanding.amount)
    for less, more in pairwise(by_debt):
        assert to_minor_units(less.withheld) <= to_minor_units(more.withheld) + 1


@unhurried
@given(whole=some_sums, weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any))
def test_a_split_adds_up_and_is_within_a_kopeck_of_the_exact_share(whole: Money, weights: list[int]) -> None:
    parts = law.split(whole, weights)
    assert kopecks(parts) == to_minor_units(whole)
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(to_minor_units(whole) * weight, sum(weights))
        assert abs(to_minor_units(part) - exact) < 1


@unhurried
@given(value=positive_sums)
def test_sale_limits_are_never_exceeded(value: Money) -> None:
    lowest = law.revaluation(RULES, value, value).lowest
    assert lowest.amount * 100 >= value.amount * 80
    assert law.revaluation(RULES, value, lowest).allowed
    kept = law.pledgeholder_value(RULES, value, value).lowest
    assert kept.amount * 100 >= value.amount * 90


@unhurried
@given(value=some_sums, debts=st.lists(some_sums, max_size=5))
def test_a_transfer_settles_value_against_debt(value: Money, debts: list[Money]) -> None:
    result = law.transfer_difference(RULES, value, debts)
    owed = law.total(debts, law.BYN)
    assert law.add(value, result.debt_left) == law.add(owed, result.difference)
    assert 0 in {result.difference.amount, result.debt_left.amount}


@unhurried
@given(expenses=some_sums, claimed=positive_sums, part=st.integers(0, 100))
def test_court_expenses_add_up(expenses: Money, claimed: Money, part: int) -> None:
    satisfied = law.percent_of(claimed, Decimal(part))
    result = law.expenses_in_proportion(RULES, expenses, claimed, satisfied)
    assert law.add(result.plaintiff, result.respondent, result.not_collected) == expenses


@unhurried
@given(
    needed=some_sums,
    assets=st.lists(st.tuples(st.sampled_from([stage.code for stage in RULES.levy.stages]), some_sums), max_size=8),
)
def test_a_levy_keeps_the_order_and_stops_when_covered(needed: Money, assets: list[tuple[str, Money]]) -> None:
    listed = [law.Asset(name=str(index), stage=stage, value=value) for index, (stage, value) in enumerate(assets)]
    plan = law.levy_plan(RULES, PartyKind.CITIZEN, needed, listed)
    assert law.add(plan.shortfall, *(take.taken for take in plan.takes)) == needed
    stages = [stage.code for stage in RULES.levy.stages]
    for earlier, later in pairwise(plan.takes):
        assert stages.index(earlier.stage) <= stages.index(later.stage)
        assert later.taken.amount == 0 or earlier.taken == earlier.value


@unhurried
@given(st.lists(st.integers(1, 300), min_size=1, max_size=12), st.integers(0, 1500), rule_sets)
def test_the_total_is_right_to_the_kopeck_after_every_receipt(
    receipts: list[int], claim: int, rules: MoneyRules
) -> None:
    owed, earlier, sum_ = from_minor_units(claim, law.BYN), None, 0
    credited = fee = 0
    for receipt in receipts:
        sum_ += receipt
        left = from_minor_units(claim - credited, law.BYN)
        result = law.withhold(
            rules, from_minor_units(receipt, law.BYN), law.money(0), left, fee_due=True, earlier=earlier
        )
        credited, fee = credited + to_minor_units(result.credited), fee + to_minor_units(result.fee)
        at_once = law.withhold(rules, from_minor_units(sum_, law.BYN), law.money(0), owed, fee_due=True)
        assert (credited, fee) == (to_minor_units(at_once.credited), to_minor_units(at_once.fee))
        earlier = law.Withheld(
            credited=from_minor_units(credited, law.BYN), fee=from_minor_units(fee, law.BYN), costs=law.money(0)
        )
