"""No duty outlives what it is about: wherever a thing comes, its duty was fulfilled, falls away, or can still end."""

from collections.abc import Collection, Iterator

import pytest

from services.proceedings.domain.rules import rules_named
from shared.law.rule_sets.parts.acts import ThingMove
from shared.law.rule_sets.parts.procedures import Duty
from tests.unit.proceedings.sampled import PROCEDURE

DUTIES = rules_named("epc-2021").duties
ABOUT = ("property", "income_order", "payday", "transfer", "request", "named_thing", "disagreement", "sale")
"""The kinds of things that a duty is about, if it is about several the first."""


def _moves(of: str, acts: Collection[str]) -> list[ThingMove]:
    return [move for act in sorted(acts) for move in PROCEDURE.acts[act].moves_thing if move.of == of]


def _reached(of: str, starts: set[str], without: Collection[str] = ()) -> set[str]:
    """The statuses to which a thing may come, without some acts."""
    moves = _moves(of, PROCEDURE.acts.keys() - set(without))
    reached: set[str] = set()
    waiting = set(starts)
    while waiting:
        reached |= waiting
        waiting = {move.to for move in moves if move.from_ & reached and move.to is not None} - reached
    return reached


def _about(row: Duty) -> str | None:
    """The kind of thing that an act which opens the duty and one which fulfils it both name."""
    known = PROCEDURE.acts.keys()
    for of in ABOUT:
        if _moves(of, row.opened_by & known) and _moves(of, row.closed_by & known):
            return of
    return None


def _of_things() -> Iterator[tuple[str, str]]:
    for duty, row in DUTIES.items():
        of = _about(row)
        if of is not None and row.as_long_as is None and row.decided_by is None and not row.ends_with_proceeding:
            yield duty, of


OF_THINGS = list(_of_things())


def test_duties_are_about_things() -> None:
    assert {"hold-sale", "inform-bidders", "answer-offer", "send-registration-prescription"} <= dict(OF_THINGS).keys()


@pytest.mark.parametrize(("duty", "of"), OF_THINGS)
def test_no_duty_outlives_its_thing(duty: str, of: str) -> None:
    row = DUTIES[duty]
    falls_away = frozenset(row.falls_away.get(of, ()))
    opened = _moves(of, row.opened_by & PROCEDURE.acts.keys())
    starts = {status for move in opened for status in ([move.to] if move.to is not None else move.from_)}
    fulfilled_in = {status for move in _moves(of, row.closed_by & PROCEDURE.acts.keys()) for status in move.from_}
    for status in sorted(_reached(of, starts, without=row.closed_by) - falls_away):
        assert _reached(of, {status}) & (fulfilled_in | falls_away), (
            f"of {of} that is {status}, nobody ever ends {duty}"
        )
