"""Debtors who share one debt: whatever the order in which their payments are recorded, the same is left of it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.commands.proceedings import InitiateProceeding
from contracts.events.proceedings import PaymentReceived, ProceedingInitiated
from services.proceedings.domain.common_debt import group_of, own_repayments, same_obligation
from services.proceedings.domain.sharing import divided, missing
from shared.clock import MINSK
from shared.decider import Rejection
from shared.law.calendar import belarus
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, initiation_of, life, spelled_out

GROUPS = EXAMPLES // 8
GROUP = UUID(int=331)
JOINT: Fields = {"claims": ["600.00 BYN", {"type": "penalty", "sum": "400.00 BYN"}], "liability": {"kind": "joint"}}
LIMITED: Fields = {
    "claims": ["200.00 BYN", {"type": "penalty", "sum": "400.00 BYN"}],
    "liability": {
        "kind": "partial",
        "whole": [{"claim": 1, "sum": "600.00 BYN"}, {"claim": 2, "sum": "400.00 BYN"}],
    },
}
CASES: Mapping[UUID, Fields] = {
    UUID(int=place): {**case, "number": f"0101-2026-{place:06}"}
    for place, case in enumerate([JOINT, JOINT, LIMITED], start=1)
}
WHOLE = Decimal(1000)
RECORDED = TODAY

days = st.integers(0, 4).map(lambda days: INITIATED_ON + timedelta(days))
byn = st.integers(1, 70_000).map(lambda kopecks: f"{Decimal(kopecks) / 100:.2f} BYN")
hours = st.none() | st.integers(9, 17)
acts = st.one_of(
    st.fixed_dictionaries(
        {"command": st.just("record-payment"), "day": days, "payment": st.uuids(), "sum": byn,
         "source": st.just("debtor")}
    ),
    st.fixed_dictionaries(
        {"command": st.just("record-cost"), "day": days, "cost": st.uuids(), "kind": st.just("travel"), "sum": byn}
    ),
)  # fmt: skip
histories = st.lists(st.tuples(st.sampled_from(sorted(CASES)), acts, hours), min_size=1, max_size=6)


class Group:
    """The proceedings of a group, without a database."""

    def __init__(self) -> None:
        self.lives = {id_: life({**case, "today": TODAY}) for id_, case in CASES.items()}

    def record(self, id_: UUID, act: Fields) -> None:
        """Carry out a command, and record in the others what it repaid."""
        with suppress(Rejection):
            self.lives[id_].carry_out(act, RECORDED)
        members = {each: life.state for each, life in self.lives.items() if life.state is not None}
        repaid = divided(members, TODAY, belarus())
        for share in missing(members, GROUP, repaid):
            spec = {"command": "record-repayment-by-another-debtor", "day": share.day, **share.data.model_dump()}
            recording = share.recording.model_dump(exclude_none=True)
            self.lives[share.proceeding].carry_out(
                {**spec, "recording": recording, "as": f"share {share.proceeding} {self._version}"}, RECORDED
            )

    @property
    def _version(self) -> int:
        return sum(life.version for life in self.lives.values())

    def balances(self) -> dict[UUID, list[Any]]:
        """What is left of each claim."""
        return {
            id_: [claim.outstanding and claim.outstanding.amount for claim in life.course().claims.values()]
            for id_, life in self.lives.items()
        }

    def repaid(self) -> Decimal:
        """What all debtors repaid."""
        found = (own_repayments(life.course()) for life in self.lives.values())
        return sum((amount for acts in found for sums in acts.values() for amount in sums.values()), Decimal())

    def payments(self) -> dict[UUID, Any]:
        """What became of each payment."""
        items = [each.data for life in self.lives.values() for each in life.course().items]
        return {data.payment: (data.repayments, data.surplus) for data in items if isinstance(data, PaymentReceived)}


def _recorded(history: list[tuple[UUID, Fields]]) -> Group:
    group = Group()
    for id_, act in history:
        group.record(id_, act)
    return group


def _named(place: int, act: Fields, hour: int | None) -> Fields:
    at = {} if hour is None else {"recording": {"at": datetime.combine(act["day"], time(hour), MINSK)}}
    return {**act, **at, "as": f"act {place}"}


reversals = st.lists(st.tuples(st.integers(0, 5), days, hours), max_size=3)


@settings(max_examples=GROUPS, deadline=None)
@given(histories, reversals, st.data())
def test_nor_where_the_bank_takes_payments_back(
    history: list[tuple[UUID, Fields, int | None]], taken: list[tuple[int, Any, int | None]], data: st.DataObject
) -> None:
    acts = [(id_, _named(place, act, hour)) for place, (id_, act, hour) in enumerate(history)]
    paid = [(id_, act) for id_, act in acts if act["command"] == "record-payment"]
    for place, (which, day, hour) in enumerate(taken if paid else ()):
        id_, act = paid[which % len(paid)]
        order = {"number": str(place), "dated": max(day, act["day"])}
        back = {
            "command": "record-bank-reversal",
            "day": order["dated"],
            "payment": act["payment"],
            "bank_order": order,
        }
        acts.append((id_, _named(len(history) + place, back, hour)))
    # An act names only what is recorded.
    other = sorted(data.draw(st.permutations(acts)), key=lambda each: each[1]["command"] == "record-bank-reversal")
    first, second = _recorded(acts), _recorded(other)
    assert first.balances() == second.balances()
    assert first.repaid() == second.repaid() <= WHOLE
    for joint in list(first.balances().values())[:2]:
        assert sum(joint) == WHOLE - first.repaid()
    held = [receipt for life in first.lives.values() for receipt in life.course().receipts.values()]
    # Nobody gets money back while the debt is open.
    assert first.repaid() == WHOLE or not any(receipt.surplus.amount for receipt in held if _joint(first, receipt))
    _check_part(first)


def _check_part(group: Group) -> None:
    """Who owes a part owes what he did not pay of it himself, and no more than is left of the whole (Art. 331(1))."""
    repaid = {
        id_: [each for sums in own_repayments(life.course()).values() for each in sums.items()]
        for id_, life in group.lives.items()
    }
    *_, limited = group.lives
    for claim, whole in zip(group.lives[limited].course().claims.values(), (600, 400), strict=True):
        own, all_ = (
            sum((amount for id_ in ids for line, amount in repaid[id_] if line.type == claim.type), Decimal())
            for ids in ([limited], [*group.lives])
        )
        assert claim.sum is not None
        assert claim.outstanding is not None
        assert claim.outstanding.amount == min(claim.sum.amount - own, whole - all_)


def _joint(group: Group, receipt: Any) -> bool:
    """Whether a payment is that of a debtor who owes the whole."""
    joint = list(group.lives.values())[:2]
    return any(receipt.payment in life.course().receipts for life in joint)


@settings(max_examples=GROUPS, deadline=None)
@given(histories, st.data())
def test_the_order_of_recording_never_counts(
    history: list[tuple[UUID, Fields, int | None]], data: st.DataObject
) -> None:
    acts = [(id_, _named(place, act, hour)) for place, (id_, act, hour) in enumerate(history)]
    first, second = _recorded(acts), _recorded(data.draw(st.permutations(acts)))
    assert first.balances() == second.balances()
    assert first.payments() == second.payments()
    assert first.repaid() <= WHOLE
    for joint in list(first.balances().values())[:2]:
        assert sum(joint) == WHOLE - first.repaid()


@settings(max_examples=GROUPS // 2, deadline=None)
@given(histories, st.integers(0, 7))
def test_a_payment_that_is_struck_leaves_no_trace(history: list[tuple[UUID, Fields, int | None]], place: int) -> None:
    acts = [(id_, _named(each, act, hour)) for each, (id_, act, hour) in enumerate(history)]
    struck = place % len(acts)
    group, without = _recorded(acts), _recorded([act for each, act in enumerate(acts) if each != struck])
    id_, act = acts[struck]
    asked = {"command": "strike-entry", "act": act["as"], "day": TODAY, "reason": "why", "as": "strike",
             "basis": {"kind": "notice", "dated": TODAY, "author": "bank"}}  # fmt: skip
    group.record(id_, asked)
    group.record(id_, {"command": "approve-correction", "correction": "strike", "day": TODAY, "actor": "head:0101-001"})
    assert group.balances() == without.balances()


def _paid(debtor: int, day: int, sum_: str) -> tuple[UUID, Fields]:
    return UUID(int=debtor), {
        "command": "record-payment", "day": INITIATED_ON + timedelta(day), "payment": UUID(int=100 + debtor),
        "sum": sum_, "source": "debtor", "as": f"paid {debtor}",
    }  # fmt: skip


def _taken_back(debtor: int, day: int, **more: str) -> tuple[UUID, Fields]:
    on = INITIATED_ON + timedelta(day)
    return UUID(int=debtor), {
        "command": "record-bank-reversal", "day": on, "payment": UUID(int=100 + debtor), "as": f"back {debtor}",
        "bank_order": {"number": "8", "dated": on}, **more,
    }  # fmt: skip


BACK = [_paid(1, 0, "1000.00 BYN"), _paid(2, 1, "700.00 BYN"), _taken_back(1, 3)]


@pytest.mark.parametrize("order", [[0, 1, 2], [1, 0, 2], [0, 2, 1]])
def test_what_is_taken_back_from_one_is_repaid_by_what_another_holds(order: list[int]) -> None:
    group = _recorded([BACK[place] for place in order])
    assert group.repaid() == 700
    for debtor in (1, 2):
        assert sum(group.balances()[UUID(int=debtor)]) == 300
    assert group.lives[UUID(int=2)].course().receipts[UUID(int=102)].surplus.amount == 0


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 1, 0, 2], [0, 2, 3, 1]])
def test_of_several_who_hold_money_the_first_repays_first(order: list[int]) -> None:
    group = _recorded([([*BACK, _paid(3, 2, "500.00 BYN")])[place] for place in order])
    assert group.repaid() == 1000
    assert [sum(each) for each in group.balances().values()] == [0, 0, 0]
    surplus = [group.lives[UUID(int=each)].course().receipts[UUID(int=100 + each)].surplus.amount for each in (2, 3)]
    assert surplus == [0, 200]


def test_what_is_taken_back_in_part_is_owed_again_in_part() -> None:
    group = _recorded([*BACK[:2], _taken_back(1, 3, sum="400.00 BYN")])
    assert group.repaid() == 1000
    assert group.lives[UUID(int=2)].course().receipts[UUID(int=102)].surplus.amount == 300


def test_one_pays_all() -> None:
    group = _recorded([(UUID(int=1), {"command": "record-payment", "day": INITIATED_ON, "payment": UUID(int=9),
                                      "sum": "1000.00 BYN", "source": "debtor"})])  # fmt: skip
    assert group.balances() == {id_: [0, 0] for id_ in CASES}


def _parts(*acts: tuple[UUID, Fields]) -> Group:
    """Two partial debtors of one debt of 1000."""
    group = Group()
    for place, part in enumerate(["300.00 BYN", "700.00 BYN"], start=1):
        liability = {"kind": "partial", "whole": [{"claim": 1, "sum": "1000.00 BYN"}]}
        number = f"0101-2026-{place:06}"
        group.lives[UUID(int=place)] = life(
            {"claims": [part], "liability": liability, "number": number, "today": TODAY}
        )
    del group.lives[UUID(int=3)]
    for id_, act in acts:
        group.record(id_, act)
    return group


GROWN: Fields = {"command": "accrue-claim", "day": INITIATED_ON, "claim": 1, "sum": "700.00 BYN", "accrued_for": "June"}


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_partial_debtor_who_pays_what_his_part_grew_by_pays_nothing_for_another(order: list[int]) -> None:
    acts = [(UUID(int=2), {**GROWN, "as": "grown"}), _paid(2, 1, "1400.00 BYN")]
    group = _parts(*(acts[place] for place in order))
    assert group.balances() == {UUID(int=1): [300], UUID(int=2): [0]}


def test_what_is_ended_of_one_part_and_goes_back_leaves_the_others_as_they_are() -> None:
    paper = {"kind": "judgment", "number": "9", "dated": INITIATED_ON, "author": "Court"}
    on = {"day": INITIATED_ON + timedelta(2), "reversal": UUID(int=7), "paper": paper}
    changed = {
        "command": "record-changed-judgment",
        "outcome": "claim-refused",
        "extent": "part",
        "on_reversal": "silent",
    }
    back = {"command": "order-reversal", "decided_in": "ruling", "returned": [{"claim": 1, "sum": "200.00 BYN"}]}
    acts = [{**changed, **on, "as": "changed"}, {**back, **on, "as": "back"}]
    group = _parts(_paid(2, 1, "700.00 BYN"), *((UUID(int=2), act) for act in acts))
    assert group.balances() == {UUID(int=1): [300], UUID(int=2): [0]}
    members = {each: life.state for each, life in group.lives.items() if life.state is not None}
    sums = [
        (line.part, amount) for each in divided(members, TODAY, belarus()).values() for line, amount in each.items()
    ]
    assert sorted(sums) == [(False, Decimal(-200)), (False, Decimal(700)), (True, Decimal(200))]


def test_a_group_is_the_decision_and_the_recoverer() -> None:
    def group(**changed: Any) -> UUID | None:
        spec = spelled_out(initiation_of({**JOINT, "statement": "statement"}), INITIATED_ON)
        spec["document"] = {**spec["document"], **changed.pop("document", {})}
        return group_of(InitiateProceeding.model_validate({**spec, **changed}))

    joint = {"kind": "joint"}
    assert group() == group(document={"number": "155EIP26114-2"})
    assert group() == group(document={"case_number": "155eip26114"})
    assert group() != group(document={"case_number": "155EIP26115"})
    assert group() != group(document={"decided_on": "2026-01-19"})
    assert group() != group(liability={**joint, "obligation": 2})
    assert group(liability=None) is None


OTHER_ORDER: Fields = {"document_number": "155EIP26114-2"}


@pytest.mark.parametrize(
    ("known", "asked", "same"),
    [
        (JOINT, {**JOINT, **OTHER_ORDER}, True),
        (JOINT, JOINT, False),  # presented again
        (JOINT, {**JOINT, **OTHER_ORDER, "debtor": "citizen"}, False),
        (LIMITED, {**JOINT, **OTHER_ORDER}, False),  # parts, each for a body
    ],
)
def test_two_orders_on_one_total_are_against_two_debtors(known: Fields, asked: Fields, *, same: bool) -> None:
    spec = spelled_out(initiation_of({**asked, "statement": "statement"}), INITIATED_ON)
    first = life(known).state
    assert first is not None
    assert same_obligation(InitiateProceeding.model_validate(spec), first.initiation, {}) is same


@pytest.mark.parametrize(
    ("liability", "says"),
    [
        ({"kind": "partial"}, "the whole of claim 1 is not stated"),
        ({"kind": "subsidiary"}, "the whole of claim 1 is not stated"),
        ({"kind": "joint", "whole": [{"claim": 3, "sum": "1.00 BYN"}]}, "claim 3 is no money claim"),
        ({"kind": "joint", "whole": [{"claim": 1, "sum": "900.00 USD"}]}, "no money claim in currency 840"),
        ({"kind": "joint", "whole": [{"claim": 1, "sum": "599.99 BYN"}]}, "more than the whole"),
        ({"kind": "joint", "whole": 2 * [{"claim": 1, "sum": "600.00 BYN"}]}, "stated once"),
    ],
)
def test_a_liability_fits_the_claims(liability: Fields, says: str) -> None:
    spec = spelled_out(initiation_of({**JOINT, "liability": liability}), INITIATED_ON)
    with pytest.raises(ValidationError, match=says):
        InitiateProceeding.model_validate(spec)


def test_a_proceeding_keeps_its_liability() -> None:
    initiation = Group().lives[UUID(int=3)].course().items[0].data
    assert isinstance(initiation, ProceedingInitiated)
    assert initiation.liability is not None
    assert [whole.sum.amount for whole in initiation.liability.whole] == [600, 400]
