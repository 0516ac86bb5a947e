"""The cases of `answers/late_acts.yaml`: from commands recorded late to what the court is answered."""

from functools import reduce

import pytest

from services.court_query.domain.proceeding import Proceeding, evolve
from shared.court_card.card import card, known_at, until
from shared.court_card.entries import CardEntries
from shared.court_card.provenance import provenance
from tests.unit.court_query.kit import CASES, end_of, named_in, recorded, said
from tests.unit.proceedings.harness import Fields


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_the_court_is_answered(case: Fields) -> None:
    proceeding: Proceeding | None = reduce(evolve, recorded(case).stream, None)
    assert proceeding
    for wanted in case["answers"]:
        found = said(*answered(proceeding.course, wanted))
        assert {key: found.get(key) for key in named_in(wanted)} == named_in(wanted), wanted


def answered(entries: CardEntries, wanted: Fields) -> tuple[bytes | None, bytes | None]:
    moment, day = end_of(wanted.get("known")), wanted.get("as_of")
    known = entries if moment is None else known_at(entries, moment)
    body = card(known, "en", day)
    beside = provenance(until(known, day)) if body else None
    return body, beside and beside.body
