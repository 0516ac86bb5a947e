"""What went out about a statement, each paper to one recipient, for dispatch lists (Art. 343(5), 358(3), 359(3))."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.events.intake import DecisionCopiesSent, InitiationDecided, InitiationRefused, StatementReturned
from contracts.events.intake_handling import DecisionCopyReceived, RefusedDocumentSent
from contracts.recording import Paper
from services.intake.domain.journal import Statement
from shared.law.procedures import Act

DECISION = "decide-on-statement"
ISSUER = "issuing-body"


class Outgoing(NamedTuple):
    """One paper to one recipient."""

    act: UUID
    recipient: str
    executor: str | None
    sent_on: date
    name: str
    """Of the act that recorded the sending."""
    what: str
    about: str | None = None
    decision: UUID | None = None
    """The command that asked for the resolution."""
    paper_number: str | None = None
    """The number of the resolution, where it was recorded from paper."""
    method: str | None = None
    mark: Paper | None = None
    """What the sending was recorded from."""
    delivered_on: date | None = None
    receipt: Paper | None = None
    """What shows that it was delivered."""


def outgoing(statement: Statement) -> Iterator[Outgoing]:
    """All that went out, as the acts read now."""
    for act in statement.acts:
        decision = _decided(statement.acts, act.day)
        executor = decision.data.executor.id if decision else None
        if isinstance(act.data, RefusedDocumentSent):
            yield Outgoing(act.id, ISSUER, executor, act.day, act.name, "execution-document", mark=_paper_of(act))
        elif isinstance(act.data, DecisionCopiesSent):
            paper = _paper_of(decision)
            for recipient in dict.fromkeys(act.data.recipients):
                receipt = _received(statement.acts, recipient, act.day)
                yield Outgoing(
                    act.id,
                    _named(recipient),
                    executor,
                    act.day,
                    act.name,
                    "resolution",
                    about=DECISION if decision else None,
                    decision=decision.id if decision else None,
                    paper_number=paper.number if paper else None,
                    method=receipt.data.method.value if receipt else None,
                    mark=_paper_of(act),
                    delivered_on=receipt.day if receipt else None,
                    receipt=_paper_of(receipt),
                )


def _paper_of(act: Act | None) -> Paper | None:
    """The paper that an act was recorded from."""
    return act.recording.paper if act and act.recording else None


def _named(recipient: str) -> str:
    return ISSUER if recipient == "issuer" else recipient


def _decided(acts: Sequence[Act], day: date) -> Act | None:
    """The last decision until a day."""
    decisions = InitiationDecided | InitiationRefused | StatementReturned
    until = [act for act in acts if isinstance(act.data, decisions) and act.day <= day]
    return max(until, key=lambda act: act.day, default=None)


def _received(acts: Sequence[Act], recipient: str, since: date) -> Act | None:
    """The receipt of a copy; where it was received twice, the later day counts, as for the limit of a complaint."""
    found = [act for act in acts if isinstance(act.data, DecisionCopyReceived) and act.day >= since]
    return max((act for act in found if act.data.party == recipient), key=lambda act: act.day, default=None)
