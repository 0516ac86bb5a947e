"""What each event makes of a proceeding, as tables."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid5

import pytest

from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.catalogue import EVENTS
from contracts.documents import Claim, Executor, LiabilityKind
from contracts.envelope import EventEnvelope
from contracts.events.accounts import OF_ACCOUNTS
from contracts.events.debtor_groups import DebtorGroupJoined, DebtorGroupRepaid, PartOfDebt, RepaidByAnotherDebtor
from contracts.events.distribution import (
    ConsolidatedDebtorDistributed,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
)
from contracts.events.money import ClaimChanged
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.events.proceedings import (
    ExecutorAssigned,
    MeasureAdded,
    MeasureStatusChanged,
    ProceedingInitiated,
    Repayment,
    VoluntaryTermStarted,
)
from contracts.events.substitutes import OF_SUBSTITUTES
from contracts.recording import Paper
from contracts.registry import Event
from contracts.values import PositiveMoney
from services.court_query.domain.proceeding import _STEPS, Proceeding, Unfoldable, evolve, of_proceedings
from services.court_query.domain.rows import TABLES, rows_of
from shared.court_card.card import cards
from shared.court_card.entries import StatusEntry
from shared.court_card.provenance import provenance
from tests.factories.proceedings import life
from tests.factories.revisions import RIGHT_DEBTOR

LIFE = life(3)
MEASURE = UUID(int=1)
RECORDED = datetime(2026, 11, 3, 8, tzinfo=UTC)


def folded(events: list[EventEnvelope[Any]]) -> Proceeding:
    proceeding = None
    for event in events:
        proceeding = evolve(proceeding, event)
    assert proceeding
    return proceeding


def following(before: Proceeding, data: Event, day: date = date(2026, 11, 2)) -> EventEnvelope[Any]:
    version = before.version + 1
    return EventEnvelope.model_construct(
        **{
            **dict(LIFE[0]),
            "id": uuid5(before.id, str(version)),
            "type": data.type,
            "version": version,
            "data": data,
            "effective_date": day,
            "recorded_at": RECORDED,
        }
    )


@pytest.fixture(scope="module")
def begun() -> Proceeding:
    return evolve(None, LIFE[0])


def test_every_event_of_proceedings_is_handled() -> None:
    events = {model for type_, model in EVENTS.models.items() if type_.startswith("lea.proceedings.")}
    of_groups: set[type[Event]] = {DebtorGroupJoined, DebtorGroupRepaid}
    of_debtors: set[type[Event]] = {ConsolidatedDebtorJoined, ConsolidatedDebtorLeft, ConsolidatedDebtorDistributed}
    assert events == {ProceedingInitiated, *of_groups, *of_debtors, *OF_ACCOUNTS, *OF_SUBSTITUTES, *_STEPS}


def test_initiation_says_everything_a_look_up_needs(begun: Proceeding) -> None:
    data = LIFE[0].data
    assert begun.version == 1
    assert begun.course.number == data.number
    assert begun.course.initiation.initiated_on == LIFE[0].effective_date
    assert begun.keys.court_case == data.document.case_number
    assert (begun.keys.debtor_kind, begun.keys.debtor_identifier) == ("unp", data.debtor.identifier.value)
    assert [status.code for status in begun.course.statuses] == ["initiated"]
    assert [executor.full_name for executor in begun.course.executors] == [data.executor.full_name]


def test_a_status_is_dated_by_its_effect_not_by_its_recording(begun: Proceeding) -> None:
    day = date(2026, 10, 1)
    after = evolve(begun, following(begun, LIFE[3].data, day))
    status = StatusEntry(2, day, "voluntary-term", "voluntary-term-served", recorded_at=RECORDED, known_since=RECORDED)
    assert after.course.statuses[-1] == status
    assert after.version == 2
    assert after.recorded_at.date() > day


def test_a_measure_is_added_once_and_then_moves(begun: Proceeding) -> None:
    added = evolve(begun, following(begun, _added(MEASURE)))
    moved = evolve(added, following(added, _moved(MEASURE)))
    assert [(entry.code is not None, entry.status) for entry in moved.course.measures] == [
        (True, "adopted"),
        (False, "performed"),
    ]


def test_another_executor_takes_over(begun: Proceeding) -> None:
    data = ExecutorAssigned(executor=Executor(id="0101-002", full_name="Новая"), article="Art. 344(3)")
    after = evolve(begun, following(begun, data))
    assert [entry.full_name for entry in after.course.executors][1:] == ["Новая"]


def test_repayments_of_one_claim_in_one_payment_are_one_entry(begun: Proceeding) -> None:
    payment = LIFE[7].data
    twice = payment.model_copy(update={"repayments": (*payment.repayments[:1], *payment.repayments[:1])})
    after = evolve(begun, following(begun, twice))
    assert [entry.amount for entry in after.course.repayments] == [2 * payment.repayments[0].sum.amount]


def _added(measure: UUID) -> MeasureAdded:
    return MeasureAdded(measure=measure, code="ea-arrest", status="adopted", article="Art. 360(2)")


def _moved(measure: UUID) -> MeasureStatusChanged:
    return MeasureStatusChanged(measure=measure, status="performed", article="Art. 360(2)")


def _payment(**update: Any) -> Event:
    payment = LIFE[7].data
    part = payment.repayments[0]
    changed = part.model_copy(update={"claim": update.get("claim", part.claim)})
    sum_ = part.sum.model_copy(update={key: value for key, value in update.items() if key != "claim"})
    return cast("Event", payment.model_copy(update={"repayments": (changed.model_copy(update={"sum": sum_}),)}))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (LIFE[0].data, "cannot follow version 1"),
        (_moved(MEASURE), "was never added"),
        (_payment(claim=7), "no claim 7"),
        (_payment(currency="978"), "in currency 978"),
        (_payment(amount=Decimal("9999999.00")), "more would be repaid"),
    ],
)
def test_an_event_that_cannot_follow_is_refused(begun: Proceeding, data: Event, says: str) -> None:
    with pytest.raises(Unfoldable, match=says):
        evolve(begun, following(begun, data))


def test_a_measure_is_not_added_twice(begun: Proceeding) -> None:
    added = evolve(begun, following(begun, _added(MEASURE)))
    with pytest.raises(Unfoldable, match="added before"):
        evolve(added, following(added, _added(MEASURE)))


def test_nothing_precedes_the_initiation() -> None:
    with pytest.raises(Unfoldable, match="begins with its initiation"):
        evolve(None, LIFE[3])
    assert isinstance(LIFE[3].data, VoluntaryTermStarted)


def test_rows_fill_every_column() -> None:
    whole = folded(LIFE)
    rows = list(rows_of(whole))
    assert {table for table, _ in rows} == set(TABLES) - {"revision"}
    assert all(len(row) == len(TABLES[table]) for table, row in rows)


def test_histories_are_only_added_to() -> None:
    half = len(LIFE) // 2
    before, after = folded(LIFE[:half]), folded(LIFE)
    histories = set(TABLES) - {"change", "proceeding", "answer"}
    old = [(table, row) for table, row in rows_of(before) if table in histories]
    new = [(table, row) for table, row in rows_of(after, before) if table in histories]
    assert new
    assert sorted(map(repr, old + new)) == sorted(
        repr((table, row)) for table, row in rows_of(after) if table in histories
    )


def test_events_the_card_does_not_show_change_no_answer(begun: Proceeding) -> None:
    served = evolve(begun, following(begun, LIFE[2].data))
    assert [table for table, _ in rows_of(served, begun)] == ["proceeding"]


def test_a_successor_of_the_debtor_changes_by_what_it_is_found_and_no_card(begun: Proceeding) -> None:
    party = LIFE[0].data.debtor.model_copy(update={"identifier": RIGHT_DEBTOR})
    paper = Paper(kind="ruling", dated=date(2026, 11, 2), author="Economic Court of Minsk")
    for role, found_by in (("debtor", RIGHT_DEBTOR.value), ("recoverer", begun.keys.debtor_identifier)):
        data = SuccessorNamed(role=PartyRole(role), successor=party, basis=paper, article="Art. 62(1)")
        after = evolve(begun, following(begun, data))
        assert after.keys.debtor_identifier == found_by
        assert cards(after.course) == cards(begun.course)
        assert provenance(after.course) == provenance(begun.course)


def test_another_body_that_takes_the_proceeding_up_is_on_the_card(begun: Proceeding) -> None:
    executor = Executor(id="0201-004", full_name="Kovalev Ivan Petrovich")
    taken_up = evolve(begun, following(begun, ProceedingTakenUp(transfer=MEASURE, executor=executor)))
    assert taken_up.keys.body == "0201"
    assert taken_up.keys.debtor_identifier == begun.keys.debtor_identifier
    assert cards(taken_up.course) != cards(begun.course)


def test_a_demand_that_fell_away_is_not_on_the_card() -> None:
    thing = Claim(number=9, type="transfer-of-property")
    initiated = LIFE[0].data
    both = evolve(None, LIFE[0].model_copy(update={"data": _claiming(initiated, *initiated.claims, thing)}))
    fallen = ClaimChanged(claim=9, kind=thing.type, sum=None, article="Art. 334(2)", fell=True)
    assert 9 not in {claim.number for claim in evolve(both, following(both, fallen)).course.initiation.claims}
    alone = evolve(None, LIFE[0].model_copy(update={"data": _claiming(initiated, thing)}))
    assert [claim.number for claim in evolve(alone, following(alone, fallen)).course.initiation.claims] == [9]


def _claiming(initiated: Any, *claims: Claim) -> Any:
    return initiated.model_copy(update={"claims": claims})


def _shared(begun: Proceeding, *repaid: str, restored: tuple[str, ...] = (), claim: int | None = None) -> Event:
    """What another debtor repaid on the first claim."""
    first = begun.course.initiation.claims[0]

    def parts(amounts: tuple[str, ...]) -> tuple[Repayment, ...]:
        number = claim or first.number
        return tuple(
            Repayment(claim=number, sum=PositiveMoney(amount=Decimal(amount), currency=first.currency or ""))
            for amount in amounts
        )

    return RepaidByAnotherDebtor(
        payment=MEASURE,
        act=MEASURE,
        what="record-payment",
        group=MEASURE,
        debtor="0101-2026-000002",
        repaid=tuple(PartOfDebt(type=first.type, sum=part.sum) for part in parts(repaid)),
        repayments=parts(repaid),
        restored=parts(restored),
        article="Art. 331(2)",
    )


def test_what_another_debtor_repaid_lowers_the_balance(begun: Proceeding) -> None:
    lowered = evolve(begun, following(begun, _shared(begun, "3.00")))
    assert [entry.amount for entry in lowered.course.repayments] == [3]
    raised = evolve(lowered, following(lowered, _shared(begun, restored=("3.00",))))
    assert sum(entry.amount for entry in raised.course.repayments) == 0


def test_no_debtor_repays_more_than_was_claimed(begun: Proceeding) -> None:
    amount = begun.course.initiation.claims[0].amount
    assert amount is not None
    with pytest.raises(Unfoldable, match="more would be repaid"):
        evolve(begun, following(begun, _shared(begun, str(amount + 1))))
    with pytest.raises(Unfoldable, match="no claim 77"):
        evolve(begun, following(begun, _shared(begun, "1.00", claim=77)))


def test_a_group_of_debtors_has_no_card(begun: Proceeding) -> None:
    joined = DebtorGroupJoined(
        proceeding=MEASURE,
        number="0101-2026-000002",
        kind=LiabilityKind.JOINT,
        part=(),
        whole=(),
        article="Art. 331(2)",
    )
    served = following(begun, joined)
    assert list(of_proceedings([served, LIFE[0]])) == [LIFE[0]]
