"""How much a measure may secure or levy beside the others (Art. 348(5), 369, 377(5), 380(6))."""

from collections.abc import Iterable, Iterator

from contracts.acts.request_measure import MeasureRequested
from contracts.events.proceedings import MeasureAdded
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.fees import fee_unresolved
from shared.law.money import Covered, Limit, cap, left_of
from shared.law.money.amounts import add, smaller, subtract, total
from shared.law.rule_sets.parts.measures import Total

PERFORMED = "performed"


def cap_of(course: Course, data: MeasureAdded) -> Limit | None:
    """What a measure may take at most, with what those of its total leave; none: it has no cap.

    It is in the currency of its sum, else in the only currency claimed.
    """
    limit, own = whole_cap(course, data), _total(course, data.code)
    return left_of(limit, [*_covering(course, own, limit.limit.currency)]) if limit and own else None


def whole_cap(course: Course, data: MeasureAdded | MeasureRequested) -> Limit | None:
    """What all measures of its total together may take at most, whatever the others take; none: it has no cap."""
    code = course.rules.asked_by_measure(data.code).cap
    currency = _currency(course, data)
    return None if code is None or currency is None else _cap(course, code, currency)


def cap_in_order(course: Course, data: MeasureAdded) -> Limit | None:
    """What levies on earlier kinds of means leave to one on a later kind (Art. 369(6)); none: there are none.

    An arrest says nothing of how much money there is: that it is short rests on the paper that the levy names.
    """
    limit, own = whole_cap(course, data), _total(course, data.code)
    stage = course.rules.stage(data.code)
    if limit is None or own is None or stage is None or not own.in_order:
        return None
    article = course.rules.money.levy.stages[stage].article
    totals = (each for each in course.rules.proceedings.measures.totals.values() if each.in_order)
    covering = [[*_covering(course, each, limit.limit.currency, before=stage)] for each in totals]
    # Measures of several totals are steps of one levy on the same means: they cover it once.
    lefts = [left_of(limit, each, article) for each in covering if each]
    return min(lefts, key=lambda left: left.limit.amount, default=None)


def needed(course: Course, currency: str) -> Money:
    """What a levy needs for a complete recovery: the claims, the costs and the ten percent (Art. 369(1))."""
    return _cap(course, "levy", currency).limit


def counts(course: Course, measure: Measure) -> bool:
    """Whether a measure counts in a total: it secures or levies something still."""
    own = _total(course, measure.code)
    return own is not None and measure.status in own.statuses


def bank_levy_covered(course: Course) -> bool:
    """Whether a bank still has a levy, and payments cover all that it is for (Art. 369(1)).

    The ten percent of what was paid is part of it, also before a resolution charges it.
    """
    levies = [measure for measure in course.measures.values() if _levies_at_a_bank(course, measure)]
    if course.ended or not levies or fee_unresolved(course):
        return False
    owed_in = course.owed_in()
    stated = {measure.sum.currency for measure in levies if measure.sum is not None}
    short = {currency for currency in stated.union(owed_in) if needed(course, currency).amount}
    return any(short.isdisjoint([measure.sum.currency] if measure.sum else owed_in) for measure in levies)


def above_cap(course: Course) -> bool:
    """Whether measures that are kept within the cap of their total take more than the claims ask for by now."""
    return any(_exceeded(course, measure) for measure in course.measures.values())


def _levies_at_a_bank(course: Course, measure: Measure) -> bool:
    counted = _total(course, measure.code)
    levies = counted is not None and counted.in_order and measure.status in course.rules.proceedings.measures.binding
    return levies and "bank" in course.rules.asked_by_measure(measure.code).binds


def _exceeded(course: Course, measure: Measure) -> bool:
    counted, sum_ = _total(course, measure.code), measure.sum
    code = course.rules.asked_by_measure(measure.code).cap
    if counted is None or sum_ is None or code is None or sum_.currency not in course.owed_in():
        return False
    kept = [each for each in course.measures.values() if _kept_within(course, each, counted)]
    covered = total((each.sum for each in _covering(course, counted, sum_.currency, among=kept)), sum_.currency)
    return measure in kept and not _cap(course, code, sum_.currency).allows(covered)


def _kept_within(course: Course, measure: Measure, counted: Total) -> bool:
    """Whether a measure is reduced with the claims, also as an order that somebody carries out (Art. 369(1))."""
    return counted.kept_within or bool(course.rules.asked_by_measure(measure.code).binds)


def _cap(course: Course, code: str, currency: str) -> Limit:
    ledger = course.ledger(currency)
    # The margin of ten percent is for the fee on the claims; a fee that is charged already stands beside the costs.
    return cap(course.rules.money, code, _outstanding(course, currency), add(ledger.costs_owed, ledger.fee_owed))


def _total(course: Course, code: str) -> Total | None:
    name = course.rules.asked_by_measure(code).total
    return course.rules.proceedings.measures.totals[name] if name else None


def _covering(
    course: Course, counted: Total, currency: str, before: int | None = None, among: Iterable[Measure] | None = None
) -> Iterator[Covered]:
    """What the measures of a total cover by now; `before`: those on kinds of means before that stage."""
    for measure in course.measures.values() if among is None else among:
        stage = course.rules.stage(measure.code)
        in_place = before is None or (stage is not None and stage < before)
        if measure.sum is None or measure.sum.currency != currency or not in_place:
            continue
        if course.rules.asked_by_measure(measure.code).total == counted.total and measure.status in counted.statuses:
            covered = _covered(measure, measure.sum)
            if covered.amount:
                yield Covered(name=f"{measure.code} of {measure.history[0].day}", sum=covered)


def _covered(measure: Measure, stated: Money) -> Money:
    brought = total((each for each in measure.brought if each.currency == stated.currency), stated.currency)
    if measure.status == PERFORMED and brought.amount:
        return subtract(stated, stated)
    return subtract(stated, smaller(stated, brought))


def _outstanding(course: Course, currency: str) -> Money:
    """What is still to be paid on all claims of a currency."""
    claims = course.claims_in(currency)
    return total((claim.outstanding for claim in claims if claim.outstanding is not None), currency)


def _currency(course: Course, data: MeasureAdded | MeasureRequested) -> str | None:
    currencies = course.owed_in()
    if data.sum is not None:
        return data.sum.currency if data.sum.currency in currencies else None
    return currencies[0] if len(currencies) == 1 else None
