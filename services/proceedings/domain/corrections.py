"""Corrections of acts on record: struck, corrected, annulled from a day on. Nothing is deleted.

A correction that needs a second person is proposed first and carried out when another person approves it. What then
follows from the acts as they read now is published as one revision.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands import corrections as commands
from contracts.envelope import CommandEnvelope
from contracts.events import corrections as events
from contracts.events.corrections import CorrectionKind as Kind
from contracts.events.corrections import CorrectionProposed
from contracts.events.proceedings import PaymentReceived, ProceedingInitiated, ProceedingResumed
from contracts.problems import Problem
from contracts.registry import Command, Event, MalformedMessage, UnknownType
from contracts.revisions import Entry, command_of, revised_entry
from services.proceedings.domain import initiation
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.act_types import ACTS
from services.proceedings.domain.authority import unfit_to_correct, unfit_to_settle
from services.proceedings.domain.computing import course_with, procedure_of
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.conditions.complaints import faults_of_annulment
from services.proceedings.domain.course import Course
from services.proceedings.domain.drafts import drafted
from services.proceedings.domain.journal import (
    Correction,
    Journal,
    Standing,
    act_event,
    corrected,
    read_as,
    reading,
    recorded_act,
    stated_by,
)
from services.proceedings.domain.publishing import dated, published_after
from services.proceedings.domain.rules import Rules, name_of, rules_named
from shared.decider import Decided, Rejection
from shared.law.calendar import WorkingCalendar
from shared.law.procedures import Act, ActKind, added, difference, faults_of_form
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.parts.corrections import CorrectionRow

INITIATION = "initiate-proceeding"
_KINDS: dict[type[Command], Kind] = {
    commands.StrikeEntry: Kind.STRIKE_ENTRY,
    commands.CorrectEntry: Kind.CORRECT_ENTRY,
    commands.CorrectSlip: Kind.CORRECT_SLIP,
    commands.AnnulAct: Kind.ANNUL_ACT,
}
CORRECTIONS: frozenset[type[Command]] = frozenset({*_KINDS, commands.ApproveCorrection, commands.RejectCorrection})
"""The commands of this module."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a correction may know besides the journal."""

    today: date
    calendar: WorkingCalendar
    identified: Mapping[UUID, bool]
    """Payments that were unidentified money before, and whether they stand."""
    contradicted: Mapping[str, str]
    """By role of a party that the correction names, the record that says otherwise whose its numbers are."""
    stands_in: frozenset[str] = frozenset()
    """The executors for whom the sender stands in today."""


def correct(state: Journal, course: Course, command: CommandEnvelope[Any], known: Known) -> Decided:
    """The events that a command about a correction leads to, after what followed by law by now. Raises Rejection."""
    due = difference(state.published, course.items).added
    state = replace(state, published=added(state.published, due))
    return [*dated(due, course), *_corrected(state, course, command, known)]


def _corrected(state: Journal, course: Course, command: CommandEnvelope[Any], known: Known) -> Decided:
    match command.data:
        case commands.RejectCorrection(correction=id_, reason=reason):
            proposed = _open(state, id_)
            asked = proposed.asked
            if proposed.asked_by != command.actor:
                _check(unfit_to_settle(course, command.actor, asked))
            return [events.CorrectionRejected(correction=id_, act=asked.act, reason=reason)]
        case commands.ApproveCorrection(correction=id_):
            proposed = _open(state, id_)
            _by_another(proposed, command.actor)
            _check(unfit_to_settle(course, command.actor, proposed.asked))
            _still_fits(state, proposed)
            return _Correcting(state, proposed.asked, command, known).made(proposed.asked_by)
    asked = _asked(command)
    correcting = _Correcting(state, asked, command, known)
    _check(unfit_to_correct(course, command.actor, asked, known.stands_in))
    if correcting.row.second_person:
        correcting.made(command.actor)  # refused now, and not only when somebody approves it
        return [asked]
    return correcting.made(None)


def _check(unfit: Iterable[Problem]) -> None:
    """Raises Rejection where a sender is unfit."""
    if problems := tuple(unfit):
        raise Rejection(*problems)


def _asked(command: CommandEnvelope[Any]) -> CorrectionProposed:
    data = command.data
    return CorrectionProposed(
        correction=command.id,
        kind=_KINDS[type(data)],
        act=data.act,
        day=getattr(data, "day", None),
        data=getattr(data, "data", None),
        by=getattr(data, "by", None),
        since=getattr(data, "since", None),
        reason=data.reason,
        basis=getattr(data, "basis", None),
    )


def _open(state: Journal, id_: UUID) -> Correction:
    """A proposed correction that waits for a second person."""
    if id_ not in state.corrections:
        raise Rejection(refused.CORRECTION_UNKNOWN.because("no correction of this proceeding has this id"))
    proposed = state.corrections[id_]
    if proposed is None or proposed.standing is not Standing.PROPOSED:
        what = proposed.standing.value if proposed else Standing.MADE.value
        raise Rejection(refused.CORRECTION_SETTLED.because(f"the correction was {what} already"))
    return proposed


def _by_another(proposed: Correction, actor: str) -> None:
    if proposed.asked_by == actor:
        raise Rejection(refused.SECOND_PERSON.because(f"{actor} proposed the correction"))


def _still_fits(state: Journal, proposed: Correction) -> None:
    last = state.corrected_by.get(proposed.asked.act)
    if last != proposed.follows:
        raise Rejection(refused.CORRECTED_MEANWHILE.because(f"correction {last} of the same act was made since"))


class _Correcting:
    """One correction on its way into the journal."""

    def __init__(
        self,
        state: Journal,
        asked: CorrectionProposed,
        command: CommandEnvelope[Any],
        known: Known,
    ) -> None:
        self._state, self._asked, self._command = state, asked, command
        self._today, self._through = known.today, max(state.through, known.today)
        self._calendar, self._identified = known.calendar, known.identified
        self._contradicted = known.contradicted
        self.rules: Rules = rules_named(state.initiation.rule_set)
        self._table = self.rules.law.procedures.corrections

    @property
    def row(self) -> CorrectionRow:
        """What the table says of the correction."""
        return self._table.corrections[self._asked.kind]

    def made(self, proposed_by: str | None) -> Decided:
        """The events that carry the correction out. Raises Rejection."""
        state, asked = self._state, self._asked
        act = self._named()
        self._check_possible(act)
        made = events.CorrectionMade(
            correction=asked.correction,
            kind=asked.kind,
            act=asked.act,
            entry=act.recorded_in or asked.act,
            by=asked.by,
            since=asked.since,
            reason=asked.reason,
            basis=asked.basis,
            proposed_by=proposed_by,
            replaces=state.corrected_by.get(asked.act),
        )
        if asked.data is not None:
            entry = self._restated(act, command_of_act(asked, act.name))
            made = made.model_copy(update={"reads": revised_entry(entry)})
        journal = corrected(state, made, self._command.actor)
        course = course_with(journal, self._through, self._calendar)
        return [made, *published_after(state, course, self._command.id, made)]

    def _named(self) -> Act:
        """The act that the correction names; the initiation is one, too."""
        state, id_ = self._state, self._asked.act
        if id_ == state.initiated_by:
            entry = next(iter(state.events))  # a stream begins with its initiation
            return Act(id_, INITIATION, state.initiated_on, state.initiation, self._command.actor, recorded_in=entry)
        if id_ in state.corrections:
            raise Rejection(refused.CORRECTION_OF_A_CORRECTION.because("the id is that of a correction"))
        try:
            return recorded_act(state, id_)
        except LookupError as error:
            raise Rejection(refused.ACT_UNKNOWN.because("no act of this proceeding has this id")) from error

    def _check_possible(self, act: Act) -> None:
        problems = [*self._obstacles(act)]
        if problems:
            raise Rejection(*problems)

    def _obstacles(self, act: Act) -> Iterator[Problem]:
        asked = self._asked
        exception = self._table.exception(asked.kind, act.name)
        if exception is not None and asked.by not in exception.by:
            yield refused.NOT_CORRECTED_SO.because(f"{asked.kind.value}: {exception.reading}", exception.article)
        if act.id in self._state.struck and asked.kind is not Kind.CORRECT_ENTRY:
            yield refused.ACT_STRUCK.because("the act never happened; only its entry can be put right")
        if asked.kind is Kind.ANNUL_ACT and asked.since is not None:
            if act.name != INITIATION and procedure_of(self.rules.id).acts[act.name].kind is not ActKind.DECISION:
                yield refused.FACT_ANNULLED.because(f"{act.name} records a fact")
            if asked.since < act.day:
                yield refused.ANNULLED_BEFORE_MADE.because(f"the act is of {act.day}")
            before = course_with(self._state, self._through, self._calendar)
            yield from faults_of_annulment(before, act.id, asked.by, asked.since)
            if asked.since > self._today:
                yield refused.CORRECTED_TO_THE_FUTURE.at("since").because(f"{asked.since} is after {self._today}")
        if asked.kind is Kind.CORRECT_SLIP and not self._made_in_a_document(act):
            yield refused.SLIP_WITHOUT_RESOLUTION.because(f"{act.name} records neither a resolution nor an act")
        if asked.day is not None and asked.day > self._today:
            yield refused.CORRECTED_TO_THE_FUTURE.because(f"{asked.day} is after {self._today}")

    def _made_in_a_document(self, act: Act) -> bool:
        """Whether an act is made in a resolution, or in an act of the executor (Art. 343(4))."""
        row = procedure_of(self.rules.id).acts.get(act.name)
        made_in = row.document_of(act.data) if row is not None else None
        in_act = made_in is not None and made_in.kind in self._table.acts
        return in_act or name_of(act.data.type) in self.rules.resolutions

    def _restated(self, act: Act, stated: Command) -> Entry:
        """The act as it reads after the correction. Raises Rejection."""
        day = self._asked.day or act.day
        entry = self._initiation(stated, day) if act.name == INITIATION else self._act(act, stated, day)
        self._check_identified(act, entry)
        now, before = stated_by(entry.data), act.data
        kept = self.rules.law.procedures.kept_in(self._asked.kind, act.name)
        moved = [path for path in kept if _at(now, path) != _at(before, path)]
        if moved:
            article = self.row.article if isinstance(self.row.article, Citation) else None
            raise Rejection(*(refused.KEPT.because(f"{path} of {act.name} stays", article) for path in moved))
        return entry

    def _check_identified(self, act: Act, entry: Entry) -> None:
        """What was unidentified money came as the account of the body has it. Raises Rejection."""
        stands = self._identified.get(getattr(act.data, "payment", act.id))
        if not isinstance(act.data, PaymentReceived) or stands is None:
            return
        if not stands:
            raise Rejection(refused.IDENTIFICATION_ENDED.because("its money is unidentified again"))
        now: Any = entry.data
        before = act.data
        if (entry.day, now.sum, now.payment) != (act.day, before.sum, before.payment):
            raise Rejection(refused.KEPT.because("day, sum and payment of identified money stay", "Art. 403"))

    def _initiation(self, stated: Any, day: date) -> Entry:
        """The initiation with other data; the number and the rule set stay."""
        known = self._state.initiation
        faults = initiation.faults_of_parties(stated, known, self._contradicted)
        problems = [*initiation.obstacles(stated, day), *faults]
        first = min((act.day for act in self._state.acts), default=day)
        if day > first:
            problems.append(refused.INITIATED_AFTER_AN_ACT.because(f"the first act is of {first}"))
        if day.year != self._state.initiated_on.year:
            problems.append(refused.INITIATED_IN_ANOTHER_YEAR.because(f"the number is {known.number}"))
        if problems:
            raise Rejection(*problems)
        data = ProceedingInitiated(
            number=known.number,
            body=stated.body,
            executor=stated.executor,
            statement=stated.statement,
            recoverer=stated.recoverer,
            debtor=stated.debtor,
            document=stated.document.canonical(),
            claims=initiation.claims_of(stated),
            rule_set=known.rule_set,
            status=known.status,
            liability=stated.liability,
            number_of_paper=known.number_of_paper,
            same_obligation_in=known.same_obligation_in if stated.liability == known.liability else None,
        )
        return Entry(day, data)

    def _act(self, act: Act, stated: Command, day: date) -> Entry:
        """An act with another content, completed from the course without the act as it was."""
        row = procedure_of(self.rules.id).acts[act.name]
        others = replace(self._state, acts=tuple(each for each in self._state.acts if each.id != act.id))
        before = course_with(others, self._through, self._calendar)
        restated = self._command.model_copy(
            update={"id": act.id, "type": stated.type, "data": stated, "effective_date": day, "actor": act.actor}
        )
        draft = drafted(others, before, restated, row)
        draft = replace(draft, evidence={**draft.evidence, "contradicted": self._contradicted})
        if isinstance(draft.data, ProceedingResumed) and draft.data.ground is None:
            # The ground that it ended is part of what the resumption resolved.
            draft = replace(draft, data=draft.data.model_copy(update={"ground": act.data.ground}))
        faults = faults_of_form(before, draft, row, CONDITIONS)
        if faults:
            raise Rejection(*faults)
        draft = replace(read_as(act, day, draft.data), draft=True, evidence=draft.evidence)
        course = course_with(reading(self._state, draft), self._through, self._calendar)
        own = act_event(course.published_by(act.id), draft)
        return Entry(day, own.data if own else draft.data)


def command_of_act(asked: CorrectionProposed, act: str) -> Command:
    """The corrected act as a command. Raises Rejection where it is none, or one of another act."""
    if asked.data is None:
        raise ValueError(f"correction {asked.correction} states no act")
    try:
        command = command_of(asked.data)
    except UnknownType as error:
        raise Rejection(refused.ANOTHER_ACT.because(str(error))) from error
    except MalformedMessage as error:
        inside = [
            each.model_copy(update={"field": f"data.data.{each.field or ''}".rstrip(".")}) for each in error.problems
        ]
        raise Rejection(*inside) from error
    stated = INITIATION if name_of(command.type) == INITIATION else ACTS.get(type(command))
    if stated != act:
        raise Rejection(refused.ANOTHER_ACT.because(f"the act on record is {act}, the corrected one {asked.data.type}"))
    return command


def _at(data: Event, path: str) -> Any:
    value: Any = data
    for name in path.split("."):
        value = getattr(value, name) if value is not None else None
    return value
