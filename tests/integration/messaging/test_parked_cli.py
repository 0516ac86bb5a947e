"""`lea parked` over real databases: what an operator sees, may do, and has to confirm."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from contracts.identifiers import new_id
from infra.cli.main import app
from infra.cli.parked import commands as cli
from services.court_query.rebuild import rebuild
from shared.database import Connection
from shared.messaging import deferred
from shared.messaging.deferred import MessageRow
from shared.messaging.deliveries import Delivery
from shared.messaging.parked import list_held
from tests.engines import Database, NewDatabase
from tests.integration.messaging.kit import message

SENDER = "lea_proceedings"
ONE, OTHER = "operations:petrova", "operations:ivanov"
WHY = ("--reason", "letter 7")
RUNNER = CliRunner()


@dataclass(frozen=True)
class Addresses:
    """Where the system under test is."""

    databases: dict[str, Database]

    def database(self, role: str, name: str) -> str:
        database = self.databases[name.removeprefix("lea_")]
        return database.worker_url if role == "lea_edge_worker" else database.url


@pytest.fixture(scope="module")
def addresses(migrated_database: NewDatabase) -> Addresses:
    return Addresses({service: migrated_database(service) for service in cli.CONSUMING})


@pytest.fixture(autouse=True)
async def found(addresses: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "addresses_of", lambda _: addresses)
    for database in addresses.databases.values():
        await database.execute("TRUNCATE deferred_message, parked_decision, stream_position")


async def lea(*arguments: str, actor: str = ONE, width: int = 200, answer: str | None = None) -> Result:
    # A command has a loop of its own.
    told = {"COLUMNS": str(width), "LEA_ACTOR": actor}
    return await asyncio.to_thread(RUNNER.invoke, app, ["parked", *arguments], input=answer, env=told)


async def done(*arguments: str, actor: str = ONE, width: int = 200, answer: str | None = None) -> Any:
    """What a command that must succeed writes to standard output, read if it is JSON."""
    result = await lea(*arguments, actor=actor, width=width, answer=answer)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


async def refused(*arguments: str, actor: str = ONE, code: int = 1) -> str:
    result = await lea(*arguments, actor=actor)
    assert result.exit_code == code, result.output
    return " ".join(result.stderr.split())


@asynccontextmanager
async def connected(addresses: Addresses, service: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(addresses.databases[service].worker_url)
    try:
        yield connection
    finally:
        await connection.close()


async def hold(
    addresses: Addresses, service: str, stream: UUID, *versions: int, reason: str = "parked", ordered: bool = True
) -> list[int]:
    """Events of a stream that a service could not apply; their ids."""
    rows = []
    for version in versions:
        headers, body = message(stream, version)
        delivery = Delivery(headers, body, "key", headers["cloudEvents:id"], SENDER)
        problem = f"PermanentFailure: version {version} " + "does not fit " * 20
        rows.append(MessageRow(ordered, problem, "/lea/proceedings", stream, version, "lea.proceedings.x.v1", delivery))
    async with connected(addresses, service) as connection:
        await deferred.store(connection, service, reason, rows)
        held = await list_held(connection, reason=reason, limit=1000)
    return [each.id for each in held if each.stream == stream]


async def reasons(addresses: Addresses, service: str) -> list[str]:
    async with connected(addresses, service) as connection:
        return [each.reason for each in await list_held(connection, reason=None, limit=1000)]


@pytest.mark.parametrize("width", [10, 40, 80, 200, 1000])
async def test_ids_are_whole_at_any_width(addresses: Addresses, width: int) -> None:
    stream = new_id()
    (id_,) = await hold(addresses, "intake", stream, 2**31 - 2, reason="gap")
    (other,) = await hold(addresses, "deadlines", stream, 1)
    listed = (await done("list", "--reason", "all", width=width)).split()
    assert {str(id_), str(other), str(stream), str(2**31 - 2), "lea.proceedings.x.v1"} <= set(listed), listed
    assert f"stream           {stream}\n" in await done("show", "intake", str(id_), width=width)
    proposal = await done("pass-over", "deadlines", str(other), *WHY, width=width)
    assert str(stream) in proposal
    decided = (await done("decisions", width=width)).split()
    assert {str(other), str(stream), "proposed", SENDER} <= set(decided), decided
    assert str(id_) in await done("retry", "deadlines", str(other), str(id_), "--dry-run", width=width)


async def test_a_list_says_how_many_there_are(addresses: Addresses) -> None:
    await hold(addresses, "intake", new_id(), *range(1, 231))
    await hold(addresses, "deadlines", new_id(), 1, 2)
    listed = await done("list")
    assert "102 of 232 shown (intake has 230; --limit shows more)" in listed
    assert len(listed.splitlines()) > 102
    assert "100 of 230 shown (intake has 230; --limit shows more)" in await done("list", "intake")
    assert "230 of 230 shown\n" in await done("list", "intake", "--limit", "300")
    assert "No messages are held." in await done("list", "edge")
    assert await done("list", "--reason", "gap") == "Held for other reasons: 232 (--reason all)\n"


async def test_json_carries_the_totals_and_is_still_a_list_of_messages(addresses: Addresses) -> None:
    await hold(addresses, "intake", new_id(), *range(1, 231))
    await hold(addresses, "deadlines", new_id(), 1)
    result = await lea("list", "--json")
    listed = json.loads(result.stdout)
    assert [(each["service"], each["total"]) for each in listed] == [("intake", 230)] * 100 + [("deadlines", 1)]
    assert "101 of 231 shown (intake has 230;" in " ".join(result.stderr.split())
    assert (await lea("list", "deadlines", "--json")).stderr == ""
    assert await done("list", "edge", "--json") == []


@pytest.mark.parametrize("reason", ["nonsense", "PARKED", ""])
async def test_an_unknown_reason_is_an_error_that_names_the_known_ones(reason: str) -> None:
    said = await refused("list", "--reason", reason, code=2)
    assert all(known in said for known in ("parked", "retry", "gap", "all"))


async def test_an_unknown_service_is_an_error() -> None:
    for command in (("list", "nobody"), ("decisions", "nobody"), ("retry", "nobody", "--yes", *WHY)):
        assert "no service nobody holds messages" in await refused(*command, code=2)


async def test_retrying_all_asks_first(addresses: Addresses) -> None:
    await hold(addresses, "intake", new_id(), 1, 2)
    await hold(addresses, "intake", new_id(), 2, reason="gap")
    for answer in ("n\n", ""):
        result = await lea("retry", "intake", *WHY, answer=answer)
        assert result.exit_code == 1
        assert "Retry all 2 parked messages of intake? [y/N]" in result.stderr
    assert await reasons(addresses, "intake") == ["parked", "parked", "gap"]
    assert "2 will be retried" in await done("retry", "intake", *WHY, answer="y\n")
    assert await reasons(addresses, "intake") == ["retry", "retry", "gap"]
    assert "0 will be retried" in await done("retry", "intake", *WHY)


async def test_retrying_all_with_yes_asks_nothing_and_json_is_all_it_prints(addresses: Addresses) -> None:
    ids = await hold(addresses, "intake", new_id(), *range(1, 121))
    expected = {"retried": 120, "dry_run": False, "ids": ids, "waiting": [], "not_held": []}
    assert await done("retry", "intake", "--yes", "--json", *WHY) == expected


async def test_a_dry_run_shows_what_would_be_tried_and_changes_nothing(addresses: Addresses) -> None:
    stream = new_id()
    first, second = await hold(addresses, "intake", stream, 1, 2)
    (waiting,) = await hold(addresses, "intake", stream, 4, reason="gap")
    told = await done("retry", "intake", "--dry-run")
    assert f"2 would be retried: {first}, {second}." in told
    assert str(stream) in told
    assert "PermanentFailure: version 1 does not fit" in told
    told = await done("retry", "intake", str(first), str(waiting), "999", "--dry-run")
    assert f"1 would be retried: {first}." in told
    assert f"only wait for earlier versions of their streams: {waiting}." in told
    assert "Not held in intake: 999." in told
    answer = await done("retry", "intake", str(first), str(waiting), "999", "--dry-run", "--json")
    assert answer == {"retried": 0, "dry_run": True, "ids": [first], "waiting": [waiting], "not_held": [999]}
    assert await reasons(addresses, "intake") == ["parked", "parked", "gap"]


async def test_messages_that_are_not_tried_are_named(addresses: Addresses) -> None:
    stream = new_id()
    (first,) = await hold(addresses, "intake", stream, 1)
    (waiting,) = await hold(addresses, "intake", stream, 3, reason="gap")
    told = await done("retry", "intake", str(first), str(waiting), "999", *WHY)
    assert f"1 will be retried: {first}." in told
    assert f"only wait for earlier versions of their streams: {waiting}." in told
    assert "Not held in intake: 999." in told
    assert await reasons(addresses, "intake") == ["retry", "gap"]
    result = await lea("retry", "intake", str(waiting), "999", *WHY)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (1, "0 will be retried.")


async def test_who_retried_and_why_is_recorded(addresses: Addresses) -> None:
    first, second = await hold(addresses, "intake", new_id(), 1, 2)
    said = await refused("retry", "intake", str(first), code=2)
    assert "--as and --reason" in said
    assert await done("decisions", "intake", "--json") == []
    await done("retry", "intake", str(first), str(second), *WHY)
    decided = await done("decisions", "intake", "--json")
    assert [(each["action"], each["state"], each["held_id"], each["actor"], each["reason"]) for each in decided] == [
        ("retry", "done", second, ONE, WHY[1]),
        ("retry", "done", first, ONE, WHY[1]),
    ]


async def test_an_id_no_column_holds_is_an_error(addresses: Addresses) -> None:
    for command in ("show", "retry"):
        assert "9223372036854775807" in await refused(command, "intake", str(2**63), code=2)


@pytest.mark.parametrize("service", ["intake", "proceedings"])  # the edge takes no events
async def test_an_event_is_passed_over_by_two_people(addresses: Addresses, service: str) -> None:
    stream = new_id()
    (id_,) = await hold(addresses, service, stream, 1)
    await hold(addresses, service, stream, 2, reason="gap")
    said = await refused("drop", service, str(id_), *WHY)
    assert said.startswith("Not dropped: the stream waits for version 1, which is this event.")
    assert f"lea parked pass-over {service} {id_}" in said

    proposal = (await done("pass-over", service, str(id_), *WHY, "--json"))["proposal"]
    assert f"{ONE} proposed it, so somebody else has to approve it" in await refused("approve", service, str(proposal))
    assert await reasons(addresses, service) == ["parked", "gap"]
    told = await done("approve", service, str(proposal), actor=OTHER)
    assert f"{id_} is passed over" in told
    assert await reasons(addresses, service) == ["retry"]
    async with connected(addresses, service) as connection:
        assert await connection.fetchval("SELECT version FROM stream_position WHERE stream = $1", stream) == 1

    (decision,) = await done("decisions", service, "--json")
    assert decision | {"state": "done", "actor": ONE, "approved_by": OTHER, "reason": "letter 7"} == decision
    assert (decision["held_id"], decision["stream"], decision["version"]) == (id_, str(stream), 1)
    assert decision["sender"] == SENDER
    assert "is no open proposal" in await refused("approve", service, str(proposal), actor=OTHER)


async def test_a_message_that_could_not_be_read_is_dropped_and_recorded(addresses: Addresses) -> None:
    (id_,) = await hold(addresses, "proceedings", new_id(), 1, ordered=False)
    assert "no version to pass over" in await refused("pass-over", "proceedings", str(id_), *WHY)
    (answer,) = await done("drop", "proceedings", str(id_), *WHY, "--json")
    assert answer["dropped"] == id_
    (decision,) = await done("decisions", "--json")
    assert decision | {"id": answer["decision"], "action": "drop", "actor": ONE, "total": 1} == decision
    assert f"No message {id_} is held." in await refused("drop", "proceedings", str(id_), *WHY)
    assert "No decisions." in await done("decisions", "intake")


async def test_many_messages_are_dropped_by_one_command_or_none_is(addresses: Addresses) -> None:
    unread = await hold(addresses, "intake", new_id(), 1, 2, 3, ordered=False)
    (needed,) = await hold(addresses, "intake", new_id(), 1)
    said = await refused("drop", "intake", *map(str, [*unread, needed]), *WHY)
    assert f"lea parked pass-over intake {needed}" in said
    assert await reasons(addresses, "intake") == ["parked"] * 4
    dropped = await done("drop", "intake", *map(str, unread), *WHY)
    assert [line.split(" is dropped")[0] for line in dropped.splitlines()] == [str(id_) for id_ in unread]
    assert await reasons(addresses, "intake") == ["parked"]
    assert {decision["held_id"] for decision in await done("decisions", "intake", "--json")} == set(unread)


async def test_a_decision_needs_an_actor_and_a_reason(addresses: Addresses) -> None:
    (id_,) = await hold(addresses, "intake", new_id(), 1, ordered=False)
    assert "--reason" in await refused("drop", "intake", str(id_), code=2)
    result = await asyncio.to_thread(RUNNER.invoke, app, ["parked", "drop", "intake", str(id_), *WHY], env={})
    assert result.exit_code == 2
    assert "--as" in result.stderr
    assert "a reason is a text" in await refused("drop", "intake", str(id_), "--reason", " ")
    assert await reasons(addresses, "intake") == ["parked"]


async def test_a_proposal_can_be_withdrawn(addresses: Addresses) -> None:
    (id_,) = await hold(addresses, "intake", new_id(), 1)
    proposal = str((await done("pass-over", "intake", str(id_), *WHY, "--json"))["proposal"])
    assert "is withdrawn" in await done("withdraw", "intake", proposal, "--reason", "a release repairs it")
    assert "is no open proposal" in await refused("approve", "intake", proposal, actor=OTHER)
    assert "there is no proposal 999" in await refused("approve", "intake", "999", actor=OTHER)
    assert await reasons(addresses, "intake") == ["parked"]


async def test_the_position_of_the_copy_that_answers_is_moved(addresses: Addresses) -> None:
    model, store = addresses.databases["court_query"], addresses.databases["proceedings"]
    active = (await rebuild(model.owner_url, store.event_reader_url)).copy
    stream = new_id()
    (id_,) = await hold(addresses, "court_query", stream, 1)
    proposal = (await done("pass-over", "court_query", str(id_), *WHY, "--json"))["proposal"]
    await done("approve", "court_query", str(proposal), actor=OTHER)
    async with connected(addresses, "court_query") as connection:
        positions = await connection.fetch("SELECT consumer, version FROM stream_position WHERE stream = $1", stream)
    assert [tuple(row) for row in positions] == [(f"court_query.{active}", 1)]
