"""Executive actions on days off and at night (Art. 351(4))."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.events.proceedings import MeasureStatusChanged
from contracts.recording import Attestation, Paper, Recording
from services.proceedings.domain.conditions.calendar import NO_DELAY, working_time
from services.proceedings.domain.rules import rules_named
from shared.law.procedures import Act
from tests.unit.proceedings.harness import STREAM, Fields, life, named

VICTORY_DAY, WORKING_DAY = date(2026, 5, 9), date(2026, 5, 11)
PAPER = Paper(kind="executor-act", dated=VICTORY_DAY, author="Ivanova Anna Petrovna")
URGENT = Recording(attestations=(Attestation(condition=NO_DELAY, paper=PAPER),))
MEASURES: list[Fields] = [
    {"event": "measure-added", "day": date(2026, 3, 17), "measure": "arrest", "code": "ens-arrest-property",
     "status": "adopted", "article": "Art. 348(3) ind. 2"},
    {"event": "measure-added", "day": date(2026, 3, 17), "measure": "ban", "code": "ens-prohibit-use",
     "status": "adopted", "article": "Art. 348(3) ind. 7"},
    {"event": "measure-added", "day": date(2026, 3, 17), "measure": "bank", "code": "ens-arrest-bank-money",
     "status": "adopted", "article": "Art. 348(3) ind. 3"},
    {"event": "measure-added", "day": date(2026, 3, 17), "measure": "accounts", "code": "ea-suspend-accounts",
     "status": "adopted", "article": "Art. 351(1) ind. 8"},
    {"event": "measure-added", "day": date(2026, 3, 17), "measure": "exit", "code": "ens-exit-restriction",
     "status": "adopted", "article": "Art. 348(3) ind. 9"},
]  # fmt: skip


def at(hour: int) -> Recording:
    """A stated time of the working day, in Minsk three hours later."""
    return Recording(at=datetime(2026, 5, 11, hour, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("measure", "status", "day", "recording", "found"),
    [
        ("arrest", "in-force", VICTORY_DAY, None, ["act-outside-working-time"]),
        ("arrest", "in-force", VICTORY_DAY, URGENT, []),
        ("arrest", "cancelled", VICTORY_DAY, None, []),
        ("exit", "in-force", VICTORY_DAY, None, []),
        ("ban", "in-force", VICTORY_DAY, None, []),
        ("bank", "in-force", VICTORY_DAY, None, []),
        ("accounts", "in-force", WORKING_DAY, at(19), []),
        ("arrest", "in-force", WORKING_DAY, None, []),
        ("arrest", "in-force", WORKING_DAY, at(18), []),
        ("arrest", "in-force", WORKING_DAY, at(19), ["act-outside-working-time"]),
        ("arrest", "in-force", WORKING_DAY, at(2), ["act-outside-working-time"]),
        ("arrest", "in-force", WORKING_DAY, at(3), []),
    ],
)
def test_working_time(measure: str, status: str, day: date, recording: Recording | None, found: list[str]) -> None:
    course = life({"history": "compulsory", "debtor": "citizen", "given": MEASURES}).course(day)
    data = MeasureStatusChanged(measure=named(measure), status=status, article="Art. 348(3)")
    act = Act(STREAM, "change-measure-status", day, data, "executor:0101-017", recording=recording)
    row: Any = rules_named("epc-2021").law.procedures.enforcement.acts["change-measure-status"]
    assert [problem.code for problem in working_time(course, act, row)] == found
