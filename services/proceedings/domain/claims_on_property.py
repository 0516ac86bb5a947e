"""Claims of other persons to release property from arrest, or to strike it from the inventory (Art. 362(1), 379(6))."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Suspension
from services.proceedings.domain.realization import latest
from services.proceedings.domain.registrations import to_be_released

_CLAIMED_BY = {"file-release-claim": "property", "file-inventory-claim": "inventory_act"}
"""By act that records a claim, the field that names what is claimed."""
_DECIDED = "record-release-decision"
_TO_KEEPER = "give-named-thing-to-keeper"
PENDING = "filed"


class Claim(NamedTuple):
    """A claim on property that is on record."""

    id: UUID
    filed_by: str
    """The act that recorded it."""
    on: UUID
    """The property, or the inventory on which it stands."""
    thing: UUID | None = None
    """Of an inventory, what alone is to be struck from it; none: all that stands on it."""


def claims(course: Course) -> Iterator[Claim]:
    """Every claim on record."""
    for thing, acts in course.things.acts.items():
        if acts and (field := _CLAIMED_BY.get(acts[0].name)) is not None and acts[0].data.release_claim == thing:
            filed = acts[0].data
            struck = getattr(filed, "named_thing", None) or (filed.property if field != "property" else None)
            yield Claim(thing, acts[0].name, getattr(filed, field), struck)


def claims_on(course: Course, data: Any) -> Iterator[Claim]:
    """The claims on what an act names: arrested property, or a thing that the execution document names."""
    property_: UUID | None = getattr(data, "property", None)
    if property_ is not None:
        return claims_of(course, property_)
    return _claims_on(course, data.named_thing, inventories_of(course, data.named_thing))


def claims_of(course: Course, property_: UUID) -> Iterator[Claim]:
    """The claims on arrested property."""
    return _claims_on(course, property_, [property_, *inventories_of(course, property_)])


def inventories_of(course: Course, thing: UUID) -> list[UUID]:
    """The inventories that arrested property, or a thing that the document names and a keeper has, stands on.

    Art. 377(1), 397(2).
    """
    arrested_by = filter(None, [course.things.opened_with(thing).get("inventory_act")])
    return [*arrested_by, *(said.data.inventory_act for said in course.things.said(thing, _TO_KEEPER))]


def granted_to_another(course: Course, named_thing: UUID) -> bool:
    """Whether the court struck a thing that the document names from the inventory on which a keeper has it."""
    return any(
        is_granted(course, claim) for claim in _claims_on(course, named_thing, inventories_of(course, named_thing))
    )


def is_pending(course: Course, claim: Claim) -> bool:
    """Whether its decision is awaited."""
    return course.things.status(claim.id) == PENDING


def is_granted(course: Course, claim: Claim) -> bool:
    """Whether the court granted it."""
    decision = latest(course, claim.id, _DECIDED)
    return decision is not None and decision.data.outcome == "granted"


def claim_pending(course: Course) -> bool:
    """Whether any claim waits for its decision."""
    return any(is_pending(course, claim) for claim in claims(course))


def decided_claims(course: Course) -> frozenset[tuple[UUID, date]]:
    """The claims that no court has to decide any more, each with the day it was filed."""
    return frozenset(
        (claim.id, course.things.acts[claim.id][0].day) for claim in claims(course) if not is_pending(course, claim)
    )


def claims_decided(course: Course, suspension: Suspension) -> bool:
    """Whether the claims that a suspension waits for were decided (Art. 364(1) ind. 4).

    It waits for those that were pending when it began, or were filed later.
    """
    waits = course.rules.until_release_claims_decided(suspension.ground)
    before = course.matters.decided_before.get(suspension.act, frozenset())
    return waits and not claim_pending(course) and not decided_claims(course) <= before


def claimed_property_held(course: Course) -> bool:
    """Whether property is still under arrest that was granted to another person (Art. 399(1) ind. 4)."""
    return not course.ended and any(
        is_granted(course, claim) for property_ in to_be_released(course) for claim in claims_of(course, property_)
    )


def _claims_on(course: Course, thing: UUID, stands_on: Iterable[UUID]) -> Iterator[Claim]:
    claimed = {*stands_on}
    return (claim for claim in claims(course) if claim.on in claimed and claim.thing in {None, thing})
