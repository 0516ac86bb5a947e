"""Things and participants of a proceeding as queries show them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.queries import proceedings as queries
from contracts.values import Party
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.things import Said, named_in

_PEOPLE = {"representation": "kind", "participant": "role"}
"""Things that are people, and the field that says as what they take part."""
_WHAT = ("object", "payer", "applicant", "demanded", "person", "purpose")
"""Fields that say what a thing is about, the most exact first."""
_OVER = frozenset({"ended", "excluded", "released"})


def thing_views(course: Course) -> Iterator[queries.ThingView]:
    """Every thing that acts of the course name, in the order in which they were opened."""
    for thing, kind, opening in _opened(course):
        if kind not in _PEOPLE:
            yield queries.ThingView(
                id=thing,
                kind=kind.replace("_", "-"),
                what=_what(course, thing),
                sum=getattr(opening.data, "sum", None),
                history=tuple(
                    queries.ThingState(status=step.status, day=step.day) for step in course.things.steps[thing]
                ),
            )


def participant_views(course: Course) -> Iterator[queries.ParticipantView]:
    """Who was a party before, the representatives, and who else takes part."""
    yield from _predecessors(course)
    for thing, kind, opening in _opened(course):
        if kind in _PEOPLE:
            last = course.things.steps[thing][-1]
            yield queries.ParticipantView(
                id=thing,
                role=getattr(opening.data, _PEOPLE[kind]),
                party=PartyRole(opening.data.role) if kind == "representation" else None,
                name=opening.data.person,
                status=last.status,
                since=opening.day,
                until=last.day if last.status in _OVER else getattr(opening.data, "until", None),
            )


def _opened(course: Course) -> Iterator[tuple[UUID, str, Said]]:
    """The things that stand, what each is, and the first act that named it."""
    rows = procedure_of(course.rules.id).rows
    for thing, said in course.things.acts.items():
        if said and thing in course.things.steps:
            kind = next(named.of for named in named_in(rows[said[0].name], said[0].data) if named.id == thing)
            yield thing, kind, said[0]


def _what(course: Course, thing: UUID) -> str | None:
    """What it is about: by the act that opened it, else by what that act names besides."""
    for said in course.things.acts.get(thing, ())[:1]:
        stated: list[Any] = [getattr(said.data, name, None) for name in _WHAT]
        found = next((each for each in stated if each is not None), None)
        if found is not None:
            return found.name if isinstance(found, Party) else str(found)
    others = (_what(course, other) for other in course.things.opened_with(thing).values())
    return next((each for each in others if each is not None), None)


def _predecessors(course: Course) -> Iterator[queries.ParticipantView]:
    """Who was a party before its successor."""
    initiation = course.initiation
    before = {
        PartyRole.RECOVERER: (course.initiated_on, initiation.recoverer),
        PartyRole.DEBTOR: (course.initiated_on, initiation.debtor),
    }
    for each in course.items:
        if isinstance(each.data, SuccessorNamed):
            role = each.data.role
            since, party = before[role]
            yield queries.ParticipantView(role="predecessor", party=role, name=party.name, since=since, until=each.day)
            before[role] = each.day, each.data.successor
