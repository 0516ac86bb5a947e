"""The events of a watched stream as they read now: what each shows of the procedure, in an order of their own.

A revision replaces what it revises. Of a day whose events are published one by one the order is not known, so that
within a day what merely happens comes first, then what moves the status, then copies; on each of these the order of
publication is that of the course.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, takewhile
from typing import Any
from uuid import UUID

from contracts.acts.extend_suspension import SuspensionExtended
from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.base import Contract
from contracts.envelope import EventEnvelope
from contracts.events.intake import (
    DecisionCopiesSent,
    InitiationDecided,
    InitiationRefused,
    StatementRegistered,
    StatementReturned,
)
from contracts.events.intake_corrections import CorrectionMade
from contracts.events.intake_handling import StatementDistributed
from contracts.events.proceedings import (
    CourseRevised,
    ExecutorAssigned,
    ProceedingInitiated,
    ProceedingResumed,
    ResolutionCopiesSent,
    SuspensionGroundEnded,
)
from contracts.registry import Event
from contracts.revisions import entries_of, entry_of
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.bindings import Binding, at
from shared.limit_conditions import OF_DELAYS, Conditions, Known, Part, conditions_shown

EVENT_ITSELF = "event-id"
FACT, STATUS, ACT, COPIES = range(4)
"""Places within a day; `ACT` is that of an act about itself, which only copies can be about."""

_NAMES_EXECUTOR = (
    ProceedingInitiated,
    ExecutorAssigned,
    StatementDistributed,
    InitiationDecided,
    InitiationRefused,
    StatementReturned,
)


class ShownEvent(Contract):
    """A procedural event of the rule set, and what it is about."""

    id: str
    about: str | None = None
    itself: bool = False
    """About the very event that shows it, as a resolution is about itself."""
    since: date | None = None
    """From which day what it starts runs; none: from that of the event."""
    until: date | None = None
    """The last day of what it starts; none: the one that the act names."""
    conditions: tuple[str, ...] = ()
    """Conditions that hold for what it starts."""
    brings: tuple[str, ...] = ()
    """Of what events show only together, what this one brings."""
    wanted: tuple[str, ...] = ()
    """All that must be there before they show it."""


class Shown(Contract):
    """What an event of the stream shows of the procedure."""

    cause: UUID
    """The event that carried it."""
    act: UUID | None = None
    """The command that the event recorded, of statements: a correction names it. None: of an earlier release."""
    ordinal: int | None = None
    """Its place among the entries of the revision that carried it."""
    day: date
    place: int = FACT
    rule_set: str
    events: tuple[ShownEvent, ...] = ()
    grounds: tuple[str, ...] = ()
    """The ground it rests on, where it names one."""
    conditions: tuple[str, ...] = ()
    """Conditions of the rule set known to hold from now on."""
    until: date | None = None
    """The last day that the act names."""
    executor: str | None = None
    """Who has the stream from now on."""
    body: str | None = None
    """Which body carries the proceeding from now on."""

    @property
    def names(self) -> frozenset[str]:
        """The procedural events it is, and the grounds it rests on."""
        return frozenset({each.id for each in self.events} | set(self.grounds)) if self.events else frozenset()

    @property
    def of_a_delay(self) -> bool:
        """Whether it says something of a delay, which counts for what others started as well."""
        return any(each.id in OF_DELAYS for each in self.events)

    @property
    def order(self) -> tuple[date, int]:
        """Where it stands; those that stand equal keep the order of publication."""
        return self.day, self.place

    def of_the_course(self) -> "Shown":
        """Without what is about the event itself: an entry of a revision has no id that others could name."""
        return self.model_copy(update={"events": tuple(each for each in self.events if not each.itself)})

    def of_the_act(self) -> "Shown":
        """What is about the event itself alone."""
        events = tuple(each for each in self.events if each.itself)
        return self.model_copy(
            update={"events": events, "place": ACT, "conditions": (), "executor": None, "body": None}
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How a stream reads; empty where its first event was not seen."""

    entries: tuple[Shown, ...] = ()
    """The events of the course, in the order of publication."""
    acts: tuple[Shown, ...] = ()
    """The acts recorded, each about itself: a resolution stays one, whatever becomes of its effects. Of those of one
    cause the last counts: a correction restates an act, and shows nothing of one that was struck."""

    @property
    def complete(self) -> bool:
        """Whether it holds the stream from its first event on."""
        return bool(self.entries or self.acts)

    @property
    def rule_set(self) -> str | None:
        """The rule set of its first event; it stays with the stream."""
        return next((each.rule_set for each in (*self.entries, *self.acts)), None)

    @property
    def executor(self) -> str | None:
        """Who has the stream now."""
        return next((each.executor for each in reversed(self.in_order()) if each.executor), None)

    @property
    def body(self) -> str | None:
        """Which body carries the proceeding now; none: nothing that is held says it."""
        return next((each.body for each in reversed(self.in_order()) if each.body), None)

    @property
    def of_a_proceeding(self) -> bool:
        """Whether it is known to be the stream of a proceeding, and not that of a statement."""
        return self.body is not None

    def conditions(self) -> Conditions:
        """The conditions known to hold, as of each day."""
        return Conditions(
            Known(each.day, each.conditions, (Part(part.id, part.about, part.since) for part in each.events))
            for each in self.entries
        )

    def in_order(self) -> list[Shown]:
        """Events and acts in the order in which they take effect."""
        acts = {each.cause: each for each in self.acts}
        placed = chain.from_iterable(map(_placed, (*self.entries, *acts.values())))
        return [*_together(sorted(placed, key=lambda each: each.order))]

    def in_place(self, found: Shown) -> Shown:
        """An event, with what it shows together with those before it."""
        if not any(each.wanted for each in found.events):
            return found
        before = [each for each in self.entries if each.order <= found.order and each.cause != found.cause]
        *_, shows = _together([*sorted(before, key=lambda each: each.order), found])
        return shows

    def ends_with(self, found: Shown) -> bool:
        """Whether an event of the course stands after all others."""
        return all(each.order <= found.order for each in self.entries)


def _placed(shown: Shown) -> Iterator[Shown]:
    """An event, apart from what it starts from an earlier day, which stands on that day."""
    earlier = [part for part in shown.events if part.since is not None and part.since < shown.day]
    for part in earlier:
        begun = {"day": part.since, "events": (part,), "grounds": (), "conditions": (), "executor": None}
        yield shown.model_copy(update=begun)
    rest = tuple(part for part in shown.events if part not in earlier)
    yield shown.model_copy(update={"events": rest}) if earlier else shown


def _together(ordered: Iterable[Shown]) -> Iterator[Shown]:
    """The events, each with what it shows once all that is wanted is there."""
    there: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
    for each in ordered:
        for part in each.events:
            there[part.id, part.about].update(part.brings)
        shows = tuple(part for part in each.events if there[part.id, part.about].issuperset(part.wanted))
        yield each if shows == each.events else each.model_copy(update={"events": shows})


def after(reading: Reading, event: EventEnvelope[Any], rule_sets: RuleSets) -> Reading:
    """How the stream reads after an event."""
    if not reading.complete and event.version > 1:
        return reading
    known = reading.rule_set
    rule_set = rule_sets.named(known) if known else rule_sets.in_force(event.effective_date)
    if isinstance(event.data, CourseRevised):
        kept = tuple(each for each in reading.entries if each.day < event.data.since)
        entries = (*kept, *revised(event.id, event.data, rule_set))
        return replace(reading, entries=entries, acts=(*reading.acts, *act_of(event, rule_set)))
    if isinstance(event.data, CorrectionMade):
        return replace(reading, entries=tuple(_corrected(reading.entries, event.data, rule_set)))
    found = shown(event.id, event.effective_date, event.data, rule_set)
    if isinstance(event.data, StatementRegistered):
        found = found.model_copy(update={"act": event.causation_id})
    if reading.complete and not _counts(found):
        return reading
    acts = (*reading.acts, found.of_the_act()) if found.of_the_act().events else reading.acts
    return Reading((*reading.entries, found.of_the_course()), acts)


def _corrected(entries: Sequence[Shown], made: CorrectionMade, rule_set: RuleSet) -> Iterator[Shown]:
    """The entries after a correction on a statement; of the acts it may concern only the registration shows here."""
    if made.reads is None:
        yield from (each for each in entries if each.act != made.act)
        return
    day, data = entry_of(made.reads)
    for each in entries:
        if each.act == made.act or (each.act is None and isinstance(data, StatementRegistered) and each is entries[0]):
            restated = shown(each.cause, day, data, rule_set)
            yield restated.of_the_course().model_copy(update={"act": made.act})
        else:
            yield each


def revised(cause: UUID, revision: CourseRevised, rule_set: RuleSet) -> Iterator[Shown]:
    """The entries of a revision."""
    for ordinal, entry in enumerate(entries_of(revision)):
        found = shown(cause, entry.day, entry.data, rule_set).of_the_course()
        if _counts(found):
            yield found.model_copy(update={"ordinal": ordinal})


def act_of(event: EventEnvelope[CourseRevised], rule_set: RuleSet) -> Iterator[Shown]:
    """The act that a revision records or corrects, about itself; none where it has none that is about itself."""
    corrected = event.data.corrects
    if event.data.act is not None:
        act = entry_of(event.data.act)
        found = shown(corrected or event.id, act.day, act.data, rule_set).of_the_act()
        if found.events:
            yield found
    elif corrected is not None:
        yield Shown(cause=corrected, day=event.data.since, rule_set=rule_set.id)


def shown(cause: UUID, day: date, data: Event, rule_set: RuleSet) -> Shown:
    """What an event shows under a rule set."""
    plain = json.loads(data.model_dump_json())
    return Shown(
        cause=cause,
        day=day,
        place=_place(data),
        rule_set=rule_set.id,
        events=tuple(
            ShownEvent(
                id=row.id,
                about=_about(binding, cause, plain),
                itself=binding.about == EVENT_ITSELF,
                since=_day(binding.since, plain),
                until=_day_before(binding.before, plain),
                conditions=binding.conditions,
                brings=_listed(binding.together.stated, plain) if binding.together else (),
                wanted=_listed(binding.together.wanted, plain) if binding.together else (),
            )
            for row, binding in rule_set.events_shown_by(data.type, plain)
        ),
        grounds=tuple(sorted(_grounds(data, plain))),
        conditions=tuple(sorted(conditions_shown(data, rule_set))),
        until=getattr(data, "until", None),
        executor=data.executor.id if isinstance(data, _NAMES_EXECUTOR) else None,
        body=_body(data),
    )


def _counts(found: Shown) -> bool:
    return bool(found.events or found.conditions or found.executor or found.body)


def _body(data: Event) -> str | None:
    match data:
        case ProceedingInitiated():
            return data.body
        case ProceedingTakenUp():
            return data.executor.id.partition("-")[0]
        case _:
            return None


def _place(data: Event) -> int:
    if isinstance(data, ResolutionCopiesSent | DecisionCopiesSent):
        return COPIES
    has_status = not isinstance(getattr(data, "status", ""), str)
    return STATUS if has_status or isinstance(data, SuspensionGroundEnded | SuspensionExtended) else FACT


def _grounds(event: Event, data: dict[str, Any]) -> set[str]:
    status = data.get("status")
    named = {status.get("reason") if isinstance(status, dict) else None}
    # What these name is the ground that ended, or lasts longer.
    if not isinstance(event, ProceedingResumed | SuspensionGroundEnded | SuspensionExtended):
        named.add(data.get("ground"))
    return {ground for ground in named if ground}


def _day(path: str | None, data: dict[str, Any]) -> date | None:
    stated = at(data, path) if path is not None else None
    return date.fromisoformat(stated) if stated is not None else None


def _day_before(path: str | None, data: dict[str, Any]) -> date | None:
    named = _day(path, data)
    return named - timedelta(days=1) if named is not None else None


def _listed(path: str, data: dict[str, Any]) -> tuple[str, ...]:
    return tuple(at(data, path) or ())


def _about(binding: Binding, cause: UUID, data: dict[str, Any]) -> str | None:
    if binding.about is None:
        return None
    if binding.about == EVENT_ITSELF:
        return str(cause)
    values = takewhile(lambda value: value is not None, (at(data, path) for path in binding.about.split("+")))
    return ":".join(map(str, values)) or None
