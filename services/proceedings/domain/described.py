"""What events say of the things that they name, beside what happened: which measure, property, payout, document."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from contracts.events.about import (
    AboutDocument,
    AboutEndedMeasures,
    AboutIncomeOrder,
    AboutMeasure,
    AboutPayout,
    AboutProperty,
    DescribedDocument,
    DescribedIncomeOrder,
    DescribedMeasure,
    DescribedPayout,
    DescribedProperty,
    EndedMeasure,
)
from contracts.events.of_proceeding import ProceedingEvent
from contracts.events.proceedings import MeasureStatusChanged
from contracts.registry import Event
from services.proceedings.domain.course import Course
from services.proceedings.domain.levies import arrested_under
from services.proceedings.domain.realization import latest
from services.proceedings.domain.registrations import registered
from services.proceedings.domain.sale_prices import ARRESTS

IMMOVABLE = "immovable"
_PAYOUTS = ("order-payout", "transfer-money-to-other-body")
_SENT, _STATED = "send-income-order", "state-open-sum-to-payer"


def described(data: Event, course: Course) -> Event:
    """An event with what it says of the things that it names, as they stand in a course that has it."""
    said = {name: say(course, data) for base, (name, say) in _DESCRIPTIONS.items() if isinstance(data, base)}
    return data.model_copy(update=said) if said else data


def _named(course: Course, data: Any, what: str) -> UUID | None:
    """What an event names in a field; else that with which a thing that it names was opened, such as a sale."""
    named: UUID | None = getattr(data, what, None)
    others = (each for each in vars(data).values() if isinstance(each, UUID))
    return named or next(filter(None, (course.things.opened_with(each).get(what) for each in others)), None)


def _measure(course: Course, data: Any) -> DescribedMeasure | None:
    measure = course.measures.get(data.measure)
    return DescribedMeasure(**measure.described) if measure else None


def _property(course: Course, data: Any) -> DescribedProperty | None:
    property_ = _named(course, data, "property")
    arrest = latest(course, property_, *ARRESTS) if property_ else None
    if property_ is None or arrest is None:
        return None
    [*_, under] = arrested_under(course, property_)
    measure = course.measures.get(under)
    return DescribedProperty(
        object=arrest.data.object,
        kind=getattr(arrest.data, "kind", IMMOVABLE),
        measure=under,
        measure_code=measure.code if measure else None,
        registration=registered(course, property_),
    )


def _payout(course: Course, data: Any) -> DescribedPayout | None:
    ordered = latest(course, data.payout, *_PAYOUTS)
    if ordered is None:
        return None
    named = {name: getattr(ordered.data, name, None) for name in ("payable", "order")}
    return DescribedPayout(sum=ordered.data.sum, **named)


def _income_order(course: Course, data: Any) -> DescribedIncomeOrder | None:
    order = _named(course, data, "income_order")
    sent = latest(course, order, _SENT) if order else None
    if order is None or sent is None:
        return None
    open_ = (latest(course, order, _SENT, _STATED) or sent).data
    return DescribedIncomeOrder(
        payer=sent.data.payer, kinds=sent.data.kinds, sum=open_.sum, in_other_currencies=open_.in_other_currencies
    )


def _document(course: Course, _: Any) -> DescribedDocument:
    document = course.document
    return DescribedDocument(kind=document.kind, number=document.number, issuer=document.issuer.code)


def _ended_measures(course: Course, _: Any) -> tuple[EndedMeasure, ...]:
    """The measures that the act which ended the proceeding ended, too."""
    items = course.published_by(course.ended_by) if course.ended_by else []
    moved = (each.data.measure for each in items if isinstance(each.data, MeasureStatusChanged))
    return tuple(EndedMeasure(measure=id_, **course.measures[id_].described) for id_ in dict.fromkeys(moved))


_DESCRIPTIONS: Mapping[type[ProceedingEvent], tuple[str, Callable[[Course, Any], Any]]] = {
    AboutMeasure: ("about_measure", _measure),
    AboutProperty: ("about_property", _property),
    AboutPayout: ("about_payout", _payout),
    AboutIncomeOrder: ("about_income_order", _income_order),
    AboutDocument: ("about_document", _document),
    AboutEndedMeasures: ("ended_measures", _ended_measures),
}
