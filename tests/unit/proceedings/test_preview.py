"""A preview says what the command does, for every case of the decider and of the courses, and writes nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from contracts.events.deadlines import LimitSet
from contracts.problems import Problem
from contracts.queries.proceedings import Preview
from services.deadlines.domain.observing import observe
from services.deadlines.domain.reading import Reading
from services.deadlines.domain.reading import shown as reading_of
from services.deadlines.domain.watch import Watch
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.preview import preview
from services.proceedings.domain.views import status_entries
from shared.decider import Context, Rejection
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from shared.previews import outcome_digest
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings import harness
from tests.unit.proceedings.harness import TODAY, Fields, Life, cases, life
from tests.unit.proceedings.test_any_order import CASE, histories

HERE = Path(__file__).parent
DECIDED = [case for case in cases(HERE / "cases") if case.get("history") != "none"]
LATE = list(cases(HERE / "late"))


def previewed(proceeding: Life, spec: Fields, recorded_on: date | None = None) -> Preview:
    assert proceeding.state is not None
    today: date = recorded_on or proceeding.case.get("today") or spec["day"]
    command = harness.command_of(spec, proceeding.case, harness.named(f"asked {proceeding.version}"))
    return preview(
        proceeding.state, proceeding.version, command, Context(today, harness.facts_for(spec, proceeding.case))
    )


def compare(proceeding: Life, spec: Fields, recorded_on: date | None = None) -> None:
    """Preview a command, carry it out, and compare."""
    state, version = proceeding.state, proceeding.version
    shown = previewed(proceeding, spec, recorded_on)
    assert (proceeding.state, proceeding.version) == (state, version)
    through = max(state.through if state else date.min, recorded_on or proceeding.case.get("today") or spec["day"])
    before = _course(proceeding, through)
    own = harness.named(f"asked {version}")
    if problems := _refused(proceeding, spec, recorded_on):
        assert (shown.outcome, shown.problems) == ("refused", problems)
        return
    after = _course(proceeding, through)
    assert shown.outcome == "accepted"
    assert [*_kept(before, shown), *(shown.statuses.after if shown.statuses else ())] == status_entries(after)
    assert shown.irregular == after.irregular.get(own, ())
    assert {each.act for each in shown.conflicts} == after.irregular.keys() - before.irregular.keys() - {own}
    money = {each.claim: each.after for each in shown.money if each.of == "claim"}
    left = {number: claim.outstanding for number, claim in after.claims.items()}
    assert {number: money.get(number, claim.outstanding) for number, claim in before.claims.items()} == left


def _refused(proceeding: Life, spec: Fields, recorded_on: date | None) -> tuple[Problem, ...]:
    try:
        proceeding.carry_out(spec, recorded_on)
    except Rejection as rejection:
        return rejection.problems
    return ()


def _kept(before: Course, shown: Preview) -> list[Any]:
    entries = status_entries(before)
    return entries[: len(entries) - len(shown.statuses.before)] if shown.statuses else entries


def _course(proceeding: Life, through: date) -> Course:
    assert proceeding.state is not None
    facts = Facts(**proceeding.case.get("facts", {}))
    return course_of(proceeding.state, through, facts.calendar)


@pytest.mark.parametrize("case", DECIDED, ids=lambda case: f"{case['file']}: {case['name']}")
def test_it_says_what_the_command_does(case: Fields) -> None:
    compare(life(case, compared=False), case["when"])


def _acts(case: Fields) -> Iterator[tuple[Fields, date]]:
    for act in case["acts"]:
        yield {key: value for key, value in act.items() if key != "recorded"}, act.get("recorded", case["today"])


@pytest.mark.long
@pytest.mark.parametrize("case", LATE, ids=lambda case: case["name"])
def test_it_says_what_an_act_recorded_late_changes(case: Fields) -> None:
    proceeding = life({**case, "initiated_on": date(2026, 6, 1)})
    for spec, recorded_on in _acts(case):
        compare(proceeding, spec, recorded_on)


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(histories)
def test_it_says_so_in_whatever_order(history: list[Fields]) -> None:
    proceeding = life({**CASE})
    for spec in history:
        compare(proceeding, spec, TODAY)


def test_a_revision_names_its_first_day() -> None:
    proceeding = life({"history": "compulsory", "today": date(2026, 6, 20)})
    late = {"command": "suspend-proceeding", "day": date(2026, 3, 6), "ground": "suspend-may-complaint-on-executor"}
    shown = previewed(proceeding, late)
    assert shown.revises_since == date(2026, 3, 6)
    assert shown.statuses is not None
    assert [entry.status.code for entry in shown.statuses.before] == ["compulsory"]
    assert [entry.status.code for entry in shown.statuses.after] == ["suspended"]


def test_an_act_that_was_open_and_would_be_so_no_more_is_a_conflict() -> None:
    proceeding = life({"history": "voluntary-term", "today": date(2026, 6, 20)})
    paid = {"command": "record-payment", "day": date(2026, 4, 1), "payment": "all", "sum": "1000.00 BYN"}
    proceeding.carry_out({**paid, "source": "debtor"})
    ended = {"command": "terminate-proceeding", "day": date(2026, 3, 20), "ground": "terminate-waived"}
    [conflict] = previewed(proceeding, ended).conflicts
    assert (conflict.name, conflict.day) == ("record-payment", date(2026, 4, 1))
    assert [problem.code for problem in conflict.problems] == ["proceeding-finished"]


def test_money_and_measures_before_and_after() -> None:
    proceeding = life({"history": "compulsory"})
    levy = {"command": "add-measure", "day": date(2026, 3, 16), "measure": "levy", "code": "comp-levy-bank-money"}
    shown = previewed(proceeding, {**levy, "sum": "1100.00 BYN"})
    [added] = shown.measures
    assert (added.before, [each.status for each in added.after]) == ((), ["adopted"])
    shown = previewed(
        proceeding,
        {
            "command": "record-payment",
            "day": date(2026, 3, 20),
            "payment": "p",
            "sum": "600.00 BYN",
            "source": "debtor",
        },
    )
    [claim] = shown.money
    assert (str(claim.before.amount), str(claim.after.amount)) == ("1000.00", "400.00")


SUSPENDED = {"command": "suspend-proceeding", "day": date(2026, 3, 16), "ground": "suspend-may-complaint-on-executor"}


def test_the_document_whom_to_notify_and_duties() -> None:
    proceeding = life({"history": "compulsory"})
    shown = previewed(proceeding, SUSPENDED)
    assert shown.document == "d-suspend-end-resolution"
    [notice] = shown.notices or ()
    assert notice.whom[:2] == ("recoverer", "debtor")
    assert notice.within is not None
    assert notice.within.ru == "Направить копии постановления сторонам"
    opened = {each.duty: each for each in shown.duties or () if each.opens}
    assert opened["send-resolution-copies"].who == "court-executor"
    proceeding.carry_out({**SUSPENDED, "as": "paused"})
    sent = {"command": "send-resolution-copies", "day": date(2026, 3, 17), "resolution": "paused"}
    sent["recipients"] = list(notice.whom)
    done = previewed(proceeding, sent)
    closed = {each.duty for each in done.duties or () if not each.opens}
    assert (done.document, done.notices) == (None, ())
    assert "send-resolution-copies" in closed


_NO_LIMITS: dict[str, None] = {"limits_begun": None, "limits_ended": None}
LEVY: Fields = {
    "command": "add-measure", "day": date(2026, 3, 16), "measure": "levy", "code": "comp-levy-bank-money",
    "sum": "1000.00 BYN",
}  # fmt: skip
LIMITS = [
    ({"history": "compulsory"}, SUSPENDED),
    (
        {"history": "compulsory"},
        {"command": "terminate-proceeding", "day": date(2026, 3, 20), "ground": "terminate-waived"},
    ),
    ({"history": "compulsory"}, LEVY),
]


@pytest.mark.parametrize(("case", "spec"), LIMITS, ids=lambda each: each.get("command", each.get("history")))
def test_limits_begin_as_deadlines_sets_them(case: Fields, spec: Fields) -> None:
    proceeding = life(case)
    shown = previewed(proceeding, spec)
    assert shown.outcome == "accepted", shown.problems
    recorded = proceeding.carry_out(spec)
    assert proceeding.state is not None
    initiation = proceeding.state.initiation
    rules = RuleSets.load()
    law = rules.named(initiation.rule_set)
    began = reading_of(harness.named("beginning"), recorded[0].effective_date, initiation, law)
    readings = [
        reading_of(harness.named(f"event {place}"), event.effective_date, event.data, law)
        for place, event in enumerate(recorded)
    ]
    holding = Reading((began, *readings)).conditions()
    set_: dict[str, date] = {}
    for reading in readings:
        for each in observe(Watch(), reading, rules, belarus(), holding):
            if isinstance(each, LimitSet):
                set_.setdefault(each.ref.limit, each.due)
    assert set_
    assert {each.limit: each.due for each in shown.limits_begun or ()} == set_


def test_what_copies_meet_ends() -> None:
    proceeding = life({"history": "compulsory"})
    proceeding.carry_out({**SUSPENDED, "as": "paused"})
    sent = {"command": "send-resolution-copies", "day": date(2026, 3, 17), "resolution": "paused"}
    shown = previewed(proceeding, {**sent, "recipients": ["recoverer", "debtor"]})
    assert "resolution-copies" in {each.limit for each in shown.limits_ended or ()}
    assert "resolution-copies" not in {each.limit for each in shown.limits_begun or ()}


def test_what_an_act_asks_for_leaves_the_outcome_as_earlier_releases_digest_it() -> None:
    shown = previewed(life({"history": "compulsory"}), SUSPENDED)
    before = shown.model_copy(update={"document": None, "draft": None, "notices": None, "duties": None, **_NO_LIMITS})
    assert shown.outcome_digest == outcome_digest(before)
