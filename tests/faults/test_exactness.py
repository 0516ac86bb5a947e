"""After kills the events of every accepted command are stored, published, applied and shown exactly once."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.identifiers import derived_id
from infra.broker.management import Management
from infra.database.provisioning import DATABASES
from infra.stack.addresses import kind_of
from infra.stack.overview import overview
from services.court_query.rebuild import rebuild
from services.proceedings.verification import verify_courses
from tests.faults.conftest import ROUNDS, Event, FinalState
from tests.faults.fault_injection import VICTIMS
from tests.patience import until
from tests.system import LISTENS_TO, SOURCES


def once(what: Iterable[Any]) -> bool:
    """Whether there are no duplicates."""
    return all(count == 1 for count in Counter(what).values())


def test_every_process_was_killed_under_load(final_state: FinalState) -> None:
    """Otherwise the other tests would be meaningless."""
    assert final_state.rounds >= ROUNDS
    assert Counter(victim for _, victim in final_state.kills) == dict.fromkeys(VICTIMS, final_state.rounds)
    assert final_state.missing == {}


def test_processes_ended_only_by_kills(final_state: FinalState) -> None:
    """Processes wait for broker and database. A process killed before it was ready is not counted twice."""
    restarts = {process.name: process.restarts for process in overview(final_state.system.stack.home).processes}
    killed = {name: count for name, count in restarts.items() if kind_of(name) in VICTIMS}
    assert {name: count for name, count in killed.items() if count > final_state.rounds} == {}


def test_no_command_was_refused(final_state: FinalState) -> None:
    # An act within the voluntary term that arrives after its end, when processes were restarted, is recorded as well.
    refused = [answer.problems for played in final_state.played for _, _, answer in played.refused]
    assert refused == []


def test_every_accepted_command_left_exactly_its_events(final_state: FinalState) -> None:
    caused: dict[UUID, list[Event]] = defaultdict(list)
    for event in (event for source in SOURCES for event in final_state.events[source]):
        caused[event.cause].append(event)
    for answer in final_state.accepted:
        events = caused[answer.command_id]
        assert [event.id for event in events] == list(answer.event_ids)
        assert {event.stream for event in events} <= {answer.stream}
        assert [event.version for event in events] == [
            answer.version - len(events) + place for place in range(1, len(events) + 1)
        ]


def test_every_stream_is_complete(final_state: FinalState) -> None:
    for source in SOURCES:
        versions: dict[UUID, list[int]] = defaultdict(list)
        for event in final_state.events[source]:
            versions[event.stream].append(event.version)
        assert all(found == list(range(1, len(found) + 1)) for found in versions.values())


async def test_every_consumer_has_applied_every_stream_completely(final_state: FinalState) -> None:
    for listener, sources in LISTENS_TO.items():
        async with final_state.system.connected(listener) as connection:
            for source in sources:
                reached = await final_state.system.positions(connection, listener, source)
                assert reached == {event.stream: event.version for event in final_state.events[source]}


async def test_no_message_remains(final_state: FinalState) -> None:
    """No message is held by a consumer, unpublished, or left in a queue."""
    assert await final_state.system.unsettled() == []
    for listener in LISTENS_TO:
        async with final_state.system.connected(listener) as connection:
            held = await connection.fetch("SELECT reason, problem, type FROM deferred_message")
            assert [tuple(row) for row in held] == []
    # The figures of the broker lag some seconds.
    await until(lambda: not _queued(final_state.system.stack.management()), "all queues are empty")


def _queued(management: Management) -> dict[str, int | None]:
    """The number of messages of non-empty queues; None if the broker has no figure yet."""
    _, queues = management.call("GET", "/api/queues/lea")
    assert isinstance(queues, list)
    assert queues
    return {queue["name"]: queue.get("messages") for queue in queues if queue.get("messages") != 0}


async def test_the_read_model_has_each_event_once(final_state: FinalState) -> None:
    """Row by row, computed from the events without code of court_query."""
    events = final_state.events["proceedings"]
    expected = {
        "proceeding": [(event.stream, event.version) for event in _last(events)],
        "status": [
            (*_place(event), event.data["status"]["code"], event.data["status"]["reason"])
            for event in events
            if isinstance(event.data.get("status"), dict)
        ],
        "executor": [
            (*_place(event), event.data["executor"]["id"])
            for event in (
                *final_state.of("proceedings", "proceeding-initiated"),
                *final_state.of("proceedings", "executor-assigned"),
            )
        ],
        "measure": [
            (*_place(event), UUID(event.data["measure"]), code, event.data["status"])
            for event, code in (
                *((event, event.data["code"]) for event in final_state.of("proceedings", "measure-added")),
                *((event, None) for event in final_state.of("proceedings", "measure-status-changed")),
            )
        ],
        "repayment": [
            (*_place(event), part["claim"], Decimal(part["sum"]["amount"]))
            for event in final_state.of("proceedings", "payment-received")
            for part in event.data["repayments"]
        ],
    }
    columns = {
        "proceeding": "id, version",
        "status": "proceeding, version, effective, code, reason",
        "executor": "proceeding, version, effective, executor",
        "measure": "proceeding, version, effective, measure, code, status",
        "repayment": "proceeding, version, effective, claim, amount",
    }
    async with final_state.system.connected("court_query") as connection:
        for table, rows in expected.items():
            found = await connection.fetch(f"SELECT {columns[table]} FROM read_model.{table}")  # noqa: S608
            assert Counter(tuple(row) for row in found) == Counter(rows), table


def _place(event: Event) -> tuple[Any, ...]:
    return event.stream, event.version, event.effective


def _last(events: Iterable[Event]) -> Iterable[Event]:
    return {event.stream: event for event in events}.values()


async def test_every_event_had_its_consequences_once(final_state: FinalState) -> None:
    """Initiations, their numbers, starts of compulsory execution, and the commands of deadlines for each event."""
    decided = final_state.of("intake", "initiation-decided")
    begun = final_state.of("proceedings", "proceeding-initiated")
    assert Counter(UUID(event.data["proceeding"]) for event in decided) == Counter(event.stream for event in begun)
    assert {event.cause for event in begun} == {derived_id(event.id, "initiation-decided") for event in decided}

    series: dict[str, list[int]] = defaultdict(list)
    for event in begun:
        body_and_year, number = event.data["number"].rsplit("-", 1)
        series[body_and_year].append(int(number))
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in series.values())

    expired = {
        event.stream
        for event in final_state.of("deadlines", "limit-expired")
        if event.data["ref"]["limit"] == "voluntary-execution"
    }
    moved = [
        event
        for event in final_state.of("proceedings", "compulsory-execution-started")
        if event.data["status"]["reason"] == "compulsory-term-expired"
    ]
    assert once(event.stream for event in moved)
    revised = {event.stream for event in final_state.of("proceedings", "course-revised")}
    assert expired <= {event.stream for event in moved} | revised

    assert once(event.data["ref"]["occurrence"] for event in final_state.of("deadlines", "limit-set"))
    observed = {
        derived_id(event.id, "observed") for source in ("intake", "proceedings") for event in final_state.events[source]
    }
    async with final_state.system.connected("deadlines") as connection:
        commands = {row["id"] for row in await connection.fetch("SELECT id FROM command")}
    assert observed <= commands


async def test_money_adds_up_to_the_kopeck(final_state: FinalState) -> None:
    """Every payment is in exactly one part; claim less repayments is the balance, in every answer and currency."""
    repaid: dict[tuple[UUID, int], Decimal] = defaultdict(Decimal)
    for event in final_state.of("proceedings", "payment-received"):
        parts = [event.data[part] for part in ("costs", "fee", "surplus")]
        parts += [part["sum"] for part in event.data["repayments"]]
        assert {part["currency"] for part in parts} == {event.data["sum"]["currency"]}
        assert sum(Decimal(part["amount"]) for part in parts) == Decimal(event.data["sum"]["amount"])
        for part in event.data["repayments"]:
            repaid[event.stream, part["claim"]] += Decimal(part["sum"]["amount"])
    async with final_state.system.connected("court_query") as connection:
        cards = {
            row["number"]: json.loads(row["card"])
            for row in await connection.fetch("SELECT number, card FROM read_model.answer WHERE language = 'en'")
        }
    begun = final_state.of("proceedings", "proceeding-initiated")
    assert len(cards) == len(begun)
    for event in begun:
        claims = cards[event.data["number"]]["claims"]
        for claim, info in zip(event.data["claims"], claims, strict=True):
            if claim["sum"] is None:
                assert info["balance"] is None
                continue
            amount, paid = Decimal(claim["sum"]["amount"]), repaid[event.stream, claim["number"]]
            assert [Decimal(info[name]) for name in ("amount", "repaid", "balance")] == [amount, paid, amount - paid]
            assert 0 <= paid <= amount


async def test_every_course_computed_anew_is_what_was_published(final_state: FinalState) -> None:
    async with final_state.system.connected("proceedings") as connection:
        verified = await verify_courses(connection)
    assert verified.differing == []
    assert verified.courses == len(final_state.of("proceedings", "proceeding-initiated"))


async def test_a_rebuilt_read_model_is_identical_to_the_live_one(final_state: FinalState) -> None:
    stack = final_state.system.stack
    rebuilt = await rebuild(
        stack.database_url("court_query", DATABASES["court_query"].owner),
        stack.database_url("proceedings", "lea_event_reader"),
        workers=1,
        comparing=True,
    )
    assert rebuilt.comparison is not None
    assert rebuilt.comparison.differences == {}
    assert rebuilt.comparison.apart == 0
    assert rebuilt.comparison.compared == len(final_state.of("proceedings", "proceeding-initiated"))
    assert rebuilt.events == len(final_state.events["proceedings"])
