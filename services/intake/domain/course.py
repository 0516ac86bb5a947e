"""The course of a statement: all that follows from its acts by law.

Effects change it while the acts are walked in the order of their days; afterwards nobody does. A statement has no
history that others read day by day: what others hold of it is how each of its acts reads, and which duties are open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from contracts.documents import Claim, ExecutionDocument, Executor
from contracts.events.intake import (
    Circumstance,
    DocumentGoes,
    Finding,
    InitiationDecided,
    InitiationRefused,
    Proposal,
    RefusedClaims,
    StatementAssessed,
    StatementRegistered,
    StatementReturned,
)
from contracts.events.intake_duties import DutyOpened
from contracts.events.intake_facts import DocumentHistoryEstablished
from contracts.events.intake_handling import Complainant, DecisionComplainedOf
from contracts.events.parties import PartyRole
from contracts.problems import Problem
from contracts.registry import Event
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import PRESENTATION_EXPIRED, Known, Rules, assess, resting_on_returns
from services.intake.domain.histories import in_effect, standing
from services.intake.domain.items import duty_track, item
from services.intake.domain.periodic import divided
from shared.law.procedures import Act, Item
from shared.law.rule_sets.parts.intake import IntakeDuty

Decision = InitiationDecided | InitiationRefused | StatementReturned

DECISIONS: dict[type[Event], Proposal] = {
    InitiationDecided: Proposal.INITIATE,
    InitiationRefused: Proposal.REFUSE,
    StatementReturned: Proposal.RETURN,
}
IRREGULAR, UNFOUNDED = "act-was-not-open", "decision-does-not-hold"
HELD = {DocumentGoes.TO_ISSUER: "refused-document-held", DocumentGoes.TO_SIGNATORY: "returned-document-held"}
ANNULLED, AWAY = "decision-annulled", "document-away"
"""Circumstances that somebody has to do something about; which duty is the table's business."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, and the act that took it."""

    act: UUID
    day: date
    data: Decision


@dataclass(frozen=True, slots=True)
class After:
    """What followed a refusal or return."""

    received: Mapping[PartyRole, date] = field(default_factory=dict)
    """The day each party received its copy."""
    complaint: DecisionComplainedOf | None = None
    """The complaint that pends."""
    complained: frozenset[Complainant] = frozenset()
    """Who has used the limit for a complaint."""
    superior_received: Mapping[Complainant, date] = field(default_factory=dict)
    """The day each complainant received the decision of the superior body that upholds it, until a court decides."""
    document_sent: bool = False
    """The document is not with the body any more."""


class Course:
    """What follows from the acts on one statement."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.items: dict[str, Item] = {}
        """By track, in the order in which the acts take effect: how each act reads, and the open duties."""
        self.registered: StatementRegistered | None = None
        self.circumstances: list[Circumstance] = []
        self.history: list[DocumentHistoryEstablished] = []
        self.status: str | None = None
        """None until the statement is registered."""
        self.assessed: Act | None = None
        """The latest assessment; what became known after it asks for another."""
        self.document_assessed: ExecutionDocument | None = None
        """The document with all that this assessment knew of its history."""
        self.executor: Executor | None = None
        """Who the statement was given to; None: it was not distributed."""
        self.decided: Decided | None = None
        self.after = After()
        """What followed the decision."""
        self.annulled: UUID | None = None
        """The decision that was annulled, until there is another."""
        self.irregular: dict[UUID, tuple[Problem, ...]] = {}
        """Acts that were not open on their day, with the reasons."""

    def advance(self, day: date) -> None:
        """Nothing happens to a statement by law alone."""

    def take_up(self, act: Act, problems: tuple[Problem, ...]) -> None:
        """Examine an act: where it was not open, somebody has to review it."""
        if problems:
            self.irregular[act.id] = problems
            self.open_duty(IRREGULAR, act.id, act.day, problems)

    def publish(self, act: Act, data: Event) -> None:
        """How an act reads."""
        added = item(act.id, data, act.day)
        self.items[added.track] = added

    def require(self) -> StatementRegistered:
        """The registered statement. Raises LookupError."""
        if self.registered is None:
            raise LookupError("only a registered statement can be examined")
        return self.registered

    def examined(self, on: date, assessment: Act | None) -> StatementAssessed:
        """What an examination as of a day finds by what is known so far, with what an assessment found in other tables.

        Raises Rejection where dates contradict each other.
        """
        return assess(self.known(on, assessment), on, self.rules)

    def known(self, on: date, assessment: Act | None) -> Known:
        """What is known so far; after the decision only what was there when it was taken (Art. 353(1))."""
        until = self.decided.day if self.decided else date.max
        bearing = standing(self.circumstances, until)
        known = Known(self.require(), bearing, [in_effect(each, until) for each in self.history])
        if assessment is not None and "returns" in assessment.evidence:
            evidence = assessment.evidence
            lies_elsewhere = bool(evidence.get("document_presented"))
            known = replace(known, returns=evidence["returns"], lies_elsewhere=lies_elsewhere)
        elif assessment is not None:
            kept = resting_on_returns(assessment.data.findings, self.rules.rule_sets.in_force(on))
            known = replace(known, kept=kept)
        return known

    def presented_in_time(self, on: date) -> tuple[tuple[Claim, ...], RefusedClaims | None]:
        """The claims that an initiation of a day takes, and those it leaves out because their limit was over.

        Payments that are not due yet are neither (Art. 337(3)). All, where there is nothing to take: whether anything
        may be initiated is not decided here. Raises Rejection.
        """
        claims = self.require().claims
        parts = divided(claims, self.examined(on, self.assessed).presentation, on)
        if not parts.taken:
            return claims, None
        if not parts.late:
            return tuple(parts.taken), None
        ground = self.rules.rule_sets.in_force(on).ground(PRESENTATION_EXPIRED)
        refused_claims = RefusedClaims(ground=ground.id, article=str(ground.article), claims=tuple(parts.late))
        return tuple(parts.taken), refused_claims

    def review(self, day: date) -> None:
        """Whether the decision, right when it was taken, holds as known now: else somebody has to review it."""
        if self.decided is None or self.decided.act in self.irregular:
            return
        problems = (*self.objections(self.decided.data, self.decided.day), *self._divided_otherwise())
        if problems:
            self.open_duty(UNFOUNDED, self.decided.act, day, problems)
        else:
            self.close_duty(UNFOUNDED, self.decided.act, self.decided.day)

    def _divided_otherwise(self) -> Iterator[Problem]:
        """Why an initiation takes, or leaves out, claims that it would not as known now (Art. 337(3)-(4))."""
        if self.decided is None or not isinstance(self.decided.data, InitiationDecided):
            return
        taken, _ = self.presented_in_time(self.decided.day)
        if taken != self.decided.data.claims:
            detail = "by what is known now, claims or payments other than those taken were due and presented in time"
            yield refused.CLAIMS_DIVIDED_OTHERWISE.because(detail)

    def objections(self, decision: Decision, day: date) -> tuple[Problem, ...]:
        """Why a decision of a day does not hold: grounds against initiation, or the ground it names is not there."""
        if isinstance(decision, InitiationDecided):
            found = self.findings(day)
            return tuple(refused.GROUND_AGAINST.because(each.detail, article=each.article) for each in found)
        if self._ground_of(decision, day) is not None:
            return ()
        proposal = DECISIONS[type(decision)]
        article = "Art. 358(1)" if proposal is Proposal.REFUSE else "Art. 359(1)"
        detail = f"{decision.ground} is not among the findings for this decision"
        return (refused.GROUND_NOT_FOUND.because(detail, article=article),)

    def article_of(self, decision: InitiationRefused | StatementReturned, day: date) -> str:
        """The article that a refusal or return of a day rests on."""
        found = self._ground_of(decision, day)
        return found.article if found else decision.article

    def _ground_of(self, decision: InitiationRefused | StatementReturned, day: date) -> Finding | None:
        proposal = DECISIONS[type(decision)]
        found = (each for each in self.lasting(day) if each.ground == decision.ground)
        return next((each for each in found if each.proposal is proposal), None)

    def lasting(self, day: date) -> Sequence[Finding]:
        """What was found and still stands against initiation on the day of a decision."""
        by_the_day = self.examined(day, self.assessed).findings
        return [each for each in self.findings(day) if each in by_the_day]

    def findings(self, day: date) -> Sequence[Finding]:
        """What stands against initiation by the last assessment; if nothing, by the day of the decision."""
        if self.assessed is not None:
            found = self.examined(self.assessed.day, self.assessed).findings
            if found:
                return found
        return self.examined(day, self.assessed).findings

    def _duty(self, circumstance: str, day: date) -> IntakeDuty:
        return self.rules.rule_sets.in_force(day).intake.duties.duties[circumstance]

    def open_duty(self, circumstance: str, act: UUID, day: date, problems: tuple[Problem, ...] = ()) -> None:
        """Somebody has to do something about an act from a day on."""
        row = self._duty(circumstance, day)
        article = str(row.article) if row.article else problems[0].article
        opened = DutyOpened(duty=row.duty, who=row.who, act=act, article=article, problems=problems)
        added = item(act, opened, day)
        known = self.items.get(added.track)
        if known is None or known.substance != added.substance:
            self.items[added.track] = added

    def close_duty(self, circumstance: str, act: UUID, day: date) -> None:
        """Nobody has to do that any more; the day is one of the rule set that opened it."""
        self.items.pop(duty_track(self._duty(circumstance, day).duty, act), None)
