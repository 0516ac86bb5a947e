"""The cases of `answers/late_acts.yaml`: from commands recorded late to what the court is answered."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from contracts.envelope import EventEnvelope
from contracts.service_3_11_01 import CardProvenance, EnforcementProceedingInfo
from services.court_query.domain.proceeding import Proceeding, evolve
from shared.court_card.card import card, known_at, until
from shared.court_card.entries import CardEntries
from shared.court_card.provenance import provenance
from tests.unit.proceedings.harness import Fields, cases, life

CASES = list(cases(Path(__file__).parent / "answers"))


def folded(events: Iterable[EventEnvelope[Any]]) -> CardEntries:
    """The entries of the card after these events."""
    proceeding: Proceeding | None = reduce(evolve, events, None)
    assert proceeding
    return proceeding.course


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(20), UTC)


def answered(entries: CardEntries, wanted: Fields) -> Fields:
    """What is answered of the fields that a case names."""
    known = known_at(entries, end_of(wanted["known"])) if "known" in wanted else entries
    body = card(known, "en", wanted.get("as_of"))
    if body is None:
        return {"found": False}
    info = EnforcementProceedingInfo.model_validate_json(body)
    beside = provenance(until(known, wanted.get("as_of")))
    assert beside
    said = CardProvenance.model_validate_json(beside.body)
    assert [len(said.claims), len(said.statuses), len(said.measures)] == [
        len(info.claims), len(info.statuses), len(info.measures)
    ]  # fmt: skip
    return {
        "status": info.status_code,
        "statuses": [status.code for status in info.statuses],
        "executor": info.executor_full_name,
        "measures": [measure.added_on for measure in info.measures],
        "repaid": float(info.claims[0].repaid or 0),
        "balance": float(info.claims[0].balance or 0),
        "revision": said.revision,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_the_court_is_answered(case: Fields) -> None:
    proceeding = life(case)
    for act in case["acts"]:
        fields = {key: value for key, value in act.items() if key != "recorded"}
        proceeding.carry_out(fields, act.get("recorded", act["day"]))
    entries = folded(proceeding.stream)
    for wanted in case["answers"]:
        named = {key: value for key, value in wanted.items() if key not in {"as_of", "known"}}
        found = answered(entries, wanted)
        assert {key: found.get(key) for key in named} == named, wanted
    assert json.loads(card(entries, "en") or b"")["number"] == entries.number
