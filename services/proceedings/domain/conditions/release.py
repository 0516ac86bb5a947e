"""What pledge, exemption, third persons and release from arrest ask (Art. 371-375, 383, 399)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.carried_out import refused_for_good
from services.proceedings.domain.claims_on_property import claims_on, inventories_of, is_granted, is_pending
from services.proceedings.domain.conditions.arrests import kind_of
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.last_days import earliest
from services.proceedings.domain.levies import arrest_stands, arrested_under
from services.proceedings.domain.measure_requests import lifted_in_part
from services.proceedings.domain.offers import may_be_pledged
from services.proceedings.domain.owners import is_of_another
from services.proceedings.domain.realization import (
    awaits_sole_participant,
    failure_of_repeat,
    found_pledged,
    initial_price,
    last_failure,
    last_sale,
    latest,
    offered_out_of,
    pledges,
)
from services.proceedings.domain.states import says, statuses_that_say
from shared.law.money.amounts import total, written
from shared.law.money.sale import pledgeholder_value
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.acts import ANNULLED
from shared.law.rule_sets.rows import ExemptProperty

OTHER_PROPERTY_SHORT = "other-property-short"
"""What a paper shows of pledged property that secures another claim."""
_NOT_ON_RECORD = "it was found pledged at its arrest, and nothing on record says to whom"


@CONDITIONS.derived("not-claimed-by-others")
def not_claimed_by_others(course: Course, act: Act, _: ActRow) -> Problems:
    """Nobody's claim to release the thing, or to strike it from the inventory, is pending or was granted."""
    field = "property" if getattr(act.data, "property", None) is not None else "named_thing"
    for claim in claims_on(course, act.data):
        filed = course.rules.law.procedures.enforcement.rows[claim.filed_by]
        if is_pending(course, claim):
            detail = f"the decision on a claim is awaited: {filed.names.en}"
            yield refused.CLAIMED_BY_OTHERS.at(field).because(detail, str(filed.article))
        elif is_granted(course, claim):
            detail = f"the court granted a claim: {filed.names.en}"
            yield refused.CLAIMED_BY_OTHERS.at(field).because(detail, "Art. 399(1) ind. 4")


@CONDITIONS.derived("on-the-inventory")
def on_the_inventory(course: Course, act: Act, row: ActRow) -> Problems:
    """What a claim is to strike from an inventory stands on it; it is one property, or one thing of the document."""
    struck = {field: getattr(act.data, field) for field in ("property", "named_thing")}
    for field, thing in struck.items():
        if thing is not None and act.data.inventory_act not in inventories_of(course, thing):
            yield refused.NOT_ON_INVENTORY.at(field).because("its inventory is another one", row.article)
    if None not in struck.values():
        yield refused.NOT_ON_INVENTORY.at("named_thing").because("the claim names a property, too", row.article)


@CONDITIONS.derived("refused-after-first-sale")
def refused_after_first_sale(course: Course, act: Act, row: ActRow) -> Problems:
    """The recoverer refused after the first sale had failed; after an invalid sale nobody is asked (Art. 388(1))."""
    if course.things.status(act.data.property) == "invalid-sale":
        return
    out_of = offered_out_of(course, act.data.property)
    if out_of != "first-sale-failed":
        yield refused.NO_REVALUATION.because(f"it was offered when it was {out_of}", row.article)


@CONDITIONS.derived("sale-had-failed")
def sale_had_failed(course: Course, act: Act, row: ActRow) -> Problems:
    """The last sale of the pledged property was declared failed, and that stands."""
    if last_failure(course, act.data.property) is None:
        yield refused.NO_FAILED_SALE.because("the last sale of the property did not fail", row.article)


@CONDITIONS.derived("pledge-as-recorded")
def pledge_as_recorded(course: Course, act: Act, row: ActRow) -> Problems:
    """Whether the property is pledged to the recoverer is what the pledges on record say."""
    recorded = any(
        course.things.said(pledge, "record-pledge")[0].data.pledged_to_recoverer
        for pledge in pledges(course, act.data.property)
    )
    if recorded is not act.data.pledged_to_recoverer:
        detail = f"by the pledges on record it is {'' if recorded else 'not '}pledged to the recoverer"
        yield refused.PLEDGE_UNFIT.because(detail, row.article)


@CONDITIONS.derived("other-property-short-of-pledge")
def other_property_short_of_pledge(course: Course, act: Act, _: ActRow) -> Problems:
    """What secures the claim of another person is sold, or left, only where other property does not suffice.

    So is what was found pledged at its arrest, until it is on record to whom (Art. 378(3)). An act on the property that
    asks for it, and came after the pledge, has asked already (Art. 372(1)).
    """
    property_ = act.data.property
    recorded = [course.things.said(pledge, "record-pledge")[0] for pledge in pledges(course, property_)]
    found = found_pledged(course, property_)
    of_another = bool(recorded) and not any(each.data.pledged_to_recoverer for each in recorded)
    if not of_another and found is None:
        return
    known = {each.act for each in (recorded if found is None else [found])}
    if not _asked_since(course, property_, known) and not attests(act, OTHER_PROPERTY_SHORT):
        whose = "another person than the recoverer holds the pledge" if found is None else _NOT_ON_RECORD
        detail = f"no paper is named for {OTHER_PROPERTY_SHORT}: {whose}"
        yield refused.PLEDGE_UNFIT.at("property").because(detail, "Art. 372(1)")


@CONDITIONS.derived("secured-by-claim", of_form=True)
def secured_by_claim(course: Course, act: Act, _: ActRow) -> Problems:
    """What a pledge secures of several claims is stated claim by claim: each falls with what is paid on it."""
    secured, parts, of_another = act.data.secured, act.data.secured_claims, act.data.secured_in is not None
    if of_another and act.data.pledged_to_recoverer:
        yield refused.PLEDGE_UNFIT.at("secured_in").because(
            "the recoverer's claims are those of this proceeding", "Art. 405"
        )
    if secured is None and parts is None:
        return
    claimed = {claim.number for claim in course.claims_in((secured or parts[0].sum).currency)}
    named = [part.claim for part in parts or ()]
    if parts is None:
        several = len(claimed) > 1 and not of_another
        unfit = "of several claims it is stated how much of each is secured" if several else None
    elif len(set(named)) < len(named) or not (of_another or claimed.issuperset(named)):
        unfit = "each is a claim of the document in the currency of what is secured, and is named once"
    elif secured is None or not _come_to([part.sum for part in parts], secured):
        unfit = "they come to what is secured"
    else:
        unfit = None
    if unfit is not None:
        yield refused.PLEDGE_UNFIT.at("secured_claims").because(unfit, "Art. 383(6)")


@CONDITIONS.derived("pledge-of-the-recoverer")
def pledge_of_the_recoverer(course: Course, act: Act, row: ActRow) -> Problems:
    """The pledgeholder is the recoverer."""
    recorded = course.things.said(act.data.pledge, "record-pledge")
    if recorded and not recorded[0].data.pledged_to_recoverer:
        yield refused.PLEDGE_UNFIT.at("pledge").because("another person holds the pledge", row.article)


@CONDITIONS.derived("within-the-pledgeholders-month")
def within_the_pledgeholders_month(course: Course, act: Act, row: ActRow) -> Problems:
    """Within a month after the declaration that the repeat sale failed, with which the pledge ends."""
    failed = failure_of_repeat(course, act.data.property)
    if failed is None:
        return
    last = earliest(course, "pledgeholder-reserve", failed.day)
    if last is None or act.day > last:
        yield refused.PLEDGE_TOO_LATE.because(f"the month ended on {last or 'a day not known yet'}", row.article)


@CONDITIONS.derived("pledgeholders-month-over")
def pledgeholders_month_over(course: Course, act: Act, row: ActRow) -> Problems:
    """The month of the pledgeholder has passed, which runs from the failure of the repeat sale alone."""
    failed = failure_of_repeat(course, act.data.property)
    if failed is None:
        yield refused.NO_FAILED_SALE.because("no repeat sale of the property failed last", row.article)
        return
    last = earliest(course, "pledgeholder-reserve", failed.day)
    if last is None or act.day <= last:
        yield refused.TOO_EARLY.because(f"the month ends on {last or 'a day not known yet'}", row.article)


@CONDITIONS.derived("pledgeholders-value")
def pledgeholders_value(course: Course, act: Act, row: ActRow) -> Problems:
    """At most ten percent below the initial price of the repeat sale."""
    sale = last_sale(course, act.data.property)
    initial = initial_price(course, sale) if sale is not None else None
    if initial is None:
        return
    if initial.currency != act.data.sum.currency:
        yield refused.PRICE_UNFIT.because(f"the initial price is {written(initial)}", row.article)
        return
    check = pledgeholder_value(course.rules.money, initial, act.data.sum)
    if not check.allowed:
        yield refused.PRICE_UNFIT.because(check.steps[-1].working, check.steps[-1].article)


@CONDITIONS.derived("not-pledged-property")
def not_pledged_property(course: Course, act: Act, _: ActRow) -> Problems:
    """After a repeat sale the recoverer is not asked for what was pledged when it failed (Art. 383(5), (7))."""
    property_ = act.data.property
    if says(course, property_, "last-sale-failed") and may_be_pledged(course, property_):
        found = found_pledged(course, property_) is not None
        detail = _NOT_ON_RECORD if found else "the property is, or was then, pledged"
        yield refused.PLEDGE_UNFIT.at("property").because(detail, "Art. 383(5)")


@CONDITIONS.derived("announced-sale-named")
def announced_sale_named(course: Course, act: Act, row: ActRow) -> Problems:
    """A sale that is announced is cancelled with the release: nothing cancels it afterwards (Art. 385(3))."""
    sale = last_sale(course, act.data.property)
    if act.data.sale is None and sale is not None and says(course, sale, "before-a-buyer"):
        yield refused.SALE_UNNAMED.because("the sale of the property is announced", row.article)


@CONDITIONS.derived("release-ground-holds")
def release_ground_holds(course: Course, act: Act, _: ActRow) -> Problems:
    """What the course shows of the ground is there, and the property is of a kind that it is for."""
    holds = _GROUNDS.get(act.data.ground)
    released = course.rules.proceedings.arrested.released.get(act.data.ground)
    of_kind = released is None or kind_of(course, act) in released.kinds
    if not of_kind or (holds is not None and not holds(course, act)):
        ground = course.rules.ground(act.data.ground, act.day)
        article = str(ground.article) if ground is not None else None
        yield refused.RELEASE_UNFIT.because(f"{act.data.ground} does not hold", article)


@CONDITIONS.derived("exemption-for-the-debtor")
def exemption_for_the_debtor(course: Course, act: Act, row: ActRow) -> Problems:
    """Each exemption is for debtors of some kinds; what obviously belongs to another is exempt for all."""
    named = act.data.exemption
    if course.debtor.value not in course.rules.law.row(ExemptProperty, named, act.day).applies_to:
        yield refused.EXEMPTION_UNFIT.because(f"{named} is not for a {course.debtor.value}", row.article)


@CONDITIONS.derived("third-person-measure")
def third_person_measure(course: Course, act: Act, row: ActRow) -> Problems:
    """A third person answers a prescription, or a levy on what it owes."""
    measure = course.measures.get(act.data.measure)
    if measure is not None and not course.rules.asked_by_measure(measure.code).asks_third_person:
        yield refused.MEASURE_UNFIT.at("measure").because(f"{measure.code} asks no third person", row.article)


def _asked_since(course: Course, property_: UUID, known: Collection[UUID]) -> bool:
    """Whether an act that asks for a shortage of other property came after all that made a pledge of it known."""
    rows = course.rules.law.procedures.enforcement.rows
    said = course.things.acts.get(property_, ())
    last = max(place for place, each in enumerate(said) if each.act in known)
    return any("other-property-short-of-pledge" in rows[each.name].conditions for each in said[last + 1 :])


def _come_to(parts: Sequence[Money], sum_: Money) -> bool:
    """Whether parts are in the currency of a sum, and come to it."""
    return all(each.currency == sum_.currency for each in parts) and total(parts, sum_.currency).amount == sum_.amount


def _refused_for_good(course: Course, act: Act) -> bool:
    """The recoverer refused the last offer."""
    return refused_for_good(course, act.data.property)


def _after_repeat_sale(course: Course, act: Act) -> bool:
    """The repeat sale failed, the sole participant refused, and so did the recoverer, or nobody may be asked."""
    property_ = act.data.property
    if course.things.status(property_) == "refused":
        return offered_out_of(course, property_) in statuses_that_say(course, "last-sale-failed")
    failed = latest(course, property_, "declare-repeat-sale-failed")
    if not says(course, property_, "last-sale-failed") or failed is None:
        return False
    return not awaits_sole_participant(course, failed) and _nobody_to_ask(course, property_, act, failed.day)


def _nobody_to_ask(course: Course, property_: UUID, act: Act, failed_on: date) -> bool:
    """Pledged to another person than the recoverer, or to the recoverer, who let the month pass (Art. 383(5), (7))."""
    recorded = [each.data for each in course.things.said(property_, "record-pledge")]
    if not any(each.pledged_to_recoverer for each in recorded):
        return bool(recorded)
    last = earliest(course, "pledgeholder-reserve", failed_on)
    return last is not None and act.day > last


def _substituted(course: Course, act: Act) -> bool:
    """The debtor offered other property of his, which was arrested since, and is under arrest now."""
    property_, substitute = act.data.property, act.data.substitute
    offers = course.things.said(property_, "offer-substitute-property")
    instead = course.things.said(substitute, "arrest-property", "arrest-immovable")
    since = bool(offers and instead) and instead[-1].day >= offers[0].day
    gone = says(course, substitute, "no-longer-held") or course.things.status(substitute) == ANNULLED
    own = since and not is_of_another(course, substitute) and arrest_stands(course, substitute)
    return own and not gone and substitute != property_


def _measure_over(course: Course, act: Act) -> bool:
    """No measure stands under which the property lies, or one was lifted in part (Art. 348(9))."""
    under = arrested_under(course, act.data.property)
    return not arrest_stands(course, act.data.property) or any(
        any(True for _ in lifted_in_part(course, measure)) for measure in under
    )


_GROUNDS: Mapping[str, Callable[[Course, Act], bool]] = {
    "release-terminated": lambda course, _: course.ended,
    "release-recoverer-refused": _refused_for_good,
    "release-after-repeat-sale": _after_repeat_sale,
    "release-substitution": _substituted,
    "release-measure-ended": _measure_over,
}
"""What the course shows of a ground; the others rest on the paper that the recording names."""
