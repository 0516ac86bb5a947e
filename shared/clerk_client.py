"""One client of the services for those who serve people: the command line and the desk."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from contracts.base import Contract
from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries import (
    access_log,
    backlogs,
    consumers,
    deadlines,
    held,
    intake,
    outgoing,
    proceedings,
    read_model,
    subscribers,
)
from contracts.queries.base import Query, QueryEnvelope, Refused
from contracts.recording import Recording
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from shared.confirmed import Confirmed
from shared.messaging.client import CommandClient, QueryClient

R = TypeVar("R", bound=Contract)

_MOMENT = 4.0  # seconds


def _nothing() -> None: ...


class QueryRefused(Exception):
    """A query was refused, with every reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.detail for problem in problems))
        self.problems = problems


class ClerkClient:
    """Queries and commands of one person. Every query raises QueryRefused or NoReply, every command NoReply."""

    def __init__(self, broker_url: str, *, user: str, source: str, actor: str, name: str) -> None:
        """`user` is the user of the address, `source` the program as a URI reference, `actor` the person."""
        self._source = source
        self._actor = actor
        self._queries = QueryClient(broker_url, user=user, name=name)
        self._commands = CommandClient(broker_url, user=user, name=name)
        self.on_effect: Callable[[], None] = _nothing
        """Called when something that changes something was replied to."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._queries.__aexit__(*error)
        await self._commands.__aexit__(*error)

    def acting_as(self, actor: str) -> Self:
        """The same client for another person, over the same connections."""
        other = copy(self)
        other._actor = actor  # noqa: SLF001 - of the same class
        return other

    async def statement(self, body: str, registration_number: str) -> intake.StatementView:
        """A statement as it is on record."""
        asked = intake.ShowStatement(body=body, registration_number=registration_number)
        return await self._ask(asked, intake.StatementView)

    async def statement_tasks(self, asked: intake.ListStatementTasks) -> intake.StatementTasks:
        """What is to be done about statements."""
        return await self._ask(asked, intake.StatementTasks)

    async def undistributed(self, asked: intake.ListUndistributed) -> intake.Undistributed:
        """Statements of a body that no executor has."""
        return await self._ask(asked, intake.Undistributed)

    async def preview_on_statement(
        self,
        body: str,
        registration_number: str,
        command: Command,
        day: date,
        recording: Recording | None = None,
        *,
        id: UUID | None = None,  # noqa: A002 - as the field of a command
    ) -> intake.StatementPreview:
        """What a command of this person on a statement would do."""
        where = {"body": body, "registration_number": registration_number}
        asked = intake.PreviewStatementAct(**where, **self._previewed(command, day, recording, id))
        return await self._ask(asked, intake.StatementPreview)

    async def draft_on_statement(
        self, body: str, registration_number: str, command: Command, day: date, recording: Recording | None = None
    ) -> proceedings.Draft:
        """The refusal or return that a command of this person would make, as a draft."""
        where = {"body": body, "registration_number": registration_number}
        asked = intake.PreviewStatementDocument(**where, **self._previewed(command, day, recording))
        return await self._ask(asked, proceedings.Draft)

    async def find(self, asked: proceedings.FindProceedings) -> proceedings.ProceedingRows:
        """Proceedings by number, document or party."""
        return await self._ask(asked, proceedings.ProceedingRows)

    async def show(self, number: str) -> proceedings.ProceedingView:
        """A proceeding as it stands."""
        return await self._ask(proceedings.ShowProceeding(number=number), proceedings.ProceedingView)

    async def history(
        self, number: str, *, limit: int | None = None, before: UUID | None = None, known: UUID | None = None
    ) -> proceedings.History:
        """The acts of a proceeding in the order of their days, all or the last of them."""
        asked = proceedings.ShowHistory(number=number, limit=limit, before=before, known=known)
        return await self._ask(asked, proceedings.History)

    async def documents(
        self, number: str, *, limit: int | None = None, before: str | None = None
    ) -> proceedings.Documents:
        """The resolutions made in a proceeding, with their documents, all or the last of them."""
        asked = proceedings.ListDocuments(number=number, limit=limit, before=before)
        return await self._ask(asked, proceedings.Documents)

    async def document(self, asked: proceedings.ShowDocument) -> proceedings.DocumentFile:
        """The document of a resolution, with its bytes."""
        return await self._ask(asked, proceedings.DocumentFile)

    async def statement_document(self, asked: intake.ShowStatementDocument) -> intake.StatementDocument:
        """The document of a refusal or return, with its bytes."""
        return await self._ask(asked, intake.StatementDocument)

    async def open_acts(self, number: str, day: date) -> proceedings.Openings:
        """Which acts are open to this person on a day."""
        asked = proceedings.ShowOpenActs(number=number, day=day, actor=self._actor)
        return await self._ask(asked, proceedings.Openings)

    async def preview(
        self,
        number: str,
        command: Command,
        day: date,
        recording: Recording | None = None,
        *,
        id: UUID | None = None,  # noqa: A002 - as the field of a command
    ) -> proceedings.Preview:
        """What a command of this person would do."""
        asked = proceedings.PreviewAct(number=number, **self._previewed(command, day, recording, id))
        return await self._ask(asked, proceedings.Preview)

    async def draft(
        self, number: str, command: Command, day: date, recording: Recording | None = None
    ) -> proceedings.Draft:
        """The resolution that a command of this person would make, as a draft."""
        asked = proceedings.PreviewDocument(number=number, **self._previewed(command, day, recording))
        return await self._ask(asked, proceedings.Draft)

    async def try_distributions(self, asked: proceedings.TryDistributions) -> proceedings.TriedDistributions:
        """How money would be shared by all proceedings of a debtor."""
        return await self._ask(asked, proceedings.TriedDistributions)

    async def preview_backlog(
        self, asked: backlogs.PreviewStatementActs | backlogs.PreviewActs
    ) -> backlogs.BacklogPreview:
        """What a backlog of acts would do."""
        return await self._ask(asked, backlogs.BacklogPreview)

    async def duties(self, asked: proceedings.ListDuties) -> proceedings.Duties:
        """Open duties."""
        return await self._ask(asked, proceedings.Duties)

    async def outgoing(self, asked: outgoing.ListOutgoing) -> outgoing.Outgoing:
        """What went out on a day, in proceedings or about statements."""
        return await self._ask(asked, outgoing.Outgoing)

    async def caseload(self, asked: proceedings.ShowCaseload) -> proceedings.Caseload:
        """The proceedings of a body in numbers."""
        return await self._ask(asked, proceedings.Caseload)

    async def balances(self, asked: proceedings.ShowBalances) -> proceedings.Balances:
        """What the accounts of both books hold."""
        return await self._ask(asked, proceedings.Balances)

    async def transactions(self, asked: proceedings.ListTransactions) -> proceedings.Transactions:
        """What was posted in the books."""
        return await self._ask(asked, proceedings.Transactions)

    async def substitutions(self, asked: proceedings.ListSubstitutions) -> proceedings.Substitutions:
        """Who stands in for whom in a body."""
        return await self._ask(asked, proceedings.Substitutions)

    async def payables(self, asked: proceedings.ListPayables) -> proceedings.Payables:
        """Money of a body's proceedings for which a payout can be ordered."""
        return await self._ask(asked, proceedings.Payables)

    async def unidentified(self, asked: proceedings.ListUnidentified) -> proceedings.UnidentifiedMoney:
        """Money on the account of a body that no proceeding was named for."""
        return await self._ask(asked, proceedings.UnidentifiedMoney)

    async def bank_orders(self, asked: proceedings.FindBankOrders) -> proceedings.BankOrders:
        """By which bank orders money of a body came."""
        return await self._ask(asked, proceedings.BankOrders)

    async def limits(self, asked: deadlines.ListLimits) -> deadlines.Limits:
        """Time limits of proceedings and statements."""
        return await self._ask(asked, deadlines.Limits)

    async def held_messages(self, service: str, asked: held.ListHeld) -> held.HeldMessages:
        """Messages that a service holds. It is asked for a moment only: other services are asked beside it."""
        return await self._ask(held.to(service, asked), held.HeldMessages, timeout=_MOMENT)

    async def held_message(self, service: str, asked: held.ShowHeld) -> held.HeldMessageView:
        """A message that a service holds."""
        return await self._ask(held.to(service, asked), held.HeldMessageView)

    async def retry_held(self, service: str, asked: held.RetryHeld) -> held.RetriedMessages:
        """Have a service try messages again."""
        return await self._ask(held.to(service, asked), held.RetriedMessages)

    async def decide_held(self, service: str, asked: held.DecideHeld) -> held.DecisionLine:
        """Decide about a message that a service holds."""
        return await self._ask(held.to(service, asked), held.DecisionLine)

    async def search_access_log(self, asked: access_log.SearchAccessLog) -> access_log.AccessLines:
        """Requests of consumers of service 3.11.01."""
        return await self._ask(asked, access_log.AccessLines)

    async def disclosures(self, asked: access_log.ListDisclosures) -> access_log.Disclosures:
        """What consumers of service 3.11.01 were answered about a proceeding."""
        return await self._ask(asked, access_log.Disclosures)

    async def known_states(self, asked: access_log.ListKnownStates) -> access_log.KnownStates:
        """The status that the read model of service 3.11.01 had at some moments."""
        return await self._ask(asked, access_log.KnownStates)

    async def consumers(self, asked: consumers.ListConsumers) -> consumers.Consumers:
        """The registry of consumers of service 3.11.01."""
        return await self._ask(asked, consumers.Consumers)

    async def subscribers(self, asked: subscribers.ListSubscribers) -> subscribers.Subscribers:
        """The registry of subscribers of events."""
        return await self._ask(asked, subscribers.Subscribers)

    async def rebuilds(self) -> read_model.Rebuilds:
        """Rebuilds of the read model of service 3.11.01."""
        return await self._ask(read_model.ListRebuilds(), read_model.Rebuilds)

    async def request_rebuild(self, asked: read_model.RequestRebuild) -> read_model.Rebuilds:
        """Ask for a rebuild of the read model."""
        return await self._ask(asked, read_model.Rebuilds)

    async def chain_lines(self, asked: access_log.ReadAccessLog) -> access_log.ChainLines:
        """A part of a chain of the access log."""
        return await self._ask(asked, access_log.ChainLines)

    async def chain_heads(self, asked: access_log.ListLogHeads) -> access_log.ChainHeads:
        """Heads of a chain of the access log, kept outside the edge."""
        return await self._ask(asked, access_log.ChainHeads)

    async def send(
        self,
        stream: UUID,
        command: Command,
        day: date,
        recording: Recording | None = None,
        *,
        id: UUID | None = None,  # noqa: A002 - as the field
        confirmed: Confirmed | None = None,
    ) -> Accepted | Rejected:
        """The reply to a command. A command sent again with its `id` is carried out once."""
        command_id = id or new_id()
        reply = await self._commands.send(
            CommandEnvelope[Any](
                id=command_id,
                source=self._source,
                type=command.type,
                stream=stream,
                effective_date=day,
                issued_at=datetime.now(UTC),
                actor=self._actor,
                correlation_id=command_id,
                expected_version=confirmed.version if confirmed else None,
                expected_outcome=confirmed.outcome if confirmed else None,
                recording=recording,
                data=command,
            )
        )
        self.on_effect()
        return reply

    def _previewed(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID | None = None
    ) -> dict[str, Any]:
        return {
            "command": command.type,
            "data": command.model_dump(mode="json", exclude_none=True),
            "day": day,
            "actor": self._actor,
            "recording": recording,
            "command_id": command_id,
        }

    async def _ask(self, asked: Query, _: type[R], *, timeout: float | None = None) -> R:  # noqa: ASYNC109
        envelope = QueryEnvelope[Any](id=new_id(), source=self._source, type=asked.type, actor=self._actor, data=asked)
        reply = await self._queries.ask(envelope, timeout=timeout)
        if isinstance(reply, Refused):
            raise QueryRefused(reply.problems)
        if asked.changes:
            self.on_effect()
        return cast("R", reply)
