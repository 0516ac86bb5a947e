"""Non-property claims: their fulfilment (Art. 396) and the fee on them (Art. 402(1) ind. 3)."""

from datetime import date

from contracts.commands.proceedings import ImposeFee, RecordFulfilment
from contracts.events.proceedings import ClaimFulfilled, FeeImposed
from contracts.values import PositiveMoney
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.state import Claim
from shared.decider import Decided, Rejection
from shared.law.money import non_property_fee, non_property_fee_right
from shared.law.money.errors import UnknownBaseUnit
from shared.law.rule_sets.vocabulary import Nature


def record(case: Case[RecordFulfilment]) -> Decided:
    """A claim that is not for money was fulfilled."""
    claim = case.proceeding.claims.get(case.data.claim)
    if claim is None:
        raise Rejection(refused.CLAIM_UNKNOWN.because(f"the document has no claim {case.data.claim}"))
    if case.rules.nature(claim.type) is Nature.MONEY:
        raise Rejection(refused.CLAIM_FOR_MONEY.because(f"claim {claim.number} is for money"))
    if claim.fulfilled_on is not None:
        detail = f"claim {claim.number} was fulfilled on {claim.fulfilled_on}"
        raise Rejection(refused.CLAIM_FULFILLED.because(detail))
    return [ClaimFulfilled(claim=claim.number)]


def impose_fee(case: Case[ImposeFee]) -> Decided:
    """Impose the fee in base units of the day of the resolution, once for the document."""
    if any(ledger.imposed.amount for ledger in case.proceeding.ledgers.values()):
        raise Rejection(refused.FEE_REPEATED.because("the fee was imposed before"))
    right = non_property_fee_right(case.rules.money, _circumstances(case))
    if not right.due:
        raise Rejection(refused.FEE_NOT_DUE.because("; ".join(step.working for step in right.steps)))
    return [_fee(case)]


def _fee(case: Case[ImposeFee]) -> FeeImposed:
    rules, debtor = case.rules.money, case.proceeding.debtor
    try:
        fee = non_property_fee(rules, debtor, case.day).fee
    except UnknownBaseUnit as error:
        raise Rejection(refused.BASE_UNIT_UNKNOWN.because(str(error))) from error
    units = rules.fee.non_property.base_units[debtor]
    return FeeImposed(
        sum=PositiveMoney(amount=fee.amount, currency=fee.currency),
        base_units=int(units),
        article=rules.fee.non_property.article,
    )


def _circumstances(case: Case[ImposeFee]) -> set[str]:
    compulsory_on = case.proceeding.reached("compulsory")
    present = {"voluntary-term-over"} if compulsory_on is not None else set()
    claims = case.proceeding.claims.values()
    demands = [claim for claim in claims if case.rules.nature(claim.type) is Nature.NON_PROPERTY]
    if any(_unperformed(demand, compulsory_on) for demand in demands):
        present.add("not-performed")
    return present


def _unperformed(demand: Claim, compulsory_on: date | None) -> bool:
    """Whether the voluntary term went by without performance; a later one does not take the fee away."""
    return demand.fulfilled_on is None or (compulsory_on is not None and demand.fulfilled_on >= compulsory_on)
