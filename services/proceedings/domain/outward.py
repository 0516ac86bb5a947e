"""Effects that went out of the body, and whether what they rest on was taken back (duties.yaml, `outward`).

A document sent, an order, a payment are not undone by a revision: somebody recalls, notifies, or claims back.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.events.money import FeeAnnulled
from contracts.events.proceedings import MeasureStatusChanged
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import charged_apart, overcharged_apart
from services.proceedings.domain.tracks import is_duty
from shared.law.money.amounts import subtract


class Basis(NamedTuple):
    """What an effect rests on."""

    went_out: Callable[[Course, Any], bool]
    """Whether an act with this event has an effect outside the body."""
    taken_back: Callable[[Course, UUID, Any], bool]
    """Whether the reason of such an act is gone."""


def note_outward(course: Course, name: str, act: UUID, day: date, data: Any) -> None:
    """Note what went out by an act; it may rest on what is gone already."""
    for duty, row in course.rules.outward_duties.items():
        outward = row.outward
        if outward is not None and name in outward.acts and BASES[outward.rests_on].went_out(course, data):
            course.sent[duty, act] = data
            _open_if_taken_back(course, duty, act, day)


def reconsider(course: Course, day: date) -> None:
    """Open the duties about what went out and rests on what was annulled by now."""
    for duty, act in course.sent:
        if (duty, act) not in course.duties:
            _open_if_taken_back(course, duty, act, day)


def settle_outward(course: Course, name: str, by_act: UUID, day: date) -> None:
    """Close the duties that an act of that name leaves without an object."""
    for duty, row in course.rules.outward_duties.items():
        if row.outward is None or name not in row.outward.ends_with:
            continue
        for act in course.duties.of(duty):
            if not BASES[row.outward.rests_on].taken_back(course, act, course.sent[duty, act]):
                course.close_duty(duty, act, day, by_act)


def recalled(course: Course, duty: str, act: UUID | None) -> None:
    """What went out by an act was recalled: whatever happens to its reason, nothing is left to do.

    Of a charge that stands what was paid above it was returned; more of what it was charged on may go back later.
    """
    if act is None:
        return
    data = course.sent.get((duty, act))
    if isinstance(data, FeeChargedApart) and act not in course.annulled:
        ledger = course.ledger(data.sum.currency)
        ledger.charged_apart = subtract(ledger.charged_apart, overcharged_apart(course, data.sum.currency))
    else:
        course.sent.pop((duty, act), None)


def act_of_payout(course: Course, payout: UUID) -> UUID | None:
    """The act that ordered a payout whose duty is open."""
    orders = (act for (duty, act), data in course.sent.items() if getattr(data, "payout", None) == payout)
    return next(orders, None)


def _open_if_taken_back(course: Course, duty: str, act: UUID, day: date) -> None:
    outward = course.rules.duties[duty].outward
    if outward is not None and BASES[outward.rests_on].taken_back(course, act, course.sent[duty, act]):
        course.open_duty(duty, act, day)


def _resolution_is_gone(course: Course, _: UUID, data: Any) -> bool:
    """It was struck, annulled, or void: an act that was not open stands as long as it had an effect."""
    if data.resolution not in course.events:
        return True
    act = course.causes.get(data.resolution)
    if act is None or act in course.annulled:
        return act is not None
    return act in course.irregular and all(is_duty(each) for each in course.published_by(act))


def _carried_out(course: Course, data: Any) -> bool:
    return data.status in course.rules.proceedings.measures.carried_out


def _measure_is_gone(course: Course, act: UUID, data: Any) -> bool:
    """An annulment moved it. One that had moved on before is carried out no more, and those who did know it."""
    measure = course.measures.get(data.measure)
    if measure is None or (act not in course.annulled and not measure.annulled):
        return False  # none: it was reported before the day on which it was taken
    moved = (each.data for by in course.annulled.values() for each in course.published_by(by))
    return any(isinstance(each, MeasureStatusChanged) and each.measure == data.measure for each in moved)


def _fee_was_paid(course: Course, act: UUID, data: Any) -> bool:
    """What was paid of it is still there: the bank did not take the payment back.

    Of a charge that stands it is what the base of the ten percent lost; the last one stands for all.
    """
    if isinstance(data, FeeChargedApart) and act not in course.annulled:
        currency = data.sum.currency
        last = [charge for charge, *_ in charged_apart(course, currency)][-1:]
        return act in last and overcharged_apart(course, currency).amount > 0
    annulment = course.annulled.get(act)
    found = [each.data for each in course.published_by(annulment)] if annulment else []
    paid = (part.payment for each in found if isinstance(each, FeeAnnulled) for part in each.paid)
    return any(course.receipts[payment].annulled for payment in paid)


def _was_not_covered(course: Course, act: UUID, _: Any) -> bool:
    return any(problem.code == refused.ACCOUNT_SHORT.code for problem in course.irregular.get(act, ()))


def _goes_on(course: Course, *_: Any) -> bool:
    """The end was struck, annulled, or void: there is nothing to execute on while the document is away."""
    return not course.ended


def _goes_nowhere(course: Course, _: UUID, data: Any) -> bool:
    """The other body has the file of a proceeding that does not go there (Art. 354(2))."""
    return course.things.status(data.transfer) == "sent" and data.transfer not in course.office.receiving


BASES: Mapping[str, Basis] = {
    "resolution": Basis(lambda *_: True, _resolution_is_gone),
    "measure-carried-out": Basis(_carried_out, _measure_is_gone),
    "fee-paid": Basis(lambda *_: True, _fee_was_paid),
    "account-holds": Basis(lambda *_: True, _was_not_covered),
    "end": Basis(lambda *_: True, _goes_on),
    "transfer": Basis(lambda *_: True, _goes_nowhere),
}
