"""Limits follow corrections of the acts that started them."""

from datetime import date
from typing import Any

from hypothesis import given, settings

from services.deadlines.domain.watch import Occurrence
from shared.law.calendar import belarus
from tests.unit.deadlines.follower import Follower
from tests.unit.deadlines.naive import counted
from tests.unit.deadlines.test_any_order import standings
from tests.unit.deadlines.test_same_dates import agrees, with_service
from tests.unit.intake.harness import command_of
from tests.unit.intake.test_corrections import CIRCUMSTANCE, carried_out, strike, with_two
from tests.unit.intake.test_corrections import corrected as corrected_on_statement
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import PAPER, corrected, corrections, named_acts, recorded

SERVED = {"command": "record-service", "as": "service", "day": date(2026, 3, 4), "method": "handed-over"}
SUSPENDED = {"command": "suspend-proceeding", "as": "stop", "day": date(2026, 3, 6), "ground": "suspend-must-other-law"}
APPROVED = {"command": "approve-correction", "correction": "correction", "day": TODAY, "actor": "head:0101-001"}


def _followed(*steps: Fields) -> Follower:
    """Deadlines after acts made on their days, and corrections of today."""
    proceeding: Life = life({})
    for step in steps:
        proceeding.carry_out({**step}, step["day"])
    follower = Follower()
    for each in proceeding.stream:
        follower.take(each)
    return follower


def _correction(kind: str, act: str, **more: Any) -> Fields:
    asked = {"command": kind, "as": "correction", "act": act, "day": TODAY, "reason": "why", "basis": PAPER}
    return {**asked, **more}


def _limits(follower: Follower, limit: str) -> list[tuple[str, date]]:
    """Standing and first day of the occurrences of a limit."""
    found: list[Occurrence] = [each for each in follower.watch.occurrences.values() if each.ref.limit == limit]
    return [(each.standing.value, each.starts_on) for each in found]


def test_what_a_struck_service_started_is_closed() -> None:
    follower = _followed(SERVED, _correction("strike-entry", "service"), APPROVED)
    assert _limits(follower, "voluntary-execution") == [("closed", date(2026, 3, 4))]
    assert _limits(follower, "complaint-resolution") == [("closed", date(2026, 3, 4))]


def test_what_a_service_of_another_day_started_starts_on_that_day() -> None:
    stated = {"command": "record-service", "method": "handed-over"}
    follower = _followed(SERVED, _correction("correct-entry", "service", to=date(2026, 3, 3), data=stated), APPROVED)
    for limit in ("voluntary-execution", "complaint-resolution"):
        assert ("closed", date(2026, 3, 4)) in _limits(follower, limit)
        assert ("running", date(2026, 3, 3)) in _limits(follower, limit)


def test_copies_sent_of_a_resolution_count_after_its_day_was_corrected() -> None:
    copies = {"command": "send-resolution-copies", "day": date(2026, 3, 9), "resolution": "stop",
              "recipients": ["recoverer", "debtor"]}  # fmt: skip
    stated = {"command": "suspend-proceeding", "ground": "suspend-must-other-law"}
    slip = _correction("correct-slip", "stop", to=date(2026, 3, 5), data=stated)
    follower = _followed(SUSPENDED, copies, {key: value for key, value in slip.items() if key != "basis"})
    assert sorted(_limits(follower, "resolution-copies")) == [
        ("closed", date(2026, 3, 6)),
        ("met", date(2026, 3, 5)),
        ("running", date(2026, 3, 2)),
        ("running", TODAY),
    ]


def test_an_annulled_end_reopens_the_term_and_takes_back_the_limit_for_presenting_again() -> None:
    end = {"command": "return-document", "as": "end", "day": date(2026, 3, 6), "ground": "return-recoverer-request"}
    follower = _followed(SERVED, end)
    assert _limits(follower, "voluntary-execution") == [("closed", date(2026, 3, 4))]
    assert _limits(follower, "presentation-after-return") == [("running", date(2026, 3, 6))]
    follower = _followed(SERVED, end, _correction("annul-act", "end", since=TODAY, by="superior"))
    [term] = [each for each in follower.watch.occurrences.values() if each.ref.limit == "voluntary-execution"]
    # One working day of seven had run; six are left, from the day of the annulment on.
    assert (term.standing.value, term.due) == ("running", date(2026, 11, 27))
    assert _limits(follower, "presentation-after-return") == [("closed", date(2026, 3, 6))]


def test_the_payment_meets_the_term_and_not_the_completion_that_may_be_annulled() -> None:
    paid = {
        "command": "record-payment",
        "day": date(2026, 3, 5),
        "payment": "all",
        "sum": "1000.00 BYN",
        "source": "debtor",
    }
    end = {"command": "complete-proceeding", "as": "end", "day": date(2026, 3, 6), "ground": "complete-fulfilled"}
    annulled = _correction("annul-act", "end", since=date(2026, 3, 10), by="superior")
    assert _limits(_followed(SERVED, paid, end), "voluntary-execution") == [("met", date(2026, 3, 4))]
    follower = _followed(SERVED, paid, end, annulled)
    assert _limits(follower, "voluntary-execution") == [("met", date(2026, 3, 4))]
    taken_back = {
        "command": "record-bank-reversal",
        "day": date(2026, 3, 12),
        "payment": "all",
        "bank_order": {"number": "7", "dated": date(2026, 3, 12)},
    }
    follower = _followed(SERVED, paid, end, annulled, taken_back)
    assert _limits(follower, "voluntary-execution") == [("running", date(2026, 3, 4))]
    follower.look()
    assert _limits(follower, "voluntary-execution") == [("expired", date(2026, 3, 4))]


def test_the_limit_for_the_decision_starts_on_the_corrected_day_of_the_registration() -> None:
    statement, [registered] = carried_out("register")
    with_two(statement, corrected_on_statement(registered, registered.data, date(2026, 3, 12)))
    follower = Follower()
    for each in statement.stream:
        follower.take(each)
    assert _limits(follower, "initiation-resolution") == [
        ("closed", registered.effective_date),
        ("running", date(2026, 3, 12)),
    ]
    statement.carry_out(command_of({}, "assess"))
    statement.carry_out(command_of({}, {"decide": "initiate"}))
    for each in statement.stream[-2:]:
        follower.take(each)
    assert ("met", date(2026, 3, 12)) in _limits(follower, "initiation-resolution")


def test_a_correction_of_what_starts_no_limit_changes_none() -> None:
    statement, [_, established] = carried_out("register", CIRCUMSTANCE)
    with_two(statement, strike(established))
    follower = Follower()
    for each in statement.stream:
        follower.take(each)
    assert [each.type.split(".")[2] for each in follower.published] == ["limit-set"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(with_service, corrections)
def test_the_voluntary_term_ends_on_the_same_day_after_corrections(
    spec: list[Fields], wanted: list[tuple[int, str, date]]
) -> None:
    acts = named_acts(spec)
    proceeding, _ = recorded(acts)
    corrected(proceeding, acts, wanted)
    follower = Follower()
    for each in proceeding.stream:
        follower.take(each)
    course = proceeding.course(TODAY)
    agrees(course, follower.term())
    assert standings(follower) == counted(course.items, [], belarus())
