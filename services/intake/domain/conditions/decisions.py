"""What the decision on a statement asks for (Art. 343, 353, 354, 356, 358, 359)."""

from contracts.events.intake import InitiationDecided
from services.intake.domain import refusals as refused
from services.intake.domain.conditions.registry import CONDITIONS, Problems
from services.intake.domain.course import DECISIONS, Course, Decision
from services.intake.domain.requirements import CHECKS, Examined, is_asked
from shared.law.procedures import Act, ActRow

NEEDED_TO_BEGIN = ("document-states-legal-force", "money-claims-state-their-sum", "other-claims-state-no-sum")
"""Requirements without which no proceeding can begin, also where its initiation was decided on paper."""


@CONDITIONS.derived("decided-once", of_form=True, decisive=True)
def decided_once(course: Course, _: Act, __: ActRow) -> Problems:
    """A statement has one decision, on whatever day another one is said to be taken."""
    if course.decided is not None:
        yield refused.ALREADY_DECIDED.because(f"the decision was to {DECISIONS[type(course.decided.data)].value}")


@CONDITIONS.derived("executor-of-the-body", of_form=True)
def executor_of_the_body(course: Course, act: Act, _: ActRow) -> Problems:
    """An executor of the body decides."""
    data: Decision = act.data
    body = course.require().body
    if not data.executor.id.startswith(f"{body}-"):
        yield refused.EXECUTOR_OF_ANOTHER_BODY.because(f"{data.executor.id} is not of body {body}")


@CONDITIONS.fact("document-lies-nowhere-else", decisive=True)
def document_lies_nowhere_else(_: Course, act: Act, __: ActRow) -> Problems:
    """A fact: where a proceeding is to begin, the document lies with no other body, nor under another statement."""
    if isinstance(act.data, InitiationDecided) and act.evidence.get("document_presented"):
        yield refused.ALREADY_PRESENTED.because("the same document is under consideration or in execution")


@CONDITIONS.derived("proceeding-can-begin", of_form=True)
def proceeding_can_begin(course: Course, act: Act, _: ActRow) -> Problems:
    """No document is left in a proceeding that cannot begin, also where a paper says it was initiated."""
    if not isinstance(act.data, InitiationDecided):
        return
    statement = course.require()
    rows = course.rules.rule_sets.in_force(act.day).intake.requirements.requirements
    for row in (rows[check] for check in NEEDED_TO_BEGIN if check in rows):
        if is_asked(row, statement) and not CHECKS[row.check](Examined(statement, act.day)):
            yield refused.GROUND_AGAINST.because(row.detail.en, article=row.article)


@CONDITIONS.derived("number-of-the-paper", of_form=True)
def number_of_the_paper(course: Course, act: Act, _: ActRow) -> Problems:
    """A number on paper is one of its body and year, and of an initiation that is recorded from that paper."""
    if not isinstance(act.data, InitiationDecided) or act.data.number is None:
        return
    series = f"{course.require().body}-{act.day.year:04}"
    if not act.data.number.startswith(f"{series}-"):
        yield refused.NUMBER_UNFIT.because(f"the series is {series}")
    elif act.recording is None or act.recording.paper is None:
        yield refused.NUMBER_UNFIT.because("what is decided in the system gets the next number of the series")


@CONDITIONS.fact("number-of-one-proceeding", decisive=True)
def number_of_one_proceeding(_: Course, act: Act, __: ActRow) -> Problems:
    """A fact: no other paper has given the number to a proceeding."""
    if isinstance(act.data, InitiationDecided) and act.data.number and act.evidence.get("proceeding_number_taken"):
        yield refused.PROCEEDING_NUMBER_TAKEN.because("another statement was decided with the number")


@CONDITIONS.derived("ground-holds")
def ground_holds(course: Course, act: Act, _: ActRow) -> Problems:
    """Nothing stands against initiation; a refusal or return rests on what was found."""
    yield from course.objections(act.data, act.day)
