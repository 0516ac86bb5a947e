"""The cases of `corrections/*.yaml`: acts that are struck, corrected and annulled, and the course that follows."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from contracts.events import proceedings as events
from contracts.events.duties import DutyClosed
from contracts.values import Citation
from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import name_of
from shared.decider import Rejection
from tests.unit.proceedings.harness import Fields, Life, cases, life, named, short
from tests.unit.proceedings.test_late_acts import INITIATED_ON
from tests.unit.refused import check_named

CASES = list(cases(Path(__file__).parent / "corrections"))
STATED: Mapping[str, Fields] = {
    "strike-entry": {"reason": "it never happened"},
    "correct-entry": {"reason": "typed wrongly"},
    "correct-slip": {"reason": "a misprint"},
    "annul-act": {"reason": "unlawful", "by": "superior"},
    "reject-correction": {"reason": "not shown"},
}
PAPER = {"kind": "notice", "number": "14-2/118", "dated": "2026-06-22", "author": "Belpochta"}
DUTIES = (events.DutyOpened, DutyClosed)
SECOND = "head:0101-001"
"""Who approves where a case does not say."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_course_follows_the_corrections(case: Fields) -> None:
    if case["article"] != "record-keeping":
        TypeAdapter(Citation).validate_python(case["article"])
    proceeding = life({**case, "initiated_on": INITIATED_ON})
    for step in case["steps"]:
        carry_out(proceeding, step, case["today"])
    course = proceeding.course(case["today"])
    found = _found(proceeding, course, case)
    wanted = {key: case[key] for key in found if key in case}
    assert {key: found[key] for key in wanted} == wanted
    assert published(proceeding) == by_track(course)


def carry_out(proceeding: Life, step: Fields, today: date) -> None:
    """Carry a step out, and hold its events, or what it is refused for, against what the case says."""
    spec = {key: value for key, value in step.items() if key not in {"recorded", "refused", "then"}}
    spec = {"day": today, **STATED.get(spec["command"], {}), **spec}
    if spec["command"] in {"strike-entry", "correct-entry", "annul-act"}:
        spec.setdefault("basis", PAPER)
    if spec["command"] in {"approve-correction", "reject-correction"}:
        spec.setdefault("actor", SECOND)
    if str(spec.get("resolution")).startswith("of "):
        spec["resolution"] = _event_of(proceeding, *spec["resolution"].split()[1:])
    if "refused" in step:
        with pytest.raises(Rejection) as refused:
            proceeding.carry_out(spec, step.get("recorded", today))
        check_named(refused.value.problems, correction=True)
        wanted = step["refused"] if isinstance(step["refused"], list) else [step["refused"]]
        assert [problem.code for problem in refused.value.problems] == wanted
        return
    recorded = proceeding.carry_out(spec, step.get("recorded", today))
    published = [name_of(each.data.type) for each in recorded if not isinstance(each.data, DUTIES)]
    assert published == step.get("then", published)


def _event_of(proceeding: Life, command: str, place: str = "1") -> UUID:
    """An event that a command led to, the first if no place is named."""
    events_of = [each.id for each in proceeding.stream if each.causation_id == named(command)
                 and not isinstance(each.data, DUTIES)]  # fmt: skip
    return events_of[int(place) - 1]


def _found(proceeding: Life, course: Course, case: Fields) -> Fields:
    assert proceeding.state is not None
    initiation = proceeding.state.initiation
    duties = [
        each.data
        for each in course.items
        if isinstance(each.data, events.DutyOpened)
        and each.data.problems
        and (each.data.duty, each.data.act) in course.duties
    ]
    return {
        "statuses": [[status.code, status.day] for status in course.statuses],
        "executor": course.executor,
        "measures": {each.code: [[status.code, status.day] for status in each.history]
                     for each in course.measures.values()},
        "repaid": {number: short(claim.repaid) for number, claim in course.claims.items() if claim.repaid},
        "claimed": {number: short(claim.sum) for number, claim in course.claims.items() if claim.sum},
        "surplus": [short(each.data.surplus) for each in course.items if isinstance(each.data, events.PaymentReceived)],
        "fees": [short(each.data.fee) for each in course.items if isinstance(each.data, events.PaymentReceived)],
        "irregular": {_name(proceeding, act): problems[0].code for act, problems in course.irregular.items()},
        "recalls": sorted(duty for duty, _ in course.duties if course.rules.duties[duty].outward),
        "open": sorted({duty for duty, _ in course.duties}),
        "not_open": sorted(set(case.get("not_open", ())).difference(duty for duty, _ in course.duties)),
        "duties": [each.problems[0].code for each in duties],
        "term": course.term.due if course.term else None,
        "identifier": initiation.debtor.identifier.value,
        "document": initiation.document.number,
        "number_of_paper": initiation.number_of_paper,
        "initiated_on": course.initiated_on,
        "struck": sorted(act.name for act in proceeding.state.struck.values()),
        "revisions": proceeding.state.revision,
        "items": [[name_of(each.data.type), each.day] for each in course.items
                  if each.day == case["today"] and not isinstance(each.data, DUTIES)],
    }  # fmt: skip


def _name(proceeding: Life, act: Any) -> str:
    assert proceeding.state is not None
    return next(each.name for each in proceeding.state.acts if each.id == act)


def published(proceeding: Life) -> dict[str, list[Any]]:
    """How the course reads for those who follow the events, by track."""
    assert proceeding.state is not None
    return {
        track: [(each.day, each.substance) for each in items] for track, items in proceeding.state.published.items()
    }


def by_track(course: Course) -> dict[str, list[Any]]:
    """The same of a course."""
    tracks: dict[str, list[Any]] = {}
    for each in course.items:
        tracks.setdefault(each.track, []).append((each.day, each.substance))
    return tracks
