"""What another debtor of the same debt repaid (Art. 331): the debt falls, no money comes."""

from collections.abc import Mapping
from decimal import Decimal

from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.proceedings import Repayment
from contracts.values import PositiveMoney
from services.proceedings.domain.allocation import owes
from services.proceedings.domain.common_debt import share, stated_in
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.held_money import allocate_held
from shared.law.procedures import Act, ActRow


@EFFECTS.named("share-repayment")
def share_repayment(course: Course, act: Act, _: ActRow) -> None:
    """The claims fall to what is left of the total, or rise again to it."""
    data: RepaidByAnotherDebtor = act.data
    moved = share(course, stated_in(data))
    lowered = _repayments(course, moved)
    restored = _repayments(course, {claim: -amount for claim, amount in moved.items()})
    course.publish(data.model_copy(update={"repayments": lowered, "restored": restored}), act.day)
    # What is owed again is repaid by money that was to go back; what was held is the debtor's when nothing is owed.
    if restored or not owes(course):
        allocate_held(course, act.day, surplus_too=bool(restored))


def _repayments(course: Course, moved: Mapping[int, Decimal]) -> tuple[Repayment, ...]:
    return tuple(
        Repayment(claim=number, sum=PositiveMoney(amount=amount, currency=claim.currency))
        for number, amount in sorted(moved.items())
        if amount > 0 and (claim := course.claims[number].sum) is not None
    )
