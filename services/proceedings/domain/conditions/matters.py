"""What questions, causes that end, delays and the acts around an end ask for (Art. 362-368)."""

from typing import Any

from contracts.acts.call_consideration import ConsiderationCalled
from contracts.acts.decline_question import QuestionDeclined
from contracts.acts.end_cause_of_suspension import CauseOfSuspensionEnded
from contracts.acts.record_grant_of_delay import DelayGranted
from contracts.acts.send_document import DocumentSent
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.attested import NOTICE, attests, cause_gone
from services.proceedings.domain.conditions.grounds import not_there, search_lasts
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.matters import REOPENING
from services.proceedings.domain.refusals import Refusal
from services.proceedings.domain.suspensions import lasting_on, outcome_to_follow
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Ground

DISCRETION = "suspend-discretionary"
NOT_THERE = "circumstance-not-there"
"""The attestation that the circumstance which would demand the decision is missing."""
NO_SEARCH = "no-search-announced"

NOT_TO_COME = Refusal(
    "consideration-in-the-past", "a question is considered on the day of the call or later", "Art. 367(1)",
    "considered_on",
)  # fmt: skip
NOTICE_TOO_LATE = Refusal("notice-too-late", "notice precedes the consideration", "Art. 367(1)", "effective_date")
TOO_EARLY = Refusal(
    "consideration-too-early",
    "a question is not considered before the day of the call",
    "Art. 367(2)",
    "effective_date",
)
NOT_TO_BE_DECLINED = Refusal(
    "question-not-to-be-declined", "what the law orders is declined only where its ground is not there", "Art. 367(3)"
)
NOT_A_PARTY = Refusal("party-must-ask", "a party asks the court for a delay", "Art. 368(1)", "raised_by")
SCHEDULE_UNFIT = Refusal(
    "schedule-unfit", "instalments have days and sums, a delay has a last day", "Art. 368(1)", "schedule"
)
NO_ACT_NEEDED = Refusal("return-act-not-needed", "an act is drawn up on some grounds only", "Art. 366(2)", "ground")
OUTCOME_UNFIT = Refusal("outcome-of-another-ground", "a cause ends in an outcome of its kind", "Art. 364(1)", "outcome")
ENDS_INSTEAD = Refusal("outcome-ends-proceeding", "what ends with its outcome is not reopened", "Art. 364(1)", "ground")
WRONG_WAY = Refusal(
    "document-goes-elsewhere", "the end of the proceeding says where the document goes", "Art. 365(2)", "recipient"
)
NOTHING_FELL = Refusal("no-measure-fell", "the end cancelled measures that somebody carries out", "Art. 365(2)")


@CONDITIONS.derived("ground-of-a-question", of_form=True)
def ground_of_a_question(course: Course, act: Act, row: ActRow) -> Problems:
    """The ground is one of a decision of which the parties are notified, or of reopening."""
    ground = course.rules.ground(act.data.ground, act.day)
    rows = course.rules.law.procedures.enforcement.acts.values()
    decisions = {decision for each in rows if NOTICE in each.conditions for decision in each.decisions}
    if ground is None or ground.decision not in decisions | {REOPENING}:
        detail = f"{act.data.ground} is no ground of suspension, reopening, termination or return"
        yield refused.GROUND_UNFIT.because(detail, row.article)


@CONDITIONS.derived("consideration-to-come", of_form=True)
def consideration_to_come(_: Course, act: Act, __: ActRow) -> Problems:
    """The day of the consideration does not precede the call."""
    data: ConsiderationCalled = act.data
    if data.considered_on < act.day:
        yield NOT_TO_COME.because(f"{data.considered_on} lies before {act.day}")


@CONDITIONS.derived("notice-in-time")
def notice_in_time(course: Course, act: Act, _: ActRow) -> Problems:
    """The party knows of the day at the latest on that day."""
    called_on = _called_on(course, act)
    if called_on is not None and act.day > called_on:
        yield NOTICE_TOO_LATE.because(f"the question was to be considered on {called_on}")


@CONDITIONS.derived("consideration-due")
def consideration_due(course: Course, act: Act, _: ActRow) -> Problems:
    """The parties were called for that day, or an earlier one."""
    called_on = _called_on(course, act)
    if called_on is not None and act.day < called_on:
        yield TOO_EARLY.because(f"it was called for {called_on}")


@CONDITIONS.derived("may-be-declined")
def may_be_declined(course: Course, act: Act, _: ActRow) -> Problems:
    """The law leaves the decision to the executor, or the ground is not there: by the course, or as a paper says.

    A document is not returned at the request of the recoverer while the proceeding is suspended, nor because the debtor
    was not found while a search lasts (Art. 366(1) ind. 2, 6). Where no suspension lasts any more, there is nothing to
    reopen, and what is suspended on the ground already is not suspended again.
    """
    data: QuestionDeclined = act.data
    asked = course.matters.questions.get(data.question)
    ground = course.rules.ground(asked.ground, act.day) if asked else None
    if ground is None or ground.decision == DISCRETION:
        return
    if ground.decision == REOPENING:
        if course.suspensions and all(cause_gone(course, each) for each in course.suspensions):
            yield NOT_TO_BE_DECLINED.because("no cause of suspension lasts", str(ground.article))
    elif not (attests(act, NOT_THERE) or lasting_on(course, ground.id) or _excluded(course, ground)):
        detail = f"no paper is named for {NOT_THERE}"
        yield NOT_TO_BE_DECLINED.because(detail, str(ground.article))


@CONDITIONS.derived("suspension-lasts", decisive=True)
def suspension_lasts(course: Course, act: Act, row: ActRow) -> Problems:
    """The cause is that of a suspension."""
    data: CauseOfSuspensionEnded = act.data
    if lasting_on(course, data.ground) is None:
        yield refused.SUSPENSION_UNKNOWN.because(f"no suspension on {data.ground} lasts", row.article)


@CONDITIONS.derived("outcome-is-to-reopen")
def outcome_is_to_reopen(course: Course, act: Act, _: ActRow) -> Problems:
    """The cause did not end so that the proceeding is to end, too (Art. 365(1), 366(1))."""
    ended = course.suspension_ended_by(act.data)
    if ended is not None and (outcome := outcome_to_follow(course, ended)) is not None:
        detail = f"the cause of {ended.ground} ended with {outcome.outcome}"
        yield ENDS_INSTEAD.because(detail, str(outcome.article))


@CONDITIONS.derived("outcome-fits-cause")
def outcome_fits_cause(course: Course, act: Act, row: ActRow) -> Problems:
    """Bankruptcy is opened in a case of insolvency, a document is cancelled where it was appealed, and so on."""
    data: CauseOfSuspensionEnded = act.data
    outcome = course.rules.proceedings.grounds.outcomes.get(data.outcome)
    if outcome is not None and data.ground not in outcome.of:
        yield OUTCOME_UNFIT.because(f"a suspension on {data.ground} does not end with {data.outcome}", row.article)


@CONDITIONS.derived("party-asks", of_form=True)
def party_asks(course: Course, act: Act, __: ActRow) -> Problems:
    """Recoverer, debtor, or who acts for one of them."""
    if course.rules.party_asking(act.data.raised_by) not in {"recoverer", "debtor", "representative"}:
        yield NOT_A_PARTY.because(f"{act.data.raised_by} is no party")


@CONDITIONS.derived("schedule-of-instalments", of_form=True)
def schedule_of_instalments(_: Course, act: Act, __: ActRow) -> Problems:
    """Instalments go by days to come, several on one day or not, the last on the last day; a delay has none."""
    data: DelayGranted = act.data
    days = [each.due for each in data.schedule or ()]
    if data.until < act.day:
        yield SCHEDULE_UNFIT.at("until").because(f"{data.until} lies before {act.day}")
    elif data.kind == "delay" and days:
        yield SCHEDULE_UNFIT.because("a delay has no instalments")
    elif data.kind == "instalments" and (not days or days != sorted(days) or days[-1] != data.until):
        yield SCHEDULE_UNFIT.because(f"the days of instalments follow each other, the last is {data.until}")


@CONDITIONS.derived("ground-needs-act", of_form=True)
def ground_needs_act(course: Course, act: Act, _: ActRow) -> Problems:
    """Art. 366(1) ind. 3-7."""
    ground = course.rules.ground(act.data.ground, act.day)
    if ground is None or not ground.requires_act:
        yield NO_ACT_NEEDED.because(f"{act.data.ground} rests on no act of the executor")


@CONDITIONS.derived("document-goes-there")
def document_goes_there(course: Course, act: Act, _: ActRow) -> Problems:
    """After a termination to the issuer (Art. 365(2)), after a return to the recoverer (Art. 366(1))."""
    data: DocumentSent = act.data
    decisions = course.rules.proceedings.grounds.decisions.values()
    wanted = next((row.document_to for row in decisions if row.leads_to == course.status), None)
    if wanted is not None and data.recipient != wanted:
        yield WRONG_WAY.because(f"it goes to the {wanted}")


@CONDITIONS.derived("measures-fell")
def measures_fell(course: Course, _: Act, __: ActRow) -> Problems:
    """There is somebody to notify."""
    if not course.matters.measures_fell:
        yield NOTHING_FELL.because("no measure that somebody carries out fell, or they were notified")


def _excluded(course: Course, ground: Ground) -> bool:
    searched = NO_SEARCH in course.rules.asked_by(ground).conditions and search_lasts(course)
    return searched or any(not_there(course, ground))


def _called_on(course: Course, act: Act) -> Any:
    asked = course.matters.questions.get(act.data.question)
    return asked.called_on if asked is not None else None
