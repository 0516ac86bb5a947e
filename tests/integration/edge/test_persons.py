"""The court asks by either number of a sole trader: the same proceedings, under the same rights, on the same record."""

from typing import Any

from contracts.service_3_11_01 import Outcome
from services.court_query.domain.proceeding import Proceeding, evolve
from tests.engines import NewDatabase
from tests.integration.court_query.test_persons import (
    BY_PERSONAL,
    BY_UNP,
    JOINING,
    ONE,
    OTHER_UNP,
    PERSONAL,
    TWO,
    UNP,
    Events,
)
from tests.integration.edge.conftest import fill_read_model, running_edge
from tests.integration.edge.test_answers import ask


def folded(events: Events) -> Proceeding:
    known: Proceeding | None = None
    for event in events:
        known = evolve(known, event)
    assert known
    return known


def by(kind: str, value: str) -> dict[str, Any]:
    return {"by": "debtor", "identifier": {"kind": kind, "value": value}}


async def test_either_number_finds_the_same_proceedings_once(migrated_database: NewDatabase) -> None:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, map(folded, (BY_UNP, BY_PERSONAL, JOINING)))
    async with running_edge(model, own) as edge:
        asked = (by("unp", UNP), by("personal-number", PERSONAL), by("unp", OTHER_UNP))
        day = max(BY_UNP[0].effective_date, BY_PERSONAL[0].effective_date).isoformat()
        for moment in ({}, {"as_of": day}):
            first, second, other = (await ask(edge, *asked, **moment)).results
            assert [info.number for info in first.proceedings] == [ONE, TWO]
            assert (first.outcome, second.outcome) == (Outcome.SEVERAL_FOUND, Outcome.SEVERAL_FOUND)
            assert second.proceedings == first.proceedings
            assert other.outcome == Outcome.NOT_FOUND
            record = await edge.last()
            assert record["look_ups"] == ["debtor"] * 3
            assert record["outcomes"] == ["several-found", "several-found", "not-found"]
            assert record["proceedings"] == [ONE, TWO]
            assert not any(number in str(record) for number in (UNP, PERSONAL))
