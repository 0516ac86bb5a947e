"""A statement as queries show it: what is on record, and its assessment with the computation of the limit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from contracts.codelists import Names
from contracts.envelope import EventEnvelope
from contracts.events.intake import Finding, InitiationDecided, StatementAssessed
from contracts.events.intake_corrections import CorrectionMade
from contracts.events.intake_duties import DutyOpened
from contracts.queries import intake as queries
from contracts.queries.proceedings import ActView
from contracts.revisions import Entry
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import procedure_on
from services.intake.domain.course import DECISIONS, Course, Decided
from services.intake.domain.items import act_track
from services.intake.domain.journal import Statement, evolve
from services.intake.domain.presentation import presentation_computation
from shared.correction_views import correction_views, read_otherwise
from shared.law.names import LANGUAGES
from shared.law.procedures import Act
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.parts.intake import Requirement, StatementElement
from shared.law.time_limits import Step, sentence, step_in_words


def statement_view(
    stream: UUID, course: Course, stored: Sequence[EventEnvelope[Any]], rules: Rules
) -> queries.StatementView:
    """A statement by its course and by the events of its stream."""
    registered = course.require()
    as_recorded = _as_recorded(stored)
    recorded = {act.id: Entry(act.day, act.data) for act in as_recorded.values()}
    return queries.StatementView(
        id=stream,
        body=registered.body,
        registration_number=registered.registration_number,
        version=stored[-1].version,
        status=queries.StatementStatus(str(course.status)),
        received_on=registered.received_on,
        posted_on=registered.posted_on,
        recoverer=registered.recoverer,
        debtor=registered.debtor,
        document=registered.document,
        claims=registered.claims,
        contents=registered.contents,
        assessment=assessment_view(course),
        decision=_decision(course.decided) if course.decided else None,
        acts=tuple(_acts(course, stored, as_recorded, rules)),
        corrections=tuple(correction_views(stored, recorded, lambda data: data)),
        duties=tuple(duties(course)),
    )


def assessment_view(course: Course) -> queries.AssessmentView | None:
    """The last assessment, with every step of the presentation limit; None where there is none."""
    if course.assessed is None or course.document_assessed is None:
        return None
    day, _, data, *_ = course.items[act_track(course.assessed.id)]
    found = cast("StatementAssessed", data)
    rule_set = course.rules.rule_sets.in_force(day)
    computed = presentation_computation(course.document_assessed, rule_set, course.rules.calendar)
    return queries.AssessmentView(
        day=day,
        proposal=found.proposal,
        findings=tuple(finding_view(each, rule_set) for each in found.findings),
        presentation=found.presentation,
        sentence=Names(**{each: sentence(computed, each) for each in LANGUAGES}) if computed else None,
        steps=tuple(map(_step, computed.steps)) if computed else (),
    )


def duties(course: Course) -> Iterator[queries.StatementDuty]:
    """The duties that are open."""
    for day, _, data, *_ in course.items.values():
        if isinstance(data, DutyOpened):
            yield queries.StatementDuty(
                duty=data.duty,
                who=data.who,
                act=data.act,
                opened_on=day,
                article=data.article,
                problems=data.problems,
            )


def finding_view(finding: Finding, rule_set: RuleSet) -> queries.FindingView:
    """What was found, in three languages where a row says it; else in English, and the name of the ground."""
    intake = rule_set.intake
    rows: list[Requirement | StatementElement] = [*intake.requirements.requirements.values()]
    rows += intake.elements.elements.values()
    text = next((row.detail for row in rows if (row.ground, row.detail.en) == (finding.ground, finding.detail)), None)
    name = text or rule_set.ground(finding.ground).name
    return queries.FindingView(
        ground=finding.ground,
        article=finding.article,
        proposal=finding.proposal,
        text=Names(en=finding.detail, ru=name.ru, be=name.be),
    )


def _step(step: Step) -> queries.LimitStep:
    text = Names(**{each: step_in_words(step, each) for each in LANGUAGES})
    return queries.LimitStep(day=step.date, article=step.article, text=text)


def _decision(decided: Decided) -> queries.DecisionView:
    data = decided.data
    return queries.DecisionView(
        day=decided.day,
        decision=DECISIONS[type(data)],
        executor=data.executor,
        ground=getattr(data, "ground", None),
        article=data.article,
        reasons=getattr(data, "reasons", None),
        proceeding=data.proceeding if isinstance(data, InitiationDecided) else None,
    )


def _acts(
    course: Course, stored: Sequence[EventEnvelope[Any]], as_recorded: Mapping[UUID, Act], rules: Rules
) -> Iterator[ActView]:
    """The acts in the order in which they take effect, as they read now; struck ones as they read when recorded."""
    corrected = {each.data.act: each.data for each in stored if isinstance(each.data, CorrectionMade)}
    struck = {act for act, made in corrected.items() if made.reads is None}
    order = {act: place for place, act in enumerate(course.items)}
    first: dict[UUID, EventEnvelope[Any]] = {}
    for event in stored:
        first.setdefault(event.causation_id, event)

    def view(act: Act) -> ActView:
        item = course.items.get(act_track(act.id))
        day, data = (item.day, item.data) if item else (act.day, act.data)
        return ActView(
            id=act.id,
            act=act.name,
            article=str(procedure_on(act.day, rules.rule_sets).acts[act.name].article),
            day=day,
            recorded_at=first[act.id].recorded_at,
            actor=act.actor,
            data=data.model_dump(mode="json"),
            recorded_as=read_otherwise(Entry(act.day, act.data), Entry(day, data)) if act.id in corrected else None,
            recording=act.recording,
            struck=act.id in struck,
            corrected_by=corrected[act.id].correction if act.id in corrected else None,
            problems=course.irregular.get(act.id, ()),
        )

    views = [view(act) for act in as_recorded.values()]
    yield from sorted(views, key=lambda each: (each.day, order.get(act_track(each.id), len(order))))


def _as_recorded(stored: Sequence[EventEnvelope[Any]]) -> dict[UUID, Act]:
    """Every act that was ever recorded."""
    acts: dict[UUID, Act] = {}
    statement = Statement()
    for event in stored:
        statement = evolve(statement, event)
        acts |= {act.id: act for act in statement.acts if act.id not in acts}
    return acts
