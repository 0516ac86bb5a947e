"""The substitutes of bodies, beside their proceedings: a stream for each body, and the table of who acts for whom."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.commands.substitutes import OF_SUBSTITUTES
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.queries import proceedings as queries
from contracts.replies import Reply
from services.proceedings.distributions import DistributingApplication
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.journal import State
from services.proceedings.domain.substitutes import SUBSTITUTES, Substitutes
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application, Tables
from shared.substitutions import note_substitutions

Commands = Sequence[CommandEnvelope[Any]]


class SubstitutingApplication(DistributingApplication):
    """The command side of proceedings, and of who stands in for their executors."""

    def __init__(self, service: str, tables: Tables[State, Facts], clock: Clock) -> None:
        super().__init__(service, tables, clock)
        self._substitutes = Application(service, SUBSTITUTES, _SubstituteTables(), clock)

    async def handle(self, connection: Connection, commands: Commands) -> list[Reply]:
        """As every application; who is appointed acts from the next command on."""
        of_bodies = [command for command in commands if isinstance(command.data, OF_SUBSTITUTES)]
        others = [command for command in commands if not isinstance(command.data, OF_SUBSTITUTES)]
        replies = await self._substitutes.handle(connection, of_bodies) if of_bodies else []
        replies += await super().handle(connection, others) if others else []
        by_id = {reply.command_id: reply for reply in replies}
        return [by_id[command.id] for command in commands]


class _SubstituteTables:
    async def facts(self, _: Connection, commands: Commands) -> Mapping[UUID, None]:
        """Nothing but the stream says anything of a substitution."""
        return dict.fromkeys(command.id for command in commands)

    async def record(
        self, connection: Connection, events: Sequence[EventEnvelope[Any]], _: Mapping[UUID, Substitutes]
    ) -> None:
        """Write down who stands in for whom."""
        await note_substitutions(connection, events)


async def list_substitutions(connection: Connection, asked: queries.ListSubstitutions) -> queries.Substitutions:
    """The substitutions of a body that last on a day or begin later."""
    rows = await connection.fetch(_LIST, asked.body, asked.day)
    return queries.Substitutions(
        substitutions=tuple(queries.SubstitutionView.model_validate(dict(row)) for row in rows)
    )


_LIST = """
SELECT id AS substitution, executor, substitute, since, until FROM substitution
WHERE body = $1 AND until >= $2 AND since <= until ORDER BY since, executor, substitute, id
"""
