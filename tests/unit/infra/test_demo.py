"""What the demo plays and imports: all scenarios and defects, and work for the people who sign in at the desk."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts.commands.intake import AssessStatement, RegisterStatement
from contracts.envelope import CommandEnvelope
from contracts.replies import Accepted
from infra.cli.demo import PLAYED
from infra.demo.cases import scripts, undecided
from infra.demo.defects import DEFECTS
from infra.demo.people import BODY, EXECUTOR
from infra.demo.player import play
from infra.demo.scenarios import SCENARIOS
from infra.demo.stories import backlog
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.client import NoReply

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


class Slow:
    """A client that gets no reply to what it sends for the first time, and counts what it sends."""

    def __init__(self) -> None:
        self.sent: Counter[UUID] = Counter()

    async def send(self, command: CommandEnvelope[Any]) -> Accepted:
        self.sent[command.id] += 1
        if self.sent[command.id] == 1:
            raise NoReply
        return Accepted(command_id=command.id, stream=command.stream, version=1, event_ids=())


async def test_a_command_without_a_reply_is_sent_again_under_its_id() -> None:
    [script] = scripts(WORKDAY, CALENDAR, 1)
    client: Any = Slow()
    played = await play([script], client, SystemClock())
    assert (played.accepted, played.refused) == (len(client.sent), [])
    assert len(client.sent) >= len(script.steps)
    assert set(client.sent.values()) == {2}


def test_the_executor_who_signs_in_has_all_stories() -> None:
    rows = list(backlog(STORIES, WORKDAY, CALENDAR))
    assert {row["body"] for row in rows} == {BODY}
    decided = [row["fields"] for row in rows if row["act"] == "decide-on-statement"]
    assert len(decided) >= len(list(STORIES.glob("*.yaml")))
    assert {each["executor"]["id"] for each in decided} == {EXECUTOR.id}
