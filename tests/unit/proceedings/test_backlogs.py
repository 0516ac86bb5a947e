"""A backlog of acts that is recorded as a whole has the course of the same acts recorded one by one."""

import os
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.commands.backlogs import BacklogAct, RecordActs
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import CourseRevised
from contracts.identifiers import new_id
from services.proceedings.domain.decide import OF_OTHER_PROCEEDINGS, PROCEEDING
from shared.backlogs import NOT_TOGETHER, unpacked
from shared.decider import Recorded, Rejection
from tests.unit.proceedings.harness import INITIATED_ON, NOW, STREAM, TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import (
    CASE,
    _with_its_measure_first,
    by_track,
    histories,
    named_acts,
    published,
    recorded,
    without_ids,
)

EXAMPLES = int(os.environ.get("LEA_BACKLOG_EXAMPLES", "60"))
LIFE: list[Fields] = [
    {"command": "record-service", "day": "2026-03-04", "method": "handed-over"},
    {"command": "record-payment", "day": "2026-03-09", "payment": "first", "sum": "100.00 BYN", "source": "debtor"},
    {"command": "record-payment", "day": "2026-03-25", "payment": "second", "sum": "100.00 BYN", "source": "debtor"},
    {"command": "suspend-proceeding", "day": "2026-04-01", "ground": "suspend-may-recoverer-plea",
     "until": "2026-06-30"},
    {"command": "resume-proceeding", "day": "2026-05-04", "reason": "resume-ground-ended"},
    {"command": "add-measure", "day": "2026-05-05", "measure": "levy", "code": "comp-levy-bank-money"},
    {"command": "record-payment", "day": "2026-05-09", "payment": "third", "sum": "10.00 BYN", "source": "debtor"},
]  # fmt: skip


def together(acts: list[Fields]) -> tuple[Life, int, list[Recorded]]:
    """A proceeding in which a backlog was recorded in this order, how many of its acts were accepted, the events."""
    proceeding, accepted, events = life({**CASE}), 0, list[Recorded]()
    following = [*(act["day"] for act in acts[1:]), None]
    for place, (act, next_day) in enumerate(zip(acts, following, strict=True)):
        with suppress(Rejection):
            events += proceeding.carry_out({**act}, continued=place > 0, next_day=next_day)
            accepted += 1
    return proceeding, accepted, events


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.booleans())
def test_the_course_is_that_of_the_acts_recorded_one_by_one(history: list[Fields], by_day: bool) -> None:
    acts = _with_its_measure_first(sorted(history, key=lambda act: act["day"]) if by_day else history)
    (one, accepted), (other, likewise, _) = recorded(named_acts(acts)), together(named_acts(acts))
    assert accepted == likewise
    assert without_ids(one) == without_ids(other)
    if likewise == len(acts):  # else nothing of a backlog is recorded
        assert published(other) == by_track(other.course(TODAY).items)


def test_acts_in_the_order_of_their_days_revise_nothing() -> None:
    acts = named_acts([{**act, "day": INITIATED_ON.fromisoformat(act["day"])} for act in LIFE])
    _, accepted, events = together(acts)
    assert accepted == len(LIFE)
    assert not [each for each in events if isinstance(each.data, CourseRevised)]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"type": "lea.proceedings.correct-entry.v1", "data": {}}, "acts.0.data.act", "invalid-field"),
        ({"type": "lea.proceedings.start-compulsory-execution.v1", "data": {}}, "acts.0.type", NOT_TOGETHER),
        ({"type": "lea.intake.assess-statement.v1", "data": {}}, "acts.0.type", NOT_TOGETHER),
        ({"type": "lea.proceedings.nothing.v1"}, "acts.0.type", NOT_TOGETHER),
        ({"data": {"sum": 5}}, "acts.0.data.payment", "invalid-field"),
    ],
)
def test_what_is_no_act_of_the_stream_is_refused_with_its_place(changes: dict[str, Any], field: str, code: str) -> None:
    act = {"id": new_id(), "type": "lea.proceedings.record-payment.v1", "data": {}, "day": INITIATED_ON, "actor": "a"}
    acts = (BacklogAct.model_validate({**act, **changes}),)
    backlog = CommandEnvelope[Any](
        id=new_id(), source="/lea/test", type=RecordActs.type, stream=STREAM, effective_date=INITIATED_ON,
        issued_at=NOW, actor="executor:0101-017", correlation_id=new_id(), data=RecordActs(acts=acts),
    )  # fmt: skip
    commands, problems = unpacked(backlog, acts, PROCEEDING.recordable, PROCEEDING.alone)
    assert not commands
    assert (field, code) in [(problem.field, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("type_", "data", "why"),
    [
        ("resolve-distribution", {"distribution": str(STREAM), "payment": str(STREAM)}, OF_OTHER_PROCEEDINGS),
        ("correct-distribution", {"distribution": str(STREAM), "reason": "a slip"}, OF_OTHER_PROCEEDINGS),
    ],
)
def test_what_a_backlog_does_not_hold_is_refused_with_the_reason(type_: str, data: dict[str, Any], why: str) -> None:
    act = {"id": new_id(), "type": f"lea.proceedings.{type_}.v1", "data": data, "day": INITIATED_ON, "actor": "a"}
    acts = (BacklogAct.model_validate(act),)
    backlog = CommandEnvelope[Any](
        id=new_id(), source="/lea/test", type=RecordActs.type, stream=STREAM, effective_date=INITIATED_ON,
        issued_at=NOW, actor="executor:0101-017", correlation_id=new_id(), data=RecordActs(acts=acts),
    )  # fmt: skip
    commands, [problem] = unpacked(backlog, acts, PROCEEDING.recordable, PROCEEDING.alone)
    assert not commands
    assert (problem.field, problem.code, problem.detail) == ("acts.0.type", NOT_TOGETHER, why)


def test_a_backlog_holds_no_backlog() -> None:
    assert RecordActs not in PROCEEDING.recordable
