"""Records entries of a statement: each by one command."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from contracts.commands.accounts import ConfirmUnidentifiedReturn, ReceiveUnidentified, UndoUnidentifiedReturn
from contracts.events.proceedings import PaymentSource
from contracts.identifiers import accounts_of, derived_id, new_id
from contracts.problems import Problem
from contracts.queries.proceedings import Preview, ProceedingRow
from contracts.recording import Paper, Recording
from contracts.registry import Command, MalformedMessage
from contracts.replies import Accepted, Rejected
from shared.act_fields import ActFields
from shared.bank_statements.choices import OF_PROCEEDINGS, Choice, Step
from shared.bank_statements.entries import BankEntry, BankStatement
from shared.bank_statements.faults import PROCEEDING
from shared.bank_statements.looking import RECORD_PAYMENT, StatementMatcher
from shared.bank_statements.matching import Outcome, same_money
from shared.clerk_client import ClerkClient, QueryRefused
from shared.messaging.client import NoReply

ACTS: Mapping[Step, str] = {
    Step.PAYMENT: RECORD_PAYMENT,
    Step.REVERSAL: "record-bank-reversal",
    Step.PAYOUT_DEBITED: "confirm-payout",
    Step.PAYOUT_CAME_BACK: "return-payout",
    Step.UNIDENTIFIED: "receive-unidentified",
    Step.RETURN_DEBITED: "confirm-unidentified-return",
    Step.RETURN_CAME_BACK: "undo-unidentified-return",
}
"""The act that records a step."""
_REASON, _CAME_BACK = "from the statement of the bank", "returned by the bank"
_NOT_STATED = "-"
"""Of a payer or a purpose that the statement leaves out."""


class Became(StrEnum):
    """What became of an entry."""

    RECORDED = "recorded"
    KNOWN = "known"
    """It was on record before."""
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    """It may have been recorded: the next upload says."""
    NOT_SENT = "not-sent"
    """No reply came to an entry before it."""
    LEFT = "left"
    """Nothing was to be recorded of it."""


class Result(NamedTuple):
    """What became of an entry."""

    entry: BankEntry
    choice: Choice
    became: Became
    where: str = ""
    """The proceeding, or the body on whose account."""
    problems: tuple[Problem, ...] = ()


class Planned(NamedTuple):
    """The command that would record an entry."""

    act: str
    where: str
    stream: UUID
    command: Command
    recording: Recording | None


class Tried(NamedTuple):
    """What recording an entry would do."""

    entry: BankEntry
    choice: Choice
    where: str = ""
    preview: Preview | None = None
    """None: nothing but the entry on the account of the body, or nothing at all."""
    problems: tuple[Problem, ...] = ()


class NotRecordable(Exception):
    """A choice that cannot be recorded."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].detail)
        self.problems = problems


BeforeSending = Callable[[str, str, UUID], Awaitable[None]]
"""Called with the act, the proceeding or body, and the id of each command before it is sent."""


class StatementRecorder:
    """Records entries of the statement of a body's account."""

    def __init__(self, client: ClerkClient, acts: ActFields, body: str, head: BankStatement) -> None:
        """`head` is the statement, whose entries do not matter here."""
        self._client = client
        self.acts = acts
        self._body = body
        self._head = head
        self._matcher = StatementMatcher(client, acts, body)

    async def try_(self, entry: BankEntry, choice: Choice) -> Tried:
        """What would be recorded; nothing is. Raises NoReply."""
        if choice.step is Step.NOTHING:
            return Tried(entry, choice)
        try:
            planned = await self._planned(entry, choice, new_id())
            if choice.step not in OF_PROCEEDINGS:
                return Tried(entry, choice, planned.where)
            asked = planned.where, planned.command, entry.booked_on, planned.recording
            preview = await self._client.preview(*asked)
        except (NotRecordable, QueryRefused) as refused:
            return Tried(entry, choice, choice.number, problems=refused.problems)
        return Tried(entry, choice, planned.where, preview, preview.problems)

    async def record(
        self, chosen: Sequence[tuple[BankEntry, Choice]], cause: UUID, before_sending: BeforeSending | None = None
    ) -> list[Result]:
        """Record the entries in their order, each by a command whose id follows from `cause`.

        What is on record is passed over. After a command without a reply nothing more is sent.
        """
        results, silent = list[Result](), False
        matches = await self._matcher.matches([entry for entry, _ in chosen])
        for (entry, choice), match in zip(chosen, matches, strict=True):
            if match.outcome is Outcome.KNOWN:
                results.append(Result(entry, choice, Became.KNOWN, match.known_in or ""))
            elif choice.step is Step.NOTHING:
                results.append(Result(entry, choice, Became.LEFT))
            elif silent:
                results.append(Result(entry, choice, Became.NOT_SENT))
            else:
                results.append(await self._record(entry, choice, derived_id(cause, entry.place), before_sending))
                silent = results[-1].became is Became.UNANSWERED
        return results

    async def _record(
        self, entry: BankEntry, choice: Choice, command_id: UUID, before_sending: BeforeSending | None
    ) -> Result:
        try:
            planned = await self._planned(entry, choice, command_id)
            if before_sending is not None:
                await before_sending(planned.act, planned.where, command_id)
            reply = await self._client.send(
                planned.stream, planned.command, entry.booked_on, planned.recording, id=command_id
            )
        except (NotRecordable, QueryRefused) as refused:
            return Result(entry, choice, Became.REFUSED, choice.number, refused.problems)
        except NoReply:
            return Result(entry, choice, Became.UNANSWERED, choice.number)
        return _result(entry, choice, planned.where, reply)

    async def _planned(self, entry: BankEntry, choice: Choice, command_id: UUID) -> Planned:
        """Raises NotRecordable and NoReply."""
        act = ACTS[choice.step]
        if choice.step not in OF_PROCEEDINGS:
            return Planned(act, self._body, accounts_of(self._body), self._of_account(entry, choice, command_id), None)
        row = await self._row(choice)
        try:
            command = self.acts.stated(act, await self._data(entry, choice), command_id)
        except MalformedMessage as error:
            raise NotRecordable(*error.problems) from error
        return Planned(act, row.number, row.id, command, Recording(paper=self._paper(entry), reason=_REASON))

    async def _row(self, choice: Choice) -> ProceedingRow:
        row = await self._matcher.row(choice.number)
        if row is None:
            raise NotRecordable(PROCEEDING.at("number", "the body has no proceeding with this number"))
        # After the end the price of what was sold before it comes in; the service knows whether it was (Art. 381(6)).
        takes = row.status in self._matcher.running or choice.source == PaymentSource.PROPERTY_SALE
        if choice.step is Step.PAYMENT and not takes:
            raise NotRecordable(PROCEEDING.at("number", "the proceeding takes no money any more"))
        return row

    async def _data(self, entry: BankEntry, choice: Choice) -> dict[str, Any]:
        order, thing = entry.bank_order.model_dump(mode="json", exclude_none=True), str(choice.thing)
        sum_ = entry.sum.model_dump(mode="json")
        if choice.step is Step.PAYMENT:
            measure = {"measure": thing} if choice.thing else {}
            return {"sum": sum_, "source": choice.source, "bank_order": order, **measure}
        if choice.step is Step.REVERSAL:
            payment = await self._matcher.whole(entry, choice.thing)
            part = {} if payment is not None and same_money(payment.sum, entry.sum) else {"sum": sum_}
            return {"payment": thing, "bank_order": order, **part}
        if choice.step is Step.PAYOUT_DEBITED:
            return {"payout": thing, "line": self._line(entry)}
        return {"payout": thing, "cause": _CAME_BACK}

    def _of_account(self, entry: BankEntry, choice: Choice, command_id: UUID) -> Command:
        if choice.step is Step.UNIDENTIFIED:
            return ReceiveUnidentified(
                body=self._body,
                receipt=derived_id(command_id, "receipt"),
                sum=entry.sum,
                bank_order=entry.bank_order,
                payer=entry.name or entry.account or _NOT_STATED,
                purpose=entry.purpose or _NOT_STATED,
            )
        thing = choice.thing
        if thing is None:
            raise AssertionError("unreachable: a choice names what it is about")
        if choice.step is Step.RETURN_DEBITED:
            return ConfirmUnidentifiedReturn(body=self._body, payout=thing, line=self._line(entry))
        return UndoUnidentifiedReturn(body=self._body, payout=thing, reason=_CAME_BACK)

    def _paper(self, entry: BankEntry) -> Paper:
        head = self._head
        author = head.bank or head.account or "bank"
        return Paper(kind="bank-statement", number=head.number, dated=head.dated or entry.booked_on, author=author)

    def _line(self, entry: BankEntry) -> str:
        return f"{self._head.number or self._head.dated or entry.booked_on}, {entry.place}"


def _result(entry: BankEntry, choice: Choice, where: str, reply: Accepted | Rejected) -> Result:
    if isinstance(reply, Rejected):
        return Result(entry, choice, Became.REFUSED, where, reply.problems)
    return Result(entry, choice, Became.RECORDED, where)
