"""The proceedings against a debtor on whom information is given, by his numbers and never by his name (Art. 407)."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.acts.fix_difference import FixDifference
from contracts.acts.order_payout import OrderPayout
from contracts.commands.information import GiveInformation
from contracts.envelope import CommandEnvelope
from contracts.events.parties import PartyRole
from contracts.values import IdentifierKind, Money
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.information import Figures, figures_on, open_besides, owed_to
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.persons import parties_of
from services.proceedings.persons import person_named_by
from shared.books import Account
from shared.database import Connection
from shared.law.statuses import left

Load = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Journal]]]
_SHOWN = 10
"""Numbers of other proceedings at most."""


async def figures(
    connection: Connection, commands: Sequence[CommandEnvelope[Any]], load: Load
) -> Mapping[UUID, Figures]:
    """By command that gives information, what is to be stated."""
    return {
        command.id: await _figures(connection, command, load)
        for command in commands
        if isinstance(command.data, GiveInformation)
    }


async def owed_elsewhere(
    connection: Connection, commands: Sequence[CommandEnvelope[Any]], load: Load
) -> Mapping[UUID, tuple[Money, ...]]:
    """By command that fixes a difference, what other proceedings against the debtor owe its recoverer (Art. 383(9))."""
    found: dict[UUID, tuple[Money, ...]] = {}
    for command in commands:
        if isinstance(command.data, FixDifference):
            states = await _against(connection, command, load, to_recoverer=True)
            own, others = states.get(command.stream), [each for id_, each in states.items() if id_ != command.stream]
            if own is not None:
                *_, recoverer = parties_of(own, PartyRole.RECOVERER)
                calendar = await current_calendar(connection)
                found[command.id] = owed_to(recoverer, others, command.effective_date, calendar)
    return found


async def surplus_besides(
    connection: Connection, commands: Sequence[CommandEnvelope[Any]], load: Load
) -> Mapping[UUID, tuple[str, ...]]:
    """By command that pays a surplus out, the other open proceedings of the body against the debtor (Art. 403-404)."""
    return {
        command.id: await _open_besides(connection, command, load)
        for command in commands
        if isinstance(command.data, OrderPayout) and Account(command.data.payable) is Account.SURPLUS_PAYABLE
    }


async def _open_besides(connection: Connection, command: CommandEnvelope[Any], load: Load) -> tuple[str, ...]:
    own = (await load([command.stream])).get(command.stream)
    if own is None:
        return ()
    against = await _ids_against(connection, own) - {command.stream}
    rows = await connection.fetch(_OPEN, list(against), command.stream, sorted(left()))
    others = await load([row["proceeding"] for row in rows])
    return open_besides(own, others.values(), command.effective_date, await current_calendar(connection))


async def not_joined_with(connection: Connection, id_: UUID, own: Journal) -> tuple[str, ...]:
    """The first numbers of open proceedings of the body against its debtor with which an open one shares no money."""
    rows = await connection.fetch(_NOT_JOINED, list(await _ids_against(connection, own)), id_, sorted(left()), _SHOWN)
    return tuple(row["number"] for row in rows)


async def _figures(connection: Connection, command: CommandEnvelope[GiveInformation], load: Load) -> Figures:
    states = await _against(connection, command, load)
    return figures_on(states.values(), command.data.figures_of, await current_calendar(connection)) if states else ()


async def _against(
    connection: Connection, command: CommandEnvelope[Any], load: Load, *, to_recoverer: bool = False
) -> Mapping[UUID, Journal]:
    """The proceedings against the debtor of one, itself among them; none where there is no such proceeding.

    `to_recoverer`: only those that ever had the same recoverer, as far as records name him.
    """
    own = (await load([command.stream])).get(command.stream)
    if own is None:
        return {}
    against = await _ids_against(connection, own)
    if to_recoverer:
        against &= await _of_recoverer(connection, own, against)
    return await load(against | {command.stream})


async def _ids_against(connection: Connection, own: Journal) -> set[UUID]:
    """The proceedings against the debtor of one, by all his numbers."""
    *_, debtor = parties_of(own, PartyRole.DEBTOR)
    named = [await person_named_by(connection, identifier) for identifier in debtor.identifiers]
    unps = sorted({unp for each in named for unp in each.unps})
    personal = sorted({number for each in named for number in each.personal_numbers})
    return {row["proceeding"] for row in await connection.fetch(_AGAINST, unps, personal)}


async def _of_recoverer(connection: Connection, own: Journal, among: Collection[UUID]) -> set[UUID]:
    """Of proceedings, those with the recoverer of one; all, where records do not name him by all his numbers."""
    *_, recoverer = parties_of(own, PartyRole.RECOVERER)
    if any(each.kind is IdentifierKind.FOREIGN for each in recoverer.identifiers):
        return set(among)
    numbers = [each.value for each in recoverer.identifiers]
    return {row["proceeding"] for row in await connection.fetch(_WITH_RECOVERER, list(among), numbers)}


_AGAINST = """
SELECT DISTINCT proceeding FROM party_record
WHERE role = 'debtor' AND now AND (unp = ANY($1::text[]) OR personal_number = ANY($2::text[]))
"""
_OPEN = """
SELECT other.proceeding FROM proceeding_index other JOIN proceeding_index own ON own.proceeding = $2
WHERE other.proceeding = ANY($1::uuid[]) AND other.body = own.body AND NOT other.status = ANY($3::text[])
"""
_NOT_JOINED = """
SELECT other.number FROM proceeding_index other JOIN proceeding_index own ON own.proceeding = $2
WHERE other.proceeding = ANY($1::uuid[]) AND other.proceeding <> $2 AND other.body = own.body
    AND NOT other.status = ANY($3::text[]) AND NOT own.status = ANY($3::text[])
    AND NOT EXISTS (
        SELECT FROM consolidated_proceeding one JOIN consolidated_proceeding two USING (debtor)
        WHERE one.proceeding = own.proceeding AND two.proceeding = other.proceeding
    )
ORDER BY other.number LIMIT $4
"""
_WITH_RECOVERER = """
SELECT DISTINCT proceeding FROM party_record
WHERE proceeding = ANY($1::uuid[]) AND role = 'recoverer'
    AND (unp = ANY($2::text[]) OR personal_number = ANY($2::text[]))
"""
