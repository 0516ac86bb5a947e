"""The stream of a debtor of several proceedings of one body: which they are, what money they got (Art. 404-406)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from contracts.commands.distribution import JoinConsolidatedDebtor, LeaveConsolidatedDebtor, NoteDistribution
from contracts.distribution import ShareOfProceeding
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.distribution import (
    ConsolidatedDebtorDistributed,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
)
from contracts.values import Money
from services.proceedings.domain.refusals import NOT_FOR_PROCEEDINGS
from services.proceedings.domain.rules import rules_on
from shared.decider import Context, Decided, Decider, Rejection


@dataclass(frozen=True, slots=True)
class Distributed:
    """How a distribution reads."""

    shares: Mapping[UUID, ShareOfProceeding]
    """By proceeding; without those that come to nothing."""
    entered: frozenset[UUID]
    """The proceedings that ever had a share of it."""
    holder: UUID | None = None
    """The proceeding that held the money."""
    total: Money | None = None


NOTHING_DISTRIBUTED = Distributed({}, frozenset())


@dataclass(frozen=True, slots=True)
class ConsolidatedDebtor:
    """A consolidated debtor as its stream tells it."""

    members: Mapping[UUID, str] = field(default_factory=dict)
    """Numbers by proceeding."""
    distributions: Mapping[UUID, Distributed] = field(default_factory=dict)

    def carried_over(self, holder: UUID) -> Iterator[NoteDistribution]:
        """How the distributions of money that a proceeding held read, for the debtor of whom it is now."""
        for id_, each in sorted(self.distributions.items()):
            if each.holder == holder and each.total is not None:
                yield NoteDistribution(
                    distribution=id_,
                    holder=holder,
                    distributed=each.total,
                    shares=tuple(each.shares.values()),
                    entered=tuple(sorted(each.entered)),
                )

    def distributed(self, distribution: UUID) -> Distributed:
        """How a distribution reads; of one that is not known, nothing."""
        return self.distributions.get(distribution, NOTHING_DISTRIBUTED)


def decide(state: ConsolidatedDebtor, command: CommandEnvelope[Any], _: Context[None]) -> Decided:
    """The events a command leads to; what is known already changes nothing."""
    order = rules_on(command.effective_date).money.distribution
    match command.data:
        case JoinConsolidatedDebtor() as data:
            if data.proceeding in state.members:
                return []
            return [
                ConsolidatedDebtorJoined(
                    proceeding=data.proceeding, number=data.number, article=order.queue_order.article
                )
            ]
        case LeaveConsolidatedDebtor() as data:
            if data.proceeding not in state.members:
                return []
            return [ConsolidatedDebtorLeft(proceeding=data.proceeding, article=order.queue_order.article)]
        case NoteDistribution() as data:
            noted = ConsolidatedDebtorDistributed(
                distribution=data.distribution,
                holder=data.holder,
                distributed=data.distributed,
                shares=data.shares,
                entered=data.entered,
                article=order.queue_order.article,
            )
            return [] if _noted(state, noted) == state.distributions.get(data.distribution) else [noted]
        case _:
            raise Rejection(NOT_FOR_PROCEEDINGS.because(command.type))


def evolve(state: ConsolidatedDebtor, event: EventEnvelope[Any]) -> ConsolidatedDebtor:
    """The debtor after an event."""
    match event.data:
        case ConsolidatedDebtorJoined() as data:
            return replace(state, members={**state.members, data.proceeding: data.number})
        case ConsolidatedDebtorLeft() as data:
            return replace(state, members={id_: n for id_, n in state.members.items() if id_ != data.proceeding})
        case ConsolidatedDebtorDistributed() as data:
            return replace(state, distributions={**state.distributions, data.distribution: _noted(state, data)})
        case _:
            return state


def _noted(state: ConsolidatedDebtor, data: ConsolidatedDebtorDistributed) -> Distributed:
    shares = {share.proceeding: share for share in data.shares if share.sum.amount}
    entered = state.distributed(data.distribution).entered.union(shares, data.entered or ())
    return Distributed(shares, entered, data.holder, data.distributed)


CONSOLIDATED_DEBTOR: Decider[ConsolidatedDebtor, None] = Decider(
    initial=ConsolidatedDebtor(), decide=decide, evolve=evolve
)
