"""Which time limits the events of an act would begin and end, by the rows of the law.

What runs, `deadlines` knows: of those that would end it is only known that something on record started them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from contracts.codelists import Names
from contracts.events.proceedings import CourseRevised
from contracts.queries import proceedings as queries
from contracts.revisions import entry_of
from services.proceedings.domain.course import Course
from shared.decider import Decided, Recorded
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.bindings import Binding, at
from shared.law.rule_sets.rows import TimeLimit
from shared.limit_conditions import Conditions, Known, Part, conditions_shown
from shared.watched_limits import ENDED_BY_ACT, computed, watched

Dated = tuple[date, Any]
"""An event with the day on which it takes effect."""


class _Shown(NamedTuple):
    """A procedural event that an event shows."""

    event: str
    binding: Binding
    data: Mapping[str, Any]
    day: date


def limits_begun(decided: Decided, day: date, before: Course, calendar: WorkingCalendar) -> list[queries.LimitChange]:
    """The limits that the decided events start, with their last days."""
    law, dated = before.rules.law, list(_dated(decided, day))
    holding = _conditions([*_on_record(before), *dated], law)
    begun: dict[str, queries.LimitChange] = {}
    for shown in _shown(_on_record(before), dated, law)[1]:
        begins, until = _stated(shown.data, shown.binding.since) or shown.day, _until(shown)
        for row in law.started_by(shown.event, {*holding.on(begins), *shown.binding.conditions}):
            if row.id not in begun and watched(row):
                found = computed(row, begins, until if row.kind in ENDED_BY_ACT else None, calendar)
                if found is not None and found.due is not None:
                    begun[row.id] = _change(row, found.due)
    return list(begun.values())


def limits_ended(decided: Decided, day: date, before: Course) -> list[queries.LimitChange]:
    """The limits that events on record started and the decided ones meet or take the object of."""
    law, known = before.rules.law, _on_record(before)
    holding = _conditions(known, law)
    recorded, new = _shown(known, _dated(decided, day), law)
    names = {shown.event for shown in new}
    started: dict[str, TimeLimit] = {}
    for shown in recorded:
        held = holding.on(_stated(shown.data, shown.binding.since) or shown.day)
        started |= {row.id: row for row in law.started_by(shown.event, {*held, *shown.binding.conditions})}
    ended = (row for row in started.values() if watched(row) and names.intersection((*row.met_by, *row.cancelled_by)))
    return [_change(row) for row in ended]


def _conditions(dated: Iterable[Dated], law: RuleSet) -> Conditions:
    """The conditions that hold, as of each day."""
    return Conditions(Known(day, [*conditions_shown(data, law)], _parts(data, law)) for day, data in dated)


def _parts(data: Any, law: RuleSet) -> Iterator[Part]:
    plain = json.loads(data.model_dump_json())
    for row, binding in law.events_shown_by(data.type, plain):
        about = at(plain, binding.about) if binding.about else None
        yield Part(row.id, about, _stated(plain, binding.since))


def _on_record(course: Course) -> list[Dated]:
    return [(course.initiated_on, course.initiation), *((item.day, item.data) for item in course.items)]


def _dated(decided: Decided, day: date) -> Iterator[Dated]:
    """The events with their days; of a revision the act that it records."""
    for each in decided:
        on, data = (each.effective_date, each.data) if isinstance(each, Recorded) else (day, each)
        if not isinstance(data, CourseRevised):
            yield on, data
        elif data.act is not None:
            stated, recorded = entry_of(data.act)
            yield stated or on, recorded


def _shown(known: Iterable[Dated], new: Iterable[Dated], law: RuleSet) -> tuple[list[_Shown], list[_Shown]]:
    """What events on record show, and what new ones do, by themselves or with those before them."""
    brought: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def walk(dated: Iterable[Dated]) -> Iterator[_Shown]:
        for day, data in dated:
            plain = json.loads(data.model_dump_json())
            for row, binding in law.events_shown_by(data.type, plain):
                if binding.together is not None:
                    there = brought[row.id, str(at(plain, binding.about or ""))]
                    there.update(at(plain, binding.together.stated) or ())
                    if not there.issuperset(at(plain, binding.together.wanted) or ()):
                        continue
                yield _Shown(row.id, binding, plain, day)

    return list(walk(known)), list(walk(new))


def _until(shown: _Shown) -> date | None:
    before = _stated(shown.data, shown.binding.before)
    return before - timedelta(days=1) if before else _stated(shown.data, "until")


def _stated(data: Mapping[str, Any], path: str | None) -> date | None:
    stated = at(data, path) if path else None
    return date.fromisoformat(stated) if stated else None


def _change(row: TimeLimit, due: date | None = None) -> queries.LimitChange:
    what = row.what
    names = Names(en=what.en, ru=what.ru or what.en, be=what.be or what.en)
    return queries.LimitChange(limit=row.id, names=names, article=str(row.article), due=due)
