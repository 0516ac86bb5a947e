"""The assessment of a statement: every ground of Art. 358 and 359 that stands against initiation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contracts.events.intake import Circumstance, Finding, PresentationLimit, Proposal, StatementAssessed
from services.intake.domain.presentation import presentation_limit
from services.intake.domain.requirements import check_tests, unmet
from services.intake.domain.state import Facts, Statement
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSet, RuleSets

PROPOSALS = {"refuse-initiation": Proposal.REFUSE, "return-uninitiated": Proposal.RETURN}
"""What a decision of the rule set's grounds means for a statement."""

PRESENTATION_EXPIRED = "refuse-presentation-expired"


@dataclass(frozen=True, slots=True)
class Rules:
    """The law an assessment applies."""

    rule_sets: RuleSets
    calendar: WorkingCalendar

    def __post_init__(self) -> None:
        """A requirement without a test stops the service at its start."""
        check_tests(self.rule_sets)


def assess(statement: Statement, facts: Facts, on: date, rules: Rules) -> StatementAssessed:
    """Examine a registered statement as of a day.

    A refusal outweighs a return: what may not be initiated at all is not sent back for mending.
    """
    registered = statement.registered
    if registered is None:
        raise ValueError("only a registered statement can be assessed")
    rule_set = rules.rule_sets.in_force(on)
    presented_on = registered.posted_on or registered.received_on  # Art. 135(8), 339(4)
    presentation = presentation_limit(registered.document, presented_on, rule_set, rules.calendar)
    findings = (
        *_from_circumstances(statement.circumstances, rule_set),
        *_from_presentation(presentation, rule_set),
        *unmet(registered, _counted_returns(statement, facts, rule_set), on, rule_set),
    )
    return StatementAssessed(
        findings=findings, presentation=presentation, proposal=_proposal(findings), rule_set=rule_set.id
    )


def shown_by_papers(rule_set: RuleSet) -> frozenset[str]:
    """The grounds that the papers alone show; they are found and never established as a circumstance."""
    requirements = rule_set.intake.requirements.requirements.values()
    return frozenset({row.ground for row in requirements if not row.also_established} | {PRESENTATION_EXPIRED})


def _proposal(findings: tuple[Finding, ...]) -> Proposal:
    proposed = {finding.proposal for finding in findings}
    for proposal in (Proposal.REFUSE, Proposal.RETURN):
        if proposal in proposed:
            return proposal
    return Proposal.INITIATE


def _from_circumstances(circumstances: tuple[Circumstance, ...], rule_set: RuleSet) -> Iterator[Finding]:
    for circumstance in circumstances:
        ground = rule_set.ground(circumstance.ground)
        yield Finding(
            ground=ground.id,
            article=str(ground.article),
            proposal=PROPOSALS[ground.decision],
            detail=f"{ground.name.en}, established on {circumstance.established_on}.",
        )


def _from_presentation(presentation: PresentationLimit, rule_set: RuleSet) -> Iterator[Finding]:
    if not presentation.in_time:
        ground = rule_set.ground(PRESENTATION_EXPIRED)
        yield Finding(
            ground=ground.id,
            article=str(ground.article),
            proposal=PROPOSALS[ground.decision],
            detail=f"Presented on {presentation.presented_on}, but the limit ended on {presentation.due}.",
        )


def _counted_returns(statement: Statement, facts: Facts, rule_set: RuleSet) -> int:
    """Earlier returns that count for Art. 359(1) ind. 8: those we know of and those the document tells of."""
    counting = {ground.id for ground in rule_set.grounds("return-to-recoverer") if ground.counts_as_return}
    told = {
        interruption.returned_on
        for interruption in (statement.registered.document.interruptions if statement.registered else ())
        if interruption.returned_on is not None and interruption.ground in counting
    }
    return len(told | set(facts.returns_counted))
