"""The courses of statements that follow from the events of the first release, against what that release published."""

from collections import Counter

import asyncpg

from contracts.events.intake import StatementAssessed
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.decider import decider
from services.intake.domain.journal import Statement
from services.intake.domain.publishing import changes
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from tests.releases.sample import Sample

RULES = Rules(RuleSets.load(), belarus())


async def statements(sample: Sample) -> list[Statement]:
    """Every statement of the sample."""
    intake = decider(RULES)
    connection = await asyncpg.connect(sample.database("intake").superuser_url)
    try:
        streams = [row["stream"] for row in await connection.fetch("SELECT DISTINCT stream FROM event")]
        loaded = await EventStore("intake").load_many(connection, streams)
    finally:
        await connection.close()
    folded = []
    for history in loaded.values():
        state = intake.initial
        for event in history:
            state = intake.evolve(state, event)
        folded.append(state)
    return folded


async def test_statements_read_as_they_were_published(first_stage: Sample) -> None:
    statuses: Counter[str | None] = Counter()
    restated: Counter[str] = Counter()
    for statement in await statements(first_stage):
        course = course_of(statement.acts, RULES, statement.through)
        assert course.items.keys() == statement.published.keys()
        for change in changes(statement, statement.acts[-1].id, course):
            assert isinstance(change.data, StatementAssessed)
            restated.update(finding.article for finding in change.data.findings)
        assert course.irregular == {}
        statuses[course.status] += 1
    # The first release asked of a ruling on a court order what Art. 333 asks of court orders, and let neither a stay
    # nor a delay that was established move the limit of presentation (Art. 337(1)-(2)).
    of_rulings, of_limits = ("Art. 225(3) ind. 5", "Art. 225(4)"), ("Art. 359(1) ind. 3", "Art. 359(1) ind. 4")
    assert restated == {**dict.fromkeys(of_rulings, 2), **dict.fromkeys(of_limits, 1)}
    assert statuses == {"decided-initiate": 211, "decided-refuse": 6, "decided-return": 30}
