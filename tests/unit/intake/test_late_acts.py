"""The cases of late.yaml: acts recorded late, or in another order than they happened."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.events.intake import StatementAssessed
from contracts.events.intake_duties import DutyOpened
from services.intake.domain.course import Course
from services.intake.domain.facts import Facts
from shared.decider import Recorded, Rejection
from shared.plain_yaml import read_table
from tests.unit.intake.harness import Life, command_of

LATE = read_table((Path(__file__).parent / "late.yaml").read_text(encoding="utf-8"))


def last_assessment(course: Course) -> StatementAssessed:
    found = [each.data for each in course.items.values() if isinstance(each.data, StatementAssessed)]
    return found[-1]


def duties(items: dict[str, Any]) -> list[str]:
    opened = [each.data for each in items.values() if isinstance(each.data, DutyOpened)]
    return [f"{each.duty} {each.problems[0].code}" for each in opened if each.problems]


@pytest.mark.parametrize("case", LATE, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    life = Life(TypeAdapter(Facts).validate_python(case.get("facts", {})))
    then, last = case["then"], case["steps"][-1]
    published: list[Recorded] = []
    for step in case["steps"]:
        if "no_facts" in step:
            life.facts = Facts()
        elif step is last and "refused" in then:
            with pytest.raises(Rejection) as refused:
                life.carry_out(command_of(case, step), today_of(step))
            assert [problem.code for problem in refused.value.problems] == [then["refused"]]
        else:
            published = life.recorded(command_of(case, step), today_of(step))
    course = life.course()
    assert course.status == then["status"]
    assert duties(course.items) == then.get("duties", [])
    assert duties(dict(life.state.published)) == then.get("duties", [])
    if "published" in then:
        assert [f"{type(each.data).__name__} {each.effective_date}" for each in published] == then["published"]
    if "findings" in then:
        assert [finding.ground for finding in last_assessment(course).findings] == then["findings"]
    assert "due" not in then or last_assessment(course).presentation.due == then["due"]


def today_of(step: Any) -> Any:
    return step.get("today") if isinstance(step, dict) else None


def test_an_assessment_that_reads_anew_says_which_it_is() -> None:
    life, case = Life(Facts()), dict[str, Any]()
    life.carry_out(command_of(case, "register"))
    assessment = command_of(case, {"assess": True})
    [first] = life.carry_out(assessment)
    late = {"circumstance": "refuse-waived", "day": command_of(case, "register").effective_date}
    _, again = life.carry_out(command_of(case, late), assessment.effective_date)
    assert isinstance(first, StatementAssessed)
    assert isinstance(again, StatementAssessed)
    assert (first.restates, again.restates) == (None, assessment.id)
    assert again.evidence == first.evidence
