"""Questions and their consideration, causes that end, delays: what they change before a resolution (Art. 362-368)."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from contracts.acts.call_consideration import ConsiderationCalled
from contracts.acts.decline_question import QuestionDeclined
from contracts.acts.draw_up_return_act import ReturnActDrawnUp
from contracts.acts.end_cause_of_suspension import CauseOfSuspensionEnded
from contracts.acts.extend_suspension import SuspensionExtended
from contracts.acts.notify_of_consideration import PartyNotified
from contracts.acts.notify_of_ended_measures import EndedMeasuresNotified
from contracts.acts.raise_question import QuestionRaised
from contracts.acts.record_awaited_event import AwaitedEventOccurred
from contracts.acts.record_cancelled_delay import DelayCancelled
from contracts.acts.record_delay_until_event import DelayUntilEventGranted
from contracts.acts.record_grant_of_delay import DelayGranted
from contracts.events.proceedings import ProceedingResumed
from contracts.recording import Paper
from services.proceedings.domain.conditions.attested import notified_by
from services.proceedings.domain.correspondence import lasting_measures
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.matters import REOPENING, Question
from services.proceedings.domain.representation import has_special_power
from services.proceedings.domain.suspensions import lasting_on
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.proceedings import OutdatingAct

ENDED = "ended"
"""The outcome of a cause that is gone, and leads to nothing but the reopening."""


@EFFECTS.named("raise-question")
def raise_question(course: Course, act: Act, _: ActRow) -> None:
    """A question is to be decided; the plea of who has to ask, or a paper, shows its circumstance.

    The recoverer on whose plea alone the proceeding rests and who asks to reopen it pleads no more (Art. 364(2)).
    """
    data: QuestionRaised = act.data
    raised_by = data.raised_by
    empowered = has_special_power(course, data.ground, raised_by, act.day)
    shows = course.rules.shows_ground(
        data.ground, raised_by, data.paper.kind, act.day, against=course.debtor, empowered=empowered
    )
    course.matters.questions[data.question] = Question(act.id, data.ground, data.paper, shows=shows)
    if shows:
        course.matters.shown.add(data.ground)
    if data.ground == REOPENING:
        for suspension in course.suspensions:
            if course.rules.rests_on_plea_of(suspension.ground, data.raised_by):
                course.matters.causes_ended.setdefault(suspension.act, ENDED)


@EFFECTS.named("call-consideration")
def call_consideration(course: Course, act: Act, _: ActRow) -> None:
    """A day is fixed; who was notified of an earlier day was not notified of this one."""
    data: ConsiderationCalled = act.data
    asked = course.matters.questions[data.question]
    called = replace(asked, called_on=data.considered_on, called_by=act.id, notified=frozenset())
    course.matters.questions[data.question] = called


@EFFECTS.named("note-notice")
def note_notice(course: Course, act: Act, _: ActRow) -> None:
    """A party knows of the day."""
    data: PartyNotified = act.data
    asked = course.matters.questions[data.question]
    course.matters.questions[data.question] = replace(asked, notified=asked.notified | {data.party})


@EFFECTS.named("decline-question")
def decline_question(course: Course, act: Act, _: ActRow) -> None:
    """The question is decided, and changes nothing."""
    data: QuestionDeclined = act.data
    if data.question in course.matters.questions:  # it may be raised later than it is said to be declined
        course.matters.decide(data.question, act.id)


@EFFECTS.named("decide-questions")
def decide_questions(course: Course, act: Act, _: ActRow) -> None:
    """A resolution decides the questions on its ground; one that ends the proceeding leaves none open.

    One that ends a suspension decides those on the ground of that, and whether to reopen once no other one lasts.
    """
    if isinstance(act.data, ProceedingResumed):
        _decide_what_is_over(course, act)
        if course.suspensions:
            return
    ground = _decided_ground(act)
    others = _on_other_circumstances(course, act, ground)
    for id_, asked in list(course.matters.questions.items()):
        if not asked.decided and (course.ended or (asked.ground == ground and asked.act not in others)):
            course.matters.decide(id_, act.id)
            course.things.move(id_, "decided", act)
    if course.ended or not others:
        course.matters.serve(ground, act.id)


def _decide_what_is_over(course: Course, act: Act) -> None:
    """What showed the ground of a suspension shows it no more once that has ended (Art. 364(2)).

    Where several circumstances may bring the ground about, the others may go on.
    """
    ground = course.grounds_ended.get(act.id)
    asked = course.rules.proceedings.grounds.grounds.get(ground or "")
    if ground is None or (asked is not None and asked.several):
        return
    course.matters.outdate({ground})
    for id_, question in list(course.matters.questions.items()):
        if question.ground == ground and not question.decided:
            course.matters.decide(id_, act.id)
            course.things.move(id_, "decided", act)


def _decided_ground(act: Act) -> str:
    match act.data:
        case ProceedingResumed():
            return REOPENING
        case SuspensionExtended():  # a plea to prolong it is decided by that (Art. 364(1) ind. 9)
            return act.data.ground
        case _:
            reason: str = act.data.status.reason
            return reason


def _on_other_circumstances(course: Course, act: Act, ground: str) -> set[UUID]:
    """The acts that raised questions on the ground by another paper than the one that the resolution rests on.

    It rests on the paper that its recording names, else on that of the first question which is ready to be decided. An
    extension concerns the circumstance that suspends already: it decides a question on the paper that is named alone.
    """
    asked = course.rules.proceedings.grounds.grounds.get(ground)
    shown = [each for each in course.matters.open_on(ground) if each.shows]
    if asked is None or not asked.several or not shown:
        return set()
    named = _papers_named(act, asked.conditions)
    if not isinstance(act.data, SuspensionExtended):
        named = [min(shown, key=lambda each: (each.paper not in named, not notified_by(course, each, act.day))).paper]
    return {each.act for each in shown if each.paper not in named}


def _papers_named(act: Act, conditions: Collection[str]) -> list[Paper]:
    """The papers from which the act was recorded, or by which its recording shows one of the conditions."""
    if act.recording is None:
        return []
    attested = [each.paper for each in act.recording.attestations if each.condition in conditions]
    return [*attested, act.recording.paper] if act.recording.paper is not None else attested


@EFFECTS.named("end-cause")
def end_cause(course: Course, act: Act, _: ActRow) -> None:
    """The cause of a suspension is gone; where its outcome asks for an end, a fit paper shows that ground.

    An agreement that no court has approved ends nothing (Art. 365(1) ind. 3), and so on. What ended otherwise than was
    said before does not show that outcome any more. A search is over with the debtor who was found (Art. 361(2)).
    """
    data: CauseOfSuspensionEnded = act.data
    outcomes = course.rules.proceedings.grounds.outcomes
    lasting = lasting_on(course, data.ground)
    if lasting is not None:
        before = outcomes.get(course.matters.causes_ended.get(lasting.act, ENDED))
        course.matters.causes_ended[lasting.act] = data.outcome
        if before is not None:
            course.matters.take_back(before.leads_to)
    course.matters.over |= {each.id for each in lasting_measures(course, data.ground)}
    outcome = outcomes.get(data.outcome)
    if outcome is not None and course.rules.paper_shows(outcome.leads_to, data.paper.kind):
        course.matters.shown.add(outcome.leads_to)


@EFFECTS.named("grant-delay")
def grant_delay(course: Course, act: Act, _: ActRow) -> None:
    """A delay or instalments show the ground on which the proceeding ends, as long as they last."""
    data: DelayGranted | DelayUntilEventGranted = act.data
    kind = data.kind if isinstance(data, DelayGranted) else "delay"
    ground = course.rules.proceedings.grounds.delays[f"{data.granted_by} {kind}"].leads_to
    course.matters.delays[data.delay] = ground
    if isinstance(data, DelayGranted):
        course.matters.delays_until[data.delay] = data.until
    course.matters.shown.add(ground)


@EFFECTS.named("cancel-delay")
def cancel_delay(course: Course, act: Act, _: ActRow) -> None:
    """Nothing is granted any more: the ruling was cancelled, or the event came until which execution was delayed."""
    data: DelayCancelled | AwaitedEventOccurred = act.data
    course.matters.end_delay(data.delay)


@EFFECTS.named("rule-on-agreement")
def rule_on_agreement(course: Course, act: Act, _: ActRow) -> None:
    """An approved agreement shows its ground of termination (Art. 365(1) ind. 3)."""
    if act.data.outcome == "granted":
        ground = course.rules.proceedings.grounds.outcomes["agreement-approved"].leads_to
        course.matters.agreements[act.data.agreement] = ground
        course.matters.shown.add(ground)


@EFFECTS.named("show-ground")
def show_ground(course: Course, act: Act, _: ActRow) -> None:
    """The act drawn up shows the circumstance of its ground (Art. 366(2))."""
    data: ReturnActDrawnUp = act.data
    course.matters.shown.add(data.ground)


@EFFECTS.named("outdate-grounds")
def outdate_grounds(course: Course, act: Act, row: ActRow) -> None:
    """What showed a ground before the act shows it no more: a paper of a later day may (Art. 366(2))."""
    grounds = course.rules.proceedings.grounds
    outdated = {
        each.ground
        for each in grounds.grounds.values()
        if any(_is_one(course, act, row, by) for by in each.outdated_by)
    }
    course.matters.outdate(outdated)
    for suspension, outcome in list(course.matters.causes_ended.items()):
        if outcome in grounds.outcomes and grounds.outcomes[outcome].leads_to in outdated:
            del course.matters.causes_ended[suspension]


def _is_one(course: Course, act: Act, row: ActRow, by: OutdatingAct) -> bool:
    if by.act != row.act or (by.role is not None and act.data.role != by.role):
        return False
    if by.sources and act.data.source not in by.sources:
        return False
    return not by.measures or course.measures[act.data.measure].code in by.measures


@EFFECTS.named("note-ended-measures")
def note_ended_measures(course: Course, act: Act, _: ActRow) -> None:
    """Those who carried measures out know that they have ended, once everybody is notified whom one of them binds."""
    data: EndedMeasuresNotified = act.data
    course.matters.bound_by_fallen -= {*data.recipients}
    course.matters.measures_fell = bool(course.matters.bound_by_fallen)
