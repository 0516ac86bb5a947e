"""The proceedings against a debtor on whom information is given, by his numbers and never by his name (Art. 407)."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.commands.information import GiveInformation
from contracts.envelope import CommandEnvelope
from contracts.events.parties import PartyRole
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.information import Figures, figures_on
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.persons import parties_of
from services.proceedings.persons import person_named_by
from shared.database import Connection

Load = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Journal]]]


async def figures(
    connection: Connection, commands: Sequence[CommandEnvelope[Any]], load: Load
) -> Mapping[UUID, Figures]:
    """By command that gives information, what is to be stated."""
    return {
        command.id: await _figures(connection, command, load)
        for command in commands
        if isinstance(command.data, GiveInformation)
    }


async def _figures(connection: Connection, command: CommandEnvelope[GiveInformation], load: Load) -> Figures:
    own = (await load([command.stream])).get(command.stream)
    if own is None:
        return ()
    *_, debtor = parties_of(own, PartyRole.DEBTOR)
    named = [await person_named_by(connection, identifier) for identifier in debtor.identifiers]
    unps = sorted({unp for each in named for unp in each.unps})
    personal = sorted({number for each in named for number in each.personal_numbers})
    rows = await connection.fetch(_AGAINST, unps, personal)
    states = await load({row["proceeding"] for row in rows} | {command.stream})
    return figures_on(states.values(), command.data.figures_of, await current_calendar(connection))


_AGAINST = """
SELECT DISTINCT proceeding FROM party_record
WHERE role = 'debtor' AND now AND (unp = ANY($1::text[]) OR personal_number = ANY($2::text[]))
"""
