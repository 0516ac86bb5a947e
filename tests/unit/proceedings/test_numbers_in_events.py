"""Events say the number of the resolution that they follow from: its own in the series, or that of its paper."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.envelope import EventEnvelope
from contracts.events.about import what_happened
from contracts.events.proceedings import CourseRevised, MeasureStatusChanged
from contracts.reduction import reduce
from contracts.sensitivity import FieldClass
from services.proceedings.domain.resolutions import numbers_of_papers, with_numbers
from shared.decider import Recorded
from tests.unit.proceedings.harness import STREAM, Fields, Life, life

ADDED: Fields = {
    "command": "add-measure", "day": date(2026, 3, 2), "measure": "arrest", "code": "ens-arrest-bank-money",
    "sum": "1100.00 BYN", "subject": "bank 153001",
}  # fmt: skip
ENDED: Fields = {"command": "terminate-proceeding", "day": date(2026, 4, 1), "ground": "terminate-amicable"}
PAPER = {"kind": "resolution", "number": "17-к", "dated": "2026-03-05", "author": "executor"}
LATE: Fields = {
    "command": "record-cost", "day": date(2026, 3, 5), "cost": "trip", "kind": "travel", "sum": "5.00 BYN",
    "recording": {"paper": PAPER, "reason": "it was not entered"},
}  # fmt: skip
PAID: Fields = {
    "command": "record-payment", "day": date(2026, 3, 10), "payment": "money", "sum": "100.00 BYN", "source": "debtor",
}  # fmt: skip


def _stored(proceeding: Life, recorded: list[Recorded], numbers: dict[UUID, str]) -> list[EventEnvelope[Any]]:
    """The events as the transaction stores them, in which these acts got these numbers."""
    state = proceeding.state
    assert state is not None
    events = proceeding.stream[-len(recorded) :]
    acts = {event.id: each.follows for event, each in zip(events, recorded, strict=True)}
    asked = {act for each in acts.values() for act in each if act}
    papers = numbers_of_papers(events, asked, {STREAM: state})
    return [with_numbers(event, acts[event.id], papers | numbers) for event in events]


def test_all_that_an_act_leads_to_says_its_number() -> None:
    proceeding = life({"history": "compulsory"})
    proceeding.carry_out({**ADDED, "day": date(2026, 3, 20)})
    recorded = proceeding.carry_out(ENDED)
    end = proceeding.stream[-1].causation_id
    said = {each.type: each.data.resolution_number for each in _stored(proceeding, recorded, {end: "0101-2026/9"})}
    assert said["lea.proceedings.proceeding-terminated.v1"] == "0101-2026/9"
    assert said["lea.proceedings.measure-status-changed.v1"] == "0101-2026/9"


def test_what_happens_by_law_before_an_act_says_none() -> None:
    proceeding = life({"history": "voluntary-term"})
    recorded = proceeding.carry_out({**ADDED, "day": date(2026, 4, 1)})
    stored = _stored(proceeding, recorded, {proceeding.stream[-1].causation_id: "0101-2026/9"})
    said = {each.type: each.data.resolution_number for each in stored}
    assert said["lea.proceedings.compulsory-execution-started.v1"] is None
    assert said["lea.proceedings.measure-added.v1"] == "0101-2026/9"


def test_a_late_act_says_the_number_of_its_paper_and_each_entry_its_own() -> None:
    proceeding = life({"history": "initiated"})
    proceeding.carry_out({**ADDED, "day": date(2026, 3, 10)})
    second = proceeding.stream[-1].causation_id
    proceeding.carry_out(PAID)
    recorded = proceeding.carry_out(LATE, date(2026, 3, 11))
    revised = next(
        each for each in _stored(proceeding, recorded, {second: "0101-2026/2"}) if isinstance(each.data, CourseRevised)
    )
    act: Any = revised.data.act
    said = {(each.day, each.type.split(".")[2]): each.data.get("resolution_number") for each in revised.data.entries}
    assert (revised.data.resolution_number, act.data["resolution_number"]) == ("17-к", "17-к")
    assert said[date(2026, 3, 5), "cost-incurred"] == "17-к"
    assert said[date(2026, 3, 10), "measure-added"] == "0101-2026/2"


def test_a_number_makes_no_difference_to_the_course() -> None:
    proceeding = life({"history": "initiated"})
    recorded = proceeding.carry_out(ADDED)
    stored = _stored(proceeding, recorded, {proceeding.stream[-1].causation_id: "0101-2026/9"})
    assert "0101-2026/9" in {each.data.resolution_number for each in stored}
    assert [what_happened(each.data) for each in stored] == [what_happened(each.data) for each in recorded]


@pytest.mark.parametrize(("approved", "seen"), [({FieldClass.ACCOUNTS}, True), (set(), False)])
def test_a_bank_lifts_an_arrest_by_one_event(approved: set[FieldClass], seen: bool) -> None:
    accounts = [{"account": "BY13NBRB3600900000002Z00AB00", "bank": "NBRBBY2X"}]
    proceeding = life({"history": "compulsory"})
    proceeding.carry_out({**ADDED, "day": date(2026, 3, 20), "accounts": accounts})
    recorded = proceeding.carry_out(ENDED)
    stored = _stored(proceeding, recorded, {proceeding.stream[-1].causation_id: "0101-2026/9"})
    [event] = [each for each in stored if each.type == MeasureStatusChanged.type]
    received = reduce(event.type, event.data.model_dump(mode="json"), approved)
    assert (received["status"], received["sum"]["amount"], received["resolution_number"]) == (
        "cancelled", "1100.00", "0101-2026/9",
    )  # fmt: skip
    assert received.get("accounts") == (accounts if seen else None)
