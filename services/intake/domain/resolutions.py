"""Refusals and returns as resolutions: which are made here, and what they say (Art. 343(2), 358, 359).

An initiation becomes a resolution of its proceeding. What is recorded from paper, or of an earlier day, was made
elsewhere: it has the number of its paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.codelists import CLAIM_TYPES, Names
from contracts.envelope import EventEnvelope
from contracts.events.intake import InitiationRefused, StatementReturned
from services.intake.domain.assessment import PRESENTATION_EXPIRED
from services.intake.domain.copies import copies_to
from services.intake.domain.course import DECISIONS, Course
from services.intake.domain.journal import Statement, made_now
from services.intake.domain.views import finding_view
from shared.clock import day_of
from shared.documents.complaints import complaints_against
from shared.documents.resolution import Clause, Code, Concerned, Line, Reason, Resolution
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.rows import Actor

DECISION = "decide-on-statement"


def made_here(event: EventEnvelope[Any], rule_set: RuleSet) -> str | None:
    """The kind of the document in which an event's decision was made here; none: it is no such resolution."""
    data = event.data
    if not isinstance(data, InitiationRefused | StatementReturned):
        return None
    if not made_now(event.effective_date, day_of(event.recorded_at), event.recording):
        return None
    return rule_set.ground(data.ground).document


def body_of(statement: Statement) -> str:
    """The body whose executor decides. Raises LookupError before the registration."""
    for act in statement.acts:
        if act.name == "register-statement":
            return str(act.data.body)
    raise LookupError("only a registered statement is decided")


@dataclass(frozen=True, slots=True)
class Made:
    """A refusal or return that was made here."""

    number: str
    kind: str
    """Of document, as the rule set names it."""
    event: EventEnvelope[Any]
    course: Course
    """The statement after it."""


def resolution(made: Made) -> Resolution:
    """What the resolution says."""
    course, day = made.course, made.event.effective_date
    registered, data = course.require(), made.event.data
    rule_set = course.rules.rule_sets.in_force(day)
    refusal = isinstance(data, InitiationRefused)
    return Resolution(
        number=made.number,
        kind=rule_set.document(made.kind).name,
        subject=Code("refusal" if refusal else "return-uninitiated"),
        signatory="court-executor",
        body=registered.body,
        executor=data.executor,
        made_on=day,
        concerns=Concerned(registered.registration_number, registered.received_on, statement=True),
        document=registered.document,
        recoverer=registered.recoverer,
        debtor=registered.debtor,
        claims=tuple((CLAIM_TYPES[claim.type].names, claim.sum) for claim in registered.claims),
        stated=tuple(_stated(made, rule_set)),
        reasons=tuple(_reasons(made, rule_set)),
        decided=tuple(_decided(made)),
        complaints=complaints_against(rule_set.procedures.statement.acts[DECISION], "court-executor", rule_set, day),
        copies_to=tuple(rule_set.row(Actor, each).name for each in copies_to(course, data)),
    )


def _stated(made: Made, rule_set: RuleSet) -> Iterator[Line]:
    """What was found, with the days of the limit where it is over, and the reasons as the executor gives them."""
    course, data, day = made.course, made.event.data, made.event.effective_date
    for finding in course.lasting(day):
        if finding.proposal is DECISIONS[type(data)]:
            yield Line("found", finding_view(finding, rule_set).text)
    for circumstance in course.circumstances:
        if circumstance.ground == data.ground:
            yield Line(_named(rule_set, circumstance.ground), circumstance.evidence)
    if data.ground == PRESENTATION_EXPIRED:
        limit = course.examined(day, course.assessed).presentation
        yield Line("presented", limit.presented_on)
        if limit.due is not None:
            yield Line("last-day", limit.due)
    yield Line("motives", data.reasons)


def _named(rule_set: RuleSet, ground: str) -> Names:
    name: Names = rule_set.ground(ground).name
    return name


def _reasons(made: Made, rule_set: RuleSet) -> Iterator[Reason]:
    """The article of the decision, that of its ground, and those of what exactly was found."""
    data = made.event.data
    ground = rule_set.ground(data.ground)
    yield Reason("Art. 358(2)" if isinstance(data, InitiationRefused) else "Art. 359(2)")
    yield Reason(str(ground.article), _named(rule_set, data.ground))
    found = (each for each in made.course.findings(made.event.effective_date) if each.ground == data.ground)
    for article in dict.fromkeys(each.article for each in found):
        if article != str(ground.article):
            yield Reason(article)


def _decided(made: Made) -> Iterator[Clause]:
    if isinstance(made.event.data, InitiationRefused):
        yield Clause("refuse")
        yield Clause("refused-document", {"issuer": made.course.require().document.issuer.name})
    else:
        yield Clause("return-uninitiated")
        yield Clause("returned-papers")
        yield Clause("present-when-mended")
