"""The course of an enforcement proceeding: all that follows from its acts by law.

Effects change it while the acts are walked in the order of their days; afterwards nobody does. What it publishes are
its items: typed events on the day they take effect.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from contracts.events.proceedings import (
    CompulsoryExecutionStarted,
    ProceedingInitiated,
    ProceedingResumed,
    VoluntaryTermStarted,
)
from contracts.problems import Problem
from contracts.registry import Event
from contracts.values import PartyKind
from services.proceedings.domain.entries import Claim, Ledger, Measure, Since, Suspension, VoluntaryTerm, empty_ledger
from services.proceedings.domain.rules import Rules, rules_named
from services.proceedings.domain.tracks import item
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.money.amounts import zero
from shared.law.procedures import Item
from shared.law.rule_sets.parts.proceedings import Transition
from shared.law.time_limits import Resumed, Suspended, due_date

VOLUNTARY_TERM = "voluntary-execution"
TERM_EXPIRED = "resume-term-expired"
_ONE_DAY = timedelta(days=1)


class Course:
    """What follows from the acts of one proceeding."""

    def __init__(
        self,
        initiation: ProceedingInitiated,
        day: date,
        calendar: WorkingCalendar,
        events: Mapping[UUID, tuple[str, date]],
    ) -> None:
        self.rules: Rules = rules_named(initiation.rule_set)
        self.calendar = calendar
        self.number = initiation.number
        self.body = initiation.body
        self.debtor: PartyKind = initiation.debtor.kind
        self.recoverer: PartyKind = initiation.recoverer.kind
        self.initiated_on = day
        self.executor = initiation.executor.id
        self.events = events
        """Type and effective date of every event recorded so far, by its id."""
        self.items: list[Item] = []
        self._act: UUID | None = None
        self.items_of: dict[UUID, list[Item]] = {}
        self.statuses: list[Since] = []
        self.stage = "initiated"
        """The status apart from suspensions."""
        self.reached: dict[str, date] = {}
        """The day each stage first began."""
        self.suspensions: list[Suspension] = []
        """Those that last."""
        self.claims = {
            claim.number: Claim(claim.number, claim.type, claim.sum, zero(claim.sum.currency) if claim.sum else None)
            for claim in initiation.claims
        }
        self.measures: dict[UUID, Measure] = {}
        self.ledgers: dict[str, Ledger] = {}
        self.receipts: set[UUID] = set()
        self.costs: set[UUID] = set()
        self.served_on: date | None = None
        self.term: VoluntaryTerm | None = None
        self.ended = False
        self.irregular: dict[UUID, tuple[Problem, ...]] = {}
        """Acts that were not open on their day, with the reasons."""
        self.not_stated: dict[UUID, tuple[str, ...]] = {}
        """By act, the conditions of which its recording does not say on which paper they rest."""
        self.move(initiation, day, "initiated")
        if initiation.document.immediate_execution:
            # Art. 357(1): a document for immediate execution has no voluntary term.
            self._enter("compulsory", "compulsory-immediate", day)

    @property
    def status(self) -> str:
        """The latest status."""
        return self.statuses[-1].code

    def copy(self) -> "Course":
        """The same course; what is done to one leaves the other as it is."""
        other = copy(self)
        other.items = list(self.items)
        other.statuses = list(self.statuses)
        other.reached = dict(self.reached)
        other.suspensions = list(self.suspensions)
        other.claims = {number: replace(claim) for number, claim in self.claims.items()}
        other.measures = {id_: replace(each, history=list(each.history)) for id_, each in self.measures.items()}
        other.ledgers = {currency: replace(ledger) for currency, ledger in self.ledgers.items()}
        other.receipts, other.costs = set(self.receipts), set(self.costs)
        other.term = replace(self.term, history=list(self.term.history)) if self.term else None
        other.irregular, other.not_stated = dict(self.irregular), dict(self.not_stated)
        other.items_of = {}
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

    def published_by(self, act: UUID) -> list[Item]:
        """The items that an act led to at once."""
        return self.items_of.get(act, [])

    def move(self, data: Event, day: date, code: str) -> None:
        """Publish a move of the status to `code`."""
        self.statuses.append(Since(code, day))
        self.reached.setdefault(code, day)
        self.publish(data, day)

    def advance(self, day: date) -> None:
        """Let happen by law what happens up to and on that day: the voluntary term runs out (Art. 357, 360)."""
        self._act = None
        term = self.term
        running = self.stage == "voluntary-term" and not self.suspensions and not self.ended
        if running and term is not None and term.due is not None and term.due < day:
            # The term ends after all acts of its last day.
            self._enter("compulsory", "compulsory-term-expired", term.due + _ONE_DAY)

    def start_term(self, day: date) -> None:
        """The voluntary term of a debtor who was served begins to run (Art. 357)."""
        self.term = VoluntaryTerm(day)
        self._date_term(self.term)
        self._enter("voluntary-term", "voluntary-term-served", day)

    def suspend(self, suspension: Suspension) -> None:
        """Add a ground of suspension; the first stops the voluntary term (Art. 137(1))."""
        if not self.suspensions and self.term is not None and self.stage == "voluntary-term":
            self.term.history.append(Suspended(on=suspension.since))
            self.term.due = None
        self.suspensions.append(suspension)

    def end_suspension(self, suspension: Suspension, day: date) -> None:
        """Take a ground of suspension away; after the last the voluntary term runs on (Art. 137(2))."""
        self.suspensions.remove(suspension)
        if not self.suspensions and self.term is not None and self.stage == "voluntary-term":
            self.term.history.append(Resumed(on=day))
            self._date_term(self.term)

    def suspension_ended_by(self, data: ProceedingResumed, day: date) -> Suspension | None:
        """The suspension that a resumption ends: the one it names, the only one, or the one whose term is over."""
        named = [each for each in self.suspensions if data.ground in {None, each.ground}]
        if len(named) == 1:
            return named[0]
        over = [each for each in named if each.until is not None and each.until < day]
        return over[0] if over and data.status.reason == TERM_EXPIRED else None

    def step(self, measure: Measure, status: str, day: date) -> Transition | None:
        """The step of a measure from its latest status to another; none where its machine has no such step."""
        steps = self.rules.steps(self.rules.measure(measure.code, day))
        return next((step for step in steps if (step.from_, step.to) == (measure.status, status)), None)

    def ledger(self, currency: str) -> Ledger:
        """The ledger of a currency; it is there from the first entry on."""
        return self.ledgers.setdefault(currency, empty_ledger(currency))

    def claims_in(self, currency: str) -> tuple[Claim, ...]:
        """The money claims of a currency."""
        return tuple(claim for claim in self.claims.values() if claim.sum and claim.sum.currency == currency)

    def currencies(self) -> tuple[str, ...]:
        """Currencies in which the document claims money, in the order of the claims."""
        return tuple(dict.fromkeys(claim.sum.currency for claim in self.claims.values() if claim.sum))

    def open_claims(self) -> Iterator[Claim]:
        """Claims of which something is left."""
        return (claim for claim in self.claims.values() if not claim.settled)

    def _enter(self, stage: str, reason: str, day: date) -> None:
        status = self.rules.status(stage, reason, day)
        event = VoluntaryTermStarted if stage == "voluntary-term" else CompulsoryExecutionStarted
        self.stage = stage
        self.move(event(status=status), day, stage)

    def _date_term(self, term: VoluntaryTerm) -> None:
        row = self.rules.law.limit(VOLUNTARY_TERM, self.initiated_on)
        try:
            term.due = due_date(row, term.started_on, self.calendar, term.history)
        except OutsideCalendar:
            term.due = None  # no working calendar is published for that year yet
