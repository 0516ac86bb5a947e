"""What acts on named things, liability and proposals do to the measures that they carry out (Art. 396-397)."""

from collections.abc import Iterator

from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.non_money import NamedThing, claim_of_thing, measure_of, still_claimed, things_of
from shared.law.procedures import Act, ActRow

_SEIZURE = "seize-named-thing"
_HAND_OVER, _ABSENT = "hand-over-named-thing", "find-named-thing-absent"
"""What moves the measure once it has happened to every thing that it is for."""
_OPENERS = {"liability": "seek-liability", "proposal": "propose-performance"}


@EFFECTS.named("carry-out-transfer")
def carry_out_transfer(course: Course, act: Act, row: ActRow) -> None:
    """A seizure puts the measure in force; it is performed when all is handed over, and fails when nothing is there."""
    thing, statuses = act.data.named_thing, course.rules.proceedings.non_money.things
    measure = measure_of(course, act.data, _SEIZURE, thing)
    of_all = {_HAND_OVER: statuses.handed_over, _ABSENT: statuses.absent}.get(act.name)
    if of_all is None or measure is None:
        _move(course, measure, act, row)
        return
    claim = claim_of_thing(course, thing)
    for each in [each for each in course.measures.values() if each.code == measure.code]:
        things = [*_things_for(course, each, claim if each is measure else None)]
        if things and all(other.status in of_all for other in things):
            _move(course, each, act, row)


def _things_for(course: Course, measure: Measure, claim: int | None) -> Iterator[NamedThing]:
    """The things that a measure is for: of the claim all, of other open claims what no other measure took.

    It is decided for the document, not for a claim (Art. 360(2) ind. 5).
    """
    refused = course.rules.proceedings.non_money.things.refused
    for each in things_of(course):
        taken = measure_of(course, None, _SEIZURE, each.id)
        open_ = still_claimed(course, each.claim) and each.status not in refused
        if each.claim == claim or taken is measure or (taken is None and open_):
            yield each


@EFFECTS.named("carry-out-measure")
def carry_out_measure(course: Course, act: Act, row: ActRow) -> None:
    """The measure that a case of liability or a proposal carries out moves with it, unless it is over."""
    for of, opener in _OPENERS.items():
        thing = getattr(act.data, of, None)
        if thing is not None:
            _move(course, measure_of(course, act.data, opener, thing), act, row)


def _move(course: Course, measure: Measure | None, act: Act, row: ActRow) -> None:
    status = course.rules.asked_by_measure(measure.code).status_after(act.name) if measure is not None else None
    if measure is not None and status is not None and course.step(measure, status, act.day) is not None:
        course.move_measure(measure, status, act.day, row.article, row.act)
