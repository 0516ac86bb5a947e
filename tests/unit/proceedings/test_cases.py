"""The cases of `cases/*.yaml`, run against the decider of proceedings."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from contracts.events.proceedings import CourseRevised, SuspensionGroundEnded
from contracts.registry import Event
from contracts.values import Citation
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.rules import name_of
from services.proceedings.domain.tracks import track_of
from shared.decider import Rejection
from tests.unit.proceedings.harness import Fields, beside, cases, held, life, told_of, wanted_of
from tests.unit.refused import check_named

CASES = list(cases(Path(__file__).parent / "cases"))


PROCEDURE = procedure_of("epc-2021")
BY_LAW = {move.to for move in PROCEDURE.by_law}


def _check_moves(act: str, events: Sequence[Event]) -> None:
    """The act moves the proceeding to statuses of its row alone; what follows from it goes where the law moves it."""
    row = PROCEDURE.acts.get(act)
    if row is None:
        return
    for each in events:
        status = getattr(each, "status", None)
        if isinstance(each, CourseRevised) or track_of(each) != "status" or status is None:
            continue
        stays = row.statuses if isinstance(each, SuspensionGroundEnded) else frozenset()
        own = row.moves_to and (row.generated or name_of(each.type) in row.emits)
        assert status.code in (row.moves_to | stays if own else BY_LAW), (act, status)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}: {case['name']}")
def test_case(case: Fields) -> None:
    TypeAdapter(Citation).validate_python(case["article"])
    proceeding = life(case)
    if "refused" in case:
        with pytest.raises(Rejection) as refused:
            proceeding.carry_out(case["when"])
        problems = refused.value.problems
        check_named(problems)
        wanted = case["refused"]
        assert [problem.code for problem in problems] == [row["code"] for row in wanted]
        for problem, row in zip(problems, wanted, strict=True):
            assert {key: getattr(problem, key) for key in row} == row
        return
    events = proceeding.carry_out(case["when"])
    _check_moves(case["when"]["command"], [item.data for item in events])
    named = {row.get("duty", row["event"]) for row in case["then"]}
    events = [item for item in events if beside(item.data) in {None, *named}]
    assert [name_of(item.data.type) for item in events] == [row["event"] for row in case["then"]]
    found = [told_of(item, row) for item, row in zip(events, case["then"], strict=True)]
    assert found == [wanted_of(row) for row in case["then"]]
    holds = case.get("holds", {})
    assert held(proceeding.course(), holds) == holds
    duties = {duty for duty, _ in proceeding.course().duties}
    assert duties.issuperset(case.get("open", ()))
    assert duties.isdisjoint(case.get("not_open", ()))
