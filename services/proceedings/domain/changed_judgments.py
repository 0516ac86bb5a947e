"""Judgments that were changed or annulled, as far as they were not executed (Art. 334(2), 365(1) ind. 6)."""

from collections.abc import Iterator
from datetime import date

from contracts.acts.change_claim import RecoveryEndedInPart
from contracts.acts.order_reversal import ReversalOrdered
from contracts.acts.record_changed_judgment import JudgmentChanged
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.reversals import GRANTED
from services.proceedings.domain.things import Said
from shared.law.money.amounts import total

RECORD, WHOLE, WAIVER = "record-changed-judgment", "whole", "waiver"


def judgment_fell(course: Course) -> bool:
    """Whether the judgment behind the document is on record as changed or annulled in whole."""
    return any(each.data.extent == WHOLE for each in _changes(course))


def nothing_stands(course: Course) -> bool:
    """Whether every claim fell away, or the whole judgment did and nothing is left that was not executed.

    What was executed before is no fulfilment: the proceeding is terminated (Art. 365(1) ind. 6).
    """
    return course.nothing_claimed or (judgment_fell(course) and not any(course.open_claims()))


def changed_part_open(course: Course) -> bool:
    """Whether something is recovered still that a changed judgment took away: nobody executed it, or ended it."""
    return any(
        any(course.open_claims()) if each.data.extent == WHOLE else _part_open(course, each)
        for each in _changes(course)
    )


def _changes(course: Course) -> list[Said]:
    """The changes on record, but those after which the claim was granted all the same."""
    said = [*course.things.every(RECORD)]
    granted = max((each.day for each in said if each.data.outcome == GRANTED), default=date.min)
    return [each for each in said if each.data.outcome != GRANTED and each.day > granted]


def _part_open(course: Course, said: Said) -> bool:
    changed: JudgmentChanged = said.data
    carried_out = [*_carried_out(course, changed, said.day)]
    if not changed.claims:
        return not carried_out and any(course.open_claims())
    for part in changed.claims:
        outstanding, currency = course.claims[part.claim].outstanding, part.sum.currency
        done = total((sum_ for claim, sum_ in carried_out if claim == part.claim and sum_), currency)
        if outstanding is not None and outstanding.amount and done.amount < part.sum.amount:
            return True
    return False


def _carried_out(course: Course, changed: JudgmentChanged, since: date) -> Iterator[tuple[int | None, Money | None]]:
    """By claim, what was ended by the court since the change or by the same paper, and what it reversed."""
    for each in course.items:
        match each.data:
            case RecoveryEndedInPart() if each.data.cause != WAIVER and (
                each.day >= since or each.data.paper == changed.paper
            ):
                yield from ((part.claim, part.sum) for part in each.data.claims)
                yield from [(each.data.fallen, None)] if each.data.fallen is not None else []
            case ReversalOrdered() if each.data.reversal == changed.reversal:
                yield from ((part.claim, part.sum) for part in each.data.returned)
