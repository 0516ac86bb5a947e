"""Claims that no payment fulfils: the things they are for, and what acts show of demands (Art. 350, 366, 396-398)."""

from collections.abc import Iterator, Set
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.seek_liability import LiabilitySought
from services.proceedings.domain.claims_on_property import granted_to_another
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Measure
from services.proceedings.domain.things import Said
from shared.law.rule_sets.vocabulary import Nature


class NamedThing(NamedTuple):
    """A thing that a claim names."""

    id: UUID
    claim: int
    status: str | None


class Opened(NamedTuple):
    """A check, a case of liability or a proposal, with what opened it."""

    status: str | None
    since: date
    """The day of its latest status."""
    opened: Said

    @property
    def data(self) -> Any:
        """What the act that opened it stated."""
        return self.opened.data


def open_claim(course: Course, number: int, nature: Nature) -> Claim | None:
    """The claim of the document with that number, if it is of that nature and not fulfilled."""
    claim = course.claims.get(number)
    fits = claim is not None and course.rules.nature(claim.type) is nature and not claim.settled
    return claim if fits else None


def claims_an_action(course: Course, claim: int | None = None) -> bool:
    """Whether the document demands an action, or that one is not taken, by a claim or by any."""
    claims = (each for number, each in course.claims.items() if claim in {None, number})
    return any(course.rules.nature(each.type) is Nature.NON_PROPERTY for each in claims)


def of_a_demand(course: Course, case: LiabilitySought) -> bool:
    """Whether a case of liability is for a demand of the document: a missed term, where the case names the claim."""
    statuses = course.rules.proceedings.non_money.liability
    return case.default in statuses.of_debtor and (case.default in statuses.of_demand or case.claim is not None)


def things_of(course: Course, claim: int | None = None) -> Iterator[NamedThing]:
    """The things of a claim, or of all claims, that were listed."""
    for id_, acts in course.things.acts.items():
        if acts and acts[0].name == "list-named-thing" and claim in {None, acts[0].data.claim}:
            yield NamedThing(id_, acts[0].data.claim, course.things.status(id_))


def claim_of_thing(course: Course, thing: UUID) -> int | None:
    """The number of the claim that names the thing."""
    return next((each.claim for each in things_of(course) if each.id == thing), None)


def still_claimed(course: Course, claim: int | None) -> bool:
    """Whether the recoverer has an open claim to the thing."""
    return claim is not None and open_claim(course, claim, Nature.NAMED_PROPERTY) is not None


def goes_back(course: Course, thing: NamedThing) -> bool:
    """Whether a thing that was seized goes back: refused, claimed no more, or granted to another person."""
    if not course.things.said(thing.id, "seize-named-thing"):
        return False
    over = course.ended or not still_claimed(course, thing.claim) or granted_to_another(course, thing.id)
    statuses = course.rules.proceedings.non_money.things
    return thing.status in statuses.refused or (thing.status in statuses.held and over)


def measure_of(course: Course, act_data: Any, opener: str, thing: UUID) -> Measure | None:
    """The measure that an act names, or that was named when the thing was begun."""
    said = course.things.said(thing, opener)
    named = getattr(act_data, "measure", None) or (said[-1].data.measure if said else None)
    return course.measures.get(named) if named is not None else None


def checks(course: Course, claim: int) -> list[Opened]:
    """The checks whether a demand was performed, in their order."""
    return [each for each in _opened(course, "check-performance") if each.data.claim == claim]


def liabilities(course: Course) -> list[Opened]:
    """The cases of liability of the debtor for a demand of the document."""
    cases = _opened(course, "seek-liability")
    # Cases of earlier releases name the measure, and no claim.
    return [each for each in cases if of_a_demand(course, each.data) or each.data.measure is not None]


def liable_since(course: Course) -> date | None:
    """Since when the debtor has been brought to liability: by a case, or by a measure that was carried out."""
    imposed = course.rules.proceedings.non_money.liability.imposed
    days = [each.since for each in liabilities(course) if each.status in imposed]
    carried_out = course.rules.proceedings.measures.carried_out
    for measure in course.measures.values():
        if "seek-liability" in course.rules.asked_by_measure(measure.code).carried_out_by:
            days += [each.day for each in measure.history if each.code in carried_out]
    return min(days, default=None)


def proposals(course: Course, claim: int) -> list[Opened]:
    """The proposals to perform a demand, and the findings that nobody but the debtor can."""
    opened = [*_opened(course, "propose-performance"), *_opened(course, "find-nobody-else-can-perform")]
    return [each for each in opened if each.data.claim == claim]


def undone(check: Opened) -> bool:
    """Whether a check found something undone."""
    return bool(check.data.found != "performed")


def defaults(course: Course, claim: Claim) -> list[Opened]:
    """The checks that found a demand undone; what was performed later undoes none of them (Art. 396(2), 398(2))."""
    performed_before = claim.fulfilled_on or date.max
    return [each for each in checks(course, claim.number) if undone(each) and each.opened.day <= performed_before]


def undone_after_liability(course: Course, claim: int) -> bool:
    """Whether the last check, on a later day than that on which the liability took effect, found the demand open."""
    since, made = liable_since(course), checks(course, claim)
    return since is not None and bool(made) and made[-1].opened.day > since and undone(made[-1])


def nothing_left_to_hand_over(course: Course) -> bool:
    """Whether a thing was refused, and no thing of an open claim is left to be handed over (Art. 366(1) ind. 5)."""
    statuses = course.rules.proceedings.non_money.things
    things = {each.status for each in things_of(course) if still_claimed(course, each.claim)}
    return bool(things & statuses.refused) and not things & statuses.to_come


def nothing_left_to_try(course: Course) -> bool:
    """Whether every open demand was refused by the recoverer, or can be performed by the debtor alone (Art. 396(4))."""
    demands, exhausted = list(_open_demands(course)), course.rules.proceedings.non_money.proposals.exhausted
    return bool(demands) and all(
        any(each.status in exhausted for each in proposals(course, claim.number)) for claim in demands
    )


def something_left_to_try(course: Course) -> bool:
    """Whether a thing on record is to be handed over still, or the proposals on record do not exhaust the demands."""
    to_come = course.rules.proceedings.non_money.things.to_come
    things = any(
        each.status in to_come and still_claimed(course, each.claim) and not granted_to_another(course, each.id)
        for each in things_of(course)
    )
    proposed = any(any(proposals(course, claim.number)) for claim in _open_demands(course))
    return things or (proposed and not nothing_left_to_try(course))


def demands_exhausted(course: Course) -> bool:
    """Whether the record shows of every open claim that is not for money that nothing is left to be tried."""
    natures = {course.rules.nature(claim.type) for claim in course.open_claims()}
    return (Nature.NAMED_PROPERTY not in natures or nothing_left_to_hand_over(course)) and (
        Nature.NON_PROPERTY not in natures or nothing_left_to_try(course)
    )


def things_to_seize(course: Course) -> bool:
    """Whether the voluntary term is over, and a thing is to be taken (Art. 397(1))."""
    return course.status == "compulsory" and _any_thing(course, course.rules.proceedings.non_money.things.to_be_taken)


def things_held(course: Course) -> bool:
    """Whether a thing is held that the recoverer is to have (Art. 397(1))."""
    held = (each for each in things_of(course) if each.status in course.rules.proceedings.non_money.things.held)
    return not course.ended and any(
        still_claimed(course, each.claim) and not granted_to_another(course, each.id) for each in held
    )


def things_missing(course: Course) -> bool:
    """Whether a thing was not there, and nothing is decided on it (Art. 397(3))."""
    return not course.ended and _any_thing(course, course.rules.proceedings.non_money.things.absent)


def things_to_return(course: Course) -> bool:
    """Whether the debtor is to have a thing back (Art. 366(1) ind. 5)."""
    return any(goes_back(course, each) for each in things_of(course))


def fulfilment_unrecorded(course: Course) -> bool:
    """Whether acts show that a claim is fulfilled, and its fulfilment is not on record (Art. 396(1), 397(1))."""
    return not course.ended and any(_shown_fulfilled(course, claim) for claim in course.open_claims())


def check_due(course: Course) -> bool:
    """Whether a demand is to be checked: after the voluntary term, and anew after a decision on liability.

    Where the debtor was not brought to liability, what comes next rests on whether it is open still (Art. 396(1)-(3)).
    """
    return course.status == "compulsory" and any(_unchecked(course, claim.number) for claim in _open_demands(course))


def liability_due(course: Course) -> bool:
    """Whether a check found a demand open, and liability is not sought yet, or was rejected before it (Art. 396(2)).

    A demand that fell away since is none: the court ended it.
    """
    if course.status != "compulsory" or _liability_awaited(course):
        return False
    rejected = _rejected_on(course)
    demands = (
        claim for claim in course.claims.values() if claims_an_action(course, claim.number) and not claim.fell_on
    )
    found = (each for claim in demands for each in defaults(course, claim))
    return liable_since(course) is None and any(each.opened.day > rejected for each in found)


def _liability_awaited(course: Course) -> bool:
    """Whether a case of liability was sought, and is pending or led to a sanction."""
    statuses = course.rules.proceedings.non_money.liability
    return any(each.status in statuses.pending | statuses.imposed for each in liabilities(course))


def _rejected_on(course: Course) -> date:
    """The day of the last decision that brought nobody to liability for a demand; the first of all: there is none."""
    rejected = course.rules.proceedings.non_money.liability.rejected
    return max((each.since for each in liabilities(course) if each.status in rejected), default=date.min)


def proposal_due(course: Course) -> bool:
    """Whether a demand is open after liability, and nothing was proposed to the recoverer (Art. 396(3))."""
    return course.status == "compulsory" and any(
        undone_after_liability(course, claim.number) and not proposals(course, claim.number)
        for claim in _open_demands(course)
    )


def document_exhausted(course: Course) -> bool:
    """Whether nothing is left to try for any open claim, so that the document returns (Art. 366(1) ind. 5, 7)."""
    if course.ended:
        return False
    natures = {course.rules.nature(claim.type) for claim in course.open_claims()}
    return (natures == {Nature.NON_PROPERTY} and nothing_left_to_try(course)) or (
        natures == {Nature.NAMED_PROPERTY} and nothing_left_to_hand_over(course)
    )


def _shown_fulfilled(course: Course, claim: Claim) -> bool:
    statuses = course.rules.proceedings.non_money
    if course.rules.nature(claim.type) is Nature.NAMED_PROPERTY:
        things = list(things_of(course, claim.number))
        return bool(things) and all(each.status in statuses.things.handed_over for each in things)
    made = checks(course, claim.number)
    performed = any(each.status in statuses.proposals.performed for each in proposals(course, claim.number))
    return performed or (bool(made) and not undone(made[-1]))


def _unchecked(course: Course, claim: int) -> bool:
    since, made = liable_since(course), checks(course, claim)
    if not made:
        return True
    if since is not None:
        return made[-1].opened.day <= since
    return undone(made[-1]) and not _liability_awaited(course) and made[-1].opened.day <= _rejected_on(course)


def _open_demands(course: Course) -> Iterator[Claim]:
    return (claim for claim in course.open_claims() if course.rules.nature(claim.type) is Nature.NON_PROPERTY)


def _any_thing(course: Course, statuses: Set[str]) -> bool:
    return any(each.status in statuses and still_claimed(course, each.claim) for each in things_of(course))


def _opened(course: Course, act: str) -> Iterator[Opened]:
    for id_, acts in course.things.acts.items():
        if acts and acts[0].name == act:
            step = course.things.steps[id_][-1]
            yield Opened(step.status, step.day, acts[0])
