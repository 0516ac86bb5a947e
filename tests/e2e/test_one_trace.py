"""One trace shows the processing of a command: from the sender through every service into the read model."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from contracts.envelope import CommandEnvelope, command_headers
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import REPLY, Accepted
from infra.demo.scenarios import SCENARIOS
from infra.demo.script import Step
from infra.stack.settings import PROJECT
from shared.clock import SystemClock
from shared.messaging.senders import OPERATOR
from tests.e2e.collector import Collector, Span
from tests.e2e.conftest import CASES, Office
from tests.e2e.sender import SERVICE
from tests.patience import until
from tests.system import System

REGISTERED_AND_ASSESSED = 2

SEND = (SERVICE, "send lea.intake.decide-on-statement.v1")
TAKEN = ("lea-intake", "process lea.intake.decide-on-statement.v1")
DECIDED = ("lea-intake", "decide lea.intake.decide-on-statement.v1")
DECISION_OUT = ("lea-intake", "publish lea.intake.initiation-decided.v1")
INITIATED = ("lea-proceedings", "decide lea.proceedings.initiate-proceeding.v1")
INITIATION_OUT = ("lea-proceedings", "publish lea.proceedings.proceeding-initiated.v1")
DUTY_OUT = ("lea-proceedings", "publish lea.proceedings.duty-opened.v1")
WATCHED = ("lea-deadlines", "decide lea.deadlines.observe-event.v1")
LIMIT_OUT = ("lea-deadlines", "publish lea.deadlines.limit-set.v1")

# Each span and the one it follows from.
WAY = [
    (SEND, None),
    (TAKEN, SEND),
    (DECIDED, TAKEN),
    (DECISION_OUT, DECIDED),
    (("lea-proceedings", "process lea.intake.initiation-decided.v1"), DECISION_OUT),
    (("lea-deadlines", "process lea.intake.initiation-decided.v1"), DECISION_OUT),
    (WATCHED, DECISION_OUT),
    (INITIATED, DECISION_OUT),
    (INITIATION_OUT, INITIATED),
    (("lea-deadlines", "process lea.proceedings.proceeding-initiated.v1"), INITIATION_OUT),
    (WATCHED, INITIATION_OUT),
    (LIMIT_OUT, WATCHED),
    (("lea-proceedings", "process lea.deadlines.limit-set.v1"), LIMIT_OUT),
    (("lea-intake", "process lea.proceedings.proceeding-initiated.v1"), INITIATION_OUT),
    (("lea-court_query", "process lea.proceedings.proceeding-initiated.v1"), INITIATION_OUT),
    (DUTY_OUT, INITIATED),
    (("lea-deadlines", "process lea.proceedings.duty-opened.v1"), DUTY_OUT),
    (("lea-intake", "process lea.proceedings.duty-opened.v1"), DUTY_OUT),
    (("lea-court_query", "process lea.proceedings.duty-opened.v1"), DUTY_OUT),
]
BATCHES = {
    "lea-intake": "process intake",
    "lea-proceedings": "process proceedings",
    "lea-deadlines": "process deadlines",
    "lea-court_query": "process court_query",
}


async def send_traced(system: System, collector: Collector, step: Step) -> None:
    """Send a command with the program of an enforcement body."""
    command = CommandEnvelope[Command](
        id=new_id(),
        source="/lea/body-office",
        type=step.data.type,
        stream=step.stream,
        effective_date=step.day,
        issued_at=SystemClock().now(),
        actor=step.actor,
        correlation_id=new_id(),
        data=step.data,
    )
    sender = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.e2e.sender",
        system.stack.broker_url(OPERATOR),
        collector.endpoint,
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    asked = {"headers": command_headers(command), "body": command.data.model_dump_json()}
    answer, _ = await sender.communicate(json.dumps(asked).encode())
    assert isinstance(REPLY.validate_json(answer), Accepted)


def named(span: Span) -> tuple[str, str]:
    """Service and name."""
    return span.service, span.name


@pytest.fixture(scope="module")
async def way(office: Office, system: System, collector: Collector) -> Sequence[Span]:
    """The trace of the decision to initiate, complete."""
    script = office.case_of_kind(SCENARIOS["immediate"].summary, CASES + 40)
    await office.begin(script, REGISTERED_AND_ASSESSED)
    await send_traced(system, collector, script.steps[REGISTERED_AND_ASSESSED])
    await system.settle()
    await until(lambda: _complete(_trace(collector), collector), "the trace is complete")
    return _trace(collector)


def _trace(collector: Collector) -> list[Span]:
    begun = [span.trace for span in collector.spans if named(span) == SEND]
    return collector.trace(begun[0]) if begun else []


def _complete(trace: Sequence[Span], collector: Collector) -> bool:
    """Whether every step, and every span to which they refer, was received."""
    known = {span.id for span in collector.spans}
    pointed_to = {id_ for span in trace for id_ in (span.parent, *(id_ for _, id_ in span.links)) if id_}
    return {name for name, _ in WAY} <= {named(span) for span in trace} and pointed_to <= known


@pytest.mark.parametrize(("name", "parent"), WAY, ids=lambda name: " ".join(name) if name else "beginning")
def test_each_step_follows_from_the_one_before(
    way: Sequence[Span], name: tuple[str, str], parent: tuple[str, str] | None
) -> None:
    parents = [span.id for span in way if named(span) == parent] or [""]
    assert any(span.parent in parents for span in way if named(span) == name)


def test_no_span_is_without_its_parent(way: Sequence[Span]) -> None:
    known = {span.id for span in way}
    assert [named(span) for span in way if span.parent not in known] == [SEND]


def test_messages_and_work_have_different_kinds(way: Sequence[Span]) -> None:
    kinds: dict[str, set[str]] = {}
    for span in way:
        kinds.setdefault(span.name.split()[0], set()).add(span.kind)
    assert kinds == {"send": {"CLIENT"}, "process": {"CONSUMER"}, "decide": {"INTERNAL"}, "publish": {"PRODUCER"}}


def test_an_applied_event_is_linked_with_its_batch_both_ways(way: Sequence[Span], collector: Collector) -> None:
    applied = [span for span in way if span.kind == "CONSUMER" and named(span) != TAKEN]
    assert {span.service for span in applied} == set(BATCHES)
    for span in applied:
        (link,) = span.links
        batch = collector.span(link[1])
        assert batch is not None
        assert (batch.service, batch.name, batch.trace) == (span.service, BATCHES[span.service], link[0])
        assert (span.trace, span.parent) in batch.links


def test_spans_name_the_stream_and_no_person(way: Sequence[Span]) -> None:
    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    text_of_spans = " ".join(text([span.name, span.attributes]) for span in way)
    streams = {span.attributes["lea.stream"] for span in way if "lea.stream" in span.attributes}
    assert len(streams) == 2  # the statement and the proceeding
    assert "LLC" not in text_of_spans
    assert "Street" not in text_of_spans
