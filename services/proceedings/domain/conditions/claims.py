"""What changed judgments, claims and charges ask for (Art. 211, 334-335, 337, 353, 402)."""

from collections import defaultdict
from decimal import Decimal

from contracts.acts.change_claim import RecoveryEndedInPart
from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.acts.name_successor_of_part import SuccessorOfPartNamed
from contracts.events.proceedings import FeeImposed
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.reductions import CHARGED_FEE, COSTS, TEN_PERCENT, awaited, still_paid
from services.proceedings.domain.reversals import GRANTED, executed_on
from shared.books import Account
from shared.law.money.amounts import add, written, zero
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.vocabulary import Nature

HIGHER_INSTANCE = "higher-instance"


@CONDITIONS.derived("claims-of-the-document", of_form=True)
def claims_of_the_document(course: Course, act: Act, row: ActRow) -> Problems:
    """Every claim that is named is one of the document, and a sum is in its currency."""
    name = "claims" if hasattr(act.data, "claims") else "returned"
    for each in getattr(act.data, name) or ():
        claim = course.claims.get(each.claim)
        if claim is None:
            yield refused.CLAIM_UNKNOWN.at(name).because(f"the document has no claim {each.claim}", row.article)
        elif each.sum is not None and claim.sum is not None and claim.sum.currency != each.sum.currency:
            yield refused.ANOTHER_CURRENCY.at(name).because(f"claim {each.claim} is in another currency", row.article)


@CONDITIONS.derived("claims-of-a-part", of_form=True)
def claims_of_a_part(_: Course, act: Act, row: ActRow) -> Problems:
    """By how much each claim falls is stated of a change in part: one of the whole leaves nothing of any."""
    if act.data.extent != "part" and act.data.claims:
        yield refused.EXTENT_UNFIT.because("the whole judgment was changed", row.article)


@CONDITIONS.derived("granted-reverses-nothing", of_form=True)
def granted_reverses_nothing(_: Course, act: Act, row: ActRow) -> Problems:
    """An act that leaves the claim granted orders no reverse of execution and names no claims that fall."""
    if act.data.outcome == GRANTED and (act.data.on_reversal == "ordered" or act.data.claims):
        yield refused.NOTHING_TO_REVERSE.because("the claim was granted", row.article)


@CONDITIONS.derived("claim-for-money", of_form=True)
def claim_for_money(course: Course, act: Act, row: ActRow) -> Problems:
    """What grows is a claim for money, in its currency."""
    claim = course.claims.get(act.data.claim)
    if claim is None or claim.sum is None:
        yield refused.CLAIM_UNKNOWN.because(f"the document has no claim {act.data.claim} for money", row.article)
    elif claim.sum.currency != act.data.sum.currency:
        yield refused.ANOTHER_CURRENCY.because(f"claim {claim.number} is in another currency", row.article)


@CONDITIONS.derived("type-for-money", of_form=True)
def type_for_money(course: Course, act: Act, row: ActRow) -> Problems:
    """The new claim is for money."""
    if course.rules.nature(act.data.kind) is not Nature.MONEY:
        yield refused.CLAIM_TYPE_UNFIT.because(f"{act.data.kind} is not for money", row.article)


@CONDITIONS.derived("not-executed-in-that-part")
def not_executed_in_that_part(course: Course, act: Act, row: ActRow) -> Problems:
    """Only what was not repaid is ended; what was goes back (Art. 334(1))."""
    data: RecoveryEndedInPart = act.data
    if data.fallen is not None:
        yield from _demand_that_falls(course, data.fallen, row)
    elif not data.claims:
        yield refused.CLAIM_UNKNOWN.at("claims").because("it names no claim", row.article)
    for each in data.claims:
        open_ = course.claims[each.claim].outstanding
        if open_ is None or each.sum.amount > open_.amount:
            left = written(open_) if open_ else "no money"
            yield refused.EXECUTED_ALREADY.because(f"of claim {each.claim} {left} is open", row.article)


@CONDITIONS.derived("part-within-open-claims")
def part_within_open_claims(course: Course, act: Act, row: ActRow) -> Problems:
    """No more of a claim passes than is open; who succeeds in all of it takes the place of the party."""
    data: SuccessorOfPartNamed = act.data
    if data.fallen is not None:
        yield from _demand_that_falls(course, data.fallen, row)
    elif not data.claims:
        yield refused.CLAIM_UNKNOWN.at("claims").because("it names no claim", row.article)
    passing: defaultdict[int, Decimal] = defaultdict(Decimal)
    for each in data.claims:
        passing[each.claim] += each.sum.amount
    for number, amount in passing.items():
        open_ = course.claims[number].outstanding
        if open_ is None or amount > open_.amount:
            left = written(open_) if open_ else "no money"
            yield refused.PART_UNFIT.because(f"of claim {number} {left} is open", row.article)
    stays = [claim for claim in course.open_claims() if claim.number != data.fallen]
    if all(claim.outstanding is not None and passing[claim.number] == claim.outstanding.amount for claim in stays):
        detail = "all that is open passes: the successor takes the place of the party"
        yield refused.PART_UNFIT.because(detail, row.article)


def _demand_that_falls(course: Course, number: int, row: ActRow) -> Problems:
    """A claim to a thing or an action falls away as a whole, while it is open; of others a sum does."""
    claim = course.claims.get(number)
    if claim is None:
        yield refused.CLAIM_UNKNOWN.at("fallen").because(f"the document has no claim {number}", row.article)
    elif claim.sum is not None:
        yield refused.CLAIM_FOR_MONEY.at("fallen").because(f"claim {number} is for money: a sum falls", row.article)
    elif claim.settled:
        yield refused.EXECUTED_ALREADY.at("fallen").because(f"nothing is left of claim {number}", row.article)


@CONDITIONS.derived("executed-in-that-part")
def executed_in_that_part(course: Course, act: Act, row: ActRow) -> Problems:
    """Only what was recovered from the debtor goes back."""
    for each in act.data.returned:
        claim = course.claims[each.claim]
        if claim.sum is None:
            if claim.fulfilled_on is None:
                yield refused.NOT_EXECUTED.because(f"claim {each.claim} was not fulfilled", row.article)
        elif each.sum is None or each.sum.amount > executed_on(course, claim).amount:
            recovered = written(executed_on(course, claim))
            yield refused.NOT_EXECUTED.because(f"{recovered} was recovered on claim {each.claim}", row.article)


@CONDITIONS.derived("silent-on-reversal")
def silent_on_reversal(course: Course, act: Act, row: ActRow) -> Problems:
    """The new act says nothing on reversal (Art. 335(3))."""
    changes = course.things.said(act.data.reversal, "record-changed-judgment")
    if any(each.data.on_reversal != "silent" for each in changes):
        yield refused.REVERSAL_DECIDED.because("the new act decides on reversal", row.article)


@CONDITIONS.derived("refusal-set-aside")
def refusal_set_aside(course: Course, act: Act, row: ActRow) -> Problems:
    """After a refusal only a higher instance orders reversal (Art. 335(2), (4))."""
    status, decided_in = course.things.status(act.data.reversal), act.data.decided_in
    if status == "refused" and decided_in != HIGHER_INSTANCE:
        detail = f"the court refused it, and no higher instance decided: {decided_in}"
        yield refused.THING_STEP_IMPOSSIBLE.at("reversal").because(detail, row.article)


@CONDITIONS.derived("known-charging-act", of_form=True)
def known_charging_act(course: Course, act: Act, row: ActRow) -> Problems:
    """A fee charged by resolution names the act that charged it."""
    if act.data.act is None:
        return
    charged = (each.data for each in course.published_by(act.data.act))
    if not any(isinstance(each, FeeImposed | FeeChargedApart) for each in charged):
        yield refused.ACT_UNKNOWN.because("no act with this id charged a fee", row.article)


@CONDITIONS.derived("within-charged-costs")
def within_charged_costs(course: Course, act: Act, row: ActRow) -> Problems:
    """No more falls than was charged."""
    currency = act.data.sum.currency
    ledger = course.ledgers.get(currency)
    charged = add(ledger.costs_owed, still_paid(course, COSTS, currency)) if ledger else zero(currency)
    if act.data.sum.amount > charged.amount:
        yield refused.ABOVE_WHAT_WAS_CHARGED.because(f"{written(charged)} of costs are charged", row.article)


@CONDITIONS.derived("within-charged-fee")
def within_charged_fee(course: Course, act: Act, row: ActRow) -> Problems:
    """No more falls than was charged or withheld."""
    currency = act.data.sum.currency
    ledger = course.ledgers.get(currency)
    if act.data.act is None:
        charged = still_paid(course, TEN_PERCENT, currency)
    else:
        charged = add(ledger.fee_owed, still_paid(course, CHARGED_FEE, currency)) if ledger else zero(currency)
    if act.data.sum.amount > charged.amount:
        yield refused.ABOVE_WHAT_WAS_CHARGED.because(f"{written(charged)} of the fee is charged", row.article)


@CONDITIONS.derived("awaited-from-remitted")
def awaited_from_remitted(course: Course, act: Act, row: ActRow) -> Problems:
    """No more comes back than was sent off without being due."""
    awaited_ = awaited(course, Account(act.data.payable), act.data.sum.currency)
    if act.data.sum.amount > awaited_.amount:
        yield refused.ABOVE_WHAT_WAS_CHARGED.because(f"{written(awaited_)} is to come back", row.article)
