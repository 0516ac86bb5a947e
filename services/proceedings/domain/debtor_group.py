"""The stream of a group of debtors who share one debt (Art. 331): who they are, and what was repaid of the total."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.commands.debtor_groups import JoinDebtorGroup, RecordGroupRepayment
from contracts.documents import LiabilityKind
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.debtor_groups import DebtorGroupJoined, DebtorGroupRepaid
from services.proceedings.domain.common_debt import Sums, parts, signed, stated_in, stating
from services.proceedings.domain.entries import Line
from services.proceedings.domain.refusals import NOT_FOR_PROCEEDINGS
from services.proceedings.domain.rules import rules_on
from shared.decider import Context, Decided, Decider, Rejection


@dataclass(frozen=True, slots=True)
class DebtorGroup:
    """A group of debtors as its stream tells it."""

    members: Mapping[UUID, JoinDebtorGroup] = field(default_factory=dict)
    """By proceeding."""
    repaid: Mapping[tuple[UUID, UUID], Sums] = field(default_factory=dict)
    """By proceeding and act of it."""

    @property
    def left(self) -> Sums:
        """What is left of the total: the largest that the documents state, less what was repaid or ended of a part."""
        left: dict[Line, Decimal] = {}
        for member in self.members.values():
            for line, amount in signed(member.whole, ()).items():
                left[line] = max(left.get(line, amount), amount)
        for sums in self.repaid.values():
            for line, amount in sums.items():
                whole = line._replace(part=False)
                left[whole] = left.get(whole, Decimal()) - amount
        return left


def decide(state: DebtorGroup, command: CommandEnvelope[Any], _: Context[None]) -> Decided:
    """The events a command leads to; what is known already changes nothing."""
    match command.data:
        case JoinDebtorGroup() as data:
            if state.members.get(data.proceeding) == data:
                return []
            stated = {name: getattr(data, name) for name in JoinDebtorGroup.model_fields}
            return [DebtorGroupJoined(**stated, article=_article(data.kind, command.effective_date))]
        case RecordGroupRepayment() as data:
            after = _repaid(state, data.proceeding, data.act, stated_in(data))
            if after == state:
                return []
            repaid = DebtorGroupRepaid(
                proceeding=data.proceeding,
                act=data.act,
                **stating(stated_in(data)),
                left=parts(after.left),
                article=_article(LiabilityKind.JOINT, command.effective_date),
            )
            return [repaid]
        case _:
            raise Rejection(NOT_FOR_PROCEEDINGS.because(command.type))


def evolve(state: DebtorGroup, event: EventEnvelope[Any]) -> DebtorGroup:
    """The group after an event."""
    match event.data:
        case DebtorGroupJoined() as data:
            stated = {name: getattr(data, name) for name in JoinDebtorGroup.model_fields}
            return replace(state, members={**state.members, data.proceeding: JoinDebtorGroup(**stated)})
        case DebtorGroupRepaid() as data:
            return _repaid(state, data.proceeding, data.act, stated_in(data))
        case _:
            return state


def _article(kind: LiabilityKind, day: date) -> str:
    return str(rules_on(day).proceedings.liability.kinds[kind].article)


def _repaid(state: DebtorGroup, proceeding: UUID, act: UUID, sums: Sums) -> DebtorGroup:
    repaid = {key: each for key, each in state.repaid.items() if key != (proceeding, act)}
    return replace(state, repaid={**repaid, (proceeding, act): sums} if sums else repaid)


DEBTOR_GROUP: Decider[DebtorGroup, None] = Decider(initial=DebtorGroup(), decide=decide, evolve=evolve)
