"""What the tables say of the deposit accounts of bodies, and what the events of one change in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.codelists import CURRENCIES
from contracts.commands.accounts import ClosePeriod, IdentifyReceipt
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.accounts import PeriodClosed
from contracts.identifiers import derived_id
from contracts.problems import Problem
from contracts.values import Money
from services.proceedings.bank_orders import recorded_elsewhere, write_account_orders
from services.proceedings.books import Transaction, sums, write
from services.proceedings.domain.accounts import AccountFacts, BodyAccount, identified_in
from services.proceedings.periods import being_posted, close, nobody_posts
from shared.books import Key, balances, delta
from shared.database import Connection

Commands = Sequence[CommandEnvelope[Any]]
Events = Sequence[EventEnvelope[Any]]


class AccountTables:
    """The closed periods of bodies, their unidentified money, and the bodies that have proceedings."""

    def __init__(self) -> None:
        self.refused: dict[UUID, tuple[Problem, ...]] = {}
        """Why a proceeding does not record the payment that a command identifies, until the command is decided."""
        self.initiated: dict[UUID, date] = {}
        """On which day the proceeding was initiated for which a command identifies money."""

    async def facts(self, connection: Connection, commands: Commands) -> Mapping[UUID, AccountFacts]:
        """What is known of each body; where a period is closed, nobody posts until the transaction ends."""
        if any(isinstance(command.data, ClosePeriod) for command in commands):
            await nobody_posts(connection)
        orders = await recorded_elsewhere(connection, commands)
        return {command.id: await self._facts(connection, command, orders.get(command.id)) for command in commands}

    async def _facts(self, connection: Connection, command: CommandEnvelope[Any], order: str | None) -> AccountFacts:
        data = command.data
        known, closed_until = await connection.fetchrow(_KNOWN, data.body)
        of = await body_of(connection, data.proceeding) if isinstance(data, IdentifyReceipt) else None
        cash = await _cash_in_hand(connection, data) if isinstance(data, ClosePeriod) else ()
        initiated_on, refused = self.initiated.get(command.id), self.refused.get(command.id, ())
        return AccountFacts(known, closed_until, order, of, initiated_on, refused, cash)

    async def record(self, connection: Connection, events: Events, states: Mapping[UUID, BodyAccount]) -> None:
        """Write down closed periods, bank orders and identified payments, and post what changes in the books."""
        for account, body in {event.stream: event.data.body for event in events}.items():
            await connection.execute(_ACCOUNT, account, body)
        closed = [event for event in events if isinstance(event.data, PeriodClosed)]
        await close(connection, closed)
        if len(closed) < len(events):
            await being_posted(connection)
            for account, state in states.items():
                of_account = [event for event in events if event.stream == account]
                await write_account_orders(connection, account, of_account[-1].data.body, state)
                rows = [(proceeding, payment, account, stands) for proceeding, payment, stands in identified_in(state)]
                await connection.executemany(_IDENTIFIED, rows)
                await _post(connection, of_account, state)


async def _cash_in_hand(connection: Connection, period: ClosePeriod) -> tuple[Money, ...]:
    """Seized cash of a body that has not come to the bank at the end of a period."""
    rows = await connection.fetch(_CASH, period.body, period.until)
    digits = {row["currency"]: CURRENCIES[row["currency"]].minor_units for row in rows}
    return tuple(Money(amount=round(row["amount"], digits[row["currency"]]), currency=row["currency"]) for row in rows)


async def body_of(connection: Connection, proceeding: UUID) -> str | None:
    """The body that has a proceeding; none where there is no such proceeding."""
    found: str | None = await connection.fetchval(_BODY, proceeding)
    return found


async def identified_payments(connection: Connection, proceedings: Sequence[UUID]) -> dict[UUID, dict[UUID, bool]]:
    """By proceeding the payments that were unidentified money before, and whether each stands."""
    found: dict[UUID, dict[UUID, bool]] = {}
    for row in await connection.fetch(_OF_PROCEEDINGS, proceedings):
        found.setdefault(row["proceeding"], {})[row["payment"]] = row["stands"]
    return found


def account_sums(state: BodyAccount) -> dict[Key, Any]:
    """The sums that follow from the events of an account."""
    return balances(leg for receipt in state.receipts.values() for leg in receipt.legs())


async def _post(connection: Connection, events: Events, state: BodyAccount) -> None:
    last = events[-1]
    before = (await sums(connection, [last.stream])).get(last.stream, {})
    if legs := delta(before, account_sums(state)):
        causes = tuple(dict.fromkeys(event.causation_id for event in events))
        id_ = derived_id(last.id, "books")
        await write(connection, [Transaction(id_, last.stream, causes, last.recorded_at, legs)])


async def accounts(connection: Connection) -> dict[UUID, str]:
    """The accounts that have events, and their bodies."""
    return {row["account"]: row["body"] for row in await connection.fetch("SELECT account, body FROM body_account")}


_ACCOUNT = "INSERT INTO body_account (account, body) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_IDENTIFIED = """
INSERT INTO identified_payment (proceeding, payment, account, stands) VALUES ($1, $2, $3, $4)
ON CONFLICT (proceeding, payment) DO UPDATE SET stands = excluded.stands
"""
_OF_PROCEEDINGS = "SELECT proceeding, payment, stands FROM identified_payment WHERE proceeding = ANY($1::uuid[])"
_CASH = """
SELECT currency, sum(amount) AS amount
FROM book_leg JOIN book_transaction ON id = transaction JOIN account_owner ON owner = proceeding
WHERE body = $1 AND account = 'cash-in-hand' AND effective_on <= $2
GROUP BY currency HAVING sum(amount) <> 0 ORDER BY currency
"""
_BODY = "SELECT split_part(number, '-', 1) FROM proceeding_number WHERE proceeding = $1"
_KNOWN = """
SELECT EXISTS (SELECT FROM proceeding_number WHERE split_part(number, '-', 1) = $1),
       (SELECT max(until) FROM closed_period WHERE body = $1)
"""
