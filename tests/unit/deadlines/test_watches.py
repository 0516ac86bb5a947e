"""The cases of watches.yaml, revisions.yaml and acts_on_limits.yaml, walked through the decider of deadlines."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts.catalogue import EVENTS
from contracts.commands.deadlines import AnnounceDueLimits, ExtendLimit, MeetLimit, RestoreLimit
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import LimitMet, LimitRestored, LimitRevised
from contracts.events.proceedings import CourseRevised
from contracts.identifiers import new_id
from contracts.registry import Command, Event
from contracts.revisions import Entry, revised_entry
from services.deadlines.domain.commands import ObserveEvent
from services.deadlines.domain.decider import decider
from services.deadlines.domain.reading import Reading, after
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Watch
from shared.decider import Context, Recorded, Rejection
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from shared.plain_yaml import read_table

HERE = Path(__file__).parent
CASES = [
    case
    for name in ("watches.yaml", "revisions.yaml", "acts_on_limits.yaml")
    for case in read_table((HERE / name).read_text(encoding="utf-8"))
]
GOLDEN = HERE.parents[1] / "contract" / "golden"
STREAM = UUID("01980000-0000-7000-8000-000000000001")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RULE_SETS = RuleSets.load()
DEADLINES = decider(RULE_SETS)
CALENDAR = belarus()


class Walk:
    """A watched stream and what deadlines makes of it."""

    def __init__(self, held: bool) -> None:
        self.watch = Watch()
        self.reading = Reading()
        self.held = held
        self.observed: list[EventEnvelope[Any]] = []

    def step(self, spec: dict[str, Any]) -> list[str]:
        if "restored" in spec:
            return [self._take(self._restored(spec), NOW.date())]
        command, day = self._command(spec), spec.get("day", NOW.date())
        context = Context(NOW.date(), Facts(CALENDAR, self.reading))
        enveloped = _enveloped(command, day)
        return [self._take(item, day) for item in DEADLINES.decide(self.watch, enveloped, context)]

    def _command(self, spec: dict[str, Any]) -> Command:
        if "announce" in spec:
            return AnnounceDueLimits(as_of=spec["announce"])
        if "restore" in spec:
            return RestoreLimit(occurrence=self._id_of(spec["restore"]), until=spec["until"], reasons="illness")
        if "extend" in spec:
            return ExtendLimit(occurrence=self._id_of(spec["extend"]), until=spec["until"], reasons="illness")
        if "meet" in spec:
            return MeetLimit(occurrence=self._id_of(spec["meet"]), basis="complaint No 7 of 2026-03-30")
        event = _stored(self._revision(spec) if "revised" in spec else self._event(spec), spec["day"])
        self.observed.append(event)
        if self.held:
            self.reading = after(self.reading, event, RULE_SETS)
        return ObserveEvent(event=event)

    def _restored(self, spec: dict[str, Any]) -> LimitRestored:
        """As an earlier release recorded it, of any limit."""
        ref = self.watch.occurrences[self._id_of(spec["restored"])].ref
        return LimitRestored(ref=ref, due=spec["until"], reasons="illness")

    def _id_of(self, limit: str) -> UUID:
        [found] = [each for each in self.watch.occurrences.values() if each.ref.limit == limit]
        return found.ref.occurrence

    def _revision(self, spec: dict[str, Any]) -> CourseRevised:
        entries = [revised_entry(Entry(each["day"], self._event(each))) for each in spec["revised"]]
        return CourseRevised(
            revision=1,
            cause=STREAM,
            act=entries[spec["act"]] if "act" in spec else None,
            since=spec["since"],
            entries=tuple(entries),
        )

    def _event(self, spec: dict[str, Any]) -> Event:
        type_ = f"lea.{spec['event']}.v1"
        data = json.loads((GOLDEN / f"{type_}.json").read_bytes()) | spec.get("data", {})
        if "document" in data:
            data["document"]["immediate_execution"] = spec.get("immediate", False)
        if "of" in spec:
            named = "started_by" if "started_by" in data else "resolution"
            data[named] = str(self.observed[spec["of"]].id)
        event: Event = EVENTS.decode(type_, json.dumps(data, default=str).encode())
        return event

    def _take(self, item: Event | Recorded, day: date) -> str:
        recorded = item if isinstance(item, Recorded) else Recorded(item, day)
        self.watch = DEADLINES.evolve(self.watch, _stored(recorded.data, recorded.effective_date))
        return _told(recorded.data)


def _told(data: Any) -> str:
    what = data.type.split(".")[2].removeprefix("limit-")
    if isinstance(data, LimitMet) and not data.in_time:
        what = "met-late"
    if isinstance(data, LimitRevised):
        what = f"now-{data.standing}"
    due = getattr(data, "due", None)
    return " ".join([data.ref.limit, what, *([str(due)] if due else [])])


def _stored(data: Event, day: date) -> EventEnvelope[Any]:
    return EventEnvelope(
        id=new_id(),
        source="/lea/test",
        type=data.type,
        stream=STREAM,
        version=1,
        effective_date=day,
        recorded_at=NOW,
        actor="test",
        correlation_id=STREAM,
        causation_id=STREAM,
        data=data,
    )


def _enveloped(command: Command, day: date) -> CommandEnvelope[Any]:
    return CommandEnvelope(
        id=new_id(),
        source="/lea/deadlines",
        type=command.type,
        stream=STREAM,
        effective_date=day,
        issued_at=NOW,
        actor="policy:test",
        correlation_id=STREAM,
        data=command,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("held", [True, False], ids=["held", "begun-before"])
def test_case(case: dict[str, Any], held: bool) -> None:
    if case.get("held") and not held:
        pytest.skip("what events show together is known only of a stream that is held from its first event on")
    walk = Walk(held)
    for step in case["steps"]:
        if "refused" in step:
            with pytest.raises(Rejection) as refused:
                walk.step(step)
            assert [(each.code, each.article) for each in refused.value.problems] == [tuple(step["refused"])]
        else:
            assert sorted(walk.step(step)) == sorted(step["then"])


def test_a_complaint_is_recorded_where_it_belongs_and_not_on_its_limit() -> None:
    walk = Walk(held=True)
    walk.step({"event": "proceedings.debtor-served", "day": date(2026, 3, 25)})
    with pytest.raises(Rejection) as refused:
        walk.step({"meet": "complaint-resolution", "day": date(2026, 4, 1)})
    assert [problem.code for problem in refused.value.problems] == ["limit-met-by-event"]


@pytest.mark.parametrize(
    ("event", "data", "limit"),
    [
        ("complaint-limit-started", {"start": "copy-received"}, "complaint-resolution"),
        ("valuation-copy-received", {}, "valuation-disagreement"),
    ],
)
def test_what_an_act_of_the_proceeding_restores_is_not_restored_on_its_limit(
    event: str, data: dict[str, Any], limit: str
) -> None:
    walk = Walk(held=True)
    walk.step({"event": "proceedings.proceeding-initiated", "day": date(2026, 3, 2)})
    walk.step({"event": f"proceedings.{event}", "day": date(2026, 3, 25), "data": data})
    walk.step({"announce": date(2026, 4, 20)})
    with pytest.raises(Rejection) as refused:
        walk.step({"restore": limit, "until": date(2026, 12, 1)})
    [problem] = refused.value.problems
    assert (problem.code, problem.field, problem.article) == ("limit-restored-by-act", "occurrence", "Art. 138(3)")


def test_the_limit_for_a_complaint_of_a_decision_on_a_statement_is() -> None:
    walk = Walk(held=True)
    walk.step({"event": "intake.decision-copy-received", "day": date(2026, 3, 25)})
    walk.step({"announce": date(2026, 4, 20)})
    assert walk.step({"restore": "complaint-resolution", "until": date(2026, 12, 1)}) == [
        "complaint-resolution restored 2026-12-01"
    ]
