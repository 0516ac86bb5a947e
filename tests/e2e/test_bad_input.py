"""Invalid input over the real bus is refused with field, rule and article, and nothing is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts.commands.intake import DecideOnStatement, RegisterStatement
from contracts.commands.proceedings import AddMeasure, RecordCost
from contracts.envelope import CommandEnvelope, command_headers
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.demo.scenarios import SCENARIOS
from infra.demo.script import Script
from shared.clock import SystemClock
from shared.messaging import decisions, parked
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from shared.plain_yaml import read_table
from tests.e2e.conftest import Office
from tests.e2e.wire import Wire
from tests.system import LISTENS_TO, System

LATER = 240
"""Cases beyond this number are played here."""
ROWS: list[dict[str, Any]] = read_table((Path(__file__).parent / "bad_input.yaml").read_text())

# Every act in a finished proceeding, with data that was valid before.
SUM = {"amount": "10.00", "currency": "933"}
ACTS: Mapping[str, Mapping[str, Any]] = {
    "record-service": {"method": "electronic"},
    "start-compulsory-execution": {},
    "add-measure": {"measure": "$new", "code": "ea-request-info"},
    "record-cost": {"cost": "$new", "kind": "experts", "sum": SUM},
    "record-payment": {"payment": "$new", "sum": SUM, "source": "debtor"},
    "impose-fee": {},
    "record-fulfilment": {"claim": 1},
    "assign-executor": {"executor": "$executor"},
    "suspend-proceeding": {"ground": "suspend-must-document-appealed"},
    "resume-proceeding": {"reason": "resume-ground-ended"},
    "terminate-proceeding": {"ground": "terminate-waived"},
    "return-document": {"ground": "return-recoverer-request"},
    "complete-proceeding": {"ground": "complete-fulfilled"},
}


@dataclass(frozen=True)
class Stream:
    """A statement or proceeding in a known state."""

    id: UUID
    script: Script

    def value(self, name: str) -> Any:
        """The value of a placeholder in the table."""
        steps = [step.data for step in self.script.steps]
        match name:
            case "$new":
                return str(new_id())
            case "$measure":
                return str(next(data.measure for data in steps if isinstance(data, AddMeasure)))
            case "$executor":
                return next(data.executor for data in steps if isinstance(data, DecideOnStatement)).model_dump()
        return name

    def statement(self) -> RegisterStatement:
        """The statement the case begins with."""
        data = self.script.steps[0].data
        assert isinstance(data, RegisterStatement)
        return data

    def initiated_on(self) -> date:
        return next(step.day for step in self.script.steps if isinstance(step.data, DecideOnStatement))


@pytest.fixture(scope="module")
async def streams(office: Office, system: System) -> Mapping[str, Stream]:
    """Streams in every state of the table, after all work is done."""
    kinds = {
        "recent": "recent",
        "compulsory": "levied-in-part",
        "suspended": "still-suspended",
        "finished": "levied-in-full",
    }
    played = {name: office.case_of_kind(SCENARIOS[life].summary, LATER) for name, life in kinds.items()}
    begun = {
        name: office.case_of_kind(SCENARIOS["waived"].summary, LATER + 20 * place)
        for place, name in enumerate(("new", "registered", "assessed"))
    }
    assert not (await office.play(*played.values())).refused
    for steps, name in enumerate(("new", "registered", "assessed")):
        await office.begin(begun[name], steps)
    await system.settle()
    nobody = Stream(new_id(), played["compulsory"])
    return {
        **{name: Stream(script.proceeding, script) for name, script in played.items()},
        **{name: Stream(script.statement, script) for name, script in begun.items()},
        "nobody": nobody,
    }


def body_of(row: Mapping[str, Any], stream: Stream) -> Any:
    """The body a row describes."""
    data = row.get("data", {})
    if row["command"] != "intake.register-statement":
        return _filled(data, stream)
    body = json.loads(stream.statement().model_dump_json())
    for path, value in data.items():
        _set(body, path.split("."), _filled(value, stream))
    return body


def _filled(value: Any, stream: Stream) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part, stream) for name, part in value.items()}
    return stream.value(value) if isinstance(value, str) else value


def _set(body: Any, path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        body = body[int(name) if isinstance(body, list) else name]
    if value is None:
        del body[path[-1]]
    else:
        body[path[-1]] = value


def day_of(row: Mapping[str, Any], stream: Stream) -> date:
    """The effective date a row describes."""
    match row.get("day"):
        case int(days):
            return SystemClock().today() + timedelta(days=days)
        case "the day of initiation":
            return stream.initiated_on()
        case str(day):
            return date.fromisoformat(day)
    return stream.script.steps[0].day


def sender_of(command: str, stream: Stream) -> str:
    """Who may send a command: operators keep the calendar, the head hands over, the executor does the rest."""
    executor = stream.script.executor
    if command in {"deadlines.publish-calendar", "deadlines.reschedule-limits", "deadlines.announce-due-limits"}:
        return "operator:test"
    return f"head:{executor[:4]}" if command == "proceedings.assign-executor" else f"executor:{executor}"


def headers_of(row: Mapping[str, Any], stream: Stream) -> dict[str, Any]:
    """The headers a row describes."""
    envelope = CommandEnvelope[Command](
        id=new_id(),
        source="/lea/test",
        type=f"lea.{row['command']}.v1",
        stream=stream.id,
        effective_date=day_of(row, stream),
        issued_at=SystemClock().now(),
        actor=sender_of(row["command"], stream),
        correlation_id=new_id(),
        data=Command(),
    )
    changes = {f"cloudEvents:{name}": value for name, value in row.get("headers", {}).items()}
    return {name: value for name, value in {**command_headers(envelope), **changes}.items() if value is not None}


async def written(system: System) -> dict[str, int]:
    """The number of events of each service, and of messages held by each consumer."""
    counted = await system.events()
    for service in LISTENS_TO:
        async with system.connected(service) as connection:
            counted[f"held by {service}"] = await connection.fetchval("SELECT count(*) FROM deferred_message")
    return counted


async def refused(system: System, wire: Wire, row: Mapping[str, Any], stream: Stream) -> Rejected:
    """Send the command of a row. Returns the refusal, checks that nothing was written, drops the parked evidence."""
    before = await written(system)
    service = row.get("queue") or row["command"].split(".")[0]
    headers = headers_of(row, stream)
    known = str(headers.get("cloudEvents:type")).startswith(f"lea.{service}.")
    key = str(headers["cloudEvents:type"]) if known else f"lea.{service}.anything"
    answer = await wire.ask(key, headers, json.dumps(body_of(row, stream)).encode())
    if row.get("parked"):
        await _drop_evidence(system, service)
    assert await written(system) == before
    assert isinstance(answer, Rejected), answer
    return answer


async def _drop_evidence(system: System, service: str) -> None:
    async with system.connected(service) as connection:
        (kept,) = await parked.list_held(connection, consumer=f"{service}.commands")
        assert (kept.sender, kept.problem) == (
            OPERATOR,
            "SenderNotPermitted: type: the message came with another routing key",
        )
        await decisions.drop(connection, kept.id, actor="operations:petrova", reason="a test")


@pytest.mark.parametrize("row", ROWS, ids=[row["what"] for row in ROWS])
async def test_it_is_refused_and_nothing_is_written(
    system: System, wire: Wire, streams: Mapping[str, Stream], row: Mapping[str, Any]
) -> None:
    answer = await refused(system, wire, row, streams[row["stream"]])
    found = [[problem.code, problem.field, problem.article] for problem in answer.problems]
    assert row["refused"] in found, answer.problems
    assert all(problem.rule and problem.detail for problem in answer.problems)


@pytest.mark.parametrize("act", ACTS)
async def test_nothing_is_done_in_a_finished_proceeding(
    system: System, wire: Wire, streams: Mapping[str, Stream], act: str
) -> None:
    row = {"command": f"proceedings.{act}", "day": 0, "data": ACTS[act]}
    answer = await refused(system, wire, row, streams["finished"])
    (problem,) = answer.problems
    finished = ("proceeding-finished", "stream", "Art. 400(1)")
    # What is wrong with an act by itself is said first, whatever the proceeding's status.
    of_form = {
        "assign-executor": ("executor-unchanged", "executor.id", "Art. 344(3)"),
        "record-fulfilment": ("claim-for-money", "claim", "Art. 403"),
        "record-service": ("debtor-already-served", "type", "Art. 357(1)"),
    }
    assert (problem.code, problem.field, problem.article) == of_form.get(act, finished)


async def test_a_command_id_stands_for_one_command(
    system: System, operator: CommandClient, streams: Mapping[str, Stream]
) -> None:
    """A repeated command gets the first reply and changes nothing; with another body it is refused."""
    stream = streams["compulsory"]
    command = CommandEnvelope[Command](
        id=new_id(),
        source="/lea/test",
        type="lea.proceedings.record-cost.v1",
        stream=stream.id,
        effective_date=SystemClock().today(),
        issued_at=SystemClock().now(),
        actor=sender_of("proceedings.record-cost", stream),
        correlation_id=new_id(),
        data=_cost(str(new_id()), "10.00"),
    )
    first = await operator.send(command)
    assert isinstance(first, Accepted)
    await system.settle()
    before = await written(system)
    assert await operator.send(command) == first
    assert await operator.send_many([command] * 20) == [first] * 20
    for other in (
        command.model_copy(update={"data": _cost(command.data.model_dump(mode="json")["cost"], "11.00")}),
        command.model_copy(update={"effective_date": command.effective_date - timedelta(days=1)}),
        command.model_copy(update={"stream": streams["suspended"].id}),
        command.model_copy(update={"actor": "executor:0101-002"}),
    ):
        answer = await operator.send(other)
        assert isinstance(answer, Rejected)
        (problem,) = answer.problems
        assert (problem.code, problem.field) == ("command-id-reused", "id")
    assert await written(system) == before


def _cost(id_: str, amount: str) -> Command:
    return RecordCost.model_validate_json(
        json.dumps({"cost": id_, "kind": "experts", "sum": {"amount": amount, "currency": "933"}})
    )
