"""What a revision supersedes, restates and leaves: with entries made by hand."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from contracts.envelope import EventEnvelope
from contracts.service_3_11_01 import CardProvenance, EnforcementProceedingInfo
from services.court_query.domain.proceeding import Proceeding, Unfoldable, evolve
from services.court_query.domain.rows import rows_of
from shared.court_card.card import MomentsUnknown, card, known_at, until
from shared.court_card.entries import CardEntries, in_effect
from shared.court_card.provenance import provenance
from tests.factories.proceedings import life
from tests.factories.revisions import RIGHT_DEBTOR, restated, revised, with_the_right_debtor

LIFE = life(3)
FIRST_DAY = LIFE[0].effective_date
LATER = datetime(2026, 11, 3, 8, tzinfo=UTC)


def folded(events: Sequence[EventEnvelope[Any]]) -> Proceeding:
    proceeding: Proceeding | None = reduce(evolve, events, None)
    assert proceeding
    return proceeding


def info(entries: CardEntries, on: date | None = None) -> EnforcementProceedingInfo:
    return EnforcementProceedingInfo.model_validate_json(card(entries, "en", on) or b"")


def corrected() -> CardEntries:
    """The initiation was typed wrong; everything after it is restated."""
    [(day, initiation), *others] = restated(LIFE, FIRST_DAY)
    return folded([*LIFE, revised(LIFE, FIRST_DAY, (day, with_the_right_debtor(initiation)), *others, at=LATER)]).course


def test_a_corrected_initiation_changes_claims_and_what_the_proceeding_is_found_by() -> None:
    before, after = folded(LIFE).course, corrected()
    assert after.initiation.debtor_identifier == RIGHT_DEBTOR.value
    assert after.initiation.court_case == "right-1/2026"
    was, now = info(before).claims[0], info(after).claims[0]
    assert was.amount
    assert now.amount == was.amount + 1000
    assert now.repaid == was.repaid
    assert info(after).statuses == info(before).statuses
    assert info(after).measures == info(before).measures


def test_before_the_correction_was_recorded_the_old_initiation_was_known() -> None:
    earlier = known_at(corrected(), LATER - timedelta(seconds=1))
    assert earlier.initiation.debtor_identifier == LIFE[0].data.debtor.identifier.value
    assert card(earlier, "en") == card(folded(LIFE).course, "en")
    assert card(known_at(corrected(), LATER), "en") == card(corrected(), "en")


def test_another_day_of_initiation_moves_the_beginning() -> None:
    data, second = LIFE[0].data, FIRST_DAY + timedelta(days=1)
    course = folded([LIFE[0], revised(LIFE[:1], FIRST_DAY, (second, data), at=LATER)]).course
    assert card(course, "en", FIRST_DAY) is None
    assert info(course).initiated_on == second
    assert info(known_at(course, LATER - timedelta(days=1))).initiated_on == FIRST_DAY


def test_a_revision_keeps_the_number_of_the_proceeding() -> None:
    other = LIFE[0].data.model_copy(update={"number": "0101-2026-999999"})
    with pytest.raises(Unfoldable, match="cannot become"):
        folded([LIFE[0], revised(LIFE[:1], FIRST_DAY, (FIRST_DAY, other), at=LATER)])


def test_a_revision_leaves_no_proceeding_without_its_initiation() -> None:
    with pytest.raises(Unfoldable, match="without its initiation"):
        folded([LIFE[0], revised(LIFE[:1], FIRST_DAY, at=LATER)])


def test_what_a_revision_restates_is_known_since_it_was_recorded_first() -> None:
    since = LIFE[3].effective_date
    entries = restated(LIFE, since)
    [place] = [place for place, (_, data) in enumerate(entries) if data == LIFE[-1].data]
    without_the_last = [*entries[:place], *entries[place + 1 :]]
    course = folded([*LIFE, revised(LIFE, since, *without_the_last, at=LATER)]).course
    old, new = _provenance(folded(LIFE).course), _provenance(course)
    assert new.statuses == old.statuses[:-1]
    assert (new.claims, new.measures) == (old.claims, old.measures)
    assert (old.revision, old.revised_at) == (0, None)
    assert (new.revision, new.revised_at) == (1, LATER)


def test_what_a_revision_changes_is_known_since_the_revision() -> None:
    since = LIFE[4].effective_date
    [(day, started), *others] = restated(LIFE, since)
    course = folded([*LIFE, revised(LIFE, since, (day - timedelta(days=-1), started), *others, at=LATER)]).course
    moments = _provenance(course).statuses
    assert [moment == LATER for moment in moments] == [False, False, True, *[False] * (len(moments) - 3)]
    assert _provenance(course).known_since == LATER


def test_as_of_a_day_the_row_of_a_measure_is_known_since_its_last_status_of_that_day() -> None:
    course = folded(LIFE).course
    added, moved = LIFE[5], LIFE[6]
    assert _provenance(until(course, added.effective_date)).measures == (added.recorded_at,)
    assert _provenance(until(course, moved.effective_date)).measures == (moved.recorded_at,)


def test_a_clock_that_is_behind_makes_nothing_known_earlier() -> None:
    behind = [LIFE[0], LIFE[1], LIFE[2].model_copy(update={"recorded_at": LIFE[0].recorded_at - timedelta(hours=1)})]
    proceeding = folded([*behind, LIFE[3]])
    assert folded(behind).recorded_at == LIFE[1].recorded_at
    assert [status.recorded_at for status in proceeding.course.statuses] == [LIFE[0].recorded_at, LIFE[3].recorded_at]


def test_moments_that_were_not_kept_are_not_made_up() -> None:
    course = folded(LIFE).course
    old = tuple(entry._replace(recorded_at=None, known_since=None) for entry in course.statuses)
    with pytest.raises(MomentsUnknown):
        known_at(course._replace(statuses=old), LATER)
    assert provenance(course._replace(statuses=old)) is None
    superseded = course.statuses[0]._replace(superseded_by=9)
    with pytest.raises(MomentsUnknown):
        known_at(course._replace(statuses=(superseded, *course.statuses[1:])), LATER)


def test_every_revision_moves_the_proceeding_in_the_feed() -> None:
    before = folded(LIFE)
    after = evolve(before, revised(LIFE, FIRST_DAY, *restated(LIFE, FIRST_DAY), at=LATER))
    digests = [dict(list(rows_of(proceeding)))["change"][1] for proceeding in (before, after)]
    assert digests[0] != digests[1]
    assert card(before.course, "en") == card(after.course, "en")


def test_a_revision_adds_rows_and_marks_those_it_supersedes() -> None:
    before = folded(LIFE)
    since = LIFE[4].effective_date
    after = evolve(before, revised(LIFE, since, *restated(LIFE, since), at=LATER))
    rows = [row for table, row in rows_of(after, before) if table == "status"]
    held = [entry for entry in before.course.statuses if entry.effective >= since]
    assert len(rows) == 2 * len(held)
    assert [row for table, row in rows_of(after, before) if table == "revision"] == [
        (before.id, 1, before.version + 1, since, LATER)
    ]
    assert in_effect(after.course.initiations[0]) == (FIRST_DAY, 1, 0)


def _provenance(entries: CardEntries) -> CardProvenance:
    known = provenance(entries)
    assert known
    said = CardProvenance.model_validate(json.loads(known.body), strict=False)
    assert said.known_since == known.known_since
    assert Decimal(said.revision) == entries.revision
    return said
