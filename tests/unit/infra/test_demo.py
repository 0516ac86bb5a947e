"""What the demo plays and imports: all scenarios and defects, and work for the people who sign in at the desk."""

from datetime import date
from pathlib import Path

import pytest

from contracts.commands.intake import AssessStatement, RegisterStatement
from infra.cli.demo import PLAYED
from infra.demo.cases import scripts, undecided
from infra.demo.defects import DEFECTS
from infra.demo.people import BODY, EXECUTOR
from infra.demo.scenarios import SCENARIOS
from infra.demo.stories import backlog
from shared.law.calendar import belarus

CALENDAR = belarus()
WORKDAY, SUNDAY = date(2026, 12, 1), date(2026, 12, 6)
STORIES = Path(__file__).parents[2] / "e2e" / "stories"


def test_every_scenario_is_played_eight_times_and_every_defect() -> None:
    kinds = [script.kind for script in scripts(WORKDAY, CALENDAR, PLAYED)]
    assert all(kinds.count(scenario.summary) >= 8 for scenario in SCENARIOS.values())
    assert all(any(kind.endswith(f": {defect.summary}") for kind in kinds) for defect in DEFECTS)


@pytest.mark.parametrize("today", [WORKDAY, SUNDAY])
def test_some_statements_wait_for_an_assessment_or_a_decision(today: date) -> None:
    steps = [[type(step.data) for step in script.steps] for script in undecided(today, CALENDAR)]
    assert [RegisterStatement] in steps
    assert [RegisterStatement, AssessStatement] in steps
    assert all(step.day <= today for script in undecided(today, CALENDAR) for step in script.steps)


def test_the_executor_who_signs_in_has_all_stories() -> None:
    rows = list(backlog(STORIES, WORKDAY, CALENDAR))
    assert {row["body"] for row in rows} == {BODY}
    decided = [row["fields"] for row in rows if row["act"] == "decide-on-statement"]
    assert len(decided) >= len(list(STORIES.glob("*.yaml")))
    assert {each["executor"]["id"] for each in decided} == {EXECUTOR.id}
