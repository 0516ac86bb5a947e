"""The numbers that papers give to proceedings: each is of one statement, also of two decided at the same time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from contracts.commands.intake import DecideOnStatement
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import InitiationDecided
from shared.database import Connection

_HELD = "SELECT number, statement FROM number_of_paper WHERE number = ANY($1::text[])"

# A decision that was annulled may be taken again, with its number.
_HOLD = """
INSERT INTO number_of_paper (number, statement)
SELECT number, statement FROM unnest($1::text[], $2::uuid[]) AS decided (number, statement)
WHERE NOT EXISTS (
    SELECT FROM number_of_paper AS held WHERE (held.number, held.statement) = (decided.number, decided.statement)
)
"""


async def taken(connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> set[UUID]:
    """The decisions that give a proceeding a number which a paper gave to the proceeding of another statement."""
    asked = {
        command.id: (command.data.proceeding_number, command.stream)
        for command in commands
        if isinstance(command.data, DecideOnStatement) and command.data.proceeding_number
    }
    rows = await connection.fetch(_HELD, [number for number, _ in asked.values()]) if asked else []
    holders = {row["number"]: row["statement"] for row in rows}
    return {id_ for id_, (number, statement) in asked.items() if holders.get(number, statement) != statement}


async def hold(connection: Connection, decided: Sequence[EventEnvelope[InitiationDecided]]) -> None:
    """Note the numbers that decisions to initiate state. Raises UniqueViolationError where another one came first."""
    held = [(event.data.number, event.stream) for event in decided if event.data.number]
    if held:
        await connection.execute(_HOLD, [number for number, _ in held], [statement for _, statement in held])
