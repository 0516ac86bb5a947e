"""The events that record an act and publish what it changes in the course."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from contracts.events import proceedings as events
from contracts.events.corrections import CorrectionKind, CorrectionMade
from contracts.revisions import Entry, revised_entry
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import Journal, act_event, records_an_act
from services.proceedings.domain.tracks import item
from shared.decider import Decided, Recorded
from shared.law.procedures import Act, Item, difference


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
        return dated(change.added)
    recorded = own or item(act.data, act.day)  # an act without effect is recorded all the same
    since = min([act.day, *([change.since] if change.since else []), *(each.day for each in change.added)])
    return [Recorded(revision(state, after, act.id, since, recorded), act.day)]


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
    return [Recorded(data, since)]


def revision(
    state: Journal, course: Course, cause: UUID, since: date, recorded: Item | None = None
) -> events.CourseRevised:
    """The course from a day on as one event, with the act that changed it, if one did."""
    entries = [Entry(each.day, each.data) for each in course.items if each.day >= since]
    act = revised_entry(Entry(recorded.day, recorded.data)) if recorded else None
    return events.CourseRevised(
        revision=state.revision + 1, cause=cause, act=act, since=since, entries=tuple(map(revised_entry, entries))
    )


def dated(items: Sequence[Item]) -> list[Recorded]:
    """Items as events, each on its own day."""
    return [Recorded(each.data, each.day) for each in items]
