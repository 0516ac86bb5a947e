"""Whether the ground that an act names carries its decision (Art. 358-366, 400)."""

from contracts.values import PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.carried_out import carried_out, left_to_levy_on
from services.proceedings.domain.changed_judgments import nothing_stands
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.correspondence import lasting_grounds
from services.proceedings.domain.costs_to_come import costs_to_come
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import fee_to_be_charged, fee_to_be_imposed
from services.proceedings.domain.income import left_to_levy_for, payers_withhold
from services.proceedings.domain.non_money import demands_exhausted, something_left_to_try
from services.proceedings.domain.periodic import payments_to_come
from services.proceedings.domain.sale_costs import sale_costs_uncharged
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Ground

SEARCH = "suspend-must-search-announced"
"""The ground that a search brings about as long as it lasts (Art. 362(1) ind. 8)."""


@CONDITIONS.derived("ground-holds")
def ground_holds(course: Course, act: Act, _: ActRow) -> Problems:
    """What the ground asks for is there."""
    ground = course.rules.ground(act.data.status.reason, act.day)
    if ground is not None:
        yield from not_there(course, ground)
        if course.rules.asked_by(ground).settled:
            yield from unsettled(course)


def not_there(course: Course, ground: Ground) -> Problems:
    """What the row of a ground asks for and the course lacks."""
    asked = course.rules.asked_by(ground)
    article = asked.article
    if asked.statuses is not None and course.status not in asked.statuses:
        yield refused.GROUND_NOT_IN_STATUS.because(f"the proceeding is {course.status}", article)
    if asked.parties and not any(_is_individual(course, party) for party in asked.parties):
        yield refused.GROUND_NEEDS_INDIVIDUAL.because(f"{' or '.join(asked.parties)} must be one", article)
    if asked.claim and not any(course.rules.nature(claim.type) is asked.claim for claim in course.claims.values()):
        yield refused.GROUND_NEEDS_CLAIM.because(f"the document holds no {asked.claim.value} claim", article)
    elif asked.claim and any(course.rules.nature(claim.type) is not asked.claim for claim in course.open_claims()):
        yield refused.GROUND_NEEDS_CLAIM.because("a claim of another kind is open, and can be executed", article)
    if asked.sums_alone and any(claim.sum is None for claim in course.open_claims()):
        yield refused.GROUND_NEEDS_CLAIM.because("a claim that is not for money is open, and can be executed", article)
    if asked.demands_exhausted and not demands_exhausted(course):
        yield refused.GROUND_NEEDS_CLAIM.because("a claim that is not for money is open, and can be executed", article)
    if asked.measures and not any(
        measure.code in asked.measures and carried_out(course, measure) for measure in course.measures.values()
    ):
        yield refused.GROUND_NEEDS_MEASURE.because(f"none of {', '.join(sorted(asked.measures))}", article)
    if asked.nothing_to_levy_on and any(left_to_levy_on(course)):
        detail = "property is under arrest that the recoverer has not refused for good"
        yield refused.SOMETHING_TO_LEVY_ON.because(detail, article)
    if asked.nothing_to_levy_on and payers_withhold(course):
        yield refused.SOMETHING_TO_LEVY_ON.because("a payer of income has the document and withholds", article)
    if asked.nothing_left_to_try and something_left_to_try(course):
        yield refused.SOMETHING_LEFT_TO_TRY.because("by what is on record a thing or a demand is left", article)
    if asked.order_with_payer and not payers_withhold(course):
        yield refused.GROUND_NEEDS_ORDER.because("no payer of income has it under a levy that holds", article)
    elif asked.order_with_payer and (left := _sums_left(course)):
        detail = f"no income is levied on for {', '.join(f'claim {number}' for number in left)}"
        yield refused.GROUND_NEEDS_ORDER.because(detail, "Art. 389(2)")


@CONDITIONS.derived("no-search-announced")
def no_search_announced(course: Course, act: Act, _: ActRow) -> Problems:
    """While the debtor is searched for, the document is not returned because he was not found (Art. 366(1) ind. 6)."""
    if search_lasts(course):
        ground = course.rules.ground(act.data.status.reason, act.day)
        yield refused.SEARCH_LASTS.because("an announced search lasts", str(ground.article) if ground else None)


def search_lasts(course: Course) -> bool:
    """Whether a search of the debtor was announced and goes on."""
    return SEARCH in lasting_grounds(course)


@CONDITIONS.derived("act-drawn-up", of_form=True)
def act_drawn_up(course: Course, act: Act, _: ActRow) -> Problems:
    """Indents 3 to 7 of Art. 366(1) rest on an act drawn up by the executor (Art. 366(2))."""
    ground = course.rules.ground(act.data.status.reason, act.day)
    if ground is not None and ground.requires_act and not act.evidence.get("act_drawn_up", True):
        yield refused.ACT_MISSING.because(f"{ground.article} needs the act")


@CONDITIONS.derived("something-left")
def something_left(course: Course, _: Act, __: ActRow) -> Problems:
    """A document is returned while it is not fully executed: costs and fees are no demands of it (Art. 366(1)).

    Payments of a periodic claim that are to come are not executed yet (Art. 337(3)).
    """
    if not any(course.open_claims()) and not payments_to_come(course):
        yield refused.ALL_FULFILLED.because("every claim is fulfilled: the proceeding is to be completed")


def unsettled(course: Course) -> Problems:
    """What is still to be paid or done before everything is fulfilled (Art. 400(1) ind. 2)."""
    for claim in course.open_claims():
        left = f"{written(claim.outstanding)} outstanding" if claim.outstanding else "open"
        yield refused.CLAIM_OUTSTANDING.because(f"claim {claim.number}: {left}")
    if nothing_stands(course):
        yield refused.NOTHING_CLAIMED.because("the claims of the document fell away")
    elif course.rest_waived:
        yield refused.NOTHING_CLAIMED.because("the recoverer waived what was left of the claims", "Art. 365(1) ind. 2")
    if sale_costs_uncharged(course):
        yield refused.COSTS_OUTSTANDING.because(
            "costs of a sale without result are not laid on the debtor", "Art. 401(3)"
        )
    if costs_to_come(course):
        yield refused.COSTS_OUTSTANDING.because(
            "what the recoverer spent on a performance, or the pay of a keeper, is not laid on the debtor",
            "Art. 401(2)",
        )
    for ledger in course.ledgers.values():
        if ledger.costs_owed.amount:
            yield refused.COSTS_OUTSTANDING.because(f"{written(ledger.costs_owed)} not recovered")
        if ledger.fee_owed.amount:
            yield refused.FEE_OUTSTANDING.because(f"{written(ledger.fee_owed)} not recovered")
    for fee in fee_to_be_charged(course):
        detail = f"{written(fee)} of what was paid past the account is not charged"
        yield refused.FEE_OUTSTANDING.because(detail)
    if fee_to_be_imposed(course):
        detail = "a demand was not performed in the voluntary term, and the fee on it is not imposed"
        yield refused.FEE_OUTSTANDING.because(detail)


def _sums_left(course: Course) -> list[int]:
    """The claims for money that no payer of income withholds for; others are asked for apart (`sums_alone`)."""
    return [number for number in left_to_levy_for(course) if course.claims[number].sum is not None]


def _is_individual(course: Course, party: str) -> bool:
    return (course.debtor if party == "debtor" else course.recoverer) is not PartyKind.LEGAL_PERSON
