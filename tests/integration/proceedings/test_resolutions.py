"""Resolutions made in the system are numbered without gaps; recorded ones keep the number of their paper."""

import asyncio
import json
from uuid import UUID

from contracts.identifiers import new_id
from contracts.recording import Paper, Recording
from contracts.replies import Accepted, Rejected
from shared.clerk_client import ClerkClient
from shared.clock import SystemClock
from shared.messaging.senders import OPERATOR
from tests.integration.proceedings.running import DECIDED_ON, House, of

EXECUTOR = "executor:0101-017"


async def _initiated_today(house: House, body: str, count: int) -> list[UUID]:
    proceedings = [await house.decide_initiation({"body": body}, on=SystemClock().today()) for _ in range(count)]
    for proceeding in proceedings:
        await house.events(proceeding, 1)
    return proceedings


async def _numbers_said(house: House, proceeding: UUID) -> dict[UUID | None, set[str | None]]:
    """By command, the numbers of resolutions that its stored events say."""
    said: dict[UUID | None, set[str | None]] = {}
    stored = "SELECT causation_id, data FROM event WHERE stream = $1 ORDER BY version"
    for row in await house.database.fetch(stored, proceeding):
        said.setdefault(row["causation_id"], set()).add(json.loads(row["data"]).get("resolution_number"))
    return said


async def test_a_series_has_no_gap_whatever_is_sent_at_once(house: House) -> None:
    today, body = SystemClock().today(), "0501"
    proceedings = await _initiated_today(house, body, 3)
    suspension = of("SuspendProceeding", ground="suspend-may-recoverer-plea", until=today)
    commands = [
        command
        for n in range(4)
        for command in (
            of("RecordCost", cost=new_id(), kind="travel", sum=f"{n + 1}.00 BYN"),
            of(
                "AssignExecutor", executor={"id": "0501-018", "full_name": "Petrov P. P."}
            ),  # refused: the head does that
            of("RecordService", method="handed-over"),  # no resolution
        )
    ]
    replies = await asyncio.gather(
        *(house.send(each, command, today) for command in commands for each in proceedings),
    )
    assert {type(reply) for reply in replies} == {Accepted, Rejected}
    assert isinstance(await house.send(proceedings[0], suspension, today), Accepted | Rejected)
    rows = await house.database.fetch("SELECT * FROM resolution WHERE body = $1 ORDER BY running", body)
    last = await house.database.fetchval("SELECT last FROM resolution_series WHERE body = $1", body)
    assert [row["running"] for row in rows] == list(range(1, last + 1))
    assert {row["number"] for row in rows[:3]} == {f"{body}-{today.year}/{n}" for n in (1, 2, 3)}
    kinds = [row["kind"] for row in rows]
    assert kinds[:3] == ["d-initiation-resolution"] * 3
    assert kinds.count("d-expenses-resolution") == 12


async def test_the_event_of_a_resolution_says_its_number(house: House) -> None:
    [proceeding] = await _initiated_today(house, "0301", 1)
    today = SystemClock().today()
    cost = of("RecordCost", cost=new_id(), kind="travel", sum="5.00 BYN")
    accepted = await house.send(proceeding, cost, today)
    said = await _numbers_said(house, proceeding)
    initiation, *_ = said
    assert said[initiation] == {f"0301-{today.year}/1"}
    assert said[accepted.command_id] == {f"0301-{today.year}/2"}
    given = await house.database.fetch("SELECT act, number FROM resolution WHERE proceeding = $1", proceeding)
    assert {row["act"]: {row["number"]} for row in given} == said


async def test_what_is_recorded_keeps_the_number_of_its_paper(house: House, vhost: str) -> None:
    [proceeding] = await _initiated_today(house, "0601", 1)
    today = SystemClock().today()
    paper = Paper(kind="resolution", number="17-к", dated=today, author="executor")
    cost = of("RecordCost", cost=new_id(), kind="travel", sum="5.00 BYN")
    recorded = await house.send(proceeding, cost, today, recording=Recording(paper=paper))
    made = await house.send(proceeding, of("RecordCost", cost=new_id(), kind="travel", sum="7.00 BYN"), today)
    number = (await house.events(proceeding, 1))[0].data.number
    said = await _numbers_said(house, proceeding)
    assert (said[recorded.command_id], said[made.command_id]) == ({"17-к"}, {f"0601-{today.year}/2"})
    async with ClerkClient(vhost, user=OPERATOR, source="/lea/test", actor=EXECUTOR, name="clerk") as client:
        acts: dict[UUID | None, str | None] = {act.id: act.resolution for act in (await client.history(number)).acts}
    assert acts[recorded.command_id] == "17-к"
    assert acts[made.command_id] == f"0601-{today.year}/2"
    assert f"0601-{today.year}/1" in acts.values()


async def test_an_initiation_of_an_earlier_day_was_made_elsewhere(house: House) -> None:
    proceeding = await house.decide_initiation({"body": "0701"}, on=DECIDED_ON)
    await house.events(proceeding, 1)
    assert not await house.database.fetch("SELECT FROM resolution WHERE proceeding = $1", proceeding)
