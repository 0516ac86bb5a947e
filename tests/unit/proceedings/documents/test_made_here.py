"""Which acts are made here, in a resolution with a number of the body's series."""

from datetime import date, timedelta

import pytest

from services.proceedings.domain.resolutions import made_here
from tests.unit.proceedings.documents.making import begun
from tests.unit.proceedings.harness import Fields

PAPER = {"kind": "resolution", "number": "17-к", "dated": date(2026, 3, 5), "author": "Ivanova A. P."}


def _kinds(act: str, recorded_on: date | None = None, **changed: object) -> list[str]:
    proceeding, command = begun(act)
    known = len(proceeding.stream)
    spec: Fields = {**command, **changed}
    proceeding.carry_out(spec, recorded_on)
    assert proceeding.state is not None
    return [kind for event in proceeding.stream[known:] if (kind := made_here(event, proceeding.state)) is not None]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("record-cost", "d-expenses-resolution"),
        ("assign-executor", "d-challenge-ruling"),
        ("terminate-proceeding", "d-suspend-end-resolution"),
        ("change-measure-status", "d-executor-resolution"),
    ],
)
def test_an_act_of_today_is_made_in_the_document_of_its_row(act: str, kind: str) -> None:
    assert _kinds(act) == [kind]


def test_an_act_without_a_document_makes_none() -> None:
    assert _kinds("record-service") == []


@pytest.mark.parametrize("reason", ["leave", "illness", "workload", "dismissal"])
def test_a_hand_over_without_a_challenge_is_no_ruling(reason: str) -> None:
    assert _kinds("assign-executor", reason=reason) == []


def test_what_a_court_decides_is_not_made_here() -> None:
    assert _kinds("change-measure-status", actor="court:EC-MINSK") == []


def test_what_is_recorded_from_paper_was_made_elsewhere() -> None:
    assert _kinds("record-cost", recording={"paper": PAPER}) == []


def test_an_act_of_an_earlier_day_was_made_elsewhere() -> None:
    _, command = begun("record-cost")
    assert _kinds("record-cost", command["day"] + timedelta(days=1)) == []
