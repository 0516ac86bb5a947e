"""What the recording of an act says, on which paper, of the conditions that the course does not show.

An act that is made now is refused without a required attestation; one that is recorded later is irregular, if it states
anything of its recording. What a command without a recording does not state is noted: that of the first stage has none.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from contracts.acts.arrest_immovable import ImmovableArrested
from contracts.acts.arrest_property import PropertyArrested
from contracts.acts.decline_question import QuestionDeclined
from contracts.acts.notify_of_consideration import PartyNotified
from contracts.acts.petition_on_measure import MeasurePetitionFiled
from contracts.acts.record_ruling_on_measure import RulingOnMeasureRecorded
from contracts.acts.record_ruling_on_petition import RulingOnPetitionRecorded
from contracts.acts.release_from_arrest import PropertyReleased
from contracts.acts.request_measure import MeasureRequested
from contracts.acts.send_paper import PaperSent
from contracts.acts.serve_paper import PaperServed
from contracts.acts.settle_measure_petition import MeasurePetitionSettled
from contracts.acts.value_property import PropertyValued
from contracts.commands import proceedings as commands
from contracts.events import proceedings as events
from contracts.problems import Problem
from contracts.registry import Command
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.changed_judgments import judgment_fell
from services.proceedings.domain.claims_on_property import claims_decided, claims_of, is_granted
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.correspondence import ended_grounds
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Suspension
from services.proceedings.domain.income_basis import bases_on_record
from services.proceedings.domain.journal import READS_ANEW
from services.proceedings.domain.matters import PARTIES, Question
from services.proceedings.domain.measure_requests import (
    ADOPTED,
    APPLIED,
    COURT,
    GRANTED,
    REQUESTED,
    code_that_begins,
)
from services.proceedings.domain.non_money import nothing_left_to_hand_over, nothing_left_to_try
from services.proceedings.domain.periodic import NONE_TO_COME, payments_to_come
from services.proceedings.domain.representation import represented_by_law
from services.proceedings.domain.rules import OF_EVERY_ACT, Rules
from services.proceedings.domain.suspending_facts import on_record
from services.proceedings.domain.suspensions import outcome_to_follow
from services.proceedings.domain.waiting import any_complaint_pends, complaints_decided, waits_for_successor
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Condition

Deciding = (
    events.ProceedingSuspended | events.ProceedingTerminated | events.DocumentReturned | events.ProceedingCompleted
)


def attests(act: Act, code: str) -> bool:
    """Whether the recording of the act says on which paper the condition rests."""
    return act.recording is not None and any(each.condition == code for each in act.recording.attestations)


OF_A_REQUEST = frozenset({"debtor-is-individual"})
"""Preconditions of a measure without which it cannot even be asked for; the others are for who decides."""
NOTICE = "parties-notified"
CAUSE_GONE = "cause-of-suspension-gone"
COMPLAINT = "complaint-filed"
INCOME_BASIS = "wage-levy-allowed"
REQUEST = "statement-or-presentation"
RELEASE_SHOWN = "release-ground-shown"
OF_OTHERS = "release-others-property"
CONSENT = "third-person-consents"
LEGISLATION = "special-legislation-kept"
"""Of the securities and precious things that are always seized (Art. 372-1(1))."""
_SHOWN_BY_ACTS: Mapping[str, Callable[[Course], bool]] = {
    "recoverer-refused-named": nothing_left_to_hand_over,
    "recoverer-refused-to-perform": nothing_left_to_try,
    "recovery-waived": lambda course: course.rest_waived,
    "act-cancelled": judgment_fell,
    NONE_TO_COME: lambda course: not payments_to_come(course),
}
"""What acts on things, demands, claims and judgments show (Art. 337(3), 365(1) ind. 2, 6, 366(1) ind. 5, 396(4))."""


def papers_for(rules: Rules, command: Command, day: date) -> tuple[str, ...]:
    """What the recording of a suspension, resumption, termination or return attests where no act shows it.

    The parties were notified, and a paper shows the circumstance of the ground (Art. 364(2), 367(1)).
    """
    match command:
        case commands.ResumeProceeding():
            return (CAUSE_GONE,)
        case commands.SuspendProceeding() | commands.TerminateProceeding() | commands.ReturnDocument():
            ground = rules.ground(command.ground, day)
            asked = rules.asked_by(ground).conditions if ground else ()
            return (NOTICE, *(each for each in asked if rules.condition(each, day).how == "attested"))
    return ()


def shown(course: Course, act: Act, code: str) -> bool:
    """Whether acts on record show what a paper would: a question with its notices, an act drawn up, an ended cause."""
    data, matters = act.data, course.matters
    if isinstance(data, events.ProceedingResumed):
        ended = course.suspension_ended_by(data)
        return code == CAUSE_GONE and (ended is None or cause_gone(course, ended))
    if isinstance(data, QuestionDeclined):
        asked = matters.questions.get(data.question)
        return code == NOTICE and asked is not None and _notified(course, asked, act.day)
    if isinstance(data, PropertyReleased):
        granted = any(is_granted(course, claim) for claim in claims_of(course, data.property))
        return code == RELEASE_SHOWN and data.ground == OF_OTHERS and granted  # Art. 399(1) ind. 4
    if isinstance(data, RulingOnMeasureRecorded | RulingOnPetitionRecorded):
        return code == REQUEST  # the court rules on what was asked for, by its paper
    if isinstance(data, events.MeasureAdded):
        return code == INCOME_BASIS and any(bases_on_record(course))
    if not isinstance(data, Deciding):
        return False
    reason = data.status.reason
    if code == NOTICE:
        return any(_notified(course, each, act.day) for each in matters.open_on(reason))
    if code == COMPLAINT and any_complaint_pends(course):
        return True
    if code in _SHOWN_BY_ACTS and _SHOWN_BY_ACTS[code](course):
        return True
    ground = course.rules.ground(reason, act.day)
    if ground is None or code not in course.rules.asked_by(ground).conditions:
        return False
    return reason in matters.shown or (isinstance(data, events.ProceedingSuspended) and on_record(course, reason))


def cause_gone(course: Course, suspension: Suspension) -> bool:
    """Whether the cause of a suspension is known to be gone: by a paper, or what it waits for is there.

    Where it ended so that the proceeding is to end, too, nothing is to be reopened (Art. 365(1), 366(1)).
    """
    if outcome_to_follow(course, suspension) is not None:
        return False
    succeeded = course.rules.until_succession(suspension.ground) and not waits_for_successor(course, suspension)
    decided = complaints_decided(course, suspension) or claims_decided(course, suspension)
    over = suspension.ground in ended_grounds(course) or suspension.act in course.matters.causes_ended
    return succeeded or decided or over or represented_by_law(course, suspension, course.items[-1].day)


def _notified(course: Course, asked: Question, day: date) -> bool:
    """Whether the parties know of a consideration that is due; reopening is not considered so (Art. 367(1))."""
    ground = course.rules.ground(asked.ground, day)
    if ground is None or ground.decision == "reopen":
        return True
    return notified_by(course, asked, day)


def notified_by(course: Course, asked: Question, day: date) -> bool:
    """Whether every party that there is knows of a consideration that is due on the day."""
    due = asked.called_on is not None and asked.called_on <= day
    return due and all_notified(course, asked)


def all_notified(course: Course, asked: Question) -> bool:
    """Whether every party that there is was notified of the day."""
    grounds = course.rules.proceedings.grounds.grounds
    party_gone = asked.ground in grounds and grounds[asked.ground].party_gone
    return bool(asked.notified) if party_gone else asked.notified == PARTIES


def demanded_now(course: Course, act: Act) -> tuple[Problem, ...]:
    """What an act that is made now does not attest but has to."""
    rows = (course.rules.condition(code, act.day) for code in course.not_stated.get(act.id, ()))
    return tuple(_missing(row) for row in rows if row.required)


def named(course: Course, act: Act, _: ActRow) -> Iterator[str]:
    """The conditions of every act, and of the measure, step, ground or source that this one names."""
    rules, data = course.rules, act.data
    yield from OF_EVERY_ACT
    if isinstance(data, events.MeasureAdded):
        yield from rules.measure(data.code, act.day).preconditions
    elif isinstance(data, events.MeasureStatusChanged):
        measure = course.measures.get(data.measure)
        step = course.step(measure, data.status, act.day) if measure else None
        yield from step.conditions if step else ()
        if measure is not None and (measure.status, data.status) == (REQUESTED, ADOPTED):
            row = rules.measure(measure.code, act.day)
            yield from row.preconditions if COURT not in row.decided_by else ()
    elif isinstance(data, MeasureRequested):
        yield from OF_A_REQUEST.intersection(rules.measure(data.code, act.day).preconditions)
    elif isinstance(data, RulingOnMeasureRecorded):
        yield from rules.measure(data.code, act.day).preconditions if data.outcome == APPLIED else ()
    elif isinstance(data, MeasurePetitionFiled):
        yield from OF_A_REQUEST.intersection(rules.measure(data.other, act.day).preconditions) if data.other else ()
    elif isinstance(data, MeasurePetitionSettled | RulingOnPetitionRecorded):
        begins = code_that_begins(course, data) if data.outcome == GRANTED else None
        yield from rules.measure(begins, act.day).preconditions if begins is not None else ()
    elif isinstance(data, events.DebtorServed | PartyNotified | PaperServed):
        yield from rules.proceedings.papers.proper_service[data.ground].conditions if data.ground else ()
    elif isinstance(data, PaperSent):
        place = rules.proceedings.papers.places.get(data.place)
        yield from place.conditions if place else ()
    elif isinstance(data, PropertyValued):
        yield from rules.proceedings.valuation.sources[data.source].conditions
    elif isinstance(data, PropertyArrested | ImmovableArrested):
        yield from (CONSENT,) if data.owner == "third-person" else ()
        kept = rules.proceedings.arrested.kept
        yield from (LEGISLATION,) if isinstance(data, PropertyArrested) and data.kind in kept else ()
    elif isinstance(data, events.PaymentReceived):
        yield from rules.source(data.source).conditions
    elif isinstance(data, Deciding):
        ground = rules.ground(data.status.reason, act.day)
        yield from rules.asked_by(ground).conditions if ground else ()


def stated(course: Course, act: Act, row: ActRow, code: str) -> Problems:
    """A required attestation is missing; any other is noted as not stated."""
    if attests(act, code) or shown(course, act, code) or _attests_what_was_typed(course, act, code):
        return
    condition = course.rules.condition(code, act.day)
    if condition.required and (act.recording is not None or row.generated):
        yield _missing(condition)
    else:
        course.not_stated[act.id] = (*course.not_stated.get(act.id, ()), code)


def _attests_what_was_typed(course: Course, act: Act, code: str) -> bool:
    """Of a corrected ground: not the paper was wrong but the typing, so the paper shows what the act reads now."""
    if not act.evidence.get(READS_ANEW) or not isinstance(act.data, Deciding):
        return False
    grounds = course.rules.proceedings.grounds.grounds.values()
    of_grounds = {each for ground in grounds for each in ground.conditions}
    return code in of_grounds and any(attests(act, each) for each in of_grounds)


def _missing(condition: Condition) -> Problem:
    detail = f"no paper is named for {condition.id}: {condition.name.en}"
    return refused.ATTESTATION_MISSING.because(detail, str(condition.article))


def article_of(course: Course, _: Act, code: str) -> str:
    """The article of a condition."""
    return str(course.rules.law.row(Condition, code).article)


CONDITIONS.named, CONDITIONS.stated, CONDITIONS.article = named, stated, article_of
