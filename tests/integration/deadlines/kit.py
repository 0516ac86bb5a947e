"""Deadlines without its broker, and the events it observes."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contracts.catalogue import EVENTS
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Watch
from services.deadlines.policies import Observation
from services.deadlines.timer import Timer
from shared.clock import FixedClock
from shared.database import Pool
from shared.eventstore.application import Application
from shared.law.rule_sets import RuleSets

RULE_SETS = RuleSets.load()
GOLDEN = Path(__file__).parents[2] / "contract" / "golden"


@dataclass(frozen=True)
class Deadlines:
    """The service without its broker: events go in by hand, the clock is moved."""

    pool: Pool
    clock: FixedClock
    application: Application[Watch, Facts]
    timer: Timer

    async def observe(self, *events: EventEnvelope[Any]) -> None:
        async with self.pool.acquire() as connection, connection.transaction():
            await Observation(self.application, RULE_SETS).apply(connection, events)

    async def told(self) -> list[tuple[str, str, date | None]]:
        """What was announced: event, limit, due."""
        rows = await self.pool.fetch("SELECT type, data FROM event ORDER BY xid, position")
        events = [(row["type"], json.loads(row["data"])) for row in rows]
        return [
            (type_.split(".")[2], data["ref"]["limit"], date.fromisoformat(data["due"]) if data.get("due") else None)
            for type_, data in events
            if "ref" in data
        ]

    async def command(self, stream: UUID, data: Command, actor: str = "operator:test") -> Accepted | Rejected:
        command = CommandEnvelope[Command](
            id=new_id(),
            source="/lea/test",
            type=data.type,
            stream=stream,
            effective_date=self.clock.today(),
            issued_at=self.clock.now(),
            actor=actor,
            correlation_id=new_id(),
            data=data,
        )
        [answer] = await self.application.handle_in_transaction(self.pool, [command])
        return answer


def event(stream: UUID, name: str, day: date, **data: Any) -> EventEnvelope[Any]:
    type_ = f"lea.{name}.v1"
    body = json.loads((GOLDEN / f"{type_}.json").read_bytes()) | data
    if "document" in body and "document" not in data:
        body["document"]["immediate_execution"] = False
    return EventEnvelope(
        id=new_id(),
        source=f"/lea/{name.split('.')[0]}",
        type=type_,
        stream=stream,
        version=1,
        effective_date=day,
        recorded_at=datetime(2026, 3, 16, 9, tzinfo=UTC),
        actor="test",
        correlation_id=stream,
        causation_id=stream,
        data=EVENTS.decode(type_, json.dumps(body).encode()),
    )
