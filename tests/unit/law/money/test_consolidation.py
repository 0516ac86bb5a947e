"""Money that all proceedings of one debtor share: it adds up, keeps the queues, and agrees with `distribute`."""

from datetime import date
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given, settings

import shared.law.money as law
from contracts.values import Money, PartyKind
from shared.law.money.amounts import to_minor_units
from shared.law.rule_sets.parts import MoneyRules
from tests.unit.law.money.test_properties import RULES, days, kopecks, rule_sets, small_sums, some_sums

KINDS = ("alimony", "employment-claim", "tax-or-duty", "social-insurance", "other")
NOTHING = law.zero(law.BYN)


@st.composite
def participants(draw: st.DrawFn, *, one_claim: bool = False) -> tuple[law.Participant, ...]:
    claims = st.lists(st.tuples(st.sampled_from(KINDS), some_sums), min_size=1, max_size=1 if one_claim else 3)
    drawn = draw(st.lists(st.tuples(days, claims, small_sums, small_sums, st.booleans()), max_size=6))
    return tuple(
        law.Participant(
            number=f"0101-2026-{place:06}",
            initiated_on=day,
            costs=NOTHING if one_claim else costs,
            charged_fees=NOTHING if one_claim else charged,
            claims=tuple(
                law.OpenClaim(claim=number, kind=kind, outstanding=sum_)
                for number, (kind, sum_) in enumerate(claims_, start=1)
            ),
            bears_fee=bears,
        )
        for place, (day, claims_, costs, charged, bears) in enumerate(drawn)
    )


def _shared(rules: MoneyRules, collected: Money, members: tuple[law.Participant, ...]) -> law.Consolidation:
    return law.consolidate(rules, law.ConsolidatedMoney(collected=collected, participants=members))


@settings(deadline=None)
@given(rules=rule_sets, collected=some_sums, members=participants())
def test_it_adds_up_and_a_queue_waits_for_the_former(
    rules: MoneyRules, collected: Money, members: tuple[law.Participant, ...]
) -> None:
    found = _shared(rules, collected, members)
    assert kopecks([*(share.sum for share in found.shares), found.surplus]) == to_minor_units(collected)
    claims = [claim for share in found.shares for claim in share.claims]
    assert all(claim.paid.amount <= claim.outstanding.amount for claim in claims)
    for earlier in claims:
        if earlier.paid != earlier.outstanding:
            assert not any(later.paid.amount for later in claims if later.queue > earlier.queue)
    assert not found.surplus.amount or all(claim.paid == claim.outstanding for claim in claims)


@settings(deadline=None)
@given(collected=some_sums, members=participants())
def test_each_proceeding_bears_ten_percent_of_what_it_gets_or_none(
    collected: Money, members: tuple[law.Participant, ...]
) -> None:
    bear = {each.number: each.bears_fee for each in members}
    for share in _shared(RULES, collected, members).shares:
        credited = kopecks([claim.paid for claim in share.claims])
        wanted = Fraction(credited, 10) if bear[share.number] else Fraction(0)
        assert abs(to_minor_units(share.fee) - wanted) <= 1


@settings(deadline=None)
@given(rules=rule_sets, collected=some_sums, members=participants(one_claim=True), bears=st.booleans())
def test_where_all_bear_the_fee_or_none_it_is_the_distribution_of_one_document(
    rules: MoneyRules, collected: Money, members: tuple[law.Participant, ...], *, bears: bool
) -> None:
    alike = tuple(each.model_copy(update={"bears_fee": bears}) for each in members)
    claims = tuple(
        law.Claim(number=each.number, initiated_on=each.initiated_on, outstanding=each.claims[0].outstanding,
                  kind=each.claims[0].kind)
        for each in alike
    )  # fmt: skip
    whole = law.distribute(
        rules,
        law.Collection(collected=collected, costs=NOTHING, debtor=PartyKind.CITIZEN, source="debtor", fee_due=bears,
                       claims=claims),
    )  # fmt: skip
    found = _shared(rules, collected, alike)
    paid = {share.number: share.claims[0].paid for share in found.shares}
    assert paid == {payment.number: payment.paid for payment in whole.payments}
    assert kopecks([share.fee for share in found.shares]) == to_minor_units(whole.fee)
    assert found.surplus == whole.surplus


@settings(deadline=None)
@given(first=some_sums, second=some_sums, owed=some_sums)
def test_after_two_distributions_the_fee_is_right_to_the_kopeck(first: Money, second: Money, owed: Money) -> None:
    def of(outstanding: Money, earlier: law.Withheld | None = None) -> law.Participant:
        claims = (law.OpenClaim(claim=1, kind="other", outstanding=outstanding),)
        return law.Participant(number="1", initiated_on=date(2026, 3, 2), costs=NOTHING, charged_fees=NOTHING,
                               claims=claims, bears_fee=True, earlier=earlier)  # fmt: skip

    (before,) = _shared(RULES, first, (of(owed),)).shares
    credited = before.claims[0].paid
    earlier = law.Withheld(credited=credited, fee=before.fee, costs=NOTHING)
    (after,) = _shared(RULES, second, (of(law.subtract(owed, credited), earlier),)).shares
    whole, fee = kopecks([credited, after.claims[0].paid]), kopecks([before.fee, after.fee])
    assert abs(fee - Fraction(whole, 10)) <= Fraction(1, 2) + Fraction(1, 20)
