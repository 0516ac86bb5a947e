"""Costs that other acts show before a resolution lays them on the debtor (Art. 380(2), 396(3), 401(2))."""

from collections.abc import Iterator
from uuid import UUID

from services.proceedings.domain.allocation import owes
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import fee_unresolved
from services.proceedings.domain.periodic import payments_to_come
from services.proceedings.domain.realization import latest
from services.proceedings.domain.sale_costs import sale_costs_uncharged
from services.proceedings.domain.things import Said

PERFORMED = "record-performance-by-recoverer"
AWARDED = "record-storage-award"
_ASKED = "ask-for-storage-pay"
_SETTLED = "completed-fulfilled"
"""After such an end no cost is recorded any more."""


def costs_to_come(course: Course) -> bool:
    """Whether a cost is known, or asked of the court, that is not recorded yet.

    What a keeper asks for after the end does not undo it.
    """
    asked = [said for said in _named(course, _ASKED, "storage_pay") if not _after_the_end(course, said)]
    awaited = any(course.things.status(_pay(said)) == "asked" for said in asked)
    awarded = _awarded_unrecorded(course).intersection(map(_pay, asked))
    return awaited or bool(awarded) or _performed_unrecorded(course)


def something_to_levy_for(course: Course) -> bool:
    """Whether anything is owed, falls due yet, or is due and to be laid on the debtor (Art. 377(5), 401, 402(1))."""
    to_be_charged = fee_unresolved(course) or sale_costs_uncharged(course) or costs_to_come(course)
    return owes(course) or payments_to_come(course) or to_be_charged


def performance_unrecorded(course: Course) -> bool:
    """Whether what the recoverer spent on a performance is to be recorded as a cost."""
    return course.status != _SETTLED and _performed_unrecorded(course)


def storage_pay_unrecorded(course: Course) -> bool:
    """Whether the pay that the court awarded to a keeper is to be recorded as a cost."""
    return course.status != _SETTLED and bool(_awarded_unrecorded(course))


def performed_at(course: Course, cost: UUID) -> UUID | None:
    """The proposal whose performance says that it cost what is recorded under an identifier."""
    found: Iterator[UUID] = (
        said.data.proposal for said in _named(course, PERFORMED, "proposal") if said.data.cost == cost
    )
    return next(found, None)


def is_recorded(course: Course, shown: Said, thing: UUID) -> bool:
    """Whether a cost that an act shows is on record: it names the thing, or bears the identifier that the act gives."""
    return thing in _recorded_for(course) or getattr(shown.data, "cost", None) in course.costs


def _performed_unrecorded(course: Course) -> bool:
    performed = _named(course, PERFORMED, "proposal")
    return any(not is_recorded(course, said, said.data.proposal) for said in performed)


def _awarded_unrecorded(course: Course) -> frozenset[UUID]:
    return frozenset(map(_pay, _named(course, AWARDED, "storage_pay"))) - _recorded_for(course)


def _after_the_end(course: Course, said: Said) -> bool:
    return course.ended and said.day > course.statuses[-1].day


def _recorded_for(course: Course) -> frozenset[UUID]:
    return frozenset(filter(None, (cost.of for cost in course.costs.values())))


def _pay(said: Said) -> UUID:
    pay: UUID = said.data.storage_pay
    return pay


def _named(course: Course, act: str, thing: str) -> Iterator[Said]:
    """The last act of a row about each thing of a kind."""
    for id_ in course.things.acts:
        said = latest(course, id_, act)
        if said is not None and getattr(said.data, thing) == id_:
            yield said
