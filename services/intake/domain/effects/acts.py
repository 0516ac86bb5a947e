"""The effects of the acts on a statement."""

from dataclasses import replace

from contracts.events.intake import AssessmentEvidence, DocumentGoes, InitiationDecided, StatementReturned
from services.intake.domain.copies import copies_due
from services.intake.domain.course import ANNULLED, AWAY, DECISIONS, HELD, After, Course, Decided
from services.intake.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow

SIGNATORY = "signatory"
"""The person who signed the statement, among the recipients of copies."""


@EFFECTS.named("register")
def register(course: Course, act: Act, _: ActRow) -> None:
    """The statement is there with its document."""
    course.publish(act, act.data)
    course.registered = act.data
    course.status = "registered"


@EFFECTS.named("take-circumstance")
def take_circumstance(course: Course, act: Act, _: ActRow) -> None:
    """A ground outside the papers is known from now on."""
    course.publish(act, act.data)
    course.circumstances.append(act.data.circumstance)
    _reconsider(course, act)


@EFFECTS.named("take-history")
def take_history(course: Course, act: Act, _: ActRow) -> None:
    """More is known of the document from now on."""
    course.publish(act, act.data)
    course.history.append(act.data)
    _reconsider(course, act)


def _reconsider(course: Course, act: Act) -> None:
    if course.decided is None:
        course.status = "registered"
    else:
        course.review(act.day)


@EFFECTS.named("assess")
def assess(course: Course, act: Act, _: ActRow) -> None:
    """The statement is examined by what is known by then."""
    found = course.examined(act.day, act)
    returns = act.evidence.get("returns")
    elsewhere = act.evidence.get("document_presented") or None
    evidence = None if returns is None else AssessmentEvidence(returns=returns, document_presented=elsewhere)
    course.publish(act, found.model_copy(update={"evidence": evidence}))
    if course.decided is None:
        course.assessed = act
        course.document_assessed = course.known(act.day, act).statement.document
        course.status = "assessed"


@EFFECTS.named("decide")
def decide(course: Course, act: Act, _: ActRow) -> None:
    """The decision stands as it was taken; the article it rests on is that of what was found on its day."""
    data = act.data
    if act.draft and not isinstance(data, InitiationDecided):
        data = data.model_copy(update={"article": course.article_of(data, act.day)})
    course.publish(act, data)
    course.decided, course.after = Decided(act.id, act.day, data), After()
    course.status = f"decided-{DECISIONS[type(act.data)].value}"
    if course.annulled is not None:
        for circumstance in (ANNULLED, AWAY):
            course.close_duty(circumstance, course.annulled, act.day)
        course.annulled = None
    if not isinstance(data, InitiationDecided) and data.document_goes is not None:
        course.open_duty(HELD[data.document_goes], act.id, act.day)


@EFFECTS.named("send-copies")
def send_copies(course: Course, act: Act, _: ActRow) -> None:
    """Copies of the decision went out; with that of a return the document, to the person who signed (Art. 359(3)).

    Where nobody signed it goes to the recoverer, whose statement it is.
    """
    due = copies_due(course)
    course.publish(act, act.data.model_copy(update={"due": due}))
    decided = course.decided
    if decided and isinstance(decided.data, StatementReturned) and {SIGNATORY, *due}.intersection(act.data.recipients):
        course.close_duty(HELD[DocumentGoes.TO_SIGNATORY], decided.act, act.day)
        course.after = replace(course.after, document_sent=True)
