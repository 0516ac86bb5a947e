"""Deposit accounts of bodies beside their proceedings: identified money is a payment there, in one transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from contracts.commands.accounts import OF_ACCOUNTS, ClosePeriod, IdentifyReceipt, WithdrawIdentification
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import PaymentReceived
from contracts.identifiers import accounts_of
from contracts.replies import Accepted, Rejected, Reply
from services.proceedings.account_tables import AccountTables, body_of, identified_payments
from services.proceedings.bank_orders import release_order, write_account_orders
from services.proceedings.domain.accounts import ACCOUNTS, SERVICE_ACTOR, AccountFacts
from services.proceedings.domain.corrections import CORRECTIONS
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.journal import State
from services.proceedings.domain.unidentified import day_of_payment, payment_of, recording_of
from services.proceedings.following import command_after
from services.proceedings.groups import GroupedApplication
from shared.clock import Clock
from shared.database import Connection
from shared.decider import Context, Rejection
from shared.eventstore.application import Application, Tables
from shared.eventstore.objections import objection
from shared.services import source_of

Commands = Sequence[CommandEnvelope[Any]]


class WithdrawalRefused(Exception):
    """A payment was struck that cannot be held as unidentified again: nothing of the batch is written."""


class AccountApplication(GroupedApplication):
    """The command side of proceedings and of the accounts of their bodies."""

    def __init__(self, service: str, tables: Tables[State, Facts], clock: Clock) -> None:
        super().__init__(service, tables, clock)
        self._account_tables = AccountTables()
        self._accounts = Application(service, ACCOUNTS, self._account_tables, clock)
        self._of_service = source_of(service)

    async def handle(self, connection: Connection, commands: Commands) -> list[Reply]:
        """As every application; what is identified on the account of a body is recorded in its proceeding.

        Raises ShareRefused or WithdrawalRefused.
        """
        # First: who closes a period waits for those who post, and must not post before.
        closing = [command for command in commands if isinstance(command.data, ClosePeriod)]
        replies = await self._accounts.handle(connection, closing) if closing else []
        others = [command for command in commands if not isinstance(command.data, OF_ACCOUNTS)]
        if others:
            replies += await self._of_proceedings(connection, others)
        for command in commands:
            if isinstance(command.data, OF_ACCOUNTS) and command not in closing:
                replies.append(await self._of_account(connection, command))
        by_id = {reply.command_id: reply for reply in replies}
        return [by_id[command.id] for command in commands]

    async def _of_proceedings(self, connection: Connection, commands: Commands) -> list[Reply]:
        replies = await super().handle(connection, commands)
        accepted = {reply.command_id for reply in replies if isinstance(reply, Accepted)}
        for command in commands:
            if command.id in accepted and type(command.data) in CORRECTIONS:
                await self._withdraw(connection, command)
        return replies

    async def _of_account(self, connection: Connection, command: CommandEnvelope[Any]) -> Reply:
        if isinstance(command.data, IdentifyReceipt):
            await self._identify(connection, command)
        [reply] = await self._accounts.handle(connection, [command])
        self._account_tables.initiated.pop(command.id, None)
        return reply

    async def _identify(self, connection: Connection, command: CommandEnvelope[IdentifyReceipt]) -> None:
        """Record the payment in the proceeding, unless the account refuses the identification anyway."""
        data, today = command.data, self._clock.today()
        stream = await self._accounts.load(connection, command.stream)
        facts = AccountFacts(known=True, closed_until=None, proceeding_body=await body_of(connection, data.proceeding))
        if objection(command, today, stream.version):
            return
        try:
            ACCOUNTS.decide(stream.state, command, Context(today, facts))
        except Rejection:
            return  # the account gives the reason; or the command was handled before
        receipt = stream.state.receipts[data.receipt]
        proceeding = (await self.load(connection, data.proceeding)).state
        if proceeding is not None:
            self._account_tables.initiated[command.id] = proceeding.initiated_on
        await release_order(connection, command.stream, data.receipt)
        counts_from = day_of_payment(receipt, self._account_tables.initiated.get(command.id))
        payment = command_after(
            command,
            payment_of(data, receipt, counts_from),
            data.proceeding,
            source=self._of_service,
            actor=command.actor,
            effective_date=counts_from,
            recording=recording_of(data),
        )
        [reply] = await self._of_proceedings(connection, [payment])
        if isinstance(reply, Rejected):
            self._account_tables.refused[command.id] = reply.problems
            await write_account_orders(connection, command.stream, data.body, stream.state)

    async def _withdraw(self, connection: Connection, command: CommandEnvelope[Any]) -> None:
        """Hold again what a correction took from the payments of a proceeding."""
        id_ = command.stream
        identified = (await identified_payments(connection, [id_])).get(id_, {})
        if not any(identified.values()):
            return
        state = (await self.load(connection, id_)).state
        acts = state.acts if state else ()
        standing = {act.data.payment for act in acts if isinstance(act.data, PaymentReceived)}
        for payment, stands in identified.items():
            if stands and payment not in standing:
                await self._hold_again(connection, command, payment)

    async def _hold_again(self, connection: Connection, command: CommandEnvelope[Any], payment: UUID) -> None:
        body = await body_of(connection, command.stream)
        if body is None:
            raise AssertionError("unreachable: a proceeding that was corrected has a number")
        withdrawal = command_after(
            command,
            WithdrawIdentification(body=body, payment=payment),
            accounts_of(body),
            source=self._of_service,
            actor=SERVICE_ACTOR,
        )
        [reply] = await self._accounts.handle(connection, [withdrawal])
        if isinstance(reply, Rejected):
            raise WithdrawalRefused(", ".join(problem.detail for problem in reply.problems))
