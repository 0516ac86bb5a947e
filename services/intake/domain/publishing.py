"""The events that record an act and publish what it changes."""

from collections.abc import Iterator
from uuid import UUID

from contracts.events.intake import StatementAssessed
from contracts.events.intake_duties import DutyClosed, DutyOpened
from services.intake.domain.course import Course
from services.intake.domain.items import act_of, act_track
from services.intake.domain.journal import Statement
from shared.decider import Recorded
from shared.law.procedures import Item


def published_with(statement: Statement, act: UUID, course: Course) -> list[Recorded]:
    """The act's own event, then each assessment and duty that reads otherwise by it, then duties that are gone."""
    own = course.items[act_track(act)]
    return [_recorded(own), *changes(statement, act, course)]


def changes(statement: Statement, act: UUID, course: Course) -> Iterator[Recorded]:
    """What others hold of a statement and reads otherwise after an act.

    What another act stated never changes by it: only assessments and duties follow from the acts.
    """
    for track, item in course.items.items():
        known = statement.published.get(track)
        if track != act_track(act) and (known is None or known.substance != item.substance):
            yield _recorded(_restated(item))
    for track, item in statement.published.items():
        if track not in course.items and isinstance(item.data, DutyOpened):
            yield Recorded(DutyClosed(duty=item.data.duty, act=item.data.act, by_act=act), item.day)


def _restated(item: Item) -> Item:
    if not isinstance(item.data, StatementAssessed):
        return item
    return item._replace(data=item.data.model_copy(update={"restates": act_of(item.track)}))


def _recorded(item: Item) -> Recorded:
    return Recorded(item.data, item.day)
