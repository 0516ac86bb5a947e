"""The assessment of a statement: every ground of Art. 358 and 359 that stands against initiation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.documents import ExecutionDocument, InterruptionKind, PresentationInterruption
from contracts.events.intake import (
    Circumstance,
    Finding,
    KnownReturn,
    PresentationLimit,
    Proposal,
    StatementAssessed,
    StatementRegistered,
)
from contracts.events.intake_facts import DocumentHistoryEstablished
from services.intake.domain.histories import delay_lasts, lasts, latest, moved_by_circumstances, with_history
from services.intake.domain.periodic import Divided, divided
from services.intake.domain.presentation import (
    limit_that_runs,
    not_begun,
    presentation_limit,
    same_execution,
    with_known_returns,
    with_payments,
)
from services.intake.domain.requirements import Examined, check_duties, check_tests, unmet
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.vocabulary import KeptBy

PROPOSALS = {"refuse-initiation": Proposal.REFUSE, "return-uninitiated": Proposal.RETURN}
"""What a decision of the rule set's grounds means for a statement."""

PRESENTATION_EXPIRED = "refuse-presentation-expired"


@dataclass(frozen=True, slots=True)
class Rules:
    """The law an assessment applies."""

    rule_sets: RuleSets
    calendar: WorkingCalendar

    def __post_init__(self) -> None:
        """A requirement without a test, or a circumstance without its duty, stops the service at its start."""
        check_tests(self.rule_sets)
        check_duties(self.rule_sets)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a statement when it is examined."""

    registered: StatementRegistered
    circumstances: Sequence[Circumstance] = ()
    history: Sequence[DocumentHistoryEstablished] = ()
    """What became known of the document beside what it tells itself."""
    returns: tuple[KnownReturn, ...] | None = None
    """Returns that the system itself knows of; none: they were not frozen into the assessment."""
    lies_elsewhere: bool = False
    """The same document was under consideration or in execution by another statement when this one was assessed."""
    kept: tuple[Finding, ...] = ()
    """What an assessment found of returns that were not frozen."""

    @property
    def statement(self) -> StatementRegistered:
        """The statement, its document with everything that is known of its history.

        A delay that a proceeding had on record lasts after the return, whoever granted it (Art. 337(1), 359(1) ind. 4).
        """
        document, returns = self.document, self.returns or ()
        periodic = any(claim.periodic for claim in self.registered.claims)
        stated = document.model_copy(
            update={
                "interruptions": with_known_returns(document.interruptions, returns, periodic=periodic),
                "delay_ended_on": latest(document.delay_ended_on, *(each.delayed_until for each in returns)),
            }
        )
        return self.registered.model_copy(update={"document": stated})

    @property
    def document(self) -> ExecutionDocument:
        """The document with what became known of its history; without the returns that the system knows of."""
        return with_history(self.registered.document, self.history)


def assess(known: Known, on: date, rules: Rules) -> StatementAssessed:
    """Examine a registered statement as of a day. Raises Rejection where its dates contradict each other.

    A refusal outweighs a return: what may not be initiated at all is not sent back for mending.
    """
    statement = known.statement
    rule_set = rules.rule_sets.in_force(on)
    presentation = limit_of(_moved(known, rule_set), on, rules)
    delayed = any(each.delay_lasts for each in known.returns or ())
    if delayed or delay_lasts(known.circumstances, on, rule_set):
        presentation = not_begun(presentation, rule_set)
    counted = _counted_returns(known, on, rule_set)
    parts = divided(statement.claims, presentation, on)
    examined = Examined(
        statement,
        on,
        counted,
        presentation.in_time,
        known.lies_elsewhere,
        delayed,
        nothing_is_due=bool(parts.to_come) and not parts.taken,
    )
    findings = (
        *_from_circumstances(known.circumstances, on, rule_set),
        *_from_presentation(parts, presentation, rule_set),
        *unmet(examined, rule_set),
        *known.kept,
    )
    return StatementAssessed(
        findings=findings, presentation=presentation, proposal=_proposal(findings), rule_set=rule_set.id
    )


def _moved(known: Known, rule_set: RuleSet) -> StatementRegistered:
    """The statement, its document with what circumstances outside the papers say of the presentation limit."""
    document = moved_by_circumstances(known.statement.document, known.circumstances, rule_set)
    return known.statement.model_copy(update={"document": document})


def limit_of(statement: StatementRegistered, on: date, rules: Rules) -> PresentationLimit:
    """The presentation limit by the law of a day. Raises Rejection where it cannot be computed."""
    law, document = rules.rule_sets.in_force(on), statement.document
    posted = statement.posted_on if limit_that_runs(document, law).kept_by is KeptBy.POSTING else None
    limit = presentation_limit(document, posted or statement.received_on, law, rules.calendar)
    return with_payments(limit, document, statement.claims, law, rules.calendar)


def shown_by_papers(rule_set: RuleSet) -> frozenset[str]:
    """The grounds that the papers alone show; they are found and never established as a circumstance."""
    requirements = rule_set.intake.requirements.requirements.values()
    return frozenset({row.ground for row in requirements if not row.also_established} | {PRESENTATION_EXPIRED})


def resting_on_returns(findings: Sequence[Finding], rule_set: RuleSet) -> tuple[Finding, ...]:
    """Findings that rest on earlier returns (Art. 359(1) ind. 8)."""
    row = rule_set.intake.requirements.requirements.get("new-data-after-two-returns")
    return tuple(finding for finding in findings if row is not None and finding.ground == row.ground)


def _proposal(findings: tuple[Finding, ...]) -> Proposal:
    proposed = {finding.proposal for finding in findings}
    for proposal in (Proposal.REFUSE, Proposal.RETURN):
        if proposal in proposed:
            return proposal
    return Proposal.INITIATE


def _from_circumstances(circumstances: Sequence[Circumstance], on: date, rule_set: RuleSet) -> Iterator[Finding]:
    for circumstance in circumstances:
        if not lasts(circumstance, on):
            continue
        ground = rule_set.ground(circumstance.ground)
        yield Finding(
            ground=ground.id,
            article=str(ground.article),
            proposal=PROPOSALS[ground.decision],
            detail=f"{ground.name.en}, established on {circumstance.established_on}.",
        )


def _from_presentation(parts: Divided, presentation: PresentationLimit, rule_set: RuleSet) -> Iterator[Finding]:
    """Nothing is initiated where all was presented too late; what was in time is taken, and the rest left out.

    Payments to come keep the document with the recoverer, who presents it again when one is due (Art. 337(3)).
    """
    if not parts.taken and not parts.to_come:
        ground = rule_set.ground(PRESENTATION_EXPIRED)
        yield Finding(
            ground=ground.id,
            article=str(ground.article),
            proposal=PROPOSALS[ground.decision],
            detail=f"Presented on {presentation.presented_on}, but the limit ended on {presentation.due}.",
        )


def _counted_returns(known: Known, on: date, rule_set: RuleSet) -> int:
    """Earlier returns that count for Art. 359(1) ind. 8: those known here, and those only the document tells of."""
    if known.returns is None:
        return 0  # what was found of them is kept
    counting = {ground.id for ground in rule_set.grounds("return-to-recoverer") if ground.counts_as_return}
    ours = with_known_returns((), known.returns)
    theirs = {
        each.returned_on
        for each in known.document.interruptions
        if each.returned_on is not None
        and each.returned_on <= on
        and each.ground in counting
        and not _is_one_of(each, ours)
    }
    return len(theirs) + sum(each.counts and each.returned_on <= on for each in known.returns)


def _is_one_of(told: PresentationInterruption, ours: Sequence[PresentationInterruption]) -> bool:
    # A return that counts is one by an executor, whatever the paper calls the presentation before it.
    executed = told.model_copy(update={"kind": InterruptionKind.PROCEEDING_INITIATED})
    return any(same_execution(executed, each) for each in ours)
