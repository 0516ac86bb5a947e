"""Whether the ground that a command names carries its decision."""

from collections.abc import Iterator
from typing import Any

from contracts.problems import Problem
from contracts.values import PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.rules import name_of
from services.proceedings.domain.state import Measure, Proceeding
from shared.decider import Rejection
from shared.law.rule_sets.parts.proceedings import GroundRule, ProceedingRules
from shared.law.rule_sets.rows import Ground


def carrying(case: Case[Any]) -> Ground:
    """The ground of a command on a decision; raises Rejection where it does not carry that decision."""
    ground = case.rules.ground(case.data.ground, case.day)
    decisions = case.rules.act(name_of(case.data.type)).decisions
    if ground is None or ground.decision not in decisions:
        detail = f"{case.data.ground} is no ground of {' or '.join(sorted(decisions))}"
        raise Rejection(refused.GROUND_UNFIT.because(detail, case.rules.act(name_of(case.data.type)).article))
    problems = tuple(_obstacles(case, case.rules.asked_by(ground)))
    if problems:
        raise Rejection(*problems)
    return ground


def _obstacles(case: Case[Any], asked: GroundRule) -> Iterator[Problem]:
    proceeding, article = case.proceeding, asked.article
    if asked.statuses is not None and proceeding.status not in asked.statuses:
        yield refused.GROUND_NOT_IN_STATUS.because(f"the proceeding is {proceeding.status}", article)
    if asked.parties and not any(_is_individual(proceeding, party) for party in asked.parties):
        yield refused.GROUND_NEEDS_INDIVIDUAL.because(f"{' or '.join(asked.parties)} must be one", article)
    if asked.claim and not any(case.rules.nature(claim.type) is asked.claim for claim in proceeding.claims.values()):
        yield refused.GROUND_NEEDS_CLAIM.because(f"the document holds no {asked.claim.value} claim", article)
    if asked.measures and not any(
        measure.code in asked.measures and carried_out(measure, case.rules.proceedings)
        for measure in proceeding.measures.values()
    ):
        yield refused.GROUND_NEEDS_MEASURE.because(f"none of {', '.join(sorted(asked.measures))}", article)
    if asked.settled:
        yield from unsettled(proceeding)


def _is_individual(proceeding: Proceeding, party: str) -> bool:
    return (proceeding.debtor if party == "debtor" else proceeding.recoverer) is not PartyKind.LEGAL_PERSON


def carried_out(measure: Measure, rules: ProceedingRules) -> bool:
    """Whether a measure was ever carried out."""
    return any(each.code in rules.measures.carried_out for each in measure.history)


def unsettled(proceeding: Proceeding) -> Iterator[Problem]:
    """What is still to be paid or done before everything is fulfilled (Art. 400(1) ind. 2)."""
    for claim in proceeding.open_claims():
        left = f"{claim.outstanding.amount} ({claim.outstanding.currency}) outstanding" if claim.outstanding else "open"
        yield refused.CLAIM_OUTSTANDING.because(f"claim {claim.number}: {left}")
    for currency, ledger in proceeding.ledgers.items():
        if ledger.costs_owed.amount:
            yield refused.COSTS_OUTSTANDING.because(f"{ledger.costs_owed.amount} ({currency}) not recovered")
        if ledger.fee_owed.amount:
            yield refused.FEE_OUTSTANDING.because(f"{ledger.fee_owed.amount} ({currency}) not recovered")
