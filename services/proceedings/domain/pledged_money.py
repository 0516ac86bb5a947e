"""What the pledge of a thing secures, out of whose price it comes before other claims (Art. 404-405)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Receipt
from services.proceedings.domain.passed_on import as_it_came
from services.proceedings.domain.realization import ANNOUNCEMENTS, latest
from services.proceedings.domain.sale_prices import sale_paid_with
from services.proceedings.domain.states import says
from shared.law.money.amounts import add, smaller, subtract

Secured = Mapping[UUID, Mapping[int, Money]]
"""By proceeding, what of each of its claims is secured."""
_OWN = UUID(int=0)
"""A proceeding that shares its money with no other."""


def secured_claims_of(receipt: Receipt, came: Receipt, holder: UUID, courses: Mapping[UUID, Course]) -> Secured | None:
    """What the pledge of the thing secures whose price a proceeding holds; none: nothing on record says whose it is.

    `came`: as which receipt the money came. `courses`: of the proceedings that share it, and of the one that holds it.
    """
    if not receipt.pledged_thing:
        return {}
    recorded = _pledges_of_price(courses[holder], came)
    found: dict[UUID, dict[int, Money]] = {}
    for data in recorded or (None,):
        ids = _whose(data, holder, courses)
        if len(ids) > 1:
            return None
        for id_ in ids:
            of_claims = found.setdefault(id_, {})
            for claim, sum_ in _parts(courses[id_], data):
                owed = claim.outstanding or sum_
                of_claims[claim.number] = smaller(owed, add(sum_, *filter(None, [of_claims.get(claim.number)])))
    return found


def secured_in_document(course: Course, receipt: Receipt) -> Mapping[int, Money]:
    """What the pledge secures of the claims of the one document that gets the price of its thing.

    What it secures in another proceeding, or nobody knows where, is no claim of this one (Art. 405).
    """
    found = secured_claims_of(receipt, as_it_came(course, receipt), _OWN, {_OWN: course}) or {}
    return found.get(_OWN, {})


def _whose(data: Any, holder: UUID, courses: Mapping[UUID, Course]) -> list[UUID]:
    """The proceedings whose claims a pledge may secure; without a record of it, by the kinds of their claims."""
    if data is not None and data.pledged_to_recoverer:
        return [holder]
    if data is not None and data.secured_in is not None:
        return [id_ for id_, course in courses.items() if course.number == data.secured_in]
    others = (id_ for id_ in courses if data is None or id_ != holder)
    return [id_ for id_ in others if _of_the_kind(courses[id_], _open_claims(courses[id_]))]


def _parts(course: Course, data: Any) -> Iterator[tuple[Claim, Money]]:
    """What of the claims of a document a pledge secures: as its record says, else those that the document calls so."""
    open_ = list(_open_claims(course))
    stated = (data.secured_claims or ()) if data is not None else ()
    if stated:
        by_number = {part.claim: part.sum for part in stated}
        yield from ((claim, by_number[claim.number]) for claim in open_ if _same(claim, by_number.get(claim.number)))
        return
    claims, left = _of_the_kind(course, open_) or open_, data.secured if data is not None else None
    for claim in claims:
        owed = claim.outstanding
        if left is None and owed is not None:
            yield claim, owed
        elif left is not None and owed is not None and _same(claim, left):
            yield claim, smaller(owed, left)
            left = subtract(left, smaller(owed, left))


def _pledges_of_price(course: Course, came: Receipt) -> list[Any]:
    """The records of the pledges of the thing whose price money is; of one that ended nothing is secured any more."""
    recorded = {
        said.act: said.data
        for thing in course.things.acts
        for said in course.things.said(thing, "record-pledge")
        if said.data.pledge == thing and says(course, thing, "secures")
    }
    pledged = {data.property for data in recorded.values()}
    sale = sale_paid_with(course, course.receipts.get(came.payment, came))
    announced = latest(course, sale, *ANNOUNCEMENTS) if sale is not None else None
    of_sale = pledged & {announced.data.property} if announced is not None else set[UUID]()
    things = of_sale or {each for each in pledged if says(course, each, "price-to-come")} or pledged
    return [data for data in recorded.values() if data.property in things]


def _open_claims(course: Course) -> Iterator[Claim]:
    return (each for each in course.claims.values() if each.outstanding is not None and each.outstanding.amount)


def _of_the_kind(course: Course, claims: Iterable[Claim]) -> list[Claim]:
    """Claims that the document itself calls secured by pledge."""
    kinds = {
        each.code for queue in course.rules.money.distribution.queues for each in queue.kinds
        if each.out_of_the_pledged_thing
    }  # fmt: skip
    return [claim for claim in claims if claim.type in kinds]


def _same(claim: Claim, sum_: Money | None) -> bool:
    return sum_ is not None and claim.outstanding is not None and claim.outstanding.currency == sum_.currency
