"""Money in custody: what is paid out was there, and the course holds what the books hold, in any order of recording."""

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

from hypothesis import event, given, settings
from hypothesis import strategies as st

from services.proceedings.books import entries
from shared.books import ASSETS, Account, Book, balances, booked, delta, out_of_balance
from shared.decider import Rejection
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import CASE, OPENERS, at_hour, byn, days, histories, hours

PAYABLES = st.sampled_from(["recoverer-payable", "costs-payable", "surplus-payable", "advances-payable"])
NAMES = ("one", "two", "three")


def _act(name: str, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Fields]:
    drawn = st.fixed_dictionaries({"command": st.just(name), "day": days, **fields})
    return st.tuples(drawn, hours).map(lambda each: at_hour(*each))


def _payout(name: str) -> st.SearchStrategy[list[Fields]]:
    """An order, and what becomes of it, which may be dated before it."""
    of_it = {"payout": st.just(name)}
    why = {"cause": st.just("account closed")}
    later = st.lists(
        st.one_of(_act("confirm-payout", **of_it), _act("cancel-payout", **of_it, **why),
                  _act("return-payout", **of_it, **why)),
        max_size=3,
    )  # fmt: skip
    return st.tuples(_act("order-payout", payable=PAYABLES, sum=byn, **of_it), later).map(
        lambda each: [_to_its_payee(each[0]), *each[1]]
    )


def _to_its_payee(order: Fields) -> Fields:
    return {**order, "payee": "body-account"} if order["payable"] == "costs-payable" else order


advances = st.lists(
    _act("accept-advance", advance=st.uuids().map(str), sum=byn, purpose=st.just("expert opinion")), max_size=2
)
payouts = st.tuples(*map(_payout, NAMES)).map(lambda each: [act for of_one in each for act in of_one])
money = st.tuples(histories, advances, payouts).map(lambda parts: [*parts[0], *parts[1], *parts[2]])


def _recorded(history: list[Fields]) -> Life:
    proceeding = life({**CASE})
    for act in history:
        with suppress(Rejection):
            proceeding.carry_out({**act})
    return proceeding


def _opening_first(history: list[Fields]) -> list[Fields]:
    """An act names only what is recorded."""
    named = {command: place for place, command in enumerate((*OPENERS, "order-payout"))}
    return sorted(history, key=lambda each: named.get(each["command"], len(named)))


def _in_the_books(proceeding: Life) -> dict[tuple[Account, str], Decimal]:
    assert proceeding.state is not None
    sums: defaultdict[tuple[Account, str], Decimal] = defaultdict(Decimal)
    for key, amount in booked(entries(proceeding.state)):
        if key.book is Book.CUSTODY:
            sums[key.account, key.currency] += amount if key.account in ASSETS else -amount
    return {where: amount for where, amount in sums.items() if amount}


def _in_the_course(proceeding: Life) -> dict[tuple[Account, str], Decimal]:
    course = proceeding.course(TODAY)
    held = {
        (account, currency): course.custody.holds(course.items, account, currency)
        for account in Account
        for currency in ("933", "840")
    }
    return {
        where: amount
        for where, amount in held.items()
        if amount and where[0].value not in {"outstanding", "charged", "repaid"}
    }


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(money, st.data())
def test_the_course_and_the_books_hold_the_same_in_any_order_of_recording(
    history: list[Fields], data: st.DataObject
) -> None:
    first = _recorded(history)
    second = _recorded(data.draw(st.permutations(history).map(_opening_first)))
    held = _in_the_books(first)
    event(f"paid out: {any(account is Account.PAYOUT_IN_TRANSIT for account, _ in held)}")
    assert held == _in_the_books(second)
    assert held == _in_the_course(first)
    assert first.state is not None
    assert not out_of_balance(booked(entries(first.state)))
    # What the deposit account holds is what it owes.
    assert sum(amount if account in ASSETS else -amount for (account, _), amount in held.items()) == 0


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(money)
def test_more_is_on_no_payable_than_irregular_payouts_took(history: list[Fields]) -> None:
    proceeding = _recorded(history)
    course = proceeding.course(TODAY)
    assert proceeding.state is not None
    names = {act.id: act.name for act in proceeding.state.acts}
    if not any(names[act] == "order-payout" for act in course.irregular):
        assert all(amount > 0 for amount in _in_the_books(proceeding).values())


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(money, st.data())
def test_what_is_posted_step_by_step_is_what_follows_in_the_end(history: list[Fields], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(history)))
    before, after = _recorded(history[:cut]), _recorded(history)
    assert before.state is not None
    assert after.state is not None
    then, now = (balances(booked(entries(each.state))) for each in (before, after) if each.state is not None)
    posted = [*booked(entries(before.state)), *delta(then, now)]
    assert balances(posted) == now
    assert not out_of_balance(posted)
