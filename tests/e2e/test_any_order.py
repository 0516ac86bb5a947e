"""Acts of the past, sent in different orders through the broker: the court and the time limits read the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx

from contracts.envelope import CommandEnvelope
from contracts.identifiers import derived_id
from contracts.replies import Accepted
from shared.clock import SystemClock
from shared.messaging.client import CommandClient
from tests.e2e.test_court_answers import card, without_number
from tests.system import System
from tests.unit.proceedings.harness import Fields, command_of

SETS = 24
CASE: Fields = {"debtor": "citizen", "claims": ["900.00 BYN", "perform-action"]}
MEASURE: Fields = {"command": "add-measure", "measure": "levy", "code": "comp-levy-bank-money", "sum": "500.00 BYN"}
ACTS: Sequence[Fields] = (
    {"command": "record-service", "method": "handed-over"},
    {"command": "suspend-proceeding", "ground": "suspend-must-release-claim"},
    {"command": "suspend-proceeding", "ground": "suspend-may-complaint-on-executor"},
    {"command": "resume-proceeding", "reason": "resume-ground-ended", "ground": "suspend-must-release-claim"},
    {"command": "resume-proceeding", "reason": "resume-ground-ended", "ground": "suspend-may-complaint-on-executor"},
    {"command": "record-payment", "payment": "first", "sum": "300.00 BYN", "source": "debtor"},
    {"command": "record-payment", "payment": "second", "sum": "700.00 BYN", "source": "debtor"},
    {"command": "record-payment", "payment": "levied", "sum": "50.00 BYN", "source": "account-levy", "measure": "levy"},
    {"command": "record-cost", "cost": "trip", "kind": "travel", "sum": "25.00 BYN"},
    {"command": "change-measure-status", "measure": "levy", "status": "in-force"},
    {"command": "assign-executor", "executor": {"id": "0101-018", "full_name": "Second"}},
    {"command": "assign-executor", "executor": {"id": "0101-019", "full_name": "Third"}},
    {"command": "record-fulfilment", "claim": 2},
    {"command": "impose-fee"},
    {"command": "terminate-proceeding", "ground": "terminate-waived"},
)


@dataclass(frozen=True)
class Proceeding:
    """A proceeding of the test, and its document."""

    stream: UUID
    document: str
    initiated_on: date

    def id_of(self, name: str) -> UUID:
        """The id of an act of the test, whatever its place in the order of recording."""
        return derived_id(self.stream, name)

    async def carry_out(self, act: Fields, client: CommandClient) -> bool:
        """Whether the command is accepted."""
        fields = {**CASE, "document_number": self.document}
        command = command_of(
            {"day": self.initiated_on, **act}, fields, self.id_of(act["as"] if "as" in act else act["command"])
        )
        sent = command.model_copy(update={"stream": self.stream, "issued_at": SystemClock().now()})
        return isinstance(await client.send(CommandEnvelope[Any].model_validate(dict(sent))), Accepted)

    async def live(self, acts: Sequence[Fields], client: CommandClient) -> tuple[int, bool]:
        """Begin, record the acts in this order, and strike one: how many were accepted, and whether that was."""
        assert await self.carry_out({"command": "initiate-proceeding"}, client)
        accepted = sum([await self.carry_out(act, client) for act in acts])
        return accepted, await self.strike(max(act["as"] for act in acts), client)

    async def strike(self, act: str, client: CommandClient) -> bool:
        """Whether it is put on record, with the approval of a second person, that an act never was carried out."""
        today = SystemClock().today()
        paper = {"kind": "note", "dated": today, "author": "Registrar"}
        asked = {"command": "strike-entry", "act": self.id_of(act), "day": today, "reason": "an error", "basis": paper}
        approval = {"command": "approve-correction", "correction": self.id_of("strike-entry"), "day": today}
        return await self.carry_out(asked, client) and await self.carry_out(
            {**approval, "actor": "head:0101-001"}, client
        )


async def test_the_order_of_recording_never_counts(
    operator: CommandClient, court: httpx.AsyncClient, system: System
) -> None:
    begun, random = SystemClock().today() - timedelta(days=60), Random(311)
    sets = [_drawn(random, begun) for _ in range(SETS)]
    pairs = [tuple(_proceeding(number, order, begun) for order in "ab") for number in range(SETS)]
    accepted = await asyncio.gather(
        *(
            proceeding.live([acts[0], *others], operator)
            for acts, pair in zip(sets, pairs, strict=True)
            for proceeding, others in zip(pair, (acts[1:], random.sample(acts[1:], len(acts) - 1)), strict=True)
        )
    )
    assert accepted[::2] == accepted[1::2]
    assert sum(struck for _, struck in accepted[::2]) > SETS / 2
    await system.settle()
    days = [begun + timedelta(days=each) for each in (5, 15, 25, 35)]
    for acts, (first, second) in zip(sets, pairs, strict=True):
        for day in [None, *days]:
            assert await _card(court, first, day) == await _card(court, second, day), acts
        assert await _limits(system, first) == await _limits(system, second), acts


def _drawn(random: Random, begun: date) -> list[Fields]:
    """A levy, and some acts of the forty days after the initiation."""
    acts = random.sample(ACTS, random.randint(4, 12))
    return [
        {**act, "as": f"act {place:02}", "day": begun + timedelta(days=random.randint(0, 40))}
        for place, act in enumerate((MEASURE, *acts))
    ]


def _proceeding(number: int, order: str, begun: date) -> Proceeding:
    stream = derived_id(UUID(int=311), f"{number}{order}")
    return Proceeding(stream, f"ORDER-{number}{order}", begun)


async def _card(court: httpx.AsyncClient, proceeding: Proceeding, day: date | None) -> dict[str, Any]:
    look_up = {"by": "execution-document", "issuer": "EC-MINSK", "number": proceeding.document,
               "issued_on": "2026-02-06"}  # fmt: skip
    found = without_number(await card(court, look_up, day))
    return {name: value for name, value in found.items() if name != "document"}


async def _limits(system: System, proceeding: Proceeding) -> list[tuple[Any, ...]]:
    async with system.connected("deadlines") as connection:
        rows = await connection.fetch(_LIMITS, proceeding.stream)
    return [tuple(row) for row in rows]


# A limit that was set and taken back by a revision stays on record as closed.
_LIMITS = """
    SELECT limit_id, starts_on, until, due, standing, met_in_time FROM limit_standing
    WHERE stream = $1 AND standing <> 'closed'
    ORDER BY limit_id, starts_on, due, standing, met_in_time
"""
