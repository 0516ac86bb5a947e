"""What becomes of property whose sale is cancelled (Art. 385(3)), or declared invalid by the court (Art. 387(1))."""

from uuid import UUID

from contracts.acts.record_sale_invalid import SaleInvalidated
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import WON
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.realization import ANNOUNCEMENTS, last_sale, latest, offered_out_of
from services.proceedings.domain.sale_prices import sale_paid_by
from shared.law.procedures import Act, ActRow

_PAY = "pay-price-and-costs"
_HELD = "held"
_PAID = "paid"
_REPEAT_ANNOUNCED = "repeat-announced"
_SOLD = "sold"
_UNVIABLE = "unviable"
_TRANSFER = "transfer-for-sale"
_HANDED_OVER = "settled"
"""The status of a sale whose buyer got the property."""


@EFFECTS.named("put-back")
def put_back(course: Course, act: Act, _: ActRow) -> None:
    """Property whose repeat sale was cancelled waits as before: revalued, or after a sale that was declared invalid."""
    steps = course.things.steps.get(act.data.property, ())
    if len(steps) > 1 and steps[-1].status == _REPEAT_ANNOUNCED:
        course.things.move(act.data.property, steps[-2].status, act)


@EFFECTS.named("await-price-again")
def await_price_again(course: Course, act: Act, _: ActRow) -> None:
    """The bank took the price back before the property was handed over: the buyer owes it again (Art. 385(7)-(8))."""
    sale = sale_paid_by(course, act.data.payment)
    if sale is not None:
        _owed_again(course, act, sale)


def _owed_again(course: Course, act: Act, sale: UUID) -> None:
    won = latest(course, sale, *WON)
    if won is not None and course.things.status(sale) == _PAID:
        course.things.move(sale, _HELD, act)
        course.open_duty(_PAY, won.act, act.day)


@EFFECTS.named("await-price-without-earnest")
def await_price_without_earnest(course: Course, act: Act, _: ActRow) -> None:
    """What a buyer without a right lost pays no price: he owes it before the hand-over (Art. 385(7)-(8))."""
    _owed_again(course, act, act.data.sale)


@EFFECTS.named("undo-last-sale")
def undo_last_sale(course: Course, act: Act, row: ActRow) -> None:
    """The property goes back to be sold anew, unless a later sale or another way brought it to somebody.

    What was declared not worth a sale since stays so, also when it was offered as that (Art. 381(4)). What was
    transferred for sale anew goes the way of that transfer (Art. 381(1)).
    """
    property_, status = act.data.property, course.things.status(act.data.property)
    move = next((each for each in row.moves_thing if each.by_effect and status in each.from_), None)
    elsewhere = status == _SOLD and course.things.status(act.data.sale) != _HANDED_OVER
    kept = elsewhere or offered_out_of(course, property_) == _UNVIABLE or _transferred_since(course, act.data)
    anew = move is not None and last_sale(course, property_) == act.data.sale and not kept
    if move is not None and move.to is not None and anew:
        course.things.move(property_, move.to, act)
    # An event of a release that did not say it stays as it was published.
    says_it = act.draft or act.data.sold_anew is not None
    course.publish(act.data.model_copy(update={"sold_anew": anew}) if says_it else act.data, act.day)


def _transferred_since(course: Course, data: SaleInvalidated) -> bool:
    """Whether the property was transferred for sale after the sale was announced."""
    said = course.things.said(data.property, *ANNOUNCEMENTS, _TRANSFER)
    announced = next((place for place, each in enumerate(said) if getattr(each.data, "sale", None) == data.sale), None)
    return announced is not None and any(each.name == _TRANSFER for each in said[announced:])
