"""What the valuation of arrested property asks, and what asks for a value that nobody disputes (Art. 352)."""

from uuid import UUID

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.arrests import kind_of
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import PUBLIC, is_immovable, latest, value_of
from services.proceedings.domain.states import says
from services.proceedings.domain.valuation import (
    DISAGREEMENT,
    PRELIMINARY,
    VALUE,
    is_copy_of,
    is_late,
    is_under_examination,
    last_value,
    open_disagreements,
    source_of,
    was_examined,
)
from services.proceedings.domain.valuation import may_disagree_until as last_day_to_disagree
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.valuation import ValueSource


@CONDITIONS.derived("source-of-the-value")
def source_of_the_value(course: Course, act: Act, _: ActRow) -> Problems:
    """The value is set by whom the Code asks for it where the property stands, and where a disagreement is open."""
    property_: UUID = act.data.property
    status, disputed = course.things.status(property_), bool(open_disagreements(course, property_))
    source = course.rules.proceedings.valuation.sources[act.data.source]
    article = str(source.article)
    if source.with_the_arrest and (before := latest(course, property_, PRELIMINARY, VALUE)) is not None:
        stated = (
            "the act of arrest states a preliminary value" if before.name == PRELIMINARY else "it was valued before"
        )
        yield refused.VALUE_SOURCE_UNFIT.because(stated, "Art. 352(2)")
    if source.of_executor and is_immovable(course, property_):
        yield refused.VALUE_SOURCE_UNFIT.because("an immovable is valued as the legislation says", "Art. 378(4)")
    transferred = not says(course, property_, "before-the-transfer")
    if not source.examined and transferred and not _replaces(course, property_, source):
        yield refused.VALUE_SOURCE_UNFIT.because(f"the property is {status}", "Art. 381(1)")
    elif source.of_executor and was_examined(course, property_):
        yield refused.VALUE_SOURCE_UNFIT.because("the value is that of an expert or the court", "Art. 352(6)")
    if not source.examined and disputed:
        yield refused.VALUE_DISPUTED.at("source").because("an examination settles the disagreement", "Art. 352(6)")
    if source.appointed and not (disputed and is_under_examination(course, property_)):
        yield refused.VALUE_SOURCE_UNFIT.because("no examination is under way", article)


@CONDITIONS.derived("appraised-for-public-sale")
def appraised_for_public_sale(course: Course, act: Act, _: ActRow) -> Problems:
    """At a public sale the initial price is a value that the executor did not set (Art. 352(3))."""
    to_public_sale = act.name == "announce-sale" or act.data.channel in PUBLIC
    value = last_value(course, act.data.property)
    if to_public_sale and value is not None and source_of(course, value).of_executor:
        yield refused.VALUE_NOT_APPRAISED.because(f"the value is by {value.data.source}")


def _replaces(course: Course, property_: UUID, source: ValueSource) -> bool:
    """Whether an appraisal takes the place of the executor's value where the property is to be sold in public now."""
    value = last_value(course, property_)
    waits = course.things.status(property_) == "transferred-for-sale"
    return waits and not source.of_executor and value is not None and source_of(course, value).of_executor


@CONDITIONS.derived("valuation-act-drawn-up")
def valuation_act_drawn_up(course: Course, act: Act, row: ActRow) -> Problems:
    """A party receives an act of valuation where one was drawn up."""
    value = last_value(course, act.data.property)
    if value is not None and not is_copy_of(course, value, row.act):
        yield refused.VALUE_SOURCE_UNFIT.at("property").because(f"the value is by {value.data.source}", row.article)


@CONDITIONS.derived("value-of-the-executor")
def value_of_the_executor(course: Course, act: Act, row: ActRow) -> Problems:
    """Parties disagree with a value that the executor set, not with one of an expert, an appraiser or the court."""
    value = last_value(course, act.data.property)
    if value is not None and not source_of(course, value).of_executor:
        yield refused.VALUE_SOURCE_UNFIT.at("property").because(f"the value is by {value.data.source}", row.article)


@CONDITIONS.derived("disagreement-in-time")
def disagreement_in_time(course: Course, act: Act, row: ActRow) -> Problems:
    """An examination is appointed on a disagreement that was stated in time, or whose limit was restored."""
    named: UUID = act.data.disagreement
    if course.things.status(named) == "stated" and is_late(course, named):
        yield refused.DISAGREEMENT_LATE.because("it was stated after the ten working days", row.article)


@CONDITIONS.derived("party-who-disagreed")
def party_who_disagreed(course: Course, act: Act, row: ActRow) -> Problems:
    """A party that is named is the one whose limit is restored: each has one from its own copy."""
    stated = {said.data.party for said in course.things.said(act.data.disagreement, DISAGREEMENT)}
    if act.data.party is not None and stated and act.data.party not in stated:
        detail = f"{', '.join(sorted(stated))} disagreed"
        yield refused.THING_OF_ANOTHER.at("party").because(detail, row.article)


@CONDITIONS.derived("disagreement-is-late")
def disagreement_is_late(course: Course, act: Act, _: ActRow) -> Problems:
    """Only a late one is answered without an examination, and only a missed limit is restored (Art. 138(1))."""
    if not is_late(course, act.data.disagreement):
        yield refused.DISAGREEMENT_IN_TIME.because("it was stated within the ten working days")


@CONDITIONS.derived("value-not-examined-yet")
def value_not_examined_yet(course: Course, act: Act, row: ActRow) -> Problems:
    """A disagreement is withdrawn until it is settled."""
    named: UUID = act.data.disagreement
    property_ = course.things.opened_with(named).get("property")
    if property_ is not None and not is_late(course, named) and named not in open_disagreements(course, property_):
        yield refused.VALUE_EXAMINED.because("the value was set after it", row.article)


@CONDITIONS.derived("price-in-the-same-currency")
def price_in_the_same_currency(course: Course, act: Act, row: ActRow) -> Problems:
    """The price of the land is added to the value."""
    value = value_of(course, act.data.property)
    if value is not None and value.currency != act.data.sum.currency:
        yield refused.PRICE_UNFIT.because(f"the value is {written(value)}", row.article)


@CONDITIONS.derived("value-undisputed")
def value_undisputed(course: Course, act: Act, _: ActRow) -> Problems:
    """An examination is awaited where a party disagreed with the value; what spoils waits for none (Art. 381(2))."""
    if kind_of(course, act) != "perishable" and open_disagreements(course, act.data.property):
        yield refused.VALUE_DISPUTED.because("a disagreement with the value is open")


@CONDITIONS.derived("value-settled")
def value_settled(course: Course, act: Act, row: ActRow) -> Problems:
    """No disagreement is open, and none can be stated in time any more; perishable property waits for neither."""
    if kind_of(course, act) == "perishable":
        return
    yield from value_undisputed(course, act, row)
    last = last_day_to_disagree(course, act.data.property, act.day)
    if last is not None:
        yield refused.TOO_EARLY.because(f"a party may disagree with the value until {last}", "Art. 352(6)")
