"""What steps of a complaint against the executor ask for (Art. 136, 138, 353)."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.corrections import Annuller
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.act_types import RECORDED_BY
from services.proceedings.domain.complaints import SENT_TO_COURT, WITH_COURT, is_late, outcome_of, was_late
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import records_an_act
from services.proceedings.domain.waiting import complaint_pends
from shared.law.procedures import Act, ActKind, ActRow
from shared.law.rule_sets.parts.complaints import Stated

_LATE, _SUPERIOR_NOT_ASKED, _LEFT_BY_THE_COURT = "late", "superior-not-asked", "left-by-the-court"
_INTERESTED = "interested-person"


@CONDITIONS.derived("known-challenged-act", of_form=True)
def known_challenged_act(course: Course, act: Act, row: ActRow) -> Problems:
    """A challenged act that is named is one of this proceeding."""
    yield from _known_act(course, act.data.act, row)


@CONDITIONS.derived("known-act-that-carried-out", of_form=True)
def known_act_that_carried_out(course: Course, act: Act, row: ActRow) -> Problems:
    """An act by which a decision was carried out is one of this proceeding."""
    yield from _known_act(course, act.data.act, row)


@CONDITIONS.derived("known-start-of-limit", of_form=True)
def known_start_of_limit(course: Course, act: Act, row: ActRow) -> Problems:
    """The limit runs from a day before the complaint; what started it is on record, and of that day."""
    data: Any = act.data
    if data.runs_from > act.day:
        yield refused.LIMIT_RUNS_LATER.because(f"the complaint is of {act.day}", row.article)
    if data.started_by is None:
        return
    _, day = course.events.get(data.started_by, (None, None))
    if day is None:
        yield refused.ACT_UNKNOWN.at("started_by").because("no event of this proceeding has this id", row.article)
    elif day != data.runs_from:
        yield refused.LIMIT_RUNS_FROM_ANOTHER_DAY.because(f"what started the limit is of {day}", row.article)


@CONDITIONS.derived("known-complaint", of_form=True)
def known_complaint(course: Course, act: Act, row: ActRow) -> Problems:
    """The complaint is on record."""
    if act.data.complaint is not None and act.data.complaint not in course.complaints:
        yield refused.THING_UNKNOWN.at("complaint").because("no complaint has this id", row.article)


@CONDITIONS.derived("outcome-stated-in-full", of_form=True)
def outcome_stated_in_full(course: Course, act: Act, row: ActRow) -> Problems:
    """An annulment names an act of the proceeding and a day; an order says what is to be done."""
    data: Any = act.data
    outcome, complaint = outcome_of(course.rules, data.outcome), course.complaints.get(data.complaint)
    if _unfit(outcome.annuls, data.since):
        does = "does not name" if data.since else "names"
        detail = f"{data.outcome} {does} the day from which an act is annulled"
        yield refused.OUTCOME_INCOMPLETE.at("since").because(detail, row.article)
    annuls = outcome.annuls is Stated.ALWAYS or data.since is not None
    if annuls and complaint is not None and complaint.act is None:
        yield refused.OUTCOME_INCOMPLETE.at("outcome").because("the complaint names no act of the record", row.article)
    if annuls and complaint is not None and (fact := _fact(course, complaint.act)) is not None:
        # Art. 353(10): of an action the executor is obliged, it is decided on the merits, or was unlawful.
        yield refused.OUTCOME_INCOMPLETE.at("outcome").because(f"{fact} records a fact, which stays", row.article)
    if _unfit(outcome.orders, data.ordered):
        detail = f"{data.outcome} {'orders nothing' if data.ordered else 'says what is ordered'}"
        yield refused.OUTCOME_INCOMPLETE.at("ordered").because(detail, row.article)


def _fact(course: Course, challenged: UUID | None) -> str | None:
    """The row of an act that records a fact; none: it is a decision, or had no effect."""
    rows = course.rules.law.procedures.enforcement.rows
    published = course.published_by(challenged) if challenged is not None else []
    recorded = (RECORDED_BY[type(each.data)] for each in published if records_an_act(each.data))
    return next((name for name in recorded if name in rows and rows[name].kind is not ActKind.DECISION), None)


def _unfit(stated: Stated, value: date | str | None) -> bool:
    return stated is (Stated.ALWAYS if value is None else Stated.NEVER)


@CONDITIONS.derived("complaint-undecided", decisive=True)
def complaint_undecided(course: Course, act: Act, row: ActRow) -> Problems:
    """A decision on the complaint is awaited."""
    if not complaint_pends(course, act.data.complaint):
        yield refused.THING_STEP_IMPOSSIBLE.at("complaint").because("no decision on it is awaited", row.article)


@CONDITIONS.derived("court-left-complaint")
def court_left_complaint(course: Course, act: Act, row: ActRow) -> Problems:
    """What is ended comes before the court again where the court left it without consideration (Art. 152(4))."""
    complaint = act.data.complaint
    if course.things.status(complaint) != "ended":
        return
    ended = course.things.said(complaint, "end-complaint")[-1].data
    if ended.because != _LEFT_BY_THE_COURT or not course.things.said(complaint, row.act):
        yield refused.NOT_LEFT_BY_THE_COURT.because("the court has not left it")


@CONDITIONS.derived("another-complainant")
def another_complainant(course: Course, act: Act, row: ActRow) -> Problems:
    """With a complaint that is with the court another person may go there, whom the act names (Art. 353(4)).

    Interested persons may be several.
    """
    complaint, who = act.data.complaint, act.data.complainant
    if course.things.status(complaint) not in WITH_COURT:
        return
    steps, gone = course.things.steps[complaint], course.things.said(complaint, row.act)
    sent = next((step.act for step in reversed(steps) if step.status == SENT_TO_COURT), None)
    since = next((place for place, said in enumerate(gone) if said.act == sent), 0)
    there = {said.data.complainant for said in gone[since:]} - {_INTERESTED}
    if who is None or who in there:
        yield refused.WITH_THE_COURT.because(f"{who or 'nobody named'} goes with a complaint that is there")


@CONDITIONS.derived("complaint-was-late")
def complaint_was_late(course: Course, act: Act, row: ActRow) -> Problems:
    """Only a limit that was missed is restored (Art. 138(1))."""
    complaint = course.complaints[act.data.complaint]
    if complaint.restored or not was_late(complaint, course.rules, course.calendar):
        yield refused.COMPLAINT_IN_TIME.because("its limit was not missed, or is restored", row.article)


@CONDITIONS.derived("complaint-in-time")
def complaint_in_time(course: Course, act: Act, _: ActRow) -> Problems:
    """A late complaint is decided on after its limit was restored (Art. 136(3), 138(3))."""
    complaint = course.complaints.get(act.data.complaint)
    if complaint is not None and is_late(complaint, course.rules, course.calendar):
        detail = f"its limit ran from {complaint.runs_from}, it was made on {complaint.made_on}"
        yield refused.COMPLAINT_LATE.because(detail, complaint.limit.article)


@CONDITIONS.derived("reason-fits-complaint")
def reason_fits_complaint(course: Course, act: Act, row: ActRow) -> Problems:
    """What is left as late was late, and not restored; what is left for want of the superior was not decided there.

    For its form, or for want of the superior, the court returns it until it accepts it; later it leaves it (Art. 151).
    """
    complaint, because = course.complaints[act.data.complaint], act.data.because
    if because == _LATE and not is_late(complaint, course.rules, course.calendar):
        yield refused.COMPLAINT_IN_TIME.because("it was made in time, or its limit is restored", "Art. 136(3)")
    if because != _LATE and course.things.status(complaint.id) == "at-superior":
        yield refused.REASON_OF_THE_COURT.because("the superior body does not test this", row.article)
    if because != _LATE and course.things.status(complaint.id) == "accepted":
        yield refused.COMPLAINT_ACCEPTED.because("the court has accepted it", row.article)
    if because == _SUPERIOR_NOT_ASKED and complaint.decided is not None:
        yield refused.SUPERIOR_HAS_DECIDED.because("the superior body has decided on it", "Art. 353(4)")


@CONDITIONS.derived("reason-to-end-complaint")
def reason_to_end_complaint(course: Course, act: Act, _: ActRow) -> Problems:
    """A complaint ends where it is for a reason that is tested there: most are the court's (Art. 149, 151)."""
    row, status = course.rules.proceedings.complaints.ended[act.data.because], course.things.status(act.data.complaint)
    if status not in row.in_:
        yield refused.REASON_OF_ANOTHER_STAGE.because(f"the complaint is {status}", row.article)


@CONDITIONS.derived("decision-to-set-aside")
def decision_to_set_aside(course: Course, act: Act, row: ActRow) -> Problems:
    """What is set aside is a decision of the superior body that changed something (Art. 353(4))."""
    if not outcome_of(course.rules, act.data.outcome).sets_aside:
        return
    complaint, by = course.complaints[act.data.complaint], course.rules.proceedings.complaints.decided_by(row.act)
    decided = complaint.superior
    if by is not Annuller.COURT or decided is None or outcome_of(course.rules, decided.outcome).upholds:
        yield refused.NO_DECISION_TO_SET_ASIDE.because("the superior body has decided nothing that could fall")


@CONDITIONS.derived("another-ruling")
def another_ruling(course: Course, act: Act, row: ActRow) -> Problems:
    """What takes the place of a ruling is another one, such as a ruling in cassation (Art. 353(11))."""
    before = course.things.said(act.data.complaint, row.act)
    if any(said.data.paper == act.data.paper for said in before):
        yield refused.RULING_ON_RECORD.because("the ruling of this paper is on record")


@CONDITIONS.derived("decision-to-be-carried-out")
def decision_to_be_carried_out(course: Course, act: Act, row: ActRow) -> Problems:
    """A decision on the complaint is not carried out yet, and this act can do it."""
    if act.data.complaint is None:
        return  # a legislative act, which the paper names
    complaint = course.complaints.get(act.data.complaint)
    left = complaint.decided.left if complaint is not None and complaint.decided is not None else ()
    if not left:
        yield refused.NOTHING_TO_CARRY_OUT.because("no decision on it is to be carried out", row.article)
    elif not any(row.act in acts for acts in left):
        detail = f"what is left to be done is done by {' and '.join(' or '.join(sorted(acts)) for acts in left)}"
        yield refused.NOTHING_TO_CARRY_OUT.because(detail, row.article)


def faults_of_annulment(course: Course, act: UUID, by: Annuller | None, since: date) -> Problems:
    """An act against which complaints are on record is annulled as the decision on one of them says.

    Where none is on record, the paper of the annulment shows the decision.
    """
    complaints = [each for each in course.complaints.values() if each.act == act]
    decided = (each.decided for each in complaints)
    if complaints and not any(each and each.by is by and each.annulled_since == since for each in decided):
        yield refused.ANNULMENT_NOT_DECIDED.because(f"no recorded decision annuls it from {since}")


def _known_act(course: Course, named: Any, row: ActRow) -> Problems:
    if named is not None and named not in course.causes.values():
        yield refused.ACT_UNKNOWN.because("no act of this proceeding has this id", row.article)
