"""What acts of arrest, storage and valuation ask (Art. 377-380)."""

from datetime import date

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.copies import KEPT
from services.proceedings.domain.course import Course
from services.proceedings.domain.levies import (
    THIRD_PERSON,
    arrest_stands,
    arrested_under,
    is_decided,
    levy_on,
    may_begin,
    owner_of,
)
from services.proceedings.domain.realization import is_immovable
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.vocabulary import MeasureCategory


@CONDITIONS.derived("reason-of-refusal", of_form=True)
def reason_of_refusal(_: Course, act: Act, row: ActRow) -> Problems:
    """A refusal says why."""
    if act.data.outcome == "refused" and act.data.reason is None:
        yield refused.REASON_MISSING.because("the refusal states no reason", row.article)


@CONDITIONS.derived("measure-of-arrest")
def measure_of_arrest(course: Course, act: Act, row: ActRow) -> Problems:
    """The arrest carries out a measure of arrest that is decided, and was not cancelled or substituted.

    While the proceeding is suspended an arrest that enforces rests, one that ensures execution goes on (Art. 348(1)).
    """
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later", row.article)
    elif (
        not course.rules.asked_by_measure(measure.code).arrest
        or measure.status not in course.rules.proceedings.measures.lasting
    ):
        detail = f"{measure.code}, which is {measure.status}, arrests no property"
        yield refused.MEASURE_UNFIT.at("measure").because(detail, row.article)
    elif course.status == "suspended" and not _goes_on_while_suspended(course, measure.code, act.day):
        detail = f"nothing is arrested under {measure.code} while the proceeding is suspended"
        yield refused.NOT_IN_THIS_STATUS.at("measure").because(detail, row.article)


@CONDITIONS.derived("third-person-levied-on")
def third_person_levied_on(course: Course, act: Act, _: ActRow) -> Problems:
    """Property of a third person is levied on by a separate resolution; what ensures is the debtor's (Art. 348(3))."""
    owner = getattr(act.data, "owner", None) or owner_of(course, act.data.property)
    if owner != THIRD_PERSON:
        return
    measure, levy = course.measures.get(act.data.measure), levy_on(course, THIRD_PERSON)
    if not may_begin(course, levy, act.day):
        detail = f"{levy} does not begin while the proceeding is {course.status}"
        yield refused.NOT_LEVIED_ON.because(detail)
    elif measure is not None and course.rules.measure(measure.code, act.day).category is MeasureCategory.ENSURING:
        yield refused.NOT_LEVIED_ON.because(f"{measure.code} ensures by property of the debtor", "Art. 348(3) ind. 2")
    elif not is_decided(course, levy):
        yield refused.NOT_LEVIED_ON.because(f"no measure {levy} was decided, or it lasts no more")


@CONDITIONS.derived("property-levied-on")
def property_levied_on(course: Course, act: Act, _: ActRow) -> Problems:
    """Arrested property is sold, or goes to the recoverer, by a levy on it, whose paper shows that money is short.

    What the debtor sells before compulsory execution is fulfilment in time. A levy that is postponed was decided: what
    rests with it is asked apart (Art. 381(1)).
    """
    owner = owner_of(course, act.data.property)
    levy = levy_on(course, owner)
    if may_begin(course, levy, act.day) and not is_decided(course, levy, also_postponed=True):
        article = "Art. 375(3)" if owner == THIRD_PERSON else "Art. 369(6)"
        yield refused.PROPERTY_NOT_LEVIED_ON.because(f"no measure {levy} was decided, or it lasts no more", article)


@CONDITIONS.derived("levied-on-where-of-another")
def levied_on_where_of_another(course: Course, act: Act, row: ActRow) -> Problems:
    """The parties agree on property of the debtor; that of a third person passes by the levy to which it consented."""
    if owner_of(course, act.data.property) == THIRD_PERSON:
        yield from property_levied_on(course, act, row)


@CONDITIONS.derived("under-standing-arrest")
def under_standing_arrest(course: Course, act: Act, _: ActRow) -> Problems:
    """Only arrested property is sold, or goes to the recoverer: one of the measures under which it lies is not over."""
    property_ = act.data.property
    if arrest_stands(course, property_):
        return
    known = [course.measures[each] for each in arrested_under(course, property_) if each in course.measures]
    ended = ", ".join(f"{measure.code} is {measure.status}" for measure in known)
    yield refused.ARREST_ENDED.because(ended or "the measure of the arrest is not on record")


@CONDITIONS.derived("debtors-wish-decided")
def debtors_wish_decided(course: Course, _: Act, __: ActRow) -> Problems:
    """What the debtor asked to be arrested first was granted or refused before the arrest (Art. 377(6))."""
    for wish, acts in course.things.acts.items():
        if acts and acts[0].name == "name-property-first" and course.things.status(wish) == "stated":
            yield refused.WISH_UNDECIDED.because("the debtor's statement was not decided on")


@CONDITIONS.derived("immovable-free")
def immovable_free(course: Course, act: Act, row: ActRow) -> Problems:
    """The check found that the immovable is the debtor's, or the third person's that is stated, and under no arrest."""
    of_another = act.data.owner == THIRD_PERSON
    for check in course.things.said(act.data.check, "check-immovable"):
        if check.data.owned_by_debtor is of_another:
            found = "another owner" if not of_another else "that it is the debtor's"
            yield refused.IMMOVABLE_NOT_FREE.because(f"the check found {found}", row.article)
        if check.data.arrested_already:
            yield refused.IMMOVABLE_NOT_FREE.because("the check found another arrest", row.article)


@CONDITIONS.derived("pledge-as-checked")
def pledge_as_checked(course: Course, act: Act, _: ActRow) -> Problems:
    """Whether the immovable is pledged is what the check found: its pledgeholder is informed at once (Art. 378(3))."""
    for check in course.things.said(act.data.check, "check-immovable"):
        if check.data.pledged is not act.data.pledged:
            found = "a pledge" if check.data.pledged else "no pledge"
            yield refused.PLEDGE_UNFIT.at("pledged").because(f"the check found {found}", "Art. 378(3)")


@CONDITIONS.derived("of-an-immovable")
def of_an_immovable(course: Course, act: Act, row: ActRow) -> Problems:
    """Only the arrest of an immovable is registered: it rests on a check (Art. 378(1)), also where it was annulled."""
    if not is_immovable(course, act.data.property):
        yield refused.NO_IMMOVABLE.because("the property is no immovable", row.article)


@CONDITIONS.derived("seized-by-kind")
def seized_by_kind(course: Course, act: Act, _: ActRow) -> Problems:
    """What is seized without a separate need is always seized."""
    if act.data.cause == "always-seized" and kind_of(course, act) not in course.rules.proceedings.arrested.kept:
        yield refused.NOT_ALWAYS_SEIZED.because(f"property of the kind {kind_of(course, act)} is not always seized")


@CONDITIONS.derived("right-place-of-storage")
def right_place_of_storage(course: Course, act: Act, _: ActRow) -> Problems:
    """Securities, precious metals and stones go where the Code says."""
    kind = kind_of(course, act)
    kept = course.rules.proceedings.arrested.kept.get(kind)
    if kept is not None and act.data.keeper != kept.keeper:
        detail = f"{kind} are kept by {kept.keeper}, not by {act.data.keeper}"
        yield refused.WRONG_KEEPER.because(detail, str(kept.article))


@CONDITIONS.derived("keeper-to-be-paid")
def keeper_to_be_paid(course: Course, act: Act, row: ActRow) -> Problems:
    """A keeper is neither the debtor nor of the family (Art. 380(2)), and failed no duty (Art. 380(3)).

    A keeper who was replaced without a breach is still to be paid, also when another keeps the property now.
    """
    keepers: list[str] = []
    failed: set[int] = set()
    for said in course.things.said(act.data.property, "record-keepers-breach", *KEPT):
        if said.name in KEPT:
            keepers.append(said.data.keeper)
        elif keepers:
            failed.add(len(keepers) - 1)
    unpaid = course.rules.proceedings.arrested.unpaid_keepers
    strangers = [place for place, keeper in enumerate(keepers) if keeper not in unpaid]
    if not strangers:
        yield refused.KEEPER_UNPAID.because(f"the keeper is {keepers[-1] if keepers else 'not named'}", row.article)
    elif failed.issuperset(strangers):
        yield refused.KEEPER_UNPAID.because("the keeper failed the duties", "Art. 380(3)")


def _goes_on_while_suspended(course: Course, code: str, day: date) -> bool:
    family = course.rules.family(course.rules.measure(code, day))
    return family is not None and "suspended" in family.statuses


def kind_of(course: Course, act: Act) -> str:
    """The kind of the property that an act names."""
    arrests = course.things.said(act.data.property, "arrest-property")
    return arrests[-1].data.kind if arrests else "ordinary"
