"""An event says of which proceeding and which thing it is: who receives it alone can act on it."""

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import pytest

from contracts.acts.report_measure_step import MeasureStepReported
from contracts.envelope import EventEnvelope
from contracts.events.about import what_happened
from contracts.events.of_proceeding import ProceedingEvent
from contracts.events.proceedings import CourseRevised, MeasureStatusChanged
from contracts.queries.proceedings import History
from contracts.revisions import entries_of
from services.proceedings.domain.decide import PROCEEDING
from services.proceedings.domain.tracks import TRACKS
from services.proceedings.domain.views import history
from shared.decider import Recorded
from tests.unit.proceedings.harness import STREAM, Fields, Life, life

NUMBER = "0101-2026-000001"
ADDED: Fields = {
    "command": "add-measure", "day": date(2026, 3, 2), "measure": "arrest", "code": "ens-arrest-bank-money",
    "sum": "1100.00 BYN", "subject": "bank 153001",
}  # fmt: skip
CANCELLED: Fields = {
    "command": "change-measure-status", "day": date(2026, 3, 3), "measure": "arrest", "status": "cancelled",
}  # fmt: skip
REDUCED: Fields = {"command": "reduce-secured-sum", "day": date(2026, 3, 4), "measure": "arrest", "sum": "600.00 BYN"}


def _arrested(*specs: Fields) -> tuple[Life, list[Recorded]]:
    proceeding = life({"history": "initiated"})
    recorded = [each for spec in specs for each in proceeding.carry_out(spec)]
    return proceeding, recorded


def _moves(recorded: list[Recorded]) -> list[Any]:
    return [each.data for each in recorded if isinstance(each.data, MeasureStatusChanged)]


def _said(data: Any) -> tuple[Any, ...]:
    return data.proceeding_number, data.code, data.sum and str(data.sum.amount), data.subject


def test_a_move_of_a_measure_says_which_it_is_and_what_it_secures() -> None:
    _, recorded = _arrested(ADDED, CANCELLED)
    assert [_said(each) for each in _moves(recorded)] == [(NUMBER, "ens-arrest-bank-money", "1100.00", "bank 153001")]


def test_what_follows_from_the_initiation_says_the_number_too() -> None:
    initiated: Fields = {"command": "initiate-proceeding", "day": date(2026, 3, 2)}
    recorded = Life({"history": "none", "immediate": True}).carry_out(initiated)
    later = [each.data for each in recorded if isinstance(each.data, ProceedingEvent)]
    assert later
    assert {each.proceeding_number for each in later} == {NUMBER}


def test_after_a_reduction_it_says_the_sum_that_is_left() -> None:
    _, recorded = _arrested(ADDED, REDUCED, {**CANCELLED, "day": date(2026, 3, 5)})
    assert [_said(each)[2] for each in _moves(recorded)] == ["600.00"]


def test_so_does_a_move_that_follows_from_the_end_of_the_proceeding() -> None:
    proceeding = life({"history": "compulsory"})
    proceeding.carry_out({**ADDED, "day": date(2026, 3, 20)})
    ended = {"command": "terminate-proceeding", "day": date(2026, 4, 1), "ground": "terminate-amicable"}
    assert [(each.status, *_said(each)) for each in _moves(proceeding.carry_out(ended))] == [
        ("cancelled", NUMBER, "ens-arrest-bank-money", "1100.00", "bank 153001")
    ]


def test_a_revision_says_it_once_for_all_its_entries() -> None:
    proceeding, recorded = _arrested(ADDED, {**CANCELLED, "day": date(2026, 3, 10)})
    paper = {"kind": "bank-answer", "dated": "2026-03-05", "author": "bank 153001"}
    late: Fields = {
        "command": "report-measure-step", "day": date(2026, 3, 5), "measure": "arrest", "status": "in-force",
        "paper": paper, "recording": {"paper": paper, "reason": "the answer came late"},
    }  # fmt: skip
    decided = [each.data for each in proceeding.carry_out(late, date(2026, 3, 11))]
    [revised] = [data for data in decided if isinstance(data, CourseRevised)]
    entries: list[Any] = [each.data for each in entries_of(revised)]
    assert revised.proceeding_number == NUMBER
    assert {type(each) for each in entries} >= {MeasureStepReported, MeasureStatusChanged}
    assert {each.proceeding_number for each in entries} == {None}
    steps = [each.about_measure for each in entries if isinstance(each, MeasureStepReported)]
    assert [each and each.code for each in steps] == ["ens-arrest-bank-money"]
    moves = [(each.status, *_said(each)[1:]) for each in entries if isinstance(each, MeasureStatusChanged)]
    assert moves == [(status, *_said(_moves(recorded)[0])[1:]) for status in ("in-force", "cancelled")]


def test_what_earlier_releases_did_not_say_changes_no_course() -> None:
    proceeding = life(
        {"history": "initiated", "given": [
            {"event": "measure-added", "day": date(2026, 3, 2), "measure": "arrest", "code": "ens-arrest-bank-money",
             "status": "adopted", "sum": "1100.00 BYN", "article": "Art. 348(3) ind. 3"},
            {"event": "measure-status-changed", "day": date(2026, 3, 3), "measure": "arrest", "status": "in-force",
             "article": "Art. 348(3) ind. 3"},
        ]}
    )  # fmt: skip
    recorded = proceeding.carry_out({**REDUCED, "day": date(2026, 3, 10)})
    assert not any(isinstance(each.data, CourseRevised) for each in recorded)


ANSWER = {"kind": "bank-answer", "dated": "2026-03-03", "author": "bank 153001"}
REPORTED: Fields = {
    "command": "report-measure-step", "day": date(2026, 3, 3), "measure": "arrest", "status": "in-force",
    "paper": ANSWER,
}  # fmt: skip
RIGHT: Fields = {
    "command": "correct-entry", "as": "right", "day": date(2026, 3, 4), "act": "report", "reason": "typed wrongly",
    "data": {"command": "report-measure-step", "measure": "arrest", "status": "performed", "paper": ANSWER},
    "basis": ANSWER,
}  # fmt: skip
APPROVED: Fields = {
    "command": "approve-correction", "day": date(2026, 3, 4), "correction": "right", "actor": "head:0101-001",
}  # fmt: skip


def _reported() -> Life:
    proceeding, _ = _arrested(ADDED)
    recorded = proceeding.carry_out({**REPORTED, "as": "report"})
    steps = [each.data.about_measure for each in recorded if isinstance(each.data, MeasureStepReported)]
    assert [each and each.code for each in steps] == ["ens-arrest-bank-money"]
    return proceeding


def test_what_an_event_says_of_a_measure_makes_no_difference_to_the_course() -> None:
    proceeding = _reported()
    earlier = [_of_an_earlier_release(each) for each in proceeding.stream]
    assert earlier != proceeding.stream
    state = proceeding.state
    before = reduce(PROCEEDING.evolve, earlier, PROCEEDING.initial)
    assert before is not None
    assert state is not None
    assert (before.acts, before.published) == (state.acts, state.published)
    proceeding.state = replace(before, inputs="engine-0")
    assert not any(isinstance(each.data, CourseRevised) for each in proceeding.carry_out(CANCELLED))


def test_the_history_shows_an_act_without_it() -> None:
    [act, *_] = reversed(_history_of(_reported()).acts)
    assert (act.act, act.recorded_as, "about_measure" in act.data) == ("report-measure-step", None, False)


def test_nor_does_a_corrected_act_read_otherwise_for_it() -> None:
    proceeding = _reported()
    proceeding.carry_out(RIGHT)
    [*_, asked] = _history_of(proceeding).corrections
    proceeding.carry_out(APPROVED)
    shown = _history_of(proceeding)
    [act] = [each for each in shown.acts if each.act == "report-measure-step"]
    [*_, made] = shown.corrections
    readings = [asked.was, asked.reads, made.was, made.reads, act.recorded_as]
    statuses = [each.data["status"] for each in readings if each]
    assert statuses == ["in-force", "performed", "in-force", "performed", "in-force"]
    assert not any("about_measure" in each.data for each in readings if each)


def _history_of(proceeding: Life) -> History:
    assert proceeding.state is not None
    return history(STREAM, proceeding.state, proceeding.course(), proceeding.stream)


def _of_an_earlier_release(event: EventEnvelope[Any]) -> EventEnvelope[Any]:
    return event.model_copy(update={"data": what_happened(event.data)})


@pytest.mark.parametrize("model", [*TRACKS], ids=lambda model: model.type)
def test_every_event_of_a_course_can_say_the_number(model: Any) -> None:
    assert issubclass(model, ProceedingEvent) or "number" in model.model_fields
