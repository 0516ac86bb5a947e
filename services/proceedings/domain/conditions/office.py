"""Who may not execute: an executor who was removed, or who is of another body (Art. 344, 354)."""

from datetime import date

from contracts.acts.plan_action import ActionPlanned
from contracts.acts.raise_challenge import ChallengeRaised
from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.acts.transfer_proceeding import TransferResolved
from contracts.events.proceedings import ExecutorAssigned, HandoverReason
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.aftermath import left_to_do
from services.proceedings.domain.authority import COURT_EXECUTOR
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.calendar import NO_DELAY
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.actors import Sender
from shared.books import Account
from shared.law.calendar import OutsideCalendar
from shared.law.procedures import Act, ActRow

SENT = "sent"
HANDED_OVER = "held-money-handed-over"
"""The exception; who attests it names the bank order."""


@CONDITIONS.derived("not-the-removed-executor")
def not_the_removed_executor(course: Course, act: Act, _: ActRow) -> Problems:
    """The proceeding does not go back to an executor who was removed."""
    data: ExecutorAssigned = act.data
    if course.office.removed(data.executor.id):
        yield refused.EXECUTOR_REMOVED.because(f"executor {data.executor.id} was removed on a challenge")


@CONDITIONS.derived("work-remains")
def work_remains(course: Course, _: Act, row: ActRow) -> Problems:
    """After an end, something is left to do for the executor."""
    owed = {each for each, _ in course.duties if course.rules.duties[each].who == COURT_EXECUTOR}
    if course.ended and not owed and not left_to_do(course):
        yield refused.NO_WORK_REMAINS.because("it has ended, and nothing is left to do", row.article)


@CONDITIONS.derived("removed-for-hand-over")
def removed_for_hand_over(course: Course, act: Act, row: ActRow) -> Problems:
    """For a challenge a proceeding is handed over where one against its executor was granted."""
    data: ExecutorAssigned = act.data
    if data.reason is HandoverReason.CHALLENGE and not course.office.removed(course.executor):
        detail = f"no challenge of executor {course.executor} was granted"
        yield refused.CHALLENGE_NOT_GRANTED.because(detail, row.article)


@CONDITIONS.derived("challenged-executor-known")
def challenged_executor_known(course: Course, act: Act, row: ActRow) -> Problems:
    """A challenge is about an executor of the body; one who withdraws and does not have the proceeding is named."""
    data: ChallengeRaised = act.data
    named, by = data.challenged_executor, Sender.named(act.actor).executor
    if named is not None and named.id.partition("-")[0] not in course.office.bodies_on(act.day):
        another = refused.EXECUTOR_OF_ANOTHER_BODY.at("challenged_executor.id")
        yield another.because(f"executor {named.id} is not of body {course.office.body}", row.article)
    elif named is None and data.challenger == COURT_EXECUTOR and by not in {None, course.executor}:
        yield refused.CHALLENGED_UNKNOWN.because(f"{by} states it, the proceeding has executor {course.executor}")


@CONDITIONS.derived("executor-takes-part")
def executor_takes_part(course: Course, act: Act, _: ActRow) -> Problems:
    """An executor who was removed does nothing more in the proceeding; what is recorded from paper, others did."""
    by = act.actor.removeprefix("executor:")
    from_paper = act.recording is not None and act.recording.paper is not None
    if course.office.removed_before(by, act.day) and not from_paper:
        yield refused.EXECUTOR_REMOVED.at("actor").because(f"executor {by} was removed on a challenge")


@CONDITIONS.derived("another-body")
def another_body(course: Course, act: Act, _: ActRow) -> Problems:
    """The proceeding goes to another body."""
    data: TransferResolved = act.data
    if data.body == course.office.body:
        yield refused.BODY_UNCHANGED.because(f"body {data.body} has the proceeding already")


@CONDITIONS.derived("of-the-receiving-body")
def of_the_receiving_body(course: Course, act: Act, row: ActRow) -> Problems:
    """The proceeding is taken up by an executor of the body that it was sent to, while that resolution stands."""
    data: ProceedingTakenUp = act.data
    body = course.office.receiving.get(data.transfer)
    if body is None and course.things.status(data.transfer) == SENT:
        yield refused.TRANSFER_ANNULLED.because("the resolution on the transfer was annulled", row.article)
    elif body is not None and data.executor.id.partition("-")[0] != body:
        yield refused.EXECUTOR_OF_ANOTHER_BODY.because(f"the proceeding was sent to body {body}")


@CONDITIONS.derived("held-money-settled")
def held_money_settled(course: Course, act: Act, row: ActRow) -> Problems:
    """What the body holds was paid out, or went to the account of the other body by an order that is named."""
    if attests(act, HANDED_OVER) or act.data.transfer not in course.office.receiving:
        return
    for currency in course.custody.currencies(course.items):
        for account in (Account.BANK, Account.PAYOUT_IN_TRANSIT):
            held = abs(course.custody.holds(course.items, account, currency))
            if held:
                detail = f"{account.value} holds {held} in currency {currency}"
                yield refused.MONEY_HELD.because(detail, row.article)


@CONDITIONS.derived("transfer-resolved")
def transfer_resolved(course: Course, _: Act, row: ActRow) -> Problems:
    """Money goes to another body only with a proceeding that was transferred."""
    if not course.office.receiving:
        yield refused.NOT_TRANSFERRED.because("no transfer of the proceeding is on record", row.article)


@CONDITIONS.derived("planned-in-working-time")
def planned_in_working_time(course: Course, act: Act, row: ActRow) -> Problems:
    """An action is planned for a working day that is to come, unless it admits of no delay (Art. 351(4))."""
    data: ActionPlanned = act.data
    if data.planned < act.day:
        yield refused.PLANNED_BEFORE.because(f"{data.planned} lies before {act.day}", row.article)
    elif not attests(act, NO_DELAY) and not _works(course, data.planned):
        yield refused.NOT_IN_WORKING_TIME.at("planned").because(f"{data.planned} is no working day")


def _works(course: Course, day: date) -> bool:
    try:
        return course.calendar.day(day).working
    except OutsideCalendar:
        return True  # no working calendar is published for that year yet
