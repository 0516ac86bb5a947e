"""The course of an enforcement proceeding: all that follows from its acts by law.

Effects change it while the acts are walked in the order of their days; afterwards nobody does. What it publishes are
its items: typed events on the day they take effect.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter
from uuid import UUID

from contracts.events.duties import DutyClosed
from contracts.events.parties import PartyRole
from contracts.events.proceedings import (
    CompulsoryExecutionStarted,
    DutyOpened,
    MeasureStatusChanged,
    ProceedingInitiated,
    ProceedingResumed,
    SuspensionGroundEnded,
    VoluntaryTermStarted,
)
from contracts.problems import Problem
from contracts.registry import Event
from contracts.values import Money, Party, PartyKind
from services.proceedings.domain.complaints import Complaint
from services.proceedings.domain.correspondence import Correspondence
from services.proceedings.domain.course_money import MoneyOfCourse
from services.proceedings.domain.entries import (
    Measure,
    Since,
    Suspension,
    VoluntaryTerm,
)
from services.proceedings.domain.matters import Matters
from services.proceedings.domain.measure_terms import BY_LAW, RESTING, Move, moves_by_law
from services.proceedings.domain.office import Office
from services.proceedings.domain.open_duties import OpenDuties
from services.proceedings.domain.rules import Rules, rules_named
from services.proceedings.domain.succession import SuccessionRequests
from services.proceedings.domain.things import Things
from services.proceedings.domain.tracks import item
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.procedures import Item
from shared.law.rule_sets.parts.measures import Transition
from shared.law.time_limits import Entry, Resumed, Suspended, due_date

VOLUNTARY_TERM = "voluntary-execution"
_ONE_DAY = timedelta(days=1)


class Course(MoneyOfCourse):
    """What follows from the acts of one proceeding."""

    def __init__(
        self,
        initiation: ProceedingInitiated,
        day: date,
        calendar: WorkingCalendar,
    ) -> None:
        super().__init__(initiation)
        self.rules: Rules = rules_named(initiation.rule_set)
        self.calendar = calendar
        self.number = initiation.number
        self.document = initiation.document
        self.parties = {PartyRole.DEBTOR: initiation.debtor, PartyRole.RECOVERER: initiation.recoverer}
        self.lapsed: frozenset[UUID] = frozenset()
        """The acts that admitted representatives of a party that was replaced since."""
        self.debtors = [(day, initiation.debtor)]
        """Who the debtor was, each since a day."""
        self.initiated_on = day
        self.executor = initiation.executor.id
        self.office = Office(bodies=[(day, initiation.body)])
        self.requests = SuccessionRequests()
        self.events: Mapping[UUID, tuple[str, date]] = {}
        """Type and effective date of every event recorded so far, by its id."""
        self.causes: Mapping[UUID, UUID] = {}
        """The act that led to each of them."""
        self.items: list[Item] = []
        self._act: UUID | None = None
        self.items_of: dict[UUID, list[Item]] = {}
        self.of_initiation: Mapping[int, UUID] = {}
        """By identity, the items that the initiation led to, each with the command that initiated the proceeding."""
        self.statuses: list[Since] = []
        self.stage = "initiated"
        """The status apart from suspensions."""
        self.reached: dict[str, date] = {}
        """The day each stage first began."""
        self.suspensions: list[Suspension] = []
        """Those that last."""
        self.liability = initiation.liability
        self.initiation = initiation
        self.measures: dict[UUID, Measure] = {}
        self.correspondence = Correspondence()
        self.matters = Matters()
        self.complaints: dict[UUID, Complaint] = {}
        self.things = Things()
        self.served_on: date | None = None
        self.term: VoluntaryTerm | None = None
        self.demands_left = self.left_of_demands()
        """What was left of each claim after the last act."""
        self.paid_by = day
        """The last day on which the debtor did something that lowered it."""
        self.fulfilled_on: date | None = None
        """Since when nothing is left of the demands, where that was before the voluntary term ran out."""
        self.awaited_until: date | None = None
        """The last day on which money was credited that may have been paid within the voluntary term."""
        self.resumed_on = day
        """Since when no suspension lasts, if none does."""
        self.ended = False
        self.ended_by: UUID | None = None
        """The act that ended it."""
        self.after_law: Callable[[Course, date], None] = lambda _, __: None
        """What follows from what happened by law on a day."""
        self.grounds_ended: dict[UUID, str] = {}
        """By resumption, the ground of the suspension that it ended."""
        self.lasted: tuple[Suspension, ...] = ()
        """Suspensions that lasted when it ended."""
        self.annulled: dict[UUID, UUID] = {}
        """Acts that were annulled by now, each with its annulment."""
        self.annulled_since: dict[UUID, date] = {}
        """The day from which each of them is annulled."""
        self.duties = OpenDuties()
        """Those that are open, each with the act it concerns."""
        self.sent: dict[tuple[str, UUID], Event] = {}
        """What went out, by the duty that opens where its reason is taken back, and the act by which it went out."""
        self.irregular: dict[UUID, tuple[Problem, ...]] = {}
        """Acts that were not open on their day, with the reasons."""
        self.not_stated: dict[UUID, tuple[str, ...]] = {}
        """By act, the conditions of which its recording does not say on which paper they rest."""
        self.move(initiation, day, "initiated")
        if initiation.document.immediate_execution:
            # Art. 357(1): a document for immediate execution has no voluntary term.
            self._enter("compulsory", "compulsory-immediate", day)

    @property
    def debtor(self) -> PartyKind:
        """What the debtor is: a citizen, a sole trader or a legal person."""
        return self.parties[PartyRole.DEBTOR].kind

    def debtor_on(self, day: date) -> PartyKind:
        """What the debtor was at the end of a day, the first one before the initiation."""
        known = [party for since, party in self.debtors if since <= day]
        return (known or [self.debtors[0][1]])[-1].kind

    @property
    def recoverer(self) -> PartyKind:
        """What the recoverer is."""
        return self.parties[PartyRole.RECOVERER].kind

    @property
    def status(self) -> str:
        """The latest status."""
        return self.statuses[-1].code

    def copy(self) -> "Course":
        """The same course; what is done to one leaves the other as it is."""
        other = copy(self)
        self.copy_money(other)
        other.items = list(self.items)
        other.statuses = list(self.statuses)
        other.reached = dict(self.reached)
        other.suspensions = list(self.suspensions)
        other.parties, other.debtors = dict(self.parties), list(self.debtors)
        other.measures = {
            id_: replace(each, history=list(each.history), brought=list(each.brought))
            for id_, each in self.measures.items()
        }
        other.correspondence, other.requests = self.correspondence.copy(), self.requests.copy()
        other.matters = self.matters.copy()
        other.things, other.office = self.things.copy(), self.office.copy()
        other.complaints = dict(self.complaints)
        other.term = replace(self.term, history=list(self.term.history)) if self.term else None
        other.irregular, other.not_stated = dict(self.irregular), dict(self.not_stated)
        other.annulled, other.grounds_ended = dict(self.annulled), dict(self.grounds_ended)
        other.annulled_since = dict(self.annulled_since)
        other.duties, other.sent = self.duties.copy(), dict(self.sent)
        other.items_of = {act: list(items) for act, items in self.items_of.items()}
        return other

    def take_up(self, act: UUID, problems: tuple[Problem, ...]) -> None:
        """What is published from now on follows from this act, which was not open if there are problems."""
        self._act = act
        if problems:
            self.irregular[act] = problems

    def publish(self, data: Event, day: date) -> None:
        """Add an item."""
        added = item(data, day)
        self.items.append(added)
        if self._act is not None:
            self.items_of.setdefault(self._act, []).append(added)

    def open_duty(
        self,
        duty: str,
        act: UUID,
        day: date,
        problems: tuple[Problem, ...] = (),
        whom: tuple[str, ...] = (),
        who: str | None = None,
    ) -> None:
        """Somebody has to do something about an act, by a row of the duties.

        `whom` it is still owed to; `who` has to do it, where that is not who the row names.
        """
        row = self.rules.duties[duty]
        article = problems[0].article if problems else None
        self.duties.add(duty, act)
        opened = DutyOpened(
            duty=duty, who=who or row.who, act=act, article=article or row.article, problems=problems, whom=whom
        )
        self.publish(opened, day)

    def close_duty(self, duty: str, act: UUID | None, day: date, by_act: UUID) -> None:
        """A duty was fulfilled, or fell away; nothing happens where it is not open."""
        if act is not None and (duty, act) in self.duties:
            self.duties.remove(duty, act)
            self.publish(DutyClosed(duty=duty, act=act, by_act=by_act), day)

    def causes_of_items(self) -> dict[int, UUID]:
        """By identity of the item, the act that led to it at once; what happens by law is not among them."""
        found = {id(each): act for act, items in self.items_of.items() for each in items}
        return {**self.of_initiation, **found}

    def published_by(self, act: UUID) -> list[Item]:
        """The items that an act led to at once."""
        return self.items_of.get(act, [])

    def move(self, data: Event, day: date, code: str) -> None:
        """Publish a move of the status to `code`."""
        self.statuses.append(Since(code, day))
        self.reached.setdefault(code, day)
        self.publish(data, day)

    def advance(self, day: date) -> None:
        """Let happen by law, in the order of the days, what happens up to and on that day.

        The voluntary term runs out (Art. 357, 360), a suspension ends with its term (Art. 364(1)), a measure ends, or
        goes on after a rest (Art. 348, 368), a delay of the execution is over: each after all acts of its last day.
        """
        self._act = None
        while (due := self._next_by_law()) is not None and due[0] < day:
            last_day, happen = due
            happen(last_day + _ONE_DAY)
            self.after_law(self, last_day + _ONE_DAY)

    def _next_by_law(self) -> tuple[date, Callable[[date], None]] | None:
        """What the law makes happen next: the day after which it does, and how."""
        following = self._next_stage(), self._next_of_measures(), self._next_of_delays()
        return min(filter(None, following), key=itemgetter(0), default=None)

    def _next_stage(self) -> tuple[date, Callable[[date], None]] | None:
        if self.ended:
            return None
        if self.suspensions:
            terms = [(each.last_day, each.ground, each) for each in self.suspensions if each.last_day is not None]
            if not terms:
                return None
            last_day, ground, suspension = min(terms)
            return last_day, lambda day: self.resume(suspension, day, self.rules.term_expired, ground)
        if self.term is None or self.term.due is None or self.stage != "voluntary-term" or self.fulfilled_on:
            return None
        last_day = max(self.term.due, self.awaited_until or self.term.due)
        return last_day, lambda day: self._enter("compulsory", "compulsory-term-expired", day)

    def _next_of_measures(self) -> tuple[date, Callable[[date], None]] | None:
        moves = moves_by_law(
            self.measures.values(), self.rules.proceedings.measures.binding, self.calendar, self.statuses
        )
        move = min(moves, key=lambda each: each.last_day, default=None)
        return (move.last_day, lambda day: self._move_by_law(move, day)) if move else None

    def _next_of_delays(self) -> tuple[date, Callable[[date], None]] | None:
        """After the last day of a delay execution goes on: nothing is returned for it (Art. 366(1) ind. 10, 11)."""
        over = self.matters.next_end_of_delay()
        return (over[0], lambda _: self.matters.end_delay(over[1])) if over else None

    def _move_by_law(self, move: Move, day: date) -> None:
        article = move.article or str(self.rules.measure(move.measure.code, day).article)
        if move.to == RESTING:
            move.measure.begin_rest()
        self.move_measure(move.measure, move.to, day, article, BY_LAW)

    def move_measure(self, measure: Measure, status: str, day: date, article: str, follows_from: str) -> None:
        """Publish a move of a measure that is no act, but follows from one or from the law."""
        measure.history.append(Since(status, day))
        self.publish(
            MeasureStatusChanged(
                measure=measure.id, status=status, article=article, follows_from=follows_from, **measure.described
            ),
            day,
        )

    def start_term(self, day: date) -> None:
        """The voluntary term of a debtor who was served begins to run (Art. 357)."""
        self.term = VoluntaryTerm(day)
        self._date_term(self.term)
        if self.fulfilled_on is not None:
            self.term.history.append(Suspended(on=day))
        self._enter("voluntary-term", "voluntary-term-served", day)

    def left_of_demands(self) -> tuple[tuple[Money | None, date | None], ...]:
        """Of each claim what is still to be paid, or the day on which it was fulfilled or fell away."""
        return tuple((claim.outstanding, claim.fulfilled_on or claim.fell_on) for claim in self.claims.values())

    def in_voluntary_term(self, day: date) -> bool:
        """Whether what was done on a day was done before the voluntary term ran out."""
        if self.stage == "compulsory":
            return False
        return self.term is None or self.term.due is None or day <= self.term.due

    def fulfil_demands(self, day: date) -> None:
        """All demands are fulfilled since a day: what stopped the voluntary term after it counts no more."""
        self.fulfilled_on = day
        if self.term is None:
            return
        self.term.history = [each for each in self.term.history if each.on < day]
        if not self.term.stopped:
            self._date_term(self.term)
            self.term.history.append(Suspended(on=max(day, self.term.started_on)))

    def open_demands_again(self, day: date) -> None:
        """Something is to be fulfilled again: the voluntary term goes on, and the time in between does not count."""
        self.fulfilled_on = None
        if self.term is not None and self.stage == "voluntary-term" and not self.suspensions:
            self._run_term(self.term, day)

    def last_day(self, until: date | None) -> date | None:
        """The last day of a suspension that is decided for a term, moved to a working day (Art. 135(7))."""
        try:
            return self.calendar.next_working(until) if until is not None else None
        except OutsideCalendar:
            return None  # no working calendar is published for that year yet

    def suspend(self, suspension: Suspension) -> None:
        """Add a ground of suspension; the first stops the voluntary term (Art. 137(1))."""
        running = self.term is not None and self.stage == "voluntary-term" and self.fulfilled_on is None
        if not self.suspensions and self.term is not None and running:
            self.term.history.append(Suspended(on=suspension.since))
            self.term.due = None
        self.suspensions.append(suspension)

    def resume(self, suspension: Suspension, day: date, reason: str, ground: str | None) -> None:
        """End a suspension; after the last one the proceeding goes on where it stood, and so does the voluntary term.

        `ground` is what the resumption itself says of it.
        """
        shown = self.suspensions[-1]
        self.suspensions.remove(suspension)
        if self.suspensions:
            lasts = self.suspensions[-1]
            status = self.rules.status("suspended", lasts.ground, lasts.since) if lasts is not shown else None
            ended = SuspensionGroundEnded(ground=suspension.ground, reason=reason, status=status)
            self.publish(ended, day) if status is None else self.move(ended, day, status.code)
            return
        if self.term is not None and self.stage == "voluntary-term" and self.fulfilled_on is None:
            self._run_term(self.term, day)
        self.resumed_on = day
        status = self.rules.status(self.stage, reason, day)
        self.move(ProceedingResumed(status=status, ground=ground), day, self.stage)
        if self.stage == "initiated" and self.served_on is not None:
            self.start_term(day)

    def stop_term(self, *stopped: Entry) -> None:
        """Take a span out of the voluntary term that runs."""
        if self.term is not None and self.fulfilled_on is None:
            self.term.history += stopped
            self._date_term(self.term)

    def replace_party(self, role: PartyRole, successor: Party, day: date) -> None:
        """A successor takes the place of a party; what was done before binds the successor (Art. 62(3)).

        That a party moved and did not report it is of that person alone (Art. 143).
        """
        self.parties[role] = successor
        self.requests.decided(role.value)
        self.correspondence.moved.discard(role.value)
        if role is PartyRole.DEBTOR:
            self.debtors.append((day, successor))

    def move_party(self, role: PartyRole, address: str) -> None:
        """A party has another address from now on (Art. 143)."""
        self.parties[role] = self.parties[role].model_copy(update={"address": address})

    def suspension_ended_by(self, data: ProceedingResumed) -> Suspension | None:
        """The suspension that a resumption ends: the one it names, or the only one."""
        named = [each for each in self.suspensions if data.ground in {None, each.ground}]
        return named[0] if len(named) == 1 else None

    def step(self, measure: Measure, status: str, day: date) -> Transition | None:
        """The step of a measure from its latest status to another; none where its machine has no such step."""
        steps = self.rules.steps(self.rules.measure(measure.code, day))
        return next((step for step in steps if (step.from_, step.to) == (measure.status, status)), None)

    def _enter(self, stage: str, reason: str, day: date) -> None:
        status = self.rules.status(stage, reason, day)
        event = VoluntaryTermStarted if stage == "voluntary-term" else CompulsoryExecutionStarted
        self.stage = stage
        self.move(event(status=status), day, stage)

    def _run_term(self, term: VoluntaryTerm, day: date) -> None:
        term.history.append(Resumed(on=day))  # Art. 137(2)
        self._date_term(term)

    def _date_term(self, term: VoluntaryTerm) -> None:
        row = self.rules.law.limit(VOLUNTARY_TERM, self.initiated_on)
        try:
            term.due = due_date(row, term.started_on, self.calendar, term.history)
        except OutsideCalendar:
            term.due = None  # no working calendar is published for that year yet
