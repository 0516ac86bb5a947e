"""Services that have on record what a test gives, and keep the commands they are sent."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Self
from uuid import UUID

from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.replies import Accepted, Rejected
from shared.act_fields import ActFields
from shared.clerk_client import QueryRefused
from shared.law.rule_sets import RuleSets
from tests.unit.shared.bank_statements.test_matching import FIRST, SECOND, row, viewed

REFUSAL = Problem(code="act-not-open", rule="a rule", detail="a reason")


@cache
def acts() -> ActFields:
    return ActFields(RuleSets.load().in_force(date(2026, 11, 20)))


@dataclass
class Services:
    """What is on record, and the commands that were sent."""

    proceedings: dict[str, queries.ProceedingRow] = field(
        default_factory=lambda: {FIRST: row(FIRST), SECOND: row(SECOND)}
    )
    documents: dict[str, str] = field(default_factory=dict)
    debtors: dict[str, list[str]] = field(default_factory=dict)
    orders: list[queries.RecordedOrder] = field(default_factory=list)
    unidentified_: list[queries.UnidentifiedView] = field(default_factory=list)
    acts: dict[str, tuple[queries.ActView, ...]] = field(default_factory=dict)
    replies: dict[str, Any] = field(default_factory=dict)
    """By place of the entry: what becomes of its command, unless it is accepted."""
    sent: list[tuple[UUID, Any, date, Any, UUID]] = field(default_factory=list)
    asked: list[queries.FindProceedings] = field(default_factory=list)

    actor: str = ""

    def acting_as(self, actor: str) -> Self:
        self.actor = actor
        return self

    async def find(self, asked: queries.FindProceedings) -> queries.ProceedingRows:
        self.asked.append(asked)
        if asked.debtor and asked.debtor.value == "191234560":
            raise QueryRefused((REFUSAL,))
        numbers = [asked.number] if asked.number else []
        numbers += [self.documents[asked.document]] if asked.document in self.documents else []
        numbers += self.debtors.get(asked.debtor.value, []) if asked.debtor else []
        found = tuple(self.proceedings[number] for number in numbers if number in self.proceedings)
        return queries.ProceedingRows(proceedings=found, more=False)

    async def show(self, _: str) -> queries.ProceedingView:
        return viewed()

    async def history(self, number: str) -> queries.History:
        return queries.History(id=UUID(int=2), number=number, acts=self.acts.get(number, ()), revisions=())

    async def bank_orders(self, _: object) -> queries.BankOrders:
        return queries.BankOrders(orders=tuple(self.orders))

    async def unidentified(self, asked: queries.ListUnidentified) -> queries.UnidentifiedMoney:
        assert asked.settled
        return queries.UnidentifiedMoney(receipts=tuple(self.unidentified_))

    async def preview(self, number: str, _: Any, __: date, recording: Any) -> queries.Preview:
        assert recording.paper.kind == "bank-statement"
        return queries.Preview(
            id=UUID(int=2), number=number, version=1, outcome="refused" if number == SECOND else "accepted",
            problems=(REFUSAL,) if number == SECOND else (),
        )  # fmt: skip

    async def send(self, stream: UUID, command: Any, day: date, recording: Any, **how: UUID) -> Any:
        command_id = how["id"]
        self.sent.append((stream, command, day, recording, command_id))
        made = self.replies.get(command.bank_order.number, "accepted") if hasattr(command, "bank_order") else "accepted"
        if isinstance(made, Exception):
            raise made
        if made == "rejected":
            return Rejected(command_id=command_id, problems=(REFUSAL,))
        return Accepted(command_id=command_id, stream=stream, version=2)
