"""What acts on demands that are not for money, and on things named in the document, ask for (Art. 350, 396-398)."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.actions import TO_PERFORM
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.income import SENT_TO_INCOME
from services.proceedings.domain.last_days import last_day_named
from services.proceedings.domain.non_money import (
    NamedThing,
    claim_of_thing,
    claims_an_action,
    defaults,
    goes_back,
    liable_since,
    of_a_demand,
    open_claim,
    still_claimed,
    undone_after_liability,
)
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.vocabulary import Nature

TERM_OF_ANOTHER = "term-of-another-missed"
_UNFULFILLED = "establish-non-compliance"
PAYER = "third-person-or-payer"
"""The default of a payer of income or a third person (Art. 398(1))."""
_FINDING_FIRST = {PAYER: "Art. 398(1)", "bank": "Art. 350(1)"}
"""Defaults of others for which the court first finds the reasons invalid."""


@CONDITIONS.derived("claim-for-a-thing")
def claim_for_a_thing(course: Course, act: Act, row: ActRow) -> Problems:
    """The document claims a thing under that number, and the claim is open."""
    yield from _not_claimed(course, act, row, Nature.NAMED_PROPERTY)


@CONDITIONS.derived("claim-for-an-action")
def claim_for_an_action(course: Course, act: Act, row: ActRow) -> Problems:
    """The document claims an action under that number, and the claim is open."""
    yield from _not_claimed(course, act, row, Nature.NON_PROPERTY)


@CONDITIONS.derived("thing-still-claimed")
def thing_still_claimed(course: Course, act: Act, row: ActRow) -> Problems:
    """What is not claimed any more is neither taken nor handed over."""
    claim = claim_of_thing(course, act.data.named_thing)
    if claim is not None and not still_claimed(course, claim):
        yield refused.THING_NOT_CLAIMED.because(f"claim {claim} is fulfilled, or for something else", row.article)


@CONDITIONS.derived("thing-goes-back")
def thing_goes_back(course: Course, act: Act, row: ActRow) -> Problems:
    """What the recoverer is still to have does not go back, and what was not seized cannot."""
    id_ = act.data.named_thing
    claim = claim_of_thing(course, id_)
    if claim is not None and not goes_back(course, NamedThing(id_, claim, course.things.status(id_))):
        yield refused.THING_STAYS.because("it was not seized, or the recoverer is to have it", row.article)


@CONDITIONS.derived("inventory-comes-first")
def inventory_comes_first(course: Course, act: Act, row: ActRow) -> Problems:
    """A thing goes to a keeper after its inventory."""
    if course.things.status(act.data.inventory_act) != "drawn-up":
        yield refused.INVENTORY_MISSING.because("no inventory has this id", row.article)


@CONDITIONS.derived("measure-of-the-act")
def measure_of_the_act(course: Course, act: Act, row: ActRow) -> Problems:
    """The measure that the act names is one that it carries out, and lasts."""
    if act.data.measure is None:
        return
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later", row.article)
    elif act.name not in course.rules.asked_by_measure(measure.code).carried_out_by:
        yield refused.MEASURE_UNFIT.at("measure").because(f"it is {measure.code}", row.article)
    elif measure.status not in TO_PERFORM:
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)
    elif course.status == "suspended":
        detail = f"{measure.code} is not carried out while the proceeding is suspended"
        yield refused.NOT_IN_THIS_STATUS.at("measure").because(detail, row.article)


@CONDITIONS.derived("claim-of-the-default", of_form=True)
def claim_of_the_default(course: Course, act: Act, row: ActRow) -> Problems:
    """A case that names a claim is one of the debtor, for that demand of the document."""
    if act.data.claim is None:
        return
    if act.data.claim not in course.claims:
        yield refused.CLAIM_UNKNOWN.because(f"the document has no claim {act.data.claim}", row.article)
    elif act.data.default not in course.rules.proceedings.non_money.liability.of_debtor:
        yield refused.CLAIM_OF_ANOTHER_NATURE.because("another than the debtor answers for it", row.article)


@CONDITIONS.derived("measure-of-a-demand", of_form=True)
def measure_of_a_demand(course: Course, act: Act, row: ActRow) -> Problems:
    """Liability for an action that the document demands names its measure; other liability has none."""
    demanded = of_a_demand(course, act.data) and claims_an_action(course, act.data.claim)
    if demanded and act.data.measure not in course.measures:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id", row.article)
    elif not demanded and act.data.measure is not None:
        detail = "only liability for an action that the document demands carries out a measure"
        yield refused.MEASURE_UNFIT.at("measure").because(detail, "Art. 398(1)")


@CONDITIONS.derived("failure-of-a-payer", of_form=True)
def failure_of_a_payer(_: Course, act: Act, __: ActRow) -> Problems:
    """A case that names the failure of a payer of income is one against it."""
    if act.data.failure is not None and act.data.default != PAYER:
        yield refused.THING_OF_ANOTHER.at("failure").because("the payer answers for its failure", "Art. 398(1)")


@CONDITIONS.derived("others-after-the-end")
def others_after_the_end(course: Course, act: Act, _: ActRow) -> Problems:
    """After the end a payer of income and a third person still answer for what they did not do (Art. 398(1))."""
    if course.ended and course.status != SENT_TO_INCOME and act.data.default != PAYER:
        yield refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")


@CONDITIONS.derived("default-on-record")
def default_on_record(course: Course, act: Act, row: ActRow) -> Problems:
    """A check found the demand open, or a demand with a day was not fulfilled; what came later undoes neither."""
    if act.data.default == "demand-not-performed":
        if not any(defaults(course, claim) for claim in course.claims.values()):
            yield refused.DEFAULT_NOT_SHOWN.because("no check found a demand open", row.article)
    elif act.data.default == "term-missed" and not (_a_term_was_missed(course) or attests(act, TERM_OF_ANOTHER)):
        detail = "no demand is established as not fulfilled, and no paper says that the term of another body was missed"
        yield refused.DEFAULT_NOT_SHOWN.because(detail, "Art. 398(2)")


@CONDITIONS.derived("reasons-invalid-first")
def reasons_invalid_first(course: Course, act: Act, _: ActRow) -> Problems:
    """A bank, a third person and a payer are liable for reasons that the court found invalid."""
    for sought in course.things.said(act.data.liability, "seek-liability"):
        article = _FINDING_FIRST.get(sought.data.default)
        if article is not None and course.things.status(act.data.liability) == "sought":
            yield refused.REASONS_NOT_EXAMINED.because("the court did not find the reasons invalid", article)


@CONDITIONS.derived("undone-after-liability")
def undone_after_liability_(course: Course, act: Act, row: ActRow) -> Problems:
    """The recoverer is asked after the debtor was brought to liability, and still has not performed."""
    if liable_since(course) is None:
        yield refused.LIABILITY_FIRST.at("claim").because("the debtor was not brought to liability", row.article)
    elif not undone_after_liability(course, act.data.claim):
        detail = "no check after the day of the liability found the demand open"
        yield refused.DEFAULT_NOT_SHOWN.at("claim").because(detail, row.article)


@CONDITIONS.derived("proposal-answer-to-come", of_form=True)
def answer_day_to_come(_: Course, act: Act, row: ActRow) -> Problems:
    """Nobody answers before the question."""
    if act.data.answer_by < act.day:
        yield refused.ANSWER_DAY_PASSED.because(f"{act.data.answer_by} lies before {act.day}", row.article)


@CONDITIONS.derived("proposal-answer-over")
def answer_day_over(course: Course, act: Act, row: ActRow) -> Problems:
    """Silence is no refusal while there is time to answer, before a reminder, or after an answer."""
    if act.data.refused_by != "silence":
        return
    if course.things.status(act.data.proposal) == "accepted":
        yield refused.ANSWER_GIVEN.because("the recoverer undertook to perform", row.article)
    for made in course.things.said(act.data.proposal, "propose-performance"):
        last = last_day_named(course, made.data.answer_by, made.day, stands_still=True)
        if last is None or act.day <= last:
            detail = f"the recoverer may answer until {last or made.data.answer_by}"
            yield refused.ANSWER_STILL_DUE.because(detail, row.article)
        elif act.data.paper.dated <= last:
            detail = f"the reminder is of {act.data.paper.dated}, and the recoverer could answer until {last}"
            yield refused.ANSWER_STILL_DUE.at("paper").because(detail, row.article)


def _not_claimed(course: Course, act: Act, row: ActRow, nature: Nature) -> Problems:
    if open_claim(course, act.data.claim, nature) is None:
        yield refused.CLAIM_OF_ANOTHER_NATURE.because(f"no open claim {act.data.claim} of that nature", row.article)


def _a_term_was_missed(course: Course) -> bool:
    # Fulfilled later, a demand was not fulfilled in time all the same (Art. 398(2)).
    return any(said.name == _UNFULFILLED for acts in course.things.acts.values() for said in acts)
