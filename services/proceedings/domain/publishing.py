"""The events that record an act and publish what it changes in the course."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from contracts.events import proceedings as events
from contracts.events.corrections import CorrectionKind, CorrectionMade
from contracts.revisions import Entry, revised_entry
from services.proceedings.domain.course import Course
from services.proceedings.domain.described import described
from services.proceedings.domain.journal import Journal, act_event, records_an_act
from services.proceedings.domain.tracks import is_duty, item
from shared.decider import Decided, Recorded
from shared.law.procedures import Act, Difference, Item, Published, difference


def published_with(state: Journal, act: Act, after: Course) -> Decided:
    """The events that record an act and what it changes."""
    items = after.published_by(act.id)
    own = act_event(items, act)
    mine = {id(each) for each in items}

    def of_another_act(each: Item) -> bool:
        # An act that was void takes effect now: its event was published when it was recorded.
        return records_an_act(each.data) and id(each) not in mine

    change = difference(state.published, after.items, of_another_act)
    if change.since is None and any(each is own for each in change.added):
        return dated(change.added, after)
    recorded = own or item(act.data, act.day)  # an act without effect is recorded all the same
    since = min(first_change(state, after, of_another_act) or act.day, act.day)
    overdue = [each for each in _of_duties(state, after).added if each.day < since]
    revised = revision(state, after, act.id, since, recorded)
    return [*dated(overdue, after), Recorded(revised, act.day, _followed(after, since, act.id))]


def first_change(state: Journal, course: Course, only_revised: Callable[[Item], bool]) -> date | None:
    """The first day on which the course reads otherwise than published, apart from duties that are only missing.

    Streams of earlier releases know no duties: a revision does not go back to the day of the first for that.
    """
    rest = difference(
        _apart(state.published, duties=False), [each for each in course.items if not is_duty(each)], only_revised
    )
    days = [_of_duties(state, course).since, rest.since, *(each.day for each in rest.added)]
    return min((day for day in days if day is not None), default=None)


def _of_duties(state: Journal, course: Course) -> Difference:
    return difference(_apart(state.published, duties=True), [each for each in course.items if is_duty(each)])


def _apart(published: Published, *, duties: bool) -> Published:
    return {track: items for track, items in published.items() if items and is_duty(items[0]) is duties}


def published_after(state: Journal, course: Course, cause: UUID, made: CorrectionMade) -> Decided:
    """The revision to what follows after a correction; nothing where the course stays the same."""
    change = difference(state.published, course.items)
    days = [each.day for each in change.added]
    if change.since is None and not days:
        return []
    since = min([*days, *([change.since] if change.since else [])])
    data = revision(state, course, cause, since)
    if made.kind is not CorrectionKind.ANNUL_ACT:
        data = data.model_copy(update={"act": made.reads, "corrects": made.entry})
    return [Recorded(data, since, _followed(course, since, made.act if data.act else None))]


def revision(
    state: Journal, course: Course, cause: UUID, since: date, recorded: Item | None = None
) -> events.CourseRevised:
    """The course from a day on as one event, with the act that changed it, if one did."""
    entries = (_entry(each, course) for each in course.items if each.day >= since)
    act = _entry(recorded, course) if recorded else None
    return events.CourseRevised(revision=state.revision + 1, cause=cause, act=act, since=since, entries=tuple(entries))


def _followed(course: Course, since: date, own: UUID | None = None) -> tuple[UUID | None, ...]:
    """The acts that a revision and its entries follow from."""
    causes = course.causes_of_items()
    return (own, *(causes.get(id(each)) for each in course.items if each.day >= since))


def revised_as(revision: events.CourseRevised, course: Course, day: date) -> Recorded:
    """A revision that no act is the cause of."""
    return Recorded(revision, day, _followed(course, revision.since))


def _entry(each: Item, course: Course) -> events.RevisedEntry:
    return revised_entry(Entry(each.day, described(each.data, course)))


def dated(items: Sequence[Item], course: Course) -> list[Recorded]:
    """Items of a course as events, each on its own day."""
    causes = course.causes_of_items()
    return [Recorded(described(each.data, course), each.day, (causes.get(id(each)),)) for each in items]
